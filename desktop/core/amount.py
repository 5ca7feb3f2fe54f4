"""Read a figure as people type it, or say in one sentence what is wrong with it.

``1,000.5``, ``1.000,5``, ``1 000``, ``¥30,000``, full-width digits; a figure that could be read two ways
(``1,00,5``) is not read at all.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

MOST: Final = Decimal(10) ** 15


class NotAFigure(ValueError):  # noqa: N818  (said to the user as it is)
    """The message is one sentence: what, and what to do."""


def read_amount(text: str, what: str) -> Decimal:
    """The figure that a text gives; ``what`` names the field in the sentence of a refusal."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"^[¥$\s]+|(?:円|yen|usd|jpy|dollars?)?\s*$", "", plain, flags=re.IGNORECASE).strip()
    if not plain:
        raise NotAFigure(f"{what} is missing: type a figure such as 30,000.")
    if plain[0] in "-−–":
        raise NotAFigure(f"{what} cannot be negative.")
    if re.search(r"[^\d.,' _\u00a0\u202f]", plain):
        raise NotAFigure(
            f"{what}: “{text.strip()[:20]}” is not a figure; type digits such as 30,000 or 1,000.5."
        )
    value = _figure(re.sub(r"[' _\u00a0\u202f]", "", plain))
    if value is None:
        raise NotAFigure(
            f"{what}: the commas and points in “{text.strip()[:20]}” can be read in two ways; "
            "type 1000 or 1,000 for a thousand, 1.5 for one and a half."
        )
    if value >= MOST:
        raise NotAFigure(f"{what} is too large: figures must be below {MOST:,f}.")
    return value


def _figure(plain: str) -> Decimal | None:
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        decimal = max(",", ".", key=plain.rfind)
        return _grouped(plain, "." if decimal == "," else ",", decimal)
    if commas == 1 and not re.search(r",\d{3}$", plain):
        return _grouped(plain, ".", ",")
    if points > 1:
        return _grouped(plain, ".", ",")
    if points == 1 and not commas and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):
        return None  # a thousand in Europe, one in America
    return _grouped(plain, ",", ".")


def _grouped(plain: str, group: str, decimal: str) -> Decimal | None:
    """Whole groups of three before at most one decimal sign."""
    pattern = rf"(\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+)?(?:{re.escape(decimal)}(\d*))?"
    found = re.fullmatch(pattern, plain)
    if found is None or not (found[1] or found[2]):
        return None
    whole = (found[1] or "0").replace(group, "")
    return Decimal(f"{whole}.{found[2]}" if found[2] else whole)
