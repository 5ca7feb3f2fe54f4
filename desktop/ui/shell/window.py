"""The window itself: up before anything is loaded, filled afterwards by the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.ui.theme import Theme
from desktop.viewmodels.settings import Settings

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk


class _Outline(QWidget):
    """What stands in the window until the desk does: the colours of page and navigation.

    It paints with palettes alone; a painter, a font or a style sheet would triple its cost.
    """

    painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._was_painted = False
        rail = QWidget(self)
        rail.setAutoFillBackground(True)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour("rail"))
        rail.setPalette(palette)
        rail.setGeometry(0, 64, 64, 4000)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say that the window stands."""
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._say_painted)

    def _say_painted(self) -> None:
        self.painted.emit()


class MainWindow(QMainWindow):
    """Title, size and place; everything inside is the desk's."""

    painted = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("USJTA Desk")
        self.theme = theme
        self._settings = settings
        self.desk: Desk | None = None
        outline = _Outline(theme, self)
        outline.painted.connect(self.painted)
        self.setCentralWidget(outline)
        geometry = QByteArray.fromBase64(settings.geometry.encode())
        if not settings.geometry or not self.restoreGeometry(geometry):
            screen = self.screen().availableGeometry()
            self.resize(min(1366, screen.width()), min(768, screen.height()))

    def set_desk(self, desk: Desk) -> None:
        """Put the desk in place of the outline."""
        self.desk = desk
        self.setCentralWidget(desk)
        desk.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the desk save what is to be remembered; a disk that refuses keeps no window open."""
        self._settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        if self.desk is not None:
            self.desk.shut()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow window has no room for."""
        super().resizeEvent(event)
        if self.desk is not None:
            self.desk.fit()
