"""Paints the cells of the table of lines: codes, goods with dimmed context, duties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QTableView

from desktop.core.line import RateState
from desktop.ui.theme import Theme
from desktop.viewmodels.columns import COLUMNS, ColumnSpec
from desktop.viewmodels.line_table import LineTableModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ELIDE = Qt.TextElideMode.ElideRight
_FAINT_STATES = frozenset(
    {RateState.NO_CONCESSION, RateState.OUTSIDE, RateState.NOT_PARTY, RateState.UNKNOWN}
)

_NOWHERE = QModelIndex()
_SHORT = {RateState.NO_CONCESSION: "none", RateState.UNKNOWN: "—"}


class LineDelegate(QStyledItemDelegate):
    """Draws from the model's rows directly: no document, no style option, no font built while painting.

    Selection and focus are asked of the view: the style's own flags would load all of QStyle at start.
    """

    def __init__(self, theme: Theme, model: LineTableModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._view = parent
        self.refresh()
        theme.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Take fonts and colours from the theme."""
        theme = self._theme
        self._plain, self._bold, self._fixed = (
            theme.font(),
            theme.font(bold=True),
            theme.font(fixed=True),
        )
        self._plain_metrics = QFontMetrics(self._plain)
        self._bold_metrics = QFontMetrics(self._bold)
        self._fixed_metrics = QFontMetrics(self._fixed)
        self._text = QPen(theme.colour("text"))
        self._dim = QPen(theme.colour("dim"))
        self._faint = QPen(theme.colour("faint"))
        self._close = QPen(theme.colour("close"))
        self._line = QPen(theme.colour("line"))
        self._focus = QPen(theme.colour("link"))
        good, bad, both = (QPen(theme.colour(role)) for role in ("good", "bad", "warn"))
        self._signs = {"=": self._dim, "▲": good, "△": good, "▼": bad, "▽": bad, "◇": both}
        self._selected = QColor(theme.colour("selected"))
        self._selected_text = QPen(theme.colour("selected_text"))
        self._pad = max(4, round(theme.em() * 0.9))
        self.row_height = theme.line_height() + round(theme.line_height() * 0.62)

    def width_of(self, spec: ColumnSpec) -> int:
        """The width a column needs for its title and its usual cells, logical pixels."""
        title = self._bold_metrics.horizontalAdvance(spec.title) + 4 * self._pad
        if spec.style == "code":
            return max(title, self._fixed_metrics.horizontalAdvance("≈≈ 0202.30.010") + 2 * self._pad)
        return max(title, spec.width * self._theme.em())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One cell."""
        rect: QRect = option.rect
        selection = self._view.selectionModel()
        selected = selection.isRowSelected(index.row(), _NOWHERE)
        if selected:
            painter.fillRect(rect, self._selected)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = self._model.row(index.row())
        spec = COLUMNS[index.column()]
        inner = rect.adjusted(self._pad, 0, -self._pad, -1)
        text_pen = self._selected_text if selected else self._text
        dim_pen = self._selected_text if selected else self._dim
        if spec.style == "rate":
            self._rate(painter, inner, index, text_pen, dim_pen)
        elif spec.style == "goods":
            self._goods(painter, inner, row.goods, row.context, (text_pen, dim_pen))
        elif spec.style == "standing":
            self._standing(painter, inner, spec.text(row), text_pen, dim_pen)
        elif spec.style == "code":
            self._code(painter, inner, index.row(), row.display, text_pen)
        else:
            painter.setFont(self._plain)
            painter.setPen(dim_pen if spec.style == "tag" else text_pen)
            text = self._plain_metrics.elidedText(spec.text(row), _ELIDE, inner.width())
            painter.drawText(inner, _RIGHT if spec.numeric else _LEFT, text)
        if selected and self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setPen(self._focus)
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _rate(
        self,
        painter: QPainter,
        inner: QRect,
        index: QModelIndex | QPersistentModelIndex,
        text_pen: QPen,
        dim_pen: QPen,
    ) -> None:
        row = self._model.row(index.row())
        spec = COLUMNS[index.column()]
        text = _SHORT.get(row.states[spec.place]) or row.rates[spec.place]
        if not text:
            return
        strong = spec.key == "usjta" and row.states[1] not in _FAINT_STATES
        painter.setFont(self._bold if strong else self._plain)
        metrics = self._bold_metrics if strong else self._plain_metrics
        painter.setPen(dim_pen if row.states[spec.place] in _FAINT_STATES else text_pen)
        if spec.key == "without_deal" and row.note:
            text = f"{text} †"
        if metrics.horizontalAdvance(text) > inner.width():
            text = row.shorts[spec.place]
        align = _RIGHT if metrics.horizontalAdvance(text) <= inner.width() else _LEFT
        painter.drawText(inner, align, metrics.elidedText(text, _ELIDE, inner.width()))

    def _standing(self, painter: QPainter, inner: QRect, text: str, text_pen: QPen, dim_pen: QPen) -> None:
        """A sign and a word; the colour only repeats what both say."""
        painter.setFont(self._plain)
        pen = self._signs.get(text[:1], dim_pen)
        painter.setPen(text_pen if text_pen is self._selected_text else pen)
        painter.drawText(inner, _LEFT, self._plain_metrics.elidedText(text, _ELIDE, inner.width()))

    def _goods(
        self, painter: QPainter, inner: QRect, goods: str, context: str, pens: tuple[QPen, QPen]
    ) -> None:
        painter.setFont(self._plain)
        painter.setPen(pens[0])
        shown = self._plain_metrics.elidedText(goods, _ELIDE, inner.width())
        painter.drawText(inner, _LEFT, shown)
        used = self._plain_metrics.horizontalAdvance(shown) + self._pad
        left = inner.width() - used
        if context and left > 4 * self._pad:
            painter.setPen(pens[1] if pens[0] is self._selected_text else self._faint)
            rest = inner.adjusted(used, 0, 0, 0)
            painter.drawText(rest, _LEFT, self._plain_metrics.elidedText(context, _ELIDE, left))

    def _code(self, painter: QPainter, inner: QRect, place: int, code: str, pen: QPen) -> None:
        painter.setFont(self._fixed)
        if self._model.is_close(place):
            painter.setPen(self._close)
            code = f"≈ {code}"
        else:
            painter.setPen(pen)
        text = self._fixed_metrics.elidedText(code, _ELIDE, inner.width())
        painter.drawText(inner, _LEFT, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The row height is fixed; widths are kept by the header."""
        return QSize(80, self.row_height)
