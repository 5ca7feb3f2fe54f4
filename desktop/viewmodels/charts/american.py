"""What the American side is worth: imports from Japan of 2024 by line, and how much of the preference is used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from desktop.core import duty_kind, locator
from desktop.core.clipping import Grid
from desktop.core.line import Kind, RateState
from desktop.core.record import LineRow
from desktop.core.series import Axis, Datum, Figure, Series, money, nothing, percent, plural
from desktop.viewmodels.charts.base import (
    CENSUS,
    Choice,
    Sources,
    Wanted,
    figure_place,
    grouped,
    line_place,
)

YEAR: Final = 2024
_TILES: Final = 140
_BARS: Final = 25
_NO_LINE: Final = "no line of the schedule"
_BASIS: Final = "imports for consumption, customs value"
_FREE: Final = (RateState.FREE, RateState.STAGED_ZERO)


class _Line(NamedTuple):
    """A line with its imports of 2024; ``row`` is read where it is named, None for a code that the schedule does not have."""

    code: str
    value: int
    duty: int
    line: int | None
    covered: bool
    row: LineRow | None = None


def _lines(sources: Sources) -> list[_Line]:
    """All lines, largest first; those of the agreement and the largest with their rows."""

    def _read() -> list[_Line]:
        covered = sources.lines.flags("covered", YEAR)
        found = [
            _Line(i.code, i.value, i.duty, i.line, i.line is not None and covered[i.line] == 1)
            for i in sources.charts.imports_2024()
        ]
        named = _named(sources, [*found[:_TILES], *(line for line in found[_TILES:] if line.covered)])
        by_code = {line.code: line for line in named}
        return [by_code.get(line.code, line) for line in found]

    return sources.kept("imports of 2024", _read)


def _named(sources: Sources, lines: Sequence[_Line]) -> list[_Line]:
    """The same lines with their rows."""
    wanted = [line.line for line in lines if line.line is not None and line.row is None]
    rows = {row.id: row for row in sources.lines.rows(wanted, YEAR)} if wanted else {}
    return [line if line.row is not None else line._replace(row=rows.get(line.line or 0)) for line in lines]


def _covered(line: _Line) -> bool:
    return line.covered


def _name(line: _Line, most: int = 60) -> str:
    if line.row is None:
        return _NO_LINE
    goods = line.row.goods
    return goods if len(goods) <= most else goods[: most - 2].rsplit(" ", 1)[0] + " …"


def _number(line: _Line) -> str:
    return line.row.display if line.row is not None else f"{line.code[:4]}.{line.code[4:6]}.{line.code[6:]}"


def _said(line: _Line) -> str:
    inside = "a line of USJTA" if _covered(line) else "outside USJTA"
    return f"{_number(line)} {_name(line, 90)}: imports {money(line.value)} in {YEAR}, duty {money(line.duty)}; {inside}."


def _place(line: _Line) -> str:
    return line_place(line.row, YEAR) if line.row is not None else ""


def _source(sources: Sources) -> str:
    return f"Source: {CENSUS}, {_BASIS}, {YEAR}; lines: {sources.edition('us', YEAR)}. {sources.data}."


def _among(lines: Sequence[_Line], wanted: Wanted) -> list[_Line]:
    """The lines that the Lines view shows, where only those are wanted."""
    if wanted.among is None:
        return list(lines)
    return [line for line in lines if line.line in wanted.among]


_NONE: Final = "None of the lines that the Lines view shows had imports from Japan in 2024. Clear its filters, or draw all lines."


_NO_PREFERENCE: Final = (
    "None of the lines that the Lines view shows is free for Japan, has a general rate in percent and had imports in 2024. "
    "Clear its filters, or draw all lines."
)


def scope_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """All imports, or the agreement's lines."""
    return (Choice("scope", "Lines", (("all", "All imports"), ("usjta", "Lines of USJTA"))),)


