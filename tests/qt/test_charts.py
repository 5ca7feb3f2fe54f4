"""Charts through the window: drawn as their tables say, by keyboard, linked with the lines, copied and exported."""

import re
import zipfile

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.viewmodels.charts.catalogue import CHARTS
from tests.qt.gestures import CTRL, SHIFT, click, pasted, press, search, select


def chart(desk, address):
    desk.go(f"usjta:chart/{address}")
    pane = desk.rooms.charting.pane()
    assert pane is not None
    assert pane.figure is not None
    return pane


def row_places(desk):
    return [desk.lines.table.lines.order[place] for place in desk.lines.table.selected_places()]


def mark(pane, place):
    """Where a mark stands in the canvas, for the pointer."""
    series, datum = pane.canvas.marks.items[place]
    painting = pane.canvas.marks.painting()
    area = painting.area(series, datum)
    at = area.center() if area is not None else painting.place(datum.x, datum.y)
    return (at + pane.canvas.box.geometry().topLeft()).toPoint()


@pytest.mark.parametrize("name", [spec.name for spec in CHARTS])
def test_what_is_painted_has_the_numbers_of_the_table(desk, name):
    pane = chart(desk, name)
    pane.canvas.grab()
    figure = pane.figure
    drawn = pane.canvas.marks.drawn()
    assert len(drawn) == sum(1 for _ in figure.marks())
    for series, datum, value in drawn:
        if value is not None:
            written = figure.written(series, datum)
            assert value == pytest.approx(written, rel=1e-6, abs=1e-6 * max(1.0, abs(written)))
    lay = pane.canvas.frame_.layout_
    assert lay.plot.left() >= 0
    assert lay.plot.right() <= lay.width
    assert lay.plot.height() > 50
    assert pane.canvas.height() >= lay.least - 1


def test_the_gallery_draws_every_chart_and_opens_it(desk, qtbot):
    desk.show_view("charts")
    view = desk.rooms.charting.view
    assert set(view.gallery.cards) == {spec.name for spec in CHARTS}
    qtbot.waitUntil(lambda: not view.gallery._waiting, timeout=20_000)
    for card in view.gallery.cards.values():
        picture = card.icon().pixmap(card.iconSize()).toImage()
        colours = {
            picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)
        }
        assert len(colours) > 3, card.property("chart")
    qtbot.mouseClick(view.gallery.cards["trade"], Qt.MouseButton.LeftButton)
    assert view.pane.name == "trade"
    assert view.pane.canvas.hasFocus()
    press(desk, Qt.Key.Key_W, CTRL)
    assert view.pane is None
    press(desk, Qt.Key.Key_W, CTRL)
    assert view.tabs.count() == 1, "the gallery stays"


def test_marks_are_walked_spoken_and_opened_by_keyboard(desk):
    pane = chart(desk, "outcomes?country=jp")
    canvas = pane.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    first = canvas.datum()[1]
    assert canvas.accessibleDescription().startswith(first.said)
    assert pane.card.isVisible()
    assert pane.card.text().startswith(first.said)
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.datum()[1] is canvas.marks.items[-1][1]
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.datum()[1] is canvas.marks.items[-1][1]
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert desk.rooms.shown() == "lines"
    assert desk.controller.text == "jp: cover:in ch 01"


def test_up_and_down_change_the_series_of_a_chart_of_lines(desk):
    canvas = chart(desk, "trade").canvas
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    year, name = canvas.datum()[1].x, canvas.datum()[0].name
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.datum()[1].x == year
    assert canvas.datum()[0].name != name


