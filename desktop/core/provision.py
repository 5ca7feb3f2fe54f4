"""A provision as the detail of a line needs it, and a dated event."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.entry import EVIDENCE


@dataclass(frozen=True, slots=True)
class Provision:
    """One entry that applies to a line; ``evidence`` is a grade from A to D."""

    id: str
    topic: str
    branch: str
    locator: str
    title: str
    restatement: str
    facts: str
    evidence: str
    note: str
    source_url: str

    @property
    def is_law(self) -> bool:
        """Whether it says how the agreement was written into American law, not what the treaty says."""
        return self.branch.startswith("U.S. law")

    @property
    def grade(self) -> str:
        """The grade in words; D always says that the entry is not verified."""
        return EVIDENCE[self.evidence]


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event of the timeline."""

    id: str
    date: str
    title: str
    detail: str
    tags: tuple[str, ...]
    source_url: str
    evidence: str

    @property
    def grade(self) -> str:
        """The grade in words."""
        return EVIDENCE[self.evidence]
