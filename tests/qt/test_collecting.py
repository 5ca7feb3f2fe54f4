"""Copied, cited, kept, exported: through the window, as a user does."""

import csv
import io
import zipfile

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.core.clipping import Clipping
from desktop.errors import KnownError
from tests.qt.gestures import BEEF, CTRL, SHIFT, pasted, press, search, select


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


def test_a_second_export_waits_for_the_first(desk, tmp_path):
    desk.run_query("jp:0202")
    desk.status.show_progress(0.5)
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    assert "Another export" in desk.message()
    desk.commands.takings.stop_export()
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    assert (tmp_path / "x.csv").exists()


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


# --- tray ---


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


def test_a_note_is_saved_while_typing_goes_on(desk, qtbot):
    desk.go(BEEF)
    desk.commands.takings.keep()
    tray = desk.rooms.collected
    for count in range(12):
        tray.annotate(tray.clips[0].id, "x" * count)
        qtbot.wait(60)
    assert desk.rooms.drafts.store.clips()[0].note
