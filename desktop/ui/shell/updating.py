"""New data in the running window: asked, installed in the worker, opened, reported; and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog

from desktop import paths
from desktop.core import manifest
from desktop.errors import KnownError
from desktop.ui.colours import rich_colours
from desktop.ui.shell.sheets import Sheet
from desktop.viewmodels import proof, updating
from desktop.viewmodels.tasks import TaskRunner

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.viewmodels.retied import Retied
    from desktop.viewmodels.tasks import Cancel
    from desktop.viewmodels.updating import Installer, Offer


class Updating(QObject):
    """``changed`` brings the reference file to open next; the report is shown once that is open."""

    changed = Signal(object)
    _progressed = Signal(float)

    def __init__(self, desk: Desk, own_release: str, own: Path | None, *, serial: bool = False) -> None:
        super().__init__(desk)
        self._desk = desk
        self._own_release, self._own = own_release, own
        # A worker of its own: that of the data that are open goes with them.
        self._tasks = TaskRunner(self, serial=serial)
        self._tasks.failed.connect(self._on_failed)
        self._question: QMessageBox | None = None
        self._offered: Offer | None = None
        self._bar: QProgressDialog | None = None
        self._report: Retied | None = None
        self._stopped = False
        self._progressed.connect(self._on_progressed)

    def _installer(self) -> Installer:
        reference = self._desk.reference
        return updating.Installer(
            self._desk.file.path.parent, reference.bundle.path if reference else None, self._own_release, paths.keys_folder(),
            paths.resources_folder() / "citation",
        )  # fmt: skip

    # --- asking ----------------------------------------------------------------------------

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a data pack."""
        dialog = QFileDialog(self._desk.window_, "Install a data pack", self._desk.settings.export_folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"Data packs (*{manifest.SUFFIX})", "All files (*)"])
        dialog.fileSelected.connect(self.offer)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def offer(self, name: str) -> None:
        """Check a pack and ask whether to install it; where it is refused, say why in one sentence."""
        if self._bar is not None:
            self._tell("Data are being installed just now; open this data pack when that is done.")
            return
        self._withdraw()
        try:
            self._offered = self._installer().offer(Path(name))
        except KnownError as error:
            self._tell(str(error))
            return
        self._ask(self._offered.question, self._offered.explained, "Install").accepted.connect(
            # The question is gone before its answer is acted on.
            self._on_accepted,
            Qt.ConnectionType.QueuedConnection,
        )

    @Slot()
    def go_back(self) -> None:
        """Ask whether to use the data again that were used before the last pack."""
        if self._bar is not None:
            self._tell("Data are being installed just now; try again when that is done.")
            return
        before = self._installer().previous()
        if before is None:
            self._desk.say("The program's own data are in use; there is nothing to go back to")
            return
        self._withdraw()
        explained = "The data in use now are kept, and you can come back to them the same way. Your notes, tray, bookmarks and lists stay."
        self._ask(f"Go back to {before}?", explained, "Go back").accepted.connect(
            self._on_back_accepted, Qt.ConnectionType.QueuedConnection
        )

    def _ask(self, question: str, explained: str, yes: str) -> QMessageBox:
        """One question at a time."""
        box = self._box(QMessageBox.Icon.Question, question, explained)
        button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(button)
        box.finished.connect(self._on_answered)
        box.open()
        self._question = box
        return box

    def _withdraw(self) -> None:
        """What was asked before is not asked any more."""
        if self._question is not None:
            self._question.reject()
        self._offered = None

    @Slot()
    def _on_answered(self) -> None:
        self._question = None

    def _box(self, icon: QMessageBox.Icon, text: str, explained: str) -> QMessageBox:
        box = QMessageBox(icon, "USJTA Desk", text, QMessageBox.StandardButton.NoButton, self._desk.window_)
        box.setInformativeText(explained)
        box.setStyleSheet("QLabel#qt_msgbox_label { font-weight: 600; }")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    def _tell(self, sentence: str, icon: QMessageBox.Icon = QMessageBox.Icon.Warning, more: str = "") -> None:
        box = self._box(icon, sentence, more)
        box.addButton(QMessageBox.StandardButton.Ok)
        box.open()

    # --- doing -----------------------------------------------------------------------------

    @Slot()
    def _on_accepted(self) -> None:
        offered, self._offered = self._offered, None
        if offered is None:
            return
        installer, path = self._installer(), offered.pack.path
        self._stopped = False
        self._bar = QProgressDialog("Installing the data …", "Stop", 0, 100, self._desk.window_)
        self._bar.setWindowTitle("USJTA Desk")
        # A modal one would run events inside setValue.
        self._bar.setWindowModality(Qt.WindowModality.NonModal)
        self._bar.setMinimumDuration(0)
        self._bar.setAutoClose(False)
        self._bar.canceled.connect(self._on_stopped)
        self._bar.setValue(1)

        def _job(cancel: Cancel) -> object:
            def _progress(share: float) -> bool:
                self._progressed.emit(share)
                return not (cancel.requested or self._stopped)

            try:
                return installer.install(path, _progress, offered)
            except KnownError as error:
                return str(error)

        self._tasks.run("data", _job, self._on_done)

    @Slot()
    def _on_back_accepted(self) -> None:
        installer, own = self._installer(), self._own

        def _job(_: Cancel) -> object:
            try:
                return installer.go_back(own)
            except KnownError as error:
                return str(error)

        self._tasks.run("data", _job, self._on_done)

    @Slot(float)
    def _on_progressed(self, share: float) -> None:
        if self._bar is not None:
            self._bar.setValue(max(1, round(share * 100)))
            if share > 0.95:
                # Nothing can be stopped any more.
                self._bar.setCancelButton(None)
                self._bar.setLabelText("Looking at your notes, tray and documents …")

    @Slot()
    def _on_stopped(self) -> None:
        self._stopped = True

    @Slot(str, object)
    def _on_failed(self, _channel: str, error: Exception) -> None:
        self._on_done(
            f"The data could not be installed: it stopped ({type(error).__name__}). Look at the page about the data."
        )

    @Slot(object)
    def _on_done(self, found: object) -> None:
        if self._bar is not None:
            self._bar.canceled.disconnect(self._on_stopped)
            self._bar.close()
            self._bar.deleteLater()
            self._bar = None
        if isinstance(found, str):
            self._tell(found)
            return
        assert isinstance(found, tuple)
        path, self._report = found
        self.changed.emit(path)

    def stop(self) -> None:
        """The window closes: an installation under way is given up, and leaves nothing."""
        self._tasks.close()

    def show_report(self) -> None:
        """The new data are open: say what they mean for the user's own things."""
        report, self._report = self._report, None
        if report is None:
            return
        done = (
            f"The data of {proof.day(report.release)} are in use."
            if report.release
            else "The data were changed."
        )
        self._desk.say(f"{done} {report.said}")
        if not report.rows:
            self._tell(done, QMessageBox.Icon.Information, report.said)
            return
        theme = self._desk.theme
        html = updating.report(report, rich_colours(theme.tokens))
        Sheet("New data", html, theme, self._desk.window_).show()
