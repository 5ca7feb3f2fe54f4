"""What exports and pages ask of a duty's text: is it one plain percentage, is it all English."""

from __future__ import annotations

import re
from decimal import Decimal

_CJK = re.compile(r"[\u3041-\u30fa\u3400-\u9fff]")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")


def plain_percent(said: str) -> Decimal | None:
    """The percentage of a cell that says nothing but one: no mark, no bracket, no footnote; free is zero."""
    if said in ("Free", "Exempt"):
        return Decimal(0)
    match = _PERCENT.fullmatch(said)
    return Decimal(match[1]) if match else None


def is_english(text: str) -> bool:
    """Whether nothing Japanese is left in a wording."""
    return _CJK.search(text) is None