def treemap(sources: Sources, wanted: Wanted) -> Figure:
    """Each line a tile, its area the imports of 2024."""
    import squarify  # noqa: PLC0415  (only this chart lays out tiles)

    lines = _among(_lines(sources), wanted)
    total, inside = sum(line.value for line in lines), sum(line.value for line in lines if _covered(line))
    scope = wanted.get("scope", "all")
    chosen = [line for line in lines if line.value > 0 and (scope == "all" or _covered(line))]
    many = sum(1 for line in lines if _covered(line) and line.value > 0)
    covered = [row for row in sources.covered("us", YEAR) if wanted.among is None or row.id in wanted.among]
    title = (
        f"{percent(inside / total if total else 0)} of U.S. imports from Japan in {YEAR} ({money(inside)} of {money(total)}) came in on lines "
        f"of USJTA; {many} of {'its ' if wanted.among is None else ''}{plural(len(covered), 'line')} had any"
    )
    if not chosen:
        return nothing("american-lines", title, "", _source(sources), _NONE)
    shown = _named(sources, chosen[:_TILES])
    rest = chosen[_TILES:]
    sizes = [float(line.value) for line in shown]
    rests = [
        (name, [r for r in rest if _covered(r) is inside_it])
        for name, inside_it in (("of USJTA", True), ("outside", False))
    ]
    rests = [(name, some) for name, some in rests if some]
    remainder = float(sum(line.value for line in rest))
    whole = sum(sizes) + remainder
    # All other lines share a strip at the right, so that the eye begins with the largest line.
    width, height = 16.0, 10.0
    inner_width = width * sum(sizes) / whole
    tiles = squarify.squarify(squarify.normalize_sizes(sizes, inner_width, height), 0, 0, inner_width, height)
    rows = [
        (_number(line), _name(line, 200), grouped(line.value), grouped(line.duty), _inside(line))
        for line in shown
    ]
    keys = [_place(line) for line in shown]
    data: dict[str, list[Datum]] = {"yes": [], "no": [], _NO_LINE: []}
    for place, (line, tile) in enumerate(zip(shown, tiles, strict=True)):
        made = Datum(
            tile["x"] + tile["dx"], tile["y"] + tile["dy"], (place, 2), _said(line), tile["x"], tile["y"],
            label=f"{_number(line)} {_name(line, 44)}\n{money(line.value)}",
            lines=() if line.line is None else (line.line,), place=_place(line),
        )  # fmt: skip
        data[_inside(line)].append(made)
    top = 0.0
    for name, some in rests:
        value = sum(line.value for line in some)
        words = f"{plural(len(some), 'other line')} {name}"
        bottom = top + height * value / remainder
        rows.append(
            (
                "",
                words,
                grouped(value),
                grouped(sum(r.duty for r in some)),
                "yes" if _covered(some[0]) else "no",
            )
        )
        keys.append("")
        ids = tuple(line.line for line in some if line.line is not None)
        data["yes" if _covered(some[0]) else "no"].append(
            Datum(
                width,
                bottom,
                (len(rows) - 1, 2),
                f"{words}: {money(value)}.",
                inner_width,
                top,
                label=f"{words}\n{money(value)}",
                lines=ids,
            )
        )
        top = bottom
    looks = (
        ("yes", "lines of USJTA", "usjta"),
        ("no", "outside USJTA", "rest"),
        (_NO_LINE, _NO_LINE, "none"),
    )
    notes = (
        [
            f"The {len(shown)} largest lines have a tile each; {plural(len(rest), 'other line')} share the strip at the right."
        ]
        if rest
        else []
    )
    return Figure(
        name="american-lines", title=title,
        subtitle=f"U.S. {_BASIS}, from Japan, {YEAR}, by line of eight digits; the area of a tile is its value",
        source=_source(sources),
        grid=Grid(("Line", "Goods", "Imports, USD", "Duty, USD", "Line of USJTA"), tuple(rows), frozenset({2, 3})),
        series=tuple(Series(name, "tiles", look, tuple(data[key])) for key, name, look in looks if data[key]),
        x=Axis(low=0, high=width), y=Axis(low=0, high=height),
        notes=(*notes, *_in_part(lines)),
        keys=tuple(keys), summary=f"{title}. The largest: {'; '.join(_said(line) for line in shown[:3])}",
        scale=whole / (width * height), legend=True, zoom="xy",
    )  # fmt: skip


def _inside(line: _Line) -> str:
    if line.line is None:
        return _NO_LINE
    return "yes" if _covered(line) else "no"


def _in_part(lines: Sequence[_Line]) -> list[str]:
    """Lines that count whole although only some of their goods get the rate: their cell refers to other lines."""
    return [
        f"{_number(line)} ({money(line.value)}) counts whole; its rate for Japan reads “{line.row.rates[1]}”, which gives it to some of its goods only."
        for line in lines
        if _covered(line) and line.row is not None and line.row.kind is Kind.REFERENCE
    ]


