"""A tree back in the published form of either country; reading that gives the same tree again.

Trees that no schedule would print (a choice inside a choice) raise ValueError.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from desktop.core import duty_conditions, duty_english, duty_japanese
from desktop.core.duty import (
    AdValorem,
    Bounded,
    Cases,
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
    Stated,
    Sum,
    Term,
    Unbound,
    Unit,
    Unread,
)

_UNIT_JA: Final = {
    english: japanese for japanese, english in duty_japanese.UNITS.items() if len(japanese) < 3
}
_NAME_JA: Final = {english: japanese for japanese, english in duty_japanese.NAMES.items()}
_UNIT_EN: Final = {
    meant: printed
    for printed, meant in duty_english.UNITS.items()
    if printed not in ("pf. liter", "pr", "thousand", "1,000", "1,000 pins", "each")
}


def figure(value: Decimal) -> str:
    """A decimal as people write it: ``1,159``, ``20.8``."""
    return format(value, ",f")


# --- Japan -------------------------------------------------------------------------------


def japanese(duty: Duty) -> str:
    """The duty as Japan's schedule writes it."""
    match duty:
        case Free(exempt):
            return "免税" if exempt else "無税"
        case AdValorem(percent, of) if not of:
            return f"{figure(percent)}%"
        case Specific(amount, "JPY", unit):
            return _specific_ja(amount, unit)
        case Unbound():
            return "非譲許"
        case Formula():
            return _formula_ja(duty)
        case Sum(parts):
            return _sum_ja(parts)
        case LowerOf(options):
            return _choice_ja(options, "低い")
        case HigherOf(options):
            return _choice_ja(options, "高い")
        case Bounded(inner, floor, cap):
            return _bounded_ja(inner, floor, cap)
        case Reference(text, _) | Unread(text, _):
            return text
        case _:
            return _by_product_ja(duty)


def _by_product_ja(duty: Duty) -> str:
    match duty:
        case Range(low, high):
            return f"{japanese(low)}〜{japanese(high)}"
        case OneOf((first, Cases() as cases)):
            return f"{japanese(first)}\n{japanese(cases)}"
        case OneOf(options):
            return "又は".join(map(japanese, options))
        case PartOf(inner):
            return f"一部{japanese(inner)}"
        case NotApplied(inner):
            return f"({japanese(inner)})"
        case Marked(inner, marks):
            before = "".join(mark for mark in marks if not mark.startswith("◆"))
            after = "".join(f" {mark}" for mark in marks if mark.startswith("◆"))
            return before + japanese(inner) + after
        case Cases(cases):
            return "\n".join(
                f"{duty_conditions.japanese(case.condition)}\u3000{japanese(case.duty)}" for case in cases
            )
        case _:
            raise ValueError(f"{type(duty).__name__} has no form in Japan's schedule")


def _specific_ja(amount: Decimal, unit: Unit) -> str:
    if unit.of == duty_japanese.SUGAR:
        return f"原産品に含まれる砂糖の重量1キログラムにつき{figure(amount)}円"
    if unit.of:
        raise ValueError(f"Japan's schedule has no unit {unit.name} of {unit.of}")
    count = f"{unit.count:,}" if unit.count != 1 else ""
    return f"{figure(amount)}円/{count}{_UNIT_JA[unit.name]}"


def _sum_ja(parts: tuple[Duty, ...]) -> str:
    match parts:
        case (Specific(base, _, unit), PerPoint(more, _, _, "lactose", start, "over")):
            per = "頭" if unit.name == "head" else "キログラム"
            return (
                f"1{per}につき、{figure(base)}円に重量比による乳糖の含有率が{figure(start)}%を超える1%ごとに"
                f"{figure(more)}円を加えた額"
            )
    return "＋".join(map(japanese, parts))


def _choice_ja(options: tuple[Duty, ...], which: str) -> str:
    if any(isinstance(option, LowerOf | HigherOf | OneOf | Bounded | Cases) for option in options):
        raise ValueError("no schedule prints a choice inside a choice")
    return "又は".join(map(japanese, options)) + f"のうちいずれか{which}税率"


