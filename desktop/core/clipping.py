"""What is taken out of the program: words or a small table, with address, edition and citation."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Final

Record = dict[str, object]
# Rows of a table that a clipboard, a clipping or a print takes; an export takes all.
MOST_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to show: heads, rows of as many cells, and which columns are figures (right-aligned)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Clipping:
    """Words (``text``), a table (``grid``) or both, and where they are from.

    ``address`` leads back; ``edition`` is said to people; ``data`` is the digest of the reference file; ``records`` are
    CSL-JSON. ``whole`` counts the rows that the place has, where the table was cut to MOST_ROWS.
    """

    address: str
    title: str
    text: str = ""
    grid: Grid | None = None
    edition: str = ""
    data: str = ""
    records: tuple[Record, ...] = field(default=())
    whole: int = 0

    @property
    def digest(self) -> str:
        """Of what it says, so that a later reading can be compared with it."""
        content = [self.text, [] if self.grid is None else [self.grid.heads, *self.grid.rows]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def cut(clipping: Clipping) -> Clipping:
    """A clipping whose table has no more rows than a clipboard or the tray takes; ``whole`` says how many there are."""
    grid = clipping.grid
    if grid is None or len(grid.rows) <= MOST_ROWS:
        return clipping
    shorter = replace(grid, rows=grid.rows[:MOST_ROWS])
    return replace(clipping, grid=shorter, whole=max(clipping.whole, len(grid.rows)))


def one_line(text: str) -> str:
    """Text for a cell or a row: white space is a single space."""
    return " ".join(text.split())