def ranked(sources: Sources, wanted: Wanted) -> Figure:
    """The largest lines of the agreement as bars."""
    lines = _lines(sources)
    covered = [line for line in _among(lines, wanted) if _covered(line) and line.value > 0]
    if not covered:
        return nothing("american-largest", "Largest American lines of USJTA", "", _source(sources), _NONE)
    shown = covered[:_BARS]
    total = sum(line.value for line in covered)
    top = sum(line.value for line in shown[:5])
    rows = [
        (
            _number(line),
            _name(line, 200),
            grouped(line.value),
            grouped(line.duty),
            line.row.rates[0] if line.row else "",
            line.row.rates[1] if line.row else "",
        )
        for line in covered
    ]
    data = tuple(
        Datum(line.value, row, (row, 2), _said(line), label=money(line.value), lines=(line.row.id,) if line.row else (), place=_place(line))
        for row, line in enumerate(shown)
    )  # fmt: skip
    none = sum(1 for line in _among(lines, wanted) if _covered(line)) - len(covered)
    first = f"{_number(shown[0])} {_name(shown[0])}"
    title = (
        f"The five largest American lines of USJTA took {percent(top / total, 0)} of the {money(total)} that Japan sold on such lines in "
        f"{YEAR}; the first is {first}"
        if len(covered) > 5
        else f"Japan sold {money(total)} on {plural(len(covered), 'American line')} of USJTA in {YEAR}; the first is {first}"
    )
    return Figure(
        name="american-largest", title=title,
        subtitle=f"U.S. {_BASIS}, from Japan, {YEAR}, the {len(shown)} largest of {plural(len(covered), 'line')} of USJTA with imports",
        source=_source(sources),
        grid=Grid(("Line", "Goods", "Imports, USD", "Duty, USD", "General rate", "USJTA rate"), tuple(rows), frozenset({2, 3, 4, 5})),
        x=Axis("million dollars", "usdm", low=0), y=Axis(ticks=tuple((row, f"{_number(line)}  {_name(line, 46)}") for row, line in enumerate(shown))),
        series=(Series("imports", "bars", "usjta", data),),
        notes=((f"{plural(none, 'line')} of USJTA had no imports from Japan in {YEAR}.",) if none > 0 else ()) + tuple(_in_part(shown)),
        keys=tuple(map(_place, covered)), summary=title, rows=len(shown),
    )  # fmt: skip


class _Use(NamedTuple):
    line: _Line
    full: Decimal


def preference(sources: Sources, wanted: Wanted) -> Figure:
    """Duty collected on lines that are free for Japan, beside the duty that the general rate would have brought."""
    found, odd = [], 0
    for line in _among(_lines(sources), wanted):
        if not _covered(line) or line.row is None or line.row.states[1] not in _FREE or line.value == 0:
            continue
        tree = sources.duties.trees("us", [line.row.rates[0]]).get(line.row.rates[0])
        share = duty_kind.plain_percent(tree)
        if share is None:
            odd += 1
        elif share > 0:
            found.append(_Use(line, share * line.value / 100))
    if not found:
        return nothing(
            "preference", "How much of the preference is used", "", _source(sources), _NO_PREFERENCE
        )
    found.sort(key=lambda use: -use.full)
    full = sum((use.full for use in found), Decimal(0))
    paid = sum(use.line.duty for use in found)
    used = 1 - paid / float(full)
    title = (
        f"On American lines that are free for Japan, {money(paid)} of duty was collected in {YEAR} where {money(float(full))} was due "
        f"without a claim: {percent(used, 0)} of the preference was used"
    )
    shown = found[:_BARS]
    rows, due, collected = [], [], []
    for row, (line, amount) in enumerate(found):
        assert line.row is not None
        left = 1 - line.duty / float(amount)
        due_text = grouped(amount.quantize(Decimal(1)))
        rows.append(
            (
                _number(line),
                _name(line, 200),
                grouped(line.value),
                line.row.rates[0],
                due_text,
                grouped(line.duty),
                f"{left * 100:.1f}%",
            )
        )
        if row < len(shown):
            said = f"{_number(line)} {_name(line, 80)}: {money(line.duty)} collected of {money(float(amount))} due at {line.row.rates[0]}; {percent(left, 0) if left > 0 else 'nothing'} used."
            ids, at = (line.row.id,), _place(line)
            amount_drawn = float(amount.quantize(Decimal(1)))
            due.append(
                Datum(
                    amount_drawn,
                    row,
                    (row, 4),
                    said,
                    label=f"{percent(left, 0)} used" if left > 0 else "none used",
                    lines=ids,
                    place=at,
                )
            )
            collected.append(Datum(line.duty, row, (row, 5), said, lines=ids, place=at))
    notes = [
        "Duty without a claim: the general rate of 2024 times the customs value. Duty collected: the calculated duty of the Census "
        "Bureau, before refunds. A claim may come later than the entry, so the true use can be higher.",
    ]
    if odd:
        notes.append(f"{plural(odd, 'line')} with a general rate that is no plain percentage are left out.")
    return Figure(
        name="preference", title=title,
        subtitle=f"Lines free for Japan in {YEAR}, the {len(shown)} with the most duty at stake of {len(found)}, million dollars",
        source=_source(sources),
        grid=Grid(("Line", "Goods", "Imports, USD", "General rate", "Duty without a claim, USD", "Duty collected, USD", "Preference used"), tuple(rows), frozenset({2, 3, 4, 5, 6})),
        x=Axis("million dollars", "usdm", low=0), y=Axis(ticks=tuple((row, f"{_number(use.line)}  {_name(use.line, 46)}") for row, use in enumerate(shown))),
        series=(
            Series("duty without a claim", "bars", "rest", tuple(due)),
            Series("duty collected", "bars", "bad", tuple(collected), thick=True),
        ),
        notes=tuple(notes), keys=tuple(_place(use.line) for use in found), summary=title, rows=len(shown), legend=True,
    )  # fmt: skip


