"""Words of a passage made comparable, and what we keep of a passage instead of its text.

Two printings of one text differ in line breaks, hyphens, quotation marks, ligatures and spaces. A word
is therefore reduced to its letters and digits; marks that carry meaning stay (``$``, ``%``, ``¥``, ``¢``, ``<``, ``>``,
``±``, the point or comma between two digits, a minus or a bar at a digit). Elsewhere a hyphen does not count, so
that a word broken at a line's end equals the word itself.

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
# A long dash stands between words, with or without blanks.
_TOKEN: Final = re.compile(r"[^\s\u2014\u2015]+")
_DROPPED: Final = re.compile(
    r"(?<!\d)[.,]|[.,](?!\d)"  # a point or comma counts between two digits only
    r"|(?<!\d)[-/](?![$¥¢£€]?\d)"  # a minus, a dash of a range or a fraction's bar only at a digit
    r"|[^\w.,$%¥¢£€§+/<>±-]|_"
)
_DASHES: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
_KEPT_FORMS: Final = ("<super>", "<sub>", "<fraction>")


def fold(word: str) -> str:
    """A word as it is compared; empty where nothing of it counts (a dash, a bullet).

    Raised and lowered digits and fractions stay what they are: 10² is not 102, ½ is not 12.
    """
    if word.isascii():
        return _DROPPED.sub("", word.casefold())
    plain = "".join(
        letter
        if unicodedata.decomposition(letter).startswith(_KEPT_FORMS)
        else unicodedata.normalize("NFKC", letter)
        for letter in word
    )
    return _DROPPED.sub("", plain.casefold().translate(_DASHES))


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
    """At most eight words from the beginning of a passage, as printed; the parts of "U.S.-Japan" count one by one."""
    taken: list[str] = []
    count = 0
    for token in text.split():
        count += len(re.findall(r"\w+", token))
        if count > OPENING_WORDS and taken:
            break
        taken.append(token)
    return " ".join(taken)
