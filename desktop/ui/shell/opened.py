"""Files and addresses that macOS hands to the running program: they come as events, not as arguments."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class OpeningApplication(QApplication):
    """``opened`` brings the path of a file, or an address."""

    opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Take what was opened; everything else as always."""
        if isinstance(event, QFileOpenEvent):
            self.opened.emit(named(event))
            return True
        return super().event(event)


def named(event: QFileOpenEvent) -> str:
    """What was opened: a file by its path, anything else by its address."""
    return event.file() or event.url().toString()
