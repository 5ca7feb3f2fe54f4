"""Any table of texts as an item model: sorted and narrowed by its own order, never by a proxy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.clipping import Grid, one_line

Index = QModelIndex | QPersistentModelIndex
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ALIGN: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE: Final = QModelIndex()


class GridModel(QAbstractTableModel):
    """Read-only; ``keys`` travels beside the rows and says what each one stands for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[str, ...] = ()
        self._rows: list[tuple[str, ...]] = []
        self._keys: list[object] = []
        self._right: frozenset[int] = frozenset()
        self._order: list[int] = []
        self._sorted: tuple[int, bool] = (-1, False)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self._heads)

    def show_grid(self, grid: Grid, keys: Sequence[object] = ()) -> None:
        """Another table; its own order."""
        self.beginResetModel()
        self._heads, self._rows, self._right = grid.heads, list(grid.rows), grid.right
        self._keys = list(keys) or [None] * len(grid.rows)
        self._order = list(range(len(self._rows)))
        self._sorted = (-1, False)
        self.endResetModel()

    def show_only(self, places: Sequence[int]) -> None:
        """Only these rows of the table, in its order; the sorting stays."""
        self.beginResetModel()
        self._order = list(places)
        self._apply_sort()
        self.endResetModel()

    def is_right(self, column: int) -> bool:
        """Whether a column holds figures."""
        return column in self._right

    def key(self, row: int) -> object:
        """What the row stands for."""
        return self._keys[self._order[row]]

    def row_of(self, key: object) -> int:
        """The first row that stands for something; -1 where none is shown."""
        return next((row for row, place in enumerate(self._order) if self._keys[place] == key), -1)

    def grid(self, rows: Sequence[int] | None = None) -> Grid:
        """The table as it is shown, or some of its rows."""
        wanted = self._order if rows is None else [self._order[row] for row in rows]
        return Grid(self._heads, tuple(self._rows[place] for place in wanted), self._right)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Cell text and what goes with it."""
        text = self._rows[self._order[index.row()]][index.column()]
        if role == _DISPLAY:
            return one_line(text)
        if role == _TOOLTIP:
            return text
        if role == _ACCESSIBLE:
            return f"{self._heads[index.column()]}: {one_line(text) or 'nothing'}"
        if role == _ALIGN and index.column() in self._right:
            return _RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Column titles."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self._heads):
            if role in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
                return self._heads[section]
            if role == _ALIGN and section in self._right:
                return _RIGHT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column: numbers by their size, empty cells last."""
        self.layoutAboutToBeChanged.emit()
        before = [self._order[index.row()] for index in self.persistentIndexList()]
        self._sorted = (column, order is Qt.SortOrder.DescendingOrder)
        self._apply_sort()
        places = {place: row for row, place in enumerate(self._order)}
        old = self.persistentIndexList()
        new = [self.index(places[place], index.column()) for place, index in zip(before, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _apply_sort(self) -> None:
        column, down = self._sorted
        if not 0 <= column < len(self._heads):
            self._order.sort()
            return
        full = [place for place in self._order if self._rows[place][column].strip()]
        rest = [place for place in self._order if not self._rows[place][column].strip()]
        full.sort(key=lambda place: _sort_key(self._rows[place][column]), reverse=down)
        self._order = [*full, *rest]


def _sort_key(text: str) -> tuple[int, float, str]:
    plain = text.replace(",", "").removesuffix("%").strip()
    try:
        return (0, float(plain), "")
    except ValueError:
        return (1, 0.0, text.casefold())
