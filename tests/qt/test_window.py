"""The main job, through the window: open, type, filter, sort, choose a line, copy, export, come back."""

import csv
import io
import json
import shutil

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from desktop.ui.actions import SPECS
from desktop.ui.shell.sheets import Sheet
from desktop.viewmodels.columns import COLUMNS, INDEX
from desktop.viewmodels.line_table import KEY_ROLE
from tests.qt.conftest import shown


def type_into(desk, text):
    desk.search.input.setFocus()
    desk.search.input.clear()
    QTest.keyClicks(desk.search.input, text)


def chip(desk, name):
    return next(b for b in desk.lines.filters.findChildren(QPushButton) if b.accessibleName() == name)


def test_it_opens_on_all_lines(desk):
    assert desk.lines.table.lines.rowCount() == 24_489
    assert "24,489 lines" in desk.search.status()
    assert "HTSUS 2026 Revision 10" in desk.status.editions.text()
    assert "2026-07-09" in desk.status.editions.text()
    assert desk.status.verified.text() == "✓ data verified"
    assert "days old · offline" in desk.status.age.text()
    assert desk.search.input.hasFocus() or not desk.window_.isActiveWindow()


def test_typing_finds_and_says_what_was_understood(desk):
    type_into(desk, "jp: beef frozen")
    assert "0202.30.010" in shown(desk)
    assert desk.search.status().startswith("Japan's lines · beef and frozen…")
    assert f"{len(shown(desk))} lines" in desk.search.status()


def test_opening_with_a_query_forgets_the_last_filters_for_once(session):
    desk = session.open(query="jp:0406")
    assert desk.search.input.text() == "jp:0406"
    assert {code[:4] for code in shown(desk)} == {"0406"}


def test_filters_count_and_filter(desk, qtbot):
    desk.controller.count()
    japan = chip(desk, "Importer: Japan")
    assert japan.text() == "Japan 9,654"
    qtbot.mouseClick(japan, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chip(desk, "Agreement: In USJTA"), Qt.MouseButton.LeftButton)
    assert desk.lines.table.lines.rowCount() == 606
    desk.controller.count()
    assert chip(desk, "Agreement: In USJTA").text() == "In USJTA 606"
    assert chip(desk, "Duty is: Free").text() == "Free 411"
    qtbot.mouseClick(chip(desk, "Duty is: Formula"), Qt.MouseButton.LeftButton)
    assert 0 < desk.lines.table.lines.rowCount() < 606
    qtbot.mouseClick(chip(desk, "Importer: United States"), Qt.MouseButton.LeftButton)
    assert not japan.isChecked()
    desk.clear()
    assert desk.lines.table.lines.rowCount() == 24_489
    assert not any(c.isChecked() for c in desk.lines.filters.findChildren(QPushButton))


def test_a_click_on_a_header_sorts_and_the_third_restores(desk):
    type_into(desk, "jp: cover:in")
    table = desk.lines.table
    default = shown(desk)
    header = table.horizontalHeader()
    place = INDEX["usjta"]
    x = header.sectionViewportPosition(place) + 8
    found = []
    for _ in range(3):
        QTest.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            pos=header.viewport().rect().topLeft() + type(header.pos())(x, 8),
        )
        found.append([table.lines.row(i).rates[1] for i in range(606)])
    assert found[0][0] == "Free"
    percents = [
        float(rate[:-1]) for rate in found[0] if rate.endswith("%") and " " not in rate and rate[0].isdigit()
    ]
    assert percents == sorted(percents)
    assert shown(desk) == default


def test_choosing_a_line_shows_it_in_full(desk):
    type_into(desk, "0202.30.010")
    desk.lines.table.selectRow(0)
    text = desk.lines.detail.text.toPlainText()
    for said in (
        "Loin",
        "0202.30.010",
        "20.8%",
        "38.5%",
        "ロインのもの",
        "24.1%",
        "no concession",
        "July 9, 2026",
        "entry 94",
    ):
        assert said in text, said
    assert "published 1 level above" in text


