"""My lines: paste or open a list of codes, see each one matched or explained, save it, use it as a filter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.core.locator import Locator
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.grid_view import GridView
from desktop.viewmodels import my_lines
from desktop.viewmodels.my_lines import Matched, MyLines

if TYPE_CHECKING:
    from desktop.ui.theme import Theme
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.reference import Reference
    from desktop.viewmodels.settings import Settings

_FILTER = ("Lists of codes (*.txt *.csv *.tsv *.xlsx)", "All files (*)")
_SHOWN_AS_TEXT = 5_000


class MyLinesView(QWidget):
    """Lists on the left, the one at hand as text and as a table of matches on the right."""

    query_chosen = Signal(str)
    place_chosen = Signal(str)
    said = Signal(str)

    def __init__(
        self,
        mine: MyLines,
        reference: Reference,
        clipper: Clipper,
        theme: Theme,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._mine, self._reference, self._clipper = mine, reference, clipper
        self._theme, self._settings = theme, settings
        self.matched: Matched | None = None
        self.name = ""
        self.year = max(reference.bundle.years)
        self._items: tuple[str, ...] = ()
        self._asked = 0
        self._deleted: tuple[str, tuple[str, ...]] = ("", ())
        self._build()
        mine.sets_changed.connect(self._fill_sets)
        mine.matched.connect(self._on_matched)
        theme.changed.connect(self._fit)
        self._fill_sets()

    def _build(self) -> None:
        self.sets = QListWidget(self)
        self.sets.setAccessibleName("My lists")
        self.sets.itemClicked.connect(self._on_set_chosen)
        self.sets.itemActivated.connect(self._on_set_chosen)
        left = self._left = QFrame(self)
        left.setObjectName("outlineFrame")
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 10, 8, 8)
        head = QLabel("MY LISTS", left)
        head.setObjectName("section")
        column.addWidget(head)
        column.addWidget(self.sets, 1)
        tools = QFrame(left)
        row = FlowLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        self.new_button = button(tools, "New list", "plain", "Begin with an empty list")
        self.new_button.clicked.connect(self._on_new)
        self.delete_button = button(
            tools, "Delete", "plain", "Delete the list that is chosen; it can be brought back at once"
        )
        self.delete_button.clicked.connect(self._on_delete)
        self.undo_button = button(tools, "Bring back", "plain", "Bring back the list that was deleted last")
        self.undo_button.clicked.connect(self._on_bring_back)
        self.undo_button.hide()
        for made in (self.new_button, self.delete_button, self.undo_button):
            row.addWidget(made)
        column.addWidget(tools)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right())
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)
        self._fit()

    def _right(self) -> QFrame:
        frame = QFrame(self)
        self.box = QPlainTextEdit(frame)
        self.box.setAccessibleName("Codes of the list")
        self.box.setPlaceholderText(
            "Paste codes here, one a line or divided by commas, in any shape: 0202.30.010, 87120015, 0406, 0201-0210 …"
        )
        self.box.setTabChangesFocus(True)
        tools = QFrame(frame)
        row = FlowLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        self.match_button = button(
            tools, "Match", "primary", "Find the line of every code, in the order of the list"
        )
        self.match_button.clicked.connect(self.match)
        self.open_button = button(tools, "Open a file…", "plain", "A list of codes as text, CSV or XLSX")
        self.open_button.clicked.connect(self._on_open)
        self.title = QLineEdit(tools)
        self.title.setObjectName("field")
        self.title.setPlaceholderText("Name of the list")
        self.title.setAccessibleName("Name of the list")
        self.title.setMaxLength(my_lines.LONGEST_NAME)
        self.title.returnPressed.connect(self.save)
        self.save_button = button(tools, "Save", "plain", "Save the list under this name in your own file")
        self.save_button.clicked.connect(self.save)
        self.show_button = button(
            tools, "Show in Lines", "plain", "The Lines view with these lines only, in this order"
        )
        self.show_button.clicked.connect(self._on_show)
        for widget in (self.match_button, self.open_button, self.title, self.save_button, self.show_button):
            row.addWidget(widget)
        self.count = QLabel("Paste or open a list of codes; each is matched, or you are told why not.", frame)
        self.count.setWordWrap(True)
        self.table = GridView("Matches of the list", self._theme, frame)
        self.table.key_chosen.connect(self._on_line)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 10, 12, 0)
        column.setSpacing(6)
        column.addWidget(self.box)
        column.addWidget(tools)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        return frame

    @Slot()
    def _fit(self) -> None:
        tall = self.window().height() > 45 * self._theme.line_height()
        self.box.setFixedHeight(self._theme.line_height() * (6 if tall else 3))
        self.title.setMinimumWidth(self._theme.em() * 22)
        self.arrange()

    # --- lists ---------------------------------------------------------------------------

    @Slot()
    def _fill_sets(self) -> None:
        self.sets.clear()
        for name, item in self._mine.sets.items():
            row = QListWidgetItem(f"{name}  ({len(item.items):,})", self.sets)
            row.setData(Qt.ItemDataRole.UserRole, name)
            row.setToolTip(f"{len(item.items):,} codes; search for set:{my_lines.query_name(name)}")
            if name == self.name:
                self.sets.setCurrentItem(row)

    @Slot(QListWidgetItem)
    def _on_set_chosen(self, row: QListWidgetItem) -> None:
        self.open_set(str(row.data(Qt.ItemDataRole.UserRole)))

    def open_set(self, name: str) -> None:
        """Show a saved list."""
        item = self._mine.find(name)
        if item is None:
            self.said.emit(f"There is no list called “{name[:60]}”")
            return
        self.name = item.name
        self.title.setText(item.name)
        self._show_items(item.items)
        self._ask()
        self._mine.match_items(item.items, self.year)
        self._fill_sets()

    def _show_items(self, items: tuple[str, ...]) -> None:
        self._items = items
        self.box.setPlainText("\n".join(items[:_SHOWN_AS_TEXT]))
        # A longer list is kept whole and shown in the table; a box of 100,000 lines would be slow.
        self.box.setReadOnly(len(items) > _SHOWN_AS_TEXT)
        self.box.setToolTip(
            f"The first {_SHOWN_AS_TEXT:,} of {len(items):,} codes; all are in the table"
            if self.box.isReadOnly()
            else ""
        )

    def _edited(self) -> bool:
        """Whether something else than the matched list stands in the box."""
        items = self.matched.items if self.matched is not None else ()
        return not self.box.isReadOnly() and my_lines.items_of(self.box.toPlainText()) != items

    @Slot()
    def _on_new(self) -> None:
        self._mine.cancel()
        self.name = ""
        self.matched = None
        self.title.clear()
        self._show_items(())
        self.table.show_grid(my_lines.EMPTY, [])
        self.count.setText("Paste or open a list of codes; each is matched, or you are told why not.")
        self.sets.setCurrentRow(-1)
        self.box.setFocus()

    @Slot()
    def _on_delete(self) -> None:
        row = self.sets.currentItem()
        if row is None:
            self.said.emit("Choose the list to delete first")
            return
        item = self._mine.delete(str(row.data(Qt.ItemDataRole.UserRole)))
        if item is not None:
            self._deleted = (item.name, item.items)
            self.undo_button.show()
            self.said.emit(f"List “{item.name}” deleted; “Bring back” undoes it")
            if self.name == item.name:
                self._on_new()

    @Slot()
    def _on_bring_back(self) -> None:
        if self._deleted[0] and self._mine.save(*self._deleted):
            self._deleted = ("", ())
            self.undo_button.hide()

    # --- matching ------------------------------------------------------------------------

    def _ask(self) -> None:
        self._asked = self.box.document().revision()

    @Slot()
    def match(self) -> None:
        """Match what is in the box."""
        self._ask()
        if self.box.isReadOnly():
            self._mine.match_items(self._items, self.year)
        else:
            self._mine.match_text(self.box.toPlainText(), self.year)

    @Slot()
    def _on_open(self) -> None:
        dialog = QFileDialog(self, "Open a list of codes", self._settings.export_folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(list(_FILTER))
        dialog.fileSelected.connect(self.open_file)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def open_file(self, chosen: str) -> None:
        """Read and match a file."""
        self.name = ""
        self.title.setText(Path(chosen).stem[: my_lines.LONGEST_NAME])
        self._ask()
        self._mine.match_file(Path(chosen), self.year)

    def set_year(self, year: int) -> None:
        """Match as of another year."""
        if year != self.year:
            self.year = year
            if self.matched is not None:
                if self._edited():
                    self.match()
                else:
                    self._ask()
                    self._mine.match_items(self.matched.items, year)

    @Slot(object)
    def _on_matched(self, matched: Matched) -> None:
        self.matched = matched
        # What was typed since the list was asked for is the user's, not ours to replace.
        if self.box.document().revision() == self._asked or self.box.isReadOnly():
            self._show_items(matched.items)
        keys: list[object] = [line or None for line in my_lines.keys_of(matched)]
        self.table.show_grid(matched.grid, keys)
        notes = " ".join(matched.notes)
        self.count.setText(f"As of {matched.year}: {matched.said}. {notes}".strip())

    @Slot()
    def save(self) -> None:
        """Save what was matched, or what is in the box, under the name."""
        items = self.matched.items if self.matched is not None else ()
        if self._edited():
            items = my_lines.items_of(self.box.toPlainText())
        name = self.title.text().strip()
        taken = self._mine.find(name)
        if taken is not None and taken.name != self.name:
            self.said.emit(f"There is a list called “{taken.name}” already; choose another name")
            return
        # The same codes under another name are the list renamed; other codes are another list.
        before = self._mine.find(self.name) if self.name else None
        was = self.name if before is not None and before.items == tuple(items) else ""
        if self._mine.save(name, items, was):
            self.name = " ".join(name.split())
            self._fill_sets()

    @Slot()
    def _on_show(self) -> None:
        if self.name and self._mine.find(self.name) is not None:
            self.query_chosen.emit(f"set:{my_lines.query_name(self.name)}")
        else:
            self.said.emit("Save the list under a name first; then it can be used as a filter")

    @Slot(object)
    def _on_line(self, line: object) -> None:
        if isinstance(line, int):
            row = self._reference.store.rows([line], self.year)[0]
            self.place_chosen.emit(locator.line(row.importer, row.code, row.seq, self.year).address)

    # --- what it hands out ---------------------------------------------------------------

    def place(self) -> Locator:
        """The address of the list, or of the view."""
        return Locator("set", (self.name,)) if self.name else locator.view("my_lines")

    def taken(self, *, whole: bool = False) -> Clipping | None:
        """The rows that are selected, or all, in the order of the list."""
        if self.matched is None:
            return None
        grid = self.table.grid.grid() if whole else self.table.taken()
        title = f"My list {self.name}" if self.name else "My lines"
        sources = my_lines.sources(self._reference, self.matched.year)
        return self._clipper.table(f"{title}: {self.matched.said}", self.place(), grid, sources)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.sets, self.box, self.table]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lists beside the table where there is room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """One above the other in a narrow window."""
        beside = self.window().width() > max(760, 92 * self._theme.em())
        self.splitter.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        if beside and self.splitter.sizes()[0] < 20 * self._theme.em():
            self.splitter.setSizes([34 * self._theme.em(), self.width()])
        elif not beside:
            self.splitter.setSizes([5 * self._theme.line_height(), self.height()])
        # In a low window the lists are chosen by their names; the list at hand has the room.
        low = not beside and self.window().height() < 45 * self._theme.line_height()
        self._left.setVisible(not low or not self.matched)
