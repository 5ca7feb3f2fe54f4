"""Two kinds of failure: what a user can act on, and what is our mistake."""

from __future__ import annotations


class KnownError(Exception):
    """Something outside the program is wrong; the message is one clear sentence for the user."""


class BugError(Exception):
    """The program broke one of its own rules; shown in the crash dialog, never swallowed."""
