"""New data in the running window: opened, dropped or chosen, asked, installed, reported; and the way back."""

import shutil

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import bundle_source, paths
from desktop.compose import Session
from desktop.store.installed import DataFolder
from desktop.ui.shell.sheets import Sheet
from desktop.ui.widgets.rich_pane import RichPane
from tests.helpers import newer_data
from tests.qt.conftest import shown


@pytest.fixture
def own(monkeypatch, bundle_path, made):
    """The program's own data are the reference file of the tests, and it knows the key."""
    monkeypatch.setattr(paths, "shipped_bundle", lambda: bundle_path)
    monkeypatch.setattr(paths, "keys_folder", lambda: made.keys)


def boxes():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def answer(qtbot, text):
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    (box,) = boxes()
    button = next(b for b in box.buttons() if b.text().replace("&", "") == text)
    said = box.text()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    return said


def sheet(qtbot):
    """What is said once the data are in use: a box, or a sheet where there is something to report."""

    def _sheets():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, Sheet) and w.isVisible()]

    qtbot.waitUntil(lambda: bool(_sheets()) or any("in use." in box.text() for box in boxes()))
    if not _sheets():
        (box,) = boxes()
        more = box.informativeText()
        return f"{answer(qtbot, 'OK')} {more}"
    (found,) = _sheets()
    text = found.findChild(RichPane).toPlainText()
    found.close()
    return text


def installed(session, made, qtbot):
    """The file of a pack that was installed through the window, which is closed again."""
    desk = session.open(bundle=None)
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    sheet(qtbot)
    session.close(desk)
    return session.profile / "data"


def cell(desk):
    model = desk.lines.table.lines
    return model.row(0).rates


def test_a_double_click_asks_installs_and_shows_the_new_data(session, own, made, qtbot):
    desk = session.open(query=str(made.pack), bundle=None)
    qtbot.waitUntil(lambda: bool(boxes()))
    assert desk.lines.table.lines.rowCount() == 24_489, "the name of the file is no search"
    assert answer(qtbot, "Install") == "Install the data of March 1, 2027?"
    assert sheet(qtbot).startswith("The data of March 1, 2027 are in use. You had no documents")
    assert desk.reference.bundle.release == "2027-03-01"
    desk.search.set_text("jp:0202.30.010")
    assert shown(desk) == ["0202.30.010"]
    assert "19.9%" in cell(desk)
    session.close(desk)
    again = session.open(bundle=None)
    assert again.reference.bundle.release == "2027-03-01", "the next start opens them"


def test_it_can_be_declined(session, own, made, qtbot):
    desk = session.open(bundle=None)
    desk.places.take(str(made.pack))
    answer(qtbot, "Cancel")
    assert desk.reference.bundle.release == "2026-11-27"
    assert not (session.profile / "data").exists()


def test_a_pack_is_dropped_on_the_window(session, own, made, qtbot):
    desk = session.open(bundle=None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(made.pack))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.dropEvent(event)
    answer(qtbot, "Install")
    sheet(qtbot)
    assert desk.reference.bundle.release == "2027-03-01"
    assert desk.settings.view == "lines", "a pack is no document"


def test_what_is_refused_is_said_in_one_sentence(session, own, made, qtbot, tmp_path):
    desk = session.open(bundle=None)
    bad = tmp_path / "bad.usjtadata"
    bad.write_bytes(made.pack.read_bytes()[:9_000])
    desk.updating.offer(str(bad))
    said = answer(qtbot, "OK")
    assert (
        said
        == "The data pack bad.usjtadata was not installed: it is no data pack, or a damaged one. The data in use are unchanged."
    )
    assert desk.lines.table.lines.rowCount() == 24_489


def test_search_view_and_selection_survive_the_change(session, own, made, qtbot):
    desk = session.open(bundle=None)
    desk.search.set_text("jp:0406")
    desk.lines.table.selectRow(2)
    before = shown(desk)
    desk.show_view("data")
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    sheet(qtbot)
    assert desk.settings.view == "data"
    assert "2027-03-01" in desk.pages["data"].toPlainText()
    desk.show_view("lines")
    assert desk.search.input.text() == "jp:0406"
    assert shown(desk) == before
    assert desk.lines.current is not None


def test_and_back_and_forth(session, own, made, qtbot):
    desk = session.open(bundle=None)
    desk.commands.table.action("file.data_before").trigger()
    assert "nothing to go back to" in desk.message()
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    sheet(qtbot)
    desk.commands.table.action("file.data_before").trigger()
    assert answer(qtbot, "Go back") == "Go back to the program's own data?"
    sheet(qtbot)
    assert desk.reference.bundle.release == "2026-11-27"
    desk.commands.table.action("file.data_before").trigger()
    assert answer(qtbot, "Go back") == "Go back to the data of March 1, 2027?"
    sheet(qtbot)
    assert desk.reference.bundle.release == "2027-03-01"


def test_installed_data_that_do_not_open_give_way_to_the_programs_own(session, own, made, qtbot):
    installed(session, made, qtbot)
    path = bundle_source.installed_bundle(session.profile)
    size = path.stat().st_size
    path.write_bytes(b"no database".ljust(size, b"x"))
    again = session.open(bundle=None)
    assert again.reference.bundle.release == "2026-11-27"
    assert "are damaged and were set aside; the program's own data are shown" in again.message()
    assert DataFolder(session.profile).in_use("2026-11-27") is None


