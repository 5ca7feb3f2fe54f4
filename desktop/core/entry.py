"""An entry of the reference: statement, article, annex part, law, agreement, topic, event, document or figure.

Every entry has one id. Ids of other kinds than provisions and statements carry their kind:
``in:cptpp`` (instrument), ``at:USMCA 19.11`` (article of another agreement), ``event:2019-10-07``,
``figure:us_japan_facts:2019:...``; topics are ``dm01`` and on, documents ``src-...``. ``lines:QUERY`` is no
entry but a search of tariff lines that a link may lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

# Divides the parts of a branch where it is one text.
STEP: Final = " \u203a "
EVIDENCE: Final[dict[str, str]] = {
    "A": "official text read",
    "B": "official summary or customs publication",
    "C": "secondary source",
    "D": "not verified",
}


class Kind(Enum):
    """Kinds of entries."""

    STATEMENT = "statement"
    PROVISION = "provision"
    INSTRUMENT = "instrument"
    ARTICLE = "article"
    TOPIC = "topic"
    EVENT = "event"
    DOCUMENT = "document"
    FIGURE = "figure"


class Role(Enum):
    """What a link says of its target."""

    OVERTAKES = "overtakes"
    QUALIFIES = "qualifies"
    SUPPORTS = "supports"
    SUBJECT = "subject"
    SAME = "same subject"
    TEXT = "text"


ROLE_WORDS: Final[dict[Role, str]] = {
    Role.OVERTAKES: "Overtaken by",
    Role.QUALIFIES: "Qualified by",
    Role.SUPPORTS: "Supported by",
    Role.SUBJECT: "Read on",
    Role.SAME: "Same subject elsewhere",
    Role.TEXT: "Official text",
}
# The same links read from their target.
BACK_WORDS: Final[dict[Role, str]] = {
    Role.OVERTAKES: "overtakes",
    Role.QUALIFIES: "qualifies",
    Role.SUPPORTS: "supports",
    Role.SUBJECT: "named by",
    Role.SAME: "same subject",
    Role.TEXT: "text of",
}


@dataclass(frozen=True, slots=True)
class Check:
    """What other sources say today of a statement: words, a short form, and whether they must catch the eye."""

    words: str
    short: str
    grave: bool


CHECKS: Final[dict[str, Check]] = {
    "confirmed": Check("Confirmed by an independent source", "confirmed", False),
    "confirmed (same publisher)": Check(
        "Confirmed, by another paper of the same publisher only", "confirmed, same publisher", False
    ),
    "confirmed (weak source)": Check("Confirmed, by a weak source only", "confirmed, weak source", False),
    "outdated": Check("Overtaken: true when it was written, not any more", "overtaken", True),
    "contradicted": Check("Contradicted by another source", "contradicted", True),
    "partly": Check("Confirmed in part only", "confirmed in part", True),
    "not checked": Check("Not checked against another source", "not checked", True),
    "seed only": Check("Known from this paper alone", "this paper alone", False),
    "derived from seed figures": Check(
        "Follows from figures of this paper; not checked elsewhere", "follows from its figures", False
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``branch`` is its place in the outline, broadest first; ``extra`` what only its kind has.

    ``evidence`` is a grade from A to D, or empty where a grade has no meaning (documents); ``sources`` are
    addresses, shown and never opened.
    """

    id: str
    kind: Kind
    branch: tuple[str, ...]
    locator: str
    label: str
    title: str
    body: str
    facts: str
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: str
    note: str
    extra: dict[str, str]

    @property
    def grade(self) -> str:
        """The grade in words; D always says that the entry is not verified."""
        return EVIDENCE.get(self.evidence, "")

    @property
    def verified(self) -> bool:
        """Whether it may be shown without "not verified"."""
        return self.evidence != "D"

    @property
    def check(self) -> Check | None:
        """What other sources say, for a statement."""
        return CHECKS.get(self.extra.get("check", ""))


@dataclass(frozen=True, slots=True)
class Brief:
    """An entry in one row: enough for an outline, a link and a list of hits."""

    id: str
    kind: Kind
    branch: tuple[str, ...]
    locator: str
    title: str
    evidence: str
    check: str

    @property
    def mark(self) -> str:
        """What must show wherever it shows: "not verified", "overtaken", "contradicted" ..., or nothing."""
        if self.evidence == "D":
            return "not verified"
        found = CHECKS.get(self.check)
        return found.short if found is not None and found.grave else ""

    @property
    def said(self) -> str:
        """The mark, or for a statement what the check found in a word or two."""
        found = CHECKS.get(self.check)
        return self.mark or (found.short if found is not None else "")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as seen from one entry: the other end, what it says, and a note of ours."""

    role: Role
    target: str
    note: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the digital-trade matrix; ``article`` is empty where the instrument has none."""

    topic: str
    instrument: str
    article: str
    treatment: str
    evidence: str
