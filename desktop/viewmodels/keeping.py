"""Bookmarks and the search log, and in which style is cited."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.errors import KnownError
from desktop.export.cite import Style
from desktop.store.drafts import Bookmark, Searched
from desktop.viewmodels.line_records import editions

if TYPE_CHECKING:
    from desktop.store.bundle import Bundle
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.search import Result
    from desktop.viewmodels.settings import Settings
    from desktop.viewmodels.tray import UserDrafts

# A search counts as made when nothing is typed for so long.
_SETTLED_MS = 1_500


class Keeping(QObject):
    """Reads and writes bookmarks and searches; says what could not be saved."""

    changed = Signal()
    said = Signal(str)
    copied = Signal(str)

    def __init__(
        self, drafts: UserDrafts, settings: Settings, bundle: Bundle, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._drafts, self._settings, self._bundle = drafts, settings, bundle
        self._pending: Searched | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLED_MS)
        self._settle.timeout.connect(self.log_now)

    @property
    def style(self) -> Style:
        """The style in which is cited."""
        return "plain" if self._settings.citation_style == "plain" else "bluebook"

    # --- bookmarks -----------------------------------------------------------------------

    def bookmarks(self) -> Sequence[Bookmark]:
        """All bookmarks; none while the user's file cannot be read."""
        try:
            return self._drafts.store.bookmarks()
        except KnownError:
            return ()

    def toggle(self, address: str, title: str) -> None:
        """Mark a place, or take its mark away."""
        marked = any(item.address == address for item in self.bookmarks())
        try:
            if marked:
                self._drafts.store.drop_bookmark(address)
            else:
                self._drafts.store.put_bookmark(Bookmark(address, title, _now()))
        except KnownError as error:
            self.said.emit(str(error))
            return
        self.said.emit(f"Bookmark removed: {title}" if marked else f"Bookmarked: {title}")
        self.changed.emit()

    def unmark(self, address: str) -> None:
        """Take a mark away."""
        try:
            self._drafts.store.drop_bookmark(address)
        except KnownError as error:
            self.said.emit(str(error))
        self.changed.emit()

    # --- searches ------------------------------------------------------------------------

    def searches(self) -> Sequence[Searched]:
        """The log, the newest first."""
        try:
            return self._drafts.store.searches()
        except KnownError:
            return ()

    def note_search(self, text: str, result: Result) -> None:
        """A search was answered; it is logged when nothing else is asked for a while."""
        if not result.whole or (not text.strip() and not result.understood):
            self._pending = None
            self._settle.stop()
            return
        self._pending = Searched(_now(), text, self.paragraph(text, result))
        self._settle.start()

    @Slot()
    def log_now(self) -> None:
        """Log the search that was answered last."""
        self._settle.stop()
        pending, self._pending = self._pending, None
        if pending is None:
            return
        try:
            self._drafts.store.log_search(pending)
        except KnownError as error:
            self.said.emit(str(error))
        self.changed.emit()

    def paragraph(self, text: str, result: Result) -> str:
        """What was searched and found, as one paragraph for the file."""
        day = datetime.datetime.now().astimezone()
        asked = f"“{text.strip()}”" if text.strip() else "all lines"
        scope = f", understood as {result.understood}" if result.understood else ""
        count = len(result.order)
        found = f"{count:,} tariff {'line' if count == 1 else 'lines'}" if count else "no tariff line"
        close = f", {result.close:,} of them only close matches" if result.close else ""
        missing = f"; {len(result.unmatched):,} items of the list had no line" if result.unmatched else ""
        sources = "; ".join(editions(self._bundle, result.year))
        return (
            f"On {day.day} {day:%B %Y} I searched USJTA Desk for {asked}{scope}, as of {result.year}, and found {found}{close}"
            f"{missing}. Data: {sources} (digest {self._bundle.digest[:12]})."
        )

    def copy_search(self, place: int) -> None:
        """Have a paragraph of the log copied."""
        found = self.searches()
        if place < len(found):
            self.copied.emit(found[place].said)

    def search_clipping(self, place: int, clipper: Clipper) -> Clipping:
        """A paragraph of the log as a clipping."""
        item = self.searches()[place]
        return clipper.words(f"Search: {item.query or 'all lines'}", locator.search(item.query), item.said)

    def clear_searches(self) -> None:
        """Empty the log."""
        try:
            self._drafts.store.clear_searches()
        except KnownError as error:
            self.said.emit(str(error))
        self.changed.emit()


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
