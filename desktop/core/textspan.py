"""From code points, in which our positions count, to the UTF-16 units in which Qt counts, and back."""

from __future__ import annotations

from bisect import bisect_right


class Utf16:
    """Positions of one text; free of cost where it has no character beyond the basic plane."""

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [n for n, letter in enumerate(text) if ord(letter) > 0xFFFF]

    def units(self, position: int) -> int:
        """UTF-16 units before a code point."""
        return position + bisect_right(self._wide, position - 1)

    def points(self, units: int) -> int:
        """Code points before a UTF-16 unit."""
        low, high = 0, units
        while low < high:
            middle = (low + high + 1) // 2
            if self.units(middle) <= units:
                low = middle
            else:
                high = middle - 1
        return low
