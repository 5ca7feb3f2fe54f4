"""The status bar: how many lines, which editions, verified or not, what was last done."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from desktop.viewmodels.reference import Reference

_MESSAGE_MS = 12_000


class StatusBar(QStatusBar):
    """Labels that keep their places; a bar and a way to stop while something is written."""

    stop_asked = Signal()
    folder_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.count = QLabel(self)
        self.editions = QLabel(self)
        self.verified = QLabel(self)
        self.message_label = QLabel(self)
        self.age = QLabel(self)
        for label in (self.count, self.editions, self.verified, self.message_label):
            self.addWidget(label)
            # A label never makes the window wider, nor its layout new at each key.
            label.setMinimumWidth(1)
        self.bar = QProgressBar(self)
        self.bar.setMaximumWidth(140)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName("How far the export is")
        self.stop = self._button("Stop", "Stop the export; nothing is left of it", self.stop_asked)
        self.folder = self._button(
            "Open folder", "Show the folder of the file that was written", self.folder_asked
        )
        for widget in (self.bar, self.stop, self.folder):
            self.addPermanentWidget(widget)
            widget.hide()
        self.addPermanentWidget(self.age)
        self._width, self._em = 1_366, 7
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_rested)

    def _button(self, text: str, tip: str, signal: object) -> QToolButton:
        made = QToolButton(self)
        made.setText(text)
        made.setToolTip(tip)
        made.clicked.connect(signal)
        return made

    def show_progress(self, share: float) -> None:
        """How far an export is, 0 to 1, with the button that stops it."""
        self.bar.setValue(round(share * 100))
        self.bar.show()
        self.stop.show()
        self.folder.hide()

    def hide_progress(self) -> None:
        """Nothing is being written."""
        self.bar.hide()
        self.stop.hide()

    def offer_folder(self) -> None:
        """A file was written: its folder can be opened, as long as the message stands."""
        self.folder.show()

    @Slot()
    def _on_rested(self) -> None:
        self.message_label.clear()
        self.folder.hide()
        self._make_room()

    @Slot(str)
    def say(self, text: str) -> None:
        """A sentence for some seconds."""
        self.folder.hide()
        self.message_label.setText(text)
        self.message_label.setToolTip(text)
        self._make_room()
        self._timer.start(_MESSAGE_MS)

    def set_verified(self, *, whole: bool, verdict: str) -> None:
        """Whether the reference file was found whole."""
        self.verified.setObjectName("good" if whole else "bad")
        self.verified.setText("✓ data verified" if whole else "✗ data damaged")
        self.verified.setToolTip(verdict)
        self.verified.style().unpolish(self.verified)
        self.verified.style().polish(self.verified)

    def say_count(self, count: int, reference: Reference, year: int) -> None:
        """How many lines there are (-1: not counted yet), of how many, and by which editions."""
        shown, noun = "…" if count < 0 else f"{count:,}", "line" if count == 1 else "lines"
        japan, states = reference.edition("jp", year), reference.edition("us", year)
        total = sum(edition.lines for edition in (japan, states) if edition is not None)
        self.count.setText(f"{shown} of {total:,} lines" if total else f"{shown} {noun}")
        self.editions.setText(
            f"{f'Japan: {japan.date}' if japan else f'Japan: no edition for {year}'}   "
            f"{states.title if states else f'United States: no edition for {year}'}"
        )
        self.age.setText(f"data is {reference.age_in_days(datetime.date.today())} days old · offline")

    def fit(self, width: int, em: int) -> None:
        """Leave out what a narrow window has no room for."""
        self._width, self._em = width, em
        self._make_room()

    def _make_room(self) -> None:
        """A message has the room of the counts where there is not enough for both."""
        ems = self._width // max(1, self._em)
        said = bool(self.message_label.text())
        self.editions.setVisible(ems > (200 if said else 120))
        self.age.setVisible(ems > (160 if said else 80))
        self.verified.setVisible(ems > (130 if said else 50))
        self.count.setVisible(not said or ems > 90)
