"""Small arrays by line id, so that filters and sorts need no query.

An attribute is one byte a line (index 0 is unused, ids start at 1) or, for figures, a double.
A rank is the place of a line when all lines are sorted by a column; lines that have nothing
there share the rank at index 0, which is higher than any other. A column in which all lines
are alike has no ranks.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from desktop.core import wording
from desktop.core.line import RATE_COLUMNS, Kind
from desktop.ingest.lines import KINDS, RateRow, Wording
from desktop.store.schema import TRADE_FROM

# A line of a year without an edition is neither in the agreement nor outside it.
UNKNOWN_COVER = 2


class Attributes:
    """Collects what the bundle stores as arrays."""

    def __init__(self, wordings: list[Wording]) -> None:
        self._wordings = wordings
        self._size = len(wordings) + 1
        # Chapters 98 and 99 hold rates that other lines refer to; they are not lines of their own.
        self._outside_chapters = {w.id for w in wordings if w.code[:2] >= "98"}
        self._blobs: list[tuple[int, str, bytes]] = []
        self._ranks: list[tuple[int, str, bytes]] = []
        importer = bytearray(self._size)
        chapter = bytearray(self._size)
        for w in wordings:
            importer[w.id] = 1 if w.importer == "us" else 0
            chapter[w.id] = int(w.code[:2])
        self._blobs += [(0, "importer", bytes(importer)), (0, "chapter", bytes(chapter))]
        self._rank(0, "code", {w.id: (w.code, w.importer, w.seq, w.id) for w in wordings})
        self._rank(0, "goods", {w.id: tuple(part.casefold() for part in w.display_name) for w in wordings})

    def add_year(self, year: int, rows: list[RateRow], listed: list[int]) -> None:
        """Take in the duties of a year: which lines it lists, coverage, kind, percentage, order."""
        alive, covered, kind = (bytearray(self._size) for _ in range(3))
        percent = array("d", [math.nan]) * self._size
        kind[:] = bytes([KINDS.index(Kind.UNKNOWN)]) * self._size
        for line in listed:
            alive[line] = 1
            covered[line] = UNKNOWN_COVER
        for row in rows:
            line = row[1]
            covered[line] = row[2][1] not in "OU" and line not in self._outside_chapters
            kind[line] = row[3]
            duty = wording.plain_percent(row[5][1] if covered[line] else row[5][0])
            if duty is not None and row[2][0] != "U":
                percent[line] = float(duty)
        self._blobs += [
            (year, "alive", bytes(alive)),
            (year, "covered", bytes(covered)),
            (year, "kind", bytes(kind)),
            (year, "percent", percent.tobytes()),
        ]
        for place, column in enumerate(RATE_COLUMNS):
            said = [row for row in rows if row[2][place] in "FZD"]
            self._rank(year, column.key, {row[1]: _order(row, place) for row in said})
        self._rank(year, "kind", {row[1]: (row[3],) for row in rows})

    def add_trade(self, trade: dict[str, int]) -> None:
        """Take in the imports of 2024 by American line; lines without a figure have none."""
        value = array("d", [math.nan]) * self._size
        order = {}
        for w in self._wordings:
            if w.importer == "us" and w.code in trade and w.last >= TRADE_FROM:
                value[w.id] = float(trade[w.code])
                order[w.id] = (trade[w.code],)
        self._blobs.append((0, "trade", value.tobytes()))
        self._rank(0, "trade", order)

    def _rank(self, year: int, name: str, keys: Mapping[int, tuple[Any, ...]]) -> None:
        """Equal keys share a rank, so that a stable sort keeps the default order among them."""
        if len(set(keys.values())) < 2:
            return
        ranks = array("H" if self._size < 65_536 else "I", [len(keys)]) * self._size
        previous: tuple[Any, ...] | None = None
        place = 0
        for number, line in enumerate(sorted(keys, key=lambda item: keys[item])):
            if keys[line] != previous:
                previous, place = keys[line], number
            ranks[line] = place
        self._ranks.append((year, name, ranks.tobytes()))

    def blobs(self) -> Iterator[tuple[int, str, bytes]]:
        """Rows of the attribute table."""
        yield from sorted(self._blobs)

    def ranks(self) -> Iterator[tuple[int, str, bytes]]:
        """Rows of the sort_rank table."""
        yield from sorted(self._ranks)


def _order(row: RateRow, place: int) -> tuple[object, ...]:
    """Free first, then percentages by figure, then all other duties by their first figure."""
    cell = row[5][place]
    percent = wording.percent(cell)
    if percent is not None:
        return (0, float(percent), "")
    number = wording.first_number(cell)
    return (1, float(number) if number is not None else math.inf, cell)
