"""Addresses, history, strip, second starts, print: through the window."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import single
from desktop.ui.shell.doorbell import Doorbell
from tests.conftest import ROOT
from tests.qt.gestures import ALT, BEEF, pasted, press, search, select


@pytest.mark.parametrize("address", [
    BEEF, "usjta:entry/usjdta-11", "usjta:search?q=jp%3A0202&year=2026", "usjta:view/ahead?year=2026",
    "usjta:compare?a=entry%2Fusjdta-11&b=entry%2Fusjdta-12", "usjta:changes/us?from=2020&to=2026", "usjta:view/data",
])  # fmt: skip
def test_an_address_opens_its_place_and_is_copied_from_it(desk, address):
    desk.go(address)
    desk.commands.takings.copy_address()
    assert pasted() == address


@pytest.mark.parametrize(("address", "said"), [
    ("usjta:line/jp/9999.99.999", "have no line"), ("usjta:entry/nothing", "have no entry"), ("usjta:view/nothing", "no view called"),
    ("usjta:line/jp/0202.30.010?year=1999", "no edition for 1999"), ("usjta:set/nothing", "no list called"), ("usjta:rubbish", "no address"),
])  # fmt: skip
def test_an_address_that_names_nothing_is_one_sentence(desk, address, said):
    desk.go(address)
    assert said in desk.message()


def test_the_command_line_and_the_search_box_take_addresses(session):
    desk = session.open(query="usjta:entry/usjdta-11")
    assert desk.papers.provisions.current == "usjdta-11"
    desk.search.input.setText(BEEF)
    assert desk.lines.current is not None
    assert desk.handing.place().address == BEEF
    assert desk.search.input.text() == ""


def test_one_way_back_through_lines_provisions_and_comparisons(desk):
    for address in (BEEF, "usjta:entry/usjdta-11", "usjta:compare?a=entry%2Fusjdta-11&b=entry%2Fusjdta-12"):
        desk.go(address)
    press(desk, Qt.Key.Key_Left, ALT)
    assert desk.handing.place().address == "usjta:entry/usjdta-11"
    press(desk, Qt.Key.Key_Left, ALT)
    assert desk.handing.place().address == BEEF
    press(desk, Qt.Key.Key_Right, ALT)
    assert desk.handing.place().address == "usjta:entry/usjdta-11"


def test_the_strip_and_back_to_where_it_was(desk, qtbot):
    desk.go(BEEF)
    place = desk.window_.geometry()
    press(desk, Qt.Key.Key_F9)
    strip = desk.beside.strip
    assert strip.isVisible()
    assert not desk.window_.isVisible()
    assert strip.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert "20.8%" in strip.card.toPlainText()
    strip.box.setText("DTA 2")
    strip.search()
    assert "Not verified" in strip.card.toPlainText()
    strip.copy_cited()
    assert "[not verified]" in pasted()
    strip.keep()
    assert len(desk.rooms.collected.clips) == 1
    strip.box.setText("zzzz qqqq")
    strip.search()
    assert "Neither a line nor a provision" in strip.count.text()
    qtbot.waitUntil(strip.isActiveWindow, timeout=3000)
    QTest.keyClick(strip.box, Qt.Key.Key_F9)
    assert desk.window_.isVisible()
    assert not strip.isVisible()
    assert desk.window_.geometry() == place
    assert desk.handing.place().address == BEEF


def test_closing_the_strip_brings_the_window_back(desk):
    desk.beside.toggle()
    desk.beside.strip.close()
    assert desk.window_.isVisible()
    assert not desk.beside.shown


SECOND = "import sys; from pathlib import Path; from desktop import single; sys.exit(0 if single.hand_over(Path(sys.argv[1]), sys.argv[2]) else 3)"


def second(profile, query):
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(profile), query],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("folder", ["p", "long-" + "x" * 110])
def test_a_second_start_hands_its_query_over(qtbot, tmp_path, folder):
    profile = tmp_path / folder
    profile.mkdir()
    bell = Doorbell(profile)
    heard = []
    bell.rung.connect(heard.append)
    assert bell.listen()
    child = second(profile, "jp:0406 チーズ")
    qtbot.waitUntil(lambda: child.poll() is not None, timeout=15_000)
    assert child.returncode == 0
    assert heard == ["jp:0406 チーズ"]
    assert not Doorbell(profile).listen()
    bell.close()
    assert not (profile / single.MARKER).exists()
    assert second(profile, "x").wait(15) == 3


def test_what_a_killed_program_left_is_no_window(tmp_path):
    single.mark(tmp_path)
    assert not single.hand_over(tmp_path, "x")
    bell = Doorbell(tmp_path)
    assert bell.listen()
    bell.close()


def test_a_print_has_its_source_line_and_its_preview(desk, qtbot):
    desk.go(BEEF)
    desk.commands.takings.print_preview()
    dialog = next(w for w in QApplication.topLevelWidgets() if w.windowTitle().startswith("Print:"))
    assert dialog.isVisible()
    dialog.close()
    desk.run_query("")
    select(desk, *range(3))
    _sheet, title = desk.commands.takings.to_print()
    assert title.startswith("3 tariff lines")


def test_the_address_of_a_search_has_its_filters(desk, qtbot):
    panel = desk.lines.filters
    for facet, key in (("importer", "jp"), ("covered", "in"), ("standing", "ahead")):
        panel._chips[facet, key].setChecked(True)
    panel._announce()
    search(desk, "beef")
    count = desk.lines.table.lines.rowCount()
    address = desk.handing._search_place().address
    desk.clear()
    desk.go(address)
    assert desk.lines.table.lines.rowCount() == count
    assert "in the agreement" in desk.controller.result.understood


@pytest.mark.parametrize(("address", "said"), [
    ("usjta:compare?a=entry%2Fnosuch&b=entry%2Fusjdta-11", "have no entry nosuch"), ("usjta:entry/branch:nosuch", "have no entry"),
    ("usjta:changes/jp?from=1800&to=2026", "no edition of this schedule for 1800"), ("usjta:across/jp/0202.30.010?year=1999", "have no line"),
])  # fmt: skip
def test_a_bad_address_changes_nothing(desk, address, said):
    desk.go(BEEF)
    desk.go(address)
    assert said in desk.message()
    assert desk.handing.place().address == BEEF
