"""The Provisions view: outline of instruments, one entry, and beside it the official text."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.entry_query import EntryQuery
from desktop.ui.colours import rich_colours
from desktop.ui.theme import Theme
from desktop.ui.widgets.entry_pane import EntryPane
from desktop.ui.widgets.source_pane import NO_TEXT, SourcePane
from desktop.viewmodels.entries import FRONT, MATRIX, Entries
from desktop.viewmodels.outline import OutlineModel
from desktop.viewmodels.sources import Added, Reading, SourcesController

_AGAIN_MS = 4_000


class ProvisionsView(QWidget):
    """Shows entries; announces searches of lines and what it says."""

    query_chosen = Signal(str)
    said = Signal(str)
    entry_shown = Signal(str)
    add_asked = Signal()

    def __init__(
        self, entries: Entries, controller: SourcesController, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._entries = entries
        self._controller = controller
        self._theme = theme
        self.current = ""
        self._narrow = ""
        self._divided = False
        self.model = OutlineModel(entries.briefs, self)
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._on_again)
        self._build()
        controller.reports_changed.connect(self._on_reports)
        theme.changed.connect(self._on_theme_changed)

    def _build(self) -> None:
        self.outline = QTreeView(self)
        self.outline.setObjectName("outline")
        self.outline.setAccessibleName("Outline of instruments")
        self.outline.setHeaderHidden(True)
        self.outline.setUniformRowHeights(True)
        self.outline.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.outline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.outline.setModel(self.model)
        self.outline.selectionModel().currentChanged.connect(self._on_current_changed)
        self.outline.clicked.connect(self._on_clicked)
        self.heading = QLabel("INSTRUMENTS", self)
        self.heading.setObjectName("section")
        self.heading.setWordWrap(True)
        frame = QFrame(self)
        frame.setObjectName("outlineFrame")
        column = QVBoxLayout(frame)
        column.setContentsMargins(8, 10, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.outline, 1)
        self.outline_frame = frame
        self.pane = EntryPane(self._theme, self)
        self.pane.text.query_chosen.connect(self.query_chosen)
        self.pane.text.entry_chosen.connect(self.open)
        self.pane.text.link_chosen.connect(self._on_link)
        self.pane.said.connect(self.said)
        self.pane.note_written.connect(self._on_note_written)
        self.pane.outline_asked.connect(self._on_outline_asked)
        self.pane.source_asked.connect(self._on_source_asked)
        self.source = SourcePane(self._theme, self)
        self.source.set_controller(self._controller)
        self.source.set_titles({name: brief.title for name, brief in self._entries.briefs.items()})
        self.source.entry_chosen.connect(self.open)
        self.source.said.connect(self.said)
        self.source.add_asked.connect(self.add_asked)
        self.source.digest.entry_chosen.connect(self.open)
        self.source.digest.said.connect(self.said)
        self.source.note_asked.connect(self._on_note_asked)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.outline_frame, self.pane, self.source):
            self.splitter.addWidget(widget)
        for place, share in enumerate((0, 1, 1)):
            self.splitter.setStretchFactor(place, share)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    # --- opening -------------------------------------------------------------------------

    def show_front(self) -> None:
        """What shows first: the paper's statements, section by section."""
        if not self.current:
            self.outline.expand(self.model.place_of(FRONT))
            self.open(FRONT)

    @Slot(str)
    def open(self, name: str) -> None:
        """Show an entry or a branch, and its text beside it."""
        self._show(name)

    def _show(self, name: str) -> None:
        self.current = name
        self._fill()
        place = self.model.place_of(name)
        if not place.isValid() and self.model.narrowed:
            self.show_all()
            place = self.model.place_of(name)
        self.outline.selectionModel().blockSignals(True)
        self.outline.setCurrentIndex(place)
        if place.isValid():
            self.outline.expand(place)
            self.outline.scrollTo(place)
        self.outline.selectionModel().blockSignals(False)
        self.outline.viewport().update()
        if self._narrow == "outline":
            self._narrow = ""
            self.arrange()
        self.entry_shown.emit(name)

    def _fill(self) -> None:
        colours = rich_colours(self._theme.tokens)
        name = self.current
        places = self._controller.places(name)
        html = self._entries.page(name, places, colours)
        is_entry = name in self._entries.briefs
        note = self._controller.note_on(name) if is_entry else ""
        self.pane.show_page(
            html, self._entries.plain(name) if is_entry else "", name if is_entry else "", note
        )
        self._fill_source(name)

    def _fill_source(self, name: str) -> None:
        places = self._controller.places(self._entries.first_of(name) or name)
        document = self._entries.document_for(name)
        if places:
            titles = {place: self._entries.briefs[place.found.tie.document].title for place in places}
            self.source.show_places([(place, titles[place]) for place in places])
        elif document:
            colours = rich_colours(self._theme.tokens)
            title = self._entries.briefs[document].title
            self.source.show_digest(title, self._entries.digest(document, name, colours))
        else:
            self.source.show_digest(
                NO_TEXT, "<p>No official document is tied to this; what it rests on stands with it.</p>"
            )
        # The matrix wants the whole width.
        self.source.setVisible(self._source_fits() and name != MATRIX)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        key = self.model.key_at(now)
        if key and key != self.current:
            self.open(key)

    @Slot(QModelIndex)
    def _on_clicked(self, place: QModelIndex) -> None:
        """A click on what is current already, in a narrow window, goes to it."""
        if self._narrow == "outline":
            self._narrow = ""
            self.arrange()
            self._on_current_changed(place, QModelIndex())

    # --- search --------------------------------------------------------------------------

    def ask(self, query: EntryQuery) -> int:
        """Narrow the outline to what a query finds and open the first; returns how many."""
        found = self._entries.answer(query)
        self.model.show_only(found)
        self.heading.setText(f"{len(found)} FOUND" if found else "NOTHING FOUND")
        self.outline.expandAll()
        if query.jumps or query.locator or len(found) == 1:
            if found:
                self.open(found[0])
        elif found:
            html = self._entries.found(query.said, found, rich_colours(self._theme.tokens))
            self.current = ""
            self.pane.show_page(html, "", "", "")
        else:
            self.pane.show_page(
                "<p>No provision has all these words. Try fewer words, another scope (<b>art:</b>, <b>dta:</b>, <b>if:</b>), "
                "or search the tariff lines (Ctrl+1).</p>", "", "", "",
            )  # fmt: skip
            self.current = ""
        return len(found)

    @Slot(str)
    def _on_link(self, link: str) -> None:
        tag = link.removeprefix("tag:")
        count = self.ask(EntryQuery(tag=tag, said=f"tag {tag}"))
        self.said.emit(f"{count} entries with the tag {tag}; clear the search to see all")

    def show_all(self) -> None:
        """The whole outline again."""
        if self.model.narrowed:
            self.heading.setText("INSTRUMENTS")
            self.model.show_only(None)
            place = self.model.place_of(self.current)
            if place.isValid():
                self.outline.setCurrentIndex(place)
                self.outline.scrollTo(place)

    # --- notes ---------------------------------------------------------------------------

    @Slot(str, str)
    def _on_note_written(self, target: str, text: str) -> None:
        trouble = self._controller.write_note(target, text)
        if trouble:
            self._again.start()
        self.said.emit(trouble or "Note saved")

    @Slot()
    def _on_again(self) -> None:
        if not self._controller.save_again():
            self._again.stop()
            self.said.emit("Note saved")

    @Slot(object, object, int, int, str)
    def _on_note_asked(self, added: Added, reading: Reading, start: int, end: int, quote: str) -> None:
        from desktop.ui.widgets.passage_note import PassageNote  # noqa: PLC0415  (not every session writes one)

        dialog = PassageNote(quote, self)
        dialog.written.connect(self._on_passage_note)
        dialog.setProperty("passage", (added, reading, start, end))
        dialog.open()

    @Slot(str)
    def _on_passage_note(self, text: str) -> None:
        dialog = self.sender()
        added, reading, start, end = dialog.property("passage")
        trouble = self._controller.note_passage(added, reading, start, end, text)
        self.said.emit(trouble or "Note saved")
        self.source.refresh()

    # --- layout --------------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        shown = (self.outline, self.pane.text, self.pane.note, self.source.stack.currentWidget())
        return [widget for widget in shown if widget is not None and widget.isVisible()]

    @Slot()
    def _on_outline_asked(self) -> None:
        self._narrow = "" if self._narrow == "outline" else "outline"
        self.arrange()

    @Slot()
    def _on_source_asked(self) -> None:
        self._narrow = "" if self._narrow == "source" else "source"
        self.arrange()

    def _room(self) -> int:
        """How many of the three panes have room beside each other."""
        width, em = self.window().width(), self._theme.em()
        return 3 if width > max(1100, 125 * em) else 2 if width > max(760, 88 * em) else 1

    def _source_fits(self) -> bool:
        return (
            self._room() == 3
            or (self._narrow == "source")
            or (self._room() == 2 and self._narrow != "outline")
        )

    def arrange(self) -> None:
        """Show the panes that the window has room for; the rest by button."""
        room = self._room()
        self.splitter.setOrientation(Qt.Orientation.Vertical if room == 1 else Qt.Orientation.Horizontal)
        self.outline_frame.setVisible(room == 3 or self._narrow == "outline")
        self.source.setVisible(self._source_fits() and self.current != MATRIX)
        self.pane.setVisible(room > 1 or self._narrow != "outline")
        self.pane.outline_button.setVisible(room < 3)
        self.pane.source_button.setVisible(room < 2 or (room == 2 and self._narrow == "outline"))
        if room == 3 and not self._divided:
            total = max(self.splitter.width(), 900)
            self.splitter.setSizes([total * 24 // 100, total * 40 // 100, total * 36 // 100])
            self._divided = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panes follow the width."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def _on_reports(self) -> None:
        if self.current:
            self.pane.save_note()
            self._fill()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.current:
            self._on_reports()
        self.arrange()
