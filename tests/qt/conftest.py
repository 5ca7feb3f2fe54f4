"""A window on a temporary profile, driven as a user would, closed and checked for leaks."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.compose import Session, make_application


@pytest.fixture(scope="session")
def qapp_cls():
    return QApplication


@pytest.fixture(scope="session")
def qapp():
    return QApplication.instance() or make_application([])


@pytest.fixture
def session(qtbot, qapp, bundle_path, tmp_path):
    """Opens windows over the real reference file; ``open()`` again is a restart on the same profile."""
    opened = []

    class Opener:
        profile = tmp_path / "profile"

        def open(self, query=None, bundle=bundle_path, size=(1366, 768), profile=None):
            made = Session(qapp, profile or self.profile, bundle=bundle, query=query, serial=True)
            made.window.resize(*size)
            made.window.show()
            qtbot.waitUntil(lambda: made.window.desk is not None, timeout=5000)
            desk = made.desk
            if desk.lines is not None:
                qtbot.waitUntil(lambda: desk.commands is not None, timeout=5000)
            opened.append(made)
            return desk

        def choose(self, desk, path):
            """What the dialog for choosing a file does once a file is chosen."""
            next(s for s in opened if s.window.desk is desk)._on_file_chosen(str(path))

        def close(self, desk):
            made = next(s for s in opened if s.window.desk is desk)
            opened.remove(made)
            made.window.close()
            made.stop()
            made.window.deleteLater()
            made.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    opener = Opener()
    yield opener
    while opened:
        made = opened[0]
        opener.close(made.window.desk)
    QApplication.clipboard().clear()
    gc.collect()
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not left, f"windows left open: {left}"


@pytest.fixture
def desk(session):
    return session.open()


def shown(desk):
    """Line numbers in the table, in order."""
    model = desk.lines.table.lines
    return [model.row(place).display for place in range(min(model.rowCount(), 600))]
