"""Files that appear whole or not at all, and the one sentence when a disk refuses."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desktop.errors import KnownError

_REASONS: Final = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.EACCES: "there is no permission to write there",
    errno.EPERM: "there is no permission to write there",
    errno.EROFS: "the folder is read-only",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.EBUSY: "it is open in another program; close it there",
    errno.ETXTBSY: "it is open in another program; close it there",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "the folder does not exist",
    errno.EISDIR: "a folder has this name",
}
# What Windows says of a file that another program holds.
_SHARING: Final = (32, 33)


# Control characters, which neither XML nor a spreadsheet can hold.
_UNFIT: Final = {code: None for code in range(32) if code not in (9, 10)} | {
    0xFFFE: None,
    0xFFFF: None,
    127: None,
}


def fit(text: str) -> str:
    """Text that every format can hold: no control characters, no half of a pair of surrogates."""
    return text.translate(_UNFIT).encode("utf-8", "replace").decode()


def refused(path: Path, error: Exception) -> KnownError:
    """What to say when a file cannot be written: what, where, what to do."""
    reason = _REASONS.get(getattr(error, "errno", None) or 0, "")
    if isinstance(error, ValueError) and "null" in str(error):
        reason = "the name has a sign that no file may have"
    if getattr(error, "winerror", None) in _SHARING:
        reason = "it is open in another program; close it there"
    reason = reason or getattr(error, "strerror", None) or str(error)
    name = path.name if len(path.name) <= 60 else f"{path.name[:40]}…{path.suffix}"
    return KnownError(f"{name} could not be written in {path.parent}: {reason}, or choose another place.")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file that is written beside its place and moved there when it is complete.

    Raises KnownError where the disk refuses; what stood there before stays as it was.
    """
    partial = path.with_name(f".{path.stem[:40]}.{os.getpid()}{path.suffix}")
    try:
        try:
            if len(path.name.encode("utf-8", "replace")) > 255:
                raise OSError(errno.ENAMETOOLONG, "name too long")
            yield partial
            partial.replace(path)
        finally:
            with suppress(OSError, ValueError):
                partial.unlink(missing_ok=True)
    except (OSError, UnicodeError, ValueError) as error:
        raise refused(path, error) from error


def default_name(view: str, date: str, suffix: str) -> str:
    """``USJTA_lines_2026-11-24.xlsx``: signs that a file system may refuse are dashes."""
    plain = re.sub(r"[^\w.]+", "-", view).strip("-.") or "export"
    return f"USJTA_{plain[:60]}_{date}{suffix}"


def free(path: Path) -> Path:
    """The path, or the first with a number behind it that no file has yet."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return found
