"""Colours and sizes: tokens from resources/styles, one palette, one short style sheet, one zoom."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from desktop.paths import resources_folder


class Tokens(NamedTuple):
    """One theme: colours by role, one colour for each agreement, and those of the charts."""

    name: str
    colour: dict[str, str]
    agreement: dict[str, str]
    chart: dict[str, str]


def read_tokens(name: str) -> Tokens:
    """Tokens of the ``light`` or ``dark`` theme."""
    path = resources_folder() / "styles" / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    return Tokens(content["name"], content["colour"], content["agreement"], content["chart"])


class Theme(QObject):
    """The theme in use and the zoom; everything that paints listens to ``changed``."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str, zoom: int) -> None:
        super().__init__(application)
        self._application = application
        self._base_size = max(9.0, application.font().pointSizeF())
        self.choice = choice
        self.zoom = zoom
        self.tokens = read_tokens(self._resolved())
        self._apply_colours()
        if zoom != 100:
            self._apply_font()

    def finish(self) -> None:
        """The style sheet, which the first table does without: polishing it costs a tenth of a start."""
        self._application.setStyleSheet(self._style())

    def _resolved(self) -> str:
        if self.choice in ("light", "dark"):
            return self.choice
        # The style's own palette follows the system; asking for the colour scheme by name would
        # load every enumeration of Qt before the first window.
        window = self._application.style().standardPalette().color(QPalette.ColorRole.Window)
        return "dark" if window.lightness() < 128 else "light"

    def set_choice(self, choice: str) -> None:
        """Use ``light``, ``dark`` or ``system``."""
        self.choice = choice
        self.tokens = read_tokens(self._resolved())
        self._apply()
        self.changed.emit()

    def set_zoom(self, percent: int) -> None:
        """Scale table, text and controls together, 50 to 300 percent."""
        self.zoom = min(300, max(50, percent))
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        self._apply_font()
        self._apply_colours()
        self._application.setStyleSheet(self._style())

    def _apply_font(self) -> None:
        font = QFont(self._application.font())
        font.setPointSizeF(self._base_size * self.zoom / 100)
        self._application.setFont(font)

    def _apply_colours(self) -> None:
        self._application.setPalette(_palette(self.tokens.colour))

    def _style(self) -> str:
        colours = self.tokens.colour
        text = (resources_folder() / "styles" / "base.qss").read_text(encoding="utf-8")
        return re.sub(r"@(\w+)", lambda match: colours[match[1]], text)

    def colour(self, role: str) -> QColor:
        """A colour by its role."""
        return QColor(self.tokens.colour[role])

    def font(self, *, bold: bool = False, fixed: bool = False, scale: float = 1.0) -> QFont:
        """The program's font at the zoom; ``fixed`` for codes."""
        font = QFont(self._application.font())
        if fixed:
            fixed_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            font.setFamily(fixed_font.family())
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(bold)
        return font

    def em(self) -> int:
        """Width of an average character, logical pixels."""
        return QFontMetrics(self._application.font()).averageCharWidth()

    def line_height(self) -> int:
        """Height of a line of text, logical pixels."""
        return QFontMetrics(self._application.font()).height()


def _palette(colour: dict[str, str]) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "window",
        QPalette.ColorRole.AlternateBase: "surface",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "selected",
        QPalette.ColorRole.HighlightedText: "selected_text",
        QPalette.ColorRole.Link: "link",
        QPalette.ColorRole.LinkVisited: "link",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.Light: "raised",
        QPalette.ColorRole.Mid: "control",
        QPalette.ColorRole.Dark: "control",
        QPalette.ColorRole.Shadow: "line",
    }
    for role, token in roles.items():
        palette.setColor(role, QColor(colour[token]))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour["faint"]))
    return palette
