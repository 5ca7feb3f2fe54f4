"""What changed between two years, as a table that is narrowed by kind, column, agreement and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.core import codes
from desktop.core.clipping import Grid
from desktop.core.line import RATE_COLUMNS
from desktop.core.text import fold
from desktop.store.changes import CHANGE_MEANING, Change, ChangeKind, changes
from desktop.viewmodels.reference import Reference

# ChangeKind is handed on for the widgets, which know no layer below this one.
__all__ = ("CHANGE_MEANING", "ChangeKind", "Changes", "Narrowed", "read")
WHOLE_LINE: Final = "the line itself"
_TITLES: Final = {column.key: column.title for column in RATE_COLUMNS}


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes between two years, with the table that shows them and the lines that they belong to."""

    importer: str
    before: int
    after: int
    rows: tuple[Change, ...]
    grid: Grid
    covered: frozenset[int]
    editions: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the table is called."""
        whose = "Japan's schedule" if self.importer == "jp" else "the U.S. schedule"
        return f"What changed in {whose} from {self.before} to {self.after}"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Places of the rows that are shown, and how many each choice would show."""

    places: tuple[int, ...]
    kinds: dict[str, int]
    columns: dict[str, int]
    lines: int


def read(path: Path, importer: str, before: int, after: int, tick: Callable[[float], None]) -> Changes:
    """All changes; for a worker, which opens its own file. Raises KnownError for a year without an edition."""
    reference = Reference(path)
    try:
        found = changes(reference.store, importer, before, after, tick)
        flags = [reference.store.flags("covered", year) for year in (before, after)]
        covered = frozenset(c.line for c in found if flags[0][c.line] == 1 or flags[1][c.line] == 1)
        editions = tuple(
            edition.title
            for year in (before, after)
            if (edition := reference.bundle.edition(importer, year)) is not None
        )
    finally:
        reference.close()
    rows = tuple(_row(change, importer) for change in found)
    heads = ("Line", "Goods", "What changed", "Where", str(before), str(after), "Remark")
    return Changes(
        importer, before, after, tuple(found), Grid(heads, rows, frozenset({4, 5})), covered, editions
    )


def _row(change: Change, importer: str) -> tuple[str, ...]:
    number = codes.display(change.code, "jp" if importer == "jp" else "us")
    if change.seq > 1:
        number += f" ({change.seq})"
    where = _TITLES.get(change.column, WHOLE_LINE)
    return (number, change.goods, change.kind.value, where, change.before, change.after, change.note)


def column_title(key: str) -> str:
    """A column as the table names it; empty stands for lines and wording."""
    return _TITLES.get(key, WHOLE_LINE)


def narrow(
    found: Changes, *, kind: str = "", column: str | None = None, covered: bool = False, words: str = ""
) -> Narrowed:
    """The rows that a choice leaves; the counts of each facet leave that facet out."""
    wanted = [fold(word) for word in words.split()]
    base = [
        place
        for place, change in enumerate(found.rows)
        if (not covered or change.line in found.covered) and _has(found.grid.rows[place], wanted)
    ]
    in_kind = [p for p in base if not kind or found.rows[p].kind.value == kind]
    in_column = [p for p in base if column is None or found.rows[p].column == column]
    both = sorted(set(in_kind) & set(in_column))
    return Narrowed(
        tuple(both),
        dict(Counter(found.rows[p].kind.value for p in in_column)),
        dict(Counter(found.rows[p].column for p in in_kind)),
        len({(found.rows[p].code, found.rows[p].seq) for p in both}),
    )


def _has(row: Sequence[str], wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    text = fold(" ".join(row))
    digits = "".join(filter(str.isdigit, row[0]))
    return all(
        word in text or (word.replace(".", "").isdigit() and digits.startswith(word.replace(".", "")))
        for word in wanted
    )
