"""How a chart looks on a surface: colours by name, fonts in pixels of that surface, and the size of one point.

On the screen a point follows the program's font and zoom; on paper it is a 72nd of an inch, whatever the resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPen

from desktop.ui.theme import Theme, Tokens, read_tokens

# Units of a picture on paper: fine enough that whole pixel sizes of fonts are no constraint.
PER_POINT: Final = 4
_SCREEN_POINTS: Final = 9.0


@dataclass(frozen=True)
class ChartStyle:
    """``point`` is the length of a point in units of the surface; ``base`` the size of plain text in points."""

    tokens: Tokens
    family: str
    point: float
    base: float

    def px(self, points: float) -> float:
        """A length in units of the surface."""
        return points * self.point

    def font(self, scale: float = 1.0, *, bold: bool = False) -> QFont:
        """Text of a size relative to plain text."""
        font = QFont(self.family)
        font.setPixelSize(max(1, round(self.base * scale * self.point)))
        font.setBold(bold)
        if self.point == PER_POINT:
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def colour(self, look: str) -> QColor:
        """A colour by its name: of the charts, of an agreement, of the theme."""
        for known in (self.tokens.chart, self.tokens.agreement, self.tokens.colour):
            if look in known:
                return QColor(known[look])
        return QColor(self.tokens.colour["text"])

    def back(self) -> QColor:
        """What everything stands on."""
        return QColor(self.tokens.colour["window"])

    def pen(self, look: str, width: float = 1.0, *, dashed: bool = False) -> QPen:
        """A pen of a width in points."""
        pen = QPen(self.colour(look), self.px(width))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setDashPattern([4, 3])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def written(self, look: str) -> QColor:
        """A colour in which words can be read on the background: moved towards the text's until it is 4.5 to 1."""
        colour, text, back = self.colour(look), QColor(self.tokens.colour["text"]), self.back()
        for share in range(0, 11, 2):
            found = mixed(colour, text, share / 10)
            if contrast(found, back) >= 4.5:
                return found
        return text

    def on(self, fill: QColor) -> QColor:
        """Dark or light words, whichever can be read on a filled mark."""
        dark, light = QColor("#17212f"), QColor("#ffffff")
        return dark if contrast(dark, fill) >= contrast(light, fill) else light


def on_screen(theme: Theme) -> ChartStyle:
    """The style of the window, at its theme and zoom."""
    font = theme.font()
    pixels = QFontInfo(font).pixelSize()
    return ChartStyle(theme.tokens, font.family(), pixels / _SCREEN_POINTS, _SCREEN_POINTS)


def on_paper(family: str, points: float, *, dark: bool = False) -> ChartStyle:
    """The style of a picture, with text of so many points."""
    return ChartStyle(read_tokens("dark" if dark else "light"), family, PER_POINT, points)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two: ``share`` of the other."""
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def _luminance(colour: QColor) -> float:
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG between two colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
