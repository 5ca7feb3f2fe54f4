"""The strip beside the memo: search, one card, copy buttons; always on top of other windows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.ui.colours import rich_colours
from desktop.ui.widgets import pasteboard
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import card_html, clipboard
from desktop.viewmodels.quick_search import QuickSearch

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.rooms import Rooms

WIDTH_PX: Final = 480
_TYPING_MS: Final = 60
_PLACE: Final = int(Qt.ItemDataRole.UserRole)


class _Box(QLineEdit):
    """Down goes to the hits, Esc clears and never closes."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class Strip(QWidget):
    """A window of its own; ``back_asked`` wants the whole window again, ``place_chosen`` a place in it."""

    back_asked = Signal()
    place_chosen = Signal(str)

    def __init__(self, desk: Desk, rooms: Rooms) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("page")
        self.setWindowTitle("USJTA Desk, strip")
        self._desk, self._rooms = desk, rooms
        self._theme = desk.theme
        assert desk.reference is not None
        self._quick = QuickSearch(desk.reference, rooms.papers.entries, rooms.mine.ids)
        self._address = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self.search)
        self._build()
        self._theme.changed.connect(self._on_theme_changed)

    def _build(self) -> None:
        self.box = _Box(self)
        self.box.setObjectName("field")
        self.box.setAccessibleName("Search")
        self.box.setPlaceholderText("Code, goods, article …")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._on_typed)
        self.box.down.connect(self._on_down)
        self.count = QLabel(self)
        self.count.setWordWrap(True)
        self.hits = QListWidget(self)
        self.hits.setAccessibleName("What was found")
        self.hits.setUniformItemSizes(True)
        self.hits.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.currentItemChanged.connect(self._on_hit)
        self.hits.itemActivated.connect(self._on_activated)
        self.card = RichPane("The card", self)
        tools = QFrame(self)
        row = FlowLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        for name, text, kind, tip, slot in (
            (
                "cited",
                "Copy with citation",
                "primary",
                "What the card says, with its citation (Ctrl+Shift+C)",
                self.copy_cited,
            ),
            ("plain", "Copy", "plain", "What the card says (Ctrl+C)", self.copy),
            ("citation", "Citation", "plain", "The citation alone (Ctrl+Shift+A)", self.copy_citation),
            ("keep", "To the tray", "plain", "Keep it for the document (Ctrl+T)", self.keep),
            ("open", "Open", "plain", "Show it in the whole window", self._on_open),
            ("back", "Whole window", "plain", "Back to where you were (F9)", self.back_asked),
        ):
            made = button(tools, text, kind, tip)
            made.setObjectName(kind)
            made.setProperty("act", name)
            made.clicked.connect(slot)
            row.addWidget(made)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setObjectName("section")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(6)
        for widget in (self.box, self.count, self.hits):
            column.addWidget(widget)
        column.addWidget(self.card, 1)
        column.addWidget(tools)
        column.addWidget(self.said)
        for keys, act in (
            ("F9", self.back_asked), ("Ctrl+K", self._on_focus), ("Ctrl+L", self._on_focus), ("Ctrl+C", self.copy),
            ("Ctrl+Shift+C", self.copy_cited), ("Ctrl+Shift+A", self.copy_citation), ("Ctrl+T", self.keep),
            ("Ctrl+D", self.bookmark), ("Ctrl+=", self._on_zoom_in), ("Ctrl++", self._on_zoom_in),
            ("Ctrl+Q", self._on_quit), ("Ctrl+-", self._on_zoom_out), ("Ctrl+0", self._on_zoom_reset),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.hits.setFixedHeight((self._theme.line_height() + 4) * 6)
        self.setMinimumWidth(min(WIDTH_PX, 320))

    # --- coming and going ----------------------------------------------------------------

    def come(self, text: str, address: str) -> None:
        """Stand beside the memo, with the search and the place of the whole window."""
        self.setWindowIcon(QGuiApplication.windowIcon())
        area = self._desk.window_.screen().availableGeometry()
        stored = self._desk.settings.strip_place
        if len(stored) == 4 and area.contains(stored[0] + 40, stored[1] + 20):
            self.setGeometry(*stored)
        else:
            self.setGeometry(area.right() - WIDTH_PX, area.top() + 30, WIDTH_PX, area.height() - 60)
        self.box.setText(text)
        self.search()
        if address:
            self._choose(address)
        self.show()
        self.raise_()
        self.activateWindow()
        self.box.setFocus()
        self.box.selectAll()

    def _choose(self, address: str) -> None:
        """Show a place, as the hit that it is where it is one."""
        for row in range(self.hits.count()):
            if self.hits.item(row).data(_PLACE) == address:
                self.hits.setCurrentRow(row)
        self.show_place(address)

    def leave(self) -> None:
        """Go, and remember where the strip stood."""
        place = self.geometry()
        self._desk.settings.strip_place = [place.x(), place.y(), place.width(), place.height()]
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the strip brings the whole window back; the program goes on."""
        if self.isVisible():
            event.ignore()
            self.back_asked.emit()
            return
        super().closeEvent(event)

    # --- search --------------------------------------------------------------------------

    @Slot()
    def _on_typed(self) -> None:
        self._soon.start()

    @Slot()
    def search(self) -> None:
        """Find what the box asks for; an address shows its place."""
        self._soon.stop()
        text = self.box.text()
        if locator.is_address(text):
            self.hits.clear()
            found = self.show_place(text)
            self.count.setText("" if found else "This address names no line and no provision of the data.")
            return
        found_hits = self._quick.find(text, self._year())
        self.hits.blockSignals(True)
        self.hits.clear()
        for said, address in found_hits.rows:
            item = QListWidgetItem(said, self.hits)
            item.setData(_PLACE, address)
            item.setToolTip(said)
        self.hits.blockSignals(False)
        self.count.setText(found_hits.said)
        if self.hits.count():
            self.hits.setCurrentRow(0)
        else:
            self._address = ""
            self.card.show_html("")

    def _year(self) -> int:
        assert self._desk.controller is not None
        return self._desk.controller.year

    @Slot()
    def _on_down(self) -> None:
        if self._soon.isActive():
            self.search()
        if self.hits.count():
            self.hits.setFocus()
            self.hits.setCurrentRow(max(0, self.hits.currentRow()))

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_hit(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            self.show_place(str(item.data(_PLACE)))

    @Slot(QListWidgetItem)
    def _on_activated(self, _item: QListWidgetItem) -> None:
        self._on_open()

    @Slot()
    def _on_quit(self) -> None:
        """Leave the program from here, as from the window."""
        self.leave()
        self._desk.window_.close()

    @Slot()
    def _on_open(self) -> None:
        if self._address:
            self.place_chosen.emit(self._address)

    @Slot()
    def _on_focus(self) -> None:
        self.box.setFocus()
        self.box.selectAll()

    # --- the card ------------------------------------------------------------------------

    def show_place(self, address: str) -> bool:
        """Put a line or an entry on the card; whether the address names one."""
        try:
            place = locator.parse(address)
        except ValueError:
            return False
        colours = rich_colours(self._theme.tokens)
        entries = self._rooms.papers.entries
        if place.kind == "entry":
            found = entries.entry(place.path[0])
            if found is None:
                return False
            self.card.show_html(card_html.entry(found, entries.briefs[found.id], colours))
        else:
            line = self._rooms.comparer.line_of(place)
            if line is None or self._desk.reference is None:
                return False
            self.card.show_html(card_html.line(self._desk.reference.detail(*line), colours))
        self._address = address
        return True

    def _taken(self) -> Clipping | None:
        if not self._address:
            self.say("There is nothing on the card yet")
            return None
        found = self._rooms.clipper.of_place(locator.parse(self._address))
        if found is None:
            self.say("The data have this no longer")
        return found

    def _put(self, text: str, html: str, said: str) -> None:
        pasteboard.put(text, html)
        self.say(said)

    @Slot(str)
    def say(self, text: str) -> None:
        """A sentence below the card."""
        self.said.setText(text)

    @Slot()
    def copy(self) -> None:
        """Copy the words that are selected on the card, else what it says."""
        if self.card.textCursor().hasSelection():
            self.card.copy()
            self.say("Text copied")
        elif (found := self._taken()) is not None:
            self._put(*clipboard.pasted(found), "Copied")

    @Slot()
    def copy_cited(self) -> None:
        """Copy what the card says with its citation."""
        if (found := self._taken()) is not None:
            selected = self.card.textCursor().selectedText().replace("\u2029", " ")
            found = replace(found, text=selected) if selected else found
            self._put(*clipboard.pasted(found, self._cited(found)), "Copied with its citation")

    @Slot()
    def copy_citation(self) -> None:
        """Copy the citation alone."""
        if (found := self._taken()) is not None:
            self._put(self._cited(found), "", "Citation copied")

    def _cited(self, found: Clipping) -> str:
        return self._rooms.clipper.cited(found, self._rooms.keeping.style)

    @Slot()
    def keep(self) -> None:
        """Put what the card says into the tray."""
        if (found := self._taken()) is not None:
            self._rooms.collected.add([found])
            self.say(f"In the tray: {found.title}")

    @Slot()
    def bookmark(self) -> None:
        """Mark the place on the card."""
        if (found := self._taken()) is not None:
            self._rooms.keeping.toggle(found.address, found.title[:160])
            self.say(self._desk.message())

    # --- looks ---------------------------------------------------------------------------

    @Slot()
    def _on_zoom_in(self) -> None:
        self._theme.set_zoom(self._theme.zoom + 10)

    @Slot()
    def _on_zoom_out(self) -> None:
        self._theme.set_zoom(self._theme.zoom - 10)

    @Slot()
    def _on_zoom_reset(self) -> None:
        self._theme.set_zoom(100)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._desk.settings.zoom = self._theme.zoom
        self._fit()
        if self._address:
            self.show_place(self._address)
