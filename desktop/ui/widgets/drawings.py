"""Small drawings that stand in a rich text: the duty by agreement as dots, by year as steps.

They are text objects: painted by the document with the text's own painter, so they scroll, zoom
and print with it and are sharp at any scale. Every value that they show also stands in the text.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from desktop.ui.theme import Theme
from desktop.viewmodels.plots import DotPlot, DotRow, PlotStep, StepPlot

KIND = int(QTextFormat.ObjectTypes.UserObject) + 1
_NAME = int(QTextFormat.Property.UserProperty) + 1
_OBJECT = "\ufffc"

# Marks by agreement, the same in every drawing: shape and whether it is filled.
MARKS: Mapping[str, tuple[str, bool]] = {
    "without_deal": ("square", True), "usjta": ("circle", True), "cptpp": ("triangle", True),
    "eu": ("diamond", True), "uk": ("diamond", False), "rcep_asean_anz": ("square", True),
    "rcep_china": ("square", False), "rcep_korea": ("square", False), "australia": ("square", True),
}  # fmt: skip


class Drawings(QPyTextObject):
    """Paints the drawings of one document, by name."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self._plots: dict[str, DotPlot | StepPlot] = {}
        document.documentLayout().registerHandler(KIND, self)

    def put(self, document: QTextDocument, plots: Mapping[str, DotPlot | StepPlot | None]) -> None:
        """Put each drawing where the text marks its place; places without one are taken out."""
        self._plots = {name: plot for name, plot in plots.items() if plot is not None}
        for name in plots:
            cursor = document.find(f"⟦{name}⟧")
            if cursor.isNull():
                continue
            if name not in self._plots:
                cursor.removeSelectedText()
                continue
            kind = QTextCharFormat()
            kind.setObjectType(KIND)
            kind.setProperty(_NAME, name)
            kind.setToolTip(self._plots[name].summary)
            cursor.insertText(_OBJECT, kind)
        QTextCursor(document).clearSelection()

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:  # noqa: A002, N803
        """As wide as the text, as high as the rows need."""
        width = max(120.0, doc.textWidth() - 2 * doc.documentMargin() - 2)
        plot = self._plots.get(str(format.property(_NAME)))
        line = self._theme.line_height()
        if isinstance(plot, DotPlot):
            return QSizeF(width, line * (len(plot.rows) * _row_lines(width, self._theme) + 1.6))
        return QSizeF(width, line * 8.0)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,  # noqa: N803
        format: QTextFormat,  # noqa: A002
    ) -> None:
        """Paint one drawing into its place."""
        plot = self._plots.get(str(format.property(_NAME)))
        rect = QRectF(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(scale=0.92))
        if isinstance(plot, DotPlot):
            _Dots(self._theme, painter, rect, plot).paint()
        elif isinstance(plot, StepPlot):
            _Steps(self._theme, painter, rect, plot).paint()
        painter.restore()


def _row_lines(width: float, theme: Theme) -> float:
    """Lines of text that a row of dots takes: name and value stand above the dots where it is narrow."""
    return 1.35 if width > 42 * theme.em() else 2.2


def ticks(most: float) -> list[float]:
    """Round values from zero to just past ``most``, four or five of them."""
    step = 10.0 ** (len(str(int(most))) - 1) if most >= 1 else 0.1
    for factor in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0):
        if most / (step * factor) <= 5:
            step *= factor
            break
    count = int(most / step + 0.999)
    return [step * n for n in range(count + 1)]


def label(value: float, unit: str) -> str:
    """A tick label: ``20%``, ``¥50``."""
    figure = f"{value:,.10g}"
    return f"{figure}%" if unit == "%" else f"{unit[0]}{figure}"


def draw_mark(painter: QPainter, key: str, at: QPointF, radius: float, colour: QColor, back: QColor) -> None:
    """The mark of an agreement: its shape, filled or open."""
    shape, filled = MARKS[key]
    draw_shape(painter, shape, at, radius, QPen(colour, 1.6), colour if filled else back)


