"""Beef by year with its safeguard, pork against its price, under every agreement."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from desktop.core import duty_words, locator, staging
from desktop.core.clipping import Grid
from desktop.core.duty import Cases, Duty, InQuota, Unit, percent, without_marks
from desktop.core.duty_curve import Curve, NoCurve, curve
from desktop.core.entry import EVIDENCE
from desktop.core.line import RATE_COLUMNS
from desktop.core.record import LineRow
from desktop.core.series import Axis, Datum, Figure, Rule, Series, nothing, year_of
from desktop.core.staging import Basis
from desktop.viewmodels.charts.base import Choice, Sources, Wanted, event_place, joined, line_place

_BEEF: Final = ("0201", "0202")
_MARKS: Final = {
    "without_deal": "square", "usjta": "circle", "cptpp": "triangle", "eu": "diamond", "uk": "diamond", "australia": "square",
}  # fmt: skip
_FIRST: Final = "020230010"
_COMPARED: Final = ("without_deal", "usjta", "cptpp", "eu", "uk", "australia")
_SAFEGUARD: Final = "safeguard"
_EVENT: Final = "2021-03-18"
_RATES: Final = "usjta-sg-beef-rate"


# --- beef --------------------------------------------------------------------------------


def beef_choices(sources: Sources, _year: int) -> tuple[Choice, ...]:
    """Which line of beef."""
    found = [row for row in sources.covered("jp", sources.newest("jp")) if row.code.startswith(_BEEF)]
    ordered = sorted(found, key=lambda row: row.code != _FIRST)
    return (Choice("line", "Line", tuple((row.code, f"{row.display} {row.goods}") for row in ordered)),)


# Percent and basis (published, inferred, or a grade) by fiscal year.
_Course = dict[int, tuple[Decimal, str]]


def beef(sources: Sources, wanted: Wanted) -> Figure:
    """Duty on beef by fiscal year under USJTA, CPTPP, Australia and without the deal, with the safeguard."""
    year = sources.newest("jp")
    code = wanted.get("line", _FIRST)
    row = next((r for r in sources.covered("jp", year) if r.code == code), None)
    source = f"Source: {sources.edition('jp', year)} and the edition before; inferred years by USJTA Desk. {sources.own}."
    if row is None or not code.startswith(_BEEF):
        return nothing(
            "beef",
            "Duty on beef by year",
            "",
            source,
            f"The data have no line of beef {code[:12]}. Choose another line.",
        )
    by_year = {y: _duties(sources, row, y) for y in sources.years("jp")}
    titles = {column.key: column.title for column in RATE_COLUMNS}
    found = {key: _course(by_year, key) for key in _COMPARED}
    found[_SAFEGUARD] = _caps(sources)
    limit = sources.entries.entry(_RATES)
    titles[_SAFEGUARD] = (
        f"Safeguard, if triggered (grade {limit.evidence})" if limit is not None else "Safeguard"
    )
    keys = [key for key in (*_COMPARED, _SAFEGUARD) if found[key]]
    years = sorted({y for key in keys for y in found[key]})
    rows = [
        (
            str(y),
            *(f"{found[key][y][0]:f}%" if y in found[key] else "" for key in keys),
            "published" if y in by_year else "inferred",
        )
        for y in years
    ]
    place = {y: n for n, y in enumerate(years)}
    series: list[Series] = []
    for column, key in reversed(list(enumerate(keys, 1))):
        series += _one_course(
            row, key, titles[key], found[key], {y: (place[y], column) for y in found[key]}, year
        )
    event = sources.entries.entry(f"event:{_EVENT}")
    # A fiscal year's own stretch lies around its number: 1 April 2020 is 2019.5.
    at = year_of(_EVENT) - 0.75
    rules = (
        (Rule(at, f"{event.title}, {_EVENT}", place=event_place(_EVENT), look="bad"),)
        if event is not None
        else ()
    )
    title = _beef_title(row, found, year)
    return Figure(
        name="beef", title=title,
        subtitle="Duty on American beef in Japan beside others, percent of the customs value, by Japanese fiscal year (from 1 April)",
        source=source, grid=Grid(("Fiscal year", *(titles[key] for key in keys), "Basis of the rates"), tuple(rows), frozenset(range(1 + len(keys)))),
        x=Axis("", "year", low=2018.5, high=2038.5), y=Axis("percent", "%", low=0),
        series=_labelled(series, found, titles), rules=rules, notes=_beef_notes(sources), keys=tuple(line_place(row, year) for _ in rows),
        summary=title, zoom="x",
    )  # fmt: skip


def _one_course(
    row: LineRow, key: str, title: str, course: _Course, cells: dict[int, tuple[int, int]], year: int
) -> list[Series]:
    """Inferred years dashed, published ones solid and marked."""
    place = locator.entry(_RATES).address if key == _SAFEGUARD else line_place(row, year)
    lines = () if key == _SAFEGUARD else (row.id,)
    data = {
        y: Datum(y, float(rate), cells[y], f"{row.display}, fiscal {y}: {title} {rate:f}%{'' if basis == 'published' else ', ' + basis}.", lines=lines, place=place)
        for y, (rate, basis) in course.items()
    }  # fmt: skip
    published = tuple(data[y] for y, (_, basis) in course.items() if basis == "published")
    look, mark, is_open = ("bad" if key == _SAFEGUARD else key), _MARKS.get(key, "square"), key == "uk"
    out = []
    if len(published) < len(data):
        out.append(Series(title, "steps", look, tuple(data.values()), mark=mark, dashed=True, label=title))
    if published:
        label = "" if out else title
        out.append(
            Series(
                title, "steps", look, published, mark=mark, open=is_open, label=label, thick=key == "usjta"
            )
        )
        out.append(Series(title, "dots", look, published, mark=mark, open=is_open))
    return out


def _labelled(series: list[Series], found: dict[str, _Course], titles: dict[str, str]) -> tuple[Series, ...]:
    """Agreements whose duties are the same in every year share the label of the one that is painted last."""
    alike: dict[tuple[tuple[int, Decimal], ...], list[str]] = {}
    for key, course in found.items():
        alike.setdefault(tuple((y, rate) for y, (rate, _) in course.items()), []).append(titles[key])
    label = {names[0]: joined(names) for names in alike.values()}
    return tuple(replace(item, label=label.get(item.label, "") if item.label else "") for item in series)


def _beef_title(row: LineRow, found: dict[str, _Course], year: int) -> str:
    ours = found["usjta"]
    now, base = ours.get(year), found["without_deal"].get(year)
    last = max(ours)
    said = f"{row.display} {row.goods}: {now[0] if now else '?'}% under USJTA in fiscal {year}, {base[0] if base else '?'}% without the deal"
    if ours[last][1] != "published":
        reached = next(y for y in sorted(ours) if ours[y][0] == ours[last][0])
        said += f"; it should come to {ours[last][0]:f}% by fiscal {reached} (inferred)"
    return said + (", as under CPTPP" if found["cptpp"] == ours else "")


def _beef_notes(sources: Sources) -> tuple[str, ...]:
    notes = [
        "Marks: published rates. Dashed: inferred by the staging rule that fits the published rates of fiscal 2025 and 2026 exactly; "
        "where no rule fits, only published years are drawn.",
    ]
    limit = sources.entries.entry(_RATES)
    if limit is not None:
        notes.append(
            f"Safeguard duty: {limit.body} (grade {limit.evidence}: {EVIDENCE.get(limit.evidence, '')})."
        )
    return tuple(notes)


def _caps(sources: Sources) -> _Course:
    """The duty that the safeguard may raise to, by fiscal year, as far as the provision gives it."""
    limit = sources.entries.entry(_RATES)
    out: _Course = {}
    for first, last, rate in re.findall(
        r"JFY(\d{4})(?:-(\d{2}))?=([\d.]+)%", limit.facts if limit is not None else ""
    ):
        end = int(f"{first[:2]}{last}") if last else int(first)
        for y in range(int(first), end + 1):
            out[y] = (Decimal(rate), f"grade {limit.evidence}" if limit is not None else "")
    return out


def _duties(sources: Sources, row: LineRow, year: int) -> dict[str, Duty | None]:
    found = sources.lines.rows([row.id], year)
    if not found:
        return {}
    duties = sources.duties.of_line(found[0], year).duties
    return {column.key: duty for column, duty in zip(RATE_COLUMNS, duties, strict=True)}


def _course(by_year: dict[int, dict[str, Duty | None]], key: str) -> _Course:
    """Percent and basis by fiscal year: published ones, and those that follow where a staging rule fits."""
    known = {y: duty for y, duties in by_year.items() if (duty := duties.get(key)) is not None}
    out = {y: (share, "published") for y, duty in known.items() if (share := percent(duty)) is not None}
    if key == "without_deal" or len(out) < len(known) or not out:
        return out
    base = by_year[max(by_year)].get("without_deal")
    for step in staging.japan(base, known).steps:
        share = percent(step.high)
        if step.basis is Basis.INFERRED and share is not None:
            out[step.year] = (share, "inferred")
    return dict(sorted(out.items()))


_USED: Final = "imports when it was used"
_PRO_RATA: Final = "trigger, for the days of the year that the agreement was in force"


def _volumes(sources: Sources) -> list[tuple[int, str, str, str, str, str]]:
    """Fiscal year, what it is, tonnes as published, entry, title and grade of every trigger and of the use, in order."""
    used_in = int(_EVENT[:4]) - (_EVENT[5:7] < "04")
    out = []
    for name, title, facts, evidence in sources.charts.triggers():
        year = re.fullmatch(r"usjta-sg-beef-(\d{4})", name)
        found = re.search(r"(trigger|volume|basis)=([\d,]+) t", facts)
        if year and found:
            what = _PRO_RATA if found[1] == "basis" else "trigger"
            out.append((int(year[1]), what, found[2], name, title, evidence))
        elif name.endswith("event") and (volume := re.search(r"volume=([\d,]+) t", facts)):
            out.append((used_in, _USED, volume[1], name, title, evidence))
    return sorted(out, key=lambda item: item[:2])


def triggers(sources: Sources, _wanted: Wanted) -> Figure:
    """The yearly triggers of the beef safeguard, and the volume of the one time that it was used."""
    rows: list[tuple[str, ...]] = []
    keys: list[str] = []
    solid: list[Datum] = []
    dashed: list[Datum] = []
    event: list[Datum] = []
    for fiscal, what, tonnes, name, title, evidence in _volumes(sources):
        grade = f"grade {evidence}: {EVIDENCE[evidence]}"
        keys.append(locator.entry(name).address)
        rows.append((str(fiscal), tonnes, what, grade))
        if what == _PRO_RATA:
            continue
        label = f"used: {tonnes} t" if what == _USED else ""
        said = f"{title}: {tonnes} t in fiscal {fiscal} ({grade})."
        made = Datum(
            fiscal, float(tonnes.replace(",", "")), (len(rows) - 1, 1), said, label=label, place=keys[-1]
        )
        (event if what == _USED else dashed if evidence == "D" else solid).append(made)
    source = f"Source: official and press sources named at each provision. {sources.data}."
    if not solid:
        return nothing("beef-triggers", "Beef safeguard triggers", "", source, "The data have no triggers.")
    both = sorted([*solid, *dashed], key=lambda datum: datum.x)
    first, last = both[0], both[-1]
    limit = {datum.x: datum.y for datum in both}
    passed = [d for d in event if d.y > limit.get(d.x, d.y)]
    title = (
        f"The beef trigger rises from {first.y:,.0f} t in fiscal {first.x:.0f} to {last.y:,.0f} t in fiscal {last.x:.0f}"
        + (
            f"; imports of {passed[0].y:,.0f} t passed it in fiscal {passed[0].x:.0f}, the one use on record"
            if len(passed) == 1
            else ""
        )
    )
    return Figure(
        name="beef-triggers", title=title,
        subtitle="U.S. volume that lets Japan raise the duty on beef, tonnes by Japanese fiscal year",
        source=source,
        grid=Grid(("Fiscal year", "Tonnes", "What", "Evidence"), tuple(rows), frozenset({1})),
        x=Axis("", "year", low=2019, high=2035), y=Axis("tonnes", "count"),
        series=(
            Series("triggers", "line", "usjta", tuple(both), dashed=True),
            Series("reported", "dots", "usjta", tuple(solid)),
            Series("not verified (grade D)", "dots", "usjta", tuple(dashed), open=True),
            Series("imports when it was used", "dots", "bad", tuple(event), mark="diamond"),
        ),
        notes=(
            "Open marks are not verified (grade D): computed between the reported ends. Fiscal 2019 counts pro rata and is not drawn. Since 2023 the Protocol also wants the trigger of "
            "CPTPP passed, and until fiscal 2027 more U.S. beef than the year before; a larger volume may carry over as the next trigger.",
        ),
        keys=tuple(keys), summary=title, legend=True,
    )  # fmt: skip


# --- pork --------------------------------------------------------------------------------

# Lines of one kind of pork differ only in the price that they hold for; these are their last digits.
_PORK: Final = {"0203190": "Pork cuts, fresh or chilled", "0203290": "Pork cuts, frozen"}
_BELOW, _BETWEEN, _ABOVE = "23", ("24", "25"), "22"
_MOST: Final = 700
_SAMPLES: Final = (0, 50, 100, 200, 300, 400, 500, 600, _MOST)


def pork_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """Fresh or frozen."""
    return (Choice("cut", "Goods", tuple(_PORK.items())),)


def pork(sources: Sources, wanted: Wanted) -> Figure:
    """Duty on a kilogram of pork against its price: the lines of the price brackets put together."""
    year = sources.newest("jp")
    prefix = wanted.get("cut", "0203190")
    name = _PORK.get(prefix, "Pork")
    lines = {row.code[-2:]: row for row in sources.covered("jp", year) if row.code.startswith(prefix)}
    source = f"Source: {sources.edition('jp', year)}, {', '.join(row.display for row in lines.values())}; put together by USJTA Desk. {sources.own}."
    if not {_BELOW, _ABOVE, *_BETWEEN} <= lines.keys():
        return nothing(
            "pork",
            "Duty on pork against its price",
            "",
            source,
            "The edition does not have the price brackets of pork that this chart puts together.",
        )
    duties = {end: _duties(sources, row, year) for end, row in lines.items()}
    drawn: dict[str, list[Curve]] = {}
    left_out = []
    unit = Unit("kg")
    for column in RATE_COLUMNS:
        parts = [_in_quota(duties[end].get(column.key)) for end in (_BELOW, *_BETWEEN, _ABOVE)]
        if any(part is None for part in parts):
            continue
        try:
            drawn[column.key] = [curve(part, unit) for part in parts if part is not None]
        except NoCurve as why:
            left_out.append(f"{column.title}: {why}")
    if "usjta" not in drawn:
        return nothing(
            "pork",
            "Duty on pork against its price",
            "",
            source,
            "The duty of the agreement is no function of the price alone.",
        )
    titles = {column.key: column.title for column in RATE_COLUMNS}
    corners = sorted(
        {float(piece.start) for curves in drawn.values() for found in curves for piece in found.pieces}
    )
    gate = _gate(drawn["usjta"])
    prices = _apart(
        {*(float(p) for p in _SAMPLES), *(c for c in corners if c < _MOST), *([float(gate)] if gate else [])}
    )
    shared: dict[tuple[Fraction, ...], list[str]] = {}
    for key, curves in drawn.items():
        shared.setdefault(tuple(_at(curves, Fraction(p), gate) for p in prices), []).append(key)
    keys = [names[0] for names in shared.values()]
    labels = {names[0]: joined([titles[n] for n in names]) for names in shared.values()}
    rows = []
    for price in prices:
        exact = [_at(drawn[key], Fraction(price), gate) for key in keys]
        rows.append((f"{price:,.2f}", *(f"{float(v):,.2f}" for v in exact)))
    series = []
    ids = tuple(row.id for row in lines.values())
    place = line_place(lines[_BELOW], year)
    for place_of, key in enumerate(keys, 1):
        data = tuple(
            Datum(price, float(rows[n][place_of].replace(",", "")), (n, place_of), f"At ¥{price:,.2f} per kg: {labels[key]} ¥{rows[n][place_of]} per kg.", lines=ids, place=place)
            for n, price in enumerate(prices)
        )  # fmt: skip
        series.append(
            Series(
                labels[key],
                "line",
                key,
                data,
                mark=_MARKS.get(key, "square"),
                label=labels[key],
                thick=key == "usjta",
            )
        )
    at_most = max(float(_at(drawn["usjta"], Fraction(p), gate)) for p in prices)
    title = f"{name}: under USJTA at most ¥{at_most:,.2f} per kilogram in fiscal {year}" + (
        f", least at the gate price of ¥{float(gate):,.0f}" if gate else ""
    )
    notes = [
        "Each price bracket is a line of its own: up to the gate price the duty of the lines for lower prices (the one for the lowest prices "
        "caps it), from the gate price on that of the line for higher ones. Within the quota, where an agreement has one.",
    ]
    if left_out:
        notes.append(f"Not drawn: {'; '.join(left_out)}.")
    return Figure(
        name="pork", title=title,
        subtitle=f"Duty on one kilogram against its price, yen per kilogram, fiscal {year}",
        source=source,
        grid=Grid(("Price, yen per kg", *(f"{labels[key]}, yen per kg" for key in keys)), tuple(rows), frozenset(range(1 + len(keys)))),
        x=Axis("price, yen per kilogram", "¥", low=0, high=_MOST), y=Axis("duty, yen per kilogram", "¥", low=0),
        series=tuple(series), rules=(Rule(float(gate), f"gate price ¥{float(gate):,.0f}"),) if gate else (),
        notes=tuple(notes), keys=tuple(place for _ in rows), summary=f"{title}. {duty_words.sentence_case(labels.get('usjta', ''))}", zoom="x",
    )  # fmt: skip


def _apart(prices: set[float]) -> list[float]:
    """In order, those that read the same only once: the rounder of them."""
    return sorted({f"{price:.2f}": price for price in sorted(prices, key=lambda p: -len(repr(p)))}.values())


def _in_quota(duty: Duty | None) -> Duty | None:
    """The duty within the quota, where there is one; otherwise the duty as it is."""
    plain = None if duty is None else without_marks(duty)
    if isinstance(plain, Cases):
        return next((case.duty for case in plain.cases if isinstance(case.condition, InQuota)), duty)
    return duty


def _at(curves: list[Curve], price: Fraction, gate: Fraction | None) -> Fraction:
    """The duty of the line whose bracket the price is in: above the gate price the last, else the lower of the others.

    The line for the lowest prices caps what the difference to the standard price would be.
    """
    if gate is not None and price >= gate:
        return curves[-1].at(price)
    return min(found.at(price) for found in curves[:-1])


def _gate(curves: list[Curve]) -> Fraction | None:
    """The price at which the falling duty below meets the percentage above."""
    below, above = curves[0], curves[-1]
    for piece in below.pieces:
        slope = above.at(Fraction(1))
        if piece.slope < 0:
            return piece.intercept / (slope - piece.slope)
    return None
