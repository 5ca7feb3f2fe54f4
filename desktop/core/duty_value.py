"""What a shipment pays: a duty and the facts of the shipment in, an amount and every step out.

All arithmetic is exact (fractions); the one rounding, to whole yen or cents, half up, comes at
the end and is said. A fact that the duty depends on and the shipment does not state is asked
for, never assumed: the outcome then names what is missing instead of an amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from desktop.core import duty_words
from desktop.core.duty import (
    OTHER_PARTIES,
    AdValorem,
    AllOf,
    AnyOf,
    Bounded,
    Case,
    Cases,
    Condition,
    Currency,
    CustomsValue,
    Duty,
    ForCountries,
    Formula,
    Free,
    HigherOf,
    InQuota,
    LowerOf,
    Marked,
    Money,
    NamedPrice,
    NotApplied,
    Number,
    OneOf,
    Operation,
    OutOfQuota,
    PartOf,
    PerPoint,
    Range,
    Reference,
    Remaining,
    Season,
    Specific,
    Stated,
    Sum,
    Term,
    Unbound,
    Unit,
    Unread,
    exact,
    narrower,
    walk,
)

ROUNDING: Final = {
    "JPY": "rounded half up to the yen, at the end only",
    "USD": "rounded half up to the cent, at the end only",
}


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The amount (exact, in ``currency``) with its steps; or what is missing; or why it cannot be known.

    ``asked`` are all facts that the reckoning turned on, answered ones included.
    """

    currency: Currency
    amount: Fraction | None = None
    steps: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    trouble: str = ""
    asked: tuple[Need, ...] = ()

    @property
    def rounded(self) -> Decimal | None:
        """The amount rounded by the stated rule: whole yen, or cents."""
        if self.amount is None:
            return None
        return round_money(self.amount, self.currency)


def round_money(amount: Fraction, currency: Currency) -> Decimal:
    """Half up to the yen or the cent."""
    places = 0 if currency == "JPY" else 2
    scaled = amount * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    sign = -1 if scaled < 0 else 1
    return Decimal(sign * whole).scaleb(-places)


class _Missing(Exception):  # noqa: N818  (control flow inside this module, never an error outside)
    def __init__(self, needs: list[Need]) -> None:
        super().__init__()
        self.needs = needs


class _Unknowable(Exception):  # noqa: N818
    pass


class NoConcession(Exception):  # noqa: N818
    """None of the conditions holds for the shipment: this duty gives it nothing."""


def evaluate(duty: Duty, shipment: Shipment, currency: Currency, otherwise: Duty | None = None) -> Outcome:
    """The duty on a shipment in the currency of the importing country.

    ``otherwise`` is the duty without the deal; it is paid where none of the conditions of an
    agreement's duty holds.
    """
    work = _Evaluation(shipment, currency)
    outcome = _evaluated(work, duty, currency, otherwise)
    return replace(outcome, asked=tuple(work.asked.values()))


def _evaluated(work: _Evaluation, duty: Duty, currency: Currency, otherwise: Duty | None) -> Outcome:
    try:
        try:
            amount = work.duty(duty)
        except NoConcession as error:
            if otherwise is None:
                return Outcome(currency, trouble=f"{error}, and no other rate is published.")
            work.steps.append(f"{error}: no concession, so the duty without the deal is paid.")
            amount = work.duty(otherwise)
    except _Missing as error:
        unique = {need.key: need for need in error.needs}
        return Outcome(currency, needs=tuple(unique.values()))
    except _Unknowable as error:
        return Outcome(currency, trouble=str(error))
    except NoConcession as error:
        return Outcome(currency, trouble=f"{error}, and no rate is published for that.")
    return Outcome(currency, amount, tuple(work.steps))


def show(amount: Fraction, currency: Currency) -> str:
    """An amount for a step: up to four places, with a sign where it is cut."""
    text = Decimal(amount.numerator) / Decimal(amount.denominator)
    cut = text.quantize(Decimal("0.0001"))
    places = format(cut.normalize(), ",f") if cut == text else "≈ " + format(cut.normalize(), ",f")
    sign = "¥" if currency == "JPY" else "$"
    return places.replace("≈ ", f"≈ {sign}") if places.startswith("≈") else sign + places


