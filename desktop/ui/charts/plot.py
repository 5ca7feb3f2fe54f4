"""The plot itself: a view box that pans and zooms, the marks in it, and which of them is under the pointer."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter

from desktop.core.series import Datum, Figure, Series
from desktop.ui.charts.layout import down, x_range, y_range
from desktop.ui.charts.painting import Painting
from desktop.ui.charts.style import ChartStyle

# From so many dots on a series is a scatter of ready pictures instead of painted shapes.
MANY: Final = 300
_SYMBOLS: Final = {"circle": "o", "square": "s", "triangle": "t1", "diamond": "d"}
_NEAR: Final = 7.0
# How far one may zoom in: a share of the whole.
_DEEPEST: Final = 1 / 400


class PlotBox(pg.ViewBox):  # type: ignore[misc]
    """Pans by dragging, zooms by the wheel where the chart allows it; dragging with Shift chooses what is inside."""

    boxed = Signal(object)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.choosing = False

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Shift draws a box; without it the view moves."""
        if self.choosing and ev.modifiers() & Qt.KeyboardModifier.ShiftModifier and axis is None:
            ev.accept()
            if ev.isFinish():
                self.rbScaleBox.hide()
                self.boxed.emit(QRectF(ev.buttonDownPos(), ev.pos()).normalized())
            else:
                self.updateScaleBox(ev.buttonDownPos(), ev.pos())
            return
        super().mouseDragEvent(ev, axis)