def test_selecting_in_a_chart_selects_lines_and_the_other_way_round(desk, qtbot):
    pane = chart(desk, "outcomes?country=jp")
    place = next(n for n, (_, d) in enumerate(pane.canvas.marks.items) if len(d.lines) > 3)
    chosen = frozenset(pane.canvas.marks.items[place][1].lines)
    qtbot.mouseClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=mark(pane, place))
    assert pane.selected == chosen
    assert frozenset(row_places(desk)) == chosen
    assert desk.message() == f"{len(chosen)} lines selected in the Lines view"
    QTest.keyClick(pane.canvas, Qt.Key.Key_Escape)
    assert pane.selected, "the first Esc leaves the mark"
    QTest.keyClick(pane.canvas, Qt.Key.Key_Escape)
    assert not pane.selected
    assert not row_places(desk)
    desk.show_view("lines")
    search(desk, "jp:0202.30")
    select(desk, 0, 1)
    lines = frozenset(row_places(desk))
    qtbot.waitUntil(lambda: pane.selected == lines, timeout=2000)
    other = chart(desk, "cuts?country=jp")
    assert other.selected == lines


def test_lines_that_the_table_does_not_show_are_named_not_lost(desk):
    search(desk, "us: bicycle")
    pane = chart(desk, "outcomes?country=jp")
    QTest.keyClick(pane.canvas, Qt.Key.Key_Home)
    QTest.keyClick(pane.canvas, Qt.Key.Key_Space)
    assert "does not show these lines" in desk.message()
    assert desk.controller.text == "us: bicycle"


def test_a_box_selects_what_is_inside(desk):
    pane = chart(desk, "cuts?country=jp")
    canvas = pane.canvas
    inside = canvas.box.rect()
    canvas.box.boxed.emit(inside)
    assert len(pane.selected) == len({line for _, d in canvas.marks.items for line in d.lines})


def test_a_chart_beside_the_lines_follows_the_search(desk, qtbot):
    pane = chart(desk, "outcomes?country=jp")
    pane.beside.click()
    beside = desk.rooms.charting.beside
    assert desk.rooms.shown() == "lines"
    assert beside.isVisible()
    assert not desk.lines.detail.isVisible()
    beside.only.click()
    search(desk, "jp: cover:in ch 02")
    qtbot.waitUntil(lambda: beside.figure.grid.rows[0][1] == "75", timeout=2000)
    search(desk, "us: bicycle")
    qtbot.waitUntil(lambda: bool(beside.figure.empty), timeout=2000)
    assert "None of the lines" in beside.figure.empty
    assert not beside.copy_button.isEnabled()
    beside.canvas.grab()
    beside.canvas.setFocus()
    press(desk, Qt.Key.Key_W, CTRL)
    assert desk.lines.detail.isVisible()


def test_a_chart_beside_the_lines_is_what_is_taken_and_gives_way_to_a_line(desk, tmp_path):
    split = desk.lines.splitter.sizes()
    chart(desk, "parity").beside.click()
    beside = desk.rooms.charting.beside
    desk.commands.takings.copy_address()
    assert pasted().startswith("usjta:chart/parity")
    out = tmp_path / "beside.html"
    desk.commands.takings.export_to(str(out))
    assert "data:image/png" in out.read_text(encoding="utf-8")
    assert "first 5,000" not in desk.message()
    _, title = desk.commands.takings.to_print()
    assert title == beside.figure.title
    desk.show_view("tray")
    desk.set_year(2025)
    assert beside.year == 2025, "a chart beside the lines follows the year of another view, too"
    desk.go("usjta:line/jp/0202.30.010?year=2025")
    assert desk.lines.detail.isVisible()
    assert not beside.isVisible()
    assert desk.lines.splitter.sizes() == split


def test_a_search_takes_the_selection_of_the_charts_along(desk, qtbot):
    pane = chart(desk, "outcomes?country=jp")
    QTest.keyClick(pane.canvas, Qt.Key.Key_Home)
    QTest.keyClick(pane.canvas, Qt.Key.Key_Space)
    assert pane.selected
    search(desk, "us: bicycle")
    qtbot.waitUntil(lambda: not pane.selected, timeout=2000)


