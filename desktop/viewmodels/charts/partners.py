"""Japan among the trading partners of the United States: figure 1 of IF11120, and rank and share over time."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Final

from desktop.core import locator
from desktop.core.clipping import Grid
from desktop.core.series import Axis, Datum, Figure, Rule, Series, billions, nothing, percent
from desktop.store.charted import Partner
from desktop.viewmodels.charts.base import (
    CENSUS,
    Choice,
    Sources,
    Wanted,
    figure_place,
    grouped,
    joined,
    ordinal,
)

_PAPER: Final = ("c-p4-04", "c-p4-07")
_TOP: Final = 12


def top_2019(sources: Sources, wanted: Wanted) -> Figure:
    """Goods by partner in 2019 (Census), and what IF11120 gives for Japan with services, marked apart."""
    count = int(wanted.get("count", str(_TOP)))
    found = [partner for partner in sources.charts.partners() if partner.year == 2019]
    ranked = sorted((p for p in found if not p.total), key=lambda p: -p.both)
    shown = [*ranked[:count], *(p for p in found if p.total)]
    place = next(i for i, p in enumerate(ranked) if p.name == "Japan")
    stated = [sources.entries.entry(name) for name in _PAPER]
    names: list[str] = []
    rows: list[tuple[str, ...]] = []
    exports: list[Datum] = []
    imports: list[Datum] = []
    paper: list[Datum] = []
    for row, partner in enumerate(shown):
        name = "European Union, a sum of members with the UK" if partner.total else partner.name
        names.append(name)
        at = figure_place("us_goods_by_partner_2019", partner.code)
        out, back, both = (float(v) for v in (partner.exports, partner.imports, partner.both))
        said = f"{name}, goods 2019: U.S. exports {billions(out)}, U.S. imports {billions(back)}, together {billions(both)}."
        exports.append(Datum(out, row, (row, 2), said, place=at))
        imports.append(Datum(both, row, (row, 3), said, x0=out, label=billions(both), place=at))
        rank = "" if partner.total else str(row + 1)
        rows.append(
            (
                rank,
                name,
                grouped(partner.exports),
                grouped(partner.imports),
                grouped(partner.both),
                "goods",
                CENSUS,
            )
        )
    if all(entry is not None for entry in stated):
        row = len(shown)
        names.append("Japan, goods and services, as IF11120 says")
        values = [Decimal(entry.extra["value"]) * 1000 for entry in stated if entry is not None]
        both = float(sum(values))
        said = f"IF11120 gives for Japan, goods and services 2019: U.S. exports {billions(values[0], 0)}, U.S. imports {billions(values[1], 0)}."
        at = locator.entry(_PAPER[0]).address
        paper = [
            Datum(float(values[0]), row, (row, 2), said, place=at),
            Datum(both, row, (row, 3), said, x0=float(values[0]), label=billions(both, 0),
                  place=locator.entry(_PAPER[1]).address),
        ]  # fmt: skip
        rows.append(
            (
                "",
                names[-1],
                *(grouped(v) for v in (*values, sum(values))),
                "goods and services",
                "CRS IF11120",
            )
        )
    ahead = [p.name for p in ranked[:place]]
    title = (
        f"Japan was the {ordinal(place + 1)} largest partner of the United States in goods in 2019, with "
        f"{billions(ranked[place].both)}; only {joined(ahead)} traded more"
    )
    return Figure(
        name="partners",
        title=title,
        subtitle="U.S. exports and imports of goods by partner, 2019, billion dollars, Census basis; ranks count the members of the European Union one by one",
        source=f"Source: {CENSUS}; CRS IF11120 of 18 December 2020 for the last bar. {sources.data}.",
        grid=Grid(
            ("Rank", "Partner", "U.S. exports, million USD", "U.S. imports, million USD", "Both, million USD", "What", "Source"),
            tuple(rows), frozenset({0, 2, 3, 4}),
        ),
        x=Axis("billion dollars", "musd", low=0),
        y=Axis(ticks=tuple(enumerate(names))),
        series=(
            Series("U.S. exports", "bars", "exports", tuple(exports)),
            Series("U.S. imports", "bars", "imports", tuple(imports)),
            Series("IF11120: exports, then imports, goods and services", "bars", "paper", tuple(paper), open=True),
        ),
        notes=(
            "Figure 1 of IF11120 shows goods and services together, from BEA. For partners other than Japan the data have goods "
            "only for 2019, so those bars of the original cannot be given; IF11120 states the figures of Japan in its text.",
        ),
        keys=tuple(d.place for d in exports) + tuple(d.place for d in paper[:1]),
        summary=f"{title}. {' '.join(f'{i + 1} {p.name} {billions(p.both)};' for i, p in enumerate(ranked[:6]))}",
        rows=len(names),
        legend=True,
    )  # fmt: skip


def count_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """How many partners are shown."""
    return (Choice("count", "Partners", (("12", "12 largest"), ("24", "24 largest"))),)


def measure_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """Share or rank; exports, imports or both."""
    return (
        Choice("measure", "Measure", (("share", "Share"), ("rank", "Rank"))),
        Choice("flow", "Of", (("both", "exports and imports"), ("exports", "U.S. exports"), ("imports", "U.S. imports"))),
    )  # fmt: skip


_FLOWS: Final = {"both": "goods trade", "exports": "goods exports", "imports": "goods imports"}


def over_time(sources: Sources, wanted: Wanted) -> Figure:
    """Japan's share of U.S. goods trade and its rank, 1985 to 2015, and its rank in 2019."""
    flow, measure = wanted.get("flow", "both"), wanted.get("measure", "share")
    years: defaultdict[int, list[Partner]] = defaultdict(list)
    for partner in sources.charts.partners():
        if not partner.total:
            years[partner.year].append(partner)

    def _of(partner: Partner) -> Decimal:
        return {"both": partner.both, "exports": partner.exports, "imports": partner.imports}[flow]

    rows, places, shares = [], [], []
    for row, (year, found) in enumerate(sorted(years.items())):
        ranked = sorted(found, key=lambda p: -_of(p))
        mine = next((p for p in found if p.name == "Japan"), None)
        if mine is None:
            continue
        rank = ranked.index(mine) + 1
        # Of 2019 the largest partners only are at hand, so that there is no whole to take a share of.
        whole = sum((_of(p) for p in found), Decimal(0)) if year != 2019 else None
        text = "" if whole is None else f"{_of(mine) / whole * 100:.2f}%"
        rows.append(
            (
                str(year),
                str(rank),
                text,
                grouped(_of(mine)),
                "not in the data" if whole is None else grouped(whole),
                str(len(found)),
            )
        )
        told = f"{year}: {ordinal(rank)} in U.S. {_FLOWS[flow]}, {billions(_of(mine))}{f', {text} of all' if text else ''}."
        at = (
            figure_place("us_goods_by_partner_2019", "JPN")
            if year == 2019
            else figure_place("us_japan_goods_annual", str(year))
        )
        places.append(Datum(year, rank, (row, 1), told, place=at))
        if whole is not None:
            shares.append(Datum(year, float(text[:-1]), (row, 2), told, place=at))
    source = f"Source: {CENSUS}, files of January 2017 (1985-2015) and the 24 largest partners of 2019. {sources.data}."
    if not shares:
        return nothing(
            "japan-rank", "Japan among U.S. partners", "", source, "The data have no partners of any year."
        )
    # Before the table widens, a share of "all" would be too high.
    counts = {int(row[0]): int(row[5]) for row in rows}
    wide = [datum for datum in shares if counts[int(datum.x)] * 2 > max(counts.values())]
    first, last = wide[0], wide[-1]
    best, now = places[0], places[-1]
    title = (
        f"Japan’s share of U.S. {_FLOWS[flow]} went from {percent(first.y / 100)} in {first.x:.0f} to {percent(last.y / 100)} "
        f"in {last.x:.0f}; it ranked {ordinal(int(best.y))} in {best.x:.0f} and {ordinal(int(now.y))} in {now.x:.0f}"
    )
    drawn = tuple(shares) if measure == "share" else tuple(places)
    changed = [
        datum
        for place, datum in enumerate(places)
        if place == 0 or datum.y != places[place - 1].y or datum is now
    ]
    by_year = {datum.x: datum for datum in shares}
    ranks = tuple(
        Datum(d.x, by_year[d.x].y if measure == "share" else d.y, by_year[d.x].cell if measure == "share" else d.cell,
              d.said, label=ordinal(int(d.y)), place=d.place)
        for d in changed if measure == "rank" or d.x in by_year
    )  # fmt: skip
    line = drawn if measure == "share" else tuple(d for d in drawn if d.x != 2019)
    return Figure(
        name="japan-rank",
        title=title,
        subtitle=(
            f"Japan in U.S. {_FLOWS[flow]}, {'percent of the sum over the partners at hand' if measure == 'share' else 'rank among partners'}, "
            "1985-2015 and 2019; ordinals mark years in which the rank changed"
        ),
        source=source,
        grid=Grid(("Year", "Rank", "Share", "With Japan, million USD", "Partners at hand, million USD", "Partners at hand"), tuple(rows), frozenset(range(1, 6))),
        x=Axis("", "year", low=1984, high=2020),
        y=Axis("percent" if measure == "share" else "rank", "%" if measure == "share" else "rank", low=0 if measure == "share" else 0.5),
        series=(
            Series("Japan", "line", "jp", line, thick=True),
            Series("Rank", "dots", "jp", ranks),
        ),
        rules=(*_widens(counts, measure), Rule(2019, f"2019: {ordinal(int(now.y))}", look="jp", place=now.place)) if measure == "share" and now.x == 2019 else (),
        notes=(f"Until {int(first.x) - 1} the table has {counts[int(first.x) - 1]} partners, from {int(first.x)} {counts[int(first.x)]}: earlier shares are a little too high.", "2016 to 2018 are not in the table of partners. Of 2019 the 24 largest partners are at hand: a rank, no share.",),
        keys=tuple(d.place for d in places),
        summary=title,
        zoom="x",
    )  # fmt: skip


def _widens(counts: dict[int, int], measure: str) -> tuple[Rule, ...]:
    """Where the table of partners grows by more than half, a share is of another whole."""
    years = sorted(counts)
    found = [year for before, year in pairwise(years) if counts[year] > 1.5 * counts[before]]
    return (
        tuple(Rule(year - 0.5, f"{counts[year]} partners from {year}", look="faint") for year in found)
        if measure == "share"
        else ()
    )
