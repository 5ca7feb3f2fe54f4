"""The pane that shows one line in full, and before that what one could do."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.colours import rich_colours
from desktop.ui.theme import Theme
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import detail_text
from desktop.viewmodels.reference import Reference

_WAYS_IN = (
    ("jp: cover:in", "Japan's lines of the agreement"),
    ("us: cover:in", "American lines of the agreement"),
    ("jp: cover:in rate:>10", "Japanese duties over 10% under the agreement"),
    ("us: trade:>1000m", "American lines with over a billion dollars of imports from Japan in 2024"),
)


class DetailPane(QWidget):
    """One line, as rich text; links in it are queries."""

    query_chosen = Signal(str)
    said = Signal(str)

    def __init__(self, reference: Reference, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self._theme = theme
        self._line: int | None = None
        self.year = 0
        self._marks = reference.marks()
        self.text = RichPane("Line in full", self)
        self.text.query_chosen.connect(self.query_chosen)
        self._buttons = QFrame(self)
        self._sentence = QPushButton("Copy as a sentence", self._buttons)
        self._sentence.setObjectName("primary")
        self._sentence.setToolTip("Copy line, rates and edition as one sentence")
        self._sentence.clicked.connect(self._on_copy_sentence)
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(14, 6, 14, 8)
        row.addWidget(self._sentence)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(self._buttons)
        self._buttons.hide()
        theme.changed.connect(self._on_theme_changed)

    def show_line(self, line: int | None, year: int) -> None:
        """Show a line as of a year; without a line, some ways in."""
        self._line, self.year = line, year
        colours = rich_colours(self._theme.tokens)
        self._buttons.setVisible(line is not None)
        if line is None:
            self.text.show_html(self._welcome())
        else:
            detail = self._reference.detail(line, year)
            self.text.show_html(detail_text.render(detail, colours, self._marks))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.show_line(self._line, self.year)

    def _welcome(self) -> str:
        colours = rich_colours(self._theme.tokens)
        links = "".join(
            f'<p style="margin:6px 0"><a style="color:{colours.link}" href="query:{query}">{text}</a></p>'
            for query, text in _WAYS_IN
        )
        return (
            f'<p style="color:{colours.dim}">Choose a line to see it in full: names, duty by agreement '
            f"and by year, and where each figure is from.</p>{links}"
            f'<p style="color:{colours.dim}">F1 shows what can be typed into the search box.</p>'
        )

    @Slot()
    def _on_copy_sentence(self) -> None:
        if self._line is not None:
            detail = self._reference.detail(self._line, self.year)
            QGuiApplication.clipboard().setText(detail_text.plain(detail))
            self.said.emit("Sentence copied")
