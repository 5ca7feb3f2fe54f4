"""Read a duty as Japan's schedule publishes it.

The language: ``無税`` or a rate, alternatives joined by ``又は`` and decided by ``いずれか低い税率``,
ranges ``〜``, arithmetic with the customs value (``課税価格``), bounds (``ただし``), marks and brackets; and
lines of a condition and its rate divided by an ideographic space. The grammar reads every
rate as one arithmetic over percentages, money and the customs value; what a tree is made of
is decided when the arithmetic is known: with the customs value in it, it is a formula.

Lark builds the parser at the first call; a program that only shows ready trees never loads it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from desktop.core import duty_conditions as conditions
from desktop.core.duty import (
    AdValorem,
    Bounded,
    Case,
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
    Sum,
    Term,
    Unbound,
    Unit,
    Unread,
    walk,
)

if TYPE_CHECKING:
    from lark import Lark, Token, Transformer

# No published cell comes near it; a longer text is not a duty.
MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 12

GRAMMAR: Final = r"""
start: marks choice footnotes

choice: range (_or range)* which? bound*
range: sum (_TO marks sum)?
sum: product (PLUSMINUS product)*
product: atom (TIMES atom | DIVIDE NUMBER | PER)*
atom: NUMBER "%"              -> percent
    | NUMBER YEN              -> money
    | NUMBER                  -> number
    | "無税"                  -> free
    | "免税"                  -> exempt
    | "非譲許"                -> unbound
    | "課税価格"              -> value
    | "一部" range            -> part
    | "(" choice ")"          -> group
    | gap | lactose | sugar

gap: each named _WITH "課税価格" _GAP
   | each named "に" NUMBER "を乗じて得た額と課税価格に" NUMBER "を乗じて得た額との差額" -> gap_times
named: NAME "に係る基準輸入価格"
each: EACH
lactose: each NUMBER YEN "に重量比による乳糖の含有率が" NUMBER "%を超える1%ごとに" NUMBER YEN "を加えた額"
sugar: SUGAR NUMBER YEN

which: LOWER | HIGHER
bound: "ただしその税率が" sum "を下回る場合は" sum _SHALL? -> floor
     | "ただしその税率が" sum "を上回る場合は" sum _SHALL? -> cap
marks: MARK*
footnotes: FOOTNOTE*

