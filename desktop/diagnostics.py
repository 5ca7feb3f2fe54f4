"""Log file, crash traces and a stall watchdog; nothing here imports Qt."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import sys
from pathlib import Path
from typing import TextIO

_trace: TextIO | None = None


def start(profile: Path, *, debug: bool) -> None:
    """Log to the profile (and to the terminal with ``debug``); a profile that cannot be written is no error."""
    root = logging.getLogger("desktop")
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    if debug and sys.stderr is not None:
        root.addHandler(logging.StreamHandler())
    with contextlib.suppress(OSError):
        folder = profile / "log"
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "usjta-desk.log", maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        root.addHandler(handler)
        global _trace  # noqa: PLW0603  (faulthandler needs a file that stays open)
        _trace = (folder / "fault.txt").open("w", encoding="utf-8")
        faulthandler.enable(_trace)