def test_a_chart_of_some_lines_keeps_them_in_its_address_and_in_the_document(desk, tmp_path):
    search(desk, "jp: cover:in ch 02")
    pane = chart(desk, "outcomes?country=jp")
    pane.only.click()
    assert pane.figure.title.startswith("Lines shown only: ")
    desk.commands.takings.copy_address()
    address = pasted()
    assert "only=" in address
    press(desk, Qt.Key.Key_T, CTRL)
    clip = desk.rooms.collected.clips[0].clipping
    assert clip.address == address
    picture = desk.rooms.charting.picture(clip.address)
    assert picture.caption == pane.figure.title == clip.title
    pane.only.click()
    desk.go("usjta:search?q=us%3A+bicycle")
    desk.go(address)
    pane = desk.rooms.charting.pane()
    assert desk.controller.text == "jp: cover:in ch 02"
    assert pane.only.isChecked()
    assert pane.figure.grid.rows[0][1] == "75"


def test_t_changes_between_chart_and_table_and_tab_follows_the_bar(desk):
    pane = chart(desk, "outcomes?country=jp")
    QTest.keyClick(pane.canvas, Qt.Key.Key_T)
    assert pane.shows_table
    assert pane.table.hasFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_T)
    assert not pane.shows_table
    assert pane.canvas.hasFocus()
    order, widget = [], pane._combos[0]
    for _ in range(9):
        order.append(widget)
        widget = widget.nextInFocusChain()
    assert order.index(pane._combos[0]) < order.index(pane.only) < order.index(pane.export_button)


