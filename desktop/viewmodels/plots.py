"""What the small drawings of a line show: numbers and labels, no widget.

``DotPlot`` has one row an agreement; ``StepPlot`` the duty by year; ``PricePlot`` the duty on one unit
against its price. Values are floats for the eye; every exact figure stands in the text beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from desktop.core import duty_words
from desktop.core.duty import (
    AdValorem,
    Cases,
    Duty,
    Formula,
    Free,
    Specific,
    Unit,
    units_of,
    walk,
    without_marks,
)
from desktop.core.duty_curve import Curve, NoCurve, curve
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.line_duties import LineDuties
from desktop.core.staging import Basis, Schedule, YearStep

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class DotRow:
    """One agreement: the values of its duty (several: by condition), and the cell's short text."""

    key: str
    title: str
    values: tuple[float, ...]
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Rows from top to bottom; ``unit`` is ``%`` or an amount such as ``¥/kg``."""

    rows: tuple[DotRow, ...]
    unit: str
    most: float
    summary: str


@dataclass(frozen=True, slots=True)
class PlotStep:
    """One year: lowest and highest value (the same unless it is a span), and whether it is published."""

    year: int
    low: float
    high: float
    published: bool


@dataclass(frozen=True, slots=True)
class StepPlot:
    """Steps in order; ``base`` is the duty before, ``now`` the year in focus, ``of`` which case is drawn."""

    steps: tuple[PlotStep, ...]
    base: float | None
    now: int
    unit: str
    most: float
    fiscal: bool
    of: str
    summary: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One duty as a curve: corner points (price, duty per unit), and itself for exact answers."""

    key: str
    title: str
    points: tuple[tuple[float, float], ...]
    curve: Curve


@dataclass(frozen=True, slots=True)
class PricePlot:
    """Duty on one unit against its price; ``start`` is where the slider stands first."""

    lines: tuple[PriceLine, ...]
    unit: Unit
    sign: str
    most_price: int
    start: int
    left_out: tuple[str, ...]


def axis_of(duties: LineDuties) -> str:
    """The unit that the dots of a line share: percent where any duty is one, else its amount per unit."""
    found: list[str] = []
    for duty in duties.duties:
        for node in walk(duty) if duty is not None else ():
            if isinstance(node, AdValorem) and not node.of:
                return PERCENT
            if isinstance(node, Specific):
                found.append(_amount_unit(node))
    return found[0] if len(set(found)) == 1 else ""


def _amount_unit(duty: Specific) -> str:
    return f"{'¥' if duty.currency == 'JPY' else '$'}/{duty_words.unit(duty.unit, 'notation')}"


def values_of(duty: Duty | None, unit: str) -> tuple[float, ...]:
    """The figures of a duty on an axis; none where it is no figure there."""
    if duty is None:
        return ()
    plain = without_marks(duty)
    if isinstance(plain, Cases):
        return tuple(dict.fromkeys(value for case in plain.cases for value in values_of(case.duty, unit)))
    if isinstance(plain, Free):
        return (0.0,)
    if unit == PERCENT and isinstance(plain, AdValorem) and not plain.of:
        return (float(plain.percent),)
    if isinstance(plain, Specific) and _amount_unit(plain) == unit:
        return (float(plain.amount),)
    return ()


def dot_plot(duties: LineDuties, shorts: tuple[str, ...]) -> DotPlot | None:
    """The duty by agreement; None where fewer than two can be drawn on one axis."""
    unit = axis_of(duties)
    rows = []
    for place, column in enumerate(RATE_COLUMNS):
        if duties.states[place] is RateState.NOT_PARTY:
            continue
        values = values_of(duties.duties[place], unit)
        title = "RCEP ASEAN, ANZ" if column.key == "rcep_asean_anz" else column.title
        text = {RateState.NO_CONCESSION: "no concession"}.get(duties.states[place], shorts[place])
        if len(values) > 1:
            text = " / ".join(_figure(value, unit) for value in values) + ", by condition"
        rows.append(DotRow(column.key, title, values, text, strong=column.key == "usjta"))
    drawn = [value for row in rows for value in row.values]
    if not unit or sum(bool(row.values) for row in rows) < 2:
        return None
    said = ", ".join(f"{row.title} {row.text}" for row in rows)
    return DotPlot(tuple(rows), unit, max(drawn) or 1.0, f"Duty by agreement: {said}.")


