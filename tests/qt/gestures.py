"""What a user does, in a word each."""

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

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
