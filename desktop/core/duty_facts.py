"""The facts of a shipment as duties ask for them: given, or missing and named, never assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from desktop.core import duty_conditions, duty_words
from desktop.core.amount import NotAFigure, read_amount
from desktop.core.duty import (
    OTHER_PARTIES,
    AllOf,
    AnyOf,
    Case,
    Condition,
    Currency,
    ForCountries,
    InQuota,
    OutOfQuota,
    Remaining,
    Season,
    Stated,
    Unit,
    in_season,
    rounded,
)


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that is missing: its key for ``facts``, the question, and the answers if they are few.

    ``numeric``: the answer is a figure, not above ``most`` where that is given.
    """

    key: str
    question: str
    choices: tuple[str, ...] = ()
    numeric: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """What is known of a shipment.

    ``value`` is the customs value in ``currency``; ``quantities`` maps a unit's name (``kg``, ``head``,
    ``litre``) to how many; ``facts`` answers needs by key (``quota`` to ``in`` or ``out``);
    ``yen_per_dollar`` is the rate that the user states, if any.
    """

    value: Decimal | None = None
    currency: Currency = "JPY"
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    yen_per_dollar: Decimal | None = None


class Missing(Exception):  # noqa: N818  (control flow of an evaluation, never an error outside it)
    """Facts that the shipment does not state."""

    def __init__(self, needs: list[Need]) -> None:
        super().__init__()
        self.needs = needs


class Unknowable(Exception):  # noqa: N818
    """The duty cannot be computed from the schedule at all; the message says why."""


class NoConcession(Exception):  # noqa: N818
    """None of the conditions holds for the shipment: this duty gives it nothing."""


def read_fact(text: str, need: Need) -> Decimal:
    """The figure that answers a need; raises NotAFigure with one sentence where it is none or too large."""
    value = read_amount(text, f"“{need.key}”")
    if need.most is not None and value > need.most:
        raise NotAFigure(f"“{need.key}” cannot be more than {need.most}.")
    return value


