"""Unexpected errors and Qt's own messages: one sentence on screen, the rest in the log."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QMainWindow, QMessageBox

from desktop.errors import KnownError

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Trouble(QObject):
    """Catches what nobody caught; one dialog at a time."""

    _happened = Signal(str)

    def __init__(self, window: QMainWindow, profile: Path) -> None:
        super().__init__(window)
        self._window = window
        self._log_folder = profile / "log"
        self._open = False
        self._happened.connect(self._on_happened)

    def install(self) -> None:
        """Take over the hooks of Python and Qt."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_on_qt_message)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.error("unexpected error", exc_info=(kind, error, trace))
        sentence = (
            str(error)
            if isinstance(error, KnownError)
            else f"Something unexpected happened ({kind.__name__}). The program goes on; "
            f"the details are in the log in {self._log_folder}."
        )
        self._happened.emit(sentence)

    def _on_thread_exception(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self._on_exception(found.exc_type, found.exc_value, found.exc_traceback)

    @Slot(str)
    def _on_happened(self, sentence: str) -> None:
        if self._open:
            return
        self._open = True
        box = QMessageBox(QMessageBox.Icon.Warning, "USJTA Desk", sentence, parent=self._window)
        box.finished.connect(self._on_closed)
        box.open()

    @Slot(int)
    def _on_closed(self, _result: int) -> None:
        self._open = False


def _on_qt_message(kind: QtMsgType, _context: object, text: str) -> None:
    log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
