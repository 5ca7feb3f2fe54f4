"""Put the program together: window first, then data, then everything else.

The order of the imports here is the order of the start: only what the first picture needs is
imported at the top, the rest by the step that needs it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from desktop.ui.shell.window import MainWindow
from desktop.ui.theme import Theme
from desktop.viewmodels.settings import SettingsFile

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.doorbell import Doorbell
    from desktop.viewmodels.builder import BundleBuilder
    from desktop.viewmodels.proof import Checked


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
        self._serial = serial
        self._own: Path | None = None
        self._builder: BundleBuilder | None = None
        self.file = SettingsFile(profile)
        settings = self.file.load()
        self.theme = Theme(application, settings.theme, settings.zoom)
        self.window = MainWindow(self.theme, settings)
        self.window.painted.connect(self.fill)

    @property
    def desk(self) -> Desk:
        """What is in the window; filled in first if need be."""
        if self.window.desk is None:
            self.fill()
        assert self.window.desk is not None
        return self.window.desk

    @Slot()
    def fill(self) -> None:
        """Put the desk into the window and open the reference file, or build it where there is none."""
        from desktop import bundle_source  # noqa: PLC0415
        from desktop.ui.shell.desk import Desk  # noqa: PLC0415

        if self.window.desk is not None:
            return
        desk = Desk(self.window, self.file, serial=self._serial)
        desk.build_asked.connect(self.build)
        desk.choose_asked.connect(self._on_choose)
        desk.damaged.connect(self._on_damaged)
        desk.data_changed.connect(self._on_data_changed)
        desk.own_data = self._own_data
        found = bundle_source.find(self._chosen, self.file.path.parent)
        if found is not None and not self._open_into(desk, found) and self._aside(found):
            found = bundle_source.own()
            if found is not None:
                self._open_into(desk, found)
        self.window.set_desk(desk)
        if found is None or desk.lines is None:
            self.theme.finish()
            desk.make_commands()
        if found is None:
            self.build()
        elif desk.lines is None and self._query:
            from desktop.core.manifest import is_pack  # noqa: PLC0415

            # The data cannot be opened; a pack that was opened may be the cure.
            if is_pack(self._query):
                desk.updating.offer(self._query)

    def _open_into(self, desk: Desk, path: Path) -> bool:
        from desktop.errors import KnownError  # noqa: PLC0415
        from desktop.viewmodels.reference import Reference  # noqa: PLC0415

        try:
            desk.open_reference(Reference(path), self._query)
        except KnownError as error:
            desk.notice_page().show_trouble(str(error), can_build=self._can_build())
            return False
        return True

    def _aside(self, path: Path, found: Checked | None = None) -> bool:
        """Whether a file that cannot be used came as a data pack; then the program's own data take its place."""
        from desktop.store.installed import FOLDER, DataFolder  # noqa: PLC0415

        profile = self.file.path.parent
        if path.parent != profile / FOLDER:
            return False
        if found is not None and found.foreign:
            # Another build of the program, on the same profile, may know the signer: nothing is changed.
            self.file.trouble = (
                f"The installed data are {found.trouble}; the program's own data are shown instead."
            )
            return True
        DataFolder(profile).set_aside(path)
        self.file.trouble = (
            f"The installed data {path.name} are damaged and were set aside; the program's own data are shown. "
            "Install the data pack again."
        )
        return True

    @Slot(object)
    def _on_damaged(self, found: Checked) -> None:
        """The check of all pages found the file that is open damaged, or signed by nobody who is known."""
        from desktop import bundle_source  # noqa: PLC0415

        assert self.desk.reference is not None
        path = self.desk.reference.bundle.path
        own = bundle_source.own() if self._aside(path, found) else None
        if own is not None:
            self._own = own
            QTimer.singleShot(0, self, self._open_own)
            return
        self.desk.notice_page().show_trouble(
            f"The reference file {path} is damaged ({found.trouble}). Build or install the data again.",
            can_build=self._can_build(),
        )

    @Slot()
    def _open_own(self) -> None:
        if self._own is not None:
            self._on_file_ready(self._own)

    @staticmethod
    def _own_data() -> tuple[str, Path | None]:
        from desktop import bundle_source  # noqa: PLC0415

        return bundle_source.own_release(), bundle_source.own()

    @Slot(object)
    def _on_data_changed(self, path: Path) -> None:
        """A data pack was installed, or the data before it are used again."""
        from desktop.ui.shell.memory import remember  # noqa: PLC0415

        remember(self.desk)
        self._query = None
        if self._open_into(self.desk, path):
            self.desk.finish_opening()
            self.desk.updating.show_report()

    def _can_build(self) -> bool:
        from desktop import paths  # noqa: PLC0415

        return not paths.frozen() and (paths.data_folder() / "datapackage.json").is_file()

    @Slot()
    def build(self) -> None:
        """Build the reference file into the cache, with progress in the window."""
        from desktop import bundle_source, paths  # noqa: PLC0415
        from desktop.viewmodels.builder import BundleBuilder  # noqa: PLC0415

        notice = self.desk.notice_page()
        if not self._can_build():
            notice.show_trouble(
                f"There is no reference file, and no tables to build one from in {paths.data_folder()}. "
                "Reinstall the program, or choose a reference file.",
                can_build=False,
            )
            return
        out = paths.cached_bundle()
        builder = BundleBuilder(
            bundle_source.build_command(out), bundle_source.build_environment(), out, self
        )
        builder.progressed.connect(notice.show_building)
        builder.finished.connect(self._on_file_ready)
        builder.failed.connect(self._on_build_failed)
        self._builder = builder
        notice.show_building(0, "Starting")
        builder.start()

    @Slot(object)
    def _on_file_ready(self, path: Path) -> None:
        if self._open_into(self.desk, path):
            self.desk.finish_opening()

    @Slot(str)
    def _on_build_failed(self, sentence: str) -> None:
        self.desk.notice_page().show_trouble(sentence, can_build=True)

    @Slot()
    def _on_choose(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415

        dialog = QFileDialog(self.window, "Choose a reference file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["Reference file (*.sqlite)", "All files (*)"])
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    @Slot(str)
    def _on_file_chosen(self, chosen: str) -> None:
        self._on_file_ready(Path(chosen))

    @Slot()
    def close_when_it_stands(self) -> None:
        """Look again and again, until the table was painted and what comes after it is made."""
        desk = self.window.desk
        if desk is not None and desk.commands is not None:
            import time  # noqa: PLC0415

            # For whoever times starts: the moment, in seconds since 1970.
            print(f"{time.time():.4f}")  # noqa: T201
            self.window.close()
        else:
            QTimer.singleShot(2, self, self.close_when_it_stands)

    def stop(self) -> None:
        """End a build that is under way."""
        if self._builder is not None:
            self._builder.stop()


def run(
    profile: Path, *, bundle: Path | None, query: str | None, debug: bool, start_only: bool = False
) -> int:
    """Open the window and run until it is closed; with ``start_only`` that is when the table stands."""
    application = make_application(sys.argv[:1])
    session = Session(application, profile, bundle=bundle, query=query)
    session.window.show()
    # Some systems paint nothing while a window is covered; the data come all the same.
    QTimer.singleShot(200, session.fill)
    housekeeping = _Housekeeping(session, profile, debug=debug)
    if start_only:
        session.close_when_it_stands()
    else:
        QTimer.singleShot(0, session, housekeeping.begin)
    code = application.exec()
    housekeeping.stop()
    session.stop()
    return code


def make_application(arguments: list[str]) -> QApplication:
    """The one application object, in the Fusion style."""
    QApplication.setStyle("Fusion")
    kind = QApplication
    if sys.platform == "darwin":
        from desktop.ui.shell.opened import OpeningApplication  # noqa: PLC0415  (only there files come as events)

        kind = OpeningApplication
    application = kind(arguments)
    application.setApplicationName("usjta-desk")
    application.setApplicationDisplayName("USJTA Desk")
    application.setDesktopFileName("usjta-desk")
    return application


class _Housekeeping(QObject):
    """Log, errors, icon and garbage: what a running program needs and its first picture does not."""

    def __init__(self, session: Session, profile: Path, *, debug: bool) -> None:
        super().__init__(session)
        self._session = session
        self._profile = profile
        self._debug = debug
        self._bell: Doorbell | None = None

    @Slot()
    def begin(self) -> None:
        """Wait until the table stands, then do the rest."""
        desk = self._session.window.desk
        if desk is None or desk.commands is None:
            QTimer.singleShot(100, self, self.begin)
            return
        self._set_up()

    def _set_up(self) -> None:
        import gc  # noqa: PLC0415

        from desktop import diagnostics  # noqa: PLC0415
        from desktop.ui.icons import application_icon  # noqa: PLC0415
        from desktop.ui.shell.trouble import Trouble  # noqa: PLC0415

        self._listen()
        opened = getattr(QApplication.instance(), "opened", None)
        if opened is not None:
            opened.connect(self._on_rung)
        diagnostics.start(self._profile, debug=self._debug)
        Trouble(self._session.window, self._profile).install()
        QApplication.setWindowIcon(application_icon())
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._on_collect)
        timer.start(5_000)

    def _listen(self) -> None:
        """Hear second starts on this profile."""
        from desktop.ui.shell.doorbell import Doorbell  # noqa: PLC0415  (after the first picture)

        self._bell = Doorbell(self._profile, self)
        self._bell.rung.connect(self._on_rung)
        self._bell.listen()

    def stop(self) -> None:
        """Hear nothing more."""
        if self._bell is not None:
            self._bell.close()

    @Slot(str)
    def _on_rung(self, query: str) -> None:
        """A second start: show the window, and what it asks for."""
        # The namespace of Qt takes 20 ms to load, which no start should wait for.
        from PySide6.QtCore import Qt  # noqa: PLC0415

        window = self._session.window
        desk = self._session.desk
        if desk.beside is not None and desk.beside.shown:
            desk.beside.back()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if query and desk.places is not None:
            desk.places.take(query)

    @Slot()
    def _on_collect(self) -> None:
        """Collect on the main thread only: the collector must not destroy widgets on another."""
        import gc  # noqa: PLC0415

        gc.collect(1)
