"""What can be said of a published duty without reading it: marks, brackets, a plain percentage.

Cheap string work for the derivation of the duty without the deal and for exports; the meaning
of a duty is the business of its tree (``duty``).
"""

from __future__ import annotations

import re
from decimal import Decimal

_CJK = re.compile(r"[\u3041-\u30fa\u3400-\u9fff]")


def tidy(published: str) -> str:
    """The published text with line breaks that fall inside a rate taken out."""
    text = published.replace("\r", "").strip()
    text = re.sub(r"\n\s*\n+", "\n", text)
    text = re.sub(r"\n(?=/)", "", text)
    text = re.sub(r"(?<=[〜＋+、])\n", "", text)
    text = re.sub(r"無税(?=世界貿易機関設立協定)", "無税\n", text)
    return re.sub(r"\n(?=ただし)", "、", text)


def is_bracketed(published: str) -> bool:
    """Whether the whole text stands in brackets: published, but "not applied".

    Ranges such as ``(無税)〜(6%)`` count, as do texts with a mark before the bracket.
    """
    text = tidy(published).replace("（", "(").replace("）", ")")
    if "(" not in text:
        return False
    before = None
    while before != text:
        before, text = text, re.sub(r"\([^()]*\)", "", text)
    return not re.sub(r"[●◎※*〜、\s]|又は|一部|◆\d+", "", text)


def marks(published: str) -> list[str]:
    """The marks that a published text carries, in order: ``●``, ``◎``, ``※``, ``*``, ``**``, ``◆2``."""
    found = re.findall(r"\*\*|[●◎※*]|◆\d+", published)
    return list(dict.fromkeys(found))


def without_marks(published: str) -> str:
    """The published text without its marks and enclosing brackets."""
    text = tidy(re.sub(r"[●◎※*]|◆\d+", "", published)).strip()
    text = text.replace("（", "(").replace("）", ")").replace("％", "%")
    return text[1:-1].strip() if re.fullmatch(r"\([^()]*\)", text) else text


_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")


def percent(published: str) -> Decimal | None:
    """The percentage of a duty, marks and brackets aside; free is zero; None for anything else.

    For comparing cells of one line. What a reader may add up is ``plain_percent``.
    """
    text = without_marks(published)
    if text in ("無税", "免税", "Free", "Exempt"):
        return Decimal(0)
    match = _PERCENT.fullmatch(text)
    return Decimal(match[1]) if match else None


def plain_percent(published: str) -> Decimal | None:
    """The percentage of a duty that is nothing but one: no mark, no bracket, no footnote."""
    return None if marks(published) or is_bracketed(published) else percent(published)


def first_number(published: str) -> Decimal | None:
    """The first figure of a duty, used for order within one kind and for nothing else."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", without_marks(published))
    return Decimal(match[0].replace(",", "")) if match else None


def is_english(text: str) -> bool:
    """Whether nothing Japanese is left in a wording."""
    return _CJK.search(text) is None
