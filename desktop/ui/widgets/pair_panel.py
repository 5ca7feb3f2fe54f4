"""Two panes side by side, free or linked: moving one moves the other through the concordance."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.core.locator import Locator
from desktop.core.worddiff import diff, likeness
from desktop.errors import KnownError
from desktop.ui.colours import rich_colours
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import compare
from desktop.viewmodels.compare import Comparer, Comparison

if TYPE_CHECKING:
    from desktop.ui.theme import Theme
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.settings import Settings
    from desktop.viewmodels.sources import Passage, SourcesController

_EXAMPLES = (
    ("jp:0202.30.010", "Japan’s beef loin beside its American counterpart"),
    ("us:8712.00.15", "American bicycles beside Japan’s"),
    ("DTA 11", "Data flows: USJDTA Article 11 beside USMCA"),
    ("DTA 12", "Data localisation beside the other agreements"),
)


class PaneHead(QFrame):
    """What stands above one pane: where it is, steps through its order, and the other side's counterparts."""

    asked = Signal(str)
    stepped = Signal(int)
    picked = Signal(object)

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QLineEdit(self)
        self.box.setObjectName("field")
        self.box.setAccessibleName(f"What stands on the {side}")
        self.box.setPlaceholderText("Code, article, address or words, then Enter")
        self.box.setClearButtonEnabled(True)
        self.box.returnPressed.connect(self._on_return)
        self.back, self.ahead = QToolButton(self), QToolButton(self)
        for made, text, tip in ((self.back, "◀", "The one before"), (self.ahead, "▶", "The one after")):
            made.setText(text)
            made.setToolTip(f"{tip} in the schedule or outline")
            made.setAccessibleName(f"{tip}, {side}")
            made.clicked.connect(self._on_step)
        self.others = QComboBox(self)
        self.others.setAccessibleName(f"Counterparts to show on the {side}")
        self.others.setToolTip(
            "Counterparts of the other side: the same subheading of the Harmonized System, or the same subject"
        )
        self.others.setMinimumContentsLength(10)
        self.others.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.others.activated.connect(self._on_picked)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.box, 1)
        top.addWidget(self.back)
        top.addWidget(self.ahead)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 4, 14, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.others)
        self.others.hide()

    @Slot()
    def _on_return(self) -> None:
        self.asked.emit(self.box.text())

    @Slot()
    def _on_step(self) -> None:
        self.stepped.emit(-1 if self.sender() is self.back else 1)

    @Slot(int)
    def _on_picked(self, row: int) -> None:
        place = self.others.itemData(row)
        if place is not None:
            self.picked.emit(place)

    def offer(self, places: list[tuple[Locator, str]], current: Locator | None) -> None:
        """The counterparts that can be shown here."""
        self.others.clear()
        for place, text in places:
            self.others.addItem(text, place)
        if places:
            keys = [place.key for place, _ in places]
            at = keys.index(current.key) if current is not None and current.key in keys else -1
            if at < 0:
                self.others.insertItem(0, f"{len(places)} counterparts …", None)
                at = 0
            self.others.setCurrentIndex(at)
        self.others.setVisible(bool(places))


