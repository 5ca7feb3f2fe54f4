"""What a shipment pays: a duty and the facts of the shipment in, an amount and every step out.

All arithmetic is exact (fractions); the one rounding, to whole yen or cents, half up, comes at
the end and is said. A fact that the duty depends on and the shipment does not state is asked
for, never assumed: the outcome then names what is missing instead of an amount.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from desktop.core import duty_words
from desktop.core.amount import NotAFigure
from desktop.core.duty import (
    AdValorem,
    Bounded,
    Case,
    Cases,
    Currency,
    CustomsValue,
    Duty,
    Formula,
    Free,
    HigherOf,
    LowerOf,
    Marked,
    Money,
    NamedPrice,
    NotApplied,
    Number,
    OneOf,
    Operation,
    PartOf,
    PerPoint,
    Range,
    Reference,
    Specific,
    Sum,
    Term,
    Unbound,
    Unit,
    Unread,
    exact,
    narrower,
    percent,
    rounded,
)
from desktop.core.duty_facts import Facts, Missing, Need, NoConcession, Shipment, Unknowable

ROUNDING: Final = {
    "JPY": "rounded half up to the yen, at the end only",
    "USD": "rounded half up to the cent, at the end only",
}
_ELSEWHERE: Final = (
    "Another rate or another line applies then; the published cells of the line show what there is."
)


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
    return rounded(amount, 0 if currency == "JPY" else 2)


def evaluate(duty: Duty, shipment: Shipment, currency: Currency, otherwise: Duty | None = None) -> Outcome:
    """The duty on a shipment in the currency of the importing country.

    ``otherwise`` is the duty without the deal; it is paid where none of the conditions of an
    agreement's duty holds.
    """
    work = _Evaluation(shipment, currency)
    outcome = _evaluated(work, duty, currency, otherwise)
    return replace(outcome, asked=tuple(work.asked.values())) if work.asked else outcome


def _evaluated(work: _Evaluation, duty: Duty, currency: Currency, otherwise: Duty | None) -> Outcome:
    try:
        try:
            amount = work.duty(duty)
        except NoConcession as error:
            if otherwise is None:
                return Outcome(currency, trouble=f"{error}. {_ELSEWHERE}")
            work.steps.append(f"{error}: no concession, so the duty without the deal is paid.")
            amount = work.duty(otherwise)
    except Missing as error:
        unique = {need.key: need for need in error.needs}
        return Outcome(currency, needs=tuple(unique.values()))
    except (Unknowable, NotAFigure) as error:
        return Outcome(currency, trouble=str(error))
    except NoConcession as error:
        return Outcome(currency, trouble=f"{error}. {_ELSEWHERE}")
    return Outcome(currency, amount, tuple(work.steps))


def show(amount: Fraction, currency: Currency) -> str:
    """An amount for a step: up to four places, with a sign where it is cut."""
    sign = "¥" if currency == "JPY" else "$"
    if amount.denominator == 1:
        return f"{sign}{amount.numerator:,}"
    cut = rounded(amount, 4)
    figure = format(cut, ",f").rstrip("0").rstrip(".")
    places = figure if Fraction(cut) == amount else f"≈ {figure}"
    return places.replace("≈ ", f"≈ {sign}") if places.startswith("≈") else sign + places


class _Evaluation(Facts):
    def __init__(self, shipment: Shipment, currency: Currency) -> None:
        super().__init__(shipment, currency)
        self.steps: list[str] = []

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
            case Marked(inner, marks):
                return self._marked(inner, marks)
            case _:
                return self._unknowable(duty)

    def _marked(self, inner: Duty, marks: tuple[str, ...]) -> Fraction:
        """A rate whose mark ties it to a condition that the cell does not state: whether it is met is asked."""
        for mark in marks:
            if mark not in _CONDITIONAL and not mark.startswith("◆"):
                continue
            said = _CONDITIONAL.get(mark, "a note of the schedule whose text is not at hand")
            question = f"{duty_words.notation(inner)} is marked {mark} ({said}). Does it hold for the goods?"
            if self.fact(Need(f"mark {mark}", question, ("yes", "no"))) == "no":
                raise NoConcession(f"The rate marked {mark} does not hold for the goods")
        if any(mark.startswith("*") for mark in marks):
            self.steps.append("Marked *: a levy may be collected besides the duty; it is not in the amount.")
        return self.duty(inner)

    def _unknowable(self, duty: Duty) -> Fraction:
        said = duty_words.notation(duty)
        match duty:
            case Unbound():
                raise NoConcession("The agreement binds no rate for these goods")
            case Range() | OneOf() | PartOf():
                return self._one_of(duty)
            case NotApplied():
                raise Unknowable(f"{said}: published in brackets, another column's rate is paid.")
            case Reference(text, codes):
                where = f" (see {', '.join(codes)})" if codes else ""
                raise Unknowable(f"The duty stands elsewhere{where}: {text}.")
            case Unread(text, reason):
                raise Unknowable(f"The published text “{text}” was not understood: {reason}.")
        raise Unknowable(f"{said} cannot be computed.")

    def _one_of(self, duty: Range | OneOf | PartOf) -> Fraction:
        """By product within the line: the user says which; a range needs the rate itself."""
        said = duty_words.notation(duty)
        if isinstance(duty, OneOf):
            return self._chosen(said, duty.options)
        ends = (Free(), duty.duty) if isinstance(duty, PartOf) else (duty.low, duty.high)
        low, high = percent(ends[0]), percent(ends[1])
        if low is None or high is None:
            # Between a percentage and a sum there is no figure to type; the ends are what is published.
            return self._chosen(said, ends)
        question = (
            f"The rate differs by product within the line ({said}). Which percentage holds for the goods?"
        )
        share = self.number(Need(f"percent in {said}", question, numeric=True, most=int(high) + 1))
        if not low <= share <= high:
            raise NotAFigure(f"{float(share):g}% does not lie in the published range {said}.")
        amount = self.value() * share / 100
        money = f"{self._money(self.value())} = {self._money(amount)}"
        self.steps.append(f"{said}: {float(share):g}% as stated of {money}")
        return amount

    def _chosen(self, said: str, options: tuple[Duty, ...]) -> Fraction:
        """One of several published rates, as the user says; the key names the cell, which is each agreement's own."""
        names = tuple(duty_words.notation(option) for option in options)
        question = f"The rate differs by product within the line ({said}). Which holds for the goods?"
        return self.duty(options[names.index(self.fact(Need(f"rate in {said}", question, names)))])

    def _money(self, amount: Fraction) -> str:
        return show(amount, self.currency)

    def _share(self, duty: AdValorem) -> Fraction:
        said = duty_words.notation(duty)
        if duty.of and duty.of not in _WHOLE:
            money = "yen" if self.currency == "JPY" else "dollars"
            question = f"How much of the customs value is for {duty.of}, in {money}?"
            base = self.number(Need(f"value of {duty.of}", question, numeric=True))
            if self.shipment.value is not None and base > self.value():
                raise NotAFigure(
                    f"The value of {duty.of} cannot be more than the customs value of the shipment."
                )
        else:
            base = self.value()
        amount = base * exact(duty.percent) / 100
        of = f"the value of {duty.of}, " if duty.of else ""
        self.steps.append(f"{said.split(' on ')[0]} of {of}{self._money(base)} = {self._money(amount)}")
        return amount

    def _specific(self, amount: Fraction, currency: Currency, unit: Unit, said: str) -> Fraction:
        if currency != self.currency:
            raise Unknowable(f"{said} is not in the currency of the importing country.")
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
        measured = self.number(Need(point.measure, questions[point.measure], numeric=True, most=100))
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
        quantity, value = self._quantity_and_value(formula.unit)
        if quantity == 0:
            raise NotAFigure(
                f"The quantity in {formula.unit.name} is zero; there is no value per {formula.unit.name}."
            )
        per_unit = value / quantity
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

    def _quantity_and_value(self, unit: Unit) -> tuple[Fraction, Fraction]:
        """Both, or all that is missing of both."""
        quantity = value = Fraction(0)
        needs: list[Need] = []
        try:
            value = self.value()
        except Missing as error:
            needs += error.needs
        try:
            quantity = self.quantity(unit)
        except Missing as error:
            needs += error.needs
        if needs:
            raise Missing(needs)
        return quantity, value

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
                    raise Unknowable("The formula divides by zero.")
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
            except Missing as error:
                needs.extend(error.needs)
        if needs:
            raise Missing(needs)
        return amounts

    def _choice(self, duty: LowerOf | HigherOf, options: tuple[Duty, ...]) -> Fraction:
        lower = isinstance(duty, LowerOf)
        before = len(self.steps)
        amounts, lines, needs = [], [], []
        for number, option in enumerate(options, 1):
            start = len(self.steps)
            try:
                amounts.append(self.duty(option))
            except Missing as error:
                needs.extend(error.needs)
                continue
            lines.append(f"{number}: " + "; ".join(self.steps[start:]))
            del self.steps[start:]
        if needs:
            raise Missing(needs)
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
            if self.holds(case.condition, cases):
                chosen = self._narrowest(case, cases)
                words = duty_words.condition_words(chosen.condition)
                self.steps.append(f"{duty_words.sentence_case(words)}: {duty_words.notation(chosen.duty)}.")
                return self.duty(chosen.duty)
        raise NoConcession("None of the conditions of the rate holds")

    def _narrowest(self, case: Case, cases: tuple[Case, ...]) -> Case:
        """The case itself, or one that says the same and more, and holds too."""
        for other in cases:
            if narrower(other.condition, case.condition) and self.holds(other.condition, cases):
                return self._narrowest(other, cases)
        return case


_CONDITIONAL: Final = {
    "◎": "only for goods put to a prescribed use",
    "※": "a temporary rate tied to a condition",
}
# A share "on" these is a share of the whole.
_WHOLE: Final = ("the entire set", "the full value of the imported article")
