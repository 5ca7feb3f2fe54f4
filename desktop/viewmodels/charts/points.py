"""Farm exports in three definitions, services and direct investment: as many points as official papers give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.series import Axis, Datum, Figure, Series, billions
from desktop.store.charted import Point
from desktop.viewmodels.charts.base import CENSUS, Sources, Wanted, figure_place, grouped, part_year
from desktop.viewmodels.charts.trade import DATES, rules, runs


def farm(sources: Sources, _wanted: Wanted) -> Figure:
    """Farm exports in the three definitions that are at hand."""
    found = sources.charts.farm()
    table = sorted(found, key=lambda row: (row.year, row.series))
    place_of = {(row.series, row.year): place for place, row in enumerate(table)}
    short = {"proxy": "Chapters 01-24 less 03", "USDA": "USDA", "USITC": "USITC, with fish"}
    looks = {"proxy": ("exports", "circle"), "USDA": ("imports", "square"), "USITC": ("balance", "triangle")}
    series: list[Series] = []
    for key, name in short.items():
        mine = [row for row in found if row.series.startswith(key)]
        data = []
        for row in mine:
            when = f"{part_year(row.months)} {row.year}" if row.months < 12 else str(row.year)
            note = f" {row.note[0].upper()}{row.note[1:]}." if row.note else ""
            said = f"{name}, {when}: {billions(row.value)}.{note}"
            at = figure_place("us_agricultural_exports_to_japan", f"{row.year}:{row.series}")
            data.append(
                (
                    Datum(row.year, float(row.value), (place_of[row.series, row.year], 2), said, place=at),
                    row.months,
                )
            )
        look, mark = looks[key]
        if key == "USDA":
            series.append(
                Series(name, "dots", look, tuple(datum for datum, _ in data), mark=mark, label=name)
            )
        else:
            series += runs(data, name, look, mark)
    proxy = [row for row in found if row.series.startswith("proxy") and row.months == 12]
    best, last = max(proxy, key=lambda row: row.value), proxy[-1]
    title = f"U.S. farm exports to Japan were {billions(last.value)} in {last.year}; the most since {proxy[0].year} was {billions(best.value)} in {best.year}"
    rows = tuple((str(r.year), r.series, grouped(r.value), str(r.months), r.note) for r in table)
    return Figure(
        name="farm", title=title,
        subtitle="U.S. farm exports to Japan, billion dollars; the title counts chapters 01 to 24 less 03 (Census), which is not the total of USDA",
        source=f"Source: {CENSUS} for the chapters; USDA and USITC as quoted, see the table. {sources.data}.",
        grid=Grid(("Year", "Definition", "Million USD", "Months", "Note"), rows, frozenset({2, 3})),
        x=Axis("", "year", low=2004, high=2027), y=Axis("billion dollars", "musd", low=0),
        series=tuple(series), rules=rules(DATES[1]),
        notes=("Three definitions that differ; they are drawn apart and never joined. The open mark is part of a year.",),
        keys=tuple(figure_place("us_agricultural_exports_to_japan", f"{r.year}:{r.series}") for r in table),
        summary=title, zoom="x",
    )  # fmt: skip


_ROUNDED: Final = ("rounded", "about", "estimate")


def _dots(
    points: Sequence[Point], item: str, name: str, look: str, mark: str, table: Sequence[Point]
) -> list[Series]:
    """The points of one item: open where the source rounds or estimates."""
    data: dict[bool, list[Datum]] = {False: [], True: []}
    for point in points:
        if point.item == item:
            basis = f" ({point.basis})" if point.basis else ""
            said = f"{name}, {point.year}: ${point.value} billion{basis}; {point.publisher}."
            at = figure_place("services_fdi_points", f"{point.year}:{point.item}")
            data[point.basis in _ROUNDED].append(
                Datum(
                    point.year,
                    float(point.value),
                    (table.index(point), 2),
                    said,
                    label=f"{point.value}",
                    place=at,
                )
            )
    return [
        Series(name, "dots", look, tuple(found), mark, open=rough) for rough, found in data.items() if found
    ]


def _pointed(
    sources: Sources,
    name: str,
    items: Sequence[tuple[str, str, str, str]],
    title: str,
    subtitle: str,
    notes: tuple[str, ...],
) -> Figure:
    keys = {item for item, *_ in items}
    table = sorted((p for p in sources.charts.points() if p.item in keys), key=lambda p: (p.year, p.item))
    series = [
        made for item, words, look, mark in items for made in _dots(table, item, words, look, mark, table)
    ]
    rows = tuple((str(p.year), p.item, str(p.value), p.basis, p.publisher) for p in table)
    years = [p.year for p in table]
    return Figure(
        name=name, title=title, subtitle=subtitle,
        source=f"Source: as named at each point; see the table. {sources.data}.",
        grid=Grid(("Year", "What", "Billion USD", "Basis", "Publisher"), rows, frozenset({2})),
        x=Axis("", "year", low=min(years) - 1, high=max(years) + 1), y=Axis("billion dollars", "busd", low=0),
        series=tuple(series), notes=notes,
        keys=tuple(figure_place("services_fdi_points", f"{p.year}:{p.item}") for p in table),
        summary=title, zoom="x", legend=True,
    )  # fmt: skip


_POINTS_NOTE: Final = "Only the years that an official paper or one quoting it gives; nothing is drawn between them. Open marks: rounded, about or estimated."


def services(sources: Sources, _wanted: Wanted) -> Figure:
    """Trade in services, as far as there are points."""
    points = sources.charts.points()
    out = {p.year: p.value for p in points if p.item == "US services exports to Japan"}
    back = {p.year: p.value for p in points if p.item == "US services imports from Japan"}
    year = max(set(out) & set(back))
    gap = out[year] - back[year]
    about = (
        "about "
        if any(p.year == year and p.basis in _ROUNDED and "services" in p.item for p in points)
        else ""
    )
    title = (
        f"In {year}, the last year with both, the United States exported {about}${out[year]} billion of services to Japan and imported "
        f"{about}${back[year]} billion: a {'surplus' if gap >= 0 else 'deficit'} of {about}${abs(gap)} billion"
    )
    items = (
        ("US services exports to Japan", "U.S. exports of services", "exports", "circle"),
        ("US services imports from Japan", "U.S. imports of services", "imports", "square"),
    )
    return _pointed(
        sources,
        "services",
        items,
        title,
        "U.S. trade in services with Japan, billion dollars, the years at hand",
        (_POINTS_NOTE,),
    )


def investment(sources: Sources, _wanted: Wanted) -> Figure:
    """Direct investment positions, as far as there are points."""
    name = "Japan direct investment position in the US"
    mine = sorted((p for p in sources.charts.points() if p.item == name), key=lambda p: p.year)
    last = mine[-1]
    alike = [p for p in mine if p.basis == mine[0].basis]
    title = f"Japanese direct investment in the United States stood at ${last.value} billion in {last.year}"
    if len(alike) > 1:
        title += f"; at {alike[0].basis} it went from ${alike[0].value} billion in {alike[0].year} to ${alike[-1].value} billion in {alike[-1].year}"
    items = (
        (name, "Japan in the United States", "imports", "square"),
        ("US direct investment position in Japan", "United States in Japan", "exports", "circle"),
    )
    notes = (
        _POINTS_NOTE,
        "Positions at historical cost where the source says so; figures of 2019 and later may count by the country of the ultimate owner (see the note of each figure).",
    )
    return _pointed(
        sources,
        "investment",
        items,
        title,
        "Direct investment positions at the end of the year, billion dollars, the years at hand",
        notes,
    )
