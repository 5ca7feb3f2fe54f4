"""Cross-references as the tables of facts write them: "USMCA 19.11; EU-Japan EPA 1.5/2.22; RCEP none".

Each becomes a label and, where it names something, the id of what it names. What is not understood stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Names as they are written, the longest first, with the id of the agreement.
AGREEMENTS: Final[tuple[tuple[str, str], ...]] = (
    ("WTO E-commerce Agreement", "eca"), ("EU-Japan EPA", "jefta"), ("USMCA", "usmca"), ("CPTPP", "cptpp"),
    ("RCEP", "rcep"), ("TPP", "tpp"), ("GATT", "gatt24"), ("GATS", "wto"), ("WTO AoA", "wto"), ("WTO", "wto"), ("ECA", "eca"),
)  # fmt: skip
_ARTICLE: Final = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3}){0,2}|[IVX]{1,6}(?:bis)?(?::\d+)?|(?:Annex|Appendix|Protocol|chapter|Schedule)\b.*)$"
)
_ABSENT: Final = re.compile(r"^none\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference: what is shown, what it leads to (empty: nothing), and whether it says "none"."""

    label: str
    target: str
    absent: bool = False


def article_id(agreement: str, article: str) -> str:
    """The id of an article of another agreement."""
    return f"at:{agreement} {article}"


def split_article(identifier: str) -> tuple[str, str]:
    """Agreement and article of such an id."""
    plain = identifier.removeprefix("at:")
    for name, _ in AGREEMENTS:
        if plain.startswith(name + " "):
            return name, plain[len(name) + 1 :]
    return plain, ""


def parse(text: str, ours: dict[str, str]) -> tuple[Reference, ...]:
    """References of one cell; ``ours`` leads from our own ids and locators to ids."""
    out: list[Reference] = []
    for piece in text.split(";"):
        piece = piece.strip()  # noqa: PLW2901
        if piece:
            out.extend(_one(piece, ours))
    return tuple(out)


def _one(piece: str, ours: dict[str, str]) -> list[Reference]:
    plain, _, remark = piece.partition(" (")
    own = ours.get(piece) or ours.get(plain)
    if own:
        return [Reference(piece, own)]
    for name, agreement in AGREEMENTS:
        if plain == name or plain.startswith(name + " "):
            return _of_agreement(name, agreement, plain[len(name) :].strip(), f" ({remark}" if remark else "")
    # "Annex II General Note 4(b)" or "Annex I Section C": the longest locator of ours that it begins with.
    known = [locator for locator in ours if len(locator) > 3 and plain.startswith(locator)]
    return [Reference(piece, ours[max(known, key=len)] if known else "")]


def _of_agreement(name: str, agreement: str, rest: str, remark: str) -> list[Reference]:
    if not rest:
        return [Reference(name + remark, f"in:{agreement}")]
    if _ABSENT.match(rest):
        return [Reference(f"{name}: {rest}{remark}", f"in:{agreement}", absent=True)]
    numbers = [part.strip() for part in re.split(r"[,/]", rest)]
    if not all(_ARTICLE.match(number) for number in numbers):
        return [Reference(f"{name} {rest}{remark}", f"in:{agreement}")]
    return [
        Reference(f"{name} {number}{remark if place == len(numbers) - 1 else ''}", article_id(name, number))
        for place, number in enumerate(numbers)
    ]


def article_path(agreement: str, article: str) -> str:
    """The structural path of an article in the text of its agreement; empty where it has none."""
    if re.fullmatch(r"\d{1,3}\.\d{1,3}", article):
        return f"article:{article}"
    if found := re.fullmatch(r"(\d{1,3}\.\d{1,3})\.(\d{1,2})", article):
        return f"article:{found[1]}/{found[2]}"
    if agreement in ("GATT", "WTO E-commerce Agreement", "ECA") and (
        found := re.fullmatch(r"(\d{1,3}|[IVX]{1,6})(?::(\d+))?", article)
    ):
        return f"article:{found[1]}" + (f"/{found[2]}" if found[2] else "")
    if found := re.fullmatch(r"(?:ECA )?(\d{1,3})\b.*", article):
        return f"article:{found[1]}" if agreement in ("WTO",) else ""
    return ""
