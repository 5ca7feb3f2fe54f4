"""Goods trade with Japan over the years, by month and by chapter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.codes import Importer
from desktop.core.series import (
    Axis,
    Datum,
    Figure,
    Rule,
    Series,
    billions,
    money,
    nothing,
    percent,
    plural,
)
from desktop.store.charted import ChapterTrade
from desktop.viewmodels.charts.base import (
    CENSUS,
    Choice,
    Choices,
    Maker,
    Sources,
    Wanted,
    day,
    event_place,
    figure_place,
    grouped,
    part_year,
    search_place,
)

# Dates of the agreement that are marked on every axis of years.
DATES: Final = (("2019-10-07", "USJTA signed"), ("2020-01-01", "USJTA in force"))


def rules(*dates: tuple[str, str]) -> tuple[Rule, ...]:
    """Dates as lines across the plot."""
    return tuple(Rule(day(date), label, place=event_place(date)) for date, label in dates)


def annual(sources: Sources, _wanted: Wanted) -> Figure:
    """Goods exports, imports and balance, 1985 to 2025."""
    found = sources.charts.goods_years()
    rows = tuple(
        (str(y.year), grouped(y.exports), grouped(y.imports), grouped(y.balance), y.publisher, y.vintage)
        for y in found
    )
    keys = tuple(figure_place("us_japan_goods_annual", str(y.year)) for y in found)
    spans: list[tuple[str, int, int]] = []
    for place, year in enumerate(found):
        if spans and spans[-1][0] == year.vintage:
            spans[-1] = (year.vintage, spans[-1][1], place)
        else:
            spans.append((year.vintage, place, place))
    series = []
    for name, column, look, mark in (
        ("U.S. imports", 2, "imports", "square"),
        ("U.S. exports", 1, "exports", "circle"),
        ("Balance", 3, "balance", "diamond"),
    ):
        data = []
        for place, year in enumerate(found):
            value = (year.exports, year.imports, year.balance)[column - 1]
            said = f"{year.year}: {name.replace('Balance', 'balance')} {billions(value)} ({CENSUS}, figures of {year.vintage})."
            data.append(Datum(year.year, float(value), (place, column), said, place=keys[place]))
        series.append(
            Series(
                name,
                "line",
                look,
                tuple(data),
                mark=mark,
                label=f"{name} {billions(data[-1].y)}",
                thick=column == 3,
            )
        )
    last = found[-1]
    worst = min(found, key=lambda y: y.balance)
    title = f"The U.S. goods deficit with Japan was {billions(-last.balance)} in {last.year}; the largest was {billions(-worst.balance)} in {worst.year}"
    joins = [Rule(found[b[1]].year - 0.5, f"figures of {b[0]}", look="faint") for b in spans[1:]]
    return Figure(
        name="trade",
        title=title,
        subtitle=f"U.S. goods trade with Japan, {found[0].year}-{last.year}, billion dollars, Census basis, not seasonally adjusted, not adjusted for prices",
        source=f"Source: {CENSUS}; {', '.join(f'{found[a].year}-{found[b].year} figures of {v}' for v, a, b in spans)}. {sources.data}.",
        grid=Grid(("Year", "U.S. exports, million USD", "U.S. imports, million USD", "Balance, million USD", "Publisher", "Figures of"), rows, frozenset({1, 2, 3})),
        x=Axis("", "year", low=found[0].year - 1, high=last.year + 1),
        y=Axis("billion dollars", "musd"),
        series=tuple(series),
        rules=(*joins, *rules(*DATES), Rule(0, "", vertical=False, look="dim")),
        notes=("A dashed grey line marks where figures of another vintage begin; revisions differ across it.",),
        keys=keys,
        summary=title,
        zoom="x",
    )  # fmt: skip


def monthly(sources: Sources, _wanted: Wanted) -> Figure:
    """The recent months that are at hand; missing ones are gaps."""
    found = sources.charts.goods_months()
    rows = tuple((f"{y}-{m:02d}", grouped(a), grouped(b), grouped(b - a)) for y, m, a, b in found)
    source = f"Source: {CENSUS}. {sources.data}."
    if not found:
        return nothing("months", "Goods trade by month", "", source, "The data have no months.")
    series = []
    for name, column, look, mark in (
        ("U.S. imports", 2, "imports", "square"),
        ("U.S. exports", 1, "exports", "circle"),
    ):
        runs: list[list[Datum]] = []
        before = 0
        for place, month in enumerate(found):
            number = month[0] * 12 + month[1] - 1
            value = month[column + 1]
            made = Datum(
                number / 12 + 1 / 24, float(value), (place, column),
                f"{month[0]}-{month[1]:02d}: {name} {billions(value)}.",
            )  # fmt: skip
            if number != before + 1:
                runs.append([])
            runs[-1].append(made)
            before = number
        for place, run in enumerate(runs):
            label = name if place == len(runs) - 1 else ""
            series.append(Series(name, "line", look, tuple(run), mark=mark, label=label))
    y, m, out, back = found[-1]
    missing = (y * 12 + m) - (found[0][0] * 12 + found[0][1]) + 1 - len(found)
    title = f"In {y}-{m:02d} the United States exported {billions(out)} of goods to Japan and imported {billions(back)}"
    return Figure(
        name="months", title=title,
        subtitle=f"U.S. goods trade with Japan by month, {rows[0][0]} to {rows[-1][0]}, billion dollars, not seasonally adjusted",
        source=source,
        grid=Grid(("Month", "U.S. exports, million USD", "U.S. imports, million USD", "Imports less exports, million USD"), rows, frozenset({1, 2, 3})),
        x=Axis("", "date", low=found[0][0] - 0.05, high=y + m / 12 + 0.05), y=Axis("billion dollars", "musd", low=0),
        series=tuple(series),
        notes=(f"{plural(missing, 'month')} of the period are not in the data; the lines break there.",) if missing else (),
        summary=title, zoom="x",
    )  # fmt: skip


# --- chapters ----------------------------------------------------------------------------

_FLOWS: Final[dict[str, tuple[str, Importer, str]]] = {
    "exports": ("U.S. exports to Japan", "jp", "exports"),
    "consumption": ("U.S. imports from Japan, for consumption", "us", "imports"),
    "general": ("U.S. imports from Japan, general", "us", "imports"),
}
_BASIS_NOTE: Final = (
    "General imports and imports for consumption are two counts of the same trade (on arrival, and on release from customs); "
    "they are never added or joined."
)
_SHOWN: Final = 20


def _flows_of(side: str) -> tuple[str, ...]:
    return ("exports",) if side == "exports" else ("consumption", "general")


def chapter_choices(side: str) -> Choices:
    """Year, order and, for imports, the basis."""

    def _choices(sources: Sources, _year: int) -> tuple[Choice, ...]:
        out = []
        for flow in _flows_of(side):
            found = {row.year: row.months for row in sources.charts.chapter_trade(flow)}
            short = (
                "" if side == "exports" else f" {'for consumption' if flow == 'consumption' else 'general'}"
            )
            out += [
                (f"{flow}-{year}", f"{year}{short}{', ' + part_year(months) if months < 12 else ''}")
                for year, months in sorted(found.items(), reverse=True)
            ]
        whole = [value for value in out if "January" not in value[1]]
        out.sort(key=lambda value: value != whole[0])
        return (
            Choice("of", "Year", tuple(out)),
            Choice(
                "order", "Chapters", (("largest", f"{_SHOWN} largest"), ("covered", "with lines of USJTA"))
            ),
        )

    return _choices


def by_chapter(side: str) -> Maker:
    """Maker of trade by chapter in one year."""

    def _make(sources: Sources, wanted: Wanted) -> Figure:
        default = chapter_choices(side)(sources, wanted.year)[0].values[0][0]
        flow, _, text = wanted.get("of", default).partition("-")
        return _chapters(sources, wanted, side, flow, int(text))

    return _make


def _chapters(sources: Sources, wanted: Wanted, side: str, flow: str, year: int) -> Figure:
    what, importer, look = _FLOWS[flow]
    found = [row for row in sources.charts.chapter_trade(flow) if row.year == year]
    newest = sources.newest(importer)
    covered = Counter(row.code[:2] for row in sources.covered(importer, newest))
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for line in sources.covered(importer, newest):
        ids[line.code[:2]].append(line.id)
    name = f"{side}-by-chapter"
    source = f"Source: {CENSUS}; lines: {sources.edition(importer, newest)}. {sources.data}."
    if not found:
        return nothing(name, what, "", source, f"The data have no {what} by chapter in {year}.")
    months = found[0].months
    when = f"{part_year(months)} {year}" if months < 12 else str(year)
    ranked = sorted(found, key=lambda row: -row.value)
    if wanted.get("order", "largest") == "covered":
        ranked = [row for row in ranked if covered[row.chapter]]
    else:
        ranked = ranked[:_SHOWN]
    table = sorted(found, key=lambda row: -row.value)
    place_of = {row.chapter: place for place, row in enumerate(table)}
    keys = [search_place(f"{importer}: ch {row.chapter}", newest) for row in table]
    names: list[str] = []
    with_lines: list[Datum] = []
    without: list[Datum] = []
    for row, chapter in enumerate(ranked):
        count = covered[chapter.chapter]
        names.append(sources.chapter(chapter.chapter))
        lines = f"{plural(count, 'line')} of USJTA" if count else "no line of USJTA"
        said = f"{names[-1]}: {what} {money(chapter.value)} in {when}; {lines}."
        label = money(chapter.value) + (f" · {plural(count, 'line')}" if count else "")
        made = Datum(
            chapter.value, row, (place_of[chapter.chapter], 2), said, label=label,
            lines=tuple(ids[chapter.chapter]), place=keys[place_of[chapter.chapter]],
        )  # fmt: skip
        (with_lines if count else without).append(made)
    total = sum(row.value for row in found)
    inside = sum(row.value for row in found if covered[row.chapter])
    whole = {
        "exports": "U.S. exports to Japan",
        "consumption": "U.S. imports for consumption from Japan",
        "general": "general U.S. imports from Japan",
    }[flow]
    title = (
        f"{percent(inside / total if total else 0, 0)} of {whole} in {when} "
        f"({money(inside)} of {money(total)}) were in the {plural(sum(1 for r in found if covered[r.chapter]), 'chapter')} in which USJTA has lines"
    )
    rows = tuple(
        (row.chapter, sources.chapter(row.chapter)[3:], grouped(row.value), f"{covered[row.chapter]}", str(row.year), str(row.months))
        for row in table
    )  # fmt: skip
    notes = [
        "A chapter with lines of USJTA holds many more lines: the bar is the trade of the whole chapter, not of those lines."
    ]
    if side == "imports":
        notes.append(_BASIS_NOTE)
    return Figure(
        name=name, title=title,
        subtitle=f"{what} by chapter of the Harmonized System, {when}, billion dollars{' (part of the year)' if months < 12 else ''}",
        source=source,
        grid=Grid(("Chapter", "Goods", "Value, USD", "Lines of USJTA", "Year", "Months"), rows, frozenset({2, 3, 4, 5})),
        x=Axis("billion dollars", "usd", low=0), y=Axis(ticks=tuple(enumerate(names))),
        series=(
            Series("chapters with lines of USJTA", "bars", look, tuple(with_lines)),
            Series("chapters without", "bars", "rest", tuple(without)),
        ),
        notes=tuple(notes), keys=tuple(keys), summary=title, rows=len(names), legend=True,
    )  # fmt: skip


def exports_by_year(sources: Sources, _wanted: Wanted) -> Figure:
    """Exports in chapters with and without lines of the agreement, 2013 to 2026."""
    return _by_year(sources, "exports")


def imports_by_year(sources: Sources, _wanted: Wanted) -> Figure:
    """Imports on both bases, never joined."""
    return _by_year(sources, "imports")


def _by_year(sources: Sources, side: str) -> Figure:
    importer = _FLOWS[_flows_of(side)[0]][1]
    newest = sources.newest(importer)
    covered = {row.code[:2] for row in sources.covered(importer, newest)}
    rows: list[tuple[str, ...]] = []
    series: list[Series] = []
    totals: dict[tuple[str, int], tuple[int, int, int]] = {}
    for flow in _flows_of(side):
        by_year: defaultdict[int, list[ChapterTrade]] = defaultdict(list)
        for row in sources.charts.chapter_trade(flow):
            by_year[row.year].append(row)
        base = "" if side == "exports" else f", {flow}"
        parts: dict[str, list[tuple[Datum, int]]] = {"in": [], "out": []}
        for year, found in sorted(by_year.items()):
            inside = sum(row.value for row in found if row.chapter in covered)
            outside = sum(row.value for row in found) - inside
            months = found[0].months
            totals[flow, year] = (inside, outside, months)
            place = len(rows)
            rows.append(
                (str(year), str(months), flow, grouped(inside), grouped(outside), grouped(inside + outside))
            )
            when = f"{part_year(months)} {year}" if months < 12 else str(year)
            for column, (key, words, value) in enumerate(
                (("in", "with", inside), ("out", "without", outside)), 3
            ):
                said = f"{when}{base}: {money(value)} in chapters {words} lines of USJTA{' (part of the year)' if months < 12 else ''}."
                parts[key].append((Datum(year, value, (place, column), said), months))
        looks = ("us", "faint") if flow == "general" else (side, "paper")
        for key, words, look, mark in (
            ("in", "with", looks[0], "circle" if flow != "general" else "diamond"),
            ("out", "without", looks[1], "square"),
        ):
            series += runs(parts[key], f"Chapters {words} lines{base}", look, mark)
    newest_year = max(year for (_, year), (_, _, months) in totals.items() if months == 12)
    flow = next(name for name in _flows_of(side) if (name, newest_year) in totals)
    first = min(year for (name, year) in totals if name == flow)
    inside, _, _ = totals[flow, newest_year]
    before, _, _ = totals[flow, first]
    whole = (
        "U.S. exports to Japan"
        if side == "exports"
        else f"U.S. imports from Japan ({'for consumption' if flow == 'consumption' else 'general'})"
    )
    change = inside / before - 1 if before else 0
    title = f"{whole} in chapters with lines of USJTA were {money(inside)} in {newest_year}, {'up' if change >= 0 else 'down'} {percent(abs(change), 0)} on {first}"
    notes = [
        "Part years stand as open marks and are not joined.",
        "Chapters are those that have lines of USJTA today; each holds many lines outside it.",
    ]
    if side == "imports":
        notes.insert(0, _BASIS_NOTE)
        notes.append(_missing(totals))
    return Figure(
        name=f"{side}-by-year", title=title,
        subtitle=f"{whole}, goods, billion dollars a year, by whether the chapter has lines of USJTA",
        source=f"Source: {CENSUS}; lines: {sources.edition(importer, newest)}. {sources.data}.",
        grid=Grid(("Year", "Months", "Basis", "Chapters with lines, USD", "Chapters without, USD", "All, USD"), tuple(rows), frozenset({0, 1, 3, 4, 5})),
        x=Axis("", "year", low=2012.5, high=2026.5), y=Axis("billion dollars", "usd", low=0),
        series=tuple(series), rules=rules(DATES[1]), notes=tuple(notes), summary=title, zoom="x",
    )  # fmt: skip


def _missing(totals: dict[tuple[str, int], tuple[int, int, int]]) -> str:
    """Years that a basis does not have, between its first and its last."""
    said = []
    for flow in dict.fromkeys(flow for flow, _ in totals):
        years = [year for name, year in totals if name == flow]
        gone = [str(year) for year in range(min(years), max(years)) if year not in years]
        if gone:
            said.append(f"{'for consumption' if flow == 'consumption' else flow}: {', '.join(gone)}")
    return f"Not in the data, {'; '.join(said)}; general imports begin in {min(year for name, year in totals if name == 'general')}."


def runs(found: Sequence[tuple[Datum, int]], name: str, look: str, mark: str) -> list[Series]:
    """Whole years that follow each other as lines, part years and lonely years as dots."""
    out: list[Series] = []
    run: list[Datum] = []
    for datum, months in [*found, (None, 0)]:
        if run and (datum is None or months < 12 or datum.x != run[-1].x + 1):
            out.append(Series(name, "line", look, tuple(run), mark=mark))
            run = []
        if datum is None:
            break
        if months < 12:
            out.append(Series(f"{name}, part year", "dots", look, (datum,), mark=mark, open=True))
        else:
            run.append(datum)
    longest = max((s for s in out), key=lambda s: len(s.data))
    return [
        Series(s.name, s.kind, s.look, s.data, s.mark, s.open, label=name if s is longest else "")
        for s in out
    ]
