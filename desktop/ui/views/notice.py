"""Pages that stand in for the program when there are no data: being built, or not to be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget


class NoticePage(QWidget):
    """One clear sentence, and what can be done."""

    retry = Signal()
    choose = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._title = QLabel(self)
        self._title.setObjectName("brand")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setMinimumWidth(260)
        self._text.setMaximumWidth(620)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setMaximumWidth(620)
        self.bar.setAccessibleName("Progress")
        self._retry = QPushButton("Build the data again", self)
        self._retry.setObjectName("primary")
        self._retry.clicked.connect(self.retry)
        self._choose = QPushButton("Choose a reference file…", self)
        self._choose.setObjectName("plain")
        self._choose.clicked.connect(self.choose)
        buttons = QHBoxLayout()
        buttons.addWidget(self._retry)
        buttons.addWidget(self._choose)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._text)
        column.addSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(buttons)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(column, 4)
        row.addStretch(1)

    def show_building(self, percent: int, step: str) -> None:
        """The reference file is being built."""
        self._title.setText("Preparing the data")
        self._text.setText(
            f"The tariff schedules are put into one searchable file. This happens once. {step} …"
        )
        self.bar.setValue(percent)
        self.bar.show()
        self._retry.hide()
        self._choose.hide()

    def show_trouble(self, sentence: str, *, can_build: bool) -> None:
        """The data cannot be opened, and why."""
        self._title.setText("The data cannot be opened")
        self._text.setText(sentence)
        self.bar.hide()
        self._retry.setVisible(can_build)
        self._choose.show()

    def text(self) -> str:
        """The sentence on the page."""
        return self._text.text()