def test_an_american_line_shows_years_trade_and_the_dated_note(desk):
    type_into(desk, "us:8712.00.15")
    desk.lines.table.selectRow(0)
    text = desk.lines.detail.text.toPlainText()
    for said in ("2019", "outside", "5.5%", "Census", "added in 2025 and 2026"):
        assert said in text, said


def test_the_year_drives_table_and_detail(desk):
    type_into(desk, "us:1704.10.00")
    desk.lines.table.selectRow(0)
    now = desk.lines.table.lines.row(0).rates[1]
    desk.year_box.setCurrentIndex(desk.year_box.findData(2020))
    desk.year_box.activated.emit(desk.year_box.currentIndex())
    assert desk.lines.table.lines.row(0).rates[1] != now
    assert "HTSUS 2020 Revision 10" in desk.lines.detail.text.toPlainText()
    type_into(desk, "jp:0202.30.010")
    assert "no edition of Japan's schedule for 2020" in desk.lines._banner_text.text()
    assert not desk.lines._banner.isHidden()


def test_no_lines_for_want_of_an_edition_says_why(desk):
    type_into(desk, "jp: cover:in year:2021")
    text = desk.lines._empty.toPlainText()
    assert "no edition of Japan's schedule for 2021" in text
    assert "Choose another year" in text


def test_a_year_typed_that_we_do_not_have_says_so(desk):
    type_into(desk, "cheese year:2015")
    assert "no edition for 2015" in desk.lines._empty.toPlainText()


def test_a_pasted_spreadsheet_column_is_answered_in_its_order(desk):
    QApplication.clipboard().setText("8712.00.15\tbikes\r\n0202.30.010\tbeef\r\n9999.99.99\tnothing\r\n")
    desk.search.input.setFocus()
    QTest.keySequence(desk.search.input, QKeySequence(QKeySequence.StandardKey.Paste))
    assert shown(desk) == ["8712.00.15", "0202.30.010"]
    assert "9999.99.99" in desk.lines._banner_text.text()
    assert "nearest" in desk.lines._banner_text.text()


def test_close_matches_are_marked_and_said(desk):
    type_into(desk, "bicylce")
    model = desk.lines.table.lines
    assert model.rowCount() > 0
    assert model.is_close(0)
    assert "bicycle for “bicylce”" in desk.lines._banner_text.text()
    assert "(close match)" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_no_hits_offer_a_way_on_that_works(desk):
    type_into(desk, "9999.99")
    assert desk.lines._empty.isVisible()
    html = desk.lines._empty.toHtml()
    assert "query:" in html
    query = html.split('href="query:')[1].split('"')[0]
    desk.run_query(query)
    assert desk.lines.table.lines.rowCount() > 0


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "\x00\x01\x7f",
        '"unbalanced',
        "a AND (b NEAR c*",
        "'; DROP TABLE line; --",
        "1",
        "123456789012345",
        "us:" * 999,
    ],
)
def test_bad_input_leaves_the_program_running(desk, typed):
    desk.search.set_text(typed)
    desk.search.set_text("0406.10.84")
    assert shown(desk) == ["0406.10.84"]


def test_keys_lead_from_search_to_table_and_back(desk, qtbot):
    type_into(desk, "jp:0406")
    QTest.keyClick(desk.search.input, Qt.Key.Key_Down)
    assert desk.lines.table.currentIndex().row() == 0
    QTest.keyClick(desk.lines.table, "b")
    assert desk.search.input.text() == "b"
    QTest.keyClick(desk.search.input, Qt.Key.Key_Escape)
    assert desk.search.input.text() == ""
    assert desk.window_.isVisible()


def test_the_current_line_stays_current_through_search_and_sort(desk):
    type_into(desk, "cheese")
    desk.lines.table.selectRow(5)
    line = desk.lines.current
    desk.controller.ask(sort=("goods", True))
    assert desk.lines.table.currentIndex().data(KEY_ROLE) == line
    type_into(desk, "bicycle")
    assert not desk.lines.table.currentIndex().isValid()
    assert desk.lines.current == line


