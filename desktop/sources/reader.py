"""A file of any kind that can be added, read to one stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from desktop.errors import KnownError
from desktop.sources import html, plain
from desktop.sources.plain import Block
from desktop.sources.stream import Stream

# Raise it with every change in what a reader makes of a file: readings in the cache are named by it.
READER_VERSION: Final = 3
MAX_BYTES: Final = 400_000_000
MAX_TEXT_BYTES: Final = 20_000_000
SUFFIXES: Final = (".pdf", ".txt", ".text", ".htm", ".html", ".md")


def kind_of(path: Path) -> str:
    """``pdf``, ``html`` or ``text``, by the content first, then by the name; raises KnownError for all else."""
    try:
        if path.is_dir():
            raise KnownError(f"{path.name} is a folder; add the files in it one by one or together.")
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError as error:
        raise KnownError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if size == 0:
        raise KnownError(f"{path.name} is empty; save it again.")
    if size > MAX_BYTES:
        raise KnownError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; add a smaller copy.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    suffix = path.suffix.casefold()
    if suffix == ".pdf":
        raise KnownError(f"{path.name} is damaged or no PDF; download it again.")
    if size > MAX_TEXT_BYTES:
        raise KnownError(
            f"{path.name} is larger than {MAX_TEXT_BYTES // 1_000_000} MB of text; add a smaller copy."
        )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in (".htm", ".html") or start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise KnownError(f"{path.name} is an office document; save it as PDF and add that.")
    return "text"


def read(
    path: Path, orders: Sequence[Sequence[Block]] = (), progress: Callable[[float], None] | None = None
) -> Stream:
    """The text of a file in reading order; raises KnownError with one sentence where it cannot be read."""
    kind = kind_of(path)
    if kind == "pdf":
        from desktop.sources import pdf  # noqa: PLC0415  (brings a native library)

        return pdf.read(path, progress)
    return html.read(path) if kind == "html" else plain.read(path, orders)
