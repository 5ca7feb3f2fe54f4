"""From the screen into the memo, through the window: copy, cite, keep, compare, export, addresses, strip."""

import csv
import io
import os
import subprocess
import sys
import zipfile

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop import single
from desktop.core.clipping import Clipping
from desktop.errors import KnownError
from desktop.ui.shell.doorbell import Doorbell
from tests.conftest import ROOT
from tests.qt.conftest import shown

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
BEEF = "usjta:line/jp/0202.30.010?year=2026"


def press(desk, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(desk.window_, key, modifiers)


def pasted():
    return QGuiApplication.clipboard().text()


def click(view, name, qtbot):
    found = next(b for b in view.findChildren(QPushButton) if b.text() == name)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def select(desk, *places):
    table = desk.lines.table
    table.selectRow(places[0])
    for place in places[1:]:
        table.selectionModel().select(
            table.lines.index(place, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )


def search(desk, text):
    desk.search.input.setFocus()
    desk.search.input.clear()
    QTest.keyClicks(desk.search.input, text)


# --- copy and cite -----------------------------------------------------------------------


def test_one_line_with_its_citation_and_the_citation_alone(desk):
    desk.go(BEEF)
    desk.lines.table.setFocus()
    press(desk, Qt.Key.Key_C, CTRL | SHIFT)
    cite = "Japan Customs, Japan's Tariff Schedule, item 0202.30.010 (July 9, 2026 ed.)"
    assert (
        pasted()
        == f"0202.30.010 Loin: USJTA 20.8%; without the deal 38.5% (Japan's Tariff Schedule, July 9, 2026). {cite}."
    )
    press(desk, Qt.Key.Key_A, CTRL | SHIFT)
    assert pasted() == cite
    press(desk, Qt.Key.Key_C, CTRL)
    assert pasted().startswith("Line\tGoods\t")
    assert "<table" in QGuiApplication.clipboard().mimeData().html()


def test_several_lines_with_their_source(desk):
    search(desk, "jp:0202.30")
    select(desk, 0, 1)
    press(desk, Qt.Key.Key_C, CTRL | SHIFT)
    assert (
        pasted().splitlines()[-1]
        == "Source: Japan Customs, Japan's Tariff Schedule, items 0202.30.010, 0202.30.020 (July 9, 2026 ed.)."
    )
    assert len(pasted().splitlines()) == 4


def test_a_provision_that_is_not_verified_says_so_wherever_it_goes(desk):
    desk.go("usjta:entry/usjdta-2")
    for copy in (
        desk.commands.takings.copy,
        desk.commands.takings.copy_cited,
        desk.commands.takings.copy_citation,
    ):
        copy()
        assert "[not verified]" in pasted()
    desk.commands.takings.copy_ris()
    assert "N1  - [not verified]" in pasted()


def test_plain_citations_are_a_choice_that_stays(session):
    desk = session.open()
    desk.commands.table.action("view.style_plain").trigger()
    desk.go(BEEF)
    desk.commands.takings.copy_citation()
    assert "July 9, 2026. Row 94 of the published file." in pasted()
    session.close(desk)
    desk = session.open()
    assert desk.commands.table.action("view.style_plain").isChecked()


def test_every_view_hands_out_what_it_shows(desk, tmp_path):
    desk.go("usjta:compare?a=line/jp/0202.30.010&b=line/us/0202.30.02")
    for view in ("lines", "provisions", "compare", "ahead", "sources", "data"):
        desk.show_view(view)
        for suffix in (".csv", ".xlsx", ".docx", ".md", ".html", ".txt", ".pdf"):
            if view == "lines":
                desk.run_query("jp:0202")
            out = tmp_path / f"{view}{suffix}"
            desk.commands.takings.export_to(str(out))
            assert out.stat().st_size > 100, (view, suffix, desk.message())
            assert "written to" in desk.message().lower()
        rows = list(csv.reader(io.StringIO((tmp_path / f"{view}.csv").read_text(encoding="utf-8-sig"))))
        assert len(rows) > 3
        assert desk.commands.takings.to_print() is not None
        assert (tmp_path / f"{view}.pdf").read_bytes().startswith(b"%PDF")


def test_the_dossier_of_a_line_is_one_page(desk, tmp_path):
    for address in (BEEF, "usjta:line/us/8712.00.15?year=2026", "usjta:line/jp/0203.22.023?year=2026"):
        desk.go(address)
        desk.commands.takings.dossier_to(str(tmp_path / "x.pdf"))
        assert desk.message().startswith("1 page written to")
    desk.commands.takings.dossier_to(str(tmp_path / "x.docx"))
    assert "word/footnotes.xml" in zipfile.ZipFile(tmp_path / "x.docx").namelist()


def test_a_disk_that_refuses_is_one_sentence(desk, tmp_path):
    desk.run_query("jp:0202")
    for suffix in (".csv", ".docx", ".pdf"):
        desk.commands.takings.export_to(str(tmp_path / "missing" / f"x{suffix}"))
        assert "could not be written" in desk.message(), suffix
    desk.commands.takings.export_to(str(tmp_path / ("x" * 300 + ".xlsx")))
    assert "name is too long" in desk.message()


def test_what_was_searched_and_found_is_a_paragraph(desk, qtbot):
    search(desk, "jp: beef frozen cover:in")
    desk.commands.takings.copy_search()
    count = f"{desk.lines.table.lines.rowCount()} tariff lines"
    for part in (
        "“jp: beef frozen cover:in”",
        "understood as Japan's lines",
        count,
        "July 9, 2026",
        "digest",
    ):
        assert part in pasted()
    desk.rooms.keeping.log_now()
    search(desk, "cheese")
    desk.rooms.keeping.log_now()
    desk.show_view("tray")
    desk.rooms.tray.tabs.setCurrentIndex(2)
    log = desk.rooms.tray.log.toPlainText()
    assert log.index("cheese") < log.index("beef frozen")


# --- tray --------------------------------------------------------------------------------


def test_clips_from_anywhere_in_order_with_notes_and_undo(session, qtbot, tmp_path):
    desk = session.open()
    desk.go(BEEF)
    desk.lines.table.setFocus()
    press(desk, Qt.Key.Key_T, CTRL)
    desk.go("usjta:entry/usjdta-11")
    press(desk, Qt.Key.Key_T, CTRL)
    search(desk, "jp:0406 cover:in")
    select(desk, 0, 1, 2)
    press(desk, Qt.Key.Key_T, CTRL)
    desk.show_view("tray")
    view = desk.rooms.tray
    titles = [clip.title for clip in desk.rooms.collected.clips]
    assert titles[0] == "0202.30.010 Loin"
    assert titles[1].startswith("Article 11")
    assert titles[2].startswith("3 tariff lines")
    view.select(desk.rooms.collected.clips[2].id)
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Up, CTRL)
    assert [clip.title for clip in desk.rooms.collected.clips][1] == titles[2]
    view.note.setFocus()
    QTest.keyClicks(view.note, "Open with this")
    view.add_heading()
    QTest.keyClicks(view.title, "Cheese")
    QTest.keyClick(view.title, Qt.Key.Key_Return)
    assert [clip.title for clip in desk.rooms.collected.clips if clip.heading] == ["Cheese"]
    view.list.setFocus()
    view.select(desk.rooms.collected.clips[0].id)
    QTest.keyClick(view.list, Qt.Key.Key_Delete)
    assert len(desk.rooms.collected.clips) == 3
    press(desk, Qt.Key.Key_Z, CTRL)
    assert len(desk.rooms.collected.clips) == 4
    before = desk.rooms.collected.clips
    session.close(desk)
    desk = session.open()
    assert desk.rooms.collected.clips == before
    assert any(clip.note == "Open with this" for clip in before)
    desk.show_view("tray")
    desk.commands.takings.export_to(str(tmp_path / "memo.docx"))
    text = zipfile.ZipFile(tmp_path / "memo.docx").read("word/document.xml").decode()
    assert "Open with this" in text
    assert "Cheese" in text


def test_a_clip_that_has_changed_shows_both(desk, monkeypatch):
    desk.go(BEEF)
    desk.commands.takings.keep()
    tray = desk.rooms.collected
    old = tray.clips[0].clipping
    stale = Clipping(
        old.address,
        old.title,
        old.text.replace("20.8%", "21.6%"),
        None,
        old.edition,
        "another state",
        old.records,
    )
    tray.tray.renew(tray.clips[0].id, stale)
    tray._save()
    assert tray.outdated(desk.rooms.clipper.data)
    desk.rooms._look_for_changes(tray)
    desk.show_view("tray")
    shown_text = desk.rooms.tray.text.toPlainText()
    assert "What you clipped has changed" in shown_text
    assert "21.6%" in shown_text
    assert "20.8%" in shown_text
    assert "changed since you took it" in desk.rooms.tray.count.text()
    desk.rooms.tray._on_link(f"renew:{tray.clips[0].id}")
    assert tray.clips[0].clipping == old
    assert not tray.model.stale


def test_a_tray_that_cannot_be_saved_keeps_everything_and_says_so(desk, monkeypatch):
    store = desk.rooms.drafts.store
    real = store.save_clips

    def refuse(clips):
        raise KnownError("It could not be saved (disk full); nothing was lost, try again.")

    monkeypatch.setattr(store, "save_clips", refuse)
    desk.go(BEEF)
    desk.commands.takings.keep()
    tray = desk.rooms.collected
    assert tray.unsaved
    assert len(tray.clips) == 1
    monkeypatch.setattr(store, "save_clips", real)
    tray._on_again()
    assert not tray.unsaved
    assert len(store.clips()) == 1


def test_bookmarks_open_their_places(desk):
    desk.go("usjta:entry/usjdta-11")
    press(desk, Qt.Key.Key_D, CTRL)
    assert desk.message().startswith("Bookmarked")
    desk.show_view("tray")
    assert "Article 11" in desk.rooms.tray.marks.toPlainText()
    desk.rooms.tray._on_link("usjta:entry/usjdta-11")
    assert desk.papers.provisions.current == "usjdta-11"
    press(desk, Qt.Key.Key_D, CTRL)
    assert not desk.rooms.keeping.bookmarks()


# --- compare -----------------------------------------------------------------------------


def test_linked_sides_follow_each_other(desk, qtbot):
    desk.go(BEEF)
    press(desk, Qt.Key.Key_K, CTRL | SHIFT)
    pair = desk.rooms.compare.pair
    assert pair.left.path == ("jp", "0202.30.010")
    assert pair.right.path[0] == "us"
    assert pair.right.path[1].startswith("0202.30")
    assert "20.8% under USJTA" in pair.summary.text()
    pair.heads[0].box.setText("8712.00.15")
    QTest.keyClick(pair.heads[0].box, Qt.Key.Key_Return)
    assert pair.left.path == ("us", "8712.00.15")
    assert pair.right.path[0] == "jp"
    click(pair, "Linked", qtbot)
    kept = pair.right
    qtbot.mouseClick(pair.heads[0].ahead, Qt.MouseButton.LeftButton)
    assert pair.left.path == ("us", "8712.00.25")
    assert pair.right == kept
    pair.heads[1].box.setText("no such thing at all")
    QTest.keyClick(pair.heads[1].box, Qt.Key.Key_Return)
    assert "Nothing is called" in desk.message()
    assert pair.right == kept


def test_two_selected_lines_stand_beside_each_other(desk):
    search(desk, "jp:0202.30")
    select(desk, 0, 1)
    desk.commands.compare()
    assert desk.rooms.compare.pair.right.path == ("jp", "0202.30.020")
    assert "read the same in all" in desk.rooms.compare.pair.summary.text()


def test_provisions_word_by_word(desk):
    desk.go("usjta:compare?a=entry/usjdta-11&b=entry/usjdta-12")
    pair = desk.rooms.compare.pair
    assert "% alike" in pair.summary.text()
    assert "line-through" in pair.panes_[0].toHtml()
    assert "underline" in pair.panes_[1].toHtml()
    desk.commands.takings.copy_cited()
    assert "arts" in pasted() or "art. 11" in pasted()


def test_a_cell_of_the_matrix_opens_both_sides(desk):
    desk.show_view("compare")
    view = desk.rooms.compare
    view.show_mode("matrix")
    html = view.matrix.toHtml()
    assert "pair:usjdta-11|at:USMCA" in html.replace("%7C", "|").replace("%20", " ")
    view._on_pair_link("pair:usjdta-11|at:USMCA 19.11")
    assert view.mode == "pair"
    assert view.pair.right.path == ("at:USMCA 19.11",)
    assert "Cross-border data flows" in view.pair.panes_[1].toPlainText()


def test_one_line_across_the_years(desk):
    desk.go("usjta:across/us/8712.00.15")
    grid = desk.rooms.compare.table.grid.grid()
    rows = {row[0]: row for row in grid.rows}
    assert rows["2020"][1:3] == ("11%", "8%")
    assert rows["2026"][-1] == "published"
    assert rows["2030"][-1].startswith("inferred")


def test_what_changed_is_narrowed_counted_and_exported(desk, tmp_path):
    desk.go("usjta:changes/jp?from=2025&to=2026")
    panel = desk.rooms.compare.changes
    panel.kind.setCurrentIndex(panel.kind.findData("cut"))
    panel.kind.activated.emit(panel.kind.currentIndex())
    panel.column.setCurrentIndex(panel.column.findData("usjta"))
    panel.column.activated.emit(panel.column.currentIndex())
    assert panel.table.grid.rowCount() == 127
    assert panel.count.text().startswith("127 changes on 127 lines")
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 128
    assert {row[2] for row in rows[1:]} == {"cut"}
    panel.words.setText("no such words")
    panel._narrow()
    assert "take a filter away" in panel.count.text()


# --- my lines ----------------------------------------------------------------------------


def test_a_list_is_matched_saved_and_used_as_a_filter(session, tmp_path):
    desk = session.open()
    desk.show_view("my_lines")
    view = desk.rooms.my_lines
    view.box.setPlainText("8712.00.15\n20230010\nfoo\n0406.90.090")
    view.match()
    assert "3 of 4 items found" in view.count.text()
    rows = view.table.grid.grid().rows
    assert [row[2] for row in rows] == ["8712.00.15", "0202.30.010", "not found", "0406.90.090"]
    assert rows[2][3] == "this is not a tariff code"
    view.title.setText("Our products")
    view.save()
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    exported = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))
    assert [row[1] for row in exported[1:]] == ["8712.00.15", "20230010", "foo", "0406.90.090"]
    view._on_show()
    assert shown(desk) == ["8712.00.15", "0202.30.010", "0406.90.090"]
    search(desk, "set:our-products jp:")
    assert sorted(shown(desk)) == ["0202.30.010", "0406.90.090"]
    session.close(desk)
    desk = session.open(query="set:Our-products")
    assert shown(desk) == ["8712.00.15", "0202.30.010", "0406.90.090"]
    desk.clear()
    panel = desk.lines.filters
    assert not panel._mine.isHidden()
    panel._sets.setCurrentIndex(panel._sets.findData("Our products"))
    panel._sets.activated.emit(1)
    assert len(shown(desk)) == 3
    search(desk, "set:nothing")
    assert "You have no list called" in desk.lines._nothing().toPlainText()


