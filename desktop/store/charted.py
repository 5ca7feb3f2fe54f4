"""What the charts draw: duties of the agreement's lines by year, and trade figures as published."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from desktop.store.bundle import Bundle, damaged


class Step(NamedTuple):
    """The duty of a covered line in a year as percentages; None where it is none. ``state`` is empty where inferred."""

    line: int
    year: int
    basis: str
    state: str
    base: Decimal | None
    low: Decimal | None
    high: Decimal | None


class GoodsYear(NamedTuple):
    """Goods trade with Japan in a year, million dollars."""

    year: int
    exports: Decimal
    imports: Decimal
    balance: Decimal
    publisher: str
    vintage: str


class Partner(NamedTuple):
    """Goods trade with one partner in a year, million dollars; ``total`` marks a sum of others."""

    year: int
    code: str
    name: str
    total: bool
    exports: Decimal
    imports: Decimal

    @property
    def both(self) -> Decimal:
        """Exports and imports together."""
        return self.exports + self.imports


class ChapterTrade(NamedTuple):
    """Trade with Japan in a chapter, dollars; ``months`` counts those that the year has."""

    year: int
    chapter: str
    months: int
    value: int
    duty: int | None


class Point(NamedTuple):
    """One figure of services or investment, billion dollars."""

    item: str
    year: int
    value: Decimal
    basis: str
    publisher: str
    address: str


class FarmYear(NamedTuple):
    """Farm exports in one of the definitions, million dollars."""

    series: str
    year: int
    value: Decimal
    months: int
    address: str
    note: str


class Import2024(NamedTuple):
    """An American line with imports from Japan in 2024, dollars; ``line`` is None where the schedule has no such code."""

    code: str
    value: int
    duty: int
    line: int | None


class ChartStore:
    """Answers with rows; nothing is computed here."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._db = bundle.connection

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return list(self._db.execute(sql, tuple(values)))
        except sqlite3.DatabaseError as error:
            raise damaged(self.bundle.path, error) from error

    def courses(self, importer: str, year: int | None = None) -> list[Step]:
        """Every known and inferred year (or one) of every covered line of a country, by line and year."""
        found = self._rows(
            "SELECT c.id, c.year, c.basis, c.state, c.base, c.low, c.high FROM course c "
            "JOIN line l ON l.id = c.id WHERE l.importer = ?1 AND (?2 IS NULL OR c.year = ?2) ORDER BY c.id, c.year",
            (importer, year),
        )
        read: dict[str, Decimal | None] = {"": None}
        for row in found:
            for text in row[4:]:
                if text not in read:
                    read[text] = Decimal(text)
        return [Step(*row[:4], *(read[text] for text in row[4:])) for row in found]

    def outcomes(self, importer: str) -> dict[int, str]:
        """What becomes of each line that ever was one of the agreement's."""
        return dict(
            self._rows(
                "SELECT o.id, o.outcome FROM outcome o JOIN line l ON l.id = o.id WHERE l.importer = ?",
                (importer,),
            )
        )

    def goods_years(self) -> list[GoodsYear]:
        """Every year that there is."""
        return [
            GoodsYear(year, Decimal(exports), Decimal(imports), Decimal(balance), publisher, vintage)
            for year, exports, imports, balance, publisher, vintage in self._rows(
                "SELECT year, exports, imports, balance, publisher, vintage FROM goods_year ORDER BY year"
            )
        ]

    def goods_months(self) -> list[tuple[int, int, Decimal, Decimal]]:
        """Year, month, exports and imports, million dollars; months may be missing."""
        return [
            (year, month, Decimal(exports), Decimal(imports))
            for year, month, exports, imports in self._rows(
                "SELECT year, month, exports, imports FROM goods_month ORDER BY year, month"
            )
        ]

    def partners(self) -> list[Partner]:
        """All partners of all years; a cell that is empty in the source counts as nothing."""
        return [
            Partner(year, code, name, bool(total), Decimal(exports or 0), Decimal(imports or 0))
            for year, code, name, total, exports, imports in self._rows(
                "SELECT year, code, name, total, exports, imports FROM partner ORDER BY year, code"
            )
        ]

    def chapter_trade(self, flow: str) -> list[ChapterTrade]:
        """One flow: ``exports``, ``general`` or ``consumption`` (the two bases of imports never add up)."""
        return [
            ChapterTrade(*row)
            for row in self._rows(
                "SELECT year, chapter, months, value, duty FROM chapter_trade WHERE flow = ? ORDER BY year, chapter",
                (flow,),
            )
        ]

    def points(self) -> list[Point]:
        """Services and direct investment, as far as there are figures."""
        return [
            Point(item, year, Decimal(value), basis, publisher, address)
            for item, year, value, basis, publisher, address in self._rows(
                "SELECT item, year, value, basis, publisher, address FROM point ORDER BY place"
            )
        ]

    def farm(self) -> list[FarmYear]:
        """Farm exports to Japan, in every definition."""
        return [
            FarmYear(series, year, Decimal(value), months, address, note)
            for series, year, value, months, address, note in self._rows(
                "SELECT series, year, value, months, address, note FROM farm ORDER BY series, year"
            )
        ]

    def imports_2024(self) -> list[Import2024]:
        """Imports of 2024 by line, largest first."""
        return [
            Import2024(*row)
            for row in self._rows(
                "SELECT t.code, t.value, t.duty, (SELECT l.id FROM line l WHERE l.code = t.code AND l.importer = 'us' "
                "AND l.last_edition >= 'us-2024' AND l.first_edition <= 'us-2024-12' ORDER BY l.id LIMIT 1) "
                "FROM trade t ORDER BY t.value DESC, t.code"
            )
        ]

    def triggers(self) -> list[tuple[str, str, str, str]]:
        """Safeguard triggers and events of beef: id, title, facts, evidence."""
        return self._rows(
            "SELECT id, title, facts, evidence FROM entry WHERE id LIKE 'usjta-sg-beef%' OR id LIKE 'usjta-prot-%' ORDER BY id"
        )
