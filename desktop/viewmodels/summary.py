"""The page "Who is ahead": how the American exporter stands, by agreement, chapter and product group.

Every count is a saved search with its definition beside it, so that a reader can open the lines
behind a number. The American side shows how deep the cuts are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.line import RateState
from desktop.core.record import LineRow
from desktop.core.standing import COMPARATORS, NAMES, STANDINGS, TITLES, Standing
from desktop.store.duties import DutyStore
from desktop.store.lines import LineStore
from desktop.viewmodels.detail_more import stops_at_half
from desktop.viewmodels.html import Colours, link, note, small
from desktop.viewmodels.notes import LATER_MEASURES

_SHOWN: Final = (
    (Standing.PARITY, "parity"), (Standing.AHEAD, "only-ahead"), (Standing.AHEAD_IN_PART, "ahead-in-part"),
    (Standing.MIXED, "mixed"), (Standing.BEHIND_IN_PART, "behind-in-part"), (Standing.BEHIND, "only-behind"),
    (Standing.NOT_COMPARABLE, "not-comparable"), (Standing.NO_CONCESSION, "none"),
)  # fmt: skip
_TYPED_NAME: Final = {key: typed for typed, key in reversed(NAMES.items())}
_HEADS: Final = {
    Standing.PARITY: "parity", Standing.AHEAD: "ahead", Standing.AHEAD_IN_PART: "ahead in part",
    Standing.MIXED: "both in part", Standing.BEHIND_IN_PART: "behind in part", Standing.BEHIND: "behind",
    Standing.NOT_COMPARABLE: "not comparable", Standing.NO_CONCESSION: "no concession",
}  # fmt: skip


def render(store: LineStore, year: int, colours: Colours) -> str:
    """HTML for QTextDocument, as of a year."""
    covered = store.flags("covered", year)
    rows = store.rows([line for line in range(len(covered)) if covered[line] == 1], year)
    japan = [row for row in rows if row.importer == "jp"]
    states = [row for row in rows if row.importer == "us"]
    parts = [
        f"<h2>Who is ahead, as of {year}</h2>",
        _japan(store, japan, year, colours),
        _states(store, states, year, colours),
    ]
    parts.append(_reconciled(len(japan), len(states), year, colours))
    return f'<div style="color:{colours.text}">{"".join(parts)}</div>'


def grid(store: LineStore, year: int) -> Grid:
    """Standings beside every agreement, all lines and chapter by chapter, as a table."""
    covered = store.flags("covered", year)
    rows = store.rows([line for line in range(len(covered)) if covered[line] == 1], year)
    japan = [row for row in rows if row.importer == "jp"]
    chapters = store.chapters()
    out: list[tuple[str, ...]] = []
    for name in COMPARATORS:
        groups: defaultdict[str, list[LineRow]] = defaultdict(list)
        for row in japan:
            groups[row.code[:2]].append(row)
        for chapter, some in [("all", japan), *sorted(groups.items())]:
            counts = Counter(_standing(row, name) for row in some)
            title = "all chapters" if chapter == "all" else f"{chapter} {chapters.get(chapter, '')}"
            out.append((TITLES[name], title, str(len(some)), *(str(counts[s]) for s, _ in _SHOWN)))
    heads = ("Beside", "Japan's lines, chapter", "Lines", *(_HEADS[s] for s, _ in _SHOWN))
    return Grid(heads, tuple(out), frozenset(range(2, len(heads))))


# --- Japan -------------------------------------------------------------------------------


def _japan(store: LineStore, rows: Sequence[LineRow], year: int, colours: Colours) -> str:
    out = "<h3>Japan’s lines: American exporters beside others</h3>"
    if not rows:
        editions = ", ".join(str(e.year) for e in store.bundle.editions if e.importer == "jp" and e.year)
        return out + note(
            f"The data have no edition of Japan's schedule for {year}; they have {editions}.", colours
        )
    counts = {name: Counter(_standing(row, name) for row in rows) for name in COMPARATORS}
    first = counts["cptpp"]
    same = first[Standing.PARITY]
    out += (
        f"<p>On <b>{same:,} of {len(rows):,}</b> lines of the agreement the American exporter pays what CPTPP exporters pay, "
        f"at every price and under every condition; on {first[Standing.AHEAD]} less, on {first[Standing.BEHIND]} more; "
        f"on {first[Standing.AHEAD_IN_PART] + first[Standing.BEHIND_IN_PART] + first[Standing.MIXED]} that depends on "
        f"quota, product or party, and {first[Standing.NOT_COMPARABLE]} cannot be compared from the schedule alone.</p>"
    )
    heads = ["American exporter beside", *(_HEADS[standing] for standing, _ in _SHOWN)]
    body = [
        [
            escape(TITLES[name]),
            *(
                _count(counts[name][s], f"jp: cover:in parity:{_TYPED_NAME[name]}-{typed}", colours)
                for s, typed in _SHOWN
            ),
        ]
        for name in COMPARATORS
    ]
    out += _table(heads, body, colours)
    out += small(
        "Counted by comparing the duties themselves, not their texts: resolved for each condition (each agreement within its "
        "own quota, and each outside; by product, season and party) and over every price; goods that meet none of an "
        "agreement's conditions pay the duty without the deal.",
        colours,
    )
    chapters = store.chapters()
    out += "<h3>Japan’s lines by chapter, beside CPTPP</h3>"
    by_chapter: defaultdict[str, list[LineRow]] = defaultdict(list)
    for row in rows:
        by_chapter[row.code[:2]].append(row)
    out += _breakdown(
        (
            (f"{key} {chapters.get(key, '')}", f"jp: cover:in ch {key}", by_chapter[key])
            for key in sorted(by_chapter)
        ),
        colours,
    )
    out += "<h3>Japan’s lines by product group, beside CPTPP</h3>"
    groups = [
        (
            title,
            f"jp: cover:in group:{key}",
            [row for row in rows if row.code.startswith(tuple(prefixes.split()))],
        )
        for key, title, importer, prefixes in store.groups()
        if importer == "jp"
    ]
    return out + _breakdown((group for group in groups if group[2]), colours)


def _standing(row: LineRow, comparator: str) -> Standing:
    return STANDINGS[row.standings[COMPARATORS.index(comparator)]]


def _is_free(row: LineRow) -> bool:
    return row.states[1] in (RateState.FREE, RateState.STAGED_ZERO)


def _breakdown(groups: Iterable[tuple[str, str, Sequence[LineRow]]], colours: Colours) -> str:
    heads = [
        "",
        "lines",
        "free now",
        "free later",
        "reduced",
        "parity",
        "ahead",
        "in part",
        "behind",
        "not comparable",
    ]
    body = []
    for title, query, rows in groups:
        found = Counter(_standing(row, "cptpp") for row in rows)
        free = sum(map(_is_free, rows))
        later = sum(not _is_free(row) and bool(row.zero) for row in rows)
        part = found[Standing.AHEAD_IN_PART] + found[Standing.BEHIND_IN_PART] + found[Standing.MIXED]
        body.append(
            [
                escape(title), _count(len(rows), query, colours), str(free or "·"), str(later or "·"),
                str(len(rows) - free - later or "·"),
                _count(found[Standing.PARITY], f"{query} parity:cptpp-parity", colours),
                _count(found[Standing.AHEAD], f"{query} parity:cptpp-only-ahead", colours),
                _count(part, f"{query} parity:cptpp-part", colours),
                _count(found[Standing.BEHIND], f"{query} parity:cptpp-only-behind", colours),
                _count(found[Standing.NOT_COMPARABLE], f"{query} parity:cptpp-not-comparable", colours),
            ]
        )  # fmt: skip
    said = (
        "Free now: the agreement's duty of the year is nothing under every condition. Free later: a staging rule that fits "
        "the published figures exactly ends at nothing (inferred). Reduced: all others, quotas and formulas included."
    )
    return _table(heads, body, colours) + small(said, colours)


# --- United States -----------------------------------------------------------------------


def _states(store: LineStore, rows: Sequence[LineRow], year: int, colours: Colours) -> str:
    out = "<h3>American lines: how deep the cuts are</h3>"
    if not rows:
        return out + note(f"No American line has a rate for Japan in {year}.", colours)
    depth = _depths(store, rows, year)
    total = Counter(depth.values())
    out += (
        f"<p>Of {len(rows):,} American lines with a rate for Japan, {total[_FREE]:,} are free in {year}, "
        f"{total[_LATER]:,} become free later, {total[_HALF]:,} stop at half (a limit of the 2015 law), "
        f"and {total[_OTHER]:,} have another outcome.</p>"
    )
    chapters = store.chapters()
    by_chapter: defaultdict[str, list[LineRow]] = defaultdict(list)
    for row in rows:
        by_chapter[row.code[:2]].append(row)
    body = []
    for key in sorted(by_chapter):
        mine = Counter(depth[row.code] for row in by_chapter[key])
        title = escape(f"{key} {chapters.get(key, '')}")
        query = f"us: cover:in ch {key}"
        body.append(
            [
                title,
                _count(len(by_chapter[key]), query, colours),
                *(str(mine[word] or "·") for word in _DEPTHS),
            ]
        )
    out += _table(["", "lines", *_DEPTHS], body, colours)
    out += small(
        "Free: the rate for Japan is nothing in the year. Half: the last rate is half of the general rate of 2019, rounded up to "
        "a hundredth of a point. Other: the rate refers to another line, or its base is not in the data.",
        colours,
    )
    return out + note(LATER_MEASURES, colours)


_FREE: Final = "free"
_LATER: Final = "free later (inferred)"
_HALF: Final = "half"
_OTHER: Final = "other"
_DEPTHS: Final = (_FREE, _LATER, _HALF, _OTHER)


def _depths(store: LineStore, rows: Sequence[LineRow], year: int) -> dict[str, str]:
    duties = DutyStore(store.bundle)
    out = {}
    for row in rows:
        line = duties.of_line(row, year)
        schedule = line.schedule()
        if _is_free(row):
            out[row.code] = _FREE
        elif row.zero:
            out[row.code] = _LATER
        else:
            out[row.code] = _HALF if stops_at_half(schedule, line) else _OTHER
    return out


def _reconciled(japan: int, states: int, year: int, colours: Colours) -> str:
    rows = [
        ("American lines: IF11120 says 241",
         f"{states} in {year}: eight-digit lines of chapters 1 to 97 whose special column lists JP. 241 in 2020 and 2021; the move to "
         "HS 2022 renumbered and split some, 257 since. 9921.01.01 and 9921.01.02 are not counted."),
        ("Japan's lines: IF11120 says roughly 600",
         f"{japan or 'not known'} in {year}: statistical lines of nine digits with a rate in the USJTA column; 606 in every edition at "
         "hand, 605 codes, because 0805.10.000 has two seasons."),
        ("565 and the parity count",
         "565 of the 606 lines carry exactly the CPTPP text in July 2026; the parity count is higher because some texts differ and "
         "charge the same (wheat that is free either way)."),
    ]  # fmt: skip
    return "<h3>Beside what IF11120 says</h3>" + _table(
        ["", ""], [[escape(a), escape(b)] for a, b in rows], colours, left=2
    )


# --- tables ------------------------------------------------------------------------------


def _count(number: int, query: str, colours: Colours) -> str:
    return link(query, f"{number:,}", colours) if number else "·"


def _table(heads: Sequence[str], body: Iterable[Sequence[str]], colours: Colours, left: int = 1) -> str:
    line = f"border-bottom:1px solid {colours.line}"

    def _align(place: int) -> str:
        return "left" if place < left else "right"

    def _wrap(place: int) -> str:
        return ";white-space:nowrap" if place == 0 and left == 1 else ""

    head = "".join(
        f'<td align="{_align(i)}" style="{line};color:{colours.dim};white-space:nowrap">{escape(text)}</td>'
        for i, text in enumerate(heads)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td align="{_align(i)}" style="{line}{_wrap(i)}">{cell}</td>' for i, cell in enumerate(cells)
        )
        + "</tr>"
        for cells in body
    )
    return f'<table width="98%" cellspacing="0" cellpadding="4"><tr>{head}</tr>{rows}</table>'
