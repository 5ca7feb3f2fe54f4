"""The duty that would be paid without the agreement, and how far the rule is safe.

Source of the rule: the order in which Japan's schedule prints its rates. A temporary rate
takes the place of the general rate while it is in force; a rate in the WTO schedule is paid
where it is lower than either. A rate that is published but not applied stands in brackets.
So: of the cells that are not in brackets, the temporary one, else the general one, is the
statutory rate; a WTO cell that is not in brackets is paid where it is lower. Where the forms of
the two differ (a percentage and an amount), the lower depends on the price: both are given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from desktop.core import duty_japanese, duty_kind, duty_words, wording
from desktop.core.duty import Duty, LowerOf
from desktop.core.line import Kind


@dataclass(frozen=True, slots=True)
class WithoutDeal:
    """A duty without the agreement.

    ``published`` is the text of the cell it came from (two cells divided by an empty line
    when the lower of both applies), ``column`` names the cell (``general``, ``temporary``,
    ``wto``, ``temporary|wto``, ``general|wto`` or empty), ``note`` says in one sentence why the rule is not
    safe, and is empty when it is.
    """

    published: str
    column: str
    note: str = ""

    @property
    def safe(self) -> bool:
        """Whether the rule settles the duty without doubt."""
        return not self.note

    @property
    def duty(self) -> Duty | None:
        """The duty as a tree; None where no rate was found."""
        return duty_of(self.published, self.column)

    @property
    def english(self) -> str:
        """The duty in English, as a cell shows it."""
        duty = self.duty
        return "" if duty is None else duty_words.notation(duty)


def duty_of(published: str, column: str) -> Duty | None:
    """The tree of a derived duty: the lower of two cells where both apply."""
    if not published:
        return None
    if "|" in column:
        return LowerOf(tuple(duty_japanese.read(part) for part in published.split(_BETWEEN)))
    return duty_japanese.read(published)


_MARK_NOTES = {
    "◎": "The rate is marked ◎: it holds only for goods used as the law prescribes.",
    "※": "The rate is marked ※: it is a temporary rate tied to a condition the cell does not state.",
    "●": "The rate is marked ●: the WTO concession differs within this line, by product.",
    "*": ("The WTO cell is marked *: its bound rate counts a levy that may be collected besides the duty."),
    "**": ("The WTO cell is marked **: its bound rate counts a levy that may be collected besides the duty."),
}


_BETWEEN = "\n\n"


def derive(general: str, temporary: str, wto: str) -> WithoutDeal:
    """Apply the rule to the three published cells (inherited values already filled in)."""
    statutory, column = _statutory(general, temporary)
    bound = "" if not wto or wording.is_bracketed(wto) else wto
    note = _levy_note(wto)
    if not statutory and not bound:
        return WithoutDeal("", "", "No rate that is applied could be found in the schedule.")
    if not statutory:
        return WithoutDeal(bound, "wto", _notes(bound) or note)
    if not bound:
        return WithoutDeal(statutory, column, _notes(statutory) or note)
    if "〜" in bound or "●" in bound or duty_kind.kind(duty_japanese.read(bound)) is Kind.CONDITION:
        return WithoutDeal(
            bound,
            "wto",
            f"The WTO rate differs within this line, by product; the {column} rate is "
            f"{duty_words.notation(duty_japanese.read(statutory))}.",
        )
    return _lower(statutory, column, bound, note)


def _statutory(general: str, temporary: str) -> tuple[str, str]:
    if temporary and not wording.is_bracketed(temporary):
        return temporary, "temporary"
    if general and not wording.is_bracketed(general):
        return general, "general"
    return "", ""


def _lower(statutory: str, column: str, bound: str, note: str) -> WithoutDeal:
    ours, theirs = wording.percent(statutory), wording.percent(bound)
    if ours is not None and theirs is not None:
        if ours <= theirs:
            return WithoutDeal(statutory, column, _notes(statutory) or note)
        return WithoutDeal(bound, "wto", _notes(bound) or note)
    if ours == 0:
        return WithoutDeal(statutory, column, _notes(statutory) or note)
    if _never_higher(bound, statutory):
        return WithoutDeal(bound, "wto", _notes(bound) or note)
    return WithoutDeal(f"{statutory}{_BETWEEN}{bound}", f"{column}|wto", _notes(statutory) or note)


def _never_higher(bound: str, statutory: str) -> bool:
    """Whether the first duty cannot be higher than the second at any price.

    It is free; or it is a percentage and the second is the greater of an amount and a
    percentage that is no lower; or both have one form and no figure of the first is higher.
    """
    share = wording.percent(bound)
    floor = re.match(r"(\d+(?:\.\d+)?)%又は.*いずれか高い税率\Z", wording.without_marks(statutory))
    if share == 0 or (share is not None and floor and share <= Decimal(floor[1])):
        return True
    ours, theirs = (wording.without_marks(text).replace("+", "＋") for text in (bound, statutory))
    figure = r"\d[\d,]*(?:\.\d+)?"
    if re.sub(figure, "#", ours) != re.sub(figure, "#", theirs):
        return False
    pairs = zip(re.findall(figure, ours), re.findall(figure, theirs), strict=True)
    return all(Decimal(a.replace(",", "")) <= Decimal(b.replace(",", "")) for a, b in pairs)


def _notes(published: str) -> str:
    for mark in wording.marks(published):
        if mark in _MARK_NOTES:
            return _MARK_NOTES[mark]
    return ""


def _levy_note(wto: str) -> str:
    for mark in wording.marks(wto):
        if mark.startswith("*"):
            return _MARK_NOTES[mark]
    return ""
