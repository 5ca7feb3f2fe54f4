"""What a rate cell can be, and the columns in which rates stand.

Absence is an answer: free, zero by staging, no concession, outside the agreement, not a
party and unknown are six different states, and none of them is ever an empty value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class RateState(StrEnum):
    """The standing of one line under one agreement in one year."""

    DUTIABLE = "dutiable"
    FREE = "free"
    STAGED_ZERO = "zero by staging"
    NO_CONCESSION = "no concession"
    OUTSIDE = "outside"
    NOT_PARTY = "not a party"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How a duty is expressed."""

    FREE = "free"
    PERCENT = "percent"
    PER_UNIT = "per unit"
    COMPOUND = "compound"
    FORMULA = "formula"
    QUOTA = "quota"
    CONDITION = "condition"
    RANGE = "range"
    REFERENCE = "reference"
    UNKNOWN = "unknown"


KIND_MEANING: Final[dict[Kind, str]] = {
    Kind.FREE: "no duty",
    Kind.PERCENT: "a percentage of the customs value",
    Kind.PER_UNIT: "an amount per kilogram, head, litre or other unit",
    Kind.COMPOUND: "a percentage and an amount together, or the higher or lower of two",
    Kind.FORMULA: "computed from the customs value (gate price and the like)",
    Kind.QUOTA: "depends on a tariff quota",
    Kind.CONDITION: "depends on the product, the season or the country",
    Kind.RANGE: "a range, or a rate for part of the goods",
    Kind.REFERENCE: "refers to another line or rate",
    Kind.UNKNOWN: "no rate stands in this column, or none that was read",
}


class RateColumn(NamedTuple):
    """One column of rates: ``key`` in tables and exports, titles for people."""

    key: str
    title: str
    long_title: str


RATE_COLUMNS: Final[tuple[RateColumn, ...]] = (
    RateColumn("without_deal", "Without deal", "Duty without the agreement"),
    RateColumn("usjta", "USJTA", "U.S.-Japan Trade Agreement"),
    RateColumn("cptpp", "CPTPP", "Comprehensive and Progressive Trans-Pacific Partnership"),
    RateColumn("eu", "EU", "EU-Japan Economic Partnership Agreement"),
    RateColumn("uk", "UK", "UK-Japan Comprehensive Economic Partnership Agreement"),
    RateColumn("rcep_asean_anz", "RCEP 1", "RCEP: ASEAN, Australia and New Zealand"),
    RateColumn("rcep_china", "RCEP China", "RCEP: China"),
    RateColumn("rcep_korea", "RCEP Korea", "RCEP: Korea"),
    RateColumn("australia", "Australia", "Japan-Australia Economic Partnership Agreement"),
)

STATE_SENTENCE: Final[dict[RateState, str]] = {
    RateState.DUTIABLE: "A duty is charged.",
    RateState.FREE: "Free of duty.",
    RateState.STAGED_ZERO: "Free of duty, reached by yearly steps.",
    RateState.NO_CONCESSION: "The agreement gives no concession on this line.",
    RateState.OUTSIDE: "This line is outside the U.S.-Japan Trade Agreement.",
    RateState.NOT_PARTY: "The importing country is not a party to this agreement.",
    RateState.UNKNOWN: "Not in our data.",
}

STATE_CELL: Final[dict[RateState, str]] = {
    RateState.NO_CONCESSION: "no concession",
    RateState.OUTSIDE: "outside",
    RateState.NOT_PARTY: "",
    RateState.UNKNOWN: "no edition",
}
