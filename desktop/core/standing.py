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
    "rcep_china": "RCEP (China)", "rcep_korea": "RCEP (Korea)", "australia": "Australia’s agreement",
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
