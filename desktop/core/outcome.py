"""What the agreement does to a line in the end: one word for each of its lines.

The words follow from the kind of duty and from the schedule (``core.staging``): published rates, and inferred ones
where a staging rule fits them exactly. A line whose duty depends on a quota, a price, a product or a note is counted
there and nowhere else, whatever its parts do.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from desktop.core.codes import Importer
from desktop.core.line import Kind
from desktop.core.staging import FREE_ANYWAY, JAPAN_FIRST, US_FIRST, Basis, Schedule


class Outcome(StrEnum):
    """What becomes of a line of the agreement."""

    FREE_AT_ONCE = "free at once"
    FREE_SOMETIME = "free now, since when not in the data"
    FREE_LATER = "free later"
    REDUCED = "reduced"
    QUOTA = "quota"
    FORMULA = "formula"
    OTHER = "by product or note"


MEANING: Final[dict[Outcome, str]] = {
    Outcome.FREE_AT_ONCE: "no duty from the day the agreement entered into force",
    Outcome.FREE_SOMETIME: "no duty in the first edition at hand; whether from the first day is not in the data",
    Outcome.FREE_LATER: "no duty since a later step, or from one that a staging rule gives (inferred)",
    Outcome.REDUCED: "a lower duty; no year of zero is known",
    Outcome.QUOTA: "the duty depends on a tariff quota",
    Outcome.FORMULA: "the duty is computed from the price (gate price and the like)",
    Outcome.OTHER: "the duty depends on the product, is a range, or refers to another line or a note",
}
_BY_KIND: Final[dict[Kind, Outcome]] = {
    Kind.QUOTA: Outcome.QUOTA, Kind.FORMULA: Outcome.FORMULA, Kind.CONDITION: Outcome.OTHER,
    Kind.RANGE: Outcome.OTHER, Kind.REFERENCE: Outcome.OTHER, Kind.UNKNOWN: Outcome.OTHER,
}  # fmt: skip


def of(importer: Importer, kind: Kind, schedule: Schedule) -> Outcome:
    """The outcome of a covered line from the kind of its duty and its schedule."""
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if schedule.zero is None:
        return Outcome.REDUCED
    published = max((step.year for step in schedule.steps if step.basis is Basis.PUBLISHED), default=0)
    unsettled = schedule.zero_at_latest and schedule.zero <= published
    if schedule.rule == FREE_ANYWAY or unsettled:
        return Outcome.FREE_SOMETIME
    first = JAPAN_FIRST if importer == "jp" else US_FIRST
    return Outcome.FREE_AT_ONCE if schedule.zero == first else Outcome.FREE_LATER
