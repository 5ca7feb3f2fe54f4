"""Text files: pages at form feeds, paragraphs at empty lines, and files whose columns are mixed up.

A text taken from a page with two columns may have their lines in turns. For such files that are known,
the reference file holds the reading order: for each block the numbers of its lines, and a hash of each line.
A later version of the file, some lines changed or added, is put in order by the lines that it shares.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from desktop.core.passage import words_of
from desktop.errors import KnownError
from desktop.sources.stream import HEADLINE, MARKER, Line, Page, Run, Stream, assemble

ENCODINGS: Final = ("utf-8-sig", "utf-16", "cp932", "cp1252")
# Of the lines of a known file that a version must share to be read in its order.
SHARED: Final = 0.6


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a known file in reading order: its name, kind and 1-based lines, each with its hash."""

    name: str
    kind: str
    lines: tuple[int, ...]
    hashes: tuple[str, ...]


def line_hash(line: str) -> str:
    """Eight hexadecimal digits over a line's words."""
    return hashlib.sha256(" ".join(words_of(line).folded).encode()).hexdigest()[:8]


def decode(path: Path) -> str:
    """The text of a file in whatever encoding it is; raises KnownError where it is no text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnownError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\x00" in data[:4096]:
        raise KnownError(f"{path.name} is no text file. PDF, text and HTML files can be added.")
    for encoding in ENCODINGS:
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def read(path: Path, orders: Sequence[Sequence[Block]] = ()) -> Stream:
    """The text of a file in reading order; ``orders`` are those of the known files."""
    lines = decode(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not any(line.strip() for line in lines):
        raise KnownError(f"{path.name} has no text in it.")
    hashes = [line_hash(line) for line in lines]
    for order in orders:
        placed = _placed(hashes, order)
        if placed is not None:
            return _ordered(lines, order, placed)
    return _as_it_stands(lines)


def _runs(line: str, at: int) -> tuple[Run, ...]:
    return tuple(Run(m[0], at + m.start(), len(m[0])) for m in re.finditer(r"\S+", line))


def _as_it_stands(lines: Sequence[str]) -> Stream:
    out: list[Line] = []
    pages = [Page(0, "1")]
    at, blank = 0, True
    headline = False
    for line in lines:
        parts = line.split("\f")
        for number, part in enumerate(parts):
            if number:
                pages.append(Page(len(pages), str(len(pages) + 1)))
                at = 0
            if part.strip():
                marked = MARKER.match(part.strip())
                out.append(Line(_runs(part, at), len(pages) - 1, begins=blank or headline or bool(marked)))
                blank, headline = False, bool(HEADLINE.match(part.strip()))
            elif not part.strip() and len(parts) == 1:
                blank = True
            at += len(part) + 1
    return assemble(out, pages)


def _placed(hashes: Sequence[str], order: Sequence[Block]) -> dict[int, int] | None:
    """Which line of the known file each line of this one is (both from 1); None where too few are shared."""
    known: dict[int, str] = {}
    for block in order:
        known.update(zip(block.lines, block.hashes, strict=True))
    numbers = sorted(known)
    matcher = SequenceMatcher(None, hashes, [known[n] for n in numbers], autojunk=False)
    placed: dict[int, int] = {}
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and _full(hashes, a, a_end) == b_end - b):
            fresh = [n for n in range(a, a_end) if tag == "equal" or hashes[n] != EMPTY]
            placed.update({n + 1: numbers[b + k] for k, n in enumerate(fresh)})
    same = sum(hashes[n - 1] == known[m] for n, m in placed.items())
    return placed if same >= SHARED * len(numbers) else None


EMPTY: Final = line_hash("")


def _full(hashes: Sequence[str], start: int, end: int) -> int:
    return sum(hashes[n] != EMPTY for n in range(start, end))


def _ordered(lines: Sequence[str], order: Sequence[Block], placed: dict[int, int]) -> Stream:
    """Lines by the blocks of the known file; lines that it does not have follow, each a paragraph of its own."""
    offsets, at = [], 0
    for line in lines:
        offsets.append(at)
        at += len(line) + 1
    here = {known: number for number, known in placed.items()}
    out: list[Line] = []
    for block in order:
        fresh = True
        for known in block.lines:
            number = here.get(known)
            if number is not None and lines[number - 1].strip():
                text = lines[number - 1]
                runs = _runs(text, offsets[number - 1])
                if block.kind == "bullet" and fresh and not any(letter.isalnum() for letter in runs[0].text):
                    runs = runs[1:]
                out.append(Line(runs, 0, begins=fresh, block=block.name))
                fresh = False
    for number, line in enumerate(lines, 1):
        if number not in placed and line.strip():
            out.append(Line(_runs(line, offsets[number - 1]), 0, begins=True, block=f"line {number}"))
    return assemble(out, [Page(0, "1")])
