"""The duty that would be paid without the agreement, and how far the rule is safe.

Source of the rule: the order in which Japan's schedule prints its rates. A temporary rate
takes the place of the general rate while it is in force; a rate in the WTO schedule is paid
where it is lower than either. A rate that is published but not applied stands in brackets.
So: of the cells that are not in brackets, the temporary one, else the general one, is the
statutory rate; the WTO cell, if not in brackets, is the lower and is paid. Where temporary and
WTO both stand without brackets the lower of the two is paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core import wording


@dataclass(frozen=True, slots=True)
class WithoutDeal:
    """A duty without the agreement.

    ``published`` is the text of the cell it came from (two cells divided by a line break
    when the lower of both applies), ``column`` names the cell (``general``, ``temporary``,
    ``wto``, ``temporary|wto`` or empty), ``note`` says in one sentence why the rule is not
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
    def english(self) -> str:
        """The duty in English, as a cell shows it."""
        if "|" in self.column:
            first, second = self.published.split("\n", 1)
            return f"{wording.english(first)} or {wording.english(second)}, whichever is less"
        return wording.english(self.published) if self.published else ""


_MARK_NOTES = {
    "◎": "The rate is marked ◎: it holds only for goods used as the law prescribes.",
    "※": "The rate is marked ※: it is a temporary rate tied to a condition the cell does not state.",
    "●": "The rate is marked ●: the WTO concession differs within this line, by product.",
    "*": ("The WTO cell is marked *: its bound rate counts a levy that may be collected besides the duty."),
    "**": ("The WTO cell is marked **: its bound rate counts a levy that may be collected besides the duty."),
}


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
    if "〜" in bound or "●" in bound:
        return WithoutDeal(
            bound,
            "wto",
            f"The WTO rate differs within this line, by product; the {column} rate is "
            f"{wording.english(statutory)}.",
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
    if column == "general":
        return WithoutDeal(bound, "wto", _notes(bound) or _notes(statutory) or note)
    return WithoutDeal(f"{statutory}\n{bound}", "temporary|wto", note)


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
