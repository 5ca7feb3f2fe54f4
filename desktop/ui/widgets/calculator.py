"""The calculator of a line: a shipment in, every agreement's duty side by side out."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.detail import LineDetail
from desktop.core.duty_facts import Need
from desktop.ui.colours import rich_colours
from desktop.ui.theme import Theme
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels.calculator import Calculator


class _Field(QWidget):
    """One input with its sentence beneath when it cannot be read."""

    changed = Signal()

    def __init__(self, key: str, name: str, choices: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._edit: QLineEdit | QComboBox
        if choices:
            box = QComboBox(self)
            if key != "currency":
                box.addItem("choose …", "")
            for choice in choices:
                box.addItem(choice, choice)
            # A long choice must not make the panel wider than the pane.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.activated.connect(self._on_changed)
            self._edit = box
        else:
            line = QLineEdit(self)
            line.textEdited.connect(self._on_changed)
            self._edit = line
        self._edit.setAccessibleName(name)
        title = QLabel(name, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setBuddy(self._edit)
        self.trouble = QLabel(self)
        self.trouble.setObjectName("bad")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(title)
        column.addWidget(self._edit)
        column.addWidget(self.trouble)
        self.setFocusProxy(self._edit)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()

    def text(self) -> str:
        if isinstance(self._edit, QComboBox):
            return str(self._edit.currentData() or "")
        return self._edit.text()

    def set_text(self, text: str) -> None:
        if isinstance(self._edit, QComboBox):
            self._edit.setCurrentIndex(max(0, self._edit.findData(text)))
        else:
            self._edit.setText(text)

    def say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self._edit.setAccessibleDescription(sentence)
        self.trouble.setVisible(bool(sentence))


class CalculatorPanel(QFrame):
    """Asks for value, quantity and whatever the duties of the line depend on; keeps the last good result."""

    closed = Signal()
    said = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model = Calculator()
        self._fields: dict[str, _Field] = {}
        self._shown: tuple[Need, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self.compute)
        self._build()
        theme.changed.connect(self.compute)

    def _build(self) -> None:
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        back = QPushButton("Back to the line", self)
        back.setObjectName("plain")
        back.clicked.connect(self.closed)
        self._copy = QPushButton("Copy result", self)
        self._copy.setObjectName("primary")
        self._copy.setToolTip("Copy the table with line, edition, shipment, rounding and every assumption")
        self._copy.clicked.connect(self.copy)
        self._form = QVBoxLayout()
        self._form.setSpacing(8)
        self.result = RichPane("Duty on the shipment", self)
        self.result.document().setDocumentMargin(2)
        self.result.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(14, 12, 14, 8)
        inside.setSpacing(8)
        inside.addWidget(self._title)
        inside.addLayout(self._form)
        inside.addWidget(self.result)
        inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setObjectName("page")
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QFrame(self)
        buttons = FlowLayout(holder)
        buttons.setContentsMargins(14, 6, 14, 8)
        buttons.addWidget(self._copy)
        buttons.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(holder)

    def show_line(self, detail: LineDetail, year: int) -> None:
        """Ask for what this line needs; figures already typed stay."""
        self._take()
        if self.model.set_line(detail, year):
            # Another line asks other questions: no answer may be carried over unseen.
            self._clear()
        self._title.setText(
            f"{detail.row.display}  {textwrap.shorten(detail.row.goods, 90, placeholder=' …')}  ·  as of {year}"
        )
        self.compute()

    def field(self, key: str) -> QWidget | None:
        """The field of a key, for tests and focus."""
        return self._fields.get(key)

    def focus_first(self) -> None:
        """Go to the first field."""
        if self._fields:
            next(iter(self._fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self, needs: tuple[Need, ...]) -> None:
        """One row for each question, in order; rows that are no longer asked go, their text is kept."""
        wanted = {need.key: need for need in needs}
        if list(wanted) == list(self._fields) and needs == self._shown:
            return
        changed = {need.key for need in self._shown if wanted.get(need.key) not in (None, need)}
        self._shown = needs
        focus = self.window().focusWidget()
        kept = {key: field for key, field in self._fields.items() if key in wanted and key not in changed}
        held = next(
            (key for key, field in kept.items() if focus is not None and field.isAncestorOf(focus)), None
        )
        for key in [key for key in self._fields if key not in wanted or key in changed]:
            self._remove(key)
        for place, (key, need) in enumerate(wanted.items()):
            if key in self._fields:
                continue
            field = _Field(key, need.question, need.choices, self)
            field.set_text(self.model.texts.get(key, "") or self.model.default(key))
            field.changed.connect(self._on_field_changed)
            self._form.insertWidget(place, field)
            field.show()
            self._fields[key] = field
        self._fields = {key: self._fields[key] for key in wanted}
        if held is not None:
            self._fields[held].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        """What stands in the fields, also what was typed a moment ago."""
        self.model.texts.update({key: field.text() for key, field in self._fields.items()})

    def _remove(self, key: str) -> None:
        field = self._fields.pop(key)
        self._form.removeWidget(field)
        field.hide()
        field.deleteLater()

    def _clear(self) -> None:
        """Take all fields away; they come back with what the model kept."""
        for key in list(self._fields):
            self._remove(key)
        self._shown = ()

    @Slot()
    def _on_field_changed(self) -> None:
        self._soon.start()

    @Slot()
    def compute(self) -> None:
        """Read the fields, compute, and ask for what is still missing."""
        if not self.model.has_line:
            return
        self._soon.stop()
        for _ in range(6):
            self._take()
            needs = self.model.compute()
            before = list(self._fields)
            self._arrange(needs)
            if list(self._fields) == before:
                break
        for key, field in self._fields.items():
            field.say(self.model.troubles.get(key, ""))
        self.result.show_html(self.model.html(rich_colours(self._theme.tokens)))
        self._copy.setEnabled(self.model.good is not None)
        self._fit_result()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The result is as high as its text; the whole panel scrolls."""
        super().resizeEvent(event)
        self._fit_result()

    def _fit_result(self) -> None:
        document = self.result.document()
        document.setTextWidth(max(120, self.result.viewport().width()))
        self.result.setFixedHeight(int(document.size().height()) + 8)

    @Slot()
    def copy(self) -> None:
        """The table with its assumptions, as text and as HTML."""
        if self.model.good is None:
            return
        data = QMimeData()
        data.setText(self.model.as_text())
        data.setHtml(self.model.as_html())
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit("Calculation copied with its assumptions")
