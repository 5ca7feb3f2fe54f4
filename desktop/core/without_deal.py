"""The duty that would be paid without the agreement, and how far the rule is safe.

Source of the rule: the order in which Japan's schedule prints its rates. A temporary rate
takes the place of the general rate while it is in force; a rate in the WTO schedule is paid
where it is lower than either. A rate that is published but not applied stands in brackets.
So: of the cells that are not in brackets, the temporary one, else the general one, is the
statutory rate; a WTO cell that is not in brackets is paid where it is lower. Where the forms of
the two differ (a percentage and an amount), the lower depends on the price: both are given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from desktop.core import duty_japanese, duty_words
from desktop.core.duty import (
    AdValorem,
    Cases,
    Duty,
    Free,
    LowerOf,
    NotApplied,
    OneOf,
    PerPoint,
    Range,
    Specific,
    Sum,
    Unit,
    bare,
    marks,
    units_of,
    walk,
    without_marks,
)
from desktop.core.duty_curve import NoCurve, compare, curve


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
        return LowerOf(tuple(_read(part) for part in published.split(_BETWEEN)))
    return _read(published)


_MARK_NOTES = {
    "◎": "The rate is marked ◎: it holds only for goods used as the law prescribes.",
    "※": "The rate is marked ※: it is a temporary rate tied to a condition the cell does not state.",
    "●": "The rate is marked ●: the WTO concession differs within this line, by product.",
    "*": ("The WTO cell is marked *: its bound rate counts a levy that may be collected besides the duty."),
    "**": ("The WTO cell is marked **: its bound rate counts a levy that may be collected besides the duty."),
}


_BETWEEN = "\n\n"


@lru_cache(maxsize=4096)
def _read(published: str) -> Duty:
    return duty_japanese.read(published)


def derive(general: str, temporary: str, wto: str) -> WithoutDeal:
    """Apply the rule to the three published cells (inherited values already filled in)."""
    statutory, column = next(
        (
            (text, name)
            for text, name in ((temporary, "temporary"), (general, "general"))
            if text and not not_applied(_read(text))
        ),
        ("", ""),
    )
    bound = "" if not wto or not_applied(_read(wto)) else wto
    levy = _note(wto, ("*", "**"))
    if not statutory and not bound:
        return WithoutDeal("", "", "No rate that is applied could be found in the schedule.")
    if not statutory:
        return WithoutDeal(bound, "wto", _note(bound) or levy)
    if not bound:
        return WithoutDeal(statutory, column, _note(statutory) or levy)
    if _differs_within_the_line(_read(bound)):
        return WithoutDeal(
            bound,
            "wto",
            f"The WTO rate differs within this line, by product; the {column} rate is "
            f"{duty_words.notation(_read(statutory))}.",
        )
    return _lower(statutory, column, bound, levy)


def not_applied(duty: Duty) -> bool:
    """Whether all that a cell says stands in brackets: published, but another column's rate is paid."""
    match without_marks(duty):
        case NotApplied():
            return True
        case Range(low, high):
            return not_applied(low) and not_applied(high)
        case OneOf(options):
            return all(map(not_applied, options))
    return False


def _differs_within_the_line(duty: Duty) -> bool:
    return "●" in marks(duty) or any(isinstance(node, Range | Cases) for node in walk(duty))


def _lower(statutory: str, column: str, bound: str, levy: str) -> WithoutDeal:
    """The lower of the two where one of them is never higher; both where the price decides."""
    first, second = _read(statutory), _read(bound)
    if _never_higher(first, second):
        return WithoutDeal(statutory, column, _note(statutory) or levy)
    if _never_higher(second, first):
        return WithoutDeal(bound, "wto", _note(bound) or levy)
    return WithoutDeal(f"{statutory}{_BETWEEN}{bound}", f"{column}|wto", _note(statutory) or levy)


def _never_higher(first: Duty, second: Duty) -> bool:
    """Whether the first duty cannot be higher than the second at any price, marks aside."""
    ours, theirs = bare(first), bare(second)
    if isinstance(ours, Free):
        return True
    counted = units_of((ours, theirs))
    try:
        unit = counted[0] if counted else None
        stretches = compare(curve(ours, unit), curve(theirs, unit))
    except NoCurve:
        return _no_figure_higher(ours, theirs)
    return all(stretch.sign <= 0 for stretch in stretches)


def _no_figure_higher(first: Duty, second: Duty) -> bool:
    """Whether two sums of one form (yen and yen for each percent of lactose) differ in figures only, none higher."""
    ours, theirs = list(walk(first)), list(walk(second))
    if [type(node) for node in ours] != [type(node) for node in theirs]:
        return False
    for one, other in zip(ours, theirs, strict=True):
        if isinstance(one, Specific | PerPoint) and isinstance(other, Specific | PerPoint):
            if one.amount > other.amount or replace(one, amount=other.amount) != other:
                return False
        elif isinstance(one, AdValorem) and isinstance(other, AdValorem):
            if one.percent > other.percent or one.of != other.of:
                return False
        elif not isinstance(one, Sum | Unit):
            return False
    return True


def _note(published: str, wanted: tuple[str, ...] = tuple(_MARK_NOTES)) -> str:
    """What the first mark of a cell that matters says."""
    found = marks(_read(published)) if published else ()
    return next((_MARK_NOTES[mark] for mark in found if mark in wanted), "")
