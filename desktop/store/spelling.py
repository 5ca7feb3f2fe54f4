"""Words that look like the one that was typed, from the vocabulary of the lines themselves."""

from __future__ import annotations

import sqlite3
from typing import Final

_MIN_LIKENESS: Final = 75.0
_MOST: Final = 4


class Spelling:
    """Knows every word of the index and how many lines have it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._words: list[str] | None = None
        self._memory: dict[str, tuple[str, ...]] = {}

    def known(self, word: str, *, prefix: bool) -> bool:
        """Whether the index has the word, or with ``prefix`` one that begins with it."""
        if prefix:
            sql, last = "SELECT 1 FROM word WHERE word >= ? AND word < ? LIMIT 1", word + "\U0010ffff"
            return self._db.execute(sql, (word, last)).fetchone() is not None
        return self._db.execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone() is not None

    def like(self, word: str) -> tuple[str, ...]:
        """The words most like it, the likest first; none for words of fewer than four letters."""
        if len(word) < 4 or word.isdigit():
            return ()
        if word not in self._memory:
            self._memory[word] = self._like(word)
        return self._memory[word]

    def _like(self, word: str) -> tuple[str, ...]:
        from rapidfuzz import process  # noqa: PLC0415  (only when a word is unknown)
        from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415

        if self._words is None:
            self._words = [w for (w,) in self._db.execute("SELECT word FROM word ORDER BY word")]
        near = [w for w in self._words if abs(len(w) - len(word)) <= 2]
        found = process.extract(
            word,
            near,
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=_MIN_LIKENESS / 100,
            limit=_MOST,
        )
        if not found:
            return ()
        best = found[0][1]
        return tuple(w for w, score, _ in found if score >= best - 0.08)
