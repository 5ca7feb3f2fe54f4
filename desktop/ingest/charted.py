"""What the charts draw, on its way into the reference file: duties of the agreement's lines by year, trade figures.

Figures stand as published, as texts: a chart draws them and shows them in its table, and neither may be rounder than
the other. What is counted or computed is computed from these when a chart is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from desktop.core import duty_kind, outcome
from desktop.core.staging import Basis
from desktop.errors import KnownError
from desktop.ingest.lines import KINDS, RateRow

Read = Callable[[Path, str, str], Iterator[dict[str, str]]]
_BASIS: Final = {Basis.PUBLISHED: "published", Basis.INFERRED: "inferred", Basis.SPAN: "span"}
# One partner of the 2019 table is a sum of others.
_SUM: Final = "AGG_"
_FLOWS: Final = {
    "general imports, customs value": "general",
    "imports for consumption, customs value": "consumption",
}


class Courses:
    """Collects the duties of covered lines: every published year, and inferred years of the newest edition's lines."""

    def __init__(self) -> None:
        self._courses: list[tuple[object, ...]] = []
        self._newest: dict[str, list[RateRow]] = {}
        self._years: dict[str, set[int]] = {}
        self._last: dict[int, RateRow] = {}

    def add_year(self, year: int, rows: Sequence[RateRow], covered: bytes | bytearray) -> None:
        """Take in the covered lines of a year; years come in order."""
        by_importer: dict[str, list[RateRow]] = {}
        for row in rows:
            if covered[row.id] == 1:
                by_importer.setdefault(row.duties.importer, []).append(row)
        for importer, found in by_importer.items():
            self._newest[importer] = found
            self._years.setdefault(importer, set()).add(year)
            for row in found:
                self._last[row.id] = row
                low = _percent(duty_kind.plain_percent(row.duties.usjta))
                self._courses.append((row.id, year, "published", row.states[1], _base(row), low, low))

    def courses(self) -> list[tuple[object, ...]]:
        """Line, year, basis, state (empty where inferred), base, low and high percentage (empty where it is none)."""
        out = list(self._courses)
        for importer, rows in self._newest.items():
            for row in rows:
                for step in row.duties.schedule().steps:
                    if step.year in self._years[importer] or step.basis is Basis.PUBLISHED:
                        continue
                    low, high = (_percent(duty_kind.plain_percent(duty)) for duty in (step.low, step.high))
                    if low and high:
                        out.append((row.id, step.year, _BASIS[step.basis], "", _base(row), low, high))
        return sorted(out, key=lambda row: (int(str(row[0])), int(str(row[1]))))

    def outcomes(self) -> list[tuple[int, str]]:
        """The outcome of each line that ever was one of the agreement's, from what is known of it last."""
        return [
            (line, outcome.of(row.duties.importer, KINDS[row.kind], row.duties.schedule()).value)
            for line, row in sorted(self._last.items())
        ]


def _base(row: RateRow) -> str:
    """The duty without the deal as a percentage: of the year for Japan, the general rate of 2019 for American lines."""
    return _percent(duty_kind.plain_percent(row.duties.duties[0]))


def _percent(share: Decimal | None) -> str:
    return "" if share is None else format(share.normalize() if share else Decimal(0), "f")


# --- trade -------------------------------------------------------------------------------


def goods_years(data: Path, read: Read) -> Iterator[tuple[object, ...]]:
    """Year, exports, imports, balance, source, vintage."""
    for row in read(data, "us_japan_goods_annual", "facts"):
        yield (int(row["year"]), *list(row.values())[1:])


def goods_months(data: Path, read: Read) -> Iterator[tuple[object, ...]]:
    """Year, month, exports, imports."""
    for row in read(data, "us_japan_goods_monthly_recent", "facts"):
        yield int(row["year"]), int(row["month"]), row["us_exports_musd"], row["us_imports_musd"]


def partners(data: Path, read: Read) -> Iterator[tuple[object, ...]]:
    """Year, code, name, whether it is a sum of others, exports, imports; of 2019 the largest only."""
    for row in read(data, "us_goods_by_partner_1985_2015", "facts"):
        yield (
            int(row["year"]),
            row["cty_code"],
            row["partner"],
            0,
            row["us_exports_musd"],
            row["us_imports_musd"],
        )
    for row in read(data, "us_goods_by_partner_2019", "facts"):
        total = int(row["iso3"].startswith(_SUM))
        yield 2019, row["iso3"], row["partner"], total, row["us_exports_musd"], row["us_imports_musd"]


def chapters(data: Path, read: Read) -> Iterator[tuple[object, ...]]:
    """Flow (exports, general, consumption), year, chapter, months, value, duty (empty for exports)."""
    for row in read(data, "us_exports_to_japan_by_chapter", "facts"):
        yield "exports", int(row["year"]), row["hs2"], int(row["months"]), int(row["value_usd"]), None
    for row in read(data, "us_imports_from_japan_by_chapter", "facts"):
        if row["basis"] not in _FLOWS:
            raise KnownError(f"us_imports_from_japan_by_chapter: the basis {row['basis']!r} is not known.")
        duty = int(row["calculated_duty_usd"]) if row["calculated_duty_usd"] else None
        yield (
            _FLOWS[row["basis"]],
            int(row["year"]),
            row["hs2"],
            int(row["months"]),
            int(row["value_usd"]),
            duty,
        )


def points(data: Path, read: Read) -> Iterator[tuple[object, ...]]:
    """Place, item, year, value in billions, basis, publisher, address."""
    for place, row in enumerate(read(data, "services_fdi_points", "facts"), 1):
        yield (place, row["item"], int(row["year"]), *list(row.values())[2:])


def farm(data: Path, read: Read) -> Iterator[tuple[object, ...]]:
    """Series, year, value in millions, months, address, note."""
    for row in read(data, "us_agricultural_exports_to_japan", "facts"):
        yield (
            row["series"],
            int(row["year"]),
            row["value_musd"],
            int(row["months"]),
            row["source_url"],
            row["note"],
        )