_or: "又は" | "、"
_TO: "〜"
_WITH: "と"
_GAP: "との差額"
_SHALL: "とする"
LOWER: "のうちいずれか低い税率"
HIGHER: "のうちいずれか高い税率"
MARK: "**" | "*" | "●" | "◎" | "※"
FOOTNOTE: /◆\d+/
PLUSMINUS: "+" | "-"
TIMES: "×"
DIVIDE.1: "/"
PER.2: /\/(?:\d[\d,]*)?(?:kl|kg|l|㎡|頭|足|枚|本|MT)(?![a-z])/
YEN: "万円" | "円"
NUMBER: /(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!,?\d)/
NAME: "豚肉加工品" | "部分肉" | "枝肉" | "生きている豚"
EACH.3: /1(?:キログラム|頭)につき/
SUGAR.3: /(?:当該)?原産品に含まれる砂糖の重量1(?:キログラム|kg)につき/
%ignore " "
"""

NAMES: Final = {
    "豚肉加工品": "processed pork",
    "部分肉": "pork cuts",
    "枝肉": "pork carcasses",
    "生きている豚": "live pigs",
}
UNITS: Final = {
    "kg": "kg", "l": "litre", "kl": "kilolitre", "㎡": "m²", "頭": "head", "足": "pair", "枚": "sheet",
    "本": "piece", "MT": "tonne", "キログラム": "kg",
}  # fmt: skip
SUGAR: Final = "sugar contained"


def read(published: str) -> Duty:
    """The tree of a published text; parts that are no duty come back as ``Unread`` with the reason.

    Never raises, and its time is bounded by ``MAX_LENGTH``.
    """
    if len(published) > MAX_LENGTH:
        return Unread(published[:200], f"the text is longer than {MAX_LENGTH:,} characters")
    lines = tidy(published).split("\n")
    if lines == [""]:
        return Unread(published, "the text is empty")
    if len(lines) == 1 and re.fullmatch(r"◆\d+", lines[0]):
        return Reference(lines[0])
    split = [split_label(line) for line in lines]
    if len(split) == 1 and not split[0][0]:
        return _rate(lines[0])
    if not split[0][0] and all(label for label, _ in split[1:]):
        # A rate without a condition above rates with one: which of them holds the cell does not say.
        return OneOf((_rate(split[0][1]), _cases(split[1:])))
    if any(not label for label, _ in split):
        return Unread(published, "a line of the cell has no condition, or a condition no rate")
    return _cases(split)


def _cases(split: list[tuple[str, str]]) -> Cases:
    return Cases(tuple(Case(conditions.read(label), _rate(rate)) for label, rate in split))


def tidy(published: str) -> str:
    """One notation for widths, dashes and line breaks, so that the grammar needs to know one only."""
    text = published.replace("\r", "").strip()
    text = re.sub(r"[ \u3000]*\n[ \u3000]*", "\n", text)
    text = re.sub(r"\n+(?=/)", "", text)
    text = re.sub(r"(?<=[〜＋+、])\n+", "", text)
    text = re.sub(r"\n+(?=ただし)", "", text)
    text = re.sub(
        r"[、（(]?(ただしその税率が[^（）()\n]*?(?:とする|[^（）()\n]*))[）)]?(?=\n|$)", r"\1", text
    )
    text = re.sub(r"\n{2,}", "\n", text)
    text = re.sub(r"無税(?=世界貿易機関設立協定)", "無税\n", text)
    text = re.sub(r"[ \u3000]+(?=◆)", " ", text)
    return text.strip()


def split_label(line: str) -> tuple[str, str]:
    """A condition and its rate; the condition is empty where the line is a rate alone."""
    label, gap, rate = line.rpartition("\u3000")
    if not gap:
        spaced = re.fullmatch(r"(.*もの(?:（[^（）]*）)?) +(\S.*)", line.strip())
        return (spaced[1], spaced[2]) if spaced else ("", line.strip())
    return label.strip(), rate.strip()


def _rate(text: str) -> Duty:
    from lark.exceptions import LarkError, UnexpectedInput  # noqa: PLC0415

    plain = text.translate(_FOLD)
    plain = re.sub(r"(キログラム|頭)につき、", r"\1につき", plain)
    if _depth(plain) > MAX_DEPTH:
        return Unread(text, "brackets stand in brackets too many times")
    try:
        tree = _parser().parse(plain)
    except UnexpectedInput as error:
        place = getattr(error, "pos_in_stream", None)
        at = len(plain) if place is None or place < 0 else place
        return Unread(text, f"“{plain[at : at + 12] or 'the end'}” was not expected")
    except LarkError as error:  # pragma: no cover  (lark has no other error for a parse today)
        return Unread(text, str(error).split("\n", 1)[0])
    from lark.exceptions import VisitError  # noqa: PLC0415

    try:
        done: Duty = _transformer().transform(tree)
    except VisitError as error:
        return Unread(text, str(error.orig_exc))
    return done


_FOLD: Final = str.maketrans(
    {
        "（": "(", "）": ")", "％": "%", "＋": "+", "−": "-", "－": "-", "＊": "*", "／": "/", "\u3000": " ",
        "～": "〜", "．": ".", "，": ",",
    }
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)  # fmt: skip


def _depth(text: str) -> int:
    depth = deepest = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark  # noqa: PLC0415  (only where texts are read, never for a ready tree)

    return Lark(GRAMMAR, parser="lalr")


def _decimal(token: str) -> Decimal:
    return Decimal(token.replace(",", ""))


def _unit(per: str) -> Unit:
    found = re.fullmatch(r"/(\d[\d,]*)?(.+)", per)
    assert found is not None
    return Unit(UNITS[found[2]], count=int(_decimal(found[1])) if found[1] else 1)


class _Per:
    """A term of the arithmetic and the unit it was divided by, if any."""

    def __init__(self, term: Term | Duty, unit: Unit | None = None) -> None:
        self.term = term
        self.unit = unit


@lru_cache(maxsize=1)
def _transformer() -> Transformer[Token, Duty]:
    from lark import Transformer, v_args  # noqa: PLC0415

    class ToTree(Transformer[Any, Any]):
        """Arithmetic to duties, innermost first. ``_Per`` carries what is not yet a duty."""

        @v_args(inline=True)
        def percent(self, number: str) -> _Per:
            return _Per(AdValorem(_decimal(number)))

        @v_args(inline=True)
        def money(self, number: str, yen: str) -> _Per:
            return _Per(Money(_decimal(number) * (10_000 if yen == "万円" else 1)))

        @v_args(inline=True)
        def number(self, number: str) -> _Per:
            return _Per(Number(_decimal(number)))

        def free(self, _: list[Any]) -> _Per:
            return _Per(Free())

        def exempt(self, _: list[Any]) -> _Per:
            return _Per(Free(exempt=True))

        def unbound(self, _: list[Any]) -> _Per:
            return _Per(Unbound())

        def value(self, _: list[Any]) -> _Per:
            return _Per(CustomsValue())

        @v_args(inline=True)
        def part(self, duty: Duty) -> _Per:
            return _Per(PartOf(duty))

        @v_args(inline=True)
        def group(self, inner: Duty | _Per) -> _Per:
            """Brackets: around arithmetic a group, around a duty "published but not applied"."""
            if isinstance(inner, _Per):
                return inner
            return _Per(inner if isinstance(inner, Formula) else NotApplied(inner))

        @v_args(inline=True)
        def atom(self, inner: Duty | _Per) -> _Per:
            return inner if isinstance(inner, _Per) else _Per(inner)

        def product(self, items: list[Any]) -> _Per:
            result: _Per = items[0]
            index = 1
            while index < len(items):
                token = items[index]
                if token.type == "PER":
                    result = _Per(result.term, _same(result.unit, _unit(token)))
                    index += 1
                    continue
                right = items[index + 1]
                sign, other = ("*", right) if token.type == "TIMES" else ("/", _Per(Number(_decimal(right))))
                result = _combined(sign, result, other)
                index += 2
            return result

        def sum(self, items: list[Any]) -> Any:
            if len(items) == 1:
                return _closed(items[0])
            parts = [items[0], *items[2::2]]
            signs = items[1::2]
            if any(_is_term(part) and part.unit is None for part in parts) or "-" in signs:
                result = parts[0]
                for sign, part in zip(signs, parts[1:], strict=True):
                    result = _combined(str(sign), result, part)
                return _closed(result)
            return Sum(tuple(_duty(_closed(part)) for part in parts))

        def range(self, items: list[Any]) -> Any:
            if len(items) == 1:
                return items[0]
            low, marks, high = items
            return Range(_duty(low), _marked(_duty(high), marks))

        def choice(self, items: list[Any]) -> Any:
            bounds = [item for item in items if isinstance(item, tuple)]
            which = next((item.value for item in items if hasattr(item, "type")), "")
            options = [item for item in items if not isinstance(item, tuple) and not hasattr(item, "type")]
            if len(options) == 1 and not which and not bounds:
                return options[0]
            result = _chosen([_duty(option) for option in options], which)
            for kind, condition, duty in bounds:
                if condition != duty:
                    raise ValueError("the bound names two different rates")
                result = Bounded(result, **{kind: _duty(duty)})
            return result

        @v_args(inline=True)
        def which(self, token: Any) -> Any:
            return token

        def floor(self, items: list[Any]) -> tuple[str, Any, Any]:
            return ("floor", items[0], items[1])

        def cap(self, items: list[Any]) -> tuple[str, Any, Any]:
            return ("cap", items[0], items[1])

        def marks(self, items: list[Any]) -> list[str]:
            return [str(item) for item in items]

        footnotes = marks

        def start(self, items: list[Any]) -> Duty:
            before, duty, after = items
            return _marked(_duty(duty), [*before, *after])

        @v_args(inline=True)
        def each(self, token: str) -> Unit:
            return Unit(UNITS["頭" if "頭" in token else "kg"])

        @v_args(inline=True)
        def named(self, name: str) -> NamedPrice:
            return NamedPrice(NAMES[name])

        @v_args(inline=True)
        def gap(self, unit: Unit, price: NamedPrice) -> Formula:
            return Formula(Operation("-", price, CustomsValue()), "JPY", unit)

        @v_args(inline=True)
        def gap_times(self, unit: Unit, price: NamedPrice, times: str, of_value: str) -> Formula:
            left = Operation("*", price, Number(_decimal(times)))
            right = Operation("*", CustomsValue(), Number(_decimal(of_value)))
            return Formula(Operation("-", left, right), "JPY", unit)

        @v_args(inline=True)
        def lactose(self, unit: Unit, base: str, _yen: str, over: str, more: str, _yen2: str) -> Sum:
            point = PerPoint(_decimal(more), "JPY", unit, "lactose", _decimal(over), "over")
            return Sum((Specific(_decimal(base), "JPY", unit), point))

        @v_args(inline=True)
        def sugar(self, _text: str, amount: str, _yen: str) -> Specific:
            return Specific(_decimal(amount), "JPY", Unit("kg", of=SUGAR))

    return ToTree()


def _is_term(item: object) -> bool:
    kinds = (Number, Money, CustomsValue, NamedPrice, Operation)
    return isinstance(item, _Per) and isinstance(item.term, kinds)


def _same(first: Unit | None, second: Unit | None) -> Unit | None:
    if first is not None and second is not None and first != second:
        raise ValueError("one formula is per two different units")
    return first or second


def _combined(sign: str, left: _Per, right: _Per) -> _Per:
    if not (_is_term(left) and _is_term(right)):
        raise ValueError("a rate cannot be multiplied with, or taken from, another")
    term = Operation(sign, left.term, right.term)  # type: ignore[arg-type]
    return _Per(term, _same(left.unit, right.unit))


def _closed(item: Any) -> Any:
    """A duty where the arithmetic is complete, else the arithmetic as it is."""
    if not isinstance(item, _Per):
        return item
    if not _is_term(item):
        return item.term
    if item.unit is None:
        return item
    if isinstance(item.term, Money):
        return Specific(item.term.value, "JPY", item.unit)
    if any(isinstance(node, CustomsValue) for node in walk(item.term)):
        return Formula(item.term, "JPY", item.unit)  # type: ignore[arg-type]
    raise ValueError("arithmetic without the customs value is no rate")


def _duty(item: Any) -> Duty:
    if isinstance(item, _Per):
        raise ValueError("an amount has no unit")  # noqa: TRY004
    result: Duty = item
    return result


def _marked(duty: Duty, marks: list[str]) -> Duty:
    return Marked(duty, tuple(marks)) if marks else duty


def _chosen(options: list[Duty], which: str) -> Duty:
    """Alternatives; in ``A〜B又はCのうちいずれか低い税率`` the choice is between B and C."""
    if not which:
        return options[0] if len(options) == 1 else OneOf(tuple(options))
    kind = LowerOf if "低い" in which else HigherOf
    if len(options) < 2:
        raise ValueError("a choice between several rates names one only")
    first = options[0]
    if isinstance(first, Range):
        return Range(first.low, kind((first.high, *options[1:])))
    return kind(tuple(options))
