"""Models and widgets on their own."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor

from desktop.ui.theme import read_tokens
from desktop.ui.widgets.search_box import as_one_line
from desktop.viewmodels.line_table import KEY_ROLE, LineTableModel
from desktop.viewmodels.tasks import TaskRunner


def test_the_model_keeps_qts_rules(qtmodeltester, qapp, store):
    model = LineTableModel(store)
    model.set_order([3, 1, 2], 0, 2026)
    qtmodeltester.check(model, force_py=True)
    model.set_order(list(range(1, 700)), 5, 2026)
    assert model.rowCount() == 699
    assert model.is_close(698)
    assert not model.is_close(600)
    assert model.index(0, 0).data(KEY_ROLE) == 1
    assert model.index(5, 0).data(int(Qt.ItemDataRole.DecorationRole)) is None


def test_selection_follows_the_line_not_the_place(qapp, store):
    model = LineTableModel(store)
    model.set_order([10, 20, 30], 0, 2026)
    selection = QItemSelectionModel(model)
    selection.select(model.index(1, 0), QItemSelectionModel.SelectionFlag.Select)
    model.set_order([30, 40, 20], 0, 2026)
    assert [index.row() for index in selection.selectedIndexes()] == [2]
    model.set_order([1, 2], 0, 2026)
    assert selection.selectedIndexes() == []


def test_rows_are_fetched_by_the_page_and_forgotten_in_time(qapp, store):
    model = LineTableModel(store)
    model.set_order(list(range(1, 24_000)), 0, 2026)
    for place in range(0, 23_999, 50):
        assert model.row(place).id == place + 1
    assert len(model._rows) <= 4_096 + 64


def test_the_newest_call_wins(qtbot, qapp):
    runner = TaskRunner()
    got = []
    for n in range(20):
        runner.run("search", lambda cancel, n=n: n, got.append)
    runner.run("other", lambda cancel: "other", got.append)
    qtbot.waitUntil(lambda: len(got) >= 2, timeout=3000)
    assert got[-2:] == [19, "other"] or sorted(map(str, got))[-2:] == ["19", "other"]
    assert set(got) <= {19, "other"}
    runner.close()


def test_a_failing_job_is_announced(qtbot, qapp, expected_log):
    runner = TaskRunner()
    with qtbot.waitSignal(runner.failed, timeout=3000) as caught:
        runner.run("search", lambda cancel: 1 / 0, print)
    assert isinstance(caught.args[1], ZeroDivisionError)
    runner.close()


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("0406\r\n0407\n", "0406; 0407"), ("0406\tcheese\n0407\teggs", "0406; 0407"), ("one line", "one line"),
        ("a\tb", "a b"), ("", ""), ("\n\n0406\n", "0406"),
    ],
)  # fmt: skip
def test_pasted_columns_stay_lists(pasted, line):
    assert as_one_line(pasted) == line


def luminance(colour):
    def channel(value):
        value /= 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    c = QColor(colour)
    return 0.2126 * channel(c.red()) + 0.7152 * channel(c.green()) + 0.0722 * channel(c.blue())


def contrast(first, second):
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_stand_out(theme):
    tokens = read_tokens(theme)
    c = tokens.colour
    pairs = [
        (c[fore], c[back])
        for fore in ("text", "dim", "faint", "link", "good", "bad", "close")
        for back in ("window", "surface")
    ]
    pairs += [
        (c["selected_text"], c["selected"]),
        (c["text"], c["warn_back"]),
        (c["accent_text"], c["accent"]),
    ]
    pairs += [(c["rail_text"], c["rail"]), (c["dim"], c["header"]), (c["text"], c["chip"])]
    pairs += [(colour, c["window"]) for colour in tokens.agreement.values()]
    for fore, back in pairs:
        assert contrast(fore, back) >= 4.5, (fore, back, contrast(fore, back))


def test_both_themes_have_the_same_tokens():
    light, dark = read_tokens("light"), read_tokens("dark")
    assert light.colour.keys() == dark.colour.keys()
    assert light.agreement.keys() == dark.agreement.keys()
