"""All charts: their names, their groups, and one object that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.core.locator import Locator
from desktop.core.series import Figure
from desktop.errors import KnownError
from desktop.viewmodels.charts import (
    american,
    by_year,
    digital,
    duties,
    lines,
    partners,
    points,
    timeline,
    trade,
)
from desktop.viewmodels.charts.base import ChartSpec, Choice, Sources, Wanted

if TYPE_CHECKING:
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.reference import Reference

TRADE, WORTH, LINES, OTHERS = (
    "Trade with Japan", "What the American side is worth", "What the agreement does", "Duties and rules",
)  # fmt: skip
CHARTS: Final[tuple[ChartSpec, ...]] = (
    ChartSpec("partners", "Top U.S. trade partners, 2019 (figure 1 of IF11120)", TRADE, partners.top_2019, partners.count_choices),
    ChartSpec("trade", "Goods trade and balance, 1985-2025", TRADE, trade.annual),
    ChartSpec("months", "Goods trade by month", TRADE, trade.monthly),
    ChartSpec("japan-rank", "Japan among U.S. partners", TRADE, partners.over_time, partners.measure_choices),
    ChartSpec("exports-by-chapter", "U.S. exports by chapter", TRADE, trade.by_chapter("exports"), trade.chapter_choices("exports"), linked=True),
    ChartSpec("exports-by-year", "U.S. exports in chapters of USJTA, by year", TRADE, trade.exports_by_year),
    ChartSpec("imports-by-chapter", "U.S. imports by chapter", TRADE, trade.by_chapter("imports"), trade.chapter_choices("imports"), linked=True),
    ChartSpec("imports-by-year", "U.S. imports in chapters of USJTA, by year", TRADE, trade.imports_by_year),
    ChartSpec("farm", "U.S. farm exports", TRADE, points.farm),
    ChartSpec("services", "Services", TRADE, points.services),
    ChartSpec("investment", "Direct investment", TRADE, points.investment),
    ChartSpec("american-lines", "Imports of 2024 by line", WORTH, american.treemap, american.scope_choices, linked=True, narrowed=True),
    ChartSpec("american-largest", "The largest lines of USJTA", WORTH, american.ranked, linked=True, narrowed=True),
    ChartSpec("preference", "How much of the preference is used", WORTH, american.preference, linked=True, narrowed=True),
    ChartSpec("american-papers", "2024 beside IF11120 and R46140", WORTH, american.beside_papers),
    ChartSpec("outcomes", "Lines by outcome and chapter", LINES, lines.outcomes, lines.country_choice, linked=True, narrowed=True, dated=True),
    ChartSpec("cuts", "Depth of cuts", LINES, lines.cuts, lines.cut_choices, linked=True, narrowed=True, dated=True),
    ChartSpec("free-share", "Share of lines free, by year", LINES, by_year.free_share, narrowed=True),
    ChartSpec("average-duty", "Average duty, by year", LINES, by_year.average_duty, narrowed=True),
    ChartSpec("parity", "Beside other agreements", LINES, lines.parity, lines.parity_choices, linked=True, narrowed=True, dated=True),
    ChartSpec("beef", "Beef: duty by year", OTHERS, duties.beef, duties.beef_choices, linked=True),
    ChartSpec("beef-triggers", "Beef: safeguard triggers", OTHERS, duties.triggers),
    ChartSpec("pork", "Pork: duty against price", OTHERS, duties.pork, duties.pork_choices, linked=True),
    ChartSpec("digital", "Digital trade: how strongly each instrument binds", OTHERS, digital.matrix, digital.topic_choices),
    ChartSpec("timeline", "Timeline 2015-2026", OTHERS, timeline.timeline, timeline.timeline_choices),
)  # fmt: skip
BY_NAME: Final = {spec.name: spec for spec in CHARTS}
_PART: Final = "Lines shown only"
# Options of an address that are not a chart's own choices.
_GENERAL: Final = frozenset({"year", "only"})


class Charts:
    """Makes charts over one reference file."""

    def __init__(self, reference: Reference, entries: Entries) -> None:
        self._sources = Sources(reference, entries)

    def choices(self, name: str, year: int) -> tuple[Choice, ...]:
        """What the user can choose in a chart."""
        return BY_NAME[name].choices(self._sources, year)

    def figure(self, name: str, wanted: Wanted) -> Figure:
        """A chart; raises KnownError for a name that there is not, or a damaged file."""
        if name not in BY_NAME:
            raise KnownError(f"There is no chart called {name[:40]}; the Charts view shows all of them.")
        spec = BY_NAME[name]
        figure = spec.make(self._sources, wanted)
        if wanted.among is None or not spec.narrowed or figure.empty:
            return figure
        # A picture that leaves the program must say that it shows a part.
        return replace(
            figure,
            title=f"{_PART}: {figure.title}",
            subtitle=f"{figure.subtitle}; only the lines that the Lines view showed",
            summary=f"{_PART}: {figure.summary}",
        )

    def place(self, name: str, wanted: Wanted) -> Locator:
        """The address of a chart as it is shown."""
        options = tuple((key, value) for key, value in wanted.options.items() if value)
        found = Locator("chart", (name,), options)
        return found.at(wanted.year) if BY_NAME[name].dated else found

    def among(self, query: str, year: int) -> frozenset[int] | None:
        """The lines that a search finds; None where it cannot be asked again (one of the user's lists)."""
        from desktop.core.query import parse  # noqa: PLC0415  (not every session narrows a chart)
        from desktop.store.fulltext import Search  # noqa: PLC0415

        asked = parse(query)
        if asked.set_name:
            return None
        return frozenset(Search(self._sources.lines).run(asked, year).ids)

    def options_of(self, place: Locator, year: int) -> dict[str, str]:
        """The choices of an address; raises KnownError, naming what can be chosen, for one that there is not."""
        chosen: dict[str, str] = {}
        choices: Mapping[str, Choice] = {choice.key: choice for choice in self.choices(place.path[0], year)}
        for key, value in place.options:
            if key in _GENERAL:
                continue
            if key not in choices or value not in dict(choices[key].values):
                raise KnownError(
                    f"The chart {place.path[0]} has no choice {key[:20]}={value[:40]}; it is shown as it stands."
                )
            chosen[key] = value
        return chosen
