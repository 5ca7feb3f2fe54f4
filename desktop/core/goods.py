"""How a line names itself in a table: its distinguishing words first, the rest as context."""

from __future__ import annotations

import re

_NUMBERING = re.compile(
    r"\A(?:[-−–\s]*)(?:\*?\s*[〔\[]\d+[〕\]]\s*|[(（]\w{1,4}[)）]\s*|\d{1,2}\s+(?=[A-Z\u3041-\u9fff])|[A-Z]\s*(?=[\u3041-\u9fff])|[A-Z]\s+(?=[A-Z]))?"
)
_OTHER = re.compile(r"(?:Others?|Other \(.*\)|その他のもの)[.:]?", re.IGNORECASE)
# A price, a season or a use says nothing of the goods; it needs the step above it.
_CONDITION = re.compile(
    r"(?:Each kilogram|Per each|Less than|Not (?:less|more) than|More than|Over|Not over|Valued|If "
    r"|Described in|Imported |Intended for|Provided for|Subject to|For feeding|For use|課税価格)",
)
STEP = " › "


def plain(part: str) -> str:
    """One step of a path without the numbering of the schedule (``(2) Other`` is ``Other``)."""
    bare = _NUMBERING.sub("", part, count=1).strip().rstrip(":").strip()
    return bare or part.strip()


def name(path: tuple[str, ...]) -> tuple[str, str]:
    """Distinguishing words and context of a path (broadest first).

    A last step that only says "Other", or only a price, a season or a use, is no name, so the
    steps above it come along until one says something: ``Horses › Other`` in the context of
    ``Live horses, asses ...``.
    """
    steps = [plain(part) for part in path if part.strip()]
    if not steps:
        return "", ""
    start = len(steps) - 1
    while start > 0 and (_OTHER.fullmatch(steps[start]) or _CONDITION.match(steps[start])):
        start -= 1
    return STEP.join(steps[start:]), STEP.join(steps[:start])


def display_name(
    path_en: tuple[str, ...], path_ja: tuple[str, ...], *, english_is_broad: bool
) -> tuple[str, str]:
    """Distinguishing words and context of a line in English.

    Where the English stops at the subheading (``english_is_broad``), the line's own Japanese
    words follow it, because they are what tells it from its neighbours.
    """
    words, context = name(path_en)
    if english_is_broad and path_ja:
        own = STEP.join(plain(step) for step in path_ja[1:][-2:] or path_ja)
        words = f"{words} — {own}" if words else own
    return words, context
