"""Positions in a document as it is shown: a blank line between paragraphs, counted in Qt's UTF-16 units.

Our own positions count code points of the stream, whose paragraphs are divided by one line feed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right


class Shown:
    """A stream's text for the screen, with ways there and back."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\n", "\n\n")
        self._length = len(text)
        self._breaks = [n for n, letter in enumerate(text) if letter == "\n"]
        self._wide = [] if text.isascii() else [n for n, letter in enumerate(text) if ord(letter) > 0xFFFF]

    def units(self, position: int) -> int:
        """Units shown before a code point of the stream."""
        return position + bisect_left(self._breaks, position) + bisect_right(self._wide, position - 1)

    def wide_before(self, place: int) -> int:
        """How many letters before a place of ``text`` take two units."""
        if not self._wide:
            return 0
        return sum(ord(letter) > 0xFFFF for letter in self.text[:place])

    def points(self, units: int) -> int:
        """Code points of the stream before a unit shown; inside a blank line, those before it."""
        low, high = 0, self._length
        while low < high:
            middle = (low + high + 1) // 2
            if self.units(middle) <= units:
                low = middle
            else:
                high = middle - 1
        return low


_ALIKE = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2012\u2013\u2212\u00a0", "''\"\"-----" + " ")


def findable(text: str) -> str:
    """A text of the same length in which case, kinds of quotation mark and dash do not count."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_ALIKE)