def test_a_list_is_renamed_deleted_and_brought_back(desk, qtbot):
    desk.show_view("my_lines")
    view = desk.rooms.my_lines
    view.box.setPlainText("0202.30.010")
    view.title.setText("First")
    view.save()
    view.title.setText("Second")
    view.save()
    assert list(desk.rooms.mine.sets) == ["Second"]
    click(view, "Delete", qtbot)
    assert not desk.rooms.mine.sets
    click(view, "Bring back", qtbot)
    assert desk.rooms.mine.sets["Second"].items == ("0202.30.010",)


def test_a_file_that_is_no_list_is_one_sentence(desk, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"nonsense")
    desk.show_view("my_lines")
    desk.rooms.my_lines.open_file(str(tmp_path / "x.xlsx"))
    assert "damaged or no workbook" in desk.message()


# --- places ------------------------------------------------------------------------------


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


# --- what a review found -----------------------------------------------------------------


def test_two_windows_of_one_profile_keep_each_others_clips(session):
    one, two = session.open(), session.open()
    for desk in (one, two):
        desk.show_view("tray")
    one.go(BEEF)
    one.commands.takings.keep()
    two.go("usjta:entry/usjdta-11")
    two.commands.takings.keep()
    one.show_view("tray")
    assert sorted(clip.title.partition(":")[0] for clip in one.rooms.collected.clips) == [
        "0202.30.010 Loin",
        "Article 11",
    ]


