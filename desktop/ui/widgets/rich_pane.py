"""A pane of rich text that fetches nothing and hands its links to the program."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget


class RichPane(QTextBrowser):
    """Links of the form ``query:TEXT`` are announced; no other link does anything."""

    query_chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        text = url.toString(QUrl.ComponentFormattingOption.FullyDecoded)
        if text.startswith("query:"):
            self.query_chosen.emit(text.removeprefix("query:"))

    def show_html(self, html: str) -> None:
        """Replace the text and stay at the top."""
        self.setHtml(html)
        self.verticalScrollBar().setValue(0)
