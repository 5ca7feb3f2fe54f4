"""Where one has been: back and forward through places, by their keys."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 200


class History:
    """A row of places and where one stands in it; going somewhere new drops what lay ahead."""

    def __init__(self) -> None:
        self._places: list[str] = []
        self._at = -1

    def push(self, place: str) -> None:
        """Go to a place; the place where one is already counts once."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        self._places = [*self._places[: self._at + 1], place][-LONGEST:]
        self._at = len(self._places) - 1

    def back(self) -> str:
        """The place before; empty where there is none."""
        if self._at <= 0:
            return ""
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> str:
        """The place after; empty where there is none."""
        if self._at >= len(self._places) - 1:
            return ""
        self._at += 1
        return self._places[self._at]
