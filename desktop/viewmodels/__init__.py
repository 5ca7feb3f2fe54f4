"""State and signals between the store and the widgets: QtCore only."""