class _Evaluation:
    def __init__(self, shipment: Shipment, currency: Currency) -> None:
        self.shipment = shipment
        self.currency: Currency = currency
        self.steps: list[str] = []
        self.asked: dict[str, Need] = {}

    # --- facts ---------------------------------------------------------------------------

    def fact(self, need: Need) -> str:
        self.asked.setdefault(need.key, need)
        found = self.shipment.facts.get(need.key)
        if found is None or (need.choices and found not in need.choices):
            raise _Missing([need])
        return found

    def number(self, need: Need) -> Fraction:
        text = self.fact(need)
        try:
            return Fraction(Decimal(text.replace(",", "")))
        except ArithmeticError:
            raise _Missing([need]) from None

    def value(self) -> Fraction:
        """The customs value in the currency of the duty."""
        shipment = self.shipment
        if shipment.value is None:
            raise _Missing([Need("value", "What is the customs value of the shipment?")])
        value = Fraction(shipment.value)
        if shipment.currency == self.currency:
            return value
        if shipment.yen_per_dollar is None:
            question = "What is the exchange rate, in yen per dollar?"
            raise _Missing([Need("yen_per_dollar", question)])
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
        raise _Missing([Need(unit.name, f"How many {plain} are in the shipment?")])

    # --- duties --------------------------------------------------------------------------

    def duty(self, duty: Duty) -> Fraction:
        match duty:
            case Free(exempt):
                self.steps.append("Exempt: nothing." if exempt else "Free: nothing.")
                return Fraction(0)
            case AdValorem():
                return self._share(duty)
            case Specific(amount, currency, unit):
                return self._specific(exact(amount), currency, unit, duty_words.notation(duty))
            case PerPoint():
                return self._points(duty)
            case Formula():
                return self._formula(duty)
            case Sum(parts):
                return self._sum(parts)
            case LowerOf(options) | HigherOf(options):
                return self._choice(duty, options)
            case Bounded(inner, floor, cap):
                return self._bounded(inner, floor, cap)
            case Cases(cases):
                return self._cases(cases)
            case Marked(inner, _):
                return self.duty(inner)
            case _:
                return self._unknowable(duty)

    def _unknowable(self, duty: Duty) -> Fraction:
        said = duty_words.notation(duty)
        match duty:
            case Unbound():
                raise NoConcession("The agreement binds no rate for these goods")
            case Range() | OneOf() | PartOf():
                return self._one_of(duty)
            case NotApplied():
                raise _Unknowable(f"{said}: published in brackets, another column's rate is paid.")
            case Reference(text, codes):
                where = f" (see {', '.join(codes)})" if codes else ""
                raise _Unknowable(f"The duty stands elsewhere{where}: {text}.")
            case Unread(text, reason):
                raise _Unknowable(f"The published text “{text}” was not understood: {reason}.")
        raise _Unknowable(f"{said} cannot be computed.")

    def _one_of(self, duty: Range | OneOf | PartOf) -> Fraction:
        """By product within the line: the user says which; a range needs the rate itself."""
        said = duty_words.notation(duty)
        if isinstance(duty, OneOf):
            names = tuple(duty_words.notation(option) for option in duty.options)
            question = f"The rate differs by product within the line ({said}). Which holds for the goods?"
            chosen = self.fact(Need("which_rate", question, names))
            return self.duty(duty.options[names.index(chosen)])
        question = (
            f"The rate differs by product within the line ({said}). Which percentage holds for the goods?"
        )
        share = self.number(Need("rate_percent", question))
        amount = self.value() * share / 100
        self.steps.append(
            f"{said}: {float(share):g}% as stated of {self._money(self.value())} = {self._money(amount)}"
        )
        return amount

    def _money(self, amount: Fraction) -> str:
        return show(amount, self.currency)

    def _share(self, duty: AdValorem) -> Fraction:
        base = self.value()
        said = duty_words.notation(duty)
        if duty.of and duty.of not in _WHOLE:
            key = f"value of {duty.of}"
            base = self.number(Need(key, f"How much of the customs value is for {duty.of}?"))
        amount = base * exact(duty.percent) / 100
        of = f"the value of {duty.of}, " if duty.of else ""
        self.steps.append(f"{said.split(' on ')[0]} of {of}{self._money(base)} = {self._money(amount)}")
        return amount

    def _specific(self, amount: Fraction, currency: Currency, unit: Unit, said: str) -> Fraction:
        if currency != self.currency:
            raise _Unknowable(f"{said} is not in the currency of the importing country.")
        quantity = self.quantity(unit)
        result = amount * quantity
        count = Decimal(quantity.numerator) / Decimal(quantity.denominator)
        shown = f"{unit.count:,} " if unit.count != 1 else ""
        self.steps.append(f"{said} × {count:,f} {shown}{unit.name} = {self._money(result)}")
        return result

    def _points(self, point: PerPoint) -> Fraction:
        questions = {
            "lactose": "What percentage of the weight is lactose?",
            "degree": "How many degrees does the sugar test by the polariscope?",
        }
        measured = self.number(Need(point.measure, questions[point.measure]))
        start = exact(point.start)
        distance = measured - start if point.direction == "over" else start - measured
        points = max(Fraction(0), distance)
        if point.measure == "lactose":
            # "for each 1 % over": whole steps only, as the words say.
            points = Fraction(points.numerator // points.denominator)
        amount = exact(point.amount) * points * self.quantity(point.unit)
        label = "percent of lactose" if point.measure == "lactose" else "degrees"
        self.steps.append(
            f"{duty_words.notation(point)}: {float(points):g} {label} {point.direction} "
            f"{point.start} = {self._money(amount)}"
        )
        return amount

    def _formula(self, formula: Formula) -> Fraction:
        quantity = self.quantity(formula.unit)
        if quantity == 0:
            raise _Missing([Need(formula.unit.name, f"How many {formula.unit.name} are in the shipment?")])
        per_unit = self.value() / quantity
        result = self._term(formula.term, per_unit)
        said = duty_words.notation(formula)
        one = self._money(per_unit)
        if result < 0:
            self.steps.append(
                f"{said} at a customs value of {one} per {formula.unit.name} is below zero: nothing."
            )
            return Fraction(0)
        amount = result * quantity
        count = Decimal(quantity.numerator) / Decimal(quantity.denominator)
        self.steps.append(
            f"{said} at a customs value of {one} per {formula.unit.name} = {self._money(result)} per "
            f"{formula.unit.name}; × {count:,f} {formula.unit.name} = {self._money(amount)}"
        )
        return amount

    def _term(self, term: Term, value: Fraction) -> Fraction:
        match term:
            case Number(number) | Money(number):
                return exact(number)
            case CustomsValue():
                return value
            case NamedPrice(name):
                key = f"standard import price of {name}"
                return self.number(
                    Need(key, f"What is the {key}, in yen per kg or head? The schedule does not print it.")
                )
            case Operation(sign, left, right):
                first, second = self._term(left, value), self._term(right, value)
                if sign == "+":
                    return first + second
                if sign == "-":
                    return first - second
                if sign == "*":
                    return first * second
                if second == 0:
                    raise _Unknowable("The formula divides by zero.")
                return first / second

    def _sum(self, parts: tuple[Duty, ...]) -> Fraction:
        amounts = self._each(parts)
        total = sum(amounts, Fraction(0))
        self.steps.append(" + ".join(map(self._money, amounts)) + f" = {self._money(total)}")
        return total

    def _each(self, parts: tuple[Duty, ...]) -> list[Fraction]:
        """All parts; what any of them misses is asked for together."""
        amounts, needs = [], []
        for part in parts:
            try:
                amounts.append(self.duty(part))
            except _Missing as error:
                needs.extend(error.needs)
        if needs:
            raise _Missing(needs)
        return amounts

    def _choice(self, duty: LowerOf | HigherOf, options: tuple[Duty, ...]) -> Fraction:
        lower = isinstance(duty, LowerOf)
        before = len(self.steps)
        amounts, lines, needs = [], [], []
        for number, option in enumerate(options, 1):
            start = len(self.steps)
            try:
                amounts.append(self.duty(option))
            except _Missing as error:
                needs.extend(error.needs)
                continue
            lines.append(f"{number}: " + "; ".join(self.steps[start:]))
            del self.steps[start:]
        if needs:
            raise _Missing(needs)
        del self.steps[before:]
        result = min(amounts) if lower else max(amounts)
        word = "lower" if lower else "higher"
        self.steps.append(f"The {word} of {'; or of '.join(lines)}. That is {self._money(result)}.")
        return result

    def _bounded(self, inner: Duty, floor: Duty | None, cap: Duty | None) -> Fraction:
        names = [(inner, "")] + [(d, n) for d, n in ((floor, "not less than"), (cap, "not more than")) if d]
        amounts = self._each(tuple(part for part, _ in names))
        result = amounts[0]
        for (_, name), bound in zip(names[1:], amounts[1:], strict=True):
            result = max(result, bound) if name == "not less than" else min(result, bound)
            self.steps.append(f"But {name} {self._money(bound)}: {self._money(result)}")
        return result

    # --- conditions ----------------------------------------------------------------------

    def _cases(self, cases: tuple[Case, ...]) -> Fraction:
        for case in cases:
            if self._holds(case.condition, cases):
                chosen = self._narrowest(case, cases)
                words = duty_words.condition_words(chosen.condition)
                self.steps.append(f"{duty_words.sentence_case(words)}: {duty_words.notation(chosen.duty)}.")
                return self.duty(chosen.duty)
        raise NoConcession("None of the conditions of the rate holds")

    def _narrowest(self, case: Case, cases: tuple[Case, ...]) -> Case:
        """The case itself, or one that says the same and more, and holds too."""
        for other in cases:
            if narrower(other.condition, case.condition) and self._holds(other.condition, cases):
                return self._narrowest(other, cases)
        return case

    def _holds(self, condition: Condition, cases: tuple[Case, ...]) -> bool:
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
                return all(self._holds(part, cases) for part in parts)
            case AnyOf(parts):
                return any(self._holds(part, cases) for part in parts)

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
            raise _Missing([need])
        at, end = (int(month), int(day)), (last[0], last[1] or 31)
        return first <= at <= end if first <= end else at >= first or at <= end

    def _stated(self, text: str) -> bool:
        words = duty_words.condition_words(Stated(text))
        return self.fact(Need(f"goods: {words}", f"Are the goods {words}?", ("yes", "no"))) == "yes"


# A share "on" these is a share of the whole.
_WHOLE: Final = ("the entire set", "the full value of the imported article")
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
