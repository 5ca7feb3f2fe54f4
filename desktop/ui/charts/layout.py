"""Where everything in a picture stands: words above and below, names and ticks around, the plot in the middle."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from desktop.core.series import Axis, Figure, Series, steps, tick
from desktop.ui.charts.style import ChartStyle
from desktop.ui.charts.words import elided, height_of, wrapped

_MARGIN: Final = 8.0
_ROW: Final = 15.0
_LEAST: Final = 150.0
_NAMES: Final = 0.4  # of the width, at most, for names at the left
_FEW: Final = 7  # rows of a preview that can have names
_RULES: Final = 4
_ENDS: Final = 0.3  # of the width, at most, for labels at the end of lines


@dataclass
class Key:
    """One entry of the legend: what it names, its words, where it stands."""

    series: Series
    text: str
    x: float = 0.0
    y: float = 0.0


@dataclass
class Layout:
    """Lines of text ready to paint and the rectangle of the plot, in units of the surface."""

    width: float
    height: float
    title: list[str] = field(default_factory=list)
    subtitle: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    names: list[tuple[float, list[str]]] = field(default_factory=list)
    rule_lines: int = 0
    heads: list[tuple[float, list[str]]] = field(default_factory=list)
    head_height: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    plot: QRectF = field(default_factory=QRectF)
    least: float = 0.0


def shown_series(figure: Figure) -> list[Series]:
    """Series that the legend names: each name once, in order."""
    out: dict[str, Series] = {}
    for series in figure.series:
        if series.data and series.name.removesuffix(", part year") not in out:
            out[series.name] = series
    return list(out.values())


def measure(figure: Figure, style: ChartStyle, width: float, height: float, *, bare: bool = False) -> Layout:
    """Lay a chart out; ``bare`` leaves out all words but the title, for a preview. ``least`` is the height it needs."""
    out = Layout(width, height)
    margin = style.px(_MARGIN)
    inner = max(width - 2 * margin, 1.0)
    title, plain, small = style.font(1.28, bold=True), style.font(), style.font(0.88)
    top = margin
    if not bare:
        out.title = wrapped(figure.title, title, inner, 12)
        out.subtitle = wrapped(figure.subtitle, plain, inner, 8) if figure.subtitle else []
        top += (
            height_of(len(out.title), title) + style.px(2) + height_of(len(out.subtitle), plain) + style.px(5)
        )
        if figure.legend:
            top = _legend(out, figure, style, top, inner)
        for note in figure.notes:
            out.notes += wrapped(note, small, inner)
        out.source = wrapped(figure.source, small, inner, 4)
    foot = height_of(len(out.notes) + len(out.source), small) + margin
    foot += style.px(4) if not bare else 0
    out.top, out.bottom = top, height - foot
    left, right, above, below = _around(out, figure, style, width, bare=bare)
    box_top, box_bottom = top + above, out.bottom - below
    rows = max(figure.rows, 0)
    needed = max(style.px(_LEAST), rows * style.px(_ROW)) if not bare else style.px(20)
    out.least = top + above + needed + below + foot
    box_bottom = max(box_bottom, box_top + style.px(20))
    out.plot = QRectF(left, box_top, max(width - left - right, style.px(30)), box_bottom - box_top)
    _name_rows(out, figure, style, left, bare=bare)
    return out


def _legend(out: Layout, figure: Figure, style: ChartStyle, top: float, inner: float) -> float:
    """Place the entries beside each other; returns where what follows begins."""
    font = style.font(0.94)
    metrics = QFontMetricsF(font)
    line = height_of(1, font) + style.px(1)
    x, y = style.px(_MARGIN), top
    for series in shown_series(figure):
        sign = f"{series.sign} " if series.sign else ""
        text = elided(f"{sign}{series.name}", font, inner - style.px(14))
        wide = style.px(14) + metrics.horizontalAdvance(text) + style.px(14)
        if x > style.px(_MARGIN) and x + wide - style.px(14) > inner + style.px(_MARGIN):
            x, y = style.px(_MARGIN), y + line
        out.keys.append(Key(series, text, x, y))
        x += wide
    return y + line + style.px(4)


def _around(
    out: Layout, figure: Figure, style: ChartStyle, width: float, *, bare: bool
) -> tuple[float, float, float, float]:
    """Room at the left, right, above and below the plot."""
    margin, plain = style.px(_MARGIN), style.font(0.94)
    metrics = QFontMetricsF(plain)
    if any(series.kind == "tiles" for series in figure.series):
        return margin, margin, 0.0, style.px(2)
    left = margin
    if figure.y.ticks and bare and len(figure.y.ticks) > _FEW:
        left += style.px(2)
    elif figure.y.ticks:
        widest = max((metrics.horizontalAdvance(name) for _, name in figure.y.ticks), default=0.0)
        left += min(widest, width * (_NAMES if not bare else 0.3)) + style.px(6)
    else:
        low, high = y_range(figure)
        texts = [text for most in (4, 5, 6, 7, 8) for _, text in tick_places(low, high, figure.y.unit, most)]
        left += max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + style.px(6)
    right = margin + style.px(4)
    if not bare:
        ends = [
            metrics.horizontalAdvance(series.label)
            for series in figure.series
            if series.label and series.kind != "bars"
        ]
        if ends:
            right += min(max(ends), width * _ENDS) + style.px(6)
    above = style.px(4)
    if not bare:
        # Words of dates stand above the plot, each on a line of its own where they would meet.
        out.rule_lines = min(_RULES, sum(1 for rule in figure.rules if rule.vertical and rule.label))
        above += out.rule_lines * height_of(1, style.font(0.9))
    if figure.y.title and not figure.y.ticks and not bare:
        above += height_of(1, plain)
    if figure.x.ticks:
        column = (width - left - right) / max(1, len(figure.x.ticks))
        out.heads = [(place, wrapped(name, plain, column - style.px(4), 2)) for place, name in figure.x.ticks]
        lines = max((len(lines) for _, lines in out.heads), default=1)
        out.head_height = height_of(lines, plain) + style.px(2)
        if bare:
            out.heads, out.head_height = [], 0.0
        return left, right, above + out.head_height, style.px(2)
    below = height_of(1, plain) + style.px(3)
    if figure.x.title and not bare:
        below += height_of(1, plain)
    return left, right, above, below


def _name_rows(out: Layout, figure: Figure, style: ChartStyle, left: float, *, bare: bool) -> None:
    """Names of rows, in two lines where the row has room for them and one is too narrow."""
    font = style.font(0.94)
    room = left - style.px(_MARGIN) - style.px(6)
    rows = max(1, len(figure.y.ticks))
    if bare and rows > _FEW:
        return
    most = 2 if not bare and out.plot.height() / rows > height_of(2, font) else 1
    out.names = [(place, wrapped(name, font, room, most)) for place, name in figure.y.ticks]


# --- ranges ------------------------------------------------------------------------------


def down(figure: Figure) -> bool:
    """Whether the y axis counts downwards: rows of names, ranks."""
    return bool(figure.y.ticks) or figure.y.unit == "rank"


def _bounds(values: list[float], axis: Axis, pad: float) -> tuple[float, float]:
    finite = [value for value in values if math.isfinite(value)]
    low = min(finite, default=0.0) if axis.low is None else axis.low
    high = max(finite, default=1.0) if axis.high is None else axis.high
    if high <= low:
        # One value, or all the same: a range around it, so that it is seen.
        span = abs(low) * 0.1 or 1.0
        low, high = (low - span if axis.low is None else low), low + span
    room = (high - low) * pad
    return (low - room if axis.low is None else low), (high + room if axis.high is None else high)


def x_range(figure: Figure) -> tuple[float, float]:
    """What the x axis shows first; bars leave room for their labels when they are painted."""
    values = [datum.x for _, datum in figure.marks()] + [d.x0 for s, d in figure.marks() if s.kind == "bars"]
    return _bounds(values, figure.x, 0.0 if any(s.kind == "bars" for s in figure.series) else 0.03)


def y_range(figure: Figure) -> tuple[float, float]:
    """What the y axis shows first."""
    if figure.y.ticks and figure.y.low is None:
        return -0.5, len(figure.y.ticks) - 0.5
    return _bounds([datum.y for _, datum in figure.marks()], figure.y, 0.06)


# --- ticks -------------------------------------------------------------------------------

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tick_places(low: float, high: float, unit: str, most: int) -> list[tuple[float, str]]:
    """Where ticks stand between two bounds, and their words."""
    if unit == "date":
        return _dates(low, high, most)
    if unit in ("year", "rank"):
        span = high - low
        size = next((n for n in (1, 2, 5, 10, 20, 50) if span / n <= most - 1), 100)
        first, last = math.ceil(low / size), math.floor(high / size)
        return [(n * size, f"{n * size}") for n in range(first, last + 1) if unit != "rank" or n * size >= 1]
    return [(value, tick(value, unit)) for value in steps(low, high, most)]  # type: ignore[arg-type]


def _dates(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Years, or months where few years are shown."""
    if (high - low) > 3 or most < 4:
        return tick_places(low, high, "year", most)
    months = (high - low) * 12
    size = next((n for n in (1, 2, 3, 6, 12) if months / n <= most - 1), 12)
    out = []
    for month in range(math.ceil(low * 12 / size) * size, math.floor(high * 12) + 1, size):
        year, number = divmod(month, 12)
        out.append((month / 12, f"{_MONTHS[number]} {year}" if number == 0 or size < 12 else f"{year}"))
    return out
