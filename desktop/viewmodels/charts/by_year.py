"""The agreement's lines year by year: how many are free, and what they pay on average; inferred years dashed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.codes import Importer
from desktop.core.series import Axis, Datum, Figure, Rule, Series, nothing, plural
from desktop.store.charted import Step
from desktop.viewmodels.charts.base import COUNTRY, WHOSE, Sources, Wanted, search_place
from desktop.viewmodels.charts.lines import left_out_words, why_empty

_BOTH: Final[tuple[tuple[Importer, str, str], ...]] = (("jp", "jp", "circle"), ("us", "us", "square"))
_NEWEST: Final = "lines of the newest edition; years after it inferred by the staging rule that fits the published rates exactly"


def free_share(sources: Sources, wanted: Wanted) -> Figure:
    """Share of the agreement's lines that are free, by year, both countries."""
    rows: list[tuple[str, ...]] = []
    series: list[Series] = []
    ends = {}
    for importer, look, mark in _BOTH:
        solid: list[Datum] = []
        dashed: list[Datum] = []
        by_year = _by_year(sources.courses(importer), wanted.among)
        last = sources.newest(importer)
        free_now = {s.line for s in by_year.get(last, ()) if s.state in ("F", "Z")}
        for year, found in sorted(by_year.items()):
            published = found[0].basis == "published"
            if not published and year < last:
                continue
            lines = len(found) if published else len(by_year[last])
            # A duty that is no plain percentage (a quota, a formula) is not free for everybody.
            if published:
                free, unknown = sum(1 for s in found if s.state in ("F", "Z")), 0
            else:
                # What is free once stays so, also where no rule says since when it is.
                settled = {s.line for s in found}
                free = len({s.line for s in found if s.high == 0} | (free_now - settled))
                unknown = lines - len(settled | free_now)
            share = f"{free / lines * 100:.1f}%" if lines else ""
            rows.append(
                (
                    COUNTRY[importer],
                    str(year),
                    str(lines),
                    str(free),
                    share,
                    "published" if published else "inferred",
                    "" if published else str(unknown),
                )
            )
            said = f"{COUNTRY[importer]}, {year}: {free} of {plural(lines, 'line')} free ({share}){'' if published else ', inferred'}."
            (solid if published else dashed).append(
                Datum(
                    year,
                    float(share[:-1]),
                    (len(rows) - 1, 4),
                    said,
                    place=search_place(
                        f"{importer}: cover:in rate:free", year if published else sources.newest(importer)
                    ),
                )
            )
        if not solid:
            continue
        ends[importer] = (solid, dashed)
        series.append(
            Series(
                COUNTRY[importer],
                "line",
                look,
                tuple(solid),
                mark=mark,
                thick=True,
                label="" if dashed else COUNTRY[importer],
            )
        )
        if dashed:
            series.append(
                Series(
                    f"{COUNTRY[importer]}, inferred",
                    "line",
                    look,
                    (solid[-1], *dashed),
                    mark=mark,
                    dashed=True,
                    label=COUNTRY[importer],
                )
            )
    if not series:
        return nothing(
            "free-share", "Share of lines free by year", "", f"{sources.data}.", why_empty(sources, wanted)
        )
    title = "; ".join(
        _share_words(importer, solid, dashed, rows) for importer, (solid, dashed) in ends.items()
    )
    return Figure(
        name="free-share", title=title,
        subtitle="Lines of USJTA that are free of duty under every condition, percent of its lines; Japanese fiscal years and calendar years",
        source=f"Source: {sources.edition('jp', sources.newest('jp'))} and {sources.edition('us', sources.newest('us'))} with the editions before; counted by USJTA Desk. {sources.own}.",
        grid=Grid(("Schedule", "Year", "Lines", "Free", "Share", "Basis", "Lines not known"), tuple(rows), frozenset({1, 2, 3, 4, 6})),
        x=Axis("", "year", low=2019.5, high=2039.5), y=Axis("percent of lines", "%", low=0, high=100),
        series=tuple(series), rules=(Rule(2021.5, "HS 2022: 241 become 257 American lines", look="faint"),),
        notes=(f"Dashed: {_NEWEST}; a line without such a rule counts as free only where it is free already. Japan’s rates of 2019 to 2024 are not in the data.",),
        keys=tuple(search_place(f"{'jp' if r[0] == 'Japan' else 'us'}: cover:in rate:free", min(int(r[1]), sources.newest("jp" if r[0] == "Japan" else "us"))) for r in rows),
        summary=title, zoom="x",
    )  # fmt: skip


def _share_words(importer: str, solid: list[Datum], dashed: list[Datum], rows: list[tuple[str, ...]]) -> str:
    """The share today, and where the inferred steps lead; at least, where lines are unknown."""
    said = f"{solid[-1].y:.1f}% of {WHOSE[importer]} lines of the agreement are free in {solid[-1].x:.0f}"
    if dashed and dashed[-1].y > solid[-1].y:
        reached = next(datum for datum in dashed if datum.y == dashed[-1].y)
        unknown = int(rows[reached.cell[0]][6] or 0)
        said += f" and {'at least ' if unknown else ''}{reached.y:.1f}% from {reached.x:.0f} on (inferred)"
    return said