def test_what_could_not_be_saved_at_the_end_is_there_at_the_next_start(session, monkeypatch):
    desk = session.open()
    desk.go(BEEF)
    store = desk.rooms.drafts.store

    def refuse(clips):
        raise KnownError("It could not be saved; nothing was lost, try again.")

    monkeypatch.setattr(store, "save_clips", refuse)
    desk.commands.takings.keep()
    assert "could not be saved" in desk.message()
    desk.show_view("tray")
    assert "NOT SAVED YET" in desk.rooms.tray.count.text()
    desk.rooms.collected.annotate(desk.rooms.collected.clips[0].id, "precious")
    session.close(desk)
    desk = session.open()
    assert [(clip.title, clip.note) for clip in desk.rooms.collected.clips] == [
        ("0202.30.010 Loin", "precious")
    ]
    assert not desk.rooms.drafts.rescue_path.exists()


def test_a_search_in_the_log_is_copied(desk):
    search(desk, "jp: beef")
    desk.rooms.keeping.log_now()
    desk.show_view("tray")
    desk.rooms.tray._on_link("logcopy:0")
    assert "“jp: beef”" in pasted()


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


def test_selected_words_are_cited_by_what_they_are_about(desk, qtbot):
    desk.go("usjta:compare?a=line/jp/0202.30.010&b=line/us/0202.30.02")
    pane = desk.rooms.compare.pair.panes_[1]
    pane.setFocus()
    pane.selectAll()
    qtbot.waitUntil(lambda: desk.window_.focusWidget() is pane)
    desk.commands.takings.copy_cited()
    assert "subheading 0202.30.02" in pasted()
    assert "0202.30.010" not in pasted().splitlines()[-1]


