"""The facts of a shipment as duties ask for them: given, or missing and named, never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from desktop.core import duty_words
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
)


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that is missing: its key for ``facts``, the question, and the answers if they are few."""

    key: str
    question: str
    choices: tuple[str, ...] = ()


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
        """The answer as a figure; raises Missing where it is none."""
        text = self.fact(need)
        try:
            return Fraction(Decimal(text.replace(",", "")))
        except ArithmeticError:
            raise Missing([need]) from None

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
            key = f"{unit.name} of {unit.of}"
            return self.number(Need(key, f"How many {unit.name} of the shipment are {unit.of}?")) / unit.count
        given = self.shipment.quantities
        for name, factor in ((unit.name, Fraction(1)), *_SAME.get(unit.name, ())):
            if name in given:
                return Fraction(given[name]) * factor / unit.count
        plain = duty_words.unit(Unit(unit.name))
        raise Missing([Need(unit.name, f"How many {plain} are in the shipment?")])

    def holds(self, condition: Condition, cases: tuple[Case, ...]) -> bool:
        """Whether a condition holds for the shipment; raises Missing where a fact is not stated."""
        match condition:
            case InQuota(name) | OutOfQuota(name):
                return self._in_quota(name) is isinstance(condition, InQuota)
            case ForCountries(names):
                return self._of_country(names, cases)
            case Season(first, last):
                return self._in_season(first, last)
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
        choices = (*sorted(named), OTHER_PARTIES)
        chosen = self.fact(Need("country", "From which party to the agreement do the goods come?", choices))
        return chosen in names

    def _in_season(self, first: tuple[int, int], last: tuple[int, int]) -> bool:
        need = Need("date", "On which day are the goods imported? (month-day, such as 04-15)")
        text = self.fact(need)
        month, _, day = text[-5:].partition("-")
        if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
            raise Missing([need])
        at, end = (int(month), int(day)), (last[0], last[1] or 31)
        return first <= at <= end if first <= end else at >= first or at <= end

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
