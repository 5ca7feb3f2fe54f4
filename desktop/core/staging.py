"""Concessions by year: what is published, and what follows from it by a staging rule.

Japan: years are Japanese fiscal years (JFY); year 1 of the agreement is the last quarter of JFY 2019,
every later step falls on 1 April (Annex I, Section A, paragraph 1(e)). The data hold JFY 2025 and 2026
and the duty without the deal; the rules tried count their steps from JFY 2018, as the rates of
most lines equal those of CPTPP exporters of the same fiscal year. Percentages are cut to a tenth
of a point, yen rounded to the hundredth, which is how the published figures come out.

United States: calendar years. Actual rates of 2020 to 2026; rates are rounded upward to a hundredth of
a point (Annex II, General Note 3), the rules are those of General Note 4 and the patterns that the
schedule shows.

A rate is inferred only where base and every published rate fit one rule exactly; where several
fit, the span of what they give is the answer; where none does, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from desktop.core.duty import (
    AdValorem,
    Case,
    Cases,
    Duty,
    Free,
    HigherOf,
    InQuota,
    LowerOf,
    OutOfQuota,
    Remaining,
    Specific,
    Sum,
    exact,
)

JAPAN_FIRST: Final = 2019
JAPAN_LAST: Final = 2038
US_FIRST: Final = 2020
US_LAST: Final = 2031
_JAPAN_KNOWN: Final = (2025, 2026)


class Basis(StrEnum):
    """On what a yearly rate rests."""

    PUBLISHED = "published"
    INFERRED = "inferred"
    SPAN = "inferred span"


@dataclass(frozen=True, slots=True)
class YearStep:
    """The duty of one year: ``low`` and ``high`` differ only for a span."""

    year: int
    low: Duty
    high: Duty
    basis: Basis


@dataclass(frozen=True, slots=True)
class Schedule:
    """All years that are known or inferred, and the rule; ``rule`` is empty where none fits.

    ``zero`` is the first year without duty, ``zero_at_latest`` tells that an earlier one is
    possible; both follow from the steps.
    """

    steps: tuple[YearStep, ...]
    rule: str = ""
    zero: int | None = None
    zero_at_latest: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A staging rule: its name in words, and the share of the base that is left in a year."""

    name: str
    left: Callable[[int], Fraction]


# --- figures -----------------------------------------------------------------------------


def _cut(value: Fraction) -> Decimal:
    """Down to a tenth of a percentage point."""
    return Decimal((value * 10).__floor__()) / 10


def _to_hundredth(value: Fraction) -> Decimal:
    """To the nearest hundredth of a yen, half up."""
    return Decimal((value * 100 + Fraction(1, 2)).__floor__()) / 100


def _up(value: Fraction) -> Decimal:
    """Up to a hundredth of a percentage point."""
    return Decimal((value * 100).__ceil__()) / 100


# --- Japan: rules ------------------------------------------------------------------------

_CLOCK: Final = 2017  # the year before the first step of a CPTPP schedule


def _steps_to(count: int, first_cut: Fraction, final: Fraction) -> Callable[[int], Fraction]:
    """Share left when ``first_cut`` goes at step one and the rest in equal steps up to step ``count``."""

    def _left(year: int) -> Fraction:
        step = year - _CLOCK
        if step < 1:
            return Fraction(1)
        if step >= count:
            return final
        if first_cut == 0:
            return 1 - (1 - final) * Fraction(step, count)
        return final + (1 - first_cut - final) * Fraction(count - step, count - 1)

    return _left


def _beef(year: int) -> Fraction:
    """Beef: 27.5 % at step one, nine equal steps to 20 % in JFY 2027, six to 9 % in JFY 2033, of 38.5 %."""
    base = Fraction(77, 2)
    if year <= _CLOCK:
        return Fraction(1)
    if year <= 2027:
        return (Fraction(55, 2) - Fraction(15, 2) * Fraction(year - 2018, 9)) / base
    return (20 - 11 * Fraction(min(year, 2033) - 2027, 6)) / base


