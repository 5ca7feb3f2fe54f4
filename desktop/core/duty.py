"""A duty as a tree: what a published rate says, typed and frozen, whatever language said it.

Leaves are a percentage of the customs value, an amount per unit, nothing at all, or a statement
that cannot be computed from this cell alone (a reference, an unbound rate, a text that was not
understood). Everything else combines duties. Amounts are in whole yen or dollars (``¢6.6`` is
``0.066 USD``), percentages are percent (``20.8`` is 20.8 %), all of them exact decimals.

The trees come from two grammars (``duty_japanese``, ``duty_english``); ``duty_print`` writes
them back, ``duty_words`` says them in plain English, ``duty_value`` and ``duty_curve`` compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Currency = Literal["JPY", "USD"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What an amount is charged on: ``count`` pieces of ``name``, or of ``of`` inside the goods.

    ``Unit("kg")``, ``Unit("piece", count=1000)``, ``Unit("kg", of="sugar contained")``.
    """

    name: str
    of: str = ""
    count: int = 1


# --- leaves ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Free:
    """No duty; ``exempt`` where the schedule says exemption instead of free."""

    exempt: bool = False


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A percentage of the customs value, or of the value of a part (``of="the case"``)."""

    percent: Decimal
    of: str = ""


@dataclass(frozen=True, slots=True)
class Specific:
    """An amount of money for each unit."""

    amount: Decimal
    currency: Currency
    unit: Unit


@dataclass(frozen=True, slots=True)
class PerPoint:
    """An amount per unit for each point by which a measure lies over or under a start.

    ``measure`` is ``lactose`` (percent by weight) or ``degree`` (of polarisation). A negative
    amount is taken off.
    """

    amount: Decimal
    currency: Currency
    unit: Unit
    measure: Literal["lactose", "degree"]
    start: Decimal
    direction: Literal["over", "under"]


@dataclass(frozen=True, slots=True)
class Unbound:
    """Not bound: the agreement gives no concession for this part of the line."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A duty that stands elsewhere: in the lines ``codes`` (digits), or as ``text`` says."""

    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that was not understood, and why."""

    text: str
    reason: str


# --- arithmetic of a formula -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A plain factor."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money per unit that the formula states."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class CustomsValue:
    """The customs value per unit."""


@dataclass(frozen=True, slots=True)
class NamedPrice:
    """A price that the law fixes elsewhere (the standard import price of pork cuts)."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two terms and what is done with them."""

    sign: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


Term = Number | Money | CustomsValue | NamedPrice | Operation


@dataclass(frozen=True, slots=True)
class Formula:
    """An amount per unit that follows from the customs value per unit; never less than nothing."""

    term: Term
    currency: Currency
    unit: Unit


