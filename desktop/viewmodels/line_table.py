"""The table of lines: an order of line ids, rows fetched a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.line import RATE_COLUMNS, Kind, RateState
from desktop.core.record import LineRow
from desktop.errors import KnownError
from desktop.store.lines import LineStore
from desktop.viewmodels.columns import COLUMNS

Index = QModelIndex | QPersistentModelIndex

# Plain ints: data() gets plain ints, and comparing with enums made repaints slower by half.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()

_PAGE = 64
_MOST_ROWS = 4_096


def _unreadable(line: int) -> LineRow:
    """What stands in for a line that the damaged file does not give."""
    count = len(RATE_COLUMNS)
    return LineRow(
        id=line, importer="jp", code="", seq=1, display="", goods="This line cannot be read", context="",
        path_en="", goods_ja="", quality="", trade=None, duty=None, kind=Kind.UNKNOWN, note="",
        states=(RateState.UNKNOWN,) * count, rates=("",) * count, shorts=("",) * count,
        standings="u" * (count - 2),
    )  # fmt: skip


class LineTableModel(QAbstractTableModel):
    """Read-only table over the reference file; owns its order, sorts and filters nothing itself."""

    def __init__(self, store: LineStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._order: Sequence[int] = ()
        self._year = 0
        self._exact = 0
        self._rows: dict[int, LineRow] = {}

    @property
    def order(self) -> Sequence[int]:
        """Line ids as they stand in the table."""
        return self._order

    @property
    def year(self) -> int:
        """The year whose rates are shown."""
        return self._year

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Number of lines shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Number of columns, hidden ones included."""
        return 0 if parent.isValid() else len(COLUMNS)

    def row(self, place: int) -> LineRow:
        """The line at a place in the table; fetches its page if need be."""
        line = self._order[place]
        found = self._rows.get(line)
        return found if found is not None else self._fetch(place)

    def _fetch(self, place: int) -> LineRow:
        if len(self._rows) > _MOST_ROWS:
            self._rows.clear()
        start = max(0, place - _PAGE // 4)
        wanted = [i for i in self._order[start : start + _PAGE] if i not in self._rows]
        try:
            for row in self._store.rows(wanted, self._year):
                self._rows[row.id] = row
        except KnownError:
            # Painting must not fail; the check of the whole file says what is wrong with it.
            for line in wanted:
                self._rows[line] = _unreadable(line)
        return self._rows[self._order[place]]

    def is_close(self, place: int) -> bool:
        """Whether the line at a place is a close hit, not an exact one."""
        return place >= self._exact

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Cell text and what goes with it; the delegate reads ``row`` directly."""
        if role == _DISPLAY:
            return COLUMNS[index.column()].text(self.row(index.row()))
        if role == KEY_ROLE:
            return self._order[index.row()]
        if role == _TOOLTIP:
            return self._tooltip(index)
        if role == _ACCESSIBLE:
            spoken = COLUMNS[index.column()].spoken(self.row(index.row()))
            return f"{spoken} (close match)" if self.is_close(index.row()) else spoken
        if role == _ALIGN and COLUMNS[index.column()].numeric:
            return _RIGHT
        return None

    def _tooltip(self, index: Index) -> str:
        row, spec = self.row(index.row()), COLUMNS[index.column()]
        if spec.style == "goods":
            return "\n".join(filter(None, (row.path_en, row.goods_ja)))
        if spec.key == "without_deal" and row.note:
            return f"{spec.text(row)}\n{row.note}"
        return spec.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Column titles; nothing for rows."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            if role == _DISPLAY:
                return COLUMNS[section].title
            if role in (_TOOLTIP, _ACCESSIBLE):
                return COLUMNS[section].long_title
            if role == _ALIGN and COLUMNS[section].numeric:
                return _RIGHT
        return None

    def place_of(self, line: int) -> int:
        """Where a line stands in the table, or -1."""
        try:
            return self._order.index(line)
        except ValueError:
            return -1

    def set_order(self, order: Sequence[int], close: int, year: int) -> None:
        """Show exactly these lines, in this order, keeping selection by line."""
        self.layoutAboutToBeChanged.emit()
        persistent = self.persistentIndexList()
        old = self._order
        if year != self._year:
            self._rows.clear()
            self._year = year
        self._order = order
        self._exact = len(order) - close
        if persistent:
            moved = []
            for index in persistent:
                at = self.place_of(old[index.row()])
                moved.append(QModelIndex() if at < 0 else self.createIndex(at, index.column()))
            self.changePersistentIndexList(persistent, moved)
        self.layoutChanged.emit()