def test_several_clips_are_cited_together(desk):
    for address in (BEEF, "usjta:entry/usjdta-11"):
        desk.go(address)
        desk.commands.takings.keep()
    desk.show_view("tray")
    desk.rooms.tray.list.selectAll()
    desk.commands.takings.copy_cited()
    assert "item 0202.30.010" in pasted()
    assert "art. 11" in pasted()


def test_a_typed_list_is_never_replaced(desk):
    desk.show_view("my_lines")
    view = desk.rooms.my_lines
    view.box.setPlainText("0202.30.010")
    view.match()
    view.box.setPlainText("8712.00.15")
    desk.set_year(2025)
    assert view.box.toPlainText() == "8712.00.15"
    assert view.matched.items == ("8712.00.15",)


def test_other_codes_under_another_name_are_another_list(desk):
    desk.show_view("my_lines")
    view = desk.rooms.my_lines
    for name, codes in (("List A", "0202.30.010"), ('List "B", 2', "8712.00.15")):
        view.box.setPlainText(codes)
        view.title.setText(name)
        view.save()
    assert list(desk.rooms.mine.sets) == ['List "B", 2', "List A"]
    view._on_show()
    assert shown(desk) == ["8712.00.15"]


def test_a_second_export_waits_for_the_first(desk, tmp_path):
    desk.run_query("jp:0202")
    desk.status.show_progress(0.5)
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    assert "Another export" in desk.message()
    desk.commands.takings.stop_export()
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    assert (tmp_path / "x.csv").exists()