def _by_year(courses: Sequence[Step], among: frozenset[int] | None) -> dict[int, list[Step]]:
    out: defaultdict[int, list[Step]] = defaultdict(list)
    for step in courses:
        if among is None or step.line in among:
            out[step.year].append(step)
    return out


def _count_newest(sources: Sources, importer: Importer, wanted: Wanted) -> int:
    found = sources.covered(importer, sources.newest(importer))
    return sum(1 for row in found if wanted.among is None or row.id in wanted.among)


def average_duty(sources: Sources, wanted: Wanted) -> Figure:
    """Simple average duty under the agreement and without it, over lines with a percentage, by year."""
    rows: list[tuple[str, ...]] = []
    series: list[Series] = []
    said_title, left_out = [], []
    for importer, look, mark in _BOTH:
        last = sources.newest(importer)
        by_year = _by_year(sources.courses(importer), wanted.among)
        future = {year: found for year, found in by_year.items() if year > last}
        # Inferred years average the lines that are known in all of them, so that no line leaves on the way.
        steady: set[int] = set.intersection(*(
            {s.line for s in found if s.low is not None and s.low == s.high and s.base is not None} for found in (*future.values(), by_year.get(last, []))
        )) if future else set()  # fmt: skip
        newest = max((year for year, found in by_year.items() if found[0].basis == "published"), default=0)
        solid: list[Datum] = []
        dashed: list[Datum] = []
        base: list[Datum] = []
        for year, found in sorted(by_year.items()):
            published = found[0].basis == "published"
            if not published and year < last:
                continue
            used = [
                s
                for s in found
                if s.low is not None and s.base is not None and (published or s.line in steady)
            ]
            if not used:
                continue
            mean = sum((s.low for s in used if s.low is not None), Decimal(0)) / len(used)
            without = sum((s.base for s in used if s.base is not None), Decimal(0)) / len(used)
            total = len(found) if published else _count_newest(sources, importer, wanted)
            place = len(rows)
            rows.append(
                (
                    COUNTRY[importer],
                    str(year),
                    f"{mean:.2f}%",
                    f"{without:.2f}%",
                    str(len(used)),
                    str(total - len(used)),
                    "published" if published else "inferred",
                )
            )
            told = f"{COUNTRY[importer]}, {year}: {mean:.2f}% on average over {plural(len(used), 'line')} with a percentage ({total - len(used)} left out){'' if published else ', inferred'}; {without:.2f}% without the deal."
            (solid if published else dashed).append(Datum(year, float(f"{mean:.2f}"), (place, 2), told))
            if published:
                base.append(Datum(year, float(f"{without:.2f}"), (place, 3), told))
            if year == newest:
                said_title.append(
                    f"{WHOSE[importer]} lines of the agreement with percentages ({len(used)} of {total}) pay {mean:.1f}% on average in "
                    f"{year}, {without:.1f}% without it"
                )
                if total > len(used):
                    left_out.append(f"{COUNTRY[importer]}, {year}: {left_out_words(total, found)}")
        if not solid:
            continue
        series.append(
            Series(
                f"{COUNTRY[importer]}, without the deal",
                "line" if len(base) > 1 else "dots",
                "without_deal",
                tuple(base),
                mark=mark,
                label=f"{COUNTRY[importer]}, without the deal",
            )
        )
        series.append(
            Series(
                f"{COUNTRY[importer]}, USJTA",
                "line" if len(solid) > 1 else "dots",
                look,
                tuple(solid),
                mark=mark,
                thick=True,
                label="" if dashed else f"{COUNTRY[importer]}, USJTA",
            )
        )
        if dashed:
            # The joint is not drawn where the lines that are averaged change.
            series.append(
                Series(
                    f"{COUNTRY[importer]}, USJTA, inferred",
                    "line" if len(dashed) > 1 else "dots",
                    look,
                    tuple(dashed),
                    mark=mark,
                    dashed=True,
                    label=f"{COUNTRY[importer]}, USJTA",
                )
            )
    if not series:
        return nothing(
            "average-duty",
            "Average duty by year",
            "",
            f"{sources.data}.",
            "No line that is drawn has a percentage. Draw all lines.",
        )
    title = "; ".join(said_title)
    return Figure(
        name="average-duty", title=title,
        subtitle="Simple average of the duty on lines of USJTA that have a percentage, by year; Japanese fiscal years and calendar years",
        source=f"Source: {sources.edition('jp', sources.newest('jp'))} and {sources.edition('us', sources.newest('us'))} with the editions before; averaged by USJTA Desk. {sources.own}.",
        grid=Grid(("Schedule", "Year", "USJTA", "Without deal", "Lines averaged", "Left out", "Basis"), tuple(rows), frozenset({1, 2, 3, 4, 5})),
        x=Axis("", "year", low=2019.5, high=2040.5), y=Axis("percent", "%", low=0),
        series=tuple(series), rules=(Rule(2021.5, "HS 2022", look="faint"),),
        notes=(
            *left_out,
            f"Dashed: {_NEWEST}; only lines known in all of these years are averaged there, so dashed and solid lines are not joined.",
        ),
        summary=title, zoom="x",
    )  # fmt: skip
