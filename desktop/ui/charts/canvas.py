"""A chart as a widget: words, axes and plot in one scene, with pointer, keyboard and selection.

The same scene, laid out for paper instead of the window, is what is exported.
"""

from __future__ import annotations

from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.core.series import Datum, Figure, Series
from desktop.ui.charts.layout import Layout, measure
from desktop.ui.charts.plot import Marks, PlotBox
from desktop.ui.charts.style import ChartStyle
from desktop.ui.charts.words import Room, draw_lines, elided, height_of, wrapped
from desktop.ui.widgets.drawings import draw_shape

pg.setConfigOptions(antialias=True, useOpenGL=False, exitCleanup=False)

_CLICK: Final = 5
_STEP: Final = 0.8


class Frame(pg.GraphicsObject):  # type: ignore[misc]
    """Everything around the plot: title, legend, names, ticks, labels at the end of lines, source."""

    def __init__(self) -> None:
        super().__init__()
        self.layout_ = Layout(1, 1)
        self.figure: Figure | None = None
        self.style: ChartStyle | None = None
        self.marks: Marks | None = None
        self.bare = False

    def boundingRect(self) -> QRectF:
        """The whole picture."""
        return QRectF(0, 0, self.layout_.width, self.layout_.height)

    def viewTransformChanged(self) -> None:
        """Nothing is kept that would have to follow."""

    def paint(self, painter: QPainter, *_: object) -> None:
        """All words and ticks."""
        if self.figure is None or self.style is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._words(painter, self.style, self.layout_)
        if self.marks is not None:
            self._names(painter, self.style, self.layout_)
            self._ticks(painter, self.figure, self.style, self.layout_, self.marks)
            if not self.bare:
                self._ends(painter, self.figure, self.style, self.layout_, self.marks)
                self._rules(painter, self.figure, self.style, self.layout_, self.marks)
        painter.restore()

    def _words(self, painter: QPainter, style: ChartStyle, lay: Layout) -> None:
        margin = style.px(8)
        text, dim = style.colour("text"), style.colour("dim")
        y = margin
        y += draw_lines(painter, lay.title, QPointF(margin, y), style.font(1.28, bold=True), text) + style.px(
            2
        )
        draw_lines(painter, lay.subtitle, QPointF(margin, y), style.font(), dim)
        font = style.font(0.94)
        for key in lay.keys:
            self._key(painter, style, key.series, QPointF(key.x, key.y), height_of(1, font))
            draw_lines(painter, [key.text], QPointF(key.x + style.px(14), key.y), font, text)
        small = style.font(0.88)
        y = lay.bottom + style.px(4)
        y += draw_lines(painter, lay.notes, QPointF(margin, y), small, dim)
        draw_lines(painter, lay.source, QPointF(margin, y), small, style.written("faint"))
        if self.figure is not None and self.figure.empty:
            font = style.font(1.1)
            lines = wrapped(self.figure.empty, font, min(lay.width - 4 * margin, style.px(420)), 8)
            draw_lines(painter, lines, QPointF(2 * margin, lay.plot.top() + margin), font, text)

    def _key(self, painter: QPainter, style: ChartStyle, series: Series, at: QPointF, line: float) -> None:
        middle = QPointF(at.x() + style.px(5), at.y() + line / 2)
        colour = style.colour(series.look)
        if series.kind in ("bars", "tiles", "cells"):
            side = style.px(8)
            area = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            painter.setPen(style.pen(series.look if series.open else "control", 1.0, dashed=series.open))
            painter.setBrush(Qt.BrushStyle.NoBrush if series.open else colour)
            painter.drawRect(area)
            return
        fill = style.back() if series.open or series.dashed else colour
        if series.kind in ("line", "steps"):
            painter.setPen(style.pen(series.look, 1.5, dashed=series.dashed))
            painter.drawLine(
                QLineF(middle.x() - style.px(5), middle.y(), middle.x() + style.px(5), middle.y())
            )
        draw_shape(painter, series.mark, middle, style.px(2.8), style.pen(series.look, 1.0), fill)

    def _names(self, painter: QPainter, style: ChartStyle, lay: Layout) -> None:
        assert self.marks is not None
        font, painting = style.font(0.94), self.marks.painting()
        metrics = QFontMetricsF(font)
        right = lay.plot.left() - style.px(6)
        for place, lines in lay.names:
            y = lay.plot.top() + painting.place(0, place).y()
            if not lay.plot.top() - 1 <= y <= lay.plot.bottom() + 1:
                continue
            top = y - height_of(len(lines), font) / 2
            for n, line in enumerate(lines):
                x = right - metrics.horizontalAdvance(line)
                draw_lines(
                    painter, [line], QPointF(x, top + n * height_of(1, font)), font, style.colour("text")
                )
        for place, lines in lay.heads:
            x = lay.plot.left() + painting.place(place, 0).x()
            for n, line in enumerate(lines):
                at = QPointF(
                    x - metrics.horizontalAdvance(line) / 2,
                    lay.plot.top() - lay.head_height + n * height_of(1, font),
                )
                draw_lines(painter, [line], at, font, style.colour("text"))

    def _ticks(self, painter: QPainter, figure: Figure, style: ChartStyle, lay: Layout, marks: Marks) -> None:
        if any(series.kind in ("tiles", "cells") for series in figure.series):
            return
        font, painting = style.font(0.94), marks.painting()
        metrics = QFontMetricsF(font)
        dim = style.colour("dim")
        last = -1e9
        for value, text in painting.x_ticks():
            x = lay.plot.left() + painting.place(value, 0).x()
            wide = metrics.horizontalAdvance(text)
            left = min(max(x - wide / 2, style.px(2)), lay.width - wide - style.px(2))
            if left < last + style.px(4):
                continue
            draw_lines(painter, [text], QPointF(left, lay.plot.bottom() + style.px(3)), font, dim)
            last = left + wide
        if not figure.y.ticks:
            for value, text in painting.y_ticks():
                y = lay.plot.top() + painting.place(0, value).y()
                if lay.plot.top() - 1 <= y <= lay.plot.bottom() + 1:
                    x = lay.plot.left() - style.px(5) - metrics.horizontalAdvance(text)
                    draw_lines(painter, [text], QPointF(x, y - height_of(1, font) / 2), font, dim)
            if figure.y.title and not self.bare:
                lift = lay.rule_lines * height_of(1, style.font(0.9))
                at = QPointF(style.px(8), lay.plot.top() - lift - height_of(1, font) - style.px(4))
                draw_lines(painter, [figure.y.title], at, font, dim)
        if figure.x.title and not self.bare:
            text = elided(figure.x.title, font, lay.plot.width())
            at = QPointF(
                lay.plot.right() - metrics.horizontalAdvance(text),
                lay.plot.bottom() + style.px(3) + height_of(1, font),
            )
            draw_lines(painter, [text], at, font, dim)

    def _rules(self, painter: QPainter, figure: Figure, style: ChartStyle, lay: Layout, marks: Marks) -> None:
        """The words of dates, above the plot; a thin line leads down to each."""
        font, painting, room = style.font(0.9), marks.painting(), Room()
        metrics, high = QFontMetricsF(font), height_of(1, font)
        placed: list[tuple[QRectF, str, str]] = []
        for rule in figure.rules:
            x = lay.plot.left() + painting.place(rule.at, 0).x()
            if not rule.vertical or not rule.label or not lay.plot.left() - 1 <= x <= lay.plot.right() + 1:
                continue
            text = elided(rule.label, font, lay.width - 2 * style.px(8))
            wide = metrics.horizontalAdvance(text)
            left = min(max(x - wide / 2, style.px(8)), lay.width - wide - style.px(4))
            for level in range(lay.rule_lines):
                top = lay.plot.top() - style.px(2) - (level + 1) * high
                area = QRectF(left - style.px(3), top, wide + style.px(6), high)
                if room.take(area.adjusted(0, high * 0.1, 0, -high * 0.1)):
                    painter.setPen(style.pen(rule.look, 0.6))
                    painter.drawLine(QLineF(x, area.bottom(), x, lay.plot.top()))
                    placed.append((area, text, rule.look))
                    break
        for area, text, look in placed:
            painter.fillRect(area, style.back())
            draw_lines(
                painter, [text], QPointF(area.left() + style.px(3), area.top()), font, style.written(look)
            )

    def _ends(self, painter: QPainter, figure: Figure, style: ChartStyle, lay: Layout, marks: Marks) -> None:
        """Labels at the end of lines, moved apart where they would meet."""
        font, painting = style.font(0.94), marks.painting()
        high = height_of(1, font)
        ends: list[tuple[float, Series]] = []
        for series in figure.series:
            if series.label and series.kind != "bars" and series.data:
                y = lay.plot.top() + painting.place(series.data[-1].x, series.data[-1].y).y()
                ends.append((min(max(y, lay.plot.top()), lay.plot.bottom()) - high / 2, series))
        ends.sort(key=lambda item: item[0])
        tops = [top for top, _ in ends]
        for place in range(1, len(tops)):
            tops[place] = max(tops[place], tops[place - 1] + high * 0.95)
        for place in range(len(tops) - 1, -1, -1):
            tops[place] = min(tops[place], lay.bottom - high * (len(tops) - place))
        for y, (_, series) in zip(tops, ends, strict=True):
            x = lay.plot.right() + style.px(6)
            text = elided(series.label, font, lay.width - x - style.px(2))
            draw_lines(painter, [text], QPointF(x, y), font, style.written(series.look))