def test_the_wheel_scrolls_a_tall_chart_and_zooms_with_ctrl(desk, qtbot):
    pane = chart(desk, "cuts?country=jp")
    qtbot.wait(50)
    assert pane.canvas.scrolls
    whole = pane.canvas.box.viewRange()
    at = QPointF(mark(pane, 5))

    def turn(modifiers):
        event = QWheelEvent(
            at, pane.canvas.viewport().mapToGlobal(at), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(pane.canvas.viewport(), event)

    turn(Qt.KeyboardModifier.NoModifier)
    assert pane.canvas.box.viewRange() == whole
    turn(CTRL)
    assert pane.canvas.box.viewRange() == whole, "nothing is further out than the whole"
    pane.canvas.zoom(0.5)
    near = pane.canvas.box.viewRange()
    turn(CTRL)
    assert pane.canvas.box.viewRange() != near


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_on_marks_can_be_read(theme, qapp):
    from desktop.ui.charts.style import ChartStyle, contrast, mixed
    from desktop.ui.theme import read_tokens

    tokens = read_tokens(theme)
    style = ChartStyle(tokens, "DejaVu Sans", 1.0, 9.0)
    for look in [*tokens.chart, *tokens.agreement]:
        colour = style.colour(look)
        for fill in (colour, mixed(style.back(), colour, 0.35)):
            assert contrast(style.on(fill), fill) >= 4.5, (look, fill.name())
        assert contrast(style.written(look), style.back()) >= 4.5, look
    for look in ("exports", "imports", "balance", "paper", "jp", "us", "good", "bad"):
        assert contrast(QColor(tokens.chart[look]), style.back()) >= 3, look


def test_the_table_of_a_chart_is_what_is_copied_and_exported(desk, tmp_path):
    pane = chart(desk, "trade")
    click(pane, "Table", _Clicker())
    assert pane.shows_table
    pane.table.selectRow(2)
    press(desk, Qt.Key.Key_C, CTRL)
    assert pasted().splitlines()[0].startswith("Year\tU.S. exports")
    assert pasted().splitlines()[1].startswith("1987\t")
    out = tmp_path / "trade.xlsx"
    desk.commands.takings.export_to(str(out))
    from openpyxl import load_workbook

    book = load_workbook(out)
    rows = list(book.worksheets[0].values)
    assert len(rows) == 42
    assert rows[1][:2] == ("1985", "22,630.9") or rows[1][0] in ("1985", 1985)
    about = dict(row[:2] for row in book["About"].values)
    assert about["Title"] == pane.figure.title
    assert "Census" in about["Edition 1"]


class _Clicker:
    def mouseClick(self, widget, button):
        QTest.mouseClick(widget, button)


def test_a_picture_is_copied_as_png_and_svg(desk):
    chart(desk, "parity")
    press(desk, Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    image = QImage.fromData(data.data("image/png"))
    assert image.width() == round(16 / 2.54 * 300)
    assert abs(image.dotsPerMeterX() - 300 / 0.0254) < 2
    svg = bytes(data.data("image/svg+xml")).decode()
    assert "<text" in svg
    assert "573" in svg
    assert desk.message().startswith("Picture copied: 16 × ")


@pytest.mark.parametrize("name", ["trade", "cuts", "american-lines", "digital", "timeline", "pork"])
def test_pictures_have_their_size_in_centimetres_and_text_as_text(desk, tmp_path, name):
    desk.settings.chart_width_mm, desk.settings.chart_height_mm = 140, 90
    pane = chart(desk, name)
    size = pane.picture_size()
    for suffix in (".png", ".svg", ".pdf"):
        desk.commands.takings.export_to(str(tmp_path / f"x{suffix}"))
        assert desk.message().startswith(f"14 × {size.height_cm:g} cm written to"), desk.message()
    image = QImage(str(tmp_path / "x.png"))
    assert (image.width(), image.height()) == (round(14 / 2.54 * 300), round(size.height_cm / 2.54 * 300))
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    wide = float(re.search(r'width="([\d.]+)mm"', svg)[1])
    assert abs(wide - 140) < 0.5
    assert svg.count("<text") > 8
    document = QPdfDocument()
    document.load(str(tmp_path / "x.pdf"))
    assert document.pageCount() == 1
    points = document.pagePointSize(0)
    assert abs(points.width() - 14 / 2.54 * 72) < 1
    assert abs(points.height() - size.height_cm / 2.54 * 72) < 1
    words = document.getAllText(0).text()
    assert pane.figure.title.split()[0] in words
    assert "Source" in words


def test_a_picture_that_cannot_be_written_is_one_sentence(desk, tmp_path):
    chart(desk, "trade")
    desk.commands.takings.export_to(str(tmp_path / "nowhere" / "x.png"))
    assert "could not be written" in desk.message()
    desk.show_view("charts")
    desk.rooms.charting.view.tabs.setCurrentIndex(0)
    desk.commands.takings.export()
    assert "Open a chart first" in desk.message()


def test_a_chart_is_kept_cited_and_written_with_its_picture(desk, tmp_path):
    pane = chart(desk, "parity")
    press(desk, Qt.Key.Key_T, CTRL)
    press(desk, Qt.Key.Key_A, CTRL | SHIFT)
    assert "usjta:chart/parity" in pasted() or "parity" in pasted()
    clip = desk.rooms.collected.clips[0].clipping
    assert clip.title == pane.figure.title
    assert clip.grid == pane.figure.grid
    desk.show_view("tray")
    out = tmp_path / "draft.docx"
    desk.commands.takings.export_to(str(out))
    with zipfile.ZipFile(out) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
    html = tmp_path / "draft.html"
    desk.commands.takings.export_to(str(html))
    assert "data:image/png;base64," in html.read_text(encoding="utf-8")


def test_addresses_of_charts_open_them_and_go_back(desk):
    chart(desk, "outcomes?country=us&year=2021")
    assert desk.controller.result.year == 2021
    assert desk.rooms.charting.pane().figure.grid.rows[0][1] == "241"
    desk.commands.takings.copy_address()
    assert pasted() == "usjta:chart/outcomes?country=us&year=2021"
    desk.places.remember()
    chart(desk, "parity?beside=eu&year=2026")
    desk.places.remember()
    press(desk, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.rooms.charting.pane().name == "outcomes"
    desk.go("usjta:chart/nonsense")
    assert "no chart called nonsense" in desk.message()
    desk.go("usjta:chart/outcomes?country=fr")
    assert "no choice" in desk.message()


def test_nothing_that_a_chart_says_is_cut_off_in_a_narrow_window(session):
    desk = session.open(size=(480, 720))
    for spec in CHARTS:
        pane = chart(desk, spec.name)
        lay = pane.canvas.frame_.layout_
        said = " ".join([*lay.title, *lay.subtitle, *lay.notes, *lay.source])
        whole = " ".join([pane.figure.title, pane.figure.subtitle, *pane.figure.notes, pane.figure.source])
        assert "".join(said.split()) == "".join(whole.split()), spec.name


def test_a_chart_that_fits_does_not_scroll(desk, qtbot):
    for name in ("parity?year=2026", "trade", "american-lines"):
        pane = chart(desk, name)
        qtbot.wait(60)
        assert not pane.area.verticalScrollBar().isVisible(), name
        assert pane.canvas.height() == pane.area.viewport().height()


def test_a_year_without_an_edition_is_a_sentence_not_an_empty_picture(desk):
    pane = chart(desk, "outcomes?country=jp")
    desk.set_year(2020)
    assert "no edition" in pane.figure.empty
    picture = pane.canvas.grab().toImage()
    colours = {
        picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)
    }
    assert len(colours) > 2, "the sentence is written"
    press(desk, Qt.Key.Key_C, CTRL)
    assert "no chart" in desk.message()
    desk.set_year(2026)
    assert not pane.figure.empty


def test_zooming_keeps_the_numbers_and_goes_back(desk):
    pane = chart(desk, "cuts?country=jp")
    canvas = pane.canvas
    whole = canvas.box.viewRange()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.box.viewRange() != whole
    for series, datum, value in canvas.marks.drawn()[::50]:
        assert value == pytest.approx(pane.figure.written(series, datum), abs=1e-6)
    canvas.grab()
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.box.viewRange() == whole


@pytest.mark.parametrize(("theme", "zoom"), [("dark", 100), ("light", 200), ("dark", 300)])
def test_every_theme_and_zoom_lays_out_inside_the_picture(desk, theme, zoom):
    pane = chart(desk, "partners")
    desk.theme.set_choice(theme)
    desk.theme.set_zoom(zoom)
    lay = pane.canvas.frame_.layout_
    assert lay.plot.top() < lay.plot.bottom() <= lay.bottom
    assert pane.canvas.height() >= round(lay.least) - 1
    pane.canvas.grab()
    # The font belongs to the application; what follows starts from the usual one.
    desk.theme.set_zoom(100)


def test_the_pointer_shows_exact_values_and_double_click_opens(desk, qtbot):
    pane = chart(desk, "american-largest")
    qtbot.wait(50)  # until everything is laid out
    at = mark(pane, 0)
    moved = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), pane.canvas.viewport().mapToGlobal(QPointF(at)), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(pane.canvas.viewport(), moved)
    assert pane.card.isVisible()
    assert "$516.0 million" in pane.card.text()
    QTest.mouseDClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert desk.rooms.shown() == "lines"
    assert desk.lines.current == pane.canvas.marks.items[0][1].lines[0]


def test_the_timeline_filters_and_opens_its_events(desk):
    press(desk, Qt.Key.Key_5, CTRL)
    view = desk.rooms.charting.timeline
    assert desk.rooms.shown() == "timeline"
    assert view.list.grid.rowCount() == 59
    topic = view.pane._combos[1]
    topic.setCurrentIndex(topic.findData("beef"))
    topic.activated.emit(topic.currentIndex())
    assert view.list.grid.rowCount() < 20
    view.list.selectRow(0)
    assert view.pane.canvas.datum()[1].place == view.list.grid.key(0)
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert desk.rooms.shown() == "provisions"
    assert desk.papers.provisions.current.startswith("event:")
    desk.places.step(-1)
    assert desk.rooms.shown() == "timeline"


def test_charts_survive_another_reference_file_and_a_restart(session, bundle_path):
    desk = session.open()
    chart(desk, "cuts")
    session.choose(desk, bundle_path)
    assert desk.rooms is not None
    pane = chart(desk, "trade")
    assert pane.figure.name == "trade"
    session.close(desk)
    again = session.open()
    assert again.rooms.shown() in ("charts", "lines")
