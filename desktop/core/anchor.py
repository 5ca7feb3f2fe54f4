"""Ties of our entries to passages, and finding them again: exact, moved, changed or lost.

A tie holds no text of the passage beyond eight opening words. It has two selectors, either of which may be
missing: a *structural path* (``article:11/2``) and a *quotation* (digest, hashes of its three-word runs, digests
of the four words before and after it, the block and word where it stood). Where the quotation is known
it decides; the path then says where to look first. Where only the path is known, a passage that stands
at that path is what the tie names.

Scores weigh quotation 50, words before 20, words after 20, position 2, as shares of their sum.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

from desktop.core.passage import SHINGLE_WORDS, Words, digest, fold, shingle, shingles

QUOTE, BEFORE, AFTER, POSITION = 50, 20, 20, 2
REVIEW: Final = 0.75
CONTEXT_WORDS: Final = 4
# Words by which a passage may stand elsewhere in the whole document and still count as in its place.
SLACK: Final = 40


class TieState(Enum):
    """What became of a tie in a document at hand."""

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is kept of a passage. ``place`` counts words of the document, ``offset`` words of its block."""

    words: int
    digest: str
    opening: str
    shingles: tuple[int, ...]
    before: str
    after: str
    place: int
    block: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie of an entry to a document; ``path`` is the text of a structural path, or empty."""

    entry: str
    document: str
    path: str = ""
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a tie leads in a document: code points ``start`` to ``end``; both 0 where it is lost."""

    tie: Tie
    state: TieState
    score: float
    start: int = 0
    end: int = 0
    by: str = ""


@dataclass(slots=True)
class Text:
    """A document's words with what finding needs, each worked out once and only if asked for.

    ``blocks`` gives for each block's name the span of its words.
    """

    words: Words
    blocks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    _runs: dict[int, list[int]] | None = None

    @property
    def runs(self) -> dict[int, list[int]]:
        """Word numbers by the hash of the run of three words that begins there."""
        if self._runs is None:
            found: defaultdict[int, list[int]] = defaultdict(list)
            folded = self.words.folded
            for n in range(len(folded) - SHINGLE_WORDS + 1):
                found[shingle(folded[n : n + SHINGLE_WORDS])].append(n)
            self._runs = dict(found)
        return self._runs

    def before(self, first: int) -> str:
        """Digest of the words before a word."""
        return digest(self.words.folded[max(0, first - CONTEXT_WORDS) : first])

    def after(self, last: int) -> str:
        """Digest of the words from ``last`` on."""
        return digest(self.words.folded[last : last + CONTEXT_WORDS])


def quote(text: Text, first: int, last: int, opening_words: str, block: str = "") -> Quotation:
    """What is kept of the words ``first`` to before ``last``."""
    words = text.words.folded[first:last]
    begins = text.blocks[block][0] if block else first
    return Quotation(
        len(words), digest(words), opening_words, shingles(words), text.before(first), text.after(last),
        first, block, first - begins,
    )  # fmt: skip


def resolve(tie: Tie, text: Text, span: tuple[int, int] | None) -> Found:
    """Find a tie; ``span`` is where its path stands in this document (code points), or None."""
    if tie.quotation is None:
        if span is None:
            return Found(tie, TieState.LOST, 0.0, by="path")
        return Found(tie, TieState.EXACT, 1.0, *span, by="path")
    quotation = tie.quotation
    in_path = text.words.inside(*span) if span is not None else None
    place = _whole(quotation, text, in_path)
    if place is not None:
        first, last = place, place + quotation.words
        score = _score(1.0, quotation, text, first, last)
        state = TieState.EXACT if _in_place(quotation, text, first, last, in_path) else TieState.MOVED
        return _found(tie, state, score, text, first, last)
    best = max(_likenesses(quotation, text, in_path), default=(0.0, 0, 0), key=lambda hit: (hit[0], -hit[1]))
    if best[0] >= REVIEW:
        return _found(tie, TieState.CHANGED, best[0], text, best[1], best[2])
    return Found(tie, TieState.LOST, round(best[0], 3), by="quotation")


def _found(tie: Tie, state: TieState, score: float, text: Text, first: int, last: int) -> Found:
    start, end = text.words.starts[first], text.words.ends[last - 1]
    return Found(tie, state, round(score, 3), start, end, by="quotation")


def _score(
    likeness: float, quotation: Quotation, text: Text, first: int, last: int, *, anchored: bool = False
) -> float:
    """The weighted score; ``anchored``: its paragraph or block is still there, which says as much as its neighbours."""
    total = QUOTE * likeness
    total += BEFORE * (anchored or text.before(first) == quotation.before)
    total += AFTER * (anchored or text.after(last) == quotation.after)
    away = abs(first - quotation.place) / max(200, len(text.words.folded))
    return (total + POSITION * max(0.0, 1 - away)) / (QUOTE + BEFORE + AFTER + POSITION)


