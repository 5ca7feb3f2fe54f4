"""What the search box asks of the provisions: a jump to an article, or words in a scope.

``art 11``, ``art. 5(1)``, ``USJTA 6``, ``DTA 11``, ``Annex I B-4``, ``Annex II GN 4(b)``, ``GN 36(b)(iii)``, ``USMCA 19.11``
jump; ``art:beef``, ``dta:source code``, ``if:motor vehicles`` search words among provisions, digital-trade articles and
statements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from desktop.core import text
from desktop.core.crossref import AGREEMENTS, article_id

SCOPES: Final[dict[str, str]] = {
    "art": "provisions",
    "dta": "articles of the Digital Trade Agreement",
    "if": "statements of IF11120",
}


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Ids to jump to, the first that exists first, or folded words in a scope; ``said`` is what was understood."""

    jumps: tuple[str, ...] = ()
    locator: str = ""
    words: tuple[str, ...] = ()
    scope: str = ""
    said: str = ""
    tag: str = ""


_SCOPE: Final = re.compile(r"^\s*(art|dta|if):\s*(.*)$", re.IGNORECASE | re.DOTALL)
_ARTICLE: Final = re.compile(
    r"^(?:usjta\s+)?(?:art(?:icle)?\.?|usjta)\s*(\d{1,2})(?:\s*\(.*)?$", re.IGNORECASE
)
_DIGITAL: Final = re.compile(
    r"^(?:dta|usjdta|digital(?: trade agreement)?)\s*(?:art(?:icle)?\.?\s*)?(\d{1,2})(?:\s*\(.*)?$",
    re.IGNORECASE,
)
_GENERAL_NOTE: Final = re.compile(
    r"^(?:hts(?:us)?\s+)?(?:gn|general note)\s*(36|3)\s*((?:\(\w+\))*)$", re.IGNORECASE
)
_ANNEX: Final = re.compile(r"^annex\s+(i{1,2}|[12])\b[\s,:-]*(.*)$", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"^(usmca|cptpp|tpp-11|tpp|rcep|gatt|eu-japan epa|eu-japan|jefta|epa)\s*(?:art(?:icle)?\.?\s*)?(\d{1,2}\.\d{1,2}(?:\.\d)?|[ivx]+(?::\d)?)$",
    re.IGNORECASE,
)
_OTHER_NAMES: Final = {
    "tpp-11": "CPTPP",
    "eu-japan": "EU-Japan EPA",
    "jefta": "EU-Japan EPA",
    "epa": "EU-Japan EPA",
}


def parse(typed: str) -> EntryQuery | None:
    """What a text asks of the provisions; None where it asks for tariff lines."""
    typed = " ".join(typed.split())
    if found := _SCOPE.match(typed):
        scope, rest = found[1].casefold(), found[2].strip()
        jump = _jump(f"{'dta' if scope == 'dta' else 'art'} {rest}") if scope != "if" else None
        return jump or EntryQuery(
            words=tuple(text.words(rest)), scope=scope, said=f"{SCOPES[scope]}: {rest or 'all'}"
        )
    return _jump(typed)


def words(typed: str) -> EntryQuery:
    """Words among all entries."""
    return EntryQuery(words=tuple(text.words(typed)), said=f"provisions: {typed.strip()}")


def _jump(typed: str) -> EntryQuery | None:
    if found := _ARTICLE.match(typed):
        number = int(found[1])
        both = (f"usjta-{number}", f"usjdta-{number}")
        return EntryQuery(
            both[:1] if typed.casefold().startswith("usjta") else both, said=f"Article {number}"
        )
    if found := _DIGITAL.match(typed):
        return EntryQuery(
            (f"usjdta-{int(found[1])}",), said=f"Digital Trade Agreement, Article {int(found[1])}"
        )
    if found := _GENERAL_NOTE.match(typed):
        locator = (
            f"General Note {found[1]}{found[2].lower()}" if found[1] == "36" else "HTS General Note 3(c)"
        )
        return EntryQuery(("usjta-II-hts",) if locator == "General Note 36" else (), locator, said=locator)
    if found := _ANNEX.match(typed):
        return _annex(found[1].upper().replace("2", "II").replace("1", "I"), found[2].strip())
    if found := _OTHER.match(typed):
        plain = found[1].casefold()
        names = {name.casefold(): name for name, _ in AGREEMENTS} | _OTHER_NAMES
        article = found[2].upper() if not found[2][0].isdigit() else found[2]
        return EntryQuery((article_id(names[plain], article),), said=f"{names[plain]} Article {article}")
    return None


def _annex(number: str, rest: str) -> EntryQuery:
    said = f"Annex {number}{' ' + rest if rest else ''}"
    if not rest:
        return EntryQuery((f"usjta-{number}",), said=said)
    if number == "II":
        plain = re.sub(r"(?i)^(?:gn|general note)\s*", "General Note ", rest)
        key = {"General Note 4": "usjta-II-gn4"}.get(plain, "")
        return EntryQuery((key,) if key else (), plain, said=said)
    step = re.match(
        r"(?i)^(?:section\s+)?([ABC])(?:[\s,-]*(?:subsection|paragraph)?\s*(\d)?(?:\((\w)\))?)?$", rest
    )
    if step is None:
        return EntryQuery((f"usjta-{number}",), said=said)
    section, second, third = step[1].upper(), step[2] or "", step[3] or ""
    keys = [f"usjta-I-{section}" + (f"-{second}" if second else "")]
    if third:
        return EntryQuery(
            (*keys, f"usjta-I-{section}"), f"Section {section}, paragraph {second}({third})", said=said
        )
    return EntryQuery((*keys, f"usjta-I-{section}"), said=said)
