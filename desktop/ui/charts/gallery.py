"""All charts as small live pictures; they are drawn one after the other while the page is open."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.errors import KnownError
from desktop.ui.charts.export import preview
from desktop.ui.charts.style import on_screen
from desktop.ui.charts.words import wrapped
from desktop.ui.theme import Theme
from desktop.ui.widgets.flow import FlowLayout
from desktop.viewmodels.charts.base import Wanted
from desktop.viewmodels.charts.catalogue import CHARTS, Charts

_WIDTH_EM: Final = 34
_SHAPE: Final = 0.58


class Gallery(QScrollArea):
    """``chosen`` brings the name of a chart."""

    chosen = Signal(str)

    def __init__(self, charts: Charts, theme: Theme, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts, self._theme, self._year = charts, theme, year
        self.setObjectName("gallery")
        self.setAccessibleName("All charts")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.cards: dict[str, QToolButton] = {}
        self._waiting: list[str] = []
        body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 10, 14, 14)
        column.setSpacing(6)
        for group in dict.fromkeys(spec.group for spec in CHARTS):
            label = QLabel(group, body)
            label.setObjectName("section")
            column.addWidget(label)
            holder = QWidget(body)
            flow = FlowLayout(holder, 10)
            for spec in CHARTS:
                if spec.group == group:
                    flow.addWidget(self._card(holder, spec.name, spec.title))
            column.addWidget(holder)
        column.addStretch(1)
        self.setWidget(body)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_next)
        theme.changed.connect(self.redraw)
        self.redraw()

    def _card(self, parent: QWidget, name: str, title: str) -> QToolButton:
        card = QToolButton(parent)
        card.setObjectName("chartCardButton")
        card.setProperty("chart", name)
        card.setAccessibleName(f"Chart: {title}")
        card.setToolTip(title)
        card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        card.setProperty("title", title)
        card.clicked.connect(self._on_clicked)
        self.cards[name] = card
        return card

    def _size(self) -> QSize:
        width = _WIDTH_EM * self._theme.em()
        return QSize(width, round(width * _SHAPE))

    @Slot()
    def redraw(self) -> None:
        """All pictures anew, for the colours and the zoom in use."""
        size = self._size()
        font = self._theme.font()
        empty = QPixmap(size)
        empty.fill(self._theme.colour("surface"))
        lines = QFontMetricsF(font).height()
        for card in self.cards.values():
            card.setIconSize(size)
            card.setIcon(QIcon(empty))
            title = str(card.property("title"))
            card.setText("\n".join(wrapped(title, font, size.width() - 8, 2)).replace("&", "&&"))
            card.setFixedSize(size.width() + 14, round(size.height() + 2.6 * lines + 14))
        self._waiting = list(self.cards)
        if self.isVisible():
            self._timer.start()

    def set_year(self, year: int) -> None:
        """Another as-of year."""
        if year != self._year:
            self._year = year
            self.redraw()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on drawing when the page is seen."""
        super().showEvent(event)
        if self._waiting:
            self._timer.start()

    @Slot()
    def _draw_next(self) -> None:
        if not self._waiting or not self.isVisible():
            self._timer.stop()
            return
        name = self._waiting.pop(0)
        try:
            figure = self._charts.figure(name, Wanted(self._year))
        except KnownError:
            return
        size = self._size()
        pixmap = preview(
            figure, on_screen(self._theme), size.width(), size.height(), self.devicePixelRatioF()
        )
        self.cards[name].setIcon(QIcon(pixmap))
        self.cards[name].setToolTip(figure.title)
        self.cards[name].setAccessibleDescription(figure.title)

    @Slot()
    def _on_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, QToolButton)
        self.chosen.emit(str(card.property("chart")))

    def shut(self) -> None:
        """Draw no more."""
        self._timer.stop()
        self._waiting = []