def _bounded_ja(inner: Duty, floor: Duty | None, cap: Duty | None) -> str:
    out = japanese(inner)
    if floor is not None:
        out += f"ただしその税率が{japanese(floor)}を下回る場合は{japanese(floor)}"
    if cap is not None:
        out += f"ただしその税率が{japanese(cap)}を上回る場合は{japanese(cap)}"
    return out


def _formula_ja(formula: Formula) -> str:
    one = "1頭につき" if formula.unit.name == "head" else "1キログラムにつき"
    match formula.term:
        case Operation("-", NamedPrice(name), CustomsValue()):
            return f"{one}{_NAME_JA[name]}に係る基準輸入価格と課税価格との差額"
        case Operation(
            "-",
            Operation("*", NamedPrice(name), Number(times)),
            Operation("*", CustomsValue(), Number(share)),
        ):
            return (
                f"{one}{_NAME_JA[name]}に係る基準輸入価格に{figure(times)}を乗じて得た額と"
                f"課税価格に{figure(share)}を乗じて得た額との差額"
            )
    return f"({_term_ja(formula.term)})/{_UNIT_JA[formula.unit.name]}"


_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2}


def _term_ja(term: Term) -> str:
    match term:
        case Number(value):
            return figure(value)
        case Money(value):
            return f"{figure(value)}円"
        case CustomsValue():
            return "課税価格"
        case NamedPrice(name):
            raise ValueError(f"the price of {name} stands in a sentence of its own only")
        case Operation(sign, left, right):
            strength = _STRENGTH[sign]
            before = _grouped(left, strength)
            if sign == "/":
                if not isinstance(right, Number):
                    raise ValueError("the schedule divides by plain numbers only")
                return f"{before}/{figure(right.value)}"
            after = _grouped(right, strength + 1)
            return f"{before}{'×' if sign == '*' else '＋' if sign == '+' else '-'}{after}"


def _grouped(term: Term, strength: int) -> str:
    text = _term_ja(term)
    return f"({text})" if isinstance(term, Operation) and _STRENGTH[term.sign] < strength else text


# --- United States -----------------------------------------------------------------------


def english(duty: Duty) -> str:
    """The duty as the HTSUS writes it."""
    match duty:
        case Free(_):
            return "Free"
        case AdValorem(percent, of):
            return f"{_percent_en(percent)}{_basis_en(of)}"
        case Specific(amount, "USD", unit):
            return _specific_en(amount, unit)
        case Bounded(
            Sum((Specific() as base, PerPoint(less, _, _, "degree", _, _))), Specific() as floor, None
        ):
            taken = english(Specific(-less, "USD", Unit("kg")))
            return (
                f"{english(base)} less {taken} for each degree under 100 degrees (and fractions of a degree "
                f"in proportion) but not less than {english(floor)}"
            )
        case Sum((*parts, Reference(text, _))) if text.startswith("but if "):
            return f"{' + '.join(map(english, parts))}, {text}"
        case Sum(parts):
            return " + ".join(map(english, parts))
        case Reference(text, _) | Unread(text, _):
            return text
        case Cases((case,)) if isinstance(case.condition, Stated):
            return f"{english(case.duty)}, {case.condition.text}"
        case _:
            raise ValueError(f"{type(duty).__name__} has no form in the HTSUS")


def _percent_en(percent: Decimal) -> str:
    third = percent % 1
    for value, sign in ((Decimal(1) / 3, "1/3"), (Decimal(2) / 3, "2/3")):
        if abs(third - value) < Decimal("1e-20"):
            return f"{int(percent)} {sign}%"
    return f"{figure(percent)}%"


def _basis_en(of: str) -> str:
    if not of:
        return ""
    return f", {of}" if of.startswith("including ") else f" on {of}"


def _specific_en(amount: Decimal, unit: Unit) -> str:
    money = f"${figure(amount)}" if amount >= 1 else f"{figure((amount * 100).normalize())}¢"
    return money + _per_en(unit) + _basis_en(unit.of)


def _per_en(unit: Unit) -> str:
    if unit.count == 1000:
        return "/1,000 pins" if unit.name == "pin" else "/1,000"
    if unit.name == "piece":
        return " each"
    if unit.name == "other piece or part":
        return " for each other piece or part"
    return f"/{_UNIT_EN.get(unit.name, unit.name)}"
