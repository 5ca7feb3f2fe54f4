"""Lists of codes as people have them: one a line, with or without words behind, from a spreadsheet or a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.core import codes

MOST_ITEMS: Final = 100_000
# Stands before a figure of a spreadsheet that has a fraction, so that it is not taken for a code.
NUMBER: Final = "number"
_SCOPE: Final = r"(?i)\A(us|jp|hts(?:us)?|japan)\s*[:\s]\s*"
_LEADING: Final = r"\A(\d[\d.\-_·\s]*\d\*?)"


@dataclass(frozen=True, slots=True)
class CodeList:
    """Items in their order, and what is to be said of how they were read."""

    items: tuple[str, ...]
    notes: tuple[str, ...] = ()


def from_text(text: str) -> CodeList:
    """Items of a pasted text: lines, or one line divided by commas, semicolons or tabs."""
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    if not lines:
        return CodeList(())
    if any("\t" in line for line in lines) and len(lines) > 1:
        return from_rows([line.split("\t") for line in lines])
    out: list[str] = []
    for line in lines:
        parts = [part for part in re.split(r"[\t,;、；]+", line) if part.strip()]
        readable = sum(read(part) is not None for part in parts)
        # A line of several codes is several items; a code with words and commas behind it is one.
        out += parts if readable > 1 or (parts and readable == len(parts)) else [line]
    return _cut([_clean(item) for item in out])


def from_rows(rows: Sequence[Sequence[str]]) -> CodeList:
    """Items of a table: the column in which most cells are codes; a header above it is left out."""
    width = max((len(row) for row in rows), default=0)
    counts = [
        sum(place < len(row) and _is_code(row[place]) for row in rows[:2_000]) for place in range(width)
    ]
    if not counts or not max(counts):
        # Nothing reads as a code: the first column that holds anything, so that each item is explained.
        place = next((p for p in range(width) if any(p < len(r) and r[p].strip() for r in rows)), 0)
        notes: tuple[str, ...] = ()
    else:
        place = counts.index(max(counts))
        notes = (f"The codes were taken from column {_letter(place)}.",) if width > 1 else ()
    items = [_clean(row[place]) if place < len(row) else "" for row in rows]
    if len(items) > 1 and not _is_code(items[0]) and any(_is_code(item) for item in items[1:]):
        notes += (f"The first row ({items[0][:40]}) is the header.",) if items[0] else ()
        items = items[1:]
    found = _cut(items)
    return CodeList(found.items, (*notes, *found.notes))


def _cut(items: Sequence[str]) -> CodeList:
    kept = [item for item in items if item]
    if len(kept) <= MOST_ITEMS:
        return CodeList(tuple(kept))
    said = f"The list has {len(kept):,} items; the first {MOST_ITEMS:,} were taken."
    return CodeList(tuple(kept[:MOST_ITEMS]), (said,))


def _clean(item: str) -> str:
    return " ".join(item.replace("\ufeff", "").split()).strip("\"'“”‘’")[:200]


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _is_code(item: str) -> bool:
    found = read(item)
    return found is not None and len(_digits(found[1])) >= 4


def _digits(code: codes.CodePrefix | codes.CodeRange) -> str:
    return code.digits if isinstance(code, codes.CodePrefix) else code.first


def read(item: str) -> tuple[codes.Importer | None, codes.CodePrefix | codes.CodeRange] | None:
    """One item: its country if it names one, and its code or range; None for what is no code.

    Words behind a code do not count: "0202.30.010 Loin" is the code.
    """
    importer: codes.Importer | None = None
    scope = re.match(_SCOPE, item)
    if scope:
        importer = "us" if scope[1].lower() in ("us", "hts", "htsus") else "jp"
        item = item[scope.end() :]
    whole = codes.parse_range(item) or codes.parse_prefix(item)
    if whole is not None:
        return importer, whole
    start = re.match(_LEADING, codes.normalise(item))
    if start is None:
        return None
    code = codes.parse_prefix(start[1])
    return (importer, code) if code is not None and len(code.digits) >= 4 else None
