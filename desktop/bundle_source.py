"""Which reference file to open, and how to build one where there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop import paths


def find(chosen: Path | None) -> Path | None:
    """The reference file to open: the chosen one, the shipped one, the cached one; None: build it."""
    if chosen is not None:
        return chosen
    shipped = paths.shipped_bundle()
    if shipped.is_file():
        return shipped
    cached = paths.cached_bundle()
    return cached if cached.is_file() else None


def build_command(out: Path) -> list[str]:
    """The command that builds the reference file in a process of its own."""
    return [sys.executable, "-m", "desktop.ingest", "bundle", "--progress", "--out", str(out)]


def build_environment() -> dict[str, str]:
    """The environment for that command: this package can be imported from any folder."""
    root = str(Path(__file__).resolve().parent.parent)
    before = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": root + (os.pathsep + before if before else "")}
