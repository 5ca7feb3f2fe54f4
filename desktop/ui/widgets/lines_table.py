"""The table of lines: its columns by scope, their widths, the order that is asked for, copying."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from desktop.ui.theme import Theme
from desktop.ui.widgets.line_delegate import LineDelegate
from desktop.ui.widgets.table_looks import make_plain
from desktop.viewmodels.columns import COLUMNS, INDEX, default_columns
from desktop.viewmodels.line_table import KEY_ROLE, LineTableModel
from desktop.viewmodels.reference import Reference
from desktop.viewmodels.settings import Settings


class LinesTable(QTableView):
    """Shows the model; the user's choice of columns and widths goes to the settings.

    ``sort_asked`` carries the name of a column (empty: the default order) and whether it is
    descending; ``typed`` a character that was typed here and belongs to the search box.
    """

    typed = Signal(str)
    sort_asked = Signal(str, bool)
    line_changed = Signal(object)
    painted = Signal()
    selection_rested = Signal()

    def __init__(
        self, reference: Reference, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._scope = "all"
        self._comparator = "cptpp"
        self._sort, self._descending = "", False
        self._resizing = False
        self._was_painted = False
        self.lines = LineTableModel(reference.store, self)
        self._delegate = LineDelegate(theme, self.lines, self)
        self._configure()
        self.setModel(self.lines)
        self.setItemDelegate(self._delegate)
        self._show_columns()
        self._resize_all()
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        # Charts follow the selection when it rests, not at every key of a long way down.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(60)
        self._rest.timeout.connect(self.selection_rested)
        theme.changed.connect(self._on_theme_changed)

    def _configure(self) -> None:
        self.setObjectName("lines")
        self.setAccessibleName("Tariff lines")
        make_plain(self)
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(30)
        header.setFixedHeight(self._delegate.row_height + 4)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.sectionClicked.connect(self._on_header_clicked)
        header.sectionResized.connect(self._on_section_resized)

    # --- events --------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters and digits go to the search box; the window copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
            return
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and len(text) == 1 and text.isprintable() and text != " ":
            self.typed.emit(text)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and say so the first time: what the first picture does not need comes then."""
        super().paintEvent(event)
        if not self._was_painted and len(self.lines.order):
            self._was_painted = True
            QTimer.singleShot(0, self, self._say_painted)

    def _say_painted(self) -> None:
        """Not when the table was put away meanwhile."""
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the goods column to the new width."""
        super().resizeEvent(event)
        self._fit_goods()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        self.horizontalHeader().setFixedHeight(self._delegate.row_height + 4)
        self._resize_all()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.line_changed.emit(current.data(KEY_ROLE))

    @Slot()
    def _on_selection_changed(self) -> None:
        self._rest.start()

    # --- rows ----------------------------------------------------------------------------

    def show_order(self, order: object, close: int, year: int, current: int | None) -> None:
        """Show lines, keep the current one current if it still stands among them."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        try:
            self.lines.set_order(order, close, year)  # type: ignore[arg-type]
            self.make_current(current)
        finally:
            selection.blockSignals(False)
        self.viewport().update()
        self._rest.start()

    def make_current(self, line: int | None) -> None:
        """Select a line and scroll to it; without one (or if it is not shown) select nothing."""
        place = -1 if line is None else self.lines.place_of(line)
        if place < 0:
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
            self.verticalScrollBar().setValue(0)
            return
        index = self.lines.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def select_lines(self, lines: frozenset[int]) -> int:
        """Select all rows of these lines that are shown, the first one current; returns how many."""
        places = [place for place, line in enumerate(self.lines.order) if line in lines] if lines else []
        chosen = QItemSelection()
        last = self.lines.columnCount() - 1
        for place in places:
            chosen.merge(
                QItemSelection(self.lines.index(place, 0), self.lines.index(place, last)),
                QItemSelectionModel.SelectionFlag.Select,
            )
        model = self.selectionModel()
        model.blockSignals(True)
        try:
            if places:
                model.setCurrentIndex(
                    self.lines.index(places[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate
                )
            model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        finally:
            model.blockSignals(False)
        if places:
            self.scrollTo(self.lines.index(places[0], 0))
        self.viewport().update()
        return len(places)

    def current_line(self) -> int | None:
        """The line of the current row."""
        index = self.currentIndex()
        return int(index.data(KEY_ROLE)) if index.isValid() else None

    def selected_places(self) -> list[int]:
        """Places of the selected rows, in the order of the table."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    # --- columns -------------------------------------------------------------------------

    def set_scope(self, scope: str) -> None:
        """Show the columns of a scope: ``all``, ``jp`` or ``us``."""
        if scope != self._scope:
            self._scope = scope
            self._show_columns()
            self._fit_goods()

    def set_comparator(self, name: str) -> None:
        """Show the standing beside the agreement that lines are compared with."""
        if name != self._comparator:
            self._comparator = name
            self._show_columns()
            self._fit_goods()

    def shown_columns(self) -> list[str]:
        """Keys of the columns shown in this scope; the standing is that beside the comparator in use."""
        stored = self._settings.columns.get(self._scope)
        known = [key for key in stored or () if key in INDEX]
        shown = known or default_columns(self._scope)
        wanted = f"standing_{self._comparator}"
        if any(key.startswith("standing_") for key in shown) and wanted not in shown:
            return [key for key in INDEX if key in shown or key == wanted]
        return shown

    def toggle_column(self, key: str) -> None:
        """Show or hide a column in this scope."""
        shown = self.shown_columns()
        self._settings.columns[self._scope] = [k for k in INDEX if (k in shown) != (k == key)]
        self._show_columns()
        self._fit_goods()

    def reset_columns(self) -> None:
        """Columns and widths as they were."""
        self._settings.columns.pop(self._scope, None)
        self._settings.widths.clear()
        self._show_columns()
        self._resize_all()

    def _show_columns(self) -> None:
        shown = self.shown_columns()
        for place, spec in enumerate(COLUMNS):
            self.setColumnHidden(place, spec.key not in shown)

    @Slot(QPoint)
    def _on_header_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        shown = self.shown_columns()
        for spec in COLUMNS[1:]:
            action = menu.addAction(spec.long_title)
            action.setCheckable(True)
            action.setChecked(spec.key in shown)
            action.setData(spec.key)
        menu.addSeparator()
        menu.addAction("Columns as they were").setData("")
        menu.triggered.connect(self._on_column_chosen)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(where))

    @Slot(object)
    def _on_column_chosen(self, action) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        key = action.data()
        if key:
            self.toggle_column(key)
        else:
            self.reset_columns()

    @Slot(int)
    def _on_header_clicked(self, place: int) -> None:
        """First click ascending, second descending, third the default order."""
        name = COLUMNS[place].sort
        if not name:
            return
        if self._sort != name:
            self.sort_asked.emit(name, False)
        elif not self._descending:
            self.sort_asked.emit(name, True)
        else:
            self.sort_asked.emit("", False)

    def mark_sort(self, name: str, *, descending: bool) -> None:
        """Show in the header which column the lines are sorted by."""
        self._sort, self._descending = name, descending
        header = self.horizontalHeader()
        place = next((i for i, spec in enumerate(COLUMNS) if spec.sort and spec.sort == name), -1)
        header.setSortIndicatorShown(place >= 0)
        if place >= 0:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(place, order)

    @Slot(int, int, int)
    def _on_section_resized(self, place: int, _old: int, new: int) -> None:
        if not self._resizing and new > 0:
            self._settings.widths[COLUMNS[place].key] = round(new * 100 / self._theme.zoom)

    def _width(self, key: str) -> int:
        stored = self._settings.widths.get(key)
        if isinstance(stored, int) and stored > 0:
            return round(stored * self._theme.zoom / 100)
        return self._delegate.width_of(COLUMNS[INDEX[key]])

    def _resize_all(self) -> None:
        self._resizing = True
        for place, spec in enumerate(COLUMNS):
            self.horizontalHeader().resizeSection(place, self._width(spec.key))
        self._resizing = False
        self._fit_goods()

    def _fit_goods(self) -> None:
        """Give the goods column the room that the others leave, unless the user set its width."""
        if "goods" in self._settings.widths:
            return
        place = INDEX["goods"]
        others = sum(
            self.columnWidth(i) for i in range(len(COLUMNS)) if i != place and not self.isColumnHidden(i)
        )
        room = self.viewport().width() - others
        self._resizing = True
        self.horizontalHeader().resizeSection(place, max(16 * self._theme.em(), room))
        self._resizing = False
