"""Put the window together: application, theme, reference file, worker, and the errors of all of them."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, QtMsgType, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop import app, diagnostics, paths
from desktop.errors import KnownError
from desktop.ui.shell.window import MainWindow
from desktop.ui.theme import Theme
from desktop.viewmodels.reference import Reference
from desktop.viewmodels.settings import SettingsFile
from desktop.viewmodels.tasks import TaskRunner

log = logging.getLogger("desktop")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Session(QObject):
    """One window over one reference file, which it opens, builds or asks for."""

    def __init__(
        self,
        application: QApplication,
        profile: Path,
        *,
        bundle: Path | None = None,
        query: str | None = None,
        serial: bool = False,
    ) -> None:
        super().__init__(application)
        self._chosen = bundle
        self._query = query
        self._builder: QObject | None = None
        self.file = SettingsFile(profile)
        self.settings = self.file.load()
        self.theme = Theme(application, self.settings.theme, self.settings.zoom)
        self.window = MainWindow(self.theme, self.settings, self.file)
        self.tasks = TaskRunner(self, serial=serial)
        self.window.notice.retry.connect(self.build)
        self.window.notice.choose.connect(self._on_choose)

    def start(self) -> None:
        """Open the reference file, or build it where there is none yet."""
        found = app.find_bundle(self._chosen)
        if found is None:
            self.build()
        else:
            self.open(found)

    def open(self, path: Path) -> None:
        """Open a reference file; where that fails the window says why."""
        try:
            reference = Reference(path)
        except KnownError as error:
            self.window.notice.show_trouble(str(error), can_build=self._can_build())
            return
        self.window.open_reference(reference, self.tasks, self._query)

    def _can_build(self) -> bool:
        return not paths.frozen() and (paths.data_folder() / "datapackage.json").is_file()

    @Slot()
    def build(self) -> None:
        """Build the reference file into the cache, with progress in the window."""
        from desktop.viewmodels.builder import BundleBuilder  # noqa: PLC0415  (once in a lifetime)

        if not self._can_build():
            self.window.notice.show_trouble(
                f"There is no reference file, and no tables to build one from in {paths.data_folder()}. "
                "Reinstall the program, or choose a reference file.",
                can_build=False,
            )
            return
        out = paths.cached_bundle()
        builder = BundleBuilder(app.build_command(out), app.build_environment(), out, self)
        builder.progressed.connect(self.window.notice.show_building)
        builder.finished.connect(self._on_built)
        builder.failed.connect(self._on_build_failed)
        self._builder = builder
        self.window.notice.show_building(0, "Starting")
        builder.start()

    @Slot(object)
    def _on_built(self, path: Path) -> None:
        self.open(path)
        self.window.finish_opening()

    @Slot(str)
    def _on_build_failed(self, sentence: str) -> None:
        self.window.notice.show_trouble(sentence, can_build=True)

    @Slot()
    def _on_choose(self) -> None:
        dialog = QFileDialog(self.window, "Choose a reference file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["Reference file (*.sqlite)", "All files (*)"])
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    @Slot(str)
    def _on_file_chosen(self, chosen: str) -> None:
        self.open(Path(chosen))
        self.window.finish_opening()

    def stop(self) -> None:
        """End a build that is under way and the worker."""
        from desktop.viewmodels.builder import BundleBuilder  # noqa: PLC0415

        if isinstance(self._builder, BundleBuilder):
            self._builder.stop()
        self.tasks.close()


def run(options: argparse.Namespace, profile: Path) -> int:
    """Open the window and run until it is closed."""
    qInstallMessageHandler(_on_qt_message)
    application = make_application(sys.argv[:1])
    session = Session(application, profile, bundle=options.data, query=options.query)
    hooks = _Hooks(session)
    sys.excepthook = hooks.on_exception
    session.start()
    session.window.show()
    QTimer.singleShot(0, hooks.on_shown)
    if options.exit_after_paint:
        hooks.exit_after_paint = True
    hooks.profile, hooks.debug = profile, options.debug
    code = application.exec()
    session.stop()
    return code


def make_application(arguments: list[str]) -> QApplication:
    """The one application object, in the Fusion style."""
    application = QApplication(arguments)
    application.setStyle("Fusion")
    application.setApplicationName("usjta-desk")
    application.setApplicationDisplayName("USJTA Desk")
    application.setDesktopFileName("usjta-desk")
    return application


class _Hooks(QObject):
    """What happens after the first paint, and when something goes wrong."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.exit_after_paint = False
        self.profile = Path()
        self.debug = False

    @Slot()
    def on_shown(self) -> None:
        """After the first paint: log, filters, detail, icon, our own garbage collection."""
        if self.exit_after_paint:
            QApplication.quit()
            return
        from desktop.ui.icons import application_icon  # noqa: PLC0415

        diagnostics.start(self.profile, debug=self.debug)
        self._session.window.finish_opening()
        QApplication.setWindowIcon(application_icon())
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._on_collect)
        timer.start(5_000)

    @Slot()
    def _on_collect(self) -> None:
        """Collect on the main thread only: the collector must not destroy widgets on another."""
        gc.collect(1)

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Say it in one sentence, write the rest to the log, go on."""
        log.error("unexpected error", exc_info=(kind, error, trace))
        sentence = (
            str(error)
            if isinstance(error, KnownError)
            else f"Something unexpected happened ({kind.__name__}). Your work is kept; "
            f"the details are in the log in {self.profile / 'log'}."
        )
        self._session.window.show_trouble(sentence)


def _on_qt_message(kind: QtMsgType, _context: object, text: str) -> None:
    log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
