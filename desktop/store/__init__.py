"""The read-only reference file: SQLite with FTS5, no Qt."""