class Marks(pg.GraphicsObject):  # type: ignore[misc]
    """Paints all series into the box, in the box's own coordinates, and finds what stands at a point."""

    def __init__(self, box: PlotBox, figure: Figure, style: ChartStyle) -> None:
        super().__init__()
        self._box, self.figure, self.style = box, figure, style
        self.selected: frozenset[int] = frozenset()
        self.cursor: int | None = None
        self.items: list[tuple[Series, Datum]] = list(figure.marks())
        self._scatters: list[tuple[Series, pg.ScatterPlotItem]] = []
        self.bare = False
        self.setParentItem(box)
        self._set_up()
        box.sigRangeChanged.connect(self._on_moved)
        box.sigResized.connect(self._on_moved)

    def _set_up(self) -> None:
        figure, box = self.figure, self._box
        self._base = x_range(figure)
        self.low = (self._base[0], y_range(figure)[0])
        self.high = (x_range(figure)[1], y_range(figure)[1])
        box.invertY(down(figure) or any(series.kind == "tiles" for series in figure.series))
        box.setMouseEnabled(x=figure.zoom in ("x", "xy"), y=figure.zoom == "xy")
        box.choosing = any(datum.lines for _, datum in self.items)
        for series in figure.series:
            if series.kind == "dots" and len(series.data) > MANY:
                self._add_scatter(series)

    def _add_scatter(self, series: Series) -> None:
        style = self.style
        colour = style.colour(series.look)
        fill = QColor(style.back() if series.open else colour)
        fill.setAlpha(150)
        item = pg.ScatterPlotItem(
            x=np.array([d.x for d in series.data]), y=np.array([d.y for d in series.data]),
            symbol=_SYMBOLS[series.mark], size=style.px(5.4), pen=pg.mkPen(colour, width=style.px(0.7)),
            brush=pg.mkBrush(fill), pxMode=True, antialias=True,
        )  # fmt: skip
        item.setAcceptHoverEvents(False)
        self._box.addItem(item, ignoreBounds=True)
        self._scatters.append((series, item))

    def show_whole(self) -> None:
        """The range that the chart is made for; bars get room for the words at their ends."""
        box, figure = self._box, self.figure
        low, high = self._base
        bars = [datum for series, datum in self.items if series.kind == "bars"]
        if bars and not figure.inside and not self.bare and box.rect().width() > self.style.px(60):
            low, high = self._with_labels(bars, box.rect().width())
        elif bars:
            high = low + (high - low) * 1.01
        self.low, self.high = (low, self.low[1]), (high, self.high[1])
        span = (self.high[0] - self.low[0], self.high[1] - self.low[1])
        box.setLimits(
            xMin=self.low[0], xMax=self.high[0], yMin=self.low[1], yMax=self.high[1],
            minXRange=span[0] * _DEEPEST, minYRange=span[1] * _DEEPEST,
        )  # fmt: skip
        box.setRange(
            xRange=(self.low[0], self.high[0]), yRange=(self.low[1], self.high[1]), padding=0, update=True
        )

    def _with_labels(self, bars: list[Datum], wide: float) -> tuple[float, float]:
        """The range of values in which every bar's words fit beyond its end, of a box ``wide`` pixels.

        Words take a share of the final span, whatever it is: the span is that of the pair of ends,
        one at each side, that asks for the most.
        """
        painting = self._painting()
        left, right = [(self._base[0], 0.0)], [(self._base[1], 0.0)]
        for datum in bars:
            if room := painting.label_width(datum.label):
                share = (room + self.style.px(8)) / wide
                if datum.x < datum.x0:
                    left.append((datum.x, min(0.3, share)))
                else:
                    right.append((datum.x, min(0.6, share)))
        span = max((end - start) / (1 - after - before) for start, before in left for end, after in right)
        return (
            min(start - before * span for start, before in left),
            max(end + after * span for end, after in right),
        )

    # --- geometry ------------------------------------------------------------------------

    def _painting(self) -> Painting:
        ranges = self._box.viewRange()
        rect = self._box.rect()
        inverted = bool(self._box.yInverted())
        return Painting(
            self.figure, self.style, rect, ranges[0], ranges[1], inverted=inverted, bare=self.bare
        )

    def painting(self) -> Painting:
        """How values become places now."""
        return self._painting()

    def boundingRect(self) -> QRectF:
        """The whole box."""
        return QRectF(self._box.rect())

    def _on_moved(self, *_: object) -> None:
        self.prepareGeometryChange()
        self.update()

    def viewTransformChanged(self) -> None:
        """Nothing is kept that would have to follow."""

    # --- painting ------------------------------------------------------------------------

    def paint(self, painter: QPainter, *_: object) -> None:
        """Bands and grid, series, their words, what is selected, and the mark in focus."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting = self._painting()
        skipped = {id(series) for series, _ in self._scatters}
        painting.ground(painter)
        painting.series(painter, skipped, self.selected)
        if self.cursor is not None and self.cursor < len(self.items):
            painting.focus(painter, *self.items[self.cursor])
        painter.restore()

    def set_selected(self, lines: frozenset[int]) -> None:
        """Set off the marks of these lines."""
        self.selected = lines
        self.update()

    def set_cursor(self, place: int | None) -> None:
        """The mark in focus."""
        self.cursor = place
        self.update()

    def export_mode(self, *, on: bool, scale: float) -> None:
        """Dots as shapes instead of ready pictures, at the scale of the surface."""
        for _, item in self._scatters:
            item.setExportMode(on, {"antialias": True, "resolutionScale": scale} if on else None)

    # --- what stands where ---------------------------------------------------------------

    def at(self, point: QPointF) -> int | None:
        """The mark at a point of the box: the one painted last whose area holds it, or the nearest within reach."""
        painting = self._painting()
        best, near = None, self.style.px(_NEAR)
        for place in range(len(self.items) - 1, -1, -1):
            series, datum = self.items[place]
            area = painting.area(series, datum)
            if area is not None:
                if best is None and area.contains(point):
                    return place
                continue
        points = [n for n, (series, _) in enumerate(self.items) if series.kind in ("dots", "line", "steps")]
        if not points:
            return None
        xs = np.array([self.items[n][1].x for n in points])
        ys = np.array([self.items[n][1].y for n in points])
        px, py = painting.places(xs, ys)
        distance = (px - point.x()) ** 2 + (py - point.y()) ** 2
        nearest = int(np.argmin(distance))
        if distance[nearest] <= near**2:
            best = points[nearest]
        return best

    def inside(self, rect: QRectF) -> list[int]:
        """The marks in a rectangle of the box."""
        painting = self._painting()
        out = []
        for place, (series, datum) in enumerate(self.items):
            area = painting.area(series, datum)
            hit = (
                rect.intersects(area) if area is not None else rect.contains(painting.place(datum.x, datum.y))
            )
            if hit:
                out.append(place)
        return out

    def drawn(self) -> list[tuple[Series, Datum, float | None]]:
        """Every mark with the number that its painted shape has, read back from the geometry."""
        painting = self._painting()
        return [(series, datum, painting.read_back(series, datum)) for series, datum in self.items]

    def dispose(self) -> None:
        """Let go of the scatters before the box goes."""
        for _, item in self._scatters:
            self._box.removeItem(item)
        self._scatters = []