def _words(count: int) -> str:
    names = {
        3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven",
        12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen",
        18: "eighteen", 19: "nineteen", 20: "twenty", 21: "twenty-one",
    }  # fmt: skip
    return names[count]


# Where cuts are known, or reported for the CPTPP, to stop short of zero.
_ENDS: Final = (
    (Fraction(1, 2), "half"), (Fraction(9, 20), "45%"), (Fraction(2, 5), "40%"), (Fraction(1, 4), "a quarter"),
)  # fmt: skip

# The fiscal year of zero where a provision states one: it decides between rules that fit alike.
DOCUMENTED_ZERO: Final[tuple[tuple[str, int, str], ...]] = (
    ("010129", 2033, "usjta-st-horse"), ("160250", 2033, "usjta-st-beefp"), ("020622", 2033, "usjta-st-offal"),
    ("0406", 2033, "usjta-st-cheese"),
)  # fmt: skip


def documented_zero(code: str) -> tuple[int, str] | None:
    """Fiscal year of zero and the provision that states it, for a Japanese line; None where none does."""
    return next(((year, entry) for prefix, year, entry in DOCUMENTED_ZERO if code.startswith(prefix)), None)


def _japan_rules() -> Iterator[Rule]:
    for count in range(3, 22):
        end = _CLOCK + count
        yield Rule(
            f"{_words(count)} equal yearly steps counted from fiscal 2018, free in fiscal {end}",
            _steps_to(count, Fraction(0), Fraction(0)),
        )
        for final, word in _ENDS:
            yield Rule(
                f"{_words(count)} equal yearly steps counted from fiscal 2018, down to {word} in fiscal {end}",
                _steps_to(count, Fraction(0), final),
            )
        for cut, word in ((Fraction(1, 2), "half"), (Fraction(1, 4), "a quarter")):
            yield Rule(
                f"{word} off at the first step, the rest in equal yearly steps, free in fiscal {end}",
                _steps_to(count, cut, Fraction(0)),
            )


JAPAN_RULES: Final = tuple(_japan_rules())
BEEF_RULE: Final = Rule(
    "27.5% in fiscal 2018, nine equal steps to 20% in fiscal 2027, six equal steps to 9% in fiscal 2033",
    _beef,
)
_BEEF_BASE: Final = AdValorem(Decimal("38.5"))


def japan(
    base: Duty | None, known: Mapping[int, Duty], documented: tuple[int, str] | None = None
) -> Schedule:
    """The schedule of a Japanese line from the duty without the deal and the published years.

    ``documented`` is the year of zero that a provision states, with its id.
    """
    published = tuple(YearStep(year, duty, duty, Basis.PUBLISHED) for year, duty in sorted(known.items()))
    if base is None or tuple(sorted(known)) != _JAPAN_KNOWN:
        return _closed(published, "", JAPAN_FIRST, base)
    first, second = (known[year] for year in _JAPAN_KNOWN)
    found = _infer(base, first, second, documented)
    if found is None:
        return _closed(published, "", JAPAN_FIRST, base)
    spans, rule = found
    steps = [
        step if (step := next((s for s in published if s.year == year), None)) else _step(year, spans[year])
        for year in range(JAPAN_FIRST, JAPAN_LAST + 1)
        if year in spans
    ]
    return _closed(tuple(steps), rule, JAPAN_FIRST, base)


def _step(year: int, span: tuple[Duty, Duty]) -> YearStep:
    low, high = span
    return YearStep(year, low, high, Basis.INFERRED if low == high else Basis.SPAN)


Spans = dict[int, tuple[Duty, Duty]]


Documented = tuple[int, str] | None


