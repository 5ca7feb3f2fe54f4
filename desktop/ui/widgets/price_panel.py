"""Duty against price for a line whose duty is a formula: curves, a price to slide, exact answers."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from desktop.core import duty_words
from desktop.core.duty import rounded
from desktop.core.duty_value import show
from desktop.ui.theme import Theme
from desktop.ui.widgets.drawings import draw_mark, label, ticks
from desktop.viewmodels.plots import PricePlot


class _Curves(QWidget):
    """Paints the curves and the price in focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plot: PricePlot | None = None
        self._price = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_plot(self, plot: PricePlot | None, price: int) -> None:
        self._plot, self._price = plot, price
        self.update()

    def sizeHint(self) -> QSize:
        """Some lines of text high."""
        return QSize(260, self._theme.line_height() * 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, one curve a duty, marks at the price in focus."""
        plot = self._plot
        if plot is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(scale=0.92))
        metrics = QFontMetricsF(painter.font())
        # The duty without the deal may dwarf the rest; the axis follows what the agreement charges.
        most = (
            max(value for line in plot.lines if line.key != "without_deal" for _, value in line.points) or 1.0
        )
        marks = ticks(most * 1.15)
        left = max(metrics.horizontalAdvance(label(value, plot.sign)) for value in marks) + 8
        area = QRectF(left, 6, self.width() - left - 12, self.height() - metrics.height() * 1.6 - 6)

        def _at(price: float, duty: float) -> QPointF:
            x = area.left() + price / plot.most_price * area.width()
            return QPointF(x, area.bottom() - min(duty, marks[-1] * 1.02) / marks[-1] * area.height())

        for value in marks:
            painter.setPen(QPen(self._theme.colour("line"), 1))
            y = _at(0, value).y()
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self._theme.colour("dim"))
            text = label(value, plot.sign)
            painter.drawText(
                QPointF(area.left() - metrics.horizontalAdvance(text) - 6, y + metrics.ascent() / 2 - 2), text
            )
        for value in ticks(plot.most_price)[:-1]:
            text = label(value, plot.sign)
            x = _at(value, 0).x() - metrics.horizontalAdvance(text) / 2
            painter.drawText(QPointF(max(area.left() - 4, x), area.bottom() + metrics.ascent() + 4), text)
        for line in reversed(plot.lines):
            colour = QColor(self._theme.tokens.agreement[line.key])
            painter.setPen(QPen(colour, 2.6 if line.key == "usjta" else 1.4))
            painter.drawPolyline(QPolygonF([_at(price, duty) for price, duty in line.points]))
        painter.setPen(QPen(self._theme.colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(_at(self._price, 0), _at(self._price, marks[-1]))
        for line in reversed(plot.lines):
            at = _at(self._price, float(line.curve.at(Fraction(self._price))))
            draw_mark(
                painter,
                line.key,
                at,
                4.5,
                QColor(self._theme.tokens.agreement[line.key]),
                self._theme.colour("window"),
            )
            duty = float(line.curve.at(Fraction(self._price)))
            if duty > marks[-1] * 1.02:
                # Above the axis: say so, or the mark at its edge would be read as a value.
                painter.setPen(QColor(self._theme.tokens.agreement[line.key]))
                painter.drawText(at + QPointF(8, metrics.ascent()), f"{label(round(duty, 2), plot.sign)} ↑")
        painter.end()


class PricePanel(QFrame):
    """Shown for lines with a formula; the slider answers for the price in focus."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plot: PricePlot | None = None
        self.setObjectName("pricePanel")
        self._title = QLabel(self)
        self._title.setObjectName("section")
        self._title.setWordWrap(True)
        self._curves = _Curves(theme, self)
        self._curves.setAccessibleName("Duty on one unit against its price")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Price per unit")
        self.slider.valueChanged.connect(self._on_moved)
        self.answer = QLabel(self)
        self.answer.setWordWrap(True)
        self.answer.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._price = QLabel(self)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self._price)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 4)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._curves)
        column.addLayout(row)
        column.addWidget(self.answer)
        theme.changed.connect(self._refresh)

    def show_plot(self, plot: PricePlot | None) -> None:
        """Take a plot; without one the panel hides."""
        self._plot = plot
        if plot is None:
            self.hide()
            return
        unit = duty_words.unit(plot.unit)
        self._title.setText(f"DUTY ON ONE {unit.upper()} AGAINST ITS PRICE")
        self.slider.blockSignals(True)
        self.slider.setRange(1, plot.most_price)
        self.slider.setPageStep(max(1, plot.most_price // 20))
        self.slider.setValue(plot.start)
        self.slider.blockSignals(False)
        self._refresh()

    @Slot(int)
    def _on_moved(self, _price: int) -> None:
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        plot = self._plot
        if plot is None:
            return
        price = self.slider.value()
        unit = duty_words.unit(plot.unit)
        self._price.setText(f"{plot.sign}{price:,} per {unit}")
        self._curves.show_plot(plot, price)
        self._curves.updateGeometry()
        self.answer.setText(answer(plot, price))
        self._curves.setAccessibleDescription(self.answer.text())
        self.slider.setAccessibleDescription(self.answer.text())
        self.slider.setToolTip(f"Price of one {unit}; the answer below follows it")


def answer(plot: PricePlot, price: int) -> str:
    """The duties at a price in words: amount per unit and percent of the price; equal ones together."""
    unit = duty_words.unit(plot.unit)
    groups: dict[Fraction, list[str]] = {}
    for line in plot.lines:
        groups.setdefault(line.curve.at(Fraction(price)), []).append(line.title)
    currency = "JPY" if plot.sign == "¥" else "USD"
    said = [
        f"{', '.join(titles)} {show(duty, 'JPY' if currency == 'JPY' else 'USD')} ({_percent(duty / price * 100)})"
        for duty, titles in groups.items()
    ]
    left_out = f" Not drawn: {'; '.join(plot.left_out)}." if plot.left_out else ""
    return f"At {plot.sign}{price:,} per {unit}: {'; '.join(said)}.{left_out}"


def _percent(value: Fraction) -> str:
    return f"{rounded(value, 1):,f}% of the value"
