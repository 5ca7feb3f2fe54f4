"""Words of a passage made comparable, and what we keep of a passage instead of its text.

Two printings of one text differ in line breaks, hyphens, quotation marks, ligatures and spaces. A word
is therefore reduced to its letters and digits; marks that carry meaning stay (``$``, ``%``, ``¥``, ``¢``
and the point or comma between two digits). A hyphen never counts, so that a word broken at a line's end
equals the word itself.

Of a passage we keep its digest, how many words it has, at most eight opening words and the hashes of its
runs of three words: enough to find it again and to score a likeness, not enough to read it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

OPENING_WORDS: Final = 8
SHINGLE_WORDS: Final = 3
_TOKEN: Final = re.compile(r"\S+")
_DROPPED: Final = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[^\w.,$%¥¢£€§+]|_")


def fold(word: str) -> str:
    """A word as it is compared; empty where nothing of it counts (a dash, a bullet)."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return _DROPPED.sub("", plain)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text that count: folded, with their code point positions ``starts`` and ``ends``."""

    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """Numbers of the first word at or after ``start`` and of the first one beyond ``end``."""
        return bisect_left(self.starts, start), bisect_right(self.ends, end)


def words_of(text: str) -> Words:
    """All words of a text."""
    folded, starts, ends = [], [], []
    cache: dict[str, str] = {}
    for found in _TOKEN.finditer(text):
        token = found[0]
        plain = cache.get(token)
        if plain is None:
            plain = cache[token] = fold(token)
        if plain:
            folded.append(plain)
            starts.append(found.start())
            ends.append(found.end())
    return Words(tuple(folded), tuple(starts), tuple(ends))


def digest(words: Sequence[str]) -> str:
    """Sixteen hexadecimal digits over the folded words."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def shingle(words: Sequence[str]) -> int:
    """A 32-bit hash of a run of words."""
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=4).digest(), "big")


def shingles(words: Sequence[str]) -> tuple[int, ...]:
    """Hashes of all runs of three words, in order; a shorter passage is one run."""
    if len(words) <= SHINGLE_WORDS:
        return (shingle(words),) if words else ()
    return tuple(shingle(words[n : n + SHINGLE_WORDS]) for n in range(len(words) - SHINGLE_WORDS + 1))


def opening(text: str) -> str:
    """At most eight words from the beginning of a passage, as printed."""
    return " ".join(text.split()[:OPENING_WORDS])
