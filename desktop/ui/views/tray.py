"""The tray: clippings in order with notes, bookmarks and the search log beside them, and the way into a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.clipping import Clipping, one_line
from desktop.core.tray import Clip
from desktop.ui.colours import rich_colours
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.entry_pane import NoteBox
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels.clipboard import joined
from desktop.viewmodels.grid_table import Index
from desktop.viewmodels.tray import CLIP_ROLE, STALE_ROLE, TrayController
from desktop.viewmodels.tray_html import clip_html, log_html, marks_html

if TYPE_CHECKING:
    from desktop.ui.theme import Theme
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.keeping import Keeping

_EMPTY = (
    "<h3>The tray is empty</h3><p>Put things in from anywhere: <b>Ctrl+T</b> adds what is selected (a line, lines, a provision, "
    "a passage, a comparison), with its edition and its citation. Here you put them in order, under headings, with your notes, "
    "and write them out as a Word document with footnotes, as Markdown, a web page or plain text.</p>"
    "<p>Everything is saved at once in your own file.</p>"
)


class _Delegate(QStyledItemDelegate):
    """Two lines an item: what it is, and what it says; headings are one bold line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._theme.line_height() * 2 + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        clip: Clip = index.data(CLIP_ROLE)
        rect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, self._theme.colour("selected"))
        main, soft = ("selected_text", "selected_text") if chosen else ("text", "dim")
        inner = rect.adjusted(12 if clip.heading else 26, 5, -10, -5)
        height = self._theme.line_height()
        font = self._theme.font(bold=True, scale=1.1 if clip.heading else 1.0)
        painter.setFont(font)
        painter.setPen(self._theme.colour(main))
        if clip.heading:
            inner.setTop(rect.top())
            inner.setBottom(rect.bottom())
            text = QFontMetrics(font).elidedText(clip.title, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        else:
            mark = "▦ " if clip.clipping.grid is not None else ""
            if index.data(STALE_ROLE):
                mark = "⚠ changed · " + mark
                painter.setPen(self._theme.colour(main if chosen else "bad"))
            title = QFontMetrics(font).elidedText(
                mark + clip.title, Qt.TextElideMode.ElideRight, inner.width()
            )
            painter.drawText(
                inner.adjusted(0, 0, 0, -height),
                int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft),
                title,
            )
            painter.setFont(self._theme.font())
            painter.setPen(self._theme.colour(soft))
            note = f"✎ {one_line(clip.note)}" if clip.note.strip() else ""
            grid = clip.clipping.grid
            said = clip.clipping.text or (f"{len(grid.rows):,} rows" if grid is not None else "")
            below = QFontMetrics(self._theme.font()).elidedText(
                note or one_line(said), Qt.TextElideMode.ElideRight, inner.width()
            )
            painter.drawText(
                inner.adjusted(0, height, 0, 0),
                int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft),
                below,
            )
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class _ClipList(QListView):
    """Keys that act on items are announced; the rest is the list's own."""

    delete_pressed = Signal()
    step_pressed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Ctrl+Up and Ctrl+Down move."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            self.step_pressed.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class TrayView(QWidget):
    """Shows the tray; what leaves it is asked of the window."""

    place_chosen = Signal(str)
    query_chosen = Signal(str)
    export_asked = Signal()
    copy_asked = Signal()
    said = Signal(str)

    def __init__(
        self,
        controller: TrayController,
        keeping: Keeping,
        clipper: Clipper,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.controller, self._keeping, self._clipper, self._theme = controller, keeping, clipper, theme
        self._shown = 0
        self._build()
        controller.changed.connect(self._on_changed)
        keeping.changed.connect(self._fill_beside)
        theme.changed.connect(self._on_theme_changed)
        self._on_changed()
        self._fill_beside()

    def _build(self) -> None:
        self.list = _ClipList(self)
        self.list.setObjectName("clips")
        self.list.setAccessibleName("Clippings in order")
        self.list.setModel(self.controller.model)
        self.list.setItemDelegate(_Delegate(self._theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDropIndicatorShown(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.delete_pressed.connect(self.remove)
        self.list.step_pressed.connect(self.shift)
        self.list.doubleClicked.connect(self._on_opened)
        tools = QFrame(self)
        row = FlowLayout(tools)
        row.setContentsMargins(10, 8, 10, 6)
        self._made = {}
        for name, text, kind, tip, slot in (
            (
                "export",
                "Write a document…",
                "primary",
                "Word with footnotes, Markdown, web page or plain text (Ctrl+E)",
                self.export_asked,
            ),
            ("heading", "New heading", "plain", "Begin a group above what is chosen", self.add_heading),
            ("up", "▲", "plain", "Move up (Ctrl+Up)", self._on_up),
            ("down", "▼", "plain", "Move down (Ctrl+Down)", self._on_down),
            ("remove", "Remove", "plain", "Take what is chosen out of the tray (Delete)", self.remove),
            ("undo", "Undo", "plain", "Take back the last change of the tray (Ctrl+Z)", self.controller.undo),
            ("redo", "Redo", "plain", "Do it again (Ctrl+Shift+Z)", self.controller.redo),
        ):
            made = button(tools, text, kind, tip)
            made.setAccessibleName(tip)
            made.clicked.connect(slot)
            row.addWidget(made)
            self._made[name] = made
        self.count = QLabel(self)
        self.count.setContentsMargins(12, 0, 12, 4)
        self.count.setWordWrap(True)
        left = QFrame(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(tools)
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def _right(self) -> QTabWidget:
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Item, bookmarks and searches")
        self.tabs.tabBar().setAccessibleName("Item, bookmarks, searches")
        page = QFrame(self)
        self.title = QLineEdit(page)
        self.title.setObjectName("field")
        self.title.setAccessibleName("Title of the item")
        self.title.editingFinished.connect(self._on_renamed)
        self.text = RichPane("The item in full", page)
        self.text.link_chosen.connect(self._on_link)
        self.note = NoteBox(page)
        self.note.setAccessibleName("Your note on the item")
        self.note.setPlaceholderText("Your note; it goes into the document in italics.")
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self._on_note_typed)
        self.note.left.connect(self.controller.save_now)
        label = QLabel("YOUR NOTE", page)
        label.setObjectName("section")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(self.title)
        column.addWidget(self.text, 1)
        column.addWidget(label)
        column.addWidget(self.note)
        self.marks = RichPane("Bookmarks", self)
        self.marks.link_chosen.connect(self._on_link)
        self.log = RichPane("Searches", self)
        self.log.link_chosen.connect(self._on_link)
        self.tabs.addTab(page, "Item")
        self.tabs.addTab(self.marks, "Bookmarks")
        self.tabs.addTab(self.log, "Searches")
        self._fit()
        return self.tabs

    def _fit(self) -> None:
        tall = self.window().height() > 40 * self._theme.line_height()
        self.note.setFixedHeight(self._theme.line_height() * (4 if tall else 2))

    # --- items ---------------------------------------------------------------------------

    def chosen(self) -> list[int]:
        """Ids of the items that are selected, in order."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedRows())
        return [self.controller.model.clip(row).id for row in rows]

    @Slot()
    def _on_changed(self) -> None:
        clips = self.controller.clips
        count = sum(not clip.heading for clip in clips)
        stale = len(self.controller.model.stale)
        said = f"{count} clip{'' if count == 1 else 's'}"
        said += f" · {stale} changed since you took {'it' if stale == 1 else 'them'}" if stale else ""
        if self.controller.unsaved or self.controller.blocked:
            said += f" · NOT SAVED YET, tried again every few seconds. {self.controller.blocked}"
        self.count.setText(said)
        self._made["undo"].setEnabled(bool(self.controller.tray.undoable))
        self._made["redo"].setEnabled(bool(self.controller.tray.redoable))
        self._made["undo"].setToolTip(f"Undo {self.controller.tray.undoable} (Ctrl+Z)".replace("  ", " "))
        for name in ("export", "up", "down", "remove"):
            self._made[name].setEnabled(bool(clips))
        if clips and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.controller.model.index(0, 0))
        self._show_current()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.controller.save_now()
        self._show_current()

    def _current(self) -> Clip | None:
        index = self.list.currentIndex()
        return self.controller.model.clip(index.row()) if index.isValid() else None

    def _show_current(self) -> None:
        clip = self._current()
        for widget in (self.title, self.note):
            widget.setEnabled(clip is not None)
        if clip is None:
            self._shown = 0
            self.title.clear()
            self.text.show_html(_EMPTY)
            self._set_note("")
            return
        again = clip.id == self._shown
        self._shown = clip.id
        if not (again and self.title.hasFocus()):
            self.title.setText(clip.title)
        colours = rich_colours(self._theme.tokens)
        citation = self._clipper.cited(clip.clipping, self._keeping.style)
        self.text.show_html(
            clip_html(clip, self.controller.model.stale.get(clip.id), citation, self._clipper.data, colours)
        )
        if not (again and self.note.hasFocus()):
            self._set_note(clip.note)

    def _set_note(self, text: str) -> None:
        self.note.blockSignals(True)
        self.note.setPlainText(text)
        self.note.blockSignals(False)

    @Slot()
    def _on_note_typed(self) -> None:
        if self._shown:
            self.controller.annotate(self._shown, self.note.toPlainText())
            self.controller.model.refresh()

    @Slot()
    def _on_renamed(self) -> None:
        # The item whose title it was when it was typed, not the one that is current by now.
        clip = self.controller.clip(self._shown)
        if clip is not None and self.title.text().strip() not in ("", clip.title):
            self.controller.rename(clip.id, self.title.text())

    @Slot()
    def add_heading(self) -> None:
        """A heading above what is chosen, ready to be named."""
        clip = self._current()
        place = self.controller.tray.place_of(clip.id) if clip is not None else -1
        after = self.controller.clips[place - 1].id if place > 0 else 0
        made = self.controller.add_heading("New heading", after)
        if place == 0:
            self.controller.tray.move([made], 0)
            self.controller.model.refresh()
        self.select(made)
        self.title.setFocus()
        self.title.selectAll()

    def select(self, name: int) -> None:
        """Make an item the current one."""
        place = self.controller.tray.place_of(name)
        if place >= 0:
            index = self.controller.model.index(place, 0)
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.list.scrollTo(index)

    @Slot()
    def remove(self) -> None:
        """Take the selected items out."""
        chosen = self.chosen()
        if chosen:
            self.controller.remove(chosen)

    @Slot(int)
    def shift(self, by: int) -> None:
        """Move the selected items up or down."""
        chosen = self.chosen()
        if chosen:
            self.controller.step(chosen, by)
            self.list.scrollTo(self.list.currentIndex())

    @Slot()
    def _on_up(self) -> None:
        self.shift(-1)

    @Slot()
    def _on_down(self) -> None:
        self.shift(1)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        clip = self.controller.model.clip(index.row())
        if clip.clipping.address:
            self.place_chosen.emit(clip.clipping.address)

    @Slot(str)
    def _on_link(self, link: str) -> None:
        act, _, rest = link.partition(":")
        if act == "usjta":
            self.place_chosen.emit(link)
        elif act == "renew":
            self.controller.renew(int(rest))
        elif act == "unmark":
            self._keeping.unmark(rest)
        elif act == "logcopy":
            self._keeping.copy_search(int(rest))
        elif act == "logadd":
            self.controller.add([self._keeping.search_clipping(int(rest), self._clipper)])
        elif act == "logclear":
            self._keeping.clear_searches()

    # --- beside --------------------------------------------------------------------------

    @Slot()
    def _fill_beside(self) -> None:
        colours = rich_colours(self._theme.tokens)
        bookmarks, searches = self._keeping.bookmarks(), self._keeping.searches()
        self.tabs.setTabText(1, f"Bookmarks ({len(bookmarks)})" if bookmarks else "Bookmarks")
        self.tabs.setTabText(2, f"Searches ({len(searches)})" if searches else "Searches")
        self.marks.show_html(marks_html(bookmarks, colours))
        self.log.show_html(log_html(searches, colours))

    def taken(self) -> Clipping | None:
        """The selected items, to be copied and cited again; several as one text with all their citations."""
        found = [clip for name in self.chosen() if (clip := self.controller.clip(name)) is not None]
        clips = [clip.clipping for clip in found if not clip.heading]
        if len(clips) < 2:
            clip = self._current()
            return clips[0] if clips else None if clip is None or clip.heading else clip.clipping
        return joined(clips)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.list, self.text, self.note]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Item beside the list where there is room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """One above the other in a narrow window."""
        beside = self.window().width() > max(760, 92 * self._theme.em())
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.splitter.orientation() is not wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([1, 1] if beside else [3, 2])

    @Slot()
    def _on_theme_changed(self) -> None:
        self._fit()
        self.list.doItemsLayout()
        self._show_current()
        self._fill_beside()
