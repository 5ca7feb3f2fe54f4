"""Documents that the user adds: read, recognised, divided into articles and paragraphs. No Qt, no database."""
