"""The agreement's lines: outcomes, depth of cuts, year by year, and beside other agreements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.codes import Importer
from desktop.core.line import RateState
from desktop.core.outcome import MEANING, Outcome
from desktop.core.record import LineRow
from desktop.core.series import Axis, Datum, Figure, Series, nothing, percent, plural
from desktop.core.standing import COMPARATORS, NAMES, SIGNS, STANDINGS, TITLES, Standing
from desktop.store.charted import Step
from desktop.viewmodels.charts.base import COUNTRY, WHOSE, Choice, Sources, Wanted, line_place, search_place

_SCHEDULE: Final = {"jp": "Japan’s", "us": "the American"}
_COUNTRY: Final = Choice("country", "Schedule", (("jp", "Japan"), ("us", "United States")))


def country_choice(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """Which schedule."""
    return (_COUNTRY,)


def _importer(wanted: Wanted) -> Importer:
    return "us" if wanted.get("country", "jp") == "us" else "jp"


def _rows(sources: Sources, wanted: Wanted) -> list[LineRow]:
    found = sources.covered(_importer(wanted), wanted.year)
    return found if wanted.among is None else [row for row in found if row.id in wanted.among]


def why_empty(sources: Sources, wanted: Wanted) -> str:
    """Why no line is drawn, and what to do."""
    importer = _importer(wanted)
    if not sources.covered(importer, wanted.year):
        years = sources.years(importer)
        if wanted.year not in years:
            return f"The data have no edition of {_SCHEDULE[importer]} schedule for {wanted.year}; they have {', '.join(map(str, years))}. Choose another year at the top right."
        return f"No line of {_SCHEDULE[importer]} schedule has a rate of the agreement in {wanted.year}; it entered into force in 2020. Choose another year at the top right."
    return f"None of the lines that the Lines view shows is one of {WHOSE[importer]} lines of the agreement in {wanted.year}. Clear its filters, or draw all lines."


def _source(sources: Sources, importer: Importer, year: int) -> str:
    return f"Source: {sources.edition(importer, year)}; counted by USJTA Desk. {sources.own}."


# --- outcomes ----------------------------------------------------------------------------

_LOOKS: Final[dict[Outcome, str]] = {
    Outcome.FREE_AT_ONCE: "level4", Outcome.FREE_SOMETIME: "level3", Outcome.FREE_LATER: "level2", Outcome.REDUCED: "level1",
    Outcome.QUOTA: "quota", Outcome.FORMULA: "formula", Outcome.OTHER: "rest",
}  # fmt: skip


def outcomes(sources: Sources, wanted: Wanted) -> Figure:
    """Lines by outcome and chapter."""
    importer, year = _importer(wanted), wanted.year
    found = _rows(sources, wanted)
    if not found:
        return nothing(
            "outcomes",
            f"What the agreement does to {WHOSE[importer]} lines",
            "",
            _source(sources, importer, year),
            why_empty(sources, wanted),
        )
    known = sources.kept(("outcomes", importer), lambda: sources.charts.outcomes(importer))
    by_chapter: defaultdict[str, defaultdict[Outcome, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        by_chapter[row.code[:2]][Outcome(known[row.id])].append(row.id)
    total = Counter(Outcome(known[row.id]) for row in found)
    present = [outcome for outcome in Outcome if total[outcome]]
    chapters = ["all", *sorted(by_chapter)]
    rows, keys = [], []
    data: defaultdict[Outcome, list[Datum]] = defaultdict(list)
    for place, chapter in enumerate(chapters):
        mine = (
            {o: [i for c in by_chapter.values() for i in c[o]] for o in present}
            if chapter == "all"
            else by_chapter[chapter]
        )
        name = "All chapters" if chapter == "all" else sources.chapter(chapter)
        count = sum(len(ids) for ids in mine.values())
        rows.append((name, str(count), *(str(len(mine[o])) for o in present)))
        keys.append(search_place(f"{importer}: cover:in{'' if chapter == 'all' else f' ch {chapter}'}", year))
        if chapter == "all":
            continue
        at = 0
        for column, outcome in enumerate(present, 2):
            ids = mine[outcome]
            if ids:
                said = f"{name}: {plural(len(ids), 'line')} {outcome.value}, of {count}."
                data[outcome].append(
                    Datum(
                        at + len(ids),
                        place - 1,
                        (place, column),
                        said,
                        x0=at,
                        label=str(len(ids)),
                        lines=tuple(ids),
                        place=keys[-1],
                    )
                )
                at += len(ids)
    title = _outcome_title(sources, importer, found, known)
    return Figure(
        name="outcomes", title=title,
        subtitle=f"{WHOSE[importer]} lines with a rate of USJTA in {year}, by chapter; tariff lines of {'nine' if importer == 'jp' else 'eight'} digits",
        source=_source(sources, importer, year),
        grid=Grid(("Chapter", "Lines", *(o.value for o in present)), tuple(rows), frozenset(range(1, 2 + len(present)))),
        x=Axis("tariff lines", "count", low=0), y=Axis(ticks=tuple((n, row[0]) for n, row in enumerate(rows[1:]))),
        series=tuple(Series(o.value, "bars", _LOOKS[o], tuple(data[o])) for o in present),
        notes=tuple(f"{o.value[0].upper()}{o.value[1:]}: {MEANING[o]}." for o in present if o not in (Outcome.QUOTA, Outcome.FORMULA)),
        keys=tuple(keys), summary=title, rows=len(rows) - 1, inside=True, legend=True,
    )  # fmt: skip


def _outcome_title(
    sources: Sources, importer: Importer, rows: Sequence[LineRow], known: dict[int, str]
) -> str:
    """The lines by outcome, those that are free later split into what has come about and what is inferred."""
    total = Counter(Outcome(known[row.id]) for row in rows)
    newest = sources.covered(importer, sources.newest(importer))
    free_today = {row.id for row in newest if row.states[1] in (RateState.FREE, RateState.STAGED_ZERO)}
    sometime = {row.id for row in rows if known[row.id] == Outcome.FREE_SOMETIME}
    later = [row.id for row in rows if known[row.id] == Outcome.FREE_LATER]
    reached = sum(line in free_today for line in later)
    first = next(
        (
            year
            for year in sources.years(importer)
            if any(sources.lines.flags("covered", year)[n] == 1 for n in sometime)
        ),
        0,
    )
    turning = total[Outcome.QUOTA] + total[Outcome.FORMULA] + total[Outcome.OTHER]
    parts = [
        (total[Outcome.FREE_AT_ONCE], "free at once"),
        (len(sometime), f"free by {first}, since when not in the data"),
        (reached, "free since a later step"),
        (len(later) - reached, "to be free later (inferred)"),
        (total[Outcome.REDUCED], "reduced"),
        (turning, "with a duty by quota, price, product or note"),
    ]
    said = [f"{count} {words}" for count, words in parts if count]
    return f"{COUNTRY[importer]}, {plural(len(rows), 'line')} of the agreement: {', '.join(said)}"


# --- depth of cuts -----------------------------------------------------------------------


def cut_choices(sources: Sources, year: int) -> tuple[Choice, ...]:
    """Schedule, and one chapter or all."""
    found = sorted({row.code[:2] for importer in ("jp", "us") for row in sources.covered(importer, year)})
    return (
        _COUNTRY,
        Choice("chapter", "Chapter", (("", "All chapters"), *((key, sources.chapter(key)) for key in found))),
    )


def cuts(sources: Sources, wanted: Wanted) -> Figure:
    """Duty without the deal against USJTA: two dots a line, in a row for each chapter."""
    importer, year = _importer(wanted), wanted.year
    rows = [row for row in _rows(sources, wanted) if row.code[:2] == wanted.get("chapter", row.code[:2])]
    name = f"How deep the cuts on {WHOSE[importer]} lines are"
    if not rows:
        chosen = wanted.get("chapter", "")
        drawn_only = " among the lines that the Lines view shows" if wanted.among is not None else ""
        why = (
            why_empty(sources, wanted)
            if not chosen or not _rows(sources, wanted)
            else f"{COUNTRY[importer]} has no line of the agreement in chapter {sources.chapter(chosen)} in {year}{drawn_only}. Choose another chapter."
        )
        return nothing("cuts", name, "", _source(sources, importer, year), why)
    step = {s.line: s for s in sources.charts.courses(importer, year) if s.basis == "published"}
    drawn: list[tuple[LineRow, Decimal, Decimal]] = []
    for row in rows:
        found = step.get(row.id)
        if found is not None and found.base is not None and found.low is not None:
            drawn.append((row, found.base, found.low))
    out = len(rows) - len(drawn)
    if not drawn:
        return nothing(
            "cuts",
            name,
            "",
            _source(sources, importer, year),
            f"None of the {plural(len(rows), 'line')} has a percentage both without the deal and under USJTA; the Lines view shows their duties.",
        )
    chapters = sorted({row.code[:2] for row, _, _ in drawn})
    places = {key: place for place, key in enumerate(chapters)}
    table = [
        (row.display, row.goods, sources.chapter(row.code[:2]), f"{base:f}%", f"{low:f}%", f"{base - low:f}")
        for row, base, low in drawn
    ]
    base_dots, usjta_dots = _swarm(drawn, places, year)
    deepest = max(drawn, key=lambda item: item[1] - item[2])
    average = (
        sum((b for _, b, _ in drawn), Decimal(0)) / len(drawn),
        sum((u for _, _, u in drawn), Decimal(0)) / len(drawn),
    )
    depth = deepest[1] - deepest[2]
    alike = sum(1 for _, base, low in drawn if base - low == depth)
    title = (
        f"{COUNTRY[importer]}: on the {len(drawn)} of {plural(len(rows), 'line')} with percentages the duty is {average[0]:.1f}% on average "
        f"without the deal and {average[1]:.1f}% under USJTA in {year}; the deepest cut is {depth:f} points "
        f"({deepest[0].display if alike == 1 else f'on {alike} lines'})"
    )
    note = left_out_words(len(rows), [step[row.id] for row in rows if row.id in step]) if out else ""
    return Figure(
        name="cuts", title=title,
        subtitle=f"Each of {'Japan’s' if importer == 'jp' else 'the American'} lines as two dots: duty without the deal and under USJTA, percent, {year}; dots of a row are spread downwards only to be seen",
        source=_source(sources, importer, year),
        grid=Grid(("Line", "Goods", "Chapter", "Without deal", "USJTA", "Cut, points"), tuple(table), frozenset({3, 4, 5})),
        x=Axis("percent", "%", low=-0.02 * float(max(base for _, base, _ in drawn))), y=Axis(ticks=tuple((place, sources.chapter(key)) for key, place in places.items())),
        series=(
            Series("without the deal", "dots", "without_deal", base_dots, mark="square", along="x"),
            Series("USJTA", "dots", "usjta", usjta_dots, along="x"),
        ),
        notes=tuple(filter(None, (note, "Simple averages, every line counts the same."))),
        keys=tuple(line_place(row, year) for row, _, _ in drawn), summary=title, rows=max(4, round(len(chapters) * 1.5)), zoom="xy", legend=True,
    )  # fmt: skip


def left_out_words(total: int, steps: Sequence[Step]) -> str:
    """How many lines have no percentage on both sides, and why."""
    free = sum(1 for s in steps if s.base is None and s.low == 0)
    other = sum(1 for s in steps if s.low is None)
    rest = sum(1 for s in steps if s.low is not None and s.base is None) - free
    parts = [
        f"{free} free under USJTA whose duty without the deal is an amount or another form" if free else "",
        f"{other} with another kind of duty under USJTA (amounts, formulas, quotas)" if other else "",
        f"{rest} without a percentage without the deal" if rest else "",
    ]
    return f"Left out of {plural(total, 'line')}: {'; '.join(filter(None, parts))}."


def _swarm(
    drawn: Sequence[tuple[LineRow, Decimal, Decimal]], places: dict[str, int], year: int
) -> tuple[tuple[Datum, ...], tuple[Datum, ...]]:
    """Dots of a chapter, those without the deal above those under the agreement; equal values stand beneath each other."""
    base_dots: list[Datum] = []
    usjta_dots: list[Datum] = []
    seen: Counter[tuple[object, ...]] = Counter()
    crowd = Counter(
        (row.code[:2], kind, value) for row, base, low in drawn for kind, value in (("b", base), ("u", low))
    )
    for number, (row, base, low) in enumerate(drawn):
        said = f"{row.display} {row.goods}: {base:f}% without the deal, {low:f}% under USJTA ({year})."
        at = line_place(row, year)
        for kind, value, column, dots, middle in (
            ("b", base, 3, base_dots, -0.22),
            ("u", low, 4, usjta_dots, 0.22),
        ):
            key = (row.code[:2], kind, value)
            share = 0.0 if crowd[key] == 1 else seen[key] / (crowd[key] - 1) - 0.5
            seen[key] += 1
            y = places[row.code[:2]] + middle + share * min(0.3, 0.04 * crowd[key])
            dots.append(Datum(float(value), y, (number, column), said, lines=(row.id,), place=at))
    return tuple(base_dots), tuple(usjta_dots)


# --- parity ------------------------------------------------------------------------------

_STANDINGS: Final = (
    (Standing.BEHIND, "bad", "only-behind"), (Standing.BEHIND_IN_PART, "bad_soft", "behind-in-part"),
    (Standing.MIXED, "formula", "mixed"), (Standing.PARITY, "parity", "parity"),
    (Standing.AHEAD_IN_PART, "good_soft", "ahead-in-part"), (Standing.AHEAD, "good", "only-ahead"),
    (Standing.NO_CONCESSION, "none", "none"), (Standing.NOT_COMPARABLE, "rest", "not-comparable"),
)  # fmt: skip
# How the title counts what is not parity.
_SAID: Final = {
    Standing.AHEAD: "ahead on", Standing.AHEAD_IN_PART: "ahead in part on", Standing.MIXED: "ahead and behind in part on",
    Standing.BEHIND: "behind on", Standing.BEHIND_IN_PART: "behind in part on", Standing.NOT_COMPARABLE: "not comparable on",
    Standing.NO_CONCESSION: "the other agreement has no concession on",
}  # fmt: skip
_TYPED: Final = {key: typed for typed, key in reversed(NAMES.items())}


def parity_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """All comparators, or one of them by chapter."""
    return (
        Choice(
            "beside",
            "Beside",
            (("", "All agreements"), *((key, f"{TITLES[key]}, by chapter") for key in COMPARATORS)),
        ),
    )


def parity(sources: Sources, wanted: Wanted) -> Figure:
    """Ahead, at parity, behind or in part, beside every agreement or one of them by chapter."""
    year, beside = wanted.year, wanted.get("beside", "")
    found = [row for row in sources.covered("jp", year) if wanted.among is None or row.id in wanted.among]
    source = _source(sources, "jp", year)
    if not found:
        return nothing(
            "parity",
            "American exporters beside others",
            "",
            source,
            why_empty(sources, Wanted(year, {"country": "jp"}, wanted.among)),
        )

    def _of(row: LineRow, comparator: str) -> Standing:
        return STANDINGS[row.standings[COMPARATORS.index(comparator)]]

    chapters = sorted({row.code[:2] for row in found})
    groups: list[tuple[str, str, str, list[LineRow]]] = (
        [
            (sources.chapter(key), beside, f" ch {key}", [r for r in found if r.code[:2] == key])
            for key in chapters
        ]
        if beside
        else [(TITLES[key], key, "", found) for key in COMPARATORS]
    )
    total = Counter(_of(row, beside or "cptpp") for row in found)
    present = [
        item
        for item in _STANDINGS
        if any(_of(row, key) is item[0] for _, key, _, some in groups for row in some)
    ]
    rows, keys = [], []
    data: defaultdict[Standing, list[Datum]] = defaultdict(list)
    for place, (name, comparator, query, some) in enumerate(groups):
        ids: defaultdict[Standing, list[int]] = defaultdict(list)
        for row in some:
            ids[_of(row, comparator)].append(row.id)
        rows.append((name, str(len(some)), *(str(len(ids[standing])) for standing, _, _ in present)))
        keys.append(search_place(f"jp: cover:in{query}", year))
        at = 0
        for column, (standing, _, typed) in enumerate(present, 2):
            mine = ids[standing]
            if mine:
                said = f"{name}: {plural(len(mine), 'line')} {standing.value}, of {len(some)}."
                where = search_place(f"jp: cover:in{query} parity:{_TYPED[comparator]}-{typed}", year)
                data[standing].append(
                    Datum(
                        at + len(mine),
                        place,
                        (place, column),
                        said,
                        x0=at,
                        label=f"{SIGNS[standing]} {len(mine)}",
                        lines=tuple(mine),
                        place=where,
                    )
                )
                at += len(mine)
    versus = TITLES[beside or "cptpp"]
    counted = [
        f"{_SAID[standing]} {total[standing]}"
        for standing, _, _ in _STANDINGS
        if total[standing] and standing in _SAID
    ]
    title = (
        f"American exporters are at parity with {versus} on {total[Standing.PARITY]} of {plural(len(found), 'line')} of the agreement in {year}"
        + (f"; {', '.join(counted)}" if counted else "")
    )
    return Figure(
        name="parity", title=title,
        subtitle=f"Japan’s lines with a rate of USJTA, {year}: the American exporter beside {'others' if not beside else versus + ', by chapter'}, number of lines",
        source=source,
        grid=Grid(("Chapter" if beside else "Beside", "Lines", *(s.value for s, _, _ in present)), tuple(rows), frozenset(range(1, 2 + len(present)))),
        x=Axis("tariff lines", "count", low=0), y=Axis(ticks=tuple((n, g[0]) for n, g in enumerate(groups))),
        series=tuple(Series(s.value, "bars", look, tuple(data[s]), sign=SIGNS[s]) for s, look, _ in present),
        notes=("Duties are compared at every price and under every condition, not by their texts. No concession: the other agreement gives none on the line.",),
        keys=tuple(keys), summary=f"{title}. {percent(total[Standing.PARITY] / len(found))} at parity.", rows=len(groups), inside=True, legend=True,
    )  # fmt: skip
