"""Lines of the reference file: rows for a table, ranks and attributes, one line in full."""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections.abc import Sequence
from typing import Final

from desktop.core import codes, goods
from desktop.core.line import RATE_COLUMNS, STATE_CELL, Kind, RateState
from desktop.core.quality import BROAD_ENGLISH
from desktop.core.record import LineRow
from desktop.core.standing import Standing
from desktop.store.bundle import Bundle, damaged
from desktop.store.schema import SHORT_MARK, STATE_LETTERS, STEP, TRADE_FROM

KINDS: Final = tuple(Kind)
STANDINGS: Final = tuple(Standing)
_NOTHING_COMPARED: Final = frozenset(
    STANDINGS.index(standing) for standing in (Standing.OUTSIDE, Standing.NOT_PARTY, Standing.UNKNOWN)
)
_STATES: Final = {letter: RateState(value) for letter, value in STATE_LETTERS.items()}
_NO_RATE: Final = (
    ("U" * len(RATE_COLUMNS), KINDS.index(Kind.UNKNOWN), "", "u" * (len(RATE_COLUMNS) - 2), "", "")
    + (STATE_CELL[RateState.UNKNOWN],) * len(RATE_COLUMNS)
)  # fmt: skip

_ROW_SQL: Final = (
    "SELECT l.id, l.importer, l.code, l.seq, l.path_en, l.path_ja, l.quality, t.value, t.duty, "
    "r.states, r.kind, r.note, r.standings, r.margin, r.zero, "
    + ", ".join(f"r.{column.key}" for column in RATE_COLUMNS)
    + " "
    "FROM line l LEFT JOIN rate r ON r.year = ?1 AND r.id = l.id "
    "LEFT JOIN trade t ON l.importer = 'us' AND t.code = l.code AND l.last_edition >= ?2 WHERE l.id "
)