def test_copy_gives_text_and_a_table_with_headers(desk):
    type_into(desk, "jp:0202.30")
    table = desk.lines.table
    table.selectRow(0)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.lines.index(1, 0), flags)
    desk.commands.takings.copy()
    data: QMimeData = QGuiApplication.clipboard().mimeData()
    lines = data.text().splitlines()
    assert lines[0].split("\t")[:3] == ["Line", "Goods", "Without deal"]
    assert lines[1].startswith("0202.30.010\t")
    assert len(lines) == 3
    assert "<table" in data.html()
    assert "0202.30.020" in data.html()
    assert desk.message() == "2 lines copied"
    desk.commands.copy_code()
    assert QGuiApplication.clipboard().text() == "0202.30.010"


def test_the_sentence_names_its_edition(desk, qtbot):
    type_into(desk, "0202.30.010")
    desk.lines.table.selectRow(0)
    button = next(b for b in desk.lines.detail.findChildren(QPushButton) if "sentence" in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == (
        "0202.30.010 Loin: USJTA 20.8%; without the deal 38.5% (Japan's Tariff Schedule, July 9, 2026)."
    )


def test_export_writes_what_is_shown(desk, tmp_path):
    type_into(desk, "jp:0406 cover:in")
    desk.commands.takings.export_to(str(tmp_path / "x.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))
    assert [row["code"] for row in rows] == shown(desk)
    assert "lines written to" in desk.message()
    desk.commands.takings.export_to(str(tmp_path / "missing" / "x.csv"))
    assert "could not be written" in desk.message()


def test_everything_comes_back_at_the_next_start(session, qtbot):
    desk = session.open()
    type_into(desk, "cheese")
    qtbot.mouseClick(chip(desk, "Importer: Japan"), Qt.MouseButton.LeftButton)
    desk.controller.ask(sort=("usjta", True))
    desk.lines.table.toggle_column("australia")
    desk.lines.table.horizontalHeader().resizeSection(0, 170)
    desk.lines.table.selectRow(2)
    before, line = shown(desk), desk.lines.table.lines.row(2).display
    desk.commands._set_zoom(120)
    desk.commands._set_theme("dark")
    session.close(desk)
    desk = session.open()
    assert shown(desk) == before
    assert desk.search.input.text() == "cheese"
    assert chip(desk, "Importer: Japan").isChecked()
    assert line in desk.lines.detail.text.toPlainText()
    assert "australia" in desk.lines.table.shown_columns()
    assert desk.theme.zoom == 120
    assert desk.theme.tokens.name == "dark"
    assert (
        abs(desk.lines.table.columnWidth(0) - 170 * 120 // 100) <= 2 or desk.lines.table.columnWidth(0) == 170
    )


def test_columns_follow_the_scope(desk):
    type_into(desk, "us:")
    assert desk.lines.table.shown_columns()[-3:] == ["trade", "duty", "kind"]
    assert desk.lines.table.isColumnHidden(INDEX["cptpp"])
    type_into(desk, "jp:")
    assert not desk.lines.table.isColumnHidden(INDEX["cptpp"])
    desk.lines.table.toggle_column("cptpp")
    assert desk.lines.table.isColumnHidden(INDEX["cptpp"])
    desk.lines.table.reset_columns()
    assert not desk.lines.table.isColumnHidden(INDEX["cptpp"])


def test_every_command_is_bound_and_every_shortcut_is_its_own(desk):
    assert desk.commands.table.unbound() == []
    keys = [s.toString() for spec in SPECS for s in desk.commands.table.action(spec.id).shortcuts()]
    assert len(keys) == len(set(keys))
    for spec in SPECS:
        assert desk.commands.table.action(spec.id).toolTip()


def test_the_page_about_the_data(desk):
    desk.show_view("data")
    text = desk.pages["data"].toPlainText()
    for said in ("606", "241", "257", "14,835", "9,654", "no network", "sha256", "◎", "checked and is whole"):
        assert said in text, said
    desk.run_query("jp: cover:in")
    assert desk.stack.currentWidget() is desk.lines
    assert desk.lines.table.lines.rowCount() == 606


def test_the_sheets_open_and_their_examples_run(desk):
    desk.commands.help_search()
    sheet = desk.window_.findChild(Sheet)
    assert "beef frozen" in sheet.findChild(type(desk.lines.detail.text)).toPlainText()
    sheet.query_chosen.emit("jp: cover:in")
    assert desk.lines.table.lines.rowCount() == 606
    sheet.close()
    desk.commands.help_shortcuts()
    desk.commands.help_about()
    for dialog in desk.window_.findChildren(QDialog):
        dialog.close()


def test_zoom_scales_rows_and_text_together(desk):
    row = desk.lines.table.verticalHeader().defaultSectionSize()
    desk.commands._set_zoom(200)
    assert desk.lines.table.verticalHeader().defaultSectionSize() > 1.7 * row
    desk.commands._set_zoom(100)
    assert desk.lines.table.verticalHeader().defaultSectionSize() == row


@pytest.mark.parametrize("size", [(480, 900), (820, 600), (1366, 768), (2400, 1300)])
def test_it_fits_every_width(session, size):
    desk = session.open(query="cheese", size=size)
    assert desk.window_.width() == size[0]
    assert desk.lines.table.isVisible()
    assert desk.lines.table.width() > 200


def test_panes_are_reached_by_key(desk):
    desk.window_.activateWindow()
    names = []
    for _ in range(4):
        desk.commands._next_pane()
        names.append(desk.window_.focusWidget().accessibleName())
    assert len(set(names)) == 4


def test_everything_has_a_name_and_cells_speak(desk):
    for widget in (desk.search.input, desk.year_box, desk.lines.table, desk.lines.detail.text):
        assert widget.accessibleName()
    assert all(b.accessibleName() for b in desk.lines.filters.findChildren(QPushButton))
    type_into(desk, "0202.30.010")
    model = desk.lines.table.lines
    spoken = model.index(0, INDEX["usjta"]).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "USJTA duty: 20.8 percent"
    assert len(COLUMNS) == model.columnCount()


@pytest.mark.parametrize("kind", ["missing", "empty", "cut", "foreign"])
def test_a_broken_reference_file_is_a_page_and_another_can_be_chosen(session, bundle_path, tmp_path, kind):
    path = tmp_path / "bad.sqlite"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "cut":
        path.write_bytes(bundle_path.read_bytes()[:200_000])
    elif kind == "foreign":
        path.write_text("not a database at all")
    desk = session.open(bundle=path)
    assert desk.notice.isVisible()
    assert str(path) in desk.notice.text()
    assert not desk.search.isEnabled()
    assert desk.commands.table.unbound() == []
    desk.commands.takings.export()
    desk.commands.takings.copy()
    desk.commands.toggle_filters()
    desk.commands.toggle_filters()
    good = tmp_path / "good.sqlite"
    shutil.copy(bundle_path, good)
    session.choose(desk, good)
    assert desk.search.isEnabled()
    assert desk.lines.table.lines.rowCount() == 24_489


def test_a_read_only_profile_is_said_and_the_program_goes_on(session, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the profile should be")
    desk = session.open(profile=blocked / "profile")
    type_into(desk, "cheese")
    assert shown(desk)
    assert not desk.file.save()
    assert blocked.read_text() == "a file where the profile should be"


def test_a_damaged_settings_file_is_kept_and_said(session):
    session.profile.mkdir(parents=True)
    (session.profile / "settings.json").write_text("{broken", encoding="utf-8")
    desk = session.open()
    assert "settings.broken.json" in desk.message()
    assert (session.profile / "settings.broken.json").read_text(encoding="utf-8") == "{broken"
    session.close(desk)
    assert json.loads((session.profile / "settings.json").read_text(encoding="utf-8"))["version"] == 1


def test_a_start_that_finds_nothing_is_a_whole_window(session):
    desk = session.open(query="zzzzqq")
    assert desk.commands.table.unbound() == []
    assert desk.lines.filters is not None
    assert desk.lines.detail is not None
    assert desk.lines._empty.isVisible()
    session.close(desk)
    desk = session.open()
    assert desk.search.input.text() == "zzzzqq"
    assert desk.rail is not None


def test_a_file_damaged_inside_becomes_a_page_not_a_traceback(session, bundle_path, tmp_path):
    path = tmp_path / "bad.sqlite"
    content = bytearray(bundle_path.read_bytes())
    content[20_000_000:22_000_000] = b"\xff" * 2_000_000
    path.write_bytes(content)
    desk = session.open(bundle=path)
    assert "damaged" in desk.notice.text()
    type_into(desk, "cheese")
    session.choose(desk, bundle_path)
    type_into(desk, "jp: cover:in")
    assert desk.lines.table.lines.rowCount() == 606
    assert desk.lines.filters is not None
    assert desk.status.verified.text() == "✓ data verified"
    desk.controller.count()
    assert chip(desk, "Duty is: Free").text() == "Free 411"
    desk.show_view("data")
    assert "checked and is whole" in desk.pages["data"].toPlainText()


def test_the_chosen_year_replaces_a_typed_one(desk):
    desk.search.set_text("year:2020 us: 8712")
    assert desk.year_box.currentData() == 2020
    desk.year_box.setCurrentIndex(desk.year_box.findData(2024))
    desk.year_box.activated.emit(desk.year_box.currentIndex())
    assert desk.search.input.text() == "us: 8712"
    assert desk.controller.result.year == 2024


def test_a_product_group_is_taken_back_by_a_second_click(desk, qtbot):
    groups = desk.lines.filters._groups
    desk.controller.count()
    place = next(i for i in range(groups.count()) if groups.item(i).text().startswith("Cheese"))

    def click(row):
        rect = groups.visualItemRect(groups.item(row))
        qtbot.mouseClick(groups.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    click(place)
    assert desk.controller.filters.group == "cheese"
    click(place)
    assert desk.controller.filters.group == ""


def test_a_link_is_not_narrowed_by_filters_left_over(desk, qtbot):
    qtbot.mouseClick(chip(desk, "Duty is: Formula"), Qt.MouseButton.LeftButton)
    desk.run_query("jp: cover:in")
    assert desk.lines.table.lines.rowCount() == 606


def test_a_sort_while_counts_are_due_does_not_lose_them(desk, qtbot):
    type_into(desk, "jp: cover:in")
    desk.controller.ask(sort=("usjta", False))
    qtbot.waitUntil(lambda: chip(desk, "Duty is: Free").text() == "Free 411", timeout=2000)


def test_a_failed_job_is_told(desk, expected_log):
    desk.tasks.run("export", lambda cancel: 1 / 0, print)
    assert "The export was not finished" in desk.message()


def test_a_list_of_five_hundred_comes_back(session):
    desk = session.open(query="us: cover:in")
    codes = "; ".join((shown(desk) * 2)[:500])
    desk.search.set_text(codes)
    session.close(desk)
    desk = session.open()
    assert desk.search.input.text() == codes


@pytest.mark.parametrize(
    "stored",
    [
        {"chapters": ["x"]}, {"columns": {"all": [["x"]]}}, {"splitter": ["a", 3]}, {"selected": "jp/0/²"},
        {"widths": {"code": "wide"}}, {"kinds": ["nonsense"]}, {"year": 1850}, {"sort_column": "nonsense"},
        {"geometry": "%%%"}, {"view": "nowhere"}, {"group": "nowhere"},
    ],
)  # fmt: skip
def test_odd_settings_do_not_stop_the_start(session, stored):
    session.profile.mkdir(parents=True)
    (session.profile / "settings.json").write_text(json.dumps(stored), encoding="utf-8")
    desk = session.open()
    assert desk.commands is not None
    assert desk.status.verified.text() == "✓ data verified"


def test_a_profile_that_cannot_be_written_is_said_at_the_start(session, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("in the way")
    desk = session.open(profile=blocked / "profile")
    assert "cannot be saved" in desk.message()
