"""Which official document a file is: by its digest, else by its title and structure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.core.passage import words_of
from desktop.core.structure_path import parse
from desktop.sources.stream import Stream
from desktop.sources.structure import Unit, find

# Share of a document's signs that a file must show, and its lead over the next document.
ENOUGH: Final = 0.6
LEAD: Final = 0.1
_HEAD_WORDS: Final = 500


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing by which a document is known.

    ``kind``: ``head`` (words near the beginning), ``text`` (words anywhere), ``has`` and ``lacks`` (a structural
    path). ``weight`` may be negative for what speaks against it.
    """

    document: str
    kind: str
    weight: int
    value: str


@dataclass(frozen=True, slots=True)
class Guess:
    """The document that a file is taken for (empty: none known) and why, in a few words."""

    document: str
    by: str
    score: float = 0.0


def recognise(
    stream: Stream, units: Sequence[Unit], sha256: str, known: dict[str, str], signs: Sequence[Sign]
) -> Guess:
    """The best guess for a file."""
    if sha256 in known:
        return Guess(known[sha256], "same file", 1.0)
    whole = _Blob(stream)
    total: defaultdict[str, int] = defaultdict(int)
    shown: defaultdict[str, int] = defaultdict(int)
    named: set[str] = set()
    for sign in signs:
        total[sign.document] += max(0, sign.weight)
        if _shows(sign, whole, units):
            shown[sign.document] += sign.weight
            if sign.kind in ("head", "text") and sign.weight > 0:
                named.add(sign.document)
    # Eleven articles alone make no agreement: some of its words must be there, too.
    scores = sorted(((shown[doc] / total[doc], doc) for doc in named if total[doc]), reverse=True)
    if not scores or scores[0][0] < ENOUGH:
        return Guess("", "not recognised", round(scores[0][0], 2) if scores else 0.0)
    if len(scores) > 1 and scores[0][0] - scores[1][0] < LEAD:
        return Guess("", f"like two documents ({scores[0][1]}, {scores[1][1]})", round(scores[0][0], 2))
    return Guess(scores[0][1], "title and structure", round(scores[0][0], 2))


class _Blob:
    """Folded words of the stream, its margins included, divided and framed by spaces."""

    def __init__(self, stream: Stream) -> None:
        margins = " ".join(text for page in stream.pages[:40] for text in page.outside)
        folded = words_of(stream.text[:600_000]).folded
        self.head = f" {' '.join(folded[:_HEAD_WORDS])} {' '.join(words_of(margins).folded)} "
        self.whole = f" {' '.join(folded)} "
        # Japanese has no spaces between words.
        self.solid_head = stream.text[:4000].replace("\n", "").replace(" ", "")


def _shows(sign: Sign, blob: _Blob, units: Sequence[Unit]) -> bool:
    if sign.kind in ("has", "lacks"):
        return (find(units, parse(sign.value)) is not None) is (sign.kind == "has")
    if not sign.value.isascii() and any("\u3040" <= letter <= "\u9fff" for letter in sign.value):
        return sign.value in blob.solid_head
    words = f" {' '.join(words_of(sign.value).folded)} "
    return words in (blob.head if sign.kind == "head" else blob.whole)
