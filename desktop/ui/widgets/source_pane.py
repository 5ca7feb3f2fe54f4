"""The official text beside an entry, with its passage marked; the program's own digest while it is not added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.anchor import TieState
from desktop.core.structure_path import parse, say
from desktop.core.textspan import Shown, findable
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels.entry_html import state_words
from desktop.viewmodels.sources import Added, Place, Reading, SourcesController

if TYPE_CHECKING:
    from desktop.viewmodels.sources import PageImage

_MAX_MARKS = 400
NO_TEXT = "No official text of its own"


class SourcePane(QFrame):
    """Text or page of the document at hand; find with Ctrl+F, F3; notes on what is selected."""

    add_asked = Signal()
    said = Signal(str)
    note_asked = Signal(object, object, int, int, str)
    entry_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourcePane")
        self._theme = theme
        self._controller: SourcesController | None = None
        self._place: Place | None = None
        self._reading: Reading | None = None
        self._shown = ""
        self._spans = Shown("")
        self._hits: list[int] = []
        self._image: PageImage | None = None
        self._target = 0
        self._titles: Mapping[str, str] = {}
        self._build()
        theme.changed.connect(self._on_theme_changed)

    def _build(self) -> None:
        self.title = QLabel("Source text", self)
        self.title.setObjectName("section")
        self.title.setWordWrap(True)
        self.versions = QComboBox(self)
        self.versions.setAccessibleName("Document shown")
        self.versions.setToolTip("An entry may stand in several documents, or in several versions of one")
        self.versions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.versions.activated.connect(self._on_version_chosen)
        self.versions.hide()
        self._places: list[tuple[Place, str]] = []
        self.tie = QLabel(self)
        self.tie.setObjectName("tie")
        self.tie.setWordWrap(True)
        self._tools = QFrame(self)
        self.page_button = button(
            self._tools, "Page", "plain", "The page as printed, with the passage marked"
        )
        self.page_button.setCheckable(True)
        self.page_button.clicked.connect(self._on_page_clicked)
        self.find_button = button(self._tools, "Find", "plain", "Find in the document (Ctrl+F)")
        self.find_button.clicked.connect(self.open_find)
        self.note_button = button(
            self._tools, "Note on selection", "plain", "Write a note on the words that are selected"
        )
        self.note_button.clicked.connect(self._on_note_clicked)
        self.add_button = button(
            self._tools, "Add document…", "plain", "Add the official document from a file"
        )
        self.add_button.clicked.connect(self.add_asked)
        row = FlowLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        for made in (self.page_button, self.find_button, self.note_button, self.add_button):
            row.addWidget(made)
        head = self._head = QVBoxLayout()
        head.setContentsMargins(12, 8, 12, 6)
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addWidget(self.versions)
        head.addWidget(self.tie)
        head.addWidget(self._tools)
        self._build_body()

    def _build_body(self) -> None:
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("sourceText")
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Source text")
        self.text.document().setDocumentMargin(12)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.digest = RichPane("Digest of the document", self)
        self.page = QLabel(self)
        self.page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.page.setAccessibleName("Page of the document")
        self.page_area = QScrollArea(self)
        self.page_area.setObjectName("pageScroll")
        self.page_area.setFrameShape(QFrame.Shape.NoFrame)
        self.page_area.setWidgetResizable(True)
        self.page_area.setWidget(self.page)
        self.stack = QStackedWidget(self)
        for widget in (self.digest, self.text, self.page_area):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self._find_bar())
        self.here = QLabel(self)
        self.here.setWordWrap(True)
        self.here.setContentsMargins(12, 0, 12, 6)
        self.here.setAccessibleName("Entries tied to the place of the cursor")
        self.here.linkActivated.connect(self.entry_chosen)
        self.here.hide()
        column.addWidget(self.here)
        self.text.cursorPositionChanged.connect(self._on_cursor_moved)
        column.addWidget(self.stack, 1)
        for keys, slot in (("F3", self._on_next), ("Shift+F3", self._on_previous), ("Esc", self._on_escape)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _find_bar(self) -> QFrame:
        self.find_bar = QFrame(self)
        self.wanted = QLineEdit(self.find_bar)
        self.wanted.setObjectName("find")
        self.wanted.setPlaceholderText("Find in this document")
        self.wanted.setAccessibleName("Find in this document")
        self.wanted.textChanged.connect(self._on_find_changed)
        self.wanted.returnPressed.connect(self._on_next)
        self.found = QLabel(self.find_bar)
        row = QHBoxLayout(self.find_bar)
        row.setContentsMargins(12, 0, 12, 6)
        row.addWidget(self.wanted, 1)
        row.addWidget(self.found)
        for sign, tip, slot in (
            ("▲", "Previous (Shift+F3)", self._on_previous),
            ("▼", "Next (F3)", self._on_next),
        ):
            arrow = QToolButton(self.find_bar)
            arrow.setText(sign)
            arrow.setToolTip(tip)
            arrow.setAccessibleName(tip)
            arrow.clicked.connect(slot)
            row.addWidget(arrow)
        self.find_bar.hide()
        return self.find_bar

    # --- what is shown -------------------------------------------------------------------

    def set_controller(self, controller: SourcesController) -> None:
        """Where documents come from."""
        self._controller = controller
        controller.reading_ready.connect(self._on_reading)
        controller.page_ready.connect(self._on_page)

    def show_digest(self, title: str, html: str) -> None:
        """The program's own digest, while the document is not added."""
        self._place = None
        self.versions.hide()
        self.here.hide()
        self.title.setText(title)
        self._say_tie("not added yet: our own digest, passage by passage" if title != NO_TEXT else "", "")
        for hidden in (self.page_button, self.find_button, self.note_button):
            hidden.hide()
        self.add_button.show()
        self.find_bar.hide()
        self.digest.show_html(html)
        self.digest.scrollToAnchor("here")
        self.stack.setCurrentWidget(self.digest)

    def show_places(self, places: Sequence[tuple[Place, str]]) -> None:
        """The first of some places, with a choice among them; each with its document's title."""
        self._places = list(places)
        self.versions.clear()
        for place, title in self._places:
            self.versions.addItem(f"{title} ({place.added.name}): {place.found.state.value}")
        self.versions.setVisible(len(self._places) > 1)
        self.show_place(*self._places[0])

    @Slot(int)
    def _on_version_chosen(self, number: int) -> None:
        if 0 <= number < len(self._places):
            self.show_place(*self._places[number])

    def show_place(self, place: Place, title: str) -> None:
        """The document that was added, at the passage of an entry."""
        self._place = place
        self.here.hide()
        path = place.found.tie.path
        where = say(parse(path)) if path else ""
        page = f"page {place.label}" if place.label and place.added.kind == "pdf" else ""
        self.title.setText(" · ".join(part for part in (title, where, page) if part))
        self.title.setToolTip(f"{place.added.name}, sha256 {place.added.sha256[:16]}…")
        lost = place.found.state is TieState.LOST
        good = place.found.state in (TieState.EXACT, TieState.MOVED)
        score = f" (likeness {place.found.score:.0%})" if place.found.state is TieState.CHANGED else ""
        self._say_tie(state_words(place.found.state) + score, "good" if good else "bad")
        self.page_button.setVisible(place.added.kind == "pdf" and not lost)
        self.find_button.show()
        self.note_button.show()
        self.add_button.hide()
        if place.added.kind != "pdf":
            self.page_button.setChecked(False)
        if self.page_button.isChecked() and not lost:
            self._ask_page()
            return
        self.stack.setCurrentWidget(self.text)
        if self._shown == place.added.sha256:
            self._mark()
        elif self._controller is not None:
            self.text.setPlainText("Reading …")
            self._shown = ""
            self._controller.ask_reading(place.added)

    def _say_tie(self, text: str, state: str) -> None:
        self.tie.setText(text)
        self.tie.setProperty("state", state)
        self.tie.style().unpolish(self.tie)
        self.tie.style().polish(self.tie)

    @Slot(object)
    def _on_reading(self, result: tuple[Added, Reading]) -> None:
        added, reading = result
        if self._place is None or added != self._place.added:
            return
        self._reading = reading
        text = reading.stream.text
        self._spans = Shown(text)
        self.text.setPlainText(self._spans.text)
        self._shown = self._place.added.sha256
        self._mark()
        if self.wanted.text():
            self._on_find_changed(self.wanted.text())

    def _mark(self) -> None:
        """Mark the passage, in a changed one the new words, and what was found."""
        place = self._place
        if place is None or self._controller is None:
            return
        self.text.setExtraSelections([])
        if place.found.state is TieState.LOST:
            return
        start, end = self._spans.units(place.found.start), self._spans.units(place.found.end)
        marks = [self._selection(start, end, "mark")]
        if place.found.state is TieState.CHANGED and self._reading is not None:
            spans = self._controller.changed_words(place, self._reading)
            marks += [
                self._selection(self._spans.units(a), self._spans.units(b), "warn_back", new=True)
                for a, b in spans
            ]
        for note in self._controller.notes(sha256=place.added.sha256):
            at, until = note.place, note.place + len(note.quote)
            marks.append(self._selection(self._spans.units(at), self._spans.units(until), "", note=note.text))
        self.text.setExtraSelections(marks)
        self._target = start
        # The pane may not have its size yet.
        QTimer.singleShot(0, self._reveal)

    def _selection(
        self, start: int, end: int, role: str, *, new: bool = False, note: str = ""
    ) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        style = QTextCharFormat()
        if role:
            style.setBackground(self._theme.colour(role))
            style.setForeground(self._theme.colour("mark_text" if role == "mark" else "bad"))
        if new or note:
            style.setFontUnderline(True)
        if note:
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            style.setToolTip(note)
        cursor = QTextCursor(self.text.document())
        last = self.text.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        made.format = style
        return made

    @Slot()
    def _reveal(self) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(min(self._target, self.text.document().characterCount() - 1))
        self.text.blockSignals(True)
        self.text.setTextCursor(cursor)
        self.text.blockSignals(False)
        self.here.hide()
        self.text.centerCursor()
        # A third from the top: what follows matters more than what went before.
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() // 6)

    # --- the page ------------------------------------------------------------------------

    @Slot()
    def _on_page_clicked(self) -> None:
        if self._place is not None:
            self.show_place(self._place, self.title.text().split(" · ")[0])

    def _ask_page(self) -> None:
        if self._controller is not None and self._place is not None:
            self.stack.setCurrentWidget(self.page_area)
            ratio = self.devicePixelRatioF()
            width = max(300, self.page_area.viewport().width() - 24) * self._theme.zoom / 100
            self._controller.ask_page(self._place, round(width * ratio))

    @Slot(object)
    def _on_page(self, result: tuple[Place, PageImage]) -> None:
        place, image = result
        if place != self._place:
            return
        self._image = image
        self._draw_page()

    def _draw_page(self) -> None:
        found = self._image
        if found is None:
            return
        data = found.data
        width, height = found.width, found.height
        picture = QImage(data, width, height, found.stride, QImage.Format.Format_RGB32)
        pixmap = QPixmap.fromImage(picture)
        painter = QPainter(pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        top = height
        for left, upper, right, lower in found.marks:
            box = QRect(
                round(left * width),
                round(upper * height),
                round((right - left) * width),
                round((lower - upper) * height),
            )
            # Paper is white in both themes, so the mark is the light one.
            painter.fillRect(box.adjusted(-1, -2, 2, 3), Qt.GlobalColor.yellow)
            top = min(top, box.top())
        painter.end()
        ratio = self.devicePixelRatioF()
        pixmap.setDevicePixelRatio(ratio)
        self.page.setPixmap(pixmap)
        self.page_area.verticalScrollBar().setValue(
            max(0, round(top / ratio) - self.page_area.viewport().height() // 3)
        )

    @Slot()
    def _on_cursor_moved(self) -> None:
        """Say which entries are tied to the words at the cursor; a click in the text leads back to them."""
        if self._place is None or self._controller is None or not self._shown:
            return
        at = self._spans.points(self.text.textCursor().position())
        names = self._controller.entries_at(self._shown, at)
        others = [name for name in dict.fromkeys(names) if name != self._place.found.tie.entry][:4]
        colour = self._theme.tokens.colour["link"]
        links = " · ".join(
            f'<a style="color:{colour}" href="{escape(name)}">{escape(self.title_of(name))}</a>'
            for name in others
        )
        self.here.setText(f"Here: {links}" if links else "")
        self.here.setVisible(bool(links))

    def title_of(self, name: str) -> str:
        """The title of an entry, for a link; the view gives it."""
        return self._titles.get(name, name)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Titles of entries by their ids."""
        self._titles = titles

    # --- find and notes ------------------------------------------------------------------

    @Slot()
    def open_find(self) -> None:
        """Show the bar to find in; what is selected is looked for."""
        if self._place is None:
            return
        if self.stack.currentWidget() is not self.text:
            self.page_button.setChecked(False)
            self._on_page_clicked()
        self.find_bar.show()
        chosen = self.text.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.wanted.setText(chosen)
        self.wanted.setFocus()
        self.wanted.selectAll()

    @Slot()
    def _on_escape(self) -> None:
        if self.find_bar.isVisible():
            self.find_bar.hide()
            self.text.setFocus()

    @Slot(str)
    def _on_find_changed(self, wanted: str) -> None:
        text, self._hits = findable(self._spans.text), []
        plain = findable(" ".join(wanted.split()))
        at = text.find(plain) if plain else -1
        while at >= 0 and len(self._hits) < _MAX_MARKS:
            self._hits.append(at + self._spans.wide_before(at))
            at = text.find(plain, at + 1)
        self.found.setText(f"{len(self._hits)} found" if plain else "")
        if self._hits:
            self._go_to_hit(0)

    def _go_to_hit(self, step: int) -> None:
        if not self._hits:
            return
        cursor = self.text.textCursor()
        here = cursor.selectionStart()
        if step > 0:
            at = next((hit for hit in self._hits if hit > here), self._hits[0])
        elif step < 0:
            at = next((hit for hit in reversed(self._hits) if hit < here), self._hits[-1])
        else:
            at = next((hit for hit in self._hits if hit >= here), self._hits[0])
        cursor.setPosition(at)
        cursor.setPosition(at + len(" ".join(self.wanted.text().split())), QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)
        self.text.centerCursor()
        self.found.setText(f"{self._hits.index(at) + 1} of {len(self._hits)}")

    @Slot()
    def _on_next(self) -> None:
        self._go_to_hit(1)

    @Slot()
    def _on_previous(self) -> None:
        self._go_to_hit(-1)

    @Slot()
    def _on_note_clicked(self) -> None:
        cursor = self.text.textCursor()
        if self._place is None or self._reading is None or not cursor.hasSelection():
            self.said.emit("Select the words that the note is about first")
            return
        start = self._spans.points(cursor.selectionStart())
        end = self._spans.points(cursor.selectionEnd())
        self.note_asked.emit(
            self._place.added, self._reading, start, end, cursor.selectedText().replace("\u2029", " ")
        )

    def selected_passage(self) -> tuple[Place, str, tuple[int, int]] | None:
        """The words that are selected in the document, with their span in code points; None where there are none."""
        cursor = self.text.textCursor()
        if (
            self._place is None
            or not self.text.isVisible()
            or not cursor.hasSelection()
            or not self.text.hasFocus()
        ):
            return None
        span = (self._spans.points(cursor.selectionStart()), self._spans.points(cursor.selectionEnd()))
        return self._place, " ".join(cursor.selectedText().replace("\u2029", " ").split()), span

    def page_at(self, position: int) -> str:
        """The label of the page on which a place of the document stands; empty where it has no pages."""
        if self._reading is None or self._place is None or self._place.added.kind != "pdf":
            return ""
        stream = self._reading.stream
        page = stream.page_at(position)
        return stream.label(page) or str(page + 1)

    def refresh(self) -> None:
        """Draw the marks anew, after a note was written."""
        if self._shown:
            self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page follows the width."""
        super().resizeEvent(event)
        if self.stack.currentWidget() is self.page_area and event.oldSize().width() != event.size().width():
            self._ask_page()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.stack.currentWidget() is self.page_area:
            self._ask_page()
        elif self._shown:
            self._mark()
