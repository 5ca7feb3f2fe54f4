"""A duty as a function of the customs value of one unit: exact, piecewise linear.

For one unit of the goods (a kilogram, a head) at a customs value ``v`` a percentage is a line
through the origin, an amount a constant, a formula any line cut off at nothing; sums, lower-of
and higher-of keep it piecewise linear. So two duties can be compared over *every* price, with
the prices at which they cross, and no sampling. Duties that depend on more than one quantity
(per head and per kilogram) or on a fact that no price gives are no curves: ``NoCurve`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from desktop.core.duty import (
    AdValorem,
    Bounded,
    CustomsValue,
    Duty,
    Formula,
    Free,
    HigherOf,
    LowerOf,
    Marked,
    Money,
    NamedPrice,
    Number,
    Operation,
    PerPoint,
    Specific,
    Sum,
    Term,
    Unit,
    exact,
    units_of,
)

ZERO = Fraction(0)


class NoCurve(Exception):  # noqa: N818  (a finding, not a fault)
    """The duty is no function of the price alone; the message says why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``intercept + slope * v`` from ``start`` on, until the next piece starts."""

    start: Fraction
    intercept: Fraction
    slope: Fraction

    def at(self, value: Fraction) -> Fraction:
        """The duty per unit at a customs value per unit."""
        return self.intercept + self.slope * value


@dataclass(frozen=True, slots=True)
class Curve:
    """Pieces in order, the first from zero; neighbours differ. ``unit`` is None for shares alone."""

    pieces: tuple[Piece, ...]
    unit: Unit | None = None

    def at(self, value: Fraction) -> Fraction:
        """The duty per unit at a customs value per unit, not negative."""
        found = self.pieces[0]
        for piece in self.pieces:
            if piece.start > value:
                break
            found = piece
        return found.at(value)


def curve(duty: Duty, unit: Unit | None = None) -> Curve:
    """The duty for one ``unit``, by default the one unit that it counts in.

    Raises NoCurve for two units, and for anything that a price does not settle.
    """
    counted = units_of((duty,))
    wanted = unit or (counted[0] if counted else None)
    base = None if wanted is None else Unit(wanted.name, wanted.of)
    return Curve(_pieces(duty, base), base)


def _line(intercept: Fraction, slope: Fraction) -> tuple[Piece, ...]:
    return (Piece(ZERO, intercept, slope),)


def _pieces(duty: Duty, unit: Unit | None) -> tuple[Piece, ...]:
    match duty:
        case Free():
            return _line(ZERO, ZERO)
        case AdValorem(percent, of):
            if of:
                raise NoCurve(f"a share is on {of}, not on the whole")
            return _line(ZERO, exact(percent) / 100)
        case Specific(amount, _, per):
            return _line(exact(amount) * _scale(per, unit), ZERO)
        case Formula(term, _, per):
            scale = _scale(per, unit)
            intercept, slope = linear(term)
            line = _line(intercept * scale, slope)
            return _merge([line, _line(ZERO, ZERO)], max)
        case Sum(parts):
            return _merge([_pieces(part, unit) for part in parts], _total)
        case LowerOf(options):
            return _merge([_pieces(option, unit) for option in options], min)
        case HigherOf(options):
            return _merge([_pieces(option, unit) for option in options], max)
        case Bounded(inner, floor, cap):
            result = _pieces(inner, unit)
            if floor is not None:
                result = _merge([result, _pieces(floor, unit)], max)
            return result if cap is None else _merge([result, _pieces(cap, unit)], min)
        case Marked(inner, marks) if not any(mark.startswith(("●", "◆", "◎", "※")) for mark in marks):
            return _pieces(inner, unit)
    raise NoCurve(_why_not(duty))


def _why_not(duty: Duty) -> str:
    match duty:
        case PerPoint(_, _, _, "lactose", _, _):
            return "it depends on the lactose content"
        case PerPoint():
            return "it depends on the degrees of the sugar"
        case Marked(_, marks):
            return f"it carries the mark {marks[0]}, whose condition the cell does not state"
    return "the cell does not settle one rate for the whole line"


def _scale(per: Unit, unit: Unit | None) -> Fraction:
    if unit is None or (per.name, per.of) != (unit.name, unit.of):
        raise NoCurve("the duties count in different units")
    return Fraction(1, per.count)


def linear(term: Term) -> tuple[Fraction, Fraction]:
    """A formula as ``intercept + slope * customs value``; raises NoCurve where it is none."""
    match term:
        case Number(value) | Money(value):
            return exact(value), ZERO
        case CustomsValue():
            return ZERO, Fraction(1)
        case NamedPrice(name):
            raise NoCurve(f"the standard import price of {name} is not printed in the schedule")
        case Operation(sign, left, right):
            (a, b), (c, d) = linear(left), linear(right)
            if sign == "+":
                return a + c, b + d
            if sign == "-":
                return a - c, b - d
            if sign == "*" and (b == 0 or d == 0):
                return a * c, a * d + b * c
            if sign == "/" and d == 0 and c != 0:
                return a / c, b / c
    raise NoCurve("the formula is no straight line")


def _total(values: Sequence[Fraction]) -> Fraction:
    return sum(values, ZERO)


def _merge(
    curves: list[tuple[Piece, ...]], join: Callable[[Sequence[Fraction]], Fraction]
) -> tuple[Piece, ...]:
    """Curves joined point by point; cuts where any of them bends or two of them cross."""
    cuts = sorted({piece.start for pieces in curves for piece in pieces} | set(_crossings(curves)))
    out: list[Piece] = []
    for place, start in enumerate(cuts):
        end = cuts[place + 1] if place + 1 < len(cuts) else start + 2
        # Between two cuts every curve is one line and no two cross: two points settle the result.
        first, second = start + (end - start) / 3, start + 2 * (end - start) / 3
        low = join([_at(pieces, first) for pieces in curves])
        high = join([_at(pieces, second) for pieces in curves])
        slope = (high - low) / (second - first)
        intercept = low - slope * first
        if not out or (out[-1].intercept, out[-1].slope) != (intercept, slope):
            out.append(Piece(start, intercept, slope))
    return tuple(out)


def _at(pieces: tuple[Piece, ...], value: Fraction) -> Fraction:
    found = pieces[0]
    for piece in pieces:
        if piece.start > value:
            break
        found = piece
    return found.at(value)


def _crossings(curves: list[tuple[Piece, ...]]) -> list[Fraction]:
    found = []
    lines = [piece for pieces in curves for piece in pieces]
    for i, one in enumerate(lines):
        for other in lines[i + 1 :]:
            if one.slope != other.slope:
                at = (other.intercept - one.intercept) / (one.slope - other.slope)
                if at > 0:
                    found.append(at)
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Prices from ``start`` to ``end`` (None: without end) over which ``sign`` holds.

    ``sign`` is -1 where the first duty is lower, 0 where both are equal, 1 where it is higher.
    """

    start: Fraction
    end: Fraction | None
    sign: int


def compare(first: Curve, second: Curve) -> tuple[Stretch, ...]:
    """Where the first duty is lower, equal or higher, over all prices above zero."""
    both = [first.pieces, second.pieces]
    cuts = sorted({piece.start for pieces in both for piece in pieces} | set(_crossings(both)))
    out: list[Stretch] = []
    for place, start in enumerate(cuts):
        end = cuts[place + 1] if place + 1 < len(cuts) else None
        middle = start + 1 if end is None else (start + end) / 2
        gap = first.at(middle) - second.at(middle)
        sign = (gap > 0) - (gap < 0)
        if out and out[-1].sign == sign:
            out[-1] = Stretch(out[-1].start, end, sign)
        else:
            out.append(Stretch(start, end, sign))
    return tuple(out)