def _figure(value: float, unit: str) -> str:
    return f"{value:,.10g}%" if unit == PERCENT else f"{unit[0]}{value:,.10g}"


def step_plot(duties: LineDuties, schedule: Schedule, year: int) -> StepPlot | None:
    """The duty by year; None where fewer than two years can be drawn."""
    primary, of = _primary(schedule)
    unit = _step_unit(duties.base, primary)
    steps = []
    for step in schedule.steps:
        low, high = (_one(duty, unit) for duty in (step.low, step.high))
        if low is None or high is None:
            return None
        steps.append(PlotStep(step.year, low, high, step.basis is Basis.PUBLISHED))
    if len(steps) < 2 or not unit:
        return None
    base = _one(duties.base, unit) if duties.base is not None else None
    most = max([step.high for step in steps] + ([base] if base is not None else [])) or 1.0
    said = "; ".join(f"{step.year} {_step_words(step)}" for step in schedule.steps)
    fiscal = duties.importer == "jp"
    return StepPlot(tuple(steps), base, year, unit, most, fiscal, of, f"Duty by year: {said}.")


def _step_words(step: YearStep) -> str:
    text = duty_words.notation(step.high)
    return text if step.low == step.high else f"{duty_words.notation(step.low)} to {text}"


def _primary(schedule: Schedule) -> tuple[Duty | None, str]:
    """The duty of a step that is drawn, and its condition in words where there are several."""
    for step in schedule.steps:
        plain = without_marks(step.high)
        if isinstance(plain, Cases):
            first = plain.cases[0]
            return first.duty, duty_words.condition_words(first.condition)
        if not isinstance(plain, Free):
            return plain, ""
    return None, ""


def _step_unit(base: Duty | None, primary: Duty | None) -> str:
    for duty in (primary, base):
        if isinstance(duty, AdValorem) and not duty.of:
            return PERCENT
        if isinstance(duty, Specific):
            return _amount_unit(duty)
    return PERCENT if isinstance(base, Free) or isinstance(primary, Free) else ""


def _one(duty: Duty | None, unit: str) -> float | None:
    plain = None if duty is None else without_marks(duty)
    if isinstance(plain, Cases):
        plain = plain.cases[0].duty
    found = values_of(plain, unit)
    return found[0] if len(found) == 1 else None


def price_plot(duties: LineDuties) -> PricePlot | None:
    """Duty against price where a duty of the line depends on it in more than proportion."""
    if duties.usjta is None or not any(
        isinstance(node, Formula) for duty in duties.duties if duty is not None for node in walk(duty)
    ):
        return None
    unit = next(iter(units_of(duties.duties)), None)
    if unit is None:
        return None
    unit = Unit(unit.name, unit.of)
    curves: list[tuple[str, str, Curve]] = []
    left_out = []
    for column, duty in zip(RATE_COLUMNS, duties.duties, strict=True):
        if duty is None:
            continue
        try:
            curves.append((column.key, column.title, curve(duty, unit)))
        except NoCurve as why:
            left_out.append(f"{column.title}: {why}")
    if not any(key == "usjta" for key, _, _ in curves):
        return None
    corners = sorted({float(piece.start) for _, _, found in curves for piece in found.pieces})
    most = _round_up(max(1.5 * corners[-1], 100.0))
    lines = tuple(PriceLine(key, title, _points(found, corners, most), found) for key, title, found in curves)
    sign = "¥" if duties.importer == "jp" else "$"
    start = round(corners[-1] * 0.75) or most // 2
    return PricePlot(lines, unit, sign, most, start, tuple(left_out))


def _round_up(value: float) -> int:
    step = int("1".ljust(len(str(int(value))), "0"))
    return (int(value) // step + 1) * step


def _points(found: Curve, corners: list[float], most: int) -> tuple[tuple[float, float], ...]:
    prices = [*(corner for corner in corners if corner < most), float(most)]
    return tuple((price, float(found.at(Fraction(price)))) for price in prices)
