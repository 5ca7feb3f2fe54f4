"""A small dialog for a note on a passage of a document."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget


class PassageNote(QDialog):
    """Shows the words and takes the note."""

    written = Signal(str)

    def __init__(self, quote: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Note on the selection")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(f"“{quote[:300]}{'…' if len(quote) > 300 else ''}”", self)
        words.setWordWrap(True)
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName("Note on the selection")
        self.text.setTabChangesFocus(True)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel, self)
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.text)
        column.addWidget(buttons)
        self.resize(420, 260)
        self.text.setFocus()

    @Slot()
    def _on_save(self) -> None:
        if self.text.toPlainText().strip():
            self.written.emit(self.text.toPlainText())
        self.accept()
