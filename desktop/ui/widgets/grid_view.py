"""Any table of texts: fixed rows, widths by its cells, sorted by its headers, copied by the window."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView, QWidget

from desktop.core.clipping import Grid
from desktop.ui.theme import Theme
from desktop.ui.widgets.table_looks import make_plain
from desktop.viewmodels.grid_table import GridModel

_WIDEST_EM = 46


class GridView(QTableView):
    """``key_chosen`` brings what the row stands for that was opened by Enter or a double click."""

    key_chosen = Signal(object)
    current_key = Signal(object)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.grid = GridModel(self)
        self.setObjectName("grid")
        self.setAccessibleName(name)
        self.setModel(self.grid)
        make_plain(self)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._on_header_clicked)
        self._sorted = (-1, False)
        self.doubleClicked.connect(self._on_opened)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._fit()
        theme.changed.connect(self._on_theme_changed)

    def show_grid(self, grid: Grid, keys: list[object]) -> None:
        """Another table."""
        self._sorted = (-1, False)
        self.horizontalHeader().setSortIndicatorShown(False)
        self.grid.show_grid(grid, keys)
        self._fit_columns()

    def selected_rows(self) -> list[int]:
        """The rows that are selected, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def taken(self) -> Grid:
        """The selected rows, or all that are shown where none is selected."""
        return self.grid.grid(self.selected_rows() or None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; the window copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_opened(self.currentIndex())
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.key_chosen.emit(self.grid.key(index.row()))

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.current_key.emit(self.grid.key(current.row()))

    @Slot(int)
    def _on_header_clicked(self, column: int) -> None:
        """First click ascending, second descending, third as it was."""
        header = self.horizontalHeader()
        if self._sorted[0] != column:
            self._sorted = (column, False)
        elif not self._sorted[1]:
            self._sorted = (column, True)
        else:
            self._sorted = (-1, False)
        down = Qt.SortOrder.DescendingOrder if self._sorted[1] else Qt.SortOrder.AscendingOrder
        self.grid.sort(self._sorted[0], down)
        header.setSortIndicatorShown(self._sorted[0] >= 0)
        if self._sorted[0] >= 0:
            header.setSortIndicator(column, down)

    def _fit(self) -> None:
        height = self._theme.line_height() + 8
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height + 4)

    def _fit_columns(self) -> None:
        """Widths by the head and the first rows; what is longer is in the tooltip."""
        metrics, em = QFontMetrics(self.font()), self._theme.em()
        bold = QFontMetrics(self._theme.font(bold=True))
        rows = min(self.grid.rowCount(), 60)
        for column in range(self.grid.columnCount()):
            texts = [str(self.grid.index(row, column).data()) for row in range(rows)]
            head = str(self.grid.headerData(column, Qt.Orientation.Horizontal)) + "    "
            wide = max([*map(metrics.horizontalAdvance, texts), bold.horizontalAdvance(head)]) + 20
            # A duty in words is read in its tooltip; it must not push the goods away.
            most = _WIDEST_EM // 2 if self.grid.is_right(column) else _WIDEST_EM
            self.setColumnWidth(column, min(wide, most * em))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._fit()
        self._fit_columns()
