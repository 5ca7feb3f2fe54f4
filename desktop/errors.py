"""What a user can act on; every other exception is our mistake and goes to the log."""

from __future__ import annotations


class KnownError(Exception):
    """Something outside the program is wrong; the message is one clear sentence for the user."""