def test_a_table_is_exported_whole(desk, tmp_path):
    desk.show_view("my_lines")
    view = desk.rooms.my_lines
    view.box.setPlainText("\n".join(["0202.30.010"] * 6_000))
    view.match()
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    assert desk.message().startswith("6,000 rows written")


@pytest.mark.parametrize(("address", "said"), [
    ("usjta:compare?a=entry%2Fnosuch&b=entry%2Fusjdta-11", "have no entry nosuch"), ("usjta:entry/branch:nosuch", "have no entry"),
    ("usjta:changes/jp?from=1800&to=2026", "no edition of this schedule for 1800"), ("usjta:across/jp/0202.30.010?year=1999", "have no line"),
])  # fmt: skip
def test_a_bad_address_changes_nothing(desk, address, said):
    desk.go(BEEF)
    desk.go(address)
    assert said in desk.message()
    assert desk.handing.place().address == BEEF


def test_a_note_is_saved_while_typing_goes_on(desk, qtbot):
    desk.go(BEEF)
    desk.commands.takings.keep()
    tray = desk.rooms.collected
    for count in range(12):
        tray.annotate(tray.clips[0].id, "x" * count)
        qtbot.wait(60)
    assert desk.rooms.drafts.store.clips()[0].note


def test_a_pdf_on_a_full_disk_is_no_success(desk, tmp_path, monkeypatch):
    from pathlib import Path

    desk.go(BEEF)
    (tmp_path / "x.pdf").write_bytes(b"before")

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    desk.commands.takings.dossier_to(str(tmp_path / "x.pdf"))
    assert "the disk is full" in desk.message()
    assert (tmp_path / "x.pdf").read_bytes() == b"before"
