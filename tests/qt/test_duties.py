"""Drawings, verdicts, calculator, price panel and the page of who is ahead, as a user meets them."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QTextDocument
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from desktop.core.query import parse
from desktop.store.fulltext import Search
from desktop.ui.colours import rich_colours
from tests.qt.conftest import shown


def choose(desk, qtbot, query, code):
    desk.run_query(query)
    place = shown(desk).index(code)
    table = desk.lines.table
    table.scrollTo(table.lines.index(place, 0))
    where = table.visualRect(table.lines.index(place, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    return desk.lines.detail


def drawings(pane):
    return pane.text.toPlainText().count("\ufffc")


def press(widget, text, qtbot):
    button = next(b for b in widget.findChildren(QPushButton) if text in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_line_shows_dots_years_verdicts_and_what_else_applies(desk, qtbot):
    detail = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    text = detail.text.toPlainText()
    assert drawings(detail) == 2
    assert "⟦" not in text
    assert "WHO IS AHEAD" in text
    assert "= parity" in text
    assert "▲ ahead by 3.3 pts" in text
    assert "Preference margin: 17.7 pts" in text
    assert "2033 9%" in text
    assert "inferred from the published ones" in text
    assert "Beef safeguard duty." in text
    assert "trigger: 271,040 t" in text
    assert "not verified" in text  # the trigger of 2026 is of grade D
    assert "WHAT THE AGREEMENT SAYS" in text.upper()


def test_parity_of_duties_that_are_worded_differently_says_when(desk, qtbot):
    text = choose(desk, qtbot, "jp: cover:in 1901.20.232", "1901.20.232").text.toPlainText()
    assert "The duty is the same as for UK exporters, each within or each outside its own quota." in text
    same = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010").text.toPlainText()
    assert "The rate is the same" not in same


def test_the_trigger_follows_the_year(desk, qtbot):
    detail = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    desk.controller.ask(year=2025)
    assert "trigger: 266,200 t" in detail.text.toPlainText()
    assert "2025" in detail.text.toPlainText()


def test_an_american_line_keeps_the_three_layers_apart(desk, qtbot):
    detail = choose(desk, qtbot, "us: cover:in ch 17", "1704.10.00")
    text = detail.text.toPlainText()
    order = [
        text.index(part)
        for part in ("What the agreement says", "How it was written into law", "ON TOP SINCE 2025")
    ]
    assert order == sorted(order)
    assert "2029 Free" in text
    assert "2026-07-23 Section 301 duty for Japan set." in text
    assert "The list below goes up to 2026-07-23" in text
    assert "Merchandise processing fee still due" in text
    assert "Limit on cuts: half the duty" not in text
    halved = choose(desk, qtbot, "us: 8712.00.15", "8712.00.15").text.toPlainText()
    assert "Limit on cuts: half the duty" in halved


def test_a_line_without_a_rule_says_so(desk, qtbot):
    detail = choose(desk, qtbot, "jp: cover:in 0206.29.020", "0206.29.020")
    assert "No staging rule fits these figures exactly" in detail.text.toPlainText()


def test_a_year_without_an_edition_still_shows_the_inferred_year(session, qtbot):
    desk = session.open("jp: beef frozen")
    detail = choose(desk, qtbot, "jp: beef frozen", "0202.30.010")
    desk.controller.ask(year=2021)
    text = detail.text.toPlainText()
    assert "no edition" in text
    assert "2021 25%" in text
    assert drawings(detail) == 1  # the years; no duty by agreement without an edition


def test_the_drawings_are_painted_in_both_themes_and_at_every_zoom(desk, qtbot):
    detail = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    for theme, zoom in (("light", 100), ("dark", 100), ("dark", 200), ("light", 200)):
        desk.theme.set_choice(theme)
        desk.theme.set_zoom(zoom)
        # At 200 % the drawing may stand below the fold: scroll to the heading above it.
        heading = detail.text.document().find("DUTY BY AGREEMENT")
        assert not heading.isNull()
        bar = detail.text.verticalScrollBar()
        bar.setValue(bar.value() + detail.text.cursorRect(heading).top())
        picture = detail.text.grab().toImage()
        colours = {
            picture.pixelColor(x, y).name()
            for x in range(0, picture.width(), 2)
            for y in range(0, picture.height(), 2)
        }
        assert desk.theme.tokens.agreement["without_deal"] in colours
    desk.theme.set_zoom(100)


def test_the_calculator_asks_computes_and_copies(desk, qtbot):
    detail = choose(desk, qtbot, "jp: pork cover:in", "0203.22.023")
    press(detail, "Calculate duty", qtbot)
    panel = detail.calculator
    assert panel.isVisible()
    value = panel.field("value").findChild(QLineEdit)
    assert value.hasFocus()
    qtbot.keyClicks(value, "30,000")
    qtbot.keyClicks(panel.field("kg").findChild(QLineEdit), "100")
    qtbot.waitUntil(lambda: "saves ¥42,800" in panel.result.toPlainText())
    text = panel.result.toPlainText()
    assert "The lower of 1: (¥524 × 1.002 − customs value)/kg at a customs value of ¥300 per kg" in text
    assert "Needed: Is the shipment within the quota" in text  # Australia's duty turns on it
    box = panel.field("quota").findChild(QComboBox)
    box.setCurrentIndex(box.findData("in"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: "¥23,553" in panel.result.toPlainText())
    assert panel.field("quota") is not None  # an answered question stays on the form
    press(panel, "Copy result", qtbot)
    copied = QGuiApplication.clipboard().mimeData()
    assert (
        "U.S.-Japan Trade Agreement\t(¥524 × 1.002 − customs value)/kg or ¥54/kg, whichever is less\t¥5,400\t18"
        in copied.text()
    )
    assert "customs value JPY 30,000; 100 kg; quota: in" in copied.text()
    assert "rounded half up to the yen" in copied.text()
    document = QTextDocument()
    document.setHtml(copied.html())
    assert "Assumptions: 0203.22.023 as of 2026" in document.toPlainText()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "cannot be negative"),
        ("1,00,5", "two ways"),
        ("9" * 17, "too large"),
        ("ten", "is not a figure"),
    ],
)
def test_wrong_input_is_said_beside_the_field_and_the_last_result_stays(desk, qtbot, typed, said):
    detail = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    press(detail, "Calculate duty", qtbot)
    panel = detail.calculator
    value = panel.field("value").findChild(QLineEdit)
    QGuiApplication.clipboard().setText("１，０００")
    qtbot.keySequence(value, QKeySequence.StandardKey.Paste)
    qtbot.waitUntil(lambda: "¥208" in panel.result.toPlainText())
    value.clear()
    qtbot.keyClicks(value, typed)
    qtbot.waitUntil(panel.field("value").trouble.isVisible)
    assert said in panel.field("value").trouble.text()
    assert "¥208" in panel.result.toPlainText()
    assert "last complete input" in panel.result.toPlainText()


def test_a_value_in_dollars_asks_for_the_rate(desk, qtbot):
    detail = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    press(detail, "Calculate duty", qtbot)
    panel = detail.calculator
    qtbot.keyClicks(panel.field("value").findChild(QLineEdit), "1000")
    box = panel.field("currency").findChild(QComboBox)
    box.setCurrentIndex(box.findData("USD"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: panel.field("yen_per_dollar") is not None)
    qtbot.keyClicks(panel.field("yen_per_dollar").findChild(QLineEdit), "150")
    qtbot.waitUntil(lambda: "¥31,200" in panel.result.toPlainText())
    press(panel, "Back to the line", qtbot)
    assert detail.text.isVisible()


def test_the_calculator_follows_the_line_and_the_year(desk, qtbot):
    detail = choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    desk.commands.calculate()
    panel = detail.calculator
    qtbot.keyClicks(panel.field("value").findChild(QLineEdit), "1000")
    qtbot.waitUntil(lambda: "¥208" in panel.result.toPlainText())
    desk.controller.ask(year=2025)
    assert "¥216" in panel.result.toPlainText()
    desk.controller.ask(year=2021)
    assert "inferred from the staging rule, not published" in panel.result.toPlainText()
    assert "¥250" in panel.result.toPlainText()


def test_a_year_without_an_edition_asks_for_what_the_inferred_rate_counts_in(desk, qtbot):
    detail = choose(desk, qtbot, "jp: 0101.29.290 cover:in", "0101.29.290")
    desk.commands.calculate()
    panel = detail.calculator
    qtbot.keyClicks(panel.field("value").findChild(QLineEdit), "1,000,000")
    qtbot.keyClicks(panel.field("head").findChild(QLineEdit), "2")
    qtbot.waitUntil(lambda: "Under USJTA" in panel.result.toPlainText())
    desk.controller.ask(year=2022)
    assert panel.field("head").findChild(QLineEdit).text() == "2"
    text = panel.result.toPlainText()
    assert "saves ¥2,125,000 (inferred rates)" in text
    assert "2 head" in text


def test_a_figure_typed_just_before_the_next_line_stays_and_what_is_not_used_is_no_assumption(desk, qtbot):
    detail = choose(desk, qtbot, "jp: pork cover:in", "0203.22.023")
    desk.commands.calculate()
    panel = detail.calculator
    qtbot.keyClicks(panel.field("kg").findChild(QLineEdit), "2,00x")
    qtbot.keyClicks(panel.field("value").findChild(QLineEdit), "77777")
    choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    assert panel.field("value").findChild(QLineEdit).text() == "77777"
    assert panel.field("kg") is None
    text = panel.result.toPlainText()
    assert "¥16,178" in text  # 20.8 %
    assert "2,00x" not in text


def test_the_price_slider_answers_exactly(desk, qtbot):
    desk.window_.resize(1366, 1200)
    detail = choose(desk, qtbot, "jp: pork cover:in", "0203.22.023")
    panel = detail.prices
    if not panel.isVisible():
        press(detail, "Duty against price", qtbot)
    assert panel.isVisible()
    panel.slider.setValue(510)
    assert "At ¥510 per kg" in panel.answer.text()
    assert "USJTA, CPTPP, EU, UK ¥15.048 (3.0% of the value)" in panel.answer.text()
    assert "Without deal ¥482" in panel.answer.text()
    before = panel.slider.value()
    panel.slider.setFocus()
    qtbot.keyClick(panel.slider, Qt.Key.Key_Right)
    assert panel.slider.value() == before + 1
    assert panel.grab().toImage().pixelColor(QPoint(3, 3)).isValid()
    choose(desk, qtbot, "jp: beef frozen cover:in", "0202.30.010")
    assert not panel.isVisible()


def test_the_filter_compares_with_the_agreement_that_is_chosen(desk, qtbot):
    filters = desk.lines.filters
    desk.run_query("jp: cover:in")
    chips = {key: chip for (facet, key), chip in filters._chips.items() if facet == "standing"}
    qtbot.waitUntil(lambda: "573" in chips["parity"].text())
    assert chips["ahead in part"].text() == "△ Ahead in part 18"
    box = filters._comparator
    box.setCurrentIndex(box.findData("eu"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: "532" in chips["parity"].text())
    chips["behind"].click()
    qtbot.waitUntil(lambda: len(desk.lines.table.lines.order) == 18)
    assert "behind, beside EU" in desk.search.status()


def test_the_choice_of_comparison_outlives_a_restart(session, qtbot):
    desk = session.open("")
    filters = desk.lines.filters
    box = filters._comparator
    box.setCurrentIndex(box.findData("uk"))
    box.activated.emit(box.currentIndex())
    behind = filters._chips["standing", "behind"]
    qtbot.waitUntil(behind.isEnabled)
    behind.click()
    assert len(desk.lines.table.lines.order) == 18
    session.close(desk)
    again = session.open()
    assert len(again.lines.table.lines.order) == 18
    assert again.lines.filters._comparator.currentData() == "uk"


def test_the_page_of_who_is_ahead_counts_and_opens_the_lines_behind_a_count(desk, qtbot):
    desk.commands.table.action("view.ahead").trigger()
    page = desk.pages["ahead"]
    text = page.toPlainText()
    assert "On 573 of 606 lines" in text
    assert "Of 257 American lines" in text
    assert "IF11120 says 241" in text
    page.query_chosen.emit("jp: cover:in parity:eu-only-behind")
    assert desk.page_shown() == ""
    assert len(desk.lines.table.lines.order) == 18
    desk.show_view("ahead")
    desk.controller.ask(text="", year=2021)
    assert "no edition of Japan's schedule for 2021" in page.toPlainText()
    assert "Of 241 American lines" in page.toPlainText()


def test_every_count_of_the_page_is_the_number_of_lines_that_its_link_opens(desk):

    desk.show_view("ahead")
    html = desk.reference.summary(rich_colours(desk.theme.tokens), 2026)
    links = re.findall(r'href="query:([^"]+)">([\d,]+)</a>', html)
    assert len(links) > 150
    search = Search(desk.reference.store)
    for query, count in links:
        assert len(search.run(parse(query), 2026).ids) == int(count.replace(",", "")), query


def test_the_calculator_needs_a_line(desk, qtbot):
    desk.lines.detail.open_calculator()
    assert "Choose a line first" in desk.message()
    assert desk.lines.detail.calculator is None
