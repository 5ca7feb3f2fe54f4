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

from desktop.core import duty_kind
from desktop.core import standing as standings
from desktop.core.line import RATE_COLUMNS, Kind
from desktop.ingest.followed import Followed
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

    def add_year(self, year: int, rows: list[RateRow], followed: list[Followed], listed: list[int]) -> bytes:
        """Take in the duties of a year: which lines it lists, coverage (returned), kind, figures, verdicts, order."""
        alive, covered, kind = (bytearray(self._size) for _ in range(3))
        kind[:] = bytes([KINDS.index(Kind.UNKNOWN)]) * self._size
        for line in listed:
            alive[line] = 1
            covered[line] = UNKNOWN_COVER
        percent = self._figures()
        for row in rows:
            line = row.id
            covered[line] = row.states[1] not in "OU" and line not in self._outside_chapters
            kind[line] = row.kind
            share = duty_kind.plain_percent(row.duties.duties[1 if covered[line] else 0])
            if share is not None and row.states[0] != "U":
                percent[line] = float(share)
        self._blobs += [
            (year, "alive", bytes(alive)),
            (year, "covered", bytes(covered)),
            (year, "kind", bytes(kind)),
            (year, "percent", percent.tobytes()),
        ]
        for place, column in enumerate(RATE_COLUMNS):
            keys = {
                row.id: duty_kind.order(tree)
                for row in rows
                if row.states[place] in "FZD" and (tree := row.duties.duties[place]) is not None
            }
            self._rank(year, column.key, keys)
        self._rank(year, "kind", {row.id: (row.kind,) for row in rows})
        self._add_followed(year, followed)
        return bytes(covered)

    def _add_followed(self, year: int, followed: list[Followed]) -> None:
        """Standings beside each comparator, preference margin in points, year of zero."""
        unknown = standings.PLACE[standings.STANDINGS["u"]]
        for place, name in enumerate(standings.COMPARATORS):
            standing = bytearray([unknown]) * self._size
            for item in followed:
                standing[item.id] = standings.PLACE[standings.STANDINGS[item.letters[place]]]
            self._blobs.append((year, f"standing_{name}", bytes(standing)))
        points = {item.id: item.points for item in followed if item.points is not None}
        zeros = {item.id: float(item.zero) for item in followed if item.zero is not None}
        self._blobs += [(year, "margin", sparse(points)), (year, "zero", sparse(zeros))]
        self._rank(year, "margin", {item.id: item.margin_order for item in followed if item.margin})
        self._rank(year, "zero", {item.id: (item.zero,) for item in followed if item.zero is not None})

    def _figures(self) -> array[float]:
        return array("d", [math.nan]) * self._size

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


def sparse(figures: Mapping[int, float]) -> bytes:
    """Figures that few lines have: as many ids (four bytes each), then as many doubles."""
    ids = sorted(figures)
    return array("I", ids).tobytes() + array("d", [figures[line] for line in ids]).tobytes()
