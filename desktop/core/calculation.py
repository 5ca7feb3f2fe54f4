"""One shipment under every agreement side by side, and what it saves under the USJTA."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from desktop.core import duty_words
from desktop.core.duty import Currency, Duty, rounded
from desktop.core.duty_facts import Need, Shipment
from desktop.core.duty_value import Outcome, evaluate, round_money
from desktop.core.line import RATE_COLUMNS, STATE_SENTENCE, RateState
from desktop.core.line_duties import COVERED, USJTA, LineDuties
from desktop.core.staging import Basis, YearStep

INFERRED = "inferred from the staging rule, not published"
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Charge:
    """What one agreement's exporter pays: the duty in words, the outcome, and on what it rests.

    ``applies`` names what is charged where the agreement gives no concession.
    """

    key: str
    title: str
    state: str
    words: str
    basis: str
    outcome: Outcome
    applies: str = ""
    equivalent: Fraction | None = None

    @property
    def equivalent_words(self) -> str:
        """The ad valorem equivalent in percent of the customs value; empty where there is none."""
        if self.equivalent is None:
            return ""
        return format(rounded(self.equivalent, 2), "f").rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Calculation:
    """All charges, in the order of the columns, in the currency of the importing country.

    ``covered``: the agreement gives the line a rate, so that there is something to save.
    """

    currency: Currency
    charges: tuple[Charge, ...]
    covered: bool = True

    @property
    def needs(self) -> tuple[Need, ...]:
        """All facts that are missing, each once; the plain ones (value, quantity) first."""
        found = {need.key: need for charge in self.charges for need in charge.outcome.needs}
        return tuple(sorted(found.values(), key=lambda need: (bool(need.choices), need.key != "value")))

    @property
    def asked(self) -> tuple[Need, ...]:
        """All facts that any charge turned on, each once, answered or not."""
        found = {need.key: need for charge in self.charges for need in charge.outcome.asked}
        return tuple(found.values())

    def amount(self, key: str) -> Fraction | None:
        """The exact amount of one column."""
        return next((c.outcome.amount for c in self.charges if c.key == key), None)

    @property
    def saving(self) -> Decimal | None:
        """What is paid without the deal and not under the USJTA, rounded as the amounts are.

        Nothing where the agreement's duty is the higher one: nobody has to claim it.
        """
        base, ours = self.amount("without_deal"), self.amount("usjta")
        if base is None or ours is None or not self.covered:
            return None
        ours = min(ours, base)
        return round_money(base, self.currency) - round_money(ours, self.currency)


def calculate(duties: LineDuties, shipment: Shipment, year: int, *, published: bool = True) -> Calculation:
    """Every column of a line for a shipment.

    Without an edition for the year only the USJTA is answered, from the inferred schedule and
    labelled so, beside today's duty without the deal.
    """
    currency: Currency = "JPY" if duties.importer == "jp" else "USD"
    if not published:
        return Calculation(currency, _inferred(duties, shipment, year, currency), bool(duties.known))
    charges = []
    for column, duty, state in zip(RATE_COLUMNS, duties.duties, duties.states, strict=True):
        if state is RateState.NOT_PARTY:
            continue
        charges.append(_charge(column.key, column.long_title, duty, state, duties, shipment, currency))
    covered = duties.states[USJTA] in COVERED
    return Calculation(currency, tuple(_may_be_left(charge, charges[0]) for charge in charges), covered)


def _may_be_left(charge: Charge, base: Charge) -> Charge:
    """Say so where the duty without the deal is lower: a preference is claimed, never forced."""
    ours, theirs = charge.outcome.amount, base.outcome.amount
    if base.key != "without_deal" or ours is None or theirs is None or ours <= theirs:
        return charge
    return replace(
        charge, applies="The duty without the deal is lower on this shipment and can be paid instead."
    )


def _charge(
    key: str,
    title: str,
    duty: Duty | None,
    state: RateState,
    duties: LineDuties,
    shipment: Shipment,
    currency: Currency,
) -> Charge:
    base = duties.without_deal
    if duty is not None:
        outcome = evaluate(duty, shipment, currency, None if key == "without_deal" else base)
        words = duty_words.notation(duty)
        return Charge(key, title, state.value, words, PUBLISHED, outcome, "", _share(outcome, shipment))
    if base is None or state is RateState.UNKNOWN:
        trouble = Outcome(currency, trouble=STATE_SENTENCE[state])
        return Charge(key, title, state.value, state.value, PUBLISHED, trouble)
    outcome = evaluate(base, shipment, currency)
    applies = f"{STATE_SENTENCE[state]} The duty without the deal is paid."
    return Charge(
        key, title, state.value, state.value, PUBLISHED, outcome, applies, _share(outcome, shipment)
    )


def _share(outcome: Outcome, shipment: Shipment) -> Fraction | None:
    if outcome.amount is None or not shipment.value:
        return None
    value = Fraction(shipment.value)
    if shipment.currency != outcome.currency:
        if not shipment.yen_per_dollar:
            return None
        rate = Fraction(shipment.yen_per_dollar)
        value = value * rate if outcome.currency == "JPY" else value / rate
    return outcome.amount / value * 100


def duties_of_year(duties: LineDuties, year: int, *, published: bool = True) -> tuple[Duty | None, ...]:
    """The duties that ``calculate`` evaluates: the columns, or without an edition base and inferred rate."""
    if published:
        return duties.duties
    step = _step(duties, year)
    return duties.base, None if step is None or step.basis is Basis.SPAN else step.high


def _step(duties: LineDuties, year: int) -> YearStep | None:
    return next((step for step in duties.schedule().steps if step.year == year), None)


def _inferred(duties: LineDuties, shipment: Shipment, year: int, currency: Currency) -> tuple[Charge, ...]:
    charges = []
    base = duties.base
    if base is not None:
        outcome = evaluate(base, shipment, currency)
        basis = "the duty without the deal that the cuts start from"
        charges.append(
            Charge(
                "without_deal",
                RATE_COLUMNS[0].long_title,
                "",
                duty_words.notation(base),
                basis,
                outcome,
                "",
                _share(outcome, shipment),
            )
        )
    charges.append(_inferred_usjta(_step(duties, year), base, shipment, year, currency))
    return tuple(charges)


def _inferred_usjta(
    step: YearStep | None, base: Duty | None, shipment: Shipment, year: int, currency: Currency
) -> Charge:
    title = RATE_COLUMNS[1].long_title
    if step is None:
        outcome = Outcome(currency, trouble=f"The data have no rate for {year}, and none can be inferred.")
        return Charge("usjta", title, "", "", INFERRED, outcome)
    if step.basis is Basis.SPAN:
        words = f"{duty_words.notation(step.low)} to {duty_words.notation(step.high)}"
        outcome = Outcome(
            currency,
            trouble=f"The rate of {year} is not published and no rule settles it; it lies in {words}.",
        )
        return Charge("usjta", title, "", words, INFERRED, outcome)
    outcome = evaluate(step.high, shipment, currency, base)
    basis = PUBLISHED if step.basis is Basis.PUBLISHED else INFERRED
    return Charge(
        "usjta", title, "", duty_words.notation(step.high), basis, outcome, "", _share(outcome, shipment)
    )
