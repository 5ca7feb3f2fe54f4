"""A duty in words: for a cell, for a sentence, for a screen reader.

``notation`` keeps the form of a schedule in English (``(¥524 × 1.002 − customs value)/kg or
¥54/kg, whichever is less``), ``short`` is a few characters for a narrow cell (``≤ ¥54/kg``), ``plain``
is for people who read no formulas, ``spoken`` is ``plain`` without signs. Every place where the
program shows a duty uses one of the four.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from desktop.core import duty_labels
from desktop.core.duty import (
    AdValorem,
    AllOf,
    AnyOf,
    Bounded,
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
    walk,
)
from desktop.core.duty_curve import NoCurve, linear

Style = Literal["notation", "plain"]
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LESS: Final = ", whichever is less"
_GREATER: Final = ", whichever is greater"


def figure(value: Decimal) -> str:
    """A decimal as people write it; thirds as thirds."""
    for third, sign in ((Decimal(1) / 3, "1/3"), (Decimal(2) / 3, "2/3")):
        if abs(value % 1 - third) < Decimal("1e-20"):
            return f"{int(value)} {sign}"
    return format(value, ",f")


def money(amount: Decimal, currency: Currency) -> str:
    """An amount as a schedule writes it: ``¥54``, ``$1.70``, ``6.6¢``."""
    if currency == "JPY":
        return f"¥{figure(amount)}"
    return f"${figure(amount)}" if abs(amount) >= 1 else f"{figure((amount * 100).normalize())}¢"


def money_words(amount: Decimal, currency: Currency) -> str:
    """An amount in words: ``54 yen``, ``1.70 dollars``, ``6.6 cents``."""
    if currency == "JPY":
        return f"{figure(amount)} yen"
    return f"{figure(amount)} dollars" if abs(amount) >= 1 else f"{figure((amount * 100).normalize())} cents"


_SYMBOLS: Final = {"litre": "l", "kilolitre": "kl", "tonne": "t", "metre": "m", "gram": "g"}


def unit(what: Unit, style: Style = "plain") -> str:
    """A unit as it stands after "per" (``plain``) or after a stroke (``notation``)."""
    count = f"{what.count:,} " if what.count != 1 else ""
    name = _SYMBOLS.get(what.name, what.name) if style == "notation" else what.name
    plural = "s" if what.count != 1 else ""
    return f"{count}{name}{plural}{_basis(what.of)}"


def _basis(of: str) -> str:
    if not of:
        return ""
    if of.startswith("including "):
        return f", {of}"
    if of in ("sugar contained", "total sugars", "recording surface") or of.startswith(
        ("the cost", "the fair")
    ):
        return f" of {of}"
    return f" on {of}"


def notation(duty: Duty) -> str:
    """The duty in English in the form of a schedule."""
    return _say(duty, "notation")


def plain(duty: Duty) -> str:
    """The duty in plain English, without signs for formulas."""
    return _say(duty, "plain")


def spoken(duty: Duty) -> str:
    """The duty as a screen reader says it."""
    text = plain(duty).replace("%", " percent").replace("×", "times").replace("≈", "about")
    text = text.replace("●", "marked: ").replace("◎", "marked: ").replace("※", "marked: ").replace("**", "")
    return " ".join(re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("*", "").split())


def _say(duty: Duty, style: Style) -> str:
    match duty:
        case Free(exempt):
            return "Exempt" if exempt else "Free"
        case AdValorem(percent, of):
            return f"{figure(percent)}%{_basis(of)}"
        case Specific(amount, currency, per):
            return _per(amount, currency, per, style)
        case PerPoint():
            return _point(duty, style)
        case Unbound():
            return "not bound"
        case Reference(text, _):
            return f"see note {text}" if text.startswith("◆") else text
        case Unread(text, _):
            return text
        case Formula():
            return _formula(duty, style)
        case Sum(parts):
            return _sum(parts, style)
        case LowerOf(options) | HigherOf(options):
            return _choice(duty, options, style)
        case Bounded(inner, floor, cap):
            return _bounded(inner, floor, cap, style)
        case _:
            return _by_product(duty, style)


def _by_product(duty: Duty, style: Style) -> str:
    match duty:
        case Range(low, high):
            return f"{_say(low, style)} to {_say(high, style)}"
        case OneOf(options):
            return _one_of(options, style)
        case PartOf(inner):
            return f"in part {_say(inner, style)}"
        case NotApplied(inner):
            return f"({_say(inner, style)})"
        case Marked(inner, marks):
            before = "".join(mark for mark in marks if not mark.startswith("◆"))
            after = "".join(f" {mark}" for mark in marks if mark.startswith("◆"))
            return before + _say(inner, style) + after
        case Cases(cases):
            return "; ".join(_case(case.condition, case.duty, style) for case in cases)
        case _:  # pragma: no cover  (all kinds are named above)
            raise AssertionError(duty)


def _case(condition: Condition, duty: Duty, style: Style) -> str:
    if isinstance(duty, Free) and isinstance(condition, Stated) and condition.text.isascii():
        return f"{_say(duty, style)}: {condition.text}"
    return f"{sentence_case(condition_words(condition))}: {_say(duty, style)}"


def _one_of(options: tuple[Duty, ...], style: Style) -> str:
    said = [_say(option, style) for option in options]
    return ", ".join(said[:-1]) + (" or " if len(said) > 1 else "") + said[-1]


def _per(amount: Decimal, currency: Currency, per: Unit, style: Style) -> str:
    if style == "plain":
        return f"{money_words(amount, currency)} per {unit(per)}"
    if per == Unit("piece"):
        return f"{money(amount, currency)} each"
    joint = " per " if per.of in ("sugar contained",) else "/"
    return f"{money(amount, currency)}{joint}{unit(per, style)}"


def _point(point: PerPoint, style: Style) -> str:
    amount = _per(abs(point.amount), point.currency, point.unit, style)
    if point.measure == "lactose":
        return f"{amount} for each 1% of lactose by weight over {figure(point.start)}%"
    return f"{amount} for each degree under {figure(point.start)} degrees, fractions in proportion"


def _sum(parts: tuple[Duty, ...], style: Style) -> str:
    out = _grouped(parts[0], style)
    for part in parts[1:]:
        if isinstance(part, Reference) and part.text.startswith("but if "):
            out += f", {part.text}"
            continue
        less = isinstance(part, PerPoint) and part.amount < 0
        out += (" less " if less else " + " if style == "notation" else " plus ") + _grouped(part, style)
    return out


def _grouped(duty: Duty, style: Style) -> str:
    text = _say(duty, style)
    return f"({text})" if isinstance(duty, LowerOf | HigherOf | Bounded | OneOf | Range) else text


def _choice(duty: Duty, options: tuple[Duty, ...], style: Style) -> str:
    """Alternatives; a choice of the same sort inside is said in one row, another in brackets."""
    kind = type(duty)
    flat: list[Duty] = []
    for option in options:
        flat.extend(option.options if type(option) is kind else (option,))  # type: ignore[union-attr]
    if style == "plain":
        # What needs no reckoning comes first: "54 yen per kg, or the gap to 524 yen × 1.002".
        flat.sort(key=lambda option: isinstance(option, Formula))
    said = [f"({_say(o, style)})" if isinstance(o, LowerOf | HigherOf) else _say(o, style) for o in flat]
    joint = ", or " if style == "plain" else " or "
    return joint.join(said) + (_LESS if isinstance(duty, LowerOf) else _GREATER)


def _bounded(inner: Duty, floor: Duty | None, cap: Duty | None, style: Style) -> str:
    out = _say(inner, style)
    if floor is not None:
        out += f", but not less than {_say(floor, style)}"
    if cap is not None:
        out += f", but not more than {_say(cap, style)}"
    return out


# --- formulas ----------------------------------------------------------------------------


def _formula(formula: Formula, style: Style) -> str:
    per = unit(formula.unit, style)
    price = next((node for node in walk(formula.term) if isinstance(node, NamedPrice)), None)
    if price is not None:
        return _named_gap(formula.term, price, per)
    match formula.term:
        case Operation("-", left, CustomsValue()) if style == "plain" and not _uses_value(left):
            return f"the gap to {_term(left, style)}, per {per}"
    text = _term(formula.term, style)
    return f"{text}, per {per}" if style == "plain" else f"({text})/{per}"


def _named_gap(term: Term, price: NamedPrice, per: str) -> str:
    first = f"the standard import price of {price.name}"
    match term:
        case Operation("-", Operation("*", _, Number(times)), Operation("*", _, Number(share))):
            return (
                f"the difference between {figure(times)} times {first} and {figure(share)} times the customs "
                f"value, per {per}"
            )
    return f"the difference between {first} and the customs value, per {per}"


def _uses_value(term: Term) -> bool:
    return any(isinstance(node, CustomsValue) for node in walk(term))


_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2}
_SIGN: Final = {"+": " + ", "-": " − ", "*": " × ", "/": "/"}


def _term(term: Term, style: Style) -> str:
    match term:
        case Number(value):
            return figure(value)
        case Money(value):
            return f"{figure(value)} yen" if style == "plain" else f"¥{figure(value)}"
        case CustomsValue():
            return "the customs value" if style == "plain" else "customs value"
        case NamedPrice(name):
            return f"the standard import price of {name}"
        case Operation(sign, left, right):
            strength = _STRENGTH[sign]
            parts = []
            for side, needed in ((left, strength), (right, strength + 1)):
                text = _term(side, style)
                weak = isinstance(side, Operation) and _STRENGTH[side.sign] < needed
                parts.append(f"({text})" if weak else text)
            return parts[0] + _SIGN[sign] + parts[1]


# --- conditions --------------------------------------------------------------------------


def sentence_case(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def condition_words(condition: Condition) -> str:
    """A condition in English; goods that the word list does not know stay in Japanese."""
    match condition:
        case InQuota() | OutOfQuota():
            return _quota(condition)
        case ForCountries(names):
            return f"for {_list(names)}"
        case Season(first, last):
            return f"imported {MONTHS[first[0] - 1]} to {MONTHS[last[0] - 1]}"
        case Stated(text, excluded):
            return duty_labels.english(text, excluded=excluded)
        case Remaining():
            return "other"
        case AllOf(parts):
            return _all_of(parts)
        case AnyOf(parts):
            return " or ".join(condition_words(part) for part in parts)


def _all_of(parts: tuple[Condition, ...]) -> str:
    out = condition_words(parts[0])
    for part in parts[1:]:
        text = condition_words(part)
        out += f" ({text})" if isinstance(part, ForCountries) else f", {text}"
    return out


def _list(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


_QUOTA_NAMES: Final = {
    "": "the quota",
    "WTO": "Japan's WTO tariff quota",
    "EU": "the quota for the European Union",
}


def _quota(condition: InQuota | OutOfQuota) -> str:
    name = condition.name
    said = _QUOTA_NAMES.get(name)
    if said is None and name.startswith("B-"):
        said = f"the quota of Annex 2-A, Part 3, Section {name}"
    said = said or f"quota {name}"
    return f"within {said}" if isinstance(condition, InQuota) else f"outside {said}"


# --- short form --------------------------------------------------------------------------


def short(duty: Duty) -> str:
    """A few characters for a narrow cell.

    Of two alternatives the one that does not depend on the customs value is shown as the bound
    it is (``≤ ¥54/kg``); of several conditions the first, with a sign that there are more.
    """
    match duty:
        case LowerOf(options) | HigherOf(options):
            sign = "≤" if isinstance(duty, LowerOf) else "≥"
            known = [option for option in options if not isinstance(option, Formula | LowerOf | HigherOf)]
            return f"{sign} {min(map(short, known or options), key=len)}"
        case Formula():
            return _short_formula(duty)
        case Bounded(inner, _, _):
            return short(inner)
        case Marked(inner, marks):
            before = "".join(mark for mark in marks if mark != "**" and not mark.startswith("◆"))
            return before + short(inner) + "".join(f" {mark}" for mark in marks if mark.startswith("◆"))
        case Cases(cases):
            first = cases[0]
            quota = isinstance(first.condition, InQuota)
            told = quota and (
                len(cases) == 1 or (len(cases) == 2 and isinstance(cases[1].condition, OutOfQuota))
            )
            return short(first.duty) + (" in quota" if quota else "") + ("" if told else " …")
        case OneOf(options):
            return " / ".join(map(short, options))
        case Range(low, high):
            return f"{short(low)}–{short(high)}"
        case _:
            return notation(duty)


def _short_formula(formula: Formula) -> str:
    """A duty that falls as the price rises is shown as what it is at most; one on a price kept elsewhere by name."""
    if any(isinstance(node, NamedPrice) for node in walk(formula.term)):
        return "gate price"
    try:
        intercept, slope = linear(formula.term)
    except NoCurve:
        return notation(formula)
    most = Decimal(intercept.numerator) / Decimal(intercept.denominator)
    if slope > 0:
        return notation(formula)
    return f"≤ {_per(most, formula.currency, formula.unit, 'notation')}"