# --- combinations ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """All of the parts together."""

    parts: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class LowerOf:
    """Whichever is less."""

    options: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class HigherOf:
    """Whichever is greater."""

    options: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A duty that is not less than ``floor`` and not more than ``cap``."""

    duty: Duty
    floor: Duty | None = None
    cap: Duty | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """From one duty to another, by product within the line."""

    low: Duty
    high: Duty


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several duties, by product within the line; which one the cell does not say."""

    options: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class PartOf:
    """A duty for part of the goods of the line."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class NotApplied:
    """Published in brackets: another column's rate is paid."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class Marked:
    """A duty with the marks of the schedule (``●``, ``◎``, ``※``, ``*``, ``**``, ``◆2``)."""

    duty: Duty
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A duty and the condition under which it holds."""

    condition: Condition
    duty: Duty


@dataclass(frozen=True, slots=True)
class Cases:
    """Duties by condition; goods under none of them have no concession here."""

    cases: tuple[Case, ...]


Duty = (
    Free | AdValorem | Specific | PerPoint | Unbound | Reference | Unread | Formula | Sum | LowerOf
    | HigherOf | Bounded | Range | OneOf | PartOf | NotApplied | Marked | Cases
)  # fmt: skip


# --- conditions --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InQuota:
    """Within a tariff quota: the agreement's own for the line (no name), or a named one.

    ``WTO`` is the pooled quota of Japan's WTO schedule; ``TWQ-JP3`` and the like are named by
    the agreement.
    """

    name: str = ""


@dataclass(frozen=True, slots=True)
class OutOfQuota:
    """Outside that quota."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class ForCountries:
    """Goods of some of the parties; ``the other parties`` are those not named in the cell."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """Imported from one day to another, each a month and a day (day 0: the month's last)."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition on the goods or their use, kept in the words of the schedule.

    ``excluded``: it holds for all other goods.
    """

    text: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Remaining:
    """All goods of the line that no other condition of the cell names."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these together."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    parts: tuple[Condition, ...]


Condition = InQuota | OutOfQuota | ForCountries | Season | Stated | Remaining | AllOf | AnyOf

OTHER_PARTIES = "the other parties"


# --- looking into a tree -----------------------------------------------------------------


def walk(node: object) -> Iterator[object]:
    """Every node of a tree, conditions and terms of formulas included, outermost first."""
    yield node
    for name in type(node).__slots__:  # type: ignore[attr-defined]  # every node is a dataclass with slots
        value = getattr(node, name)
        for item in value if isinstance(value, tuple) else (value,):
            if hasattr(item, "__dataclass_fields__"):
                yield from walk(item)


def unread(duty: Duty) -> Unread | None:
    """The first part that was not understood; None when all was."""
    return next((node for node in walk(duty) if isinstance(node, Unread)), None)


def kept_as_text(duty: Duty) -> bool:
    """Whether a condition or a reference is known in the words of the schedule only."""
    return any(
        isinstance(node, Stated) or (isinstance(node, Reference) and not node.codes) for node in walk(duty)
    )


def narrower(one: Condition, other: Condition) -> bool:
    """Whether a condition says all that another says and more: it goes first (a quota, for one party)."""
    mine = set(one.parts) if isinstance(one, AllOf) else {one}
    theirs = set(other.parts) if isinstance(other, AllOf) else {other}
    return mine > theirs


def in_season(season: Season, day: tuple[int, int]) -> bool:
    """Whether a month and day lie in a season, which may cross the new year."""
    first, last = season.first, (season.last[0], season.last[1] or 31)
    return first <= day <= last if first <= last else day >= first or day <= last


def bare(duty: Duty) -> Duty:
    """The duty without the marks and brackets around it."""
    while isinstance(duty, Marked | NotApplied):
        duty = duty.duty
    return duty


def marks(duty: Duty) -> tuple[str, ...]:
    """All marks in a tree, in order, each once."""
    found = [mark for node in walk(duty) if isinstance(node, Marked) for mark in node.marks]
    return tuple(dict.fromkeys(found))


def without_marks(duty: Duty) -> Duty:
    """The duty without the marks on it as a whole; those inside stay."""
    while isinstance(duty, Marked):
        duty = duty.duty
    return duty


def percent(duty: Duty) -> Decimal | None:
    """The percentage of a duty that is one, marks and brackets aside; free is zero."""
    plain = bare(duty)
    if isinstance(plain, Free):
        return Decimal(0)
    return plain.percent if isinstance(plain, AdValorem) and not plain.of else None


def units_of(duties: Iterable[Duty | None]) -> tuple[Unit, ...]:
    """The units that any of several duties counts in, each once."""
    found = [
        node.unit
        for duty in duties
        if duty is not None
        for node in walk(duty)
        if isinstance(node, Specific | PerPoint | Formula)
    ]
    return tuple(dict.fromkeys(found))


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction to so many places, half up, whatever its size."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{'-' if value < 0 else ''}{whole}E-{places}")


def exact(value: Decimal) -> Fraction:
    """A decimal as the number it stands for: thirds, which no decimal holds, come back as thirds."""
    number = Fraction(value)
    return number.limit_denominator(1_000) if value.as_tuple().exponent < -20 else number  # type: ignore[operator]
