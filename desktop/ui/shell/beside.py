"""Between the whole window and the strip beside the memo: one is shown at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.handing import Handing
    from desktop.ui.shell.rooms import Rooms
    from desktop.ui.shell.strip import Strip


class Beside(QObject):
    """Owns the strip, which is made when first asked for."""

    def __init__(self, desk: Desk, rooms: Rooms, handing: Handing) -> None:
        super().__init__(desk)
        self._desk, self._rooms, self._handing = desk, rooms, handing
        self.strip: Strip | None = None

    @property
    def shown(self) -> bool:
        """Whether the strip stands in place of the window."""
        return self.strip is not None and self.strip.isVisible()

    @Slot()
    def toggle(self) -> None:
        """To the strip and back; the whole window is then as it was."""
        if self.shown:
            self.back()
            return
        if self.strip is None:
            from desktop.ui.shell.strip import Strip  # noqa: PLC0415  (made when first asked for)

            self.strip = Strip(self._desk, self._rooms)
            self.strip.back_asked.connect(self.back)
            self.strip.place_chosen.connect(self._on_place)
        place = self._handing.place()
        known = place.kind in ("line", "entry")
        text = self._desk.search.input.text() if self._rooms.shown() in ("lines", "provisions") else ""
        self.strip.come(text, place.address if known else "")
        self._desk.window_.hide()

    @Slot()
    def back(self) -> None:
        """The whole window again, where it was."""
        if self.strip is not None:
            self.strip.leave()
        window = self._desk.window_
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot(str)
    def _on_place(self, address: str) -> None:
        self.back()
        self._desk.go(address)

    def put_away(self, *, window: bool = False) -> None:
        """The window closes, or (with ``window``) it stays and another reference file is opened."""
        if window and self.shown:
            self.back()
        if self.strip is not None:
            self.strip.hide()
            self.strip.deleteLater()
            self.strip = None
