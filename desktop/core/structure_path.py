"""Where a passage stands in a legal text, written as a path: ``annex:I/section:B/subsection:4/9``.

A step is ``kind:label`` for what has a name of its own (article, annex, section, note, chapter) and a
bare label for numbered and lettered paragraphs: ``article:5/1``, ``general-note:36/b/iii``. Labels
compare without case; a range ``3-4`` names its first paragraph and its last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Broadest first: a heading of a kind closes all that are narrower.
KINDS: Final = (
    "annex", "appendix", "part", "chapter", "subchapter", "section", "subsection", "subheading-notes",
    "statistical-notes", "additional-us-notes", "general-notes", "notes", "article",
)  # fmt: skip
NOTE_KINDS: Final = frozenset(kind for kind in KINDS if kind.endswith("notes"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``kind`` is empty for a paragraph."""

    kind: str
    label: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.label}" if self.kind else self.label

    @property
    def first(self) -> str:
        """The label, or the first one of a range."""
        return re.split("[-\u2013]", self.label)[0] if not self.kind else self.label

    @property
    def last(self) -> str:
        """The label, or the last one of a range."""
        return re.split("[-\u2013]", self.label)[-1] if not self.kind else self.label


Path = tuple[Step, ...]


def parse(text: str) -> Path:
    """A path from its text; raises ValueError where a step is empty."""
    steps = []
    for part in text.split("/"):
        kind, _, label = part.rpartition(":")
        if not label.strip():
            raise ValueError(f"{text!r} has an empty step")
        steps.append(Step(kind.strip().casefold(), label.strip()))
    return tuple(steps)


def write(path: Path) -> str:
    """The text of a path."""
    return "/".join(map(str, path))


_TITLES: Final = {
    "additional-us-notes": "additional U.S. note", "general-notes": "General Note", "notes": "note",
    "subheading-notes": "subheading note", "statistical-notes": "statistical note",
}  # fmt: skip


def say(path: Path) -> str:
    """A path as lawyers write it: "Article 5(1)", "General Note 36(b)(iii)", "Annex I, Section B, paragraph 9"."""
    out: list[str] = []
    path = flat(path)
    for number, step in enumerate(path):
        if step.kind in NOTE_KINDS:
            out.append(_TITLES[step.kind] + (f" {step.label}" if step.label != "*" else ""))
        elif step.kind:
            out.append(f"{step.kind.capitalize()} {step.label}")
        elif number and _takes_brackets(path[number - 1]):
            out[-1] += f"({step.label})"
        else:
            out.append(f"paragraph {step.label}")
    return ", ".join(out)


def _takes_brackets(step: Step) -> bool:
    """Whether a paragraph under it is written in brackets: Article 5(1), 36(b), section 4202(a)."""
    if step.kind in NOTE_KINDS:
        return step.label != "*"
    return step.kind in ("", "article") or (step.kind == "section" and step.label[:1].isdigit())


def flat(path: Path) -> Path:
    """General Note 36 may be a heading of its own or a numbered paragraph under "General Notes": one form for both."""
    out: list[Step] = []
    for step in path:
        if out and _is_set(out[-1]) and not step.kind:
            out[-1] = Step(out[-1].kind, step.label)
        else:
            out.append(step)
    return tuple(out)


def _is_set(step: Step) -> bool:
    return step.kind in NOTE_KINDS and step.label == "*"