def test_installed_data_with_a_damaged_page_give_way_too(session, own, made, qtbot):
    installed(session, made, qtbot)
    path = bundle_source.installed_bundle(session.profile)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 8192 * 8192
    for page in range(middle, middle + 60 * 8192, 8192):
        content[page : page + 64] = b"\xff" * 64
    path.write_bytes(content)
    again = session.open(bundle=None)
    qtbot.waitUntil(lambda: again.reference is not None and again.reference.bundle.release == "2026-11-27")
    assert "set aside" in again.message()
    assert again.lines.table.lines.rowCount() == 24_489


def test_a_full_disk_while_installing_is_one_sentence(session, own, made, qtbot, monkeypatch):
    desk = session.open(bundle=None)
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 5_000_000))
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    assert "where 5 MB are free; nothing was changed" in answer(qtbot, "OK")
    assert desk.reference.bundle.release == "2026-11-27"


def test_what_reads_differently_is_reported(session, own, made, qtbot):
    desk = session.open(bundle=None)
    desk.search.set_text("jp:0202.30.010")
    desk.lines.table.selectRow(0)
    desk.commands.takings.keep()
    desk.commands.takings.bookmark()
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    text = sheet(qtbot)
    assert "Data of March 1, 2027" in text
    assert "Before: the data of November 27, 2026. They are kept" in text
    assert "2 items of yours were looked at again: 1 as before, 1 changed." in text
    assert "reads differently; the tray shows both" in text
    assert len(desk.rooms.collected.model.stale) == 1, "the tray shows both"


def test_what_macos_hands_over_is_a_path_or_an_address(tmp_path):
    from PySide6.QtGui import QFileOpenEvent

    from desktop.ui.shell.opened import named

    assert named(QFileOpenEvent(str(tmp_path / "a.usjtadata"))) == str(tmp_path / "a.usjtadata")
    assert named(QFileOpenEvent(QUrl("usjta:chart/parity"))) == "usjta:chart/parity"


def test_a_second_pack_takes_the_place_of_the_first_question(
    session, own, made, bundle_path, qtbot, tmp_path
):
    june = newer_data.newer(bundle_path, tmp_path / "june.sqlite", release="2027-06-01", rate="18%")
    pack = newer_data.pack(june, made.key, tmp_path / "june")
    desk = session.open(bundle=None)
    desk.updating.offer(str(pack))
    desk.updating.offer(str(made.pack))
    qtbot.waitUntil(lambda: [box.text() for box in boxes()] == ["Install the data of March 1, 2027?"])
    answer(qtbot, "Cancel")
    qtbot.wait(50)
    assert desk.reference.bundle.release == "2026-11-27"
    assert not boxes()
    desk.updating.offer(str(pack))
    assert answer(qtbot, "Install") == "Install the data of June 1, 2027?"
    sheet(qtbot)
    assert desk.reference.bundle.release == "2027-06-01"


def test_a_step_that_fails_unforeseen_is_said_and_the_next_try_works(
    session, own, made, qtbot, monkeypatch, expected_log
):
    desk = session.open(bundle=None)
    with monkeypatch.context() as patch:
        patch.setattr(DataFolder, "install", lambda *_: 1 / 0)
        desk.updating.offer(str(made.pack))
        answer(qtbot, "Install")
        assert "it stopped (ZeroDivisionError)" in answer(qtbot, "OK")
    assert desk.reference.bundle.release == "2026-11-27"
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    sheet(qtbot)
    assert desk.reference.bundle.release == "2027-03-01"


def test_data_that_do_not_open_are_mended_by_a_pack(session, own, made, qtbot, tmp_path, monkeypatch):
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 100)
    monkeypatch.setattr(paths, "shipped_bundle", lambda: broken)
    monkeypatch.setattr(bundle_source, "own_release", lambda: "2026-11-27")
    desk = session.open(query=str(made.pack), bundle=None)
    assert desk.lines is None
    answer(qtbot, "Install")
    sheet(qtbot)
    assert desk.reference.bundle.release == "2027-03-01"
    assert desk.lines.table.lines.rowCount() == 24_489


def test_a_build_that_does_not_know_the_signer_shows_its_own_data_and_changes_nothing(
    session, own, made, qtbot, tmp_path, monkeypatch
):
    installed(session, made, qtbot)
    pointer = session.profile / "data" / "current.json"
    before = pointer.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(paths, "keys_folder", lambda: tmp_path / "none")
        other = session.open(bundle=None)
        qtbot.waitUntil(
            lambda: other.reference is not None and other.reference.bundle.release == "2026-11-27"
        )
        assert "signed by USJTA test, whom this build of the program does not know" in other.message()
        session.close(other)
    assert pointer.read_bytes() == before
    assert session.open(bundle=None).reference.bundle.release == "2027-03-01"


def test_a_window_that_closes_while_data_are_installed_leaves_nothing_half_done(
    session, own, made, qapp, qtbot
):
    """With workers, as in the program."""
    running = Session(qapp, session.profile)
    running.window.show()
    qtbot.waitUntil(
        lambda: running.window.desk is not None and running.window.desk.commands is not None, timeout=8000
    )
    desk = running.desk
    desk.updating.offer(str(made.pack))
    answer(qtbot, "Install")
    qtbot.waitUntil(lambda: desk.updating._bar is not None)
    running.window.close()
    running.stop()
    assert not list((session.profile / "data").glob("*.part"))
    running.window.deleteLater()
    running.deleteLater()
    qtbot.wait(100)


def test_the_page_about_the_data_is_in_the_help_and_proves_what_it_says(desk):
    desk.commands.table.action("help.data").trigger()
    text = desk.pages["data"].toPlainText()
    for words in (
        "What the program shows for itself",
        "Release 2026-11-27",
        "Sockets of a network that this program has open now: none",
        "MIT",
    ):
        assert words in text
