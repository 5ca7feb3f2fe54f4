"""The folder of documents that the user added: copies under their digest, and what was read from them.

A copy is written beside its place and moved there whole. What was read is kept too, so that a long document is
read once; a reading that is damaged or of another reader is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import zlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.core.structure_path import parse, write
from desktop.errors import KnownError
from desktop.sources import reader
from desktop.sources.plain import Block
from desktop.sources.stream import Page, Paragraph, Stream
from desktop.sources.structure import Unit, units_of

_CHUNK: Final = 1 << 20
_DAY_S: Final = 86_400
_SUFFIX: Final = {"pdf": ".pdf", "html": ".html", "text": ".txt"}
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as it lies in the library."""

    sha256: str
    kind: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's stream and its units."""

    stream: Stream
    units: tuple[Unit, ...]


class Library:
    """Copies and readings under one folder."""

    def __init__(self, folder: Path, orders: Sequence[Sequence[Block]] = ()) -> None:
        self.folder = folder
        self._orders = orders

    def clean(self) -> None:
        """Take away what a program that was ended in the middle left behind, a day after."""
        with contextlib.suppress(OSError):
            for path in self.folder.glob("*.part"):
                if time.time() - path.stat().st_mtime > _DAY_S:
                    path.unlink(missing_ok=True)

    def take(self, path: Path) -> Copy:
        """Copy a file into the library, whole or not at all; raises KnownError with one sentence."""
        kind = reader.kind_of(path)
        digest = hashlib.sha256()
        partial = self.folder / f"incoming.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as source, partial.open("wb") as target:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            found = self.folder / f"{digest.hexdigest()}{_SUFFIX[kind]}"
            size = partial.stat().st_size
            partial.replace(found)
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise KnownError(
                f"{path.name} could not be copied to {self.folder} ({error.strerror or error}); it was not added."
            ) from error
        return Copy(digest.hexdigest(), kind, size, found)

    def copy_of(self, sha256: str, kind: str) -> Path:
        """Where a copy lies."""
        return self.folder / f"{sha256}{_SUFFIX[kind]}"

    def drop(self, sha256: str, kind: str) -> None:
        """Take copy and reading away."""
        for path in (self.copy_of(sha256, kind), self._cache(sha256)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def reading(self, sha256: str, kind: str, progress: Progress | None = None) -> Reading:
        """What a document says, from the last reading or read now."""
        cache = self._cache(sha256)
        if cache.is_file():
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, IndexError, zlib.error):
                return load(cache.read_bytes())
        path = self.copy_of(sha256, kind)
        if not path.is_file():
            raise KnownError(
                f"The copy {path.name} is not in {self.folder} any more; add the document again."
            )
        stream = reader.read(path, self._orders, progress)
        found = Reading(stream, units_of(stream))
        partial = cache.with_name(f"{cache.name}.{os.getpid()}.part")
        # Without room for it the document is read again at the next start.
        with contextlib.suppress(OSError):
            partial.write_bytes(dump(found))
            partial.replace(cache)
        return found

    def _cache(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.reading{reader.READER_VERSION}"


def dump(reading: Reading) -> bytes:
    """A reading as bytes."""
    stream = reading.stream
    head = {
        "reader": reader.READER_VERSION,
        "paragraphs": [(p.start, p.end, p.page, p.block) for p in stream.paragraphs],
        "pages": [(p.index, p.label, p.outside) for p in stream.pages],
        "units": [(write(u.path), u.title, u.start, u.end) for u in reading.units],
        "words": len(stream.starts),
    }
    parts = [json.dumps(head, ensure_ascii=False).encode(), stream.text.encode()]
    parts += [numbers.tobytes() for numbers in (stream.starts, stream.pages_of, stream.ats, stream.lengths)]
    return zlib.compress(b"".join(len(part).to_bytes(8, "little") + part for part in parts), 1)


def load(data: bytes) -> Reading:
    """A reading from bytes; raises ValueError and the like where they are not whole."""
    plain, at, parts = zlib.decompress(data), 0, []
    while at < len(plain):
        size = int.from_bytes(plain[at : at + 8], "little")
        parts.append(plain[at + 8 : at + 8 + size])
        at += 8 + size
    head = json.loads(parts[0])
    if head["reader"] != reader.READER_VERSION:
        raise ValueError("read by another version")
    columns = []
    for part in parts[2:6]:
        numbers = array("I")
        numbers.frombytes(part)
        if len(numbers) != head["words"]:
            raise ValueError("cut short")
        columns.append(numbers)
    stream = Stream(
        parts[1].decode(),
        tuple(Paragraph(*item) for item in head["paragraphs"]),
        tuple(Page(index, label, tuple(outside)) for index, label, outside in head["pages"]),
        *columns,
    )
    return Reading(
        stream, tuple(Unit(parse(path), title, start, end) for path, title, start, end in head["units"])
    )
