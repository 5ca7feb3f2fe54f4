"""Read a duty as the Harmonized Tariff Schedule of the United States (HTSUS) publishes it.

The language: ``Free`` or a sum of percentages and amounts per unit (``6.6¢/kg``, ``$1.70 each``),
each of them on the whole or on a part (``on the case``, ``on drained weight``); sugar's ``less ...
for each degree under 100 degrees ... but not less than``; and references: ``See 9908.04.05``,
``No change``, and the sentences of chapters 98 and 99, which stay in their words.

Typing slips of the files (``¢;``, left-over tags, words cut by a hyphen) are put right in
``tidy``; what stays unclear is not guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from desktop.core.duty import (
    AdValorem,
    Bounded,
    Case,
    Cases,
    Duty,
    Free,
    PerPoint,
    Reference,
    Specific,
    Stated,
    Sum,
    Unit,
    Unread,
)

if TYPE_CHECKING:
    from lark import Lark, Token, Transformer

MAX_LENGTH: Final = 2_000

GRAMMAR: Final = r"""
start: duty
duty: "Free"i                         -> free
    | "Free"i _COMMA? TAIL            -> free_if
    | sum
    | SEE                             -> see
    | SENTENCE (PLUS sentence_more)*  -> reference

sentence_more: term | DUTY_MORE
sum: degrees | term (PLUS term)* RIDER?
degrees: amount "less"i amount DEGREES amount

term: PERCENT BASIS?   -> percent
    | amount BASIS?
amount: (CENTS | DOLLARS) PER

