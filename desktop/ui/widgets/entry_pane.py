"""One entry in full, with what can be done with it and the user's note."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane

_SAVE_AFTER_MS = 500


class NoteBox(QPlainTextEdit):
    """Says when the user stops writing or goes elsewhere."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever leaves wants it saved."""
        super().focusOutEvent(event)
        self.left.emit()


class EntryPane(QFrame):
    """Text, buttons and note; the note is saved while it is written."""

    said = Signal(str)
    note_written = Signal(str, str)
    outline_asked = Signal()
    source_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plain = ""
        self._target = ""
        self._saved = ""
        self.text = RichPane("Provision in full", self)
        self.text.said.connect(self.said)
        self._buttons = QFrame(self)
        self.copy_button = button(
            self._buttons,
            "Copy as a sentence",
            "primary",
            "Copy what it says, where, and how far it is verified",
        )
        self.copy_button.clicked.connect(self.copy_sentence)
        self.outline_button = button(self._buttons, "Outline", "plain", "Show the outline of all instruments")
        self.outline_button.clicked.connect(self.outline_asked)
        self.source_button = button(self._buttons, "Source text", "plain", "Show the official text beside it")
        self.source_button.clicked.connect(self.source_asked)
        row = FlowLayout(self._buttons)
        row.setContentsMargins(14, 6, 14, 6)
        for made in (self.copy_button, self.outline_button, self.source_button):
            row.addWidget(made)
        self._note_label = QLabel("YOUR NOTE", self)
        self._note_label.setObjectName("section")
        self.note = NoteBox(self)
        self.note.setAccessibleName("Your note on this entry")
        self.note.setPlaceholderText("Add a note; it stays on this computer.")
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self._on_typed)
        self.note.left.connect(self.save_note)
        self._note_frame = QFrame(self)
        below = QVBoxLayout(self._note_frame)
        below.setContentsMargins(14, 0, 14, 10)
        below.setSpacing(4)
        below.addWidget(self._note_label)
        below.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(self._buttons)
        column.addWidget(self._note_frame)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_note)
        self._fit()
        theme.changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        self.note.setFixedHeight(self._theme.line_height() * 4)

    def show_page(self, html: str, plain: str, target: str, note: str) -> None:
        """Show a page; ``target`` is the entry whose note stands below (empty: none)."""
        self.save_note()
        self._plain, self._target, self._saved = plain, target, note
        self.text.show_html(html)
        self.copy_button.setVisible(bool(plain))
        self._note_frame.setVisible(bool(target))
        self.note.blockSignals(True)
        self.note.setPlainText(note)
        self.note.blockSignals(False)

    @Slot()
    def _on_typed(self) -> None:
        self._timer.start()

    @Slot()
    def save_note(self) -> None:
        """Hand the note over if it has changed."""
        self._timer.stop()
        text = self.note.toPlainText()
        if self._target and text != self._saved:
            self._saved = text
            self.note_written.emit(self._target, text)

    @Slot()
    def copy_sentence(self) -> None:
        """Copy what the entry says, where, and how far it is verified."""
        if self._plain:
            QGuiApplication.clipboard().setText(self._plain)
            self.said.emit("Sentence copied")
