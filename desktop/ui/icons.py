"""Icons: SVG drawn in the colour of the text around them, sharp at every scale."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.paths import resources_folder


def icon(name: str, colour: QColor, size: int) -> QIcon:
    """The icon of a name in one colour."""
    path = resources_folder() / "icons" / f"{name}.svg"
    text = path.read_text(encoding="utf-8").replace("currentColor", colour.name())
    renderer = QSvgRenderer(QByteArray(text.encode()))
    made = QIcon()
    for scale in (1, 2, 3):
        pixmap = QPixmap(size * scale, size * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        made.addPixmap(pixmap)
    return made


def application_icon() -> QIcon:
    """The icon of the program."""
    return icon("usjta-desk", QColor("#ffffff"), 64)
