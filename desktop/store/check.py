"""Check every page of a reference file, on a connection of its own."""

from __future__ import annotations

from pathlib import Path

from desktop.errors import KnownError
from desktop.store.bundle import Bundle


def verify(path: Path) -> str:
    """Empty when the file is whole, else what is wrong with it."""
    try:
        bundle = Bundle(path)
    except KnownError as error:
        return str(error)
    try:
        return bundle.verify()
    finally:
        bundle.close()
