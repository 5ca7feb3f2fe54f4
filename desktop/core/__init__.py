"""Values and rules of the field: standard library only, no Qt, no files, no clock."""