def _infer(base: Duty, first: Duty, second: Duty, documented: Documented = None) -> tuple[Spans, str] | None:
    """Duties by year as (lowest, highest) and the rule's name; None where nothing fits."""
    if isinstance(first, Cases) and isinstance(second, Cases):
        return _infer_cases(base, first, second, documented)
    if _is_zero(first) and _is_zero(second):
        return _free_already(base, first)
    leaves = _leaves(base, first, second)
    if leaves is None:
        return None
    if first == second:
        return _at_rest(base, second)
    rules = [*JAPAN_RULES, *([BEEF_RULE] if base == _BEEF_BASE else [])]
    fitting = [rule for rule in rules if all(_fits(rule, *leaf) for leaf in leaves)]
    if not fitting:
        return None
    said = _names([rule.name for rule in fitting])
    stated = [
        rule
        for rule in fitting
        if documented and rule.left(documented[0]) == 0 < rule.left(documented[0] - 1)
    ]
    if documented and stated and len(fitting) > len(stated):
        fitting = stated
        said = f"{_names([rule.name for rule in fitting])} (other rules fit too; the year of zero is the one that the provision on these goods gives)"
    spans = {}
    for year in range(JAPAN_FIRST, JAPAN_LAST + 1):
        duties = [_applied(base, rule.left(year)) for rule in fitting]
        ordered = sorted(duties, key=_height)
        spans[year] = (ordered[0], ordered[-1])
    return spans, said


