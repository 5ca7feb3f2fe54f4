"""The window and what surrounds the views."""
