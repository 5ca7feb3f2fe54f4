"""Everything that paints."""