def _names(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else "two or more rules fit: " + "; or ".join(unique)


def _infer_cases(base: Duty, first: Cases, second: Cases, documented: Documented) -> tuple[Spans, str] | None:
    """Each condition by itself; one that nothing fits leaves the whole line without a schedule."""
    conditions = [case.condition for case in first.cases]
    if conditions != [case.condition for case in second.cases]:
        return None
    parts = []
    for one, other in zip(first.cases, second.cases, strict=True):
        if one.duty == other.duty == base:
            parts.append((dict.fromkeys(range(JAPAN_FIRST, JAPAN_LAST + 1), (base, base)), "no cut"))
            continue
        found = _infer(base, one.duty, other.duty, documented)
        if found is None:
            return None
        parts.append(found)
    spans: Spans = {}
    for year in range(JAPAN_FIRST, JAPAN_LAST + 1):
        if all(year in part for part, _ in parts):
            low, high = (
                Cases(
                    tuple(Case(c, part[year][side]) for c, (part, _) in zip(conditions, parts, strict=True))
                )
                for side in (0, 1)
            )
            spans[year] = (low, high)
    moving = [rule for _, rule in parts if rule not in ("no cut", _FREE_ALREADY, FREE_ANYWAY)]
    if _is_zero(base) and not moving:
        return spans, FREE_ANYWAY
    # Nothing moves any more: the part that was cut says more than one that was not.
    return spans, _names(moving or [rule for _, rule in parts if rule != "no cut"] or ["no cut"])


FREE_ANYWAY: Final = "free without the deal, too"
_FREE_ALREADY: Final = "free in fiscal 2025 already; since when is not in the data"
_AT_REST: Final = "the same in fiscal 2025 and 2026: the cut was complete by fiscal 2025"


def _free_already(base: Duty, free: Duty) -> tuple[Spans, str] | None:
    """Free in both years: free ever after; before, anything between free and the duty without the deal."""
    if _is_zero(base):
        return dict.fromkeys(range(JAPAN_FIRST, JAPAN_LAST + 1), (free, free)), FREE_ANYWAY
    spans: Spans = {}
    for year in range(JAPAN_FIRST, JAPAN_LAST + 1):
        if year >= _JAPAN_KNOWN[0]:
            spans[year] = (free, free)
        elif _leaves(base, base, base) is not None:
            spans[year] = (free, base)
    return spans, _FREE_ALREADY


def _at_rest(base: Duty, duty: Duty) -> tuple[Spans, str] | None:
    """The same duty in both years: it stays where it is a half or a quarter of the base."""
    finals = [_applied(base, share) for share in (Fraction(1, 2), Fraction(1, 4))]
    if duty == base:
        return dict.fromkeys(range(JAPAN_FIRST, JAPAN_LAST + 1), (base, base)), "no cut"
    if duty not in finals:
        return None
    return dict.fromkeys(range(_JAPAN_KNOWN[0], JAPAN_LAST + 1), (duty, duty)), _AT_REST


def _is_zero(duty: Duty) -> bool:
    """Whether a duty is nothing under every condition that the cell names."""
    return isinstance(duty, Free) or (isinstance(duty, Cases) and all(_is_zero(c.duty) for c in duty.cases))


def _free_for_all(duty: Duty, base: Duty | None) -> bool:
    """Whether nothing is paid on any goods of the line: those that no condition names pay the base."""
    if not _is_zero(duty):
        return False
    if not isinstance(duty, Cases) or (base is not None and _is_zero(base)):
        return True
    conditions = [case.condition for case in duty.cases]
    in_and_out = any(InQuota(c.name) in conditions for c in conditions if isinstance(c, OutOfQuota))
    return Remaining() in conditions or in_and_out


Leaf = tuple[Fraction, str, Decimal, Decimal]


def _leaves(base: Duty, first: Duty, second: Duty) -> list[Leaf] | None:
    """Figures of three duties of one form, side by side; free stands for a zero of any form."""
    match base:
        case AdValorem(percent, ""):
            values = [_share(duty) for duty in (first, second)]
            return None if None in values else [(exact(percent), "%", values[0], values[1])]  # type: ignore[list-item]
        case Specific(amount, _, unit):
            values = [_amount(duty, unit) for duty in (first, second)]
            return None if None in values else [(exact(amount), "¥", values[0], values[1])]  # type: ignore[list-item]
        case HigherOf(options) | LowerOf(options) | Sum(options):
            out: list[Leaf] = []
            for place, option in enumerate(options):
                parts = [_nth(duty, place, base) for duty in (first, second)]
                if None in parts:
                    return None
                found = _leaves(option, parts[0], parts[1])  # type: ignore[arg-type]
                if found is None:
                    return None
                out += found
            return out
    return None


def _nth(duty: Duty, place: int, like: Duty) -> Duty | None:
    if isinstance(duty, Free):
        return duty
    if type(duty) is not type(like):
        return None
    items = duty.parts if isinstance(duty, Sum) else duty.options  # type: ignore[union-attr]
    wanted = like.parts if isinstance(like, Sum) else like.options  # type: ignore[union-attr]
    return items[place] if len(items) == len(wanted) else None


def _share(duty: Duty) -> Decimal | None:
    if isinstance(duty, Free):
        return Decimal(0)
    return duty.percent if isinstance(duty, AdValorem) and not duty.of else None


def _amount(duty: Duty, unit: object) -> Decimal | None:
    if isinstance(duty, Free):
        return Decimal(0)
    return duty.amount if isinstance(duty, Specific) and duty.unit == unit else None


def _fits(rule: Rule, base: Fraction, kind: str, first: Decimal, second: Decimal) -> bool:
    figure = _cut if kind == "%" else _to_hundredth
    years = _JAPAN_KNOWN
    return figure(base * rule.left(years[0])) == first and figure(base * rule.left(years[1])) == second


def _applied(base: Duty, left: Fraction) -> Duty:
    """The base with a share of it left, rounded as the schedule rounds; nothing left is free."""
    if left == 0:
        return Free()
    if left == 1:
        return base
    match base:
        case AdValorem(percent, of):
            value = _cut(exact(percent) * left)
            return AdValorem(value, of) if value else Free()
        case Specific(amount, _, _):
            value = _to_hundredth(exact(amount) * left)
            return replace(base, amount=value) if value else Free()
        case HigherOf(options):
            return HigherOf(tuple(_applied(option, left) for option in options))
        case LowerOf(options):
            return LowerOf(tuple(_applied(option, left) for option in options))
        case Sum(parts):
            return Sum(tuple(_applied(part, left) for part in parts))
    raise ValueError(f"{type(base).__name__} has no share")


def _height(duty: Duty) -> tuple[Decimal, ...]:
    match duty:
        case Free():
            return (Decimal(0),)
        case AdValorem(percent, _):
            return (percent,)
        case Specific(amount, _, _):
            return (amount,)
        case HigherOf(options) | LowerOf(options) | Sum(options):
            return tuple(value for option in options for value in _height(option))
    return (Decimal(0),)


def _closed(steps: tuple[YearStep, ...], rule: str, first_year: int, base: Duty | None) -> Schedule:
    """A schedule with the year of its zero; exact where the year before is known not to be free."""
    free = [step.year for step in steps if _free_for_all(step.high, base)]
    if not free:
        return Schedule(steps, rule)
    zero = free[0]
    before = [step for step in steps if step.year < zero]
    open_start = not before and zero > first_year
    latest = rule == _FREE_ALREADY or open_start or any(_free_for_all(step.low, base) for step in before)
    return Schedule(steps, rule, zero, latest)


# --- United States -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointRule:
    """A rule in percentage points: name, and the rate of a year (1 is 2020) for a base.

    ``least`` is the lowest base that the rule can be applied to (three points must be there to go).
    """

    name: str
    rate: Callable[[Fraction, int], Fraction]
    least: int = 0


def _minus_three(times: int, final: Fraction) -> Callable[[Fraction, int], Fraction]:
    def _rate(base: Fraction, step: int) -> Fraction:
        return base - 3 * step if step <= times else base * final

    return _rate


def _stages(count: int, final: Fraction) -> Callable[[Fraction, int], Fraction]:
    def _rate(base: Fraction, step: int) -> Fraction:
        return base * (1 - (1 - final) * Fraction(min(step, count), count))

    return _rate


_HALF: Final = Fraction(1, 2)
US_RULES: Final = (
    PointRule("free at entry (category A)", _stages(1, Fraction(0))),
    PointRule("minus three points, then free (category B)", _minus_three(1, Fraction(0)), 3),
    PointRule("two equal stages to zero (category C)", _stages(2, Fraction(0))),
    PointRule("five equal stages to zero (category D)", _stages(5, Fraction(0))),
    PointRule("ten equal stages to zero", _stages(10, Fraction(0))),
    PointRule("halved at entry", _stages(1, _HALF)),
    PointRule("minus three points, then half", _minus_three(1, _HALF), 6),
    PointRule("halved in two stages", _stages(2, _HALF)),
    PointRule("halved in three stages", _stages(3, _HALF)),
    PointRule("halved in five stages", _stages(5, _HALF)),
    PointRule("minus three points twice, then half", _minus_three(2, _HALF), 12),
)


def united_states(base: Duty | None, known: Mapping[int, Duty]) -> Schedule:
    """The schedule of an American line from its general rate of 2019 and its rates by year."""
    published = {year: YearStep(year, duty, duty, Basis.PUBLISHED) for year, duty in known.items()}
    steps = tuple(published[year] for year in sorted(published))
    percent = _share(base) if base is not None else None
    rates = {year: _share(duty) for year, duty in known.items()}
    if percent is None or not known or None in rates.values():
        return _closed(steps, "", US_FIRST, base)
    fitting = [
        rule
        for rule in US_RULES
        if percent >= rule.least
        and all(_up(rule.rate(exact(percent), year - 2019)) == rate for year, rate in rates.items())
    ]
    if not fitting:
        return _closed(steps, "", US_FIRST, base)
    years: list[YearStep] = []
    for year in range(US_FIRST, US_LAST + 1):
        if year in published:
            years.append(published[year])
            continue
        figures = sorted({_up(rule.rate(exact(percent), year - 2019)) for rule in fitting})
        duties = [AdValorem(figure) if figure else Free() for figure in (figures[0], figures[-1])]
        years.append(_step(year, (duties[0], duties[1])))
    return _closed(tuple(years), _names([rule.name for rule in fitting]), US_FIRST, base)