class ChartCanvas(pg.GraphicsView):  # type: ignore[misc]
    """Shows one figure.

    ``hovered`` brings the mark in focus (or None), ``chosen`` the lines that were selected, ``opened`` the address of a
    mark that was opened.
    """

    hovered = Signal(object)
    chosen = Signal(object)
    opened = Signal(str)
    moved = Signal()
    # The base class lays out while it is made, before there is anything to lay out.
    figure: Figure | None = None
    style_: ChartStyle | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.setObjectName("chart")
        self.frame_ = Frame()
        self.scene().addItem(self.frame_)
        self.box: PlotBox | None = None
        self.marks: Marks | None = None
        self.bare = False
        self._pressed: QPointF | None = None
        self._zoomed = False
        # Whether the page around it scrolls: then the wheel is the page's, and zooms with Ctrl only.
        self.scrolls = False

    # --- content -------------------------------------------------------------------------

    def show_figure(self, figure: Figure, style: ChartStyle, *, bare: bool = False) -> None:
        """Another chart, or the same in another style; the selection stays."""
        selected = self.marks.selected if self.marks is not None else frozenset()
        self._clear()
        self.figure, self.style_, self.bare = figure, style, bare
        self.setBackground(style.back())
        self.frame_.figure, self.frame_.style, self.frame_.bare = figure, style, bare
        if figure.series and not figure.empty:
            self.box = PlotBox()
            self.scene().addItem(self.box)
            self.marks = Marks(self.box, figure, style)
            self.marks.bare = bare
            self.marks.selected = selected
            self.box.boxed.connect(self._on_boxed)
            self.box.sigRangeChanged.connect(self._on_range_changed)
            self.box.sigRangeChangedManually.connect(self._on_moved_by_hand)
        self.frame_.marks = self.marks
        self.setAccessibleName(figure.title or figure.name)
        self.setAccessibleDescription(figure.summary or figure.empty)
        self._zoomed = False
        self.lay_out(self.width(), self.height())

    def _clear(self) -> None:
        self.frame_.marks = None
        if self.marks is not None and self.box is not None:
            self.marks.dispose()
            self.scene().removeItem(self.box)
            self.box.deleteLater()
        self.box = self.marks = None

    def lay_out(self, width: float, height: float) -> None:
        """Put everything into its place for a size."""
        if self.figure is None or self.style_ is None:
            return
        self.frame_.prepareGeometryChange()
        lay = measure(self.figure, self.style_, width, height, bare=self.bare)
        self.frame_.layout_ = lay
        if self.box is not None and self.marks is not None:
            self.box.setGeometry(lay.plot)
            if not self._zoomed:
                self.marks.show_whole()
        self.frame_.update()

    def least_height(self) -> int:
        """The height that the chart needs at its width."""
        return round(self.frame_.layout_.least)

    def resizeEvent(self, event: Any) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self.lay_out(self.width(), self.height())

    def sizeHint(self) -> QSize:
        """What fits a pane."""
        return QSize(420, 300)

    @Slot(object, object, object)
    def _on_range_changed(self, *_: object) -> None:
        self.frame_.update()
        self.moved.emit()

    @Slot(object)
    def _on_moved_by_hand(self, _axes: object) -> None:
        self._zoomed = True

    # --- selection and focus -------------------------------------------------------------

    def select(self, lines: frozenset[int]) -> None:
        """Set off the marks of these lines."""
        if self.marks is not None and self.marks.selected != lines:
            self.marks.set_selected(lines)

    def datum(self) -> tuple[Series, Datum] | None:
        """The mark in focus."""
        if self.marks is None or self.marks.cursor is None:
            return None
        return self.marks.items[self.marks.cursor]

    def set_cursor(self, place: int | None, *, speak: bool = False) -> None:
        """Move the focus to a mark; ``speak`` tells it to a screen reader."""
        if self.marks is None or (self.marks.cursor == place and not speak):
            return
        self.marks.set_cursor(place)
        found = self.datum()
        self.hovered.emit(found)
        if speak and found is not None and self.figure is not None:
            self.setAccessibleDescription(f"{found[1].said} {self.figure.summary}")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, found[1].said))

    def _choose(self, places: list[int], *, add: bool) -> None:
        assert self.marks is not None
        lines = frozenset(line for place in places for line in self.marks.items[place][1].lines)
        if add:
            lines = self.marks.selected ^ lines
        self.marks.set_selected(lines)
        self.chosen.emit(lines)

    @Slot(object)
    def _on_boxed(self, rect: QRectF) -> None:
        if self.marks is not None:
            self._choose(self.marks.inside(rect), add=False)

    def open_current(self) -> None:
        """Open what the mark in focus stands for."""
        found = self.datum()
        if found is not None and found[1].place:
            self.opened.emit(found[1].place)

    # --- pointer -------------------------------------------------------------------------

    def _at(self, position: QPointF) -> int | None:
        if self.box is None or self.marks is None:
            return None
        point = self.mapToScene(position.toPoint())
        if not self.box.geometry().contains(point):
            return None
        return self.marks.at(point - self.box.geometry().topLeft())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mark under the pointer comes into focus."""
        super().mouseMoveEvent(event)
        if not event.buttons():
            self.set_cursor(self._at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click selects the lines of a mark, with Ctrl adds them; beside all marks it clears."""
        super().mouseReleaseEvent(event)
        began, self._pressed = self._pressed, None
        if event.button() is not Qt.MouseButton.LeftButton or began is None or self.marks is None:
            return
        if (event.position() - began).manhattanLength() > _CLICK:
            self._zoomed = self._zoomed or bool(self.figure and self.figure.zoom)
            return
        place = self._at(event.position())
        add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if place is not None:
            self.set_cursor(place)
            self._choose([place], add=add)
        elif not add and self.marks.selected:
            self._choose([], add=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what stands there."""
        super().mouseDoubleClickEvent(event)
        place = self._at(event.position())
        if place is not None:
            self.set_cursor(place)
            self.open_current()

    def leaveEvent(self, event: QEvent) -> None:
        """No mark is in focus when the pointer is gone, unless the keyboard put it there."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self.set_cursor(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No mark is in focus where the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.set_cursor(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the chart zooms; otherwise the page scrolls."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.figure is None or not self.figure.zoom or (self.scrolls and not ctrl):
            event.ignore()
            return
        self._zoomed = True
        super().wheelEvent(event)

    # --- keyboard ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from mark to mark, Enter opens, Space selects, plus, minus and 0 zoom, Esc leaves, then clears."""
        if self.marks is None or not self.marks.items:
            event.ignore()
            return
        key, marks = event.key(), self.marks
        keys = Qt.Key
        moves = {keys.Key_Right: 1, keys.Key_Down: 1, keys.Key_Left: -1, keys.Key_Up: -1}
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if key in moves and plain:
            self._walk(moves[Qt.Key(key)], along=key in (keys.Key_Left, keys.Key_Right))
        elif key in (keys.Key_Home, keys.Key_End) and plain:
            self.set_cursor(0 if key == keys.Key_Home else len(marks.items) - 1, speak=True)
        elif key in (keys.Key_Return, keys.Key_Enter):
            self.open_current()
        elif key == keys.Key_Space and marks.cursor is not None:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._choose([marks.cursor], add=add)
        elif key == keys.Key_Escape and marks.cursor is not None:
            self.set_cursor(None)
        elif key == keys.Key_Escape and marks.selected:
            self._choose([], add=False)
        elif key in (keys.Key_Plus, keys.Key_Equal, keys.Key_Minus) and plain:
            self.zoom(_STEP if key != keys.Key_Minus else 1 / _STEP)
        elif key == keys.Key_0 and plain:
            self.show_whole()
        else:
            event.ignore()

    def _walk(self, step: int, *, along: bool) -> None:
        """To the next mark of the series; up and down, in a chart of lines, to the nearest of the next series."""
        assert self.marks is not None
        items, cursor = self.marks.items, self.marks.cursor
        if cursor is None:
            self.set_cursor(0 if step > 0 else len(items) - 1, speak=True)
            return
        series, datum = items[cursor]
        if along or series.kind in ("bars", "tiles", "cells") or self.figure is None or self.figure.y.ticks:
            self.set_cursor(min(max(cursor + step, 0), len(items) - 1), speak=True)
            return
        all_series = [s for s in self.figure.series if s.data]
        other = all_series[(all_series.index(series) + step) % len(all_series)]
        nearest = min(other.data, key=lambda d: abs(d.x - datum.x))
        self.set_cursor(next(n for n, (s, d) in enumerate(items) if s is other and d is nearest), speak=True)

    def zoom(self, factor: float) -> None:
        """Zoom around the mark in focus, or the middle."""
        if self.box is None or self.figure is None or not self.figure.zoom:
            return
        self._zoomed = True
        found = self.datum()
        centre = None if found is None else (found[1].x, found[1].y)
        self.box.scaleBy((factor, factor if self.figure.zoom == "xy" else 1.0), center=centre)

    def show_whole(self) -> None:
        """The range that the chart was made for."""
        self._zoomed = False
        if self.marks is not None:
            self.marks.show_whole()

    def shut(self) -> None:
        """Take the scene apart before the widget goes."""
        self._clear()
        self.figure = None
