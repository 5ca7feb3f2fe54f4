"""Provisions and sources through the window, as a user uses them."""

import sqlite3

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.viewmodels.entries import FRONT
from tests.conftest import SHARED
from tests.helpers.paper import sentence, treaty, treaty_pdf
from tests.qt.conftest import shown

RAW = SHARED / "sources"


def digital(articles=range(1, 23)):
    return treaty(articles, title="Accord between two harbours concerning Digital Trade")


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "digital.pdf"
    path.write_bytes(treaty_pdf(digital()))
    return path


def type_search(desk, qtbot, text):
    desk.search.input.setFocus()
    desk.search.input.selectAll()
    qtbot.keyClicks(desk.search.input, text)


def click(desk, qtbot, link):
    """Click a link of the entry that is shown."""
    desk.papers.provisions.pane.text.anchorClicked.emit(QUrl(link))


def marked(source):
    """The words marked first, as a cursor over them."""
    marks = source.text.extraSelections()
    return QTextCursor(marks[0].cursor)


def text(desk):
    return desk.papers.provisions.pane.text.toPlainText()


def test_the_paper_is_the_front_door_and_leads_on_in_two_clicks(desk, qtbot):
    qtbot.keyClick(desk.window_, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    view = desk.papers.provisions
    assert desk.stack.currentWidget() is view
    assert view.current == FRONT
    assert "97 statements" in text(desk)
    assert "overtaken" in text(desk)
    click(desk, qtbot, "entry:c-p7-03")
    assert "Overtaken: true when it was written" in text(desk)
    click(desk, qtbot, "entry:in:rcep") if "entry:in:rcep" in view.pane.text.toHtml() else click(
        desk, qtbot, "entry:in:usmca"
    )
    assert view.current.startswith("in:")
    assert view.outline.currentIndex().isValid()
    assert desk.status.count.text().startswith("Agreements and laws")


def test_back_and_forward(desk, qtbot):
    desk.papers.open("usjta-6")
    click(desk, qtbot, "entry:usjta-10")
    qtbot.keyClick(desk.window_, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.papers.provisions.current == "usjta-6"
    qtbot.keyClick(desk.window_, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert desk.papers.provisions.current == "usjta-10"
    qtbot.keyClick(desk.window_, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert "nothing further ahead" in desk.message()


@pytest.mark.parametrize(
    ("typed", "current"),
    [
        ("DTA 11", "usjdta-11"),
        ("Annex I B-4", "usjta-I-B-4"),
        ("GN 36(b)(iii)", "usjta-II-hts-b3"),
        ("USMCA 19.11", "at:USMCA 19.11"),
    ],
)
def test_jumps_from_the_search_box(desk, qtbot, typed, current):
    type_search(desk, qtbot, typed)
    assert desk.papers.provisions.current == current
    assert desk.stack.currentWidget() is desk.papers.provisions


def test_words_in_a_scope_narrow_the_outline_and_clearing_shows_all(desk, qtbot):
    type_search(desk, qtbot, "if:motor vehicles")
    view = desk.papers.provisions
    assert view.heading.text().endswith("FOUND")
    assert 5 < int(view.heading.text().split()[0]) < 97
    type_search(desk, qtbot, "art:xyzzy")
    assert view.heading.text() == "NOTHING FOUND"
    assert "Try fewer words" in text(desk)
    desk.search.input.clear()
    assert view.heading.text() == "INSTRUMENTS"


def test_tags_lead_to_all_entries_that_carry_them(desk, qtbot):
    desk.papers.open("usjta-sg-beef-2026")
    assert "Tags: safeguards · agriculture · beef" in text(desk)
    click(desk, qtbot, "tag:beef")
    view = desk.papers.provisions
    assert int(view.heading.text().split()[0]) > 30
    assert "c-p11-04" in view.pane.text.toHtml()
    desk.papers.open("usjta-6")
    assert view.heading.text() == "INSTRUMENTS"


def test_goods_typed_in_the_lines_view_are_lines_and_back(desk, qtbot):
    desk.papers.open("usjta-6")
    desk.show_view("lines")
    type_search(desk, qtbot, "cheese")
    assert desk.stack.currentWidget() is desk.lines
    assert shown(desk)


def test_a_query_on_the_command_line_opens_a_provision(session):
    desk = session.open(query="DTA 17")
    assert desk.papers.provisions.current == "usjdta-17"
    assert len(desk.lines.table.lines.order) == 24_489


def test_a_line_leads_to_what_applies_and_back_to_lines(desk, qtbot):
    desk.lines.go_to(desk.reference.store.find("jp", "020230010", 1, 2026))
    pane = desk.lines.detail.text
    assert 'href="entry:usjta-sg-beef-2026"' in pane.toHtml()
    pane.anchorClicked.emit(QUrl("entry:usjta-sg-beef-2026"))
    assert desk.papers.provisions.current == "usjta-sg-beef-2026"
    assert "Not verified" in text(desk)
    click(desk, qtbot, "query:jp:0202 cover:in")
    assert desk.stack.currentWidget() is desk.lines
    assert all(code.startswith("0202") for code in shown(desk))


def test_without_documents_the_digest_stands_in(desk):
    desk.papers.open("usjdta-11")
    source = desk.papers.provisions.source
    assert source.stack.currentWidget() is source.digest
    assert "Article 22" in source.digest.toPlainText()
    assert "https://ustr.gov/" in source.digest.toPlainText()
    assert "not added yet" in source.tie.text()


def test_a_document_is_added_by_dialog_and_its_passages_show(desk, qtbot, paper):
    qtbot.keyClick(desk.window_, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.window_.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(paper)])
    dialog.close()
    view = desk.papers.sources
    assert desk.stack.currentWidget() is view
    assert "22 exact" in view.detail.toPlainText()
    assert "22 exact" in desk.message()
    view.detail.anchorClicked.emit(QUrl("entry:usjdta-11"))
    source = desk.papers.provisions.source
    assert source.tie.text() == "tied: exact"
    assert "page I-" in source.title.text()
    said = marked(source).selectedText().replace("\u2029\u2029", "\n")
    assert said.startswith("Article 11\n")
    assert said.endswith(sentence("11/3", 30))


def test_a_place_in_the_text_leads_back_to_its_entry(desk, paper):
    desk.papers.add([str(paper)])
    desk.papers.open("usjdta-11")
    source = desk.papers.provisions.source
    at = source.text.toPlainText().index("Article 17")
    cursor = source.text.textCursor()
    cursor.setPosition(at + 3)
    source.text.setTextCursor(cursor)
    assert source.here.isVisible()
    assert "Source Code" in source.here.text()
    source.here.linkActivated.emit("usjdta-17")
    assert desk.papers.provisions.current == "usjdta-17"
    assert not source.here.isVisible()


def test_several_versions_of_one_document_are_a_choice(desk, tmp_path, paper):
    later = tmp_path / "later.txt"
    later.write_text("\n\n".join(digital([n for n in range(1, 23) if n != 17])))
    desk.papers.add([str(paper), str(later)])
    desk.papers.open("usjdta-17")
    source = desk.papers.provisions.source
    assert source.versions.count() == 2
    assert source.tie.text() == "tied: exact"
    source.versions.setCurrentIndex(1)
    source.versions.activated.emit(1)
    assert "lost" in source.tie.text()
    assert source.text.extraSelections() == []
    desk.papers.open("usjta-6")
    assert not source.versions.isVisible()


def test_the_page_as_printed(desk, qtbot, paper):
    desk.papers.add([str(paper)])
    desk.papers.open("usjdta-11")
    source = desk.papers.provisions.source
    qtbot.mouseClick(source.page_button, Qt.MouseButton.LeftButton)
    assert source.stack.currentWidget() is source.page_area
    assert source.page.pixmap().width() > 200
    assert source._image.marks
    qtbot.mouseClick(source.page_button, Qt.MouseButton.LeftButton)
    assert source.stack.currentWidget() is source.text


def test_find_in_the_document(desk, qtbot, paper):
    desk.papers.add([str(paper)])
    desk.papers.open("usjdta-1")
    source = desk.papers.provisions.source
    qtbot.keyClick(desk.window_, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert source.find_bar.isVisible()
    qtbot.keyClicks(source.wanted, "article 1")
    assert source.found.text().endswith("of 11")
    first = source.text.textCursor().selectionStart()
    qtbot.keyClick(source.wanted, Qt.Key.Key_F3)
    assert source.text.textCursor().selectionStart() != first
    qtbot.keyClick(source.wanted, Qt.Key.Key_Escape)
    assert not source.find_bar.isVisible()


def test_files_are_dropped_and_bad_ones_are_one_sentence(desk, tmp_path, paper):
    bad = tmp_path / "bad.pdf"
    bad.write_text("no pdf")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad)), QUrl.fromLocalFile(str(paper))])
    event = QDropEvent(
        QPointF(QPoint(9, 9)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.dropEvent(event)
    assert "bad.pdf is damaged or no PDF" in desk.message()
    assert [report.added.name for report in desk.papers.controller.reports] == ["digital.pdf"]


def test_the_user_corrects_what_a_file_is_and_removes_it(desk, qtbot, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("\n\n".join(treaty(range(1, 12), title="A letter")))
    desk.papers.add([str(path)])
    view = desk.papers.sources
    assert "Say which document it is" in view.detail.toPlainText()
    # A menu that pops up would grab the keyboard of a system that has no windows.
    next(action for action in view.fill_menu() if action.data() == "src-usjta-en").trigger()
    assert "as you said" in view.detail.toPlainText()
    assert desk.papers.controller.reports[0].counts["exact"] == 11
    qtbot.mouseClick(view.remove_button, Qt.MouseButton.LeftButton)
    assert desk.papers.controller.reports == []


def test_notes_outlive_a_restart_and_are_saved_while_writing(session, qtbot):
    desk = session.open()
    desk.papers.open("usjta-6")
    pane = desk.papers.provisions.pane
    pane.note.setFocus()
    qtbot.keyClicks(pane.note, "ask counsel")
    qtbot.waitUntil(lambda: desk.message() == "Note saved")
    desk.papers.open("usjta-7")
    assert pane.note.toPlainText() == ""
    qtbot.keyClicks(pane.note, "half written")
    session.close(desk)
    desk = session.open()
    desk.papers.open("usjta-6")
    assert desk.papers.provisions.pane.note.toPlainText() == "ask counsel"
    desk.papers.open("usjta-7")
    assert desk.papers.provisions.pane.note.toPlainText() == "half written"


def test_a_note_that_cannot_be_saved_is_kept_and_saved_later(session, qtbot):
    desk = session.open()
    desk.papers.open("usjta-6")
    desk.papers.controller.notes()
    other = sqlite3.connect(session.profile / "user.sqlite", isolation_level=None)
    desk.papers.controller._user._db.execute("PRAGMA busy_timeout = 20")
    other.execute("BEGIN EXCLUSIVE")
    pane = desk.papers.provisions.pane
    qtbot.keyClicks(pane.note, "never lose this")
    desk.papers.open("usjta-7")
    assert "kept and tried again" in desk.message()
    desk.papers.open("usjta-6")
    assert pane.note.toPlainText() == "never lose this"
    other.execute("ROLLBACK")
    other.close()
    desk.papers.provisions._on_again()
    assert desk.papers.controller.unsaved == {}
    session.close(desk)
    desk = session.open()
    desk.papers.open("usjta-6")
    assert desk.papers.provisions.pane.note.toPlainText() == "never lose this"


def test_a_note_on_a_passage_waits_for_a_decision_in_a_new_version(desk, qtbot, tmp_path, paper):
    desk.papers.add([str(paper)])
    desk.papers.open("usjdta-11")
    view = desk.papers.provisions
    cursor = marked(view.source)
    cursor.setPosition(cursor.selectionStart() + 12)
    cursor.movePosition(cursor.MoveOperation.EndOfBlock, cursor.MoveMode.KeepAnchor)
    view.source.text.setTextCursor(cursor)
    chosen = cursor.selectedText()
    qtbot.mouseClick(view.source.note_button, Qt.MouseButton.LeftButton)
    from desktop.ui.widgets.passage_note import PassageNote

    dialog = view.findChild(PassageNote)
    qtbot.keyClicks(dialog.text, "check this")
    dialog._on_save()
    assert desk.papers.controller.notes("src-usjdta-en")[0].quote == chosen
    later = tmp_path / "later.pdf"
    later.write_bytes(treaty_pdf([sentence("new", 60), *digital()]))
    desk.papers.add([str(later)])
    assert "wait for your decision" in desk.message()
    sources = desk.papers.sources
    sources.choose(desk.papers.controller.reports[1].added.sha256)
    assert "move it here" in sources.detail.toPlainText()
    note = desk.papers.controller.notes("src-usjdta-en")[0]
    sources.detail.anchorClicked.emit(QUrl(f"accept:{note.id}"))
    moved = desk.papers.controller.notes("src-usjdta-en")[0]
    assert moved.sha256 == desk.papers.controller.reports[1].added.sha256 != note.sha256
    assert moved.text == "check this"
    assert "move it here" not in sources.detail.toPlainText()


def test_copying_says_how_far_it_is_verified(desk, qtbot):
    desk.papers.open("usjdta-2")
    pane = desk.papers.provisions.pane
    pane.text.setFocus()
    qtbot.keyClick(desk.window_, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "[not verified] grade D" in QApplication.clipboard().text()
    click(desk, qtbot, "copy:https://example.org/x")
    assert QApplication.clipboard().text() == "https://example.org/x"


def test_a_profile_that_cannot_be_opened_leaves_provisions_readable(session, tmp_path):
    profile = tmp_path / "profile"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.sqlite").mkdir()
    desk = session.open(profile=profile)
    desk.papers.open("usjta-6")
    assert "30 days" in text(desk)
    desk.show_view("sources")
    assert "cannot be opened" in desk.papers.sources.detail.toPlainText()


@pytest.mark.parametrize("size", [(480, 768), (900, 700), (1366, 768)])
def test_every_width_has_a_way_to_every_pane(session, qtbot, size, paper):
    desk = session.open(size=size)
    desk.papers.add([str(paper)])
    desk.papers.open("usjdta-11")
    view = desk.papers.provisions
    if not view.outline_frame.isVisible():
        qtbot.mouseClick(view.pane.outline_button, Qt.MouseButton.LeftButton)
        assert view.outline_frame.isVisible()
        view.outline.clicked.emit(view.model.place_of("usjdta-12"))
        assert view.pane.isVisible()
        assert view.current == "usjdta-12"
    if not view.source.isVisible():
        qtbot.mouseClick(view.pane.source_button, Qt.MouseButton.LeftButton)
    assert view.source.isVisible()
    assert view.panes()


def test_the_outline_is_a_sound_model(desk, qtmodeltester):
    desk.show_view("provisions")
    qtmodeltester.check(desk.papers.provisions.model)


def test_panes_by_keyboard_and_names_for_everything(desk, qtbot):
    desk.papers.open("usjta-6")
    seen = set()
    for _ in range(5):
        qtbot.keyClick(desk.window_, Qt.Key.Key_F6)
        focus = desk.window_.focusWidget()
        seen.add(focus)
        assert focus.accessibleName() or focus.objectName()
    assert len(seen) >= 4


@pytest.mark.skipif(
    not RAW.is_dir(), reason="the official documents are not at shared/sources beside the checkout"
)
def test_the_paper_beside_its_statements(desk):
    desk.papers.add([str(path) for path in sorted(RAW.iterdir()) if path.suffix in (".pdf", ".txt")])
    assert [report.said for report in desk.papers.controller.reports] == ["2 exact", "8 exact", "97 exact"]
    desk.papers.open("c-p11-02")
    said = marked(desk.papers.provisions.source).selectedText()
    assert "241" in said


def test_an_error_that_nobody_foresaw_holds_no_other_document_up(desk, paper, monkeypatch, expected_log):
    from desktop.viewmodels.documents import Documents

    real = Documents.add

    def broken(self, path, progress=None):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(Documents, "add", broken)
    desk.papers.add([str(paper)])
    assert "not finished" in desk.message()
    monkeypatch.setattr(Documents, "add", real)
    desk.papers.add([str(paper)])
    assert len(desk.papers.controller.reports) == 1
