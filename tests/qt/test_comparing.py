"""Side by side, what changed, my lines: through the window."""

import csv
import io

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.helpers.paper import treaty, treaty_pdf
from tests.qt.conftest import shown
from tests.qt.gestures import BEEF, CTRL, SHIFT, click, pasted, press, search, select

TITLE = "Accord between two harbours concerning Digital Trade"


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


# --- my lines ---


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


def test_a_table_is_exported_whole(desk, tmp_path):
    desk.show_view("my_lines")
    view = desk.rooms.my_lines
    view.box.setPlainText("\n".join(["0202.30.010"] * 6_000))
    view.match()
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    assert desk.message().startswith("6,000 rows written")


def test_official_texts_of_both_sides_word_by_word(desk, qtbot, tmp_path):
    path = tmp_path / "dta.pdf"
    path.write_bytes(treaty_pdf(treaty(range(1, 23), title=TITLE)))
    desk.papers.add([str(path)])
    desk.go("usjta:compare?a=entry/usjdta-11&b=entry/usjdta-12")
    pair = desk.rooms.compare.pair
    click(pair, "Official texts", qtbot)
    for pane in pair.panes_:
        assert "OFFICIAL TEXT" in pane.toPlainText()
        assert "dta.pdf, page" in pane.toPlainText()
        assert "% alike" in pane.toPlainText()
    desk.go("usjta:compare?a=entry/usjta-5&b=entry/usjta-6")
    pair._on_texts()
    assert "No document with this passage was added" in pair.panes_[0].toPlainText() or not pair._passages


def test_words_of_a_document_are_cited_by_document_and_page(desk, qtbot, tmp_path):
    path = tmp_path / "dta.pdf"
    path.write_bytes(treaty_pdf(treaty(range(1, 23), title=TITLE)))
    desk.papers.add([str(path)])
    desk.go("usjta:entry/usjdta-11")
    text = desk.papers.provisions.source.text
    text.setFocus()
    qtbot.waitUntil(lambda: desk.window_.focusWidget() is text)
    at = text.toPlainText().index("Article 11")
    cursor = text.textCursor()
    cursor.setPosition(at)
    cursor.setPosition(at + 30, cursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    desk.commands.takings.copy_cited()
    assert pasted().startswith("“Article 11")
    assert "p. I-" in pasted()
    desk.commands.takings.keep()
    assert "doc=" in desk.rooms.collected.clips[0].clipping.address
