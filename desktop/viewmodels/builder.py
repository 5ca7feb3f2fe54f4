"""Build the reference file in a process of its own, with progress."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot


class BundleBuilder(QObject):
    """Runs the build; the window stays alive meanwhile."""

    progressed = Signal(int, str)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(
        self, command: list[str], environment: dict[str, str], out: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._out = out
        self._command = command
        self._errors = ""
        self._process = QProcess(self)
        settings = QProcessEnvironment()
        for key, value in environment.items():
            settings.insert(key, value)
        self._process.setProcessEnvironment(settings)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_errors)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)

    def start(self) -> None:
        """Begin to build."""
        self._process.start(self._command[0], self._command[1:])

    def stop(self) -> None:
        """End the build; nothing half-written is left in place of the file."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.blockSignals(True)
            self._process.kill()
            self._process.waitForFinished(3000)

    @Slot()
    def _on_output(self) -> None:
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        for percent, step in re.findall(r"PROGRESS (\d+) (.*)", text):
            self.progressed.emit(int(percent), step.strip())

    @Slot()
    def _on_errors(self) -> None:
        self._errors += bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")

    @Slot(QProcess.ProcessError)
    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit("The step that prepares the data could not be started.")

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        if code == 0 and self._out.is_file():
            self.finished.emit(self._out)
            return
        lines = [line for line in self._errors.splitlines() if line.strip()]
        said = next((line for line in reversed(lines) if line.startswith("Stopped: ")), "")
        self.failed.emit(
            said.removeprefix("Stopped: ")
            or "The data could not be prepared; free some disk space and try again."
        )
