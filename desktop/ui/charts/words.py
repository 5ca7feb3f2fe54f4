"""Text in a chart: wrapped, shortened, never on top of other text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption


def wrapped(text: str, font: QFont, width: float, most: int = 99) -> list[str]:
    """A text in lines of a width; the last of ``most`` lines is shortened with an ellipsis."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    spans: list[tuple[int, int]] = []
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1.0))
        spans.append((line.textStart(), line.textLength()))
    layout.endLayout()
    # Qt counts in UTF-16; our texts have no character beyond it but may one day.
    raw = text.encode("utf-16-le")
    lines = [
        raw[start * 2 : (start + length) * 2].decode("utf-16-le", "replace").rstrip()
        for start, length in spans
    ]
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], elided(rest, font, width)]
    return lines


def elided(text: str, font: QFont, width: float) -> str:
    """A text shortened to a width."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def draw_lines(
    painter: QPainter, lines: Sequence[str], at: QPointF, font: QFont, colour: QColor, leading: float = 1.22
) -> float:
    """Write lines below each other from a top left corner; returns their height."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour)
    step = height_of(1, font, leading)
    for place, line in enumerate(lines):
        painter.drawText(QPointF(at.x(), at.y() + metrics.ascent() + place * step), line)
    return step * len(lines)


def height_of(lines: int, font: QFont, leading: float = 1.22) -> float:
    """The height of so many lines."""
    return QFontMetricsF(font).height() * leading / 1.15 * lines


class Room:
    """Remembers where text stands, and says whether more finds room."""

    def __init__(self) -> None:
        self._taken: list[QRectF] = []

    def keep(self, rect: QRectF) -> None:
        """Take a place in any case."""
        self._taken.append(rect)

    def take(self, rect: QRectF) -> bool:
        """Take a place if it is free."""
        if any(rect.intersects(other) for other in self._taken):
            return False
        self._taken.append(rect)
        return True
