"""Read one edition of the Harmonized Tariff Schedule of the United States.

The export comes as CSV (2019 to 2024) or JSON (2025 on); both are a flat list of rows whose
ancestry is the indent. A line is an eight-digit code. It has a row of its own, or it is
printed only as one ten-digit row (``0602.30.00.00``), which is then the line.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.errors import KnownError
from desktop.ingest.editions import Edition

_CSV_HEADER = [
    "HTS Number",
    "Indent",
    "Description",
    "Unit of Quantity",
    "General Rate of Duty",
    "Special Rate of Duty",
    "Column 2 Rate of Duty",
]
_JSON_KEYS = {"htsno", "indent", "description", "units", "general", "special", "other"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as published; ``number`` is its 1-based place among the data rows of the file."""

    number: int
    code: str
    indent: int
    description: str
    units: tuple[str, ...]
    general: str
    special: str
    column2: str


@dataclass(slots=True)
class UsLine:
    """One eight-digit line of one edition; ``path`` ends with the line's own words."""

    code: str
    row: int
    path: tuple[str, ...]
    units: list[str]
    general: str
    special: str
    column2: str
    rate_level: str
    children: list[Row] = field(default_factory=list)


def read(raw: Path, edition: Edition) -> list[UsLine]:
    """All eight-digit lines of an edition, in the order of the file."""
    path = raw / edition.file
    rows = _json_rows(path) if path.name.endswith(".json.gz") else _csv_rows(path)
    return _lines(rows, edition)


def _csv_rows(path: Path) -> Iterator[Row]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text))
    header = next(reader)
    if header[: len(_CSV_HEADER)] != _CSV_HEADER:
        raise KnownError(f"{path.name}: row 1 is not the header of an HTS export.")
    for number, cells in enumerate(reader, 1):
        if len(cells) < len(_CSV_HEADER):
            raise KnownError(f"{path.name}: row {number} has {len(cells)} cells.")
        units = json.loads(cells[3]) if cells[3].startswith("[") else []
        yield _row(path, number, [*cells[:3], units, *cells[4:7]])


def _json_rows(path: Path) -> Iterator[Row]:
    for number, item in enumerate(json.loads(gzip.decompress(path.read_bytes())), 1):
        missing = _JSON_KEYS - item.keys()
        if missing:
            raise KnownError(f"{path.name}: row {number} has no {', '.join(sorted(missing))}.")
        cells = [
            item["htsno"],
            item["indent"],
            item["description"],
            item["units"],
            item["general"],
            item["special"],
            item["other"],
        ]
        yield _row(path, number, cells)


def _row(path: Path, number: int, cells: list[Any]) -> Row:
    code = (cells[0] or "").strip()
    digits = code.replace(".", "")
    if digits and (not digits.isdigit() or len(digits) not in (4, 6, 8, 10)):
        raise KnownError(f"{path.name}: row {number}: {code!r} is no HTS number.")
    indent = str(cells[1]).strip()
    if not indent.isdigit():
        raise KnownError(f"{path.name}: row {number}: indent {indent!r} is no number.")
    return Row(
        number=number,
        code=digits,
        indent=int(indent),
        description=_clean(cells[2]),
        units=tuple(filter(None, map(_clean, cells[3] or ()))),
        general=_clean(cells[4]),
        special=_clean(cells[5]),
        column2=_clean(cells[6]),
    )


# Marks of type that the editions of 2023 to 2025 hold in their texts; a line break among them divides words.
_BREAK = re.compile(r"<(?:br|nl|newline)\b[^<>]*>|</newline>", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:i|il|u|b|em|strong|su[bp]|span)\b[^<>]*>", re.IGNORECASE)


def _clean(text: str | None) -> str:
    # Editions before 2020 hold what is left of the entity for the cent sign.
    plain = _MARKUP.sub("", _BREAK.sub(" ", (text or "").replace("¢;", "¢")))
    return re.sub(r"\s+", " ", plain).strip()


def _lines(rows: Iterator[Row], edition: Edition) -> list[UsLine]:
    lines: dict[str, UsLine] = {}
    ancestors: list[Row] = []
    for row in rows:
        while ancestors and ancestors[-1].indent >= row.indent:
            ancestors.pop()
        ancestors.append(row)
        line = lines.get(row.code[:8]) if len(row.code) >= 8 else None
        if len(row.code) == 8 or (len(row.code) == 10 and line is None):
            if line is not None:
                raise KnownError(f"{edition.file}: row {row.number}: {row.code} stands twice.")
            lines[row.code[:8]] = UsLine(
                code=row.code[:8],
                row=row.number,
                path=tuple(a.description.rstrip(":").strip() for a in ancestors if a.description),
                units=list(row.units),
                general=row.general,
                special=row.special,
                column2=row.column2,
                rate_level=str(len(row.code)) if row.general or row.special or row.column2 else "",
            )
        elif line is not None:
            line.children.append(row)
    for line in lines.values():
        _take_from_children(line, edition)
    return list(lines.values())


def _take_from_children(line: UsLine, edition: Edition) -> None:
    """Fill units, and rates where only the ten-digit rows carry them (then all must agree)."""
    for child in line.children:
        line.units.extend(unit for unit in child.units if unit not in line.units)
        for column in ("general", "special", "column2"):
            ours, theirs = getattr(line, column), getattr(child, column)
            if theirs and ours and ours != theirs:
                raise KnownError(
                    f"{edition.file}: row {child.number}: the {column} rate of {child.code} is "
                    f"{theirs!r}, that of its line {ours!r}."
                )
            if theirs and not ours:
                setattr(line, column, theirs)
                line.rate_level = line.rate_level or "10"


_CODES = r"[A-Z][A-Z*+]{0,2}(?:[\s,.]+[A-Z][A-Z*+]{0,2})*"
_PROGRAMME = re.compile(rf"\s*([^()]*?(?:\([Ss]ee [^()]*\))?)\s*\(({_CODES})[\s,.]*\)", re.ASCII)


def split_special(special: str) -> tuple[list[tuple[str, tuple[str, ...]]], str]:
    """Divide a special column into (rate, programmes) pairs and what could not be read.

    ``Free (A*, AU) 3.5% (JP)`` gives ``[("Free", ("A*", "AU")), ("3.5%", ("JP",))]`` and an
    empty rest. Chapter 99 writes sentences here; those come back whole as the rest.
    """
    pairs = []
    position = 0
    for match in _PROGRAMME.finditer(special):
        if special[position : match.start()].strip():
            break
        pairs.append((match[1].strip(), tuple(re.split(r"[\s,.]+", match[2]))))
        position = match.end()
    return pairs, special[position:].strip()


def japan_rate(special: str) -> str | None:
    """The rate whose programmes list ``JP``; None where there is none."""
    pairs, rest = split_special(special)
    found = [rate for rate, programmes in pairs if "JP" in programmes]
    if len(found) > 1:
        raise KnownError(f"the special column {special!r} gives Japan two rates.")
    if not found and re.search(r"\bJP\b", rest):
        raise KnownError(f"the special column {special!r} names JP where no rate could be read.")
    return found[0] if found else None