def _why_they_differ(sources: Sources, each: Decimal) -> str:
    """The reasons, with the shares that follow from the figures at hand."""
    said = (
        "Why they differ: other years and prices; the papers speak of the trade that the commitments cover, 2024 counts all imports on the "
        "lines whether or not the preference was claimed; the lines were renumbered and some split in 2022; and the share of 2024 is one of "
        "goods imports alone, theirs one of trade in both directions"
    )
    whole = sources.entries.entry("figure:us_japan_facts:2019:US-Japan trade in goods and services")
    goods = next((y for y in sources.charts.goods_years() if y.year == 2019), None)
    stated = re.match(r"([\d.]+) bn USD", whole.body) if whole is not None else None
    if each and goods is not None and stated is not None:
        both = 2 * each
        said += (
            f": {both} billion are {both / Decimal(stated[1]) * 100:.1f}% of the {stated[1]} billion of goods and services of 2019, and "
            f"{both / (goods.exports + goods.imports) * 100_000:.1f}% of its goods"
        )
    return f"{said}."


def beside_papers(sources: Sources, _wanted: Wanted) -> Figure:
    """The trade of 2024 on the lines, beside what IF11120 and CRS R46140 say of 2018 and 2019."""
    lines = _lines(sources)
    total, inside = sum(line.value for line in lines), sum(line.value for line in lines if _covered(line))
    fact = "2019:Bilateral trade covered by USJTA tariff commitments"
    entry = sources.entries.entry(f"figure:us_japan_facts:{fact}")
    claim = sources.entries.entry("c-p11-01")
    rows = [
        (
            "Imports of 2024 on the lines of USJTA",
            grouped(inside),
            f"{percent(inside / total)} of U.S. imports from Japan",
            CENSUS,
        ),
    ]
    names = [f"{YEAR}: imports from Japan on the lines (Census)"]
    keys = [locator.search("us: cover:in", YEAR).address]
    data = [
        Datum(
            inside,
            0,
            (0, 1),
            f"U.S. imports from Japan on the lines of USJTA in {YEAR}: {money(inside)}, {percent(inside / total)} of all.",
            label=money(inside),
            place=keys[0],
        )
    ]
    papers = []
    stated = ""
    found = re.match(r"([\d.]+) each way", entry.note) if entry is not None else None
    if found is not None:
        stated = found[1]
        each = int(Decimal(stated) * 10**9)
        share = claim.extra["value"] if claim is not None else "5"
        at = figure_place("us_japan_facts", fact)
        for row, name in ((1, "U.S. imports"), (2, "U.S. exports")):
            rows.append(
                (
                    f"CRS R46140: {name} covered",
                    grouped(each),
                    f"about {share}% of bilateral trade (IF11120)",
                    "CRS R46140, IF11120",
                )
            )
            names.append(f"CRS R46140: {name} covered, stated for {fact[:4]}")
            keys.append(at)
            papers.append(
                Datum(
                    each,
                    row,
                    (row, 1),
                    f"CRS R46140 gives {money(each)} of {name} as covered; IF11120 rounds the two to about {share}% of bilateral trade.",
                    label=money(each),
                    place=at,
                )
            )
    title = f"Japan sold {money(inside)} on the American lines of USJTA in {YEAR}" + (
        f"; CRS puts the trade that the agreement covers at ${stated} billion each way" if stated else ""
    )
    return Figure(
        name="american-papers", title=title,
        subtitle="Trade on the lines of USJTA, billion dollars: what the papers say, and what the Census counts in 2024",
        source=_source(sources).replace("Source: ", "Source: CRS R46140 and IF11120; "),
        grid=Grid(("What", "USD", "Share", "Source"), tuple(rows), frozenset({1})),
        x=Axis("billion dollars", "usd", low=0), y=Axis(ticks=tuple(enumerate(names))),
        series=(Series("counted", "bars", "usjta", tuple(data)), Series("as the papers say", "bars", "paper", tuple(papers), open=True)),
        notes=(
            _why_they_differ(sources, Decimal(stated or 0)),
            *_in_part(lines),
        ),
        keys=tuple(keys), summary=title, rows=len(names), legend=True,
    )  # fmt: skip