class PairPanel(QWidget):
    """Owns both places; ``pair_changed`` says that others are shown."""

    said = Signal(str)
    place_chosen = Signal(str)
    matrix_asked = Signal()
    pair_changed = Signal()

    def __init__(
        self,
        comparer: Comparer,
        sources: SourcesController,
        theme: Theme,
        settings: Settings,
        year: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._comparer, self._sources, self._theme, self._settings = comparer, sources, theme, settings
        self._year = year
        self.left: Locator | None = None
        self.right: Locator | None = None
        self.comparison: Comparison | None = None
        self._passages: list[Passage] = []
        self._scrolling = False
        self._build()
        sources.passages_ready.connect(self._on_passages)
        theme.changed.connect(self._on_theme_changed)
        self._show_examples()

    def _build(self) -> None:
        self.heads = (PaneHead("left", self), PaneHead("right", self))
        self.panes_ = (RichPane("Left side", self), RichPane("Right side", self))
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        for head, pane in zip(self.heads, self.panes_, strict=True):
            holder = QFrame(self)
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(head)
            column.addWidget(pane, 1)
            self.splitter.addWidget(holder)
            head.asked.connect(self._on_asked)
            head.stepped.connect(self._on_stepped)
            head.picked.connect(self._on_picked)
            pane.query_chosen.connect(self._on_example)
            pane.link_chosen.connect(self._on_link)
            pane.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        bar = QFrame(self)
        row = FlowLayout(bar)
        row.setContentsMargins(14, 0, 14, 6)
        self.linked = button(
            bar,
            "Linked",
            "plain",
            "Moving one side moves the other: the same subheading, the same subject; both scroll together",
        )
        self.linked.setCheckable(True)
        self.linked.setChecked(self._settings.linked)
        self.linked.clicked.connect(self._on_linked)
        self.swap = button(bar, "Swap sides", "plain", "Left to right and right to left")
        self.swap.clicked.connect(self._on_swap)
        self.texts = button(
            bar, "Official texts", "plain", "The passages of the documents that you added, word by word"
        )
        self.texts.setCheckable(True)
        self.texts.clicked.connect(self._on_texts)
        self.open_left = button(bar, "Open left", "plain", "Show the left side in its own view")
        self.open_right = button(bar, "Open right", "plain", "Show the right side in its own view")
        self.open_left.clicked.connect(self._on_open_left)
        self.open_right.clicked.connect(self._on_open_right)
        for made in (self.linked, self.swap, self.texts, self.open_left, self.open_right):
            row.addWidget(made)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setContentsMargins(14, 0, 14, 6)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self.summary)
        outer.addWidget(self.splitter, 1)

    # --- opening -------------------------------------------------------------------------

    def open(self, left: Locator, right: Locator | None) -> None:
        """Show two places; without the second, the first counterpart of the first.

        Raises KnownError where the data have one of them not; what is shown stays.
        """
        for place in (left, right):
            if place is not None:
                self._comparer.side(place)
        self.left = left
        offered = self._comparer.counterparts(left)
        self.right = right if right is not None else offered[0][0] if offered else None
        self._fill()

    def _move(self, place: Locator, *, right: bool) -> None:
        """One side goes elsewhere; linked, the other goes to its counterpart."""
        other = self.left if right else self.right
        if self.linked.isChecked() or other is None:
            found = self._comparer.counterparts(place)
            if found:
                other = found[0][0]
            elif self.linked.isChecked():
                other = None
                self.said.emit(f"{self._name(place)} has no counterpart in the data; the other side is empty")
        if right:
            self.left, self.right = other, place
        else:
            self.left, self.right = place, other
        self._fill()

    def _name(self, place: Locator) -> str:
        return place.path[1] if place.kind == "line" else place.path[0]

    @Slot(str)
    def _on_asked(self, typed: str) -> None:
        right = self.sender() is self.heads[1]
        try:
            place = self._comparer.read(typed, self._year)
            self._comparer.side(place)
            self._move(place, right=right)
        except KnownError as error:
            self.said.emit(str(error))
            self.summary.setText(str(error))

    @Slot(str)
    def _on_example(self, typed: str) -> None:
        try:
            self.open(self._comparer.read(typed, self._year), None)
        except KnownError as error:
            self.said.emit(str(error))

    @Slot(str)
    def _on_link(self, link: str) -> None:
        if link.startswith("matrix"):
            self.matrix_asked.emit()

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        right = self.sender() is self.heads[1]
        place = self.right if right else self.left
        if place is None:
            return
        found = self._comparer.neighbour(place, step)
        if found is None:
            self.said.emit("There is nothing further in this direction")
        else:
            self._move(found, right=right)

    @Slot(object)
    def _on_picked(self, place: Locator) -> None:
        if self.sender() is self.heads[1]:
            self.right = place
        else:
            self.left = place
        self._fill()

    @Slot()
    def _on_linked(self) -> None:
        self._settings.linked = self.linked.isChecked()
        self.said.emit(
            "Linked: moving one side moves the other"
            if self.linked.isChecked()
            else "Each side moves by itself"
        )

    @Slot()
    def _on_swap(self) -> None:
        self.left, self.right = self.right, self.left
        self._fill()

    @Slot()
    def _on_open_left(self) -> None:
        if self.left is not None:
            self.place_chosen.emit(self.left.address)

    @Slot()
    def _on_open_right(self) -> None:
        if self.right is not None:
            self.place_chosen.emit(self.right.address)

    # --- showing -------------------------------------------------------------------------

    def _fill(self) -> None:
        self.comparison = None
        self._passages = []
        if self.left is None and self.right is None:
            self._show_examples()
            return
        left, right = self.left, self.right
        try:
            one = self._comparer.side(left) if left is not None else None
            two = self._comparer.side(right) if right is not None else None
        except KnownError as error:
            self.summary.setText(str(error))
            self.said.emit(str(error))
            return
        whole = one or two
        assert whole is not None
        self.comparison = self._comparer.compare(one or _empty(whole.place), two or _empty(whole.place))
        for head, place in zip(self.heads, (left, right), strict=True):
            head.box.setText("" if place is None else self._shown(place))
        self.heads[1].offer(self._comparer.counterparts(left) if left is not None else [], right)
        self.heads[0].offer(self._comparer.counterparts(right) if right is not None else [], left)
        self.summary.setText(self.comparison.said if one and two else "Choose what stands on the other side.")
        entries = [place for place in (left, right) if place is not None and place.kind == "entry"]
        self.texts.setVisible(len(entries) == 2)
        self._render()
        if self.texts.isChecked() and len(entries) == 2:
            self._on_texts()
        self.pair_changed.emit()

    def _shown(self, place: Locator) -> str:
        return f"{place.path[0]}:{place.path[1]}" if place.kind == "line" else place.path[0]

    def _render(self) -> None:
        if self.comparison is None:
            return
        colours = rich_colours(self._theme.tokens)
        for number, pane in enumerate(self.panes_):
            here = (self.left, self.right)[number]
            if here is None:
                pane.show_html("<p>Nothing stands here yet.</p>")
                continue
            texts = self._texts_html(right=bool(number)) if self.texts.isChecked() else ""
            pane.show_html(
                compare.side_html(self.comparison, right=bool(number), colours=colours, texts=texts)
            )

    def _show_examples(self) -> None:
        colours = rich_colours(self._theme.tokens)
        links = "".join(
            f'<p style="margin:6px 0"><a style="color:{colours.link}" href="query:{query}">{text}</a></p>'
            for query, text in _EXAMPLES
        )
        links += f'<p style="margin:6px 0"><a style="color:{colours.link}" href="matrix:">The digital-trade matrix: 28 topics in 7 instruments</a></p>'
        self.panes_[0].show_html(
            f'<p style="color:{colours.dim}">Type what stands on each side, or begin with:</p>{links}'
        )
        self.panes_[1].show_html(
            f'<p style="color:{colours.dim}">From the Lines and Provisions views, Ctrl+Shift+K puts what is chosen here.</p>'
        )
        self.summary.setText("")
        self.texts.hide()

    # --- official texts ------------------------------------------------------------------

    @Slot()
    def _on_texts(self) -> None:
        if self.left is None or self.right is None or not self.texts.isChecked():
            self._render()
            return
        self._sources.ask_passages([self.left.path[0], self.right.path[0]])

    @Slot(object)
    def _on_passages(self, found: list[Passage]) -> None:
        if self.texts.isChecked() and self.left is not None and self.right is not None:
            wanted = {self.left.path[0], self.right.path[0]}
            self._passages = [passage for passage in found if passage.entry in wanted]
            self._render()
            if not self._passages:
                self.said.emit(
                    "Neither side has a passage in a document that you added; add it in the Sources view"
                )

    def _texts_html(self, *, right: bool) -> str:
        place = self.right if right else self.left
        other = self.left if right else self.right
        assert place is not None
        assert other is not None
        mine = next((p for p in self._passages if p.entry == place.path[0]), None)
        theirs = next((p for p in self._passages if p.entry == other.path[0]), None)
        colours = rich_colours(self._theme.tokens)
        head = f'<p style="color:{colours.dim};margin:14px 0 2px 0">OFFICIAL TEXT</p>'
        if mine is None:
            return head + f'<p style="color:{colours.dim}">No document with this passage was added.</p>'
        where = (
            f"{mine.place.added.name}, page {mine.place.label}" if mine.place.label else mine.place.added.name
        )
        if theirs is None:
            said, body = "", escape(mine.text).replace("\n", "<br>")
        else:
            pair = (theirs.text, mine.text) if right else (mine.text, theirs.text)
            said = f" · {round(likeness(*pair) * 100)} % alike"
            body = compare.pieces_html(diff(*pair)[1 if right else 0], right=right, colours=colours)
        return f'{head}<p style="color:{colours.dim};margin:0">{escape(where)}{said}</p><p style="line-height:140%">{body}</p>'

    # --- together ------------------------------------------------------------------------

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        """Linked panes scroll together, in proportion to their lengths."""
        if self._scrolling or not self.linked.isChecked():
            return
        bars = [pane.verticalScrollBar() for pane in self.panes_]
        source = bars[0] if self.sender() is bars[0] else bars[1]
        target = bars[1] if source is bars[0] else bars[0]
        self._scrolling = True
        share = value / source.maximum() if source.maximum() else 0.0
        target.setValue(round(share * target.maximum()))
        self._scrolling = False

    def place(self) -> Locator | None:
        """The address of the pair."""
        if self.left is None or self.right is None:
            return self.left or self.right
        return locator.compare(self.left, self.right)

    def taken(self, clipper: Clipper) -> Clipping | None:
        """The comparison as a table that cites both sides."""
        place = self.place()
        if self.comparison is None or place is None:
            return None
        shown = [self.comparison.left, self.comparison.right]
        sides = [clipper.of_place(side.place) for side in shown if side.facts]
        records = tuple(record for side in sides if side is not None for record in side.records)
        return clipper.table(self.comparison.title, place, self.comparison.grid, (), records)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.heads[0].box, self.panes_[0], self.heads[1].box, self.panes_[1]]

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.comparison is None:
            self._show_examples()
        else:
            self._render()


def _empty(place: Locator) -> compare.Side:
    return compare.Side(place, "—", ())