class LineStore:
    """Answers about lines. Not for use from two threads at once."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._db = bundle.connection
        self._attributes: dict[tuple[int, str], bytes | array[float]] = {}
        self._ranks: dict[tuple[int, str, bool], array[int] | None] = {}

    def rows(self, ids: Sequence[int], year: int) -> list[LineRow]:
        """Rows for these lines in a year, in the order asked for; unknown ids are left out."""
        marks = ",".join(map(str, ids))
        try:
            found = {row[0]: row for row in self._db.execute(f"{_ROW_SQL} IN ({marks})", (year, TRADE_FROM))}
        except sqlite3.DatabaseError as error:
            raise damaged(self.bundle.path, error) from error
        return [_line_row(found[i]) for i in ids if i in found]

    def flags(self, name: str, year: int = 0) -> bytes:
        """One byte for each line id: ``alive``, ``covered``, ``kind``, ``standing_cptpp`` (by year), ``importer``, ``chapter``."""
        value = self._attribute(name, year)
        assert isinstance(value, bytes)
        return value

    def figures(self, name: str, year: int = 0) -> array[float]:
        """One double for each line id, NaN where there is none: ``percent``, ``margin``, ``zero`` (by year), ``trade``."""
        value = self._attribute(name, year)
        assert isinstance(value, array)
        return value

    def _attribute(self, name: str, year: int) -> bytes | array[float]:
        key = (year, name)
        if key not in self._attributes:
            try:
                blob: bytes = self._db.execute(
                    "SELECT vals FROM attribute WHERE year = ? AND name = ?", key
                ).fetchone()[0]
            except (sqlite3.DatabaseError, TypeError) as error:
                raise damaged(self.bundle.path, error) from error
            if name in ("margin", "zero"):
                self._attributes[key] = _spread(blob, self.bundle.lines + 1)
            else:
                self._attributes[key] = _doubles(blob) if name in ("percent", "trade") else blob
        return self._attributes[key]

    def ranks(self, name: str, year: int, *, descending: bool = False) -> array[int] | None:
        """Place of each line id when sorted by a column; None where all lines are alike.

        Lines that have nothing in the column share the highest rank in both directions, so
        they stand last either way.
        """
        key = (0 if name in ("code", "goods", "trade") else year, name, descending)
        if key not in self._ranks:
            self._ranks[key] = self._read_ranks(*key[:2])
            ranks = self._ranks[key]
            if descending and ranks is not None:
                absent = ranks[0]
                self._ranks[key] = array(
                    ranks.typecode, [rank if rank == absent else absent - 1 - rank for rank in ranks]
                )
        return self._ranks[key]

    def _read_ranks(self, year: int, name: str) -> array[int] | None:
        if name.startswith("standing_"):
            # The order of the standings is that of their list; those that compare nothing come last.
            last = len(STANDINGS)
            table = [place if place not in _NOTHING_COMPARED else last for place in range(256)]
            return array("H", [table[value] for value in self.flags(name, year)])
        found = self._db.execute(
            "SELECT ranks FROM sort_rank WHERE year = ? AND name = ?", (year, name)
        ).fetchone()
        if not found:
            return None
        width = len(found[0]) // (self.bundle.lines + 1)
        ranks: array[int] = array("H" if width == 2 else "I")
        ranks.frombytes(found[0])
        return ranks

    def groups(self) -> list[tuple[str, str, codes.Importer, str]]:
        """Product groups: key, title, importer, prefixes of codes that define it."""
        return list(
            self._db.execute("SELECT key, title, importer, prefixes FROM product_group ORDER BY place")
        )

    def group_ids(self, key: str) -> array[int]:
        """Ids of the lines of a product group, ascending; empty for an unknown group."""
        ids: array[int] = array("I")
        found = self._db.execute("SELECT ids FROM product_group WHERE key = ?", (key,)).fetchone()
        if found:
            ids.frombytes(found[0])
        return ids

    def chapters(self) -> dict[str, str]:
        """Short names of chapters by their two digits."""
        return dict(self._db.execute("SELECT key, title FROM chapter ORDER BY key"))

    def marks(self) -> dict[str, tuple[str, str]]:
        """Marks in published rates: meaning, and on what the meaning rests."""
        return {m: (meaning, basis) for m, meaning, basis in self._db.execute("SELECT * FROM mark")}

    def find(self, importer: str, code: str, seq: int, year: int) -> int | None:
        """The id of a line in a year, by its code."""
        alive = self.flags("alive", year)
        for (found,) in self._db.execute(
            "SELECT id FROM line WHERE code = ? AND importer = ? AND seq = ? ORDER BY id",
            (code, importer, seq),
        ):
            if alive[found]:
                return int(found)
        return None


def _spread(blob: bytes, size: int) -> array[float]:
    """Sparse figures (ids, then doubles) as one double for each line id, NaN where there is none."""
    count = len(blob) // 12
    ids = array("I")
    ids.frombytes(blob[: 4 * count])
    values = array("d", [math.nan]) * size
    for line, value in zip(ids, _doubles(blob[4 * count :]), strict=True):
        values[line] = value
    return values


def _doubles(blob: bytes) -> array[float]:
    values = array("d")
    values.frombytes(blob)
    return values


def _line_row(found: Sequence[object]) -> LineRow:
    (line, importer, code, seq, path_en, path_ja, quality, trade, duty, *rated) = found
    if rated[0] is None:
        rated = list(_NO_RATE)
    states, kind, note, standings, margin, zero, *rates = map(str, rated)
    english = tuple(filter(None, str(path_en).split(STEP)))
    japanese = tuple(filter(None, str(path_ja).split(STEP)))
    name, context = goods.display_name(english, japanese, english_is_broad=quality in BROAD_ENGLISH)
    country: codes.Importer = "us" if importer == "us" else "jp"
    return LineRow(
        id=int(str(line)),
        importer=country,
        code=str(code),
        seq=int(str(seq)),
        display=codes.display(str(code), country),
        goods=name,
        context=context,
        path_en=str(path_en),
        goods_ja=goods.STEP.join(japanese),
        quality=str(quality),
        trade=trade if isinstance(trade, int) else None,
        duty=duty if isinstance(duty, int) else None,
        kind=KINDS[int(kind)],
        note=note,
        states=tuple(_STATES[letter] for letter in states),
        rates=tuple(cell.partition(SHORT_MARK)[0] for cell in rates),
        shorts=tuple(cell.rpartition(SHORT_MARK)[2] for cell in rates),
        standings=standings if len(standings) > 1 else standings * (len(RATE_COLUMNS) - 2),
        margin=margin,
        zero=zero,
    )
