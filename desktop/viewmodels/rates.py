"""A rate cell in words that stand alone: in a table of a memo no colour and no tooltip says which state it is."""

from __future__ import annotations

from desktop.core.line import RateState
from desktop.core.record import LineRow

_SAID = {
    RateState.NOT_PARTY: "not a party",
    RateState.NO_CONCESSION: "no concession",
    RateState.OUTSIDE: "outside",
    RateState.UNKNOWN: "no edition",
}
# States in which no duty stands that could be compared.
NO_DUTY = frozenset(_SAID)
_FIRST_YEAR = 2020


def rate_words(row: LineRow, place: int) -> str:
    """The duty of a column, or its state: free and free by staging, no concession, outside, not a party, no edition."""
    state, text = row.states[place], row.rates[place]
    if state is RateState.STAGED_ZERO:
        return f"{text} (by staging)"
    return text or _SAID.get(state, state.value)


def in_force(year: int | None) -> bool:
    """Whether the agreement was in force in a year; the American rates of 2019 are those before it."""
    return year is None or year >= _FIRST_YEAR