_COMMA: ","
PLUS: "+" | "plus"i
PERCENT.3: /\d[\d,]*(?:\.\d+)?(?: \d+\/\d+)? ?(?:%|percent)/
CENTS.2: /\d[\d,]*(?:\.\d+)? ?¢/
DOLLARS.2: /\$ ?\d[\d,]*(?:\.\d+)?/
PER.2: / ?\/ ?(?:clean kg|kg|pf\. ?liter|liter|line ?\/ ?gross|gross|doz\.|pr\.?|bbl|m2|m3|lin\. m|m|t|g|head|1,?000 pins|1,?000|thousand|jewel over \d+|jewel|article|pack)(?![a-z0-9])| each(?! other)| for each other piece or part/
DEGREES.2: /for each degree under 100 degrees \(and fractions of a degree in proportion\) but not less(?: than)?/
BASIS: /(?:on|upon|of) [^+]+?(?= ?\+| ?$)|, including weight of container(?= ?\+| ?$)/
RIDER.2: /, but if [^+]+/
TAIL.2: /[^+]+/
SEE.2: /See (?:headings? |subheadings? )?\d{4}[\d., -]*/
SENTENCE.1: /(?:No change|\(s\)|See additional|See U\.S\.|The |A duty )[^+]*?(?= ?\+| plus | ?$)/i
DUTY_MORE.4: /a duty of [^+]+/
%ignore " "
"""

UNITS: Final = {
    "kg": "kg", "clean kg": "clean kg", "liter": "litre", "pf.liter": "proof litre", "pf. liter": "proof litre",
    "line/gross": "line per gross", "gross": "gross", "doz.": "dozen", "pr.": "pair", "pr": "pair",
    "bbl": "barrel", "m2": "m²", "m3": "m³", "lin. m": "linear metre", "m": "metre", "t": "tonne",
    "g": "gram", "head": "head", "1,000 pins": "pin", "1,000": "piece", "thousand": "piece",
    "jewel": "jewel", "article": "article", "pack": "pack", "each": "piece",
    "for each other piece or part": "other piece or part",
}  # fmt: skip
_THOUSANDS: Final = ("1,000 pins", "1,000", "thousand")


def read(published: str) -> Duty:
    """The tree of a published text; what is no duty comes back as ``Unread`` with the reason.

    Never raises, and its time is bounded by ``MAX_LENGTH``.
    """
    if len(published) > MAX_LENGTH:
        return Unread(published[:200], f"the text is longer than {MAX_LENGTH:,} characters")
    text = tidy(published)
    if not text:
        return Unread(published, "the text is empty")
    return _parsed(text, published)


def tidy(published: str) -> str:
    """One notation: no tags, no stray semicolons, one space, words whole."""
    text = re.sub(r"<sup>\s*([23])\s*</sup>", r"\1", published)
    text = re.sub(r"<[^<>]*>", "", text)
    text = text.replace("¢;", "¢").replace("m²", "m2").replace("m³", "m3")
    text = re.sub(r"(?<=[a-z])- (?=[a-z])", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=%)\s*[`/]$", "", text)
    if not _abbreviated(text):
        text = re.sub(r"(?<=[%\w.)])\.$", "", text)
    text = re.sub(r"(?<=m[23])of\b", " of", text)
    for slip, meant in _SLIPS:
        text = text.replace(slip, meant)
    return text.strip()


_SLIPS: Final = (
    ("oralterations", "or alterations"), ("thebattery", "the battery"), ("weght", "weight"),
    ("provided inthe", "provided in the"), ("in the in the ensemble", "in the ensemble"),
    (" ,", ","),
)  # fmt: skip


def _abbreviated(text: str) -> bool:
    return re.search(r"\b(?:doz|pr)\.$", text) is not None


def _parsed(text: str, published: str) -> Duty:
    from lark.exceptions import UnexpectedInput, VisitError  # noqa: PLC0415

    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        place = getattr(error, "pos_in_stream", None)
        at = len(text) if place is None or place < 0 else place
        return Unread(published, f"“{text[at : at + 20] or 'the end'}” was not expected")
    try:
        done: Duty = _transformer().transform(tree)
    except VisitError as error:
        return Unread(published, str(error.orig_exc))
    return done


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark  # noqa: PLC0415  (only where texts are read, never for a ready tree)

    return Lark(GRAMMAR, parser="lalr")


def codes_of(text: str) -> tuple[str, ...]:
    """The lines that a reference names, as digits; ``9823.04.01-9823.04.54`` gives its two ends."""
    return tuple(code.replace(".", "") for code in re.findall(r"\d{4}(?:\.\d\d){0,3}", text))


def _number(token: str) -> Decimal:
    whole = re.sub(r"[^\d./ ]", "", token).strip()
    mixed = re.fullmatch(r"(\d+) (\d+)/(\d+)", whole)
    if mixed:
        if (mixed[2], mixed[3]) not in _FRACTIONS:
            raise ValueError(f"the fraction {mixed[2]}/{mixed[3]} is not known")
        return Decimal(mixed[1]) + _FRACTIONS[mixed[2], mixed[3]]
    return Decimal(whole)


# Thirds have no exact decimal; 28 places are far below a cent on any value that is ever declared.
_FRACTIONS: Final = {
    ("1", "2"): Decimal("0.5"), ("1", "3"): Decimal(1) / Decimal(3), ("2", "3"): Decimal(2) / Decimal(3),
    ("1", "4"): Decimal("0.25"), ("3", "4"): Decimal("0.75"),
}  # fmt: skip


def _unit(per: str, basis: str = "") -> Unit:
    name = re.sub(r"^ ?/ ?", "", per).strip()
    name = re.sub(r" ?/ ?", "/", name)
    name = re.sub(r"^1000", "1,000", name)
    over = re.fullmatch(r"jewel over (\d+)", name)
    if over:
        return Unit(f"jewel over {over[1]}", of=basis)
    return Unit(UNITS[name], of=basis, count=1000 if name in _THOUSANDS else 1)


def _basis(token: str | None) -> str:
    return "" if token is None else re.sub(r"^(?:on|upon|of) |^, ", "", str(token)).strip()


@lru_cache(maxsize=1)
def _transformer() -> Transformer[Token, Duty]:
    from lark import Transformer, v_args  # noqa: PLC0415

    class ToTree(Transformer[Any, Any]):
        """Parsed text to duties, innermost first."""

        @v_args(inline=True)
        def percent(self, number: str, basis: str | None = None) -> AdValorem:
            return AdValorem(_number(number.replace("percent", "%")), _basis(basis))

        @v_args(inline=True)
        def amount(self, money: str, per: str) -> Specific:
            value = _number(str(money).replace("¢", "").replace("$", "").replace(",", ""))
            return Specific(value / 100 if "¢" in money else value, "USD", _unit(str(per)))

        def term(self, items: list[Any]) -> Specific:
            amount: Specific = items[0]
            if len(items) == 1:
                return amount
            return Specific(amount.amount, "USD", Unit(amount.unit.name, _basis(items[1]), amount.unit.count))

        @v_args(inline=True)
        def degrees(self, base: Specific, less: Specific, _text: str, floor: Specific) -> Bounded:
            if {base.unit, less.unit, floor.unit} != {Unit("kg")}:
                raise ValueError("the degrees of sugar are per kilogram")
            off = PerPoint(-less.amount, "USD", Unit("kg"), "degree", Decimal(100), "under")
            return Bounded(Sum((base, off)), floor=floor)

        def sum(self, items: list[Any]) -> Duty:
            parts = [item for item in items if not hasattr(item, "type")]
            riders = [str(item).strip(" ,") for item in items if getattr(item, "type", "") == "RIDER"]
            parts += [Reference(rider) for rider in riders]
            return parts[0] if len(parts) == 1 else Sum(tuple(parts))

        @v_args(inline=True)
        def duty(self, inner: Duty) -> Duty:
            return inner

        start = duty

        def free(self, _: list[Any]) -> Free:
            return Free()

        def free_if(self, items: list[Any]) -> Cases:
            text = str(items[-1]).strip(" ,")
            if re.match(r"\([A-Z][A-Z*+]?,", text):
                raise ValueError("the list of programmes is not closed")
            return Cases((Case(Stated(text), Free()),))

        @v_args(inline=True)
        def see(self, text: str) -> Reference:
            return Reference(str(text).strip().rstrip(","), codes_of(str(text)))

        def sentence_more(self, items: list[Any]) -> Duty:
            token = items[0]
            if not hasattr(token, "type"):
                done: Duty = token
                return done
            share = re.match(r"a duty of (\d+(?:\.\d+)?)%(?: (?:upon|on) (.+))?\Z", str(token).strip())
            if share is None:
                raise ValueError(f"“{token}” is no percentage")
            return AdValorem(Decimal(share[1]), share[2] or "")

        def reference(self, items: list[Any]) -> Duty:
            text = str(items[0]).strip()
            parts = [item for item in items[1:] if not hasattr(item, "type")]
            if text.endswith("assembled"):
                raise ValueError("the sentence is cut off")
            if text == "(s)":
                raise ValueError("a symbol whose meaning is not in the file")
            first = Reference(text, codes_of(text))
            return Sum((first, *parts)) if parts else first

    return ToTree()