def draw_shape(painter: QPainter, shape: str, at: QPointF, radius: float, pen: QPen, fill: QColor) -> None:
    """A mark by its shape: ``circle``, ``square``, ``triangle`` or ``diamond``."""
    painter.setPen(pen)
    painter.setBrush(QBrush(fill))
    if shape == "circle":
        painter.drawEllipse(at, radius, radius)
    elif shape == "square":
        painter.drawRect(QRectF(at.x() - radius * 0.9, at.y() - radius * 0.9, radius * 1.8, radius * 1.8))
    else:
        r = radius * 1.2
        corners = (
            [(0, -r), (r, r * 0.8), (-r, r * 0.8)]
            if shape == "triangle"
            else [(0, -r), (r, 0), (0, r), (-r, 0)]
        )
        painter.drawPolygon(QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in corners]))


class _Dots:
    """One row an agreement: a line from zero, a mark at each value, the text beside it."""

    def __init__(self, theme: Theme, painter: QPainter, rect: QRectF, plot: DotPlot) -> None:
        self._theme, self._painter, self._rect, self._plot = theme, painter, rect, plot
        self._metrics = QFontMetricsF(painter.font())
        lines = _row_lines(rect.width(), theme)
        self._stacked = lines > 2
        names = max(self._metrics.horizontalAdvance(row.title) for row in plot.rows)
        self._left = rect.left() + (0 if self._stacked else 6 + names)
        self._row = theme.line_height() * lines
        self._mark = theme.line_height() * 0.27
        self._ticks = ticks(plot.most)
        # Every dot's text must find room on its right; the texts set the scale, but not all of it.
        room = rect.right() - self._left - 12
        fits = [
            (room - (0 if self._stacked else self._metrics.horizontalAdvance(row.text)) - 4 * self._mark)
            / max(row.values)
            for row in plot.rows
            if row.values and max(row.values) > 0
        ]
        least = 0.4 * room / self._ticks[-1]
        self._scale = max(least, min([room / self._ticks[-1], *fits]))

    def _x(self, value: float) -> float:
        return self._left + 10 + value * self._scale

    def paint(self) -> None:
        painter, theme, rect = self._painter, self._theme, self._rect
        bottom = rect.top() + self._row * len(self._plot.rows)
        free_from = rect.left()
        for value in self._ticks:
            if self._x(value) > rect.right():
                break
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(self._x(value), rect.top() + 3), QPointF(self._x(value), bottom))
            painter.setPen(theme.colour("dim"))
            text = label(value, self._plot.unit)
            half = self._metrics.horizontalAdvance(text) / 2
            if self._x(value) - half < free_from or self._x(value) + half > rect.right():
                continue
            free_from = self._x(value) + half + 6
            painter.drawText(QPointF(self._x(value) - half, bottom + self._metrics.ascent() + 2), text)
        for place, row in enumerate(self._plot.rows):
            self._one(row, rect.top() + self._row * (place + 0.5))

    def _one(self, row: DotRow, middle: float) -> None:
        painter, theme = self._painter, self._theme
        painter.setFont(theme.font(bold=row.strong, scale=0.92))
        words = theme.colour("text" if row.values else "dim")
        y = middle + (self._row * 0.22 if self._stacked else 0)
        base = middle - self._row * 0.12 if self._stacked else y + self._metrics.ascent() / 2 - 1
        painter.setPen(words)
        painter.drawText(QPointF(self._rect.left(), base), row.title)
        colour = QColor(theme.tokens.agreement[row.key])
        end = self._x(0)
        if row.values:
            end = self._x(max(row.values))
            painter.setPen(QPen(colour, 1.8))
            painter.drawLine(QPointF(self._x(0), y), QPointF(end, y))
            for value in row.values:
                draw_mark(
                    painter, row.key, QPointF(self._x(value), y), self._mark, colour, theme.colour("window")
                )
        painter.setPen(words)
        at = end + (2.2 * self._mark if row.values else 0)
        if self._stacked:
            width = self._metrics.horizontalAdvance(row.text) * (1.1 if row.strong else 1.0)
            at = max(self._rect.left() + 8 * theme.em(), self._rect.right() - width)
        room = self._rect.right() - at + 1
        fits = self._metrics.horizontalAdvance(row.text) <= room
        text = row.text if fits else self._metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(at, base), text)


