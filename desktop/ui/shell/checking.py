"""The check of the data that are open: every page, and where the file came from, in the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop import paths
from desktop.viewmodels import proof

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ui.shell.desk import Desk
    from desktop.viewmodels.tasks import Cancel, TaskRunner


def places(profile: Path) -> proof.Places:
    """Where the proofs of the page about the data lie."""
    return proof.Places(profile, paths.keys_folder(), paths.stamp_file())


class Checking(QObject):
    """One check of one reference file; it goes with the worker that does it."""

    def __init__(self, desk: Desk) -> None:
        assert desk.tasks is not None
        super().__init__(desk.tasks)
        self._desk = desk
        self._tasks: TaskRunner = desk.tasks

    def start(self) -> None:
        """Begin; what is found is said in the status bar and on the page about the data."""
        assert self._desk.reference is not None
        path = self._desk.reference.bundle.path
        where = places(self._desk.file.path.parent)

        def _job(cancel: Cancel) -> proof.Checked:
            return proof.check(path, where, lambda: cancel.requested)

        self._tasks.run("verify", _job, self._on_checked)

    @Slot(object)
    def _on_checked(self, found: proof.Checked) -> None:
        desk = self._desk
        if desk.reference is None:
            return
        if found.trouble:
            desk.damaged.emit(found)
        desk.reference.set_verified(found.trouble, found.origin)
        desk.status.set_verified(whole=not found.trouble, verdict=desk.reference.verdict)
        if desk.rooms is not None and desk.page_shown() == "data":
            desk.rooms.fill_page("data")
