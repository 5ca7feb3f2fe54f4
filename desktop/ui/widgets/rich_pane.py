"""A pane of rich text that fetches nothing and hands its links to the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

if TYPE_CHECKING:
    from desktop.ui.theme import Theme
    from desktop.ui.widgets.drawings import Drawings
    from desktop.viewmodels.plots import DotPlot, StepPlot


class RichPane(QTextBrowser):
    """Links ``query:TEXT``, ``entry:ID`` and others are announced, ``copy:ADDRESS`` copies; nothing is ever opened."""

    query_chosen = Signal(str)
    entry_chosen = Signal(str)
    link_chosen = Signal(str)
    said = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawings: Drawings | None = None
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(14)
        self.anchorClicked.connect(self._on_anchor_clicked)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing outside the text is ever loaded."""
        return None

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        text = QUrl.fromPercentEncoding(url.toEncoded())
        if text.startswith("query:"):
            self.query_chosen.emit(text.removeprefix("query:"))
        elif text.startswith("entry:"):
            self.entry_chosen.emit(text.removeprefix("entry:"))
        elif text.startswith("copy:"):
            QGuiApplication.clipboard().setText(text.removeprefix("copy:"))
            self.said.emit("Address copied; the program itself opens no address")
        else:
            self.link_chosen.emit(text)

    def show_drawn(self, html: str, plots: Mapping[str, DotPlot | StepPlot | None], theme: Theme) -> None:
        """Replace the text, and put drawings where it marks their places."""
        if self._drawings is None:
            from desktop.ui.widgets.drawings import Drawings  # noqa: PLC0415  (only the detail has any)

            self._drawings = Drawings(theme, self.document())
        self.setHtml(html)
        self._drawings.put(self.document(), plots)
        self.verticalScrollBar().setValue(0)

    def show_html(self, html: str) -> None:
        """Replace the text and stay at the top."""
        self.setHtml(html)
        self.verticalScrollBar().setValue(0)
