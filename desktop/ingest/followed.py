"""What follows from the duties of a line in a year: verdict letters, margin, year of zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.core import line_duties
from desktop.core.duty import Duty
from desktop.core.line import RateState
from desktop.core.line_duties import LineDuties
from desktop.core.standing import COMPARATORS, LETTERS
from desktop.ingest.lines import RateRow


@dataclass(frozen=True, slots=True)
class Followed:
    """``letters`` has one letter a comparator; ``margin`` and ``zero_text`` are cell texts."""

    id: int
    letters: str
    margin: str
    points: float | None
    margin_order: tuple[int, float]
    zero: int | None
    zero_text: str

    @property
    def stored_letters(self) -> str:
        """One letter alone where all are the same, which is so on most lines."""
        return self.letters[0] if len(set(self.letters)) == 1 else self.letters


class Follower:
    """Draws the conclusions; equal duties are judged once."""

    def __init__(self) -> None:
        self._judged: dict[tuple[Duty | None, Duty | None, Duty | None, str], str] = {}
        self._zeros: dict[
            tuple[str, str, Duty | None, tuple[tuple[int, Duty], ...]], tuple[int | None, str]
        ] = {}

    def all_of(self, rows: Iterable[RateRow]) -> Iterator[Followed]:
        """One for each row."""
        for row in rows:
            yield self._one(row)

    def _one(self, row: RateRow) -> Followed:
        duties = row.duties
        if duties.states[1] is RateState.OUTSIDE:
            # Most lines: nothing to compare, and one letter for all comparators.
            letter = LETTERS[duties.verdict(COMPARATORS[0]).standing]
            return Followed(row.id, letter * len(COMPARATORS), "", None, (1, 0.0), None, "")
        amount, unit = duties.margin()
        zero, zero_text = self._zero(duties)
        return Followed(
            id=row.id,
            letters="".join(self._letter(row, name) for name in COMPARATORS),
            margin=line_duties.margin_words(amount, unit),
            points=float(amount) if amount is not None and unit == "%" else None,
            margin_order=(0 if unit == "%" else 1, float(amount or 0)),
            zero=zero,
            zero_text=zero_text,
        )

    def _zero(self, duties: LineDuties) -> tuple[int | None, str]:
        if duties.states[1] not in line_duties.COVERED:
            return None, ""
        key = (duties.code, duties.importer, duties.base, tuple(duties.known.items()))
        if key not in self._zeros:
            schedule = duties.schedule()
            self._zeros[key] = (schedule.zero, line_duties.zero_words(schedule))
        return self._zeros[key]

    def _letter(self, row: RateRow, comparator: str) -> str:
        duties = row.duties
        place = 2 + COMPARATORS.index(comparator)
        states = (duties.states[1], duties.states[place])
        if not all(state in line_duties.COVERED for state in states):
            return LETTERS[duties.verdict(comparator).standing]
        key = (duties.duties[1], duties.duties[place], duties.duties[0], comparator)
        if key not in self._judged:
            self._judged[key] = LETTERS[duties.verdict(comparator).standing]
        return self._judged[key]
