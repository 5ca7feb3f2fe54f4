"""The duties of one line as trees, and what follows from them: verdicts, margin, years.

Used by the import for every line and by the program for the one that is open, so that the
table and the detail can never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from desktop.core import duty_words, parity, staging, standing
from desktop.core.codes import Importer
from desktop.core.duty import Duty
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.parity import Verdict
from desktop.core.staging import Schedule

USJTA = 1
COVERED = frozenset({RateState.DUTIABLE, RateState.FREE, RateState.STAGED_ZERO})


@dataclass(frozen=True, slots=True)
class LineDuties:
    """``duties`` and ``states`` follow RATE_COLUMNS; None where a column has no duty.

    ``known`` holds the agreement's duty of every year that an edition publishes, ``base`` the
    duty that its cuts start from (American lines: the general rate of 2019), ``base_from`` the code
    that the base was taken from when it is not the line's own.
    """

    importer: Importer
    duties: tuple[Duty | None, ...]
    states: tuple[RateState, ...]
    known: Mapping[int, Duty] = field(default_factory=dict)
    base: Duty | None = None
    base_from: str = ""
    code: str = ""

    @property
    def without_deal(self) -> Duty | None:
        """The duty without the deal."""
        return self.duties[0]

    @property
    def usjta(self) -> Duty | None:
        """The agreement's duty."""
        return self.duties[USJTA]

    def verdict(self, comparator: str) -> Verdict:
        """How the American exporter stands beside one other agreement."""
        place = _PLACES[comparator]
        title = standing.TITLES[comparator]
        settled = parity.from_states(self.states[USJTA], self.states[place], title)
        ours, theirs = self.duties[USJTA], self.duties[place]
        base = self.duties[0]
        if settled is not None and settled.standing is standing.Standing.NO_CONCESSION and base is not None:
            return replace(settled, sentence=settled.sentence.rstrip(".") + f": {duty_words.notation(base)}.")
        if settled is not None or ours is None or theirs is None:
            return settled or Verdict(standing.Standing.UNKNOWN, "The duty is not in the data.")
        return parity.judge(ours, theirs, self.duties[0], title)

    def verdicts(self) -> dict[str, Verdict]:
        """The verdict beside every comparator."""
        return {name: self.verdict(name) for name in standing.COMPARATORS}

    def margin(self) -> tuple[Decimal | None, str]:
        """Preference margin: the duty without the deal minus the agreement's, as one figure."""
        ours, base = self.duties[USJTA], self.duties[0]
        if ours is None or base is None or self.states[USJTA] not in COVERED:
            return None, ""
        return parity.margin(ours, base)

    def schedule(self) -> Schedule:
        """The agreement's duty by year, published and inferred."""
        if self.importer == "jp":
            return staging.japan(self.base, self.known, staging.documented_zero(self.code))
        return staging.united_states(self.base, self.known)


_PLACES = {column.key: place for place, column in enumerate(RATE_COLUMNS)}


def zero_words(schedule: Schedule) -> str:
    """The year in which the duty reaches zero, for a cell; empty where none is known."""
    if schedule.zero is None:
        return ""
    step = next(step for step in schedule.steps if step.year == schedule.zero)
    if schedule.rule == staging.FREE_ANYWAY:
        return "free anyway"
    if schedule.zero_at_latest:
        return f"by {schedule.zero}"
    return f"{schedule.zero}" if step.basis is staging.Basis.PUBLISHED else f"{schedule.zero} (inferred)"


def margin_words(margin: Decimal | None, unit: str) -> str:
    """A margin for a cell: ``17.7 pts``, ``¥1.89/kg``; empty where it is no single figure."""
    if margin is None:
        return ""
    if unit == "%":
        return f"{margin.normalize() if margin else Decimal(0):,f} pts"
    sign, _, per = unit.partition("/")
    minus = "−" if margin < 0 else ""
    return f"{minus}{sign}{format(abs(margin), ',f')}/{per}"