def _whole(quotation: Quotation, text: Text, in_path: tuple[int, int] | None) -> int | None:
    """The first word of the unchanged passage, of several the one in the best place."""
    folded, n = text.words.folded, quotation.words
    if n >= SHINGLE_WORDS:
        starts: Iterable[int] = text.runs.get(quotation.shingles[0], ())
    else:
        lead = fold(quotation.opening.split()[0])
        starts = (k for k, word in enumerate(folded) if word == lead)
    hits = [k for k in starts if k + n <= len(folded) and digest(folded[k : k + n]) == quotation.digest]

    def _fits(k: int) -> tuple[bool, float]:
        return (in_path is not None and in_path[0] <= k < in_path[1], _score(1.0, quotation, text, k, k + n))

    return max(hits, key=_fits, default=None)


def _in_place(
    quotation: Quotation, text: Text, first: int, last: int, in_path: tuple[int, int] | None
) -> bool:
    """In its paragraph; or at its word of its block; or among its neighbours and about where it was."""
    if in_path is not None:
        return in_path[0] <= first and last <= in_path[1]
    block = text.blocks.get(quotation.block)
    if block is not None and first - block[0] == quotation.offset:
        return True
    neighbours = text.before(first) == quotation.before and text.after(last) == quotation.after
    return neighbours and abs(first - quotation.place) <= max(SLACK, len(text.words.folded) // 20)


# --- likeness ------------------------------------------------------------------------------


def _likenesses(
    quotation: Quotation, text: Text, in_path: tuple[int, int] | None
) -> Iterable[tuple[float, int, int]]:
    """Score, first and last word of each place that the passage may have come to."""
    for start in _candidates(quotation, text, in_path):
        matched, first, last = matched_words(quotation, text, start)
        if last > first:
            likeness = len(matched) / max(quotation.words, last - first)
            anchored = likeness >= REVIEW and _anchored(quotation, text, first, last, in_path)
            yield _score(likeness, quotation, text, first, last, anchored=anchored), first, last


def _anchored(
    quotation: Quotation, text: Text, first: int, last: int, in_path: tuple[int, int] | None
) -> bool:
    """Whether a passage stands in the paragraph of its path, or about at its word of its block."""
    if in_path is not None and in_path[0] - 2 <= first and last <= in_path[1] + 2:
        return True
    block = text.blocks.get(quotation.block)
    return block is not None and abs(first - block[0] - quotation.offset) <= 4


def _candidates(quotation: Quotation, text: Text, in_path: tuple[int, int] | None) -> set[int]:
    votes: Counter[int] = Counter()
    for k, run in enumerate(quotation.shingles):
        for at in text.runs.get(run, ())[:200]:
            votes[max(0, at - k)] += 1
    found = {start for start, _ in votes.most_common(12)}
    if in_path is not None:
        found.add(in_path[0])
    block = text.blocks.get(quotation.block)
    if block is not None:
        found.add(min(block[0] + quotation.offset, max(block[0], block[1] - 1)))
    opening = [fold(word) for word in quotation.opening.split()][:2]
    folded = text.words.folded
    found.update(k for k in range(len(folded) - 1) if list(folded[k : k + 2]) == opening)
    return {start for start in found if start < len(folded)}


def matched_words(quotation: Quotation, text: Text, start: int) -> tuple[set[int], int, int]:
    """Word numbers near ``start`` that the recorded passage has too, and the window that they and it span."""
    folded = text.words.folded
    low, high = max(0, start - 4), min(len(folded), start + quotation.words + 8)
    matched: set[int] = set()
    taken = -1
    places: dict[int, int] = {}
    for k, run in enumerate(quotation.shingles):
        for at in text.runs.get(run, ()):
            if low <= at < high and at > taken and abs((at - start) - k) <= 8:
                matched.update(range(at, min(at + SHINGLE_WORDS, at + quotation.words)))
                places[k] = at
                taken = at
                break
    opening = [word for word in (fold(w) for w in quotation.opening.split()) if word]
    head = folded[low : min(high, start + len(opening) + 4)]
    for a, b, size in SequenceMatcher(None, opening, head, autojunk=False).get_matching_blocks():
        for n in range(size):
            matched.add(low + b + n)
            places.setdefault(a + n, low + b + n)
    if not matched:
        return set(), 0, 0
    k, at = min(places.items())
    first = max(low, at - k)
    k, at = max(places.items())
    span = SHINGLE_WORDS if k < len(quotation.shingles) and k >= len(opening) - 1 else 1
    last = min(high, max(at + span, at + quotation.words - k))
    before, after = _edges(quotation, text, first, last)
    return {n for n in matched if before <= n < after}, before, after


def _edges(quotation: Quotation, text: Text, first: int, last: int) -> tuple[int, int]:
    """Let the neighbours decide where the passage begins and ends, where they still stand."""
    begin = next((k for k in _near(first, text) if text.before(k) == quotation.before), first)
    end = next((k for k in _near(last, text) if k > begin and text.after(k) == quotation.after), last)
    return begin, end


def _near(place: int, text: Text) -> Sequence[int]:
    around = sorted(range(place - 5, place + 6), key=lambda k: abs(k - place))
    return [k for k in around if 0 <= k <= len(text.words.folded)]


def counts(found: Iterable[Found]) -> dict[str, int]:
    """How many ties of each state, every state named."""
    out = {state.value: 0 for state in TieState}
    for item in found:
        out[item.state.value] += 1
    return out
