"""The search box: what is typed, and beside it what was understood and how many lines it found."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDropEvent, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.core.codes import parse_prefix

PLACEHOLDER = "Goods, code, list of codes …"


class SearchInput(QLineEdit):
    """A line edit that keeps the items of a pasted column apart."""

    leave_down = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste lists as lists; Down goes to the table; Escape clears, never closes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert_clipboard()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave_down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def insert_clipboard(self) -> None:
        """Insert the clipboard's text; a column of cells becomes a list divided by semicolons."""
        self.insert(as_one_line(QGuiApplication.clipboard().text()))

    def dropEvent(self, event: QDropEvent) -> None:
        """Take dropped text like pasted text."""
        data: QMimeData = event.mimeData()
        if data.hasText():
            self.insert(as_one_line(data.text()))
            event.acceptProposedAction()


def as_one_line(text: str) -> str:
    """Several lines as one: the first cell of each, divided by semicolons."""
    lines = [line for line in re.split(r"[\r\n\u2028\u2029]+", text) if line.strip()]
    if len(lines) < 2:
        cells = [cell.strip() for cell in " ".join(lines).split("\t") if cell.strip()]
        return "; ".join(cells) if len(cells) > 1 and all(map(parse_prefix, cells)) else " ".join(cells)
    return "; ".join(line.split("\t")[0].strip() for line in lines)


class SearchBox(QFrame):
    """The input with its status on the right and the key that leads to it."""

    typed = Signal(str)
    leave_down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.input = SearchInput(self)
        self.input.setObjectName("searchInput")
        self.input.setFrame(False)
        self.input.setPlaceholderText(PLACEHOLDER)
        self.input.setAccessibleName("Search lines")
        self.input.setMaxLength(20_000)
        self.input.textChanged.connect(self._on_text_changed)
        self.input.leave_down.connect(self.leave_down)
        self.input.escaped.connect(self.input.clear)
        self.input.installEventFilter(self)
        self._status = QLabel(self)
        self._status.setObjectName("searchStatus")
        self._status.setAccessibleName("What was understood")
        self._status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hint = QLabel("Ctrl K", self)
        self._hint.setObjectName("keyHint")
        self._full = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 8, 2)
        layout.setSpacing(6)
        layout.addWidget(self.input, 3)
        layout.addWidget(self._status, 2)
        layout.addWidget(self._hint)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.typed.emit(text)

    def set_text(self, text: str) -> None:
        """Put a query into the box, as if it had been typed."""
        self.input.setText(text)

    def set_status(self, text: str) -> None:
        """Say what was understood and how many lines there are."""
        self._full = text
        self._status.setToolTip(text)
        self._elide()

    def status(self) -> str:
        """What the box says, not shortened."""
        return self._full

    def _elide(self) -> None:
        metrics = QFontMetrics(self._status.font())
        width = max(0, self._status.width() - 6)
        said, dot, count = self._full.rpartition(" · ")
        room = width - metrics.horizontalAdvance(dot + count)
        if room < metrics.horizontalAdvance("mmmm"):
            fits = metrics.horizontalAdvance(count) <= width
            self._status.setText(count if fits else count.partition(" ")[0])
            return
        self._status.setText(metrics.elidedText(said, Qt.TextElideMode.ElideRight, room) + dot + count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the status to the room there is."""
        super().resizeEvent(event)
        self._hint.setVisible(self.width() > 420)
        self._elide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the focus of the input on the whole box."""
        if watched is self.input and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)
