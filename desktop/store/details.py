"""Lines in full: published cells, rows in the official files, years, successors."""

from __future__ import annotations

import json

from desktop.core.detail import Cell, LineDetail, Link, YearRate
from desktop.core.line import RateState
from desktop.core.record import EditionInfo, LineRow
from desktop.store.duties import DutyStore
from desktop.store.lines import LineStore
from desktop.store.schema import STEP


class DetailStore:
    """Answers about one line at a time, and about the rows and texts behind all of them."""

    def __init__(self, store: LineStore) -> None:
        self._store = store
        self._bundle = store.bundle
        self._db = store.bundle.connection
        self.duties = DutyStore(store.bundle)

    def detail(self, line: int, year: int) -> LineDetail:
        """Everything about a line in a year."""
        row = self._store.rows([line], year)[0]
        found = self._db.execute(
            "SELECT path_en, path_ja, units, laws, first_edition, last_edition FROM line WHERE id = ?",
            (line,),
        ).fetchone()
        edition = self._bundle.edition(row.importer, year)
        cells, column, special = self._published(row, edition)
        trees = self.duties.trees(row.importer, (cell.published for cell in cells))
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
            duties=self.duties.of_line(row, year),
            cell_duties={cell.column: trees[cell.published] for cell in cells if cell.published in trees},
        )

    def source_rows(self, year: int) -> dict[tuple[str, str, int], int]:
        """Row of every line in the file of the year's edition, by importer, code and seq."""
        out: dict[tuple[str, str, int], int] = {}
        for importer in ("jp", "us"):
            edition = self._bundle.edition(importer, year)
            if edition is None:
                continue
            place = [e.key for e in self._bundle.editions if e.importer == importer].index(edition.key)
            for code, seq, rows in self._db.execute(
                "SELECT code, seq, rows FROM source_row WHERE importer = ?", (importer,)
            ):
                value = rows.split(",")[place]
                if value:
                    out[importer, code, seq] = int(value)
        return out

    def published_japan(self, year: int) -> dict[tuple[str, int], tuple[str, str]]:
        """Duty without the deal and USJTA rate of Japan's lines as published, by code and seq."""
        edition = self._bundle.edition("jp", year)
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
        mine = [e.key for e in self._bundle.editions if e.importer == row.importer]
        value = found[0].split(",")[mine.index(edition.key)]
        return int(value) if value else None

    def _in_span(self, importer: str, first: str, last: str, edition: str) -> bool:
        mine = [e.key for e in self._bundle.editions if e.importer == importer]
        return mine.index(first) <= mine.index(edition) <= mine.index(last)

    def _published(self, row: LineRow, edition: EditionInfo | None) -> tuple[tuple[Cell, ...], str, str]:
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
        for edition in self._bundle.editions:
            if edition.importer != "us" or edition.year is None:
                continue
            if edition.year in japan:
                year, key, place, general, rate, state = japan[edition.year]
                out.append(YearRate(year, key, place, general, rate, RateState(state)))
                continue
            for first, last, general in spans:
                if self._in_span("us", first, last, edition.key):
                    out.append(YearRate(edition.year, edition.key, 0, general, "", RateState.OUTSIDE))
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
