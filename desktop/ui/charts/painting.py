"""How marks are painted: values to places of the box, and a shape for each kind of series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.core.series import Datum, Figure, Rule, Series
from desktop.ui.charts.layout import tick_places
from desktop.ui.charts.style import ChartStyle, mixed
from desktop.ui.charts.words import Room, elided, wrapped
from desktop.ui.widgets.drawings import draw_shape

_BAR: Final = 0.72
_THIN: Final = 0.34
_DOT: Final = 3.1
_SMALL: Final = 2.0
_FADED: Final = 0.35


class Painting:
    """One state of the view: ranges, rectangle, style."""

    def __init__(
        self,
        figure: Figure,
        style: ChartStyle,
        rect: QRectF,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        inverted: bool,
        bare: bool = False,
    ) -> None:
        self._figure, self._style, self._rect, self._bare = figure, style, QRectF(rect), bare
        self._x, self._y, self._inverted = (xs[0], xs[1]), (ys[0], ys[1]), inverted
        self._font = style.font(0.9)
        self._metrics = QFontMetricsF(self._font)

    # --- places --------------------------------------------------------------------------

    def places(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Values (or arrays of them) to places of the box."""
        rect = self._rect
        wide, high = (self._x[1] - self._x[0]) or 1.0, (self._y[1] - self._y[0]) or 1.0
        px = rect.left() + (x - self._x[0]) / wide * rect.width()
        share = (y - self._y[0]) / high
        return px, rect.top() + (share if self._inverted else 1 - share) * rect.height()

    def place(self, x: float, y: float) -> QPointF:
        """One point."""
        px, py = self.places(x, y)
        return QPointF(px, py)

    def value(self, point: QPointF) -> tuple[float, float]:
        """A place of the box back to values."""
        rect = self._rect
        share = (point.y() - rect.top()) / (rect.height() or 1.0)
        high = self._y[1] - self._y[0]
        x = self._x[0] + (point.x() - rect.left()) / (rect.width() or 1.0) * (self._x[1] - self._x[0])
        return x, self._y[0] + (share if self._inverted else 1 - share) * high

    def area(self, series: Series, datum: Datum) -> QRectF | None:
        """The area of a bar, tile or cell; None for marks that are points."""
        if series.kind == "bars":
            row = self._rect.height() / ((self._y[1] - self._y[0]) or 1.0)
            thick = min(row * (_THIN if series.thick else _BAR), self._style.px(20))
            start, end = self.place(datum.x0, datum.y), self.place(datum.x, datum.y)
            return QRectF(
                QPointF(start.x(), start.y() - thick / 2), QPointF(end.x(), start.y() + thick / 2)
            ).normalized()
        if series.kind in ("tiles", "cells"):
            return QRectF(self.place(datum.x0, datum.y0), self.place(datum.x, datum.y)).normalized()
        return None

    def read_back(self, series: Series, datum: Datum) -> float | None:
        """The number of a painted shape, read from its place: the proof that picture and table agree."""
        area = self.area(series, datum)
        if series.kind == "cells":
            return None
        if area is not None:
            x0, y0 = self.value(area.topLeft())
            x1, y1 = self.value(area.bottomRight())
            if series.kind == "tiles":
                return abs((x1 - x0) * (y1 - y0)) * self._figure.scale
            return (x1 - x0) * (1 if datum.x >= datum.x0 else -1)
        x, y = self.value(self.place(datum.x, datum.y))
        return x if series.along == "x" else y

    def label_width(self, text: str) -> float:
        """The width of a label."""
        return self._metrics.horizontalAdvance(text) if text else 0.0

    # --- ground --------------------------------------------------------------------------

    def ground(self, painter: QPainter) -> None:
        """Bands, grid and rules, beneath the marks."""
        figure, rect, style = self._figure, self._rect, self._style
        for band in figure.bands:
            low, high = self.place(band.low, band.low), self.place(band.high, band.high)
            area = (
                QRectF(QPointF(low.x(), rect.top()), QPointF(high.x(), rect.bottom()))
                if band.vertical
                else QRectF(QPointF(rect.left(), low.y()), QPointF(rect.right(), high.y()))
            ).normalized()
            painter.fillRect(area, style.colour(band.look))
        if any(series.kind in ("tiles", "cells") for series in figure.series):
            return
        painter.setPen(style.pen("line", 0.6))
        for value, _ in self.x_ticks():
            x = self.place(value, 0).x()
            painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
        if not figure.y.ticks:
            for value, _ in self.y_ticks():
                y = self.place(0, value).y()
                painter.drawLine(QLineF(rect.left(), y, rect.right(), y))
        elif figure.rows > len(figure.y.ticks):
            # Rows that hold many marks are set apart.
            for place in range(1, len(figure.y.ticks)):
                y = self.place(0, place - 0.5).y()
                painter.drawLine(QLineF(rect.left(), y, rect.right(), y))
        if any(series.kind == "bars" for series in figure.series):
            painter.setPen(style.pen("dim", 0.8))
            x = self.place(0.0, 0).x()
            painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
        self._rules(painter, figure.rules)

    def x_ticks(self) -> list[tuple[float, str]]:
        """Ticks of the x axis for the width there is."""
        if self._figure.x.ticks:
            return list(self._figure.x.ticks)
        most = max(2, int(self._rect.width() / self._style.px(46)))
        return tick_places(self._x[0], self._x[1], self._figure.x.unit, min(most, 14))

    def y_ticks(self) -> list[tuple[float, str]]:
        """Ticks of the y axis for the height there is."""
        most = max(2, int(self._rect.height() / self._style.px(24)))
        return tick_places(self._y[0], self._y[1], self._figure.y.unit, min(most, 8))

    def _rules(self, painter: QPainter, rules: Sequence[Rule]) -> None:
        rect, style = self._rect, self._style
        for rule in rules:
            at = self.place(rule.at, rule.at)
            painter.setPen(style.pen(rule.look, 0.9, dashed=bool(rule.label)))
            if not rule.vertical:
                painter.drawLine(QLineF(rect.left(), at.y(), rect.right(), at.y()))
            elif rect.left() <= at.x() <= rect.right():
                painter.drawLine(QLineF(at.x(), rect.top(), at.x(), rect.bottom()))

    # --- series --------------------------------------------------------------------------

    def series(self, painter: QPainter, skipped: set[int], selected: frozenset[int]) -> None:
        """All series; where lines are selected the others step back."""
        hit = bool(selected) and any(
            not selected.isdisjoint(d.lines) for _, d in self._figure.marks() if d.lines
        )
        for series in self._figure.series:
            if series.kind in ("bars", "tiles", "cells"):
                for datum in series.data:
                    self._fill(painter, series, datum, faded=hit and selected.isdisjoint(datum.lines))
            elif series.kind in ("line", "steps"):
                self._line(painter, series)
        for series in self._figure.series:
            if series.kind == "dots" and id(series) not in skipped:
                for datum in series.data:
                    self._dot(painter, series, datum, faded=hit and selected.isdisjoint(datum.lines))
        if not self._bare:
            self._labels(painter, skipped)
        if hit:
            for series, datum in self._figure.marks():
                if not selected.isdisjoint(datum.lines):
                    self._ring(painter, series, datum, self._style.pen("text", 1.0))

    @staticmethod
    def _around(at: QPointF, radius: float) -> QRectF:
        return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)

    def _visible(self, at: QPointF) -> bool:
        return self._rect.adjusted(-8, -8, 8, 8).contains(at)

    def _fill(self, painter: QPainter, series: Series, datum: Datum, *, faded: bool) -> None:
        area = self.area(series, datum)
        if area is None or not area.intersects(self._rect.adjusted(-1, -1, 1, 1)):
            return
        style = self._style
        colour = style.colour(series.look)
        painter.setOpacity(_FADED if faded else 1.0)
        if series.open:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, style.px(1.2), Qt.PenStyle.DashLine))
            painter.drawRect(area)
        else:
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen if self._bare else QPen(style.back(), style.px(0.7)))
            # A bar of nothing stays a line, so that it can be seen and hit.
            painter.drawRect(area if area.width() > style.px(0.8) else area.adjusted(0, 0, style.px(0.8), 0))
        painter.setOpacity(1.0)
        if self._bare:
            return
        # Words are chosen for what is seen: a mark that steps back is mixed with the ground.
        ground = mixed(style.back(), colour, _FADED) if faded else colour
        if series.kind == "tiles":
            self._tile_words(painter, area, datum, ground)
        elif datum.label and (series.kind == "cells" or self._figure.inside):
            self._centred(painter, area, datum.label, style.on(ground))

    def _tile_words(self, painter: QPainter, area: QRectF, datum: Datum, colour: QColor) -> None:
        """Name and value of a tile, as far as they find room."""
        style, pad = self._style, self._style.px(3)
        name, _, value = datum.label.partition("\n")
        line = self._metrics.height()
        lines = int((area.height() - 2 * pad) / line)
        if area.width() < style.px(34) or lines < 1:
            return
        words = wrapped(name, self._font, area.width() - 2 * pad, max(1, lines - 1))
        painter.setFont(self._font)
        painter.setPen(style.on(colour))
        for place, text in enumerate([*words, value][:lines]):
            fitting = elided(text, self._font, area.width() - 2 * pad)
            painter.drawText(
                QPointF(area.left() + pad, area.top() + pad + place * line + self._metrics.ascent()), fitting
            )

    def _centred(self, painter: QPainter, area: QRectF, text: str, colour: QColor) -> None:
        wide = self._metrics.horizontalAdvance(text)
        if wide + self._style.px(3) > area.width():
            text = text.rpartition(" ")[2]
            wide = self._metrics.horizontalAdvance(text)
            if wide + self._style.px(1) > area.width():
                return
        painter.setFont(self._font)
        painter.setPen(colour)
        centre = area.center()
        painter.drawText(
            QPointF(
                centre.x() - wide / 2, centre.y() + self._metrics.ascent() / 2 - self._metrics.descent() / 2
            ),
            text,
        )

    def _line(self, painter: QPainter, series: Series) -> None:
        style = self._style
        points = [self.place(datum.x, datum.y) for datum in series.data]
        if series.kind == "steps":
            points = self._stepped(series)
        width = 2.2 if series.thick else 1.5
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.pen(series.look, width, dashed=series.dashed))
        painter.drawPolyline(QPolygonF(points))
        if self._bare:
            return
        radius = style.px(_SMALL)
        pen = style.pen(series.look, 1.0)
        fill = style.back() if series.dashed or series.open else style.colour(series.look)
        if series.kind == "line" and len(series.data) <= 60:
            for datum in series.data:
                at = self.place(datum.x, datum.y)
                if self._visible(at):
                    draw_shape(painter, series.mark, at, radius, pen, fill)

    def _stepped(self, series: Series) -> list[QPointF]:
        """Each value stands from the middle before to the middle after: a year's own stretch."""
        out = []
        for datum in series.data:
            out += [self.place(datum.x - 0.5, datum.y), self.place(datum.x + 0.5, datum.y)]
        return out

    def _dot(self, painter: QPainter, series: Series, datum: Datum, *, faded: bool) -> None:
        at = self.place(datum.x, datum.y)
        if not self._visible(at):
            return
        style = self._style
        painter.setOpacity(0.3 if faded else 1.0)
        fill = style.back() if series.open else style.colour(series.look)
        draw_shape(
            painter,
            series.mark,
            at,
            style.px(_DOT if not self._bare else 1.8),
            style.pen(series.look, 1.2),
            fill,
        )
        painter.setOpacity(1.0)

    # --- words ---------------------------------------------------------------------------

    def _labels(self, painter: QPainter, skipped: set[int]) -> None:
        """Words beside marks; none stands on a mark or on other words."""
        painter.setFont(self._font)
        room = Room()
        for series in self._figure.series:
            if series.kind == "dots" and id(series) not in skipped and any(d.label for d in series.data):
                for datum in series.data:
                    room.keep(self._around(self.place(datum.x, datum.y), self._style.px(_DOT)))
        for series in self._figure.series:
            for datum in series.data:
                if not datum.label:
                    continue
                if series.kind == "bars" and not self._figure.inside:
                    self._after_bar(painter, series, datum)
                elif series.kind == "dots" and self._figure.x.unit == "date":
                    self._beside_event(painter, datum, room)
                elif series.kind == "dots":
                    self._above_dot(painter, series, datum, room)

    def _after_bar(self, painter: QPainter, series: Series, datum: Datum) -> None:
        area = self.area(series, datum)
        if area is None:
            return
        painter.setPen(self._style.colour("text"))
        y = area.center().y() + self._metrics.ascent() / 2 - self._metrics.descent() / 2
        wide = self._metrics.horizontalAdvance(datum.label)
        x = area.right() + self._style.px(4)
        if datum.x < datum.x0:
            x = area.left() - self._style.px(4) - wide
        painter.drawText(QPointF(x, y), datum.label)

    def _above_dot(self, painter: QPainter, series: Series, datum: Datum, room: Room) -> None:
        """Words above, below, or at a side of a dot, where there is room."""
        at = self.place(datum.x, datum.y)
        wide, high = self._metrics.horizontalAdvance(datum.label), self._metrics.height()
        lift = self._style.px(_DOT + 1.5)
        x = min(max(at.x() - wide / 2, self._rect.left()), self._rect.right() - wide)
        corners = (
            (x, at.y() - lift - high), (x, at.y() + lift), (at.x() + lift, at.y() - high / 2),
            (at.x() - lift - wide, at.y() - high / 2),
        )  # fmt: skip
        for left, top in corners:
            area = QRectF(left, top, wide, high)
            if self._rect.contains(area) and room.take(area):
                back = QColor(self._style.back())
                back.setAlpha(190)
                painter.fillRect(area, back)
                painter.setPen(self._style.written(series.look))
                painter.drawText(QPointF(left, top + self._metrics.ascent()), datum.label)
                return

    def _beside_event(self, painter: QPainter, datum: Datum, room: Room) -> None:
        """Words at the right of an event, on the first of some levels of its band that is free."""
        at = self.place(datum.x, datum.y)
        if not self._visible(at):
            return
        row = self._rect.height() / ((self._y[1] - self._y[0]) or 1.0)
        high = self._metrics.height()
        text = elided(datum.label, self._font, self._style.px(150))
        wide = self._metrics.horizontalAdvance(text)
        for level in range(max(1, int(row * 0.9 / high))):
            offset = ((level + 1) // 2) * (1 if level % 2 else -1) * high
            x = at.x() + self._style.px(_DOT + 3)
            if x + wide > self._rect.right():
                x = at.x() - self._style.px(_DOT + 3) - wide
            area = QRectF(x, at.y() - high / 2 + offset, wide, high)
            if self._rect.contains(area) and room.take(area):
                painter.setPen(self._style.colour("text"))
                painter.drawText(QPointF(x, area.top() + self._metrics.ascent()), text)
                return

    # --- selection and focus -------------------------------------------------------------

    def _ring(self, painter: QPainter, series: Series, datum: Datum, pen: QPen) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        area = self.area(series, datum)
        if area is not None:
            painter.drawRect(area)
            return
        radius = self._style.px(_DOT + 1.2)
        painter.drawEllipse(self.place(datum.x, datum.y), radius, radius)

    def focus(self, painter: QPainter, series: Series, datum: Datum) -> None:
        """The mark that the keyboard or the pointer is on."""
        pen = self._style.pen("link", 2.0)
        area = self.area(series, datum)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        if area is not None:
            pad = self._style.px(1.2)
            painter.drawRect(area.adjusted(-pad, -pad, pad, pad))
        else:
            radius = self._style.px(_DOT + 3.2)
            painter.drawEllipse(self.place(datum.x, datum.y), radius, radius)