class Facts:
    """Answers for one shipment; ``asked`` collects every fact that was consulted."""

    def __init__(self, shipment: Shipment, currency: Currency) -> None:
        self.shipment = shipment
        self.currency: Currency = currency
        self.asked: dict[str, Need] = {}

    def fact(self, need: Need) -> str:
        """The answer to a need; raises Missing without one."""
        self.asked.setdefault(need.key, need)
        found = self.shipment.facts.get(need.key)
        if found is None or (need.choices and found not in need.choices):
            raise Missing([need])
        return found

    def number(self, need: Need) -> Fraction:
        """The answer as a figure; raises NotAFigure where it is none."""
        return Fraction(read_fact(self.fact(replace(need, numeric=True)), need))

    def value(self) -> Fraction:
        """The customs value in the currency of the duty."""
        shipment = self.shipment
        if shipment.value is None:
            raise Missing([Need("value", "What is the customs value of the shipment?")])
        value = Fraction(shipment.value)
        if shipment.currency == self.currency:
            return value
        if shipment.yen_per_dollar is None:
            question = "What is the exchange rate, in yen per dollar?"
            raise Missing([Need("yen_per_dollar", question)])
        rate = Fraction(shipment.yen_per_dollar)
        return value * rate if self.currency == "JPY" else value / rate

    def quantity(self, unit: Unit) -> Fraction:
        """How many of a unit; kilograms and tonnes, litres and kilolitres stand for each other."""
        if unit.of:
            return self._quantity_of_part(unit)
        given = self._given(unit.name)
        if given is not None:
            return given / unit.count
        plain = duty_words.unit(Unit(unit.name))
        raise Missing([Need(unit.name, f"How many {plain} are in the shipment?", numeric=True)])

    def _given(self, name: str) -> Fraction | None:
        """A stated quantity in a unit, whichever related unit it was stated in."""
        quantities = self.shipment.quantities
        for other, factor in ((name, Fraction(1)), *_SAME.get(name, ())):
            if other in quantities:
                return Fraction(quantities[other]) * factor
        return None

    def _quantity_of_part(self, unit: Unit) -> Fraction:
        """How much of the shipment is what the duty is on; not more than the whole where that is given."""
        if unit.of.startswith("including "):
            need = Need(f"{unit.name}, {unit.of}", f"How many {unit.name}, {unit.of}, are in the shipment?")
            return self.number(need) / unit.count
        need = Need(f"{unit.name} of {unit.of}", f"How many {unit.name} of {unit.of} are in the shipment?")
        amount = self.number(need)
        whole = self._given(unit.name)
        if whole is not None and amount > whole:
            raise NotAFigure(
                f"{_figure(amount)} {unit.name} of {unit.of} cannot be in {_figure(whole)} {unit.name} of goods."
            )
        return amount / unit.count

    def holds(self, condition: Condition, cases: tuple[Case, ...]) -> bool:
        """Whether a condition holds for the shipment; raises Missing where a fact is not stated."""
        match condition:
            case InQuota(name) | OutOfQuota(name):
                return self._in_quota(name) is isinstance(condition, InQuota)
            case ForCountries(names):
                return self._of_country(names, cases)
            case Season():
                return self._in_season(condition)
            case Stated(text, excluded):
                return self._stated(text) is not excluded
            case Remaining():
                return True
            case AllOf(parts):
                return all(self.holds(part, cases) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, cases) for part in parts)

    def _in_quota(self, name: str) -> bool:
        key = "quota" if not name else f"quota {name}"
        words = duty_words.condition_words(InQuota(name)).removeprefix("within ")
        facts = self.shipment.facts
        if name and key not in facts and name != "WTO" and facts.get("quota") in ("in", "out"):
            return facts["quota"] == "in"
        own = " (each agreement’s own)" if not name else ""
        return self.fact(Need(key, f"Is the shipment within {words}{own}?", ("in", "out"))) == "in"

    def _of_country(self, names: tuple[str, ...], cases: tuple[Case, ...]) -> bool:
        named = _named_countries(cases)
        need = Need(
            "country", "From which party to the agreement do the goods come?", (*sorted(named), OTHER_PARTIES)
        )
        self.asked.setdefault(need.key, need)
        given = self.shipment.facts.get("country", "")
        if given not in _PARTIES:
            raise Missing([need])
        return (given if given in named else OTHER_PARTIES) in names

    def _in_season(self, season: Season) -> bool:
        need = Need("date", "On which day are the goods imported? (month-day, such as 04-15)")
        text = self.fact(need)
        month, _, day = text[-5:].partition("-")
        if not (re.fullmatch(r"[0-9]{2}-[0-9]{2}", text[-5:]) and 1 <= int(month) <= 12):
            raise NotAFigure(f"“{text[:20]}” is no day; type it as month-day, such as 04-15.")
        if not 1 <= int(day) <= _DAYS[int(month) - 1]:
            raise NotAFigure(f"Month {month} has no day {day}; type it as month-day, such as 04-15.")
        return in_season(season, (int(month), int(day)))

    def _stated(self, text: str) -> bool:
        words = duty_words.condition_words(Stated(text))
        return self.fact(Need(f"goods: {words}", f"Are the goods {words}?", ("yes", "no"))) == "yes"


_SAME: Final[dict[str, tuple[tuple[str, Fraction], ...]]] = {
    "kg": (("tonne", Fraction(1000)), ("gram", Fraction(1, 1000))),
    "tonne": (("kg", Fraction(1, 1000)), ("gram", Fraction(1, 1_000_000))),
    "gram": (("kg", Fraction(1000)), ("tonne", Fraction(1_000_000))),
    "litre": (("kilolitre", Fraction(1000)),),
    "kilolitre": (("litre", Fraction(1, 1000)),),
    "dozen": (("piece", Fraction(1, 12)),),
    "gross": (("piece", Fraction(1, 144)), ("dozen", Fraction(1, 12))),
    "piece": (("dozen", Fraction(12)), ("gross", Fraction(144))),
}


_PARTIES: Final = frozenset(duty_conditions.COUNTRIES.values())
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _named_countries(cases: tuple[Case, ...]) -> set[str]:
    """All parties that the conditions of a cell name."""
    found: set[str] = set()
    parts: list[Condition] = [case.condition for case in cases]
    while parts:
        part = parts.pop()
        if isinstance(part, ForCountries):
            found.update(part.names)
        elif isinstance(part, AllOf | AnyOf):
            parts.extend(part.parts)
    return found - {OTHER_PARTIES}


def _figure(amount: Fraction) -> str:
    """A quantity as the user may have typed it, without a fraction bar."""
    return f"{rounded(amount, 4).normalize():,f}"
