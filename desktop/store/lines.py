"""Lines of the reference file: rows for a table, ranks and attributes, one line in full."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from typing import Final

from desktop.core import codes, goods
from desktop.core.line import RATE_COLUMNS, STATE_CELL, Kind, RateState
from desktop.core.record import Cell, EditionInfo, LineDetail, LineRow, Link, YearRate
from desktop.store.bundle import Bundle
from desktop.store.schema import STATE_LETTERS, STEP

BROAD_ENGLISH: Final = frozenset({"subheading only", "none"})
KINDS: Final = tuple(Kind)
_STATES: Final = {letter: RateState(value) for letter, value in STATE_LETTERS.items()}
_NO_RATE: Final = ("U" * len(RATE_COLUMNS), KINDS.index(Kind.UNKNOWN), "") + (
    STATE_CELL[RateState.UNKNOWN],
) * len(RATE_COLUMNS)

_ROW_SQL: Final = (
    "SELECT l.id, l.importer, l.code, l.seq, l.path_en, l.path_ja, l.quality, t.value, t.duty, "
    "r.states, r.kind, r.note, " + ", ".join(f"r.{column.key}" for column in RATE_COLUMNS) + " "
    "FROM line l LEFT JOIN rate r ON r.year = ?1 AND r.id = l.id "
    "LEFT JOIN trade t ON l.importer = 'us' AND t.code = l.code WHERE l.id "
)


class LineStore:
    """Answers about lines. Not for use from two threads at once."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._db = bundle.connection
        self._attributes: dict[tuple[int, str], bytes | array[float]] = {}
        self._ranks: dict[tuple[int, str], array[int] | None] = {}

    def rows(self, ids: Sequence[int], year: int) -> list[LineRow]:
        """Rows for these lines in a year, in the order asked for; unknown ids are left out."""
        marks = ",".join(map(str, ids))
        found = {row[0]: row for row in self._db.execute(f"{_ROW_SQL} IN ({marks})", (year,))}
        return [_line_row(found[i]) for i in ids if i in found]

    def flags(self, name: str, year: int = 0) -> bytes:
        """One byte for each line id: ``alive``, ``covered``, ``kind`` (by year), ``importer``, ``chapter``."""
        value = self._attribute(name, year)
        assert isinstance(value, bytes)
        return value

    def figures(self, name: str, year: int = 0) -> array[float]:
        """One double for each line id, NaN where there is no figure: ``percent`` (by year), ``trade``."""
        value = self._attribute(name, year)
        assert isinstance(value, array)
        return value

    def _attribute(self, name: str, year: int) -> bytes | array[float]:
        key = (year, name)
        if key not in self._attributes:
            blob: bytes = self._db.execute(
                "SELECT vals FROM attribute WHERE year = ? AND name = ?", key
            ).fetchone()[0]
            self._attributes[key] = _doubles(blob) if name in ("percent", "trade") else blob
        return self._attributes[key]

    def ranks(self, name: str, year: int) -> array[int] | None:
        """Place of each line id when sorted by a column; None where all lines are alike."""
        key = (0 if name in ("code", "goods", "trade") else year, name)
        if key not in self._ranks:
            found = self._db.execute(
                "SELECT ranks FROM sort_rank WHERE year = ? AND name = ?", key
            ).fetchone()
            ranks: array[int] | None = None
            if found:
                width = len(found[0]) // (self.bundle.lines + 1)
                ranks = array("H" if width == 2 else "I")
                ranks.frombytes(found[0])
            self._ranks[key] = ranks
        return self._ranks[key]

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

    def detail(self, line: int, year: int) -> LineDetail:
        """Everything about a line in a year."""
        row = self.rows([line], year)[0]
        found = self._db.execute(
            "SELECT path_en, path_ja, units, laws, first_edition, last_edition FROM line WHERE id = ?",
            (line,),
        ).fetchone()
        edition = self.bundle.edition(row.importer, year)
        cells, column, special = self._published(row, edition)
        return LineDetail(
            row=row,
            path_en=tuple(filter(None, found[0].split(STEP))),
            path_ja=tuple(filter(None, found[1].split(STEP))),
            units=found[2],
            laws=found[3],
            edition=edition,
            source_row=self._source_row(row, edition),
            cells=cells,
            without_deal_column=column,
            years=self._years(row),
            links=self._links(row),
            special=special,
            editions=(found[4], found[5]),
        )

    def source_rows(self, year: int) -> dict[tuple[str, str, int], int]:
        """Row of every line in the file of the year's edition, by importer, code and seq."""
        out: dict[tuple[str, str, int], int] = {}
        for importer in ("jp", "us"):
            edition = self.bundle.edition(importer, year)
            if edition is None:
                continue
            place = [e.key for e in self.bundle.editions if e.importer == importer].index(edition.key)
            for code, seq, rows in self._db.execute(
                "SELECT code, seq, rows FROM source_row WHERE importer = ?", (importer,)
            ):
                value = rows.split(",")[place]
                if value:
                    out[importer, code, seq] = int(value)
        return out

    def published_japan(self, year: int) -> dict[tuple[str, int], tuple[str, str]]:
        """Duty without the deal and USJTA rate of Japan's lines as published, by code and seq."""
        edition = self.bundle.edition("jp", year)
        if edition is None:
            return {}
        return {
            (code, seq): (without_deal, json.loads(cells).get("usjta", ""))
            for code, seq, first, last, cells, without_deal in self._db.execute(
                "SELECT code, seq, first_edition, last_edition, cells, without_deal FROM japan_rate"
            )
            if self._in_span("jp", first, last, edition.key)
        }

    def _source_row(self, row: LineRow, edition: EditionInfo | None) -> int | None:
        if edition is None:
            return None
        found = self._db.execute(
            "SELECT rows FROM source_row WHERE importer = ? AND code = ? AND seq = ?",
            (row.importer, row.code, row.seq),
        ).fetchone()
        mine = [e.key for e in self.bundle.editions if e.importer == row.importer]
        value = found[0].split(",")[mine.index(edition.key)]
        return int(value) if value else None

    def _in_span(self, importer: str, first: str, last: str, edition: str) -> bool:
        mine = [e.key for e in self.bundle.editions if e.importer == importer]
        return mine.index(first) <= mine.index(edition) <= mine.index(last)

    def _published(
        self, row: LineRow, edition: EditionInfo | None
    ) -> tuple[tuple[Cell, ...], str, str]:
        if edition is None:
            return (), "", ""
        if row.importer == "us":
            for first, last, general, special, column2 in self._db.execute(
                "SELECT first_edition, last_edition, general, special, column2 FROM us_rate WHERE code = ?",
                (row.code,),
            ):
                if self._in_span("us", first, last, edition.key):
                    cells = (Cell("general", general), Cell("special", special), Cell("column2", column2))
                    return cells, "general", special
        for first, last, published, levels, column in self._db.execute(
            "SELECT first_edition, last_edition, cells, levels_up, without_deal_column FROM japan_rate "
            "WHERE code = ? AND seq = ?",
            (row.code, row.seq),
        ):
            if self._in_span("jp", first, last, edition.key):
                up = json.loads(levels)
                texts = json.loads(published)
                return tuple(Cell(c, t, up.get(c, 0)) for c, t in texts.items()), column, ""
        return (), "", ""

    def _years(self, row: LineRow) -> tuple[YearRate, ...]:
        if row.importer != "us":
            return ()
        japan = {
            r[0]: r
            for r in self._db.execute(
                "SELECT year, edition, row, general, rate, state FROM us_year WHERE code = ?", (row.code,)
            )
        }
        spans = self._db.execute(
            "SELECT first_edition, last_edition, general FROM us_rate WHERE code = ?", (row.code,)
        ).fetchall()
        out = []
        for edition in self.bundle.editions:
            if edition.importer != "us" or edition.year is None:
                continue
            if edition.year in japan:
                year, key, place, general, rate, state = japan[edition.year]
                out.append(YearRate(year, key, place, general, rate, RateState(state)))
                continue
            for first, last, general in spans:
                if self._in_span("us", first, last, edition.key):
                    out.append(
                        YearRate(edition.year, edition.key, 0, general, "", RateState.OUTSIDE)
                    )
        return tuple(out)

    def _links(self, row: LineRow) -> tuple[Link, ...]:
        if row.importer != "us":
            return ()
        return tuple(
            Link(*found)
            for found in self._db.execute(
                "SELECT old, new, kind, score FROM us_link WHERE old = ?1 OR new = ?1 ORDER BY old, new",
                (row.code,),
            )
        )


def _doubles(blob: bytes) -> array[float]:
    values = array("d")
    values.frombytes(blob)
    return values


def _line_row(found: Sequence[object]) -> LineRow:
    (line, importer, code, seq, path_en, path_ja, quality, trade, duty, states, kind, note, *rates) = found
    if states is None:
        states, kind, note, *rates = _NO_RATE
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
        kind=KINDS[int(str(kind))],
        note=str(note),
        states=tuple(_STATES[letter] for letter in str(states)),
        rates=tuple(map(str, rates)),
    )

