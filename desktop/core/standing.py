"""How the American exporter stands beside another: the words, without the reckoning.

The reckoning is in ``parity``; this much the first table needs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from desktop.core.line import RATE_COLUMNS


class Standing(StrEnum):
    """How the American exporter stands beside another."""

    PARITY = "parity"
    AHEAD = "ahead"
    BEHIND = "behind"
    AHEAD_IN_PART = "ahead in part"
    BEHIND_IN_PART = "behind in part"
    MIXED = "ahead and behind in part"
    NOT_COMPARABLE = "not comparable"
    NO_CONCESSION = "comparator has no concession"
    OUTSIDE = "outside"
    NOT_PARTY = "not a party"
    UNKNOWN = "no edition"


STANDING_MEANING: Final[dict[Standing, str]] = {
    Standing.PARITY: "the American exporter pays the same at every price and under every condition",
    Standing.AHEAD: "the American exporter pays less at every price and under every condition",
    Standing.BEHIND: "the American exporter pays more at every price and under every condition",
    Standing.AHEAD_IN_PART: "less under some conditions or prices, never more",
    Standing.BEHIND_IN_PART: "more under some conditions or prices, never less",
    Standing.MIXED: "less under some conditions or prices, more under others",
    Standing.NOT_COMPARABLE: "the cells do not settle it: a range by product, a note that is not at hand, another unit",
    Standing.NO_CONCESSION: "the other agreement gives no concession on this line",
    Standing.OUTSIDE: "the line is outside the U.S.-Japan Trade Agreement",
    Standing.NOT_PARTY: "the importing country is not a party to the other agreement",
    Standing.UNKNOWN: "the data have no edition for this year",
}


COMPARATORS: Final = tuple(column.key for column in RATE_COLUMNS[2:])
TITLES: Final[dict[str, str]] = {
    "cptpp": "CPTPP", "eu": "EU", "uk": "UK", "rcep_asean_anz": "RCEP (ASEAN, ANZ)",
    "rcep_china": "RCEP (China)", "rcep_korea": "RCEP (Korea)", "australia": "Australia",
}  # fmt: skip
# What people type in the search box for a comparator.
NAMES: Final[dict[str, str]] = {
    "cptpp": "cptpp", "tpp": "cptpp", "tpp-11": "cptpp", "eu": "eu", "uk": "uk", "rcep": "rcep_asean_anz",
    "asean": "rcep_asean_anz", "china": "rcep_china", "korea": "rcep_korea", "australia": "australia",
}  # fmt: skip

LETTERS: Final[dict[Standing, str]] = {
    Standing.PARITY: "=", Standing.AHEAD: "A", Standing.BEHIND: "B", Standing.AHEAD_IN_PART: "a",
    Standing.BEHIND_IN_PART: "b", Standing.MIXED: "m", Standing.NOT_COMPARABLE: "x",
    Standing.NO_CONCESSION: "n", Standing.OUTSIDE: "o", Standing.NOT_PARTY: "p", Standing.UNKNOWN: "u",
}  # fmt: skip
STANDINGS: Final[dict[str, Standing]] = {letter: standing for standing, letter in LETTERS.items()}
PLACE: Final[dict[Standing, int]] = {standing: place for place, standing in enumerate(Standing)}

# What can be typed after ``parity:``. "In part" and "ahead and behind in part" answer both sides.
TYPED: Final[dict[str, frozenset[Standing]]] = {
    "parity": frozenset({Standing.PARITY}),
    "same": frozenset({Standing.PARITY}),
    "ahead": frozenset({Standing.AHEAD, Standing.AHEAD_IN_PART, Standing.MIXED}),
    "behind": frozenset({Standing.BEHIND, Standing.BEHIND_IN_PART, Standing.MIXED}),
    "part": frozenset({Standing.AHEAD_IN_PART, Standing.BEHIND_IN_PART, Standing.MIXED}),
    "in-part": frozenset({Standing.AHEAD_IN_PART, Standing.BEHIND_IN_PART, Standing.MIXED}),
    "only-ahead": frozenset({Standing.AHEAD}),
    "only-behind": frozenset({Standing.BEHIND}),
    "ahead-in-part": frozenset({Standing.AHEAD_IN_PART}),
    "behind-in-part": frozenset({Standing.BEHIND_IN_PART}),
    "mixed": frozenset({Standing.MIXED}),
    "not-comparable": frozenset({Standing.NOT_COMPARABLE}),
    "unclear": frozenset({Standing.NOT_COMPARABLE}),
    "none": frozenset({Standing.NO_CONCESSION}),
    "no-concession": frozenset({Standing.NO_CONCESSION}),
    "outside": frozenset({Standing.OUTSIDE}),
}

# Standings that a filter offers, in its order, each with a sign that needs no colour.
SIGNS: Final[dict[Standing, str]] = {
    Standing.PARITY: "=", Standing.AHEAD: "▲", Standing.BEHIND: "▼", Standing.AHEAD_IN_PART: "△",
    Standing.BEHIND_IN_PART: "▽", Standing.MIXED: "◇", Standing.NOT_COMPARABLE: "?",
    Standing.NO_CONCESSION: "∅",
}  # fmt: skip
CELL: Final[dict[Standing, str]] = {
    standing: f"{SIGNS[standing]} {text}"
    for standing, text in {
        Standing.PARITY: "parity", Standing.AHEAD: "ahead", Standing.BEHIND: "behind",
        Standing.AHEAD_IN_PART: "ahead in part", Standing.BEHIND_IN_PART: "behind in part",
        Standing.MIXED: "both in part", Standing.NOT_COMPARABLE: "not comparable",
        Standing.NO_CONCESSION: "no concession",
    }.items()
} | {Standing.OUTSIDE: "outside", Standing.NOT_PARTY: "", Standing.UNKNOWN: "no edition"}  # fmt: skip


def say_standings(standings: frozenset[Standing], comparator: str) -> str:
    """A choice of standings in words: ``behind or behind in part, beside CPTPP``."""
    ordered = [standing.value for standing in Standing if standing in standings]
    return f"{' or '.join(ordered)}, beside {TITLES[comparator]}"
