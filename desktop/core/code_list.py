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
_COUNTRY: Final = {
    "us": "us",
    "usa": "us",
    "hts": "us",
    "htsus": "us",
    "jp": "jp",
    "jpn": "jp",
    "japan": "jp",
}
# What people write before a code: a country, a name of the schedule, what the number is.
_SCOPE: Final = r"(?i)\A(?:(usa?|jpn?|japan|hts(?:us)?)(?=[\s:.,\d])|hs(?=[\s:.,\d]))?[\s:.,]*(?:(?:(?:sub)?heading|item|code|line|no\.?)s?[\s:.]*)?第?"
# A code at the beginning, with words or nothing behind it; "8.712E+07" is no code.
_LEADING: Final = r"\A(\d[\d.\-_·\s]*\d\*?)(?=\Z|[\s,;、。(（号類項])"
_DOTTED: Final = r"(?<![\d.])\d{4}\.\d{2}(?:[.\-]\d{2,4})?(?:\.\d{2})?(?![\d.A-Za-z])"
_AND: Final = r"\s+(?:and|&|und|及び|並びに)\s+|\s+/\s+|[\t,;、；]+"


@dataclass(frozen=True, slots=True)
class CodeList:
    """Items in their order, and what is to be said of how they were read."""

    items: tuple[str, ...]
    notes: tuple[str, ...] = ()


def from_text(text: str) -> CodeList:
    """Items of a pasted text: lines, or one line divided by commas, semicolons or tabs."""
    lines = [line for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", text) if line.strip()]
    if not lines:
        return CodeList(())
    if any("\t" in line for line in lines) and len(lines) > 1:
        return from_rows([line.split("\t") for line in lines])
    return _cut([_clean(item) for line in lines for item in _split(line)])


def _split(line: str) -> list[str]:
    """The codes of one line: a line of several codes is several items, a code with words behind it is one."""
    parts = [part for part in re.split(_AND, line) if part.strip()]
    readable = sum(read(part) is not None for part in parts)
    if readable > 1 or (parts and readable == len(parts)):
        return [item for part in parts for item in _dotted(part)]
    return _dotted(line)


def _dotted(text: str) -> list[str]:
    """Two or more whole codes that only white space divides."""
    found = re.findall(_DOTTED, codes.normalise(text))
    between = re.sub(_DOTTED, "", codes.normalise(text)).strip()
    return found if len(found) > 1 and not between else [text]


def from_rows(rows: Sequence[Sequence[str]]) -> CodeList:
    """Items of a table: the column in which most cells are codes; a header above it is left out."""
    width = max((len(row) for row in rows), default=0)
    if len(rows) == 1 and sum(_weight(cell) > 0 for cell in rows[0]) > 1:
        return _cut([_clean(cell) for cell in rows[0]])
    weights = [sum(_weight(row[place]) for row in rows[:2_000] if place < len(row)) for place in range(width)]
    notes: tuple[str, ...] = ()
    if not weights or not max(weights):
        # Nothing reads as a code: the first column that holds anything, so that each item is explained.
        place = next((p for p in range(width) if any(p < len(r) and r[p].strip() for r in rows)), 0)
    else:
        place = weights.index(max(weights))
        if width > 1:
            notes = (f"The codes were taken from column {_letter(place)}.",)
        others = [_letter(n) for n, weight in enumerate(weights) if n != place and weight * 2 >= max(weights)]
        if others:
            notes += (f"Column {', '.join(others)} holds codes too; they were not taken.",)
    items = [_clean(row[place]) if place < len(row) else "" for row in rows]
    if len(items) > 1 and read(items[0]) is None and any(read(item) is not None for item in items[1:]):
        notes += (f"The first row ({items[0][:40]}) is the header.",) if items[0] else ()
        items = items[1:]
    empty = sum(
        not item and any(cell.strip() for cell in row)
        for item, row in zip(items[::-1], rows[::-1], strict=False)
    )
    if empty:
        notes += (
            f"{empty:,} row{' has' if empty == 1 else 's have'} nothing in this column and {'was' if empty == 1 else 'were'} left out.",
        )
    found = _cut(items)
    return CodeList(found.items, (*notes, *found.notes))


def has_codes(rows: Sequence[Sequence[str]]) -> bool:
    """Whether any cell of a table looks like a tariff code."""
    return any(_weight(cell) for row in rows[:2_000] for cell in row)


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


def _weight(cell: str) -> int:
    """How much a cell looks like a tariff code: whole ones count, years and running numbers hardly do."""
    found = read(cell)
    if found is None:
        return 0
    digits = len(found[1].digits if isinstance(found[1], codes.CodePrefix) else found[1].first)
    return 6 if digits >= 8 else 4 if digits >= 6 else 1 if digits >= 4 else 0


def read(item: str) -> tuple[codes.Importer | None, codes.CodePrefix | codes.CodeRange] | None:
    """One item: its country if it names one, and its code or range; None for what is no code.

    Words before and behind a code do not count: "HTSUS subheading 8712.00.15" and "0202.30.010 Loin" are the code.
    """
    plain = codes.normalise(item)
    scope = re.match(_SCOPE, plain)
    importer: codes.Importer | None = None
    if scope:
        named = _COUNTRY.get((scope[1] or "").lower())
        importer = "us" if named == "us" else "jp" if named == "jp" else None
        plain = plain[scope.end() :]
    plain = re.sub(r"[号類項]\Z", "", plain.strip())
    whole = codes.parse_range(plain) or codes.parse_prefix(plain)
    if whole is None:
        start = re.match(_LEADING, plain)
        whole = codes.parse_prefix(start[1]) if start is not None else None
        if whole is not None and len(whole.digits) < 4:
            whole = None
    if whole is None:
        # One whole code among words: "牛肉 0202.30.010".
        dotted = re.findall(_DOTTED, plain)
        whole = codes.parse_prefix(dotted[0]) if len(dotted) == 1 else None
    if isinstance(whole, codes.CodeRange) and importer is None and len(whole.first) in (8, 9):
        importer = "jp" if len(whole.first) == 9 else "us"
    return None if whole is None else (importer, whole)