class _Steps:
    """Duty by year: published years solid, inferred dashed, spans as a band; the year in focus marked."""

    def __init__(self, theme: Theme, painter: QPainter, rect: QRectF, plot: StepPlot) -> None:
        self._theme, self._painter, self._plot = theme, painter, plot
        self._metrics = QFontMetricsF(painter.font())
        self._ticks = ticks(plot.most)
        left = max(self._metrics.horizontalAdvance(label(value, plot.unit)) for value in self._ticks) + 8
        height = self._metrics.height()
        self._area = QRectF(
            rect.left() + left, rect.top() + height, rect.width() - left - 6, rect.height() - 2.6 * height
        )
        first = plot.steps[0].year
        self._first = first - 1 if plot.base is not None else first
        self._last = plot.steps[-1].year + 1

    def _x(self, year: float) -> float:
        return self._area.left() + (year - self._first) / (self._last - self._first) * self._area.width()

    def _y(self, value: float) -> float:
        return self._area.bottom() - value / self._ticks[-1] * self._area.height()

    def paint(self) -> None:
        self._grid()
        colour = QColor(self._theme.tokens.agreement["usjta"])
        plot = self._plot
        previous = None
        if plot.base is not None:
            grey = QColor(self._theme.tokens.agreement["without_deal"])
            self._flat(self._first, plot.base, grey, published=True)
            previous = PlotStep(self._first, plot.base, plot.base, published=True)
        for step in plot.steps:
            if step.low != step.high:
                self._band(step, colour)
            if previous is not None and previous.year == step.year - 1:
                self._riser(step, previous, colour)
            self._flat(step.year, step.high, colour, published=step.published)
            if step.low != step.high:
                self._flat(step.year, step.low, colour, published=False)
            previous = step
        self._now(colour)

    def _grid(self) -> None:
        painter, theme = self._painter, self._theme
        for value in self._ticks:
            y = self._y(value)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(self._area.left(), y), QPointF(self._area.right(), y))
            painter.setPen(theme.colour("dim"))
            text = label(value, self._plot.unit)
            width = self._metrics.horizontalAdvance(text)
            painter.drawText(QPointF(self._area.left() - width - 6, y + self._metrics.ascent() / 2 - 2), text)
        shown = [step.year for step in self._plot.steps]
        every = max(
            1, round(len(shown) * self._metrics.horizontalAdvance("20200") / max(1.0, self._area.width())) + 1
        )
        painter.setPen(theme.colour("dim"))
        for year in shown[::every]:
            text = str(year)
            x = self._x(year + 0.5) - self._metrics.horizontalAdvance(text) / 2
            painter.drawText(QPointF(x, self._area.bottom() + self._metrics.ascent() + 4), text)

    def _pen(self, colour: QColor, *, published: bool) -> QPen:
        style = Qt.PenStyle.SolidLine if published else Qt.PenStyle.DashLine
        pen = QPen(colour, 2.4 if published else 1.6, style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _flat(self, year: int, value: float, colour: QColor, *, published: bool) -> None:
        self._painter.setPen(self._pen(colour, published=published))
        self._painter.drawLine(
            QPointF(self._x(year), self._y(value)), QPointF(self._x(year + 1), self._y(value))
        )

    def _riser(self, step: PlotStep, previous: PlotStep, colour: QColor) -> None:
        self._painter.setPen(self._pen(colour, published=step.published and previous.published))
        x = self._x(step.year)
        self._painter.drawLine(QPointF(x, self._y(previous.high)), QPointF(x, self._y(step.high)))

    def _band(self, step: PlotStep, colour: QColor) -> None:
        back = QColor(colour)
        back.setAlpha(40)
        left, right = self._x(step.year), self._x(step.year + 1)
        self._painter.fillRect(
            QRectF(left, self._y(step.high), right - left, self._y(step.low) - self._y(step.high)), back
        )

    def _now(self, colour: QColor) -> None:
        """A line at the year in focus with its value, dashed lines stand for inferred years."""
        painter, theme, plot = self._painter, self._theme, self._plot
        step = next((step for step in plot.steps if step.year == plot.now), None)
        if step is None:
            return
        x = self._x(plot.now + 0.5)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.drawLine(QPointF(x, self._area.top() - 2), QPointF(x, self._area.bottom()))
        value = label(step.high, plot.unit) if step.low == step.high else "span"
        text = f"{plot.now}: {value}" + ("" if step.published else " (inferred)")
        width = self._metrics.horizontalAdvance(text)
        at = min(max(self._area.left(), x - width / 2), self._area.right() - width)
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(at, self._area.top() - 5), text)
        draw_mark(painter, "usjta", QPointF(x, self._y(step.high)), 4.0, colour, theme.colour("window"))
