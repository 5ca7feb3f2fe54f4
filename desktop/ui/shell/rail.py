"""The navigation on the left: one button a view."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.ui.icons import icon
from desktop.ui.theme import Theme


class Rail(QScrollArea):
    """Announces the view that is chosen; scrolls where a low window has no room for all buttons."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, views: tuple[tuple[str, str], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Views")
        self._theme = theme
        self._buttons: dict[str, QToolButton] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QFrame()
        body.setObjectName("rail")
        self.setWidget(body)
        column = QVBoxLayout(body)
        column.setContentsMargins(5, 10, 5, 10)
        column.setSpacing(6)
        for name, title in views:
            button = QToolButton(body)
            button.setObjectName("railButton")
            button.setText(title)
            button.setAccessibleName(f"{title} view")
            button.setToolTip(title)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setProperty("view", name)
            button.clicked.connect(self._on_button_clicked)
            column.addWidget(button)
            self._buttons[name] = button
        column.addStretch(1)
        self._fit()
        theme.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names alone where a low window has no room for the pictures."""
        super().resizeEvent(event)
        self._choose_style()

    def _choose_style(self) -> None:
        button = next(iter(self._buttons.values()))
        tall = button.iconSize().height() + self._theme.line_height() + 26
        roomy = self.viewport().height() >= tall * len(self._buttons)
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon if roomy else Qt.ToolButtonStyle.ToolButtonTextOnly
        for made in self._buttons.values():
            made.setToolButtonStyle(style)

    @Slot()
    def _on_button_clicked(self) -> None:
        button = self.sender()
        assert isinstance(button, QToolButton)
        self.chosen.emit(button.property("view"))

    def set_current(self, name: str) -> None:
        """Mark a view as the one shown."""
        self._buttons[name].setChecked(True)
        self.ensureWidgetVisible(self._buttons[name])

    @Slot()
    def _fit(self) -> None:
        size = round(self._theme.line_height() * 1.35)
        width = rail_width(self._theme)
        for name, button in self._buttons.items():
            button.setIconSize(QSize(size, size))
            button.setIcon(icon(name, self._theme.colour("rail_text"), size))
            button.setFixedWidth(width - 10)
        self.setFixedWidth(width)
        self._choose_style()


def rail_width(theme: Theme) -> int:
    """Wide enough for the longest name."""
    return max(80, theme.em() * 13)
