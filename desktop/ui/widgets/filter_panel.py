"""The filters beside the table: chips and lists, each with the number of lines it would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.codes import Importer
from desktop.core.detail import FacetCounts
from desktop.core.line import KIND_MEANING, Kind
from desktop.core.standing import CELL, SIGNS, STANDING_MEANING, TITLES, Standing
from desktop.ui.theme import Theme
from desktop.ui.widgets.flow import FlowLayout
from desktop.viewmodels.line_table import Index
from desktop.viewmodels.search import Filters

_COUNT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 3

DEFINITIONS: Final = {
    "jp": "Japan's nine-digit statistical lines (in the agreement: lines with a rate in the USJTA column)",
    "us": "Eight-digit lines of the HTSUS (in the agreement: chapters 1 to 97 with JP in the special "
    "column; 241 until 2021, 257 after the move to HS 2022)",
    "in": "In the agreement: 606 lines of Japan, 241 of the United States (257 since 2022)",
    "out": "Lines that the agreement leaves out",
}


class _CountDelegate(QStyledItemDelegate):
    """A name on the left, its count on the right; chosen rows are bold with a tick."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        count = index.data(_COUNT_ROLE)
        if chosen:
            painter.fillRect(rect, self._theme.colour("chip"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.colour("link"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        font = self._theme.font(bold=chosen)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        number = "" if count is None else f"{count:,}"
        inner = rect.adjusted(6, 0, -6, 0)
        painter.setPen(self._theme.colour("dim"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), number)
        room = inner.width() - metrics.horizontalAdvance(number) - 8
        painter.setPen(self._theme.colour("faint" if count == 0 and not chosen else "text"))
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, self._theme.line_height() + 6)


class FilterPanel(QFrame):
    """Announces the filters whenever a choice changes."""

    filters_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        chapters: dict[str, str],
        groups: list[tuple[str, str, Importer, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: dict[tuple[str, str], QPushButton] = {}
        self._titles: dict[tuple[str, str], str] = {}
        self._quiet = False
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 12, 10, 12)
        column.setSpacing(6)
        self._my_lists(column)
        self._section(column, "Importer", "importer", [("jp", "Japan"), ("us", "United States")])
        self._section(column, "Agreement", "covered", [("in", "In USJTA"), ("out", "Outside")])
        kinds = [(kind.value, kind.value.capitalize()) for kind in KIND_MEANING]
        kinds[-1] = (Kind.UNKNOWN.value, "Not stated")
        self._section(column, "Duty is", "kind", kinds)
        self._comparison(column)
        self._groups = self._list(column, "Product group")
        for key, title, importer, prefixes in groups:
            country = "Japan" if importer == "jp" else "United States"
            tip = f"{country}: codes that begin with {prefixes.replace(' ', ', ')}"
            self._add(self._groups, key, f"{title} ({importer.upper()})", tip)
        self._groups.setSelectionMode(QListWidget.SelectionMode.MultiSelection)
        self._chapters = self._list(column, "Chapter")
        for key, title in chapters.items():
            self._add(self._chapters, key, f"{key} {title}", f"Chapter {key}: {title}")
        self._chapters.setSelectionMode(QListWidget.SelectionMode.MultiSelection)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("filterScroll")
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName("Filters")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._fit()
        theme.changed.connect(self._fit)

    def _section(self, column: QVBoxLayout, title: str, facet: str, choices: list[tuple[str, str]]) -> None:
        self._head(column, title)
        holder = QWidget()
        flow = FlowLayout(holder)
        for key, text in choices:
            tip = DEFINITIONS.get(key) or KIND_MEANING.get(_kind(key), text)
            self._chip(flow, holder, title, facet, (key, text), tip)
        column.addWidget(holder)
        column.addSpacing(6)

    def _chip(
        self, flow: FlowLayout, holder: QWidget, title: str, facet: str, choice: tuple[str, str], tip: str
    ) -> None:
        key, text = choice
        chip = QPushButton(text, holder)
        chip.setObjectName("chip")
        chip.setCheckable(True)
        chip.setProperty("facet", facet)
        chip.setProperty("choice", key)
        chip.setAccessibleName(f"{title}: {text}")
        chip.setToolTip(tip)
        chip.clicked.connect(self._on_chip_clicked)
        flow.addWidget(chip)
        self._chips[facet, key] = chip
        self._titles[facet, key] = text

    def _comparison(self, column: QVBoxLayout) -> None:
        """Against whom, and how the American exporter stands."""
        self._standings = QWidget()
        outer, column = column, QVBoxLayout(self._standings)
        column.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._standings)
        self._head(column, "Ahead or behind")
        self._comparator = QComboBox()
        self._comparator.setAccessibleName("Compare with exporters under")
        for key, title in TITLES.items():
            self._comparator.addItem(title, key)
        self._comparator.setMinimumContentsLength(8)
        self._comparator.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._comparator.activated.connect(self._on_box_chosen)
        column.addWidget(self._comparator)
        holder = QWidget()
        flow = FlowLayout(holder)
        for standing, sign in SIGNS.items():
            word = CELL[standing].partition(" ")[2]
            text = f"{sign} {word[:1].upper()}{word[1:]}"
            self._chip(
                flow, holder, "Who is ahead", "standing", (standing.value, text), STANDING_MEANING[standing]
            )
        column.addWidget(holder)
        column.addSpacing(6)

    def _my_lists(self, column: QVBoxLayout) -> None:
        """The user's own lists; hidden while there are none."""
        self._mine = QWidget()
        inner = QVBoxLayout(self._mine)
        inner.setContentsMargins(0, 0, 0, 0)
        self._head(inner, "My lines")
        self._sets = QComboBox()
        self._sets.setAccessibleName("Only the lines of one of my lists")
        self._sets.setMinimumContentsLength(8)
        self._sets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._sets.activated.connect(self._on_box_chosen)
        inner.addWidget(self._sets)
        column.addWidget(self._mine)
        self.set_lists(())

    def set_lists(self, names: Sequence[str]) -> None:
        """Offer the user's lists; a choice that is gone is no choice any more."""
        chosen = self._sets.currentData() or ""
        self._sets.clear()
        self._sets.addItem("All lines", "")
        for name in names:
            self._sets.addItem(name, name)
        self._sets.setCurrentIndex(max(0, self._sets.findData(chosen)))
        self._mine.setVisible(bool(names))

    def show_comparator(self, name: str) -> None:
        """Show which agreement the counts compare with, typed or chosen; announces nothing."""
        self._comparator.setCurrentIndex(max(0, self._comparator.findData(name)))

    @Slot(int)
    def _on_box_chosen(self, _place: int) -> None:
        self._announce()

    def _head(self, column: QVBoxLayout, title: str) -> None:
        label = QLabel(title.upper())
        label.setObjectName("section")
        column.addWidget(label)

    def _list(self, column: QVBoxLayout, title: str) -> QListWidget:
        self._head(column, title)
        view = QListWidget()
        view.setObjectName("choices")
        view.setAccessibleName(title)
        view.setUniformItemSizes(True)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegate(_CountDelegate(self._theme, view))
        view.itemSelectionChanged.connect(self._on_choice)
        column.addWidget(view)
        column.addSpacing(6)
        return view

    def _add(self, view: QListWidget, key: str, text: str, tip: str) -> None:
        item = QListWidgetItem(text, view)
        item.setData(_KEY_ROLE, key)
        item.setToolTip(tip)

    @Slot()
    def _fit(self) -> None:
        """Give the lists the height of their rows that are shown."""
        height = self._theme.line_height() + 6
        for view in (self._groups, self._chapters):
            shown = sum(not view.item(i).isHidden() for i in range(view.count()))
            view.setFixedHeight(max(1, shown) * height + 2)

    @Slot()
    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        assert isinstance(chip, QPushButton)
        facet = chip.property("facet")
        if chip.isChecked() and facet in ("importer", "covered"):
            for (other, _), button in self._chips.items():
                if other == facet and button is not chip:
                    button.setChecked(False)
        self._announce()

    @Slot()
    def _on_choice(self) -> None:
        if self._quiet:
            return
        chosen = self._groups.selectedItems()
        if len(chosen) > 1:
            # One group at a time; the one clicked last is the current one.
            self._quiet = True
            for item in chosen:
                item.setSelected(item is self._groups.currentItem())
            self._quiet = False
        self._announce()

    def _announce(self) -> None:
        self.filters_changed.emit(self.filters())

    def first_choice(self) -> QPushButton:
        """The choice that gets the focus when the panel is gone to by key."""
        return self._chips["importer", "jp"]

    def filters(self) -> Filters:
        """What is chosen."""
        chosen = {key for key, chip in self._chips.items() if chip.isChecked()}
        importer: Importer | None = None
        if ("importer", "jp") in chosen:
            importer = "jp"
        elif ("importer", "us") in chosen:
            importer = "us"
        covered = True if ("covered", "in") in chosen else False if ("covered", "out") in chosen else None
        groups = [item.data(_KEY_ROLE) for item in self._groups.selectedItems()]
        return Filters(
            importer=importer,
            covered=covered,
            kinds=frozenset(Kind(key) for facet, key in chosen if facet == "kind"),
            chapters=frozenset(int(item.data(_KEY_ROLE)) for item in self._chapters.selectedItems()),
            group=groups[0] if groups else "",
            standings=frozenset(
                Standing(key)
                for (facet, key), chip in self._chips.items()
                if facet == "standing" and chip.isChecked()
            ),
            comparator=str(self._comparator.currentData()),
            set_name=str(self._sets.currentData() or ""),
        )

    def set_filters(self, filters: Filters) -> None:
        """Show choices without announcing them."""
        self._quiet = True
        try:
            covered = {True: "in", False: "out", None: ""}[filters.covered]
            for (facet, key), chip in self._chips.items():
                chosen = (
                    key == (filters.importer or "") if facet == "importer"
                    else key == covered if facet == "covered"
                    else Standing(key) in filters.standings if facet == "standing"
                    else _kind(key) in filters.kinds
                )  # fmt: skip
                chip.setChecked(chosen)
            self._comparator.setCurrentIndex(max(0, self._comparator.findData(filters.comparator)))
            self._sets.setCurrentIndex(max(0, self._sets.findData(filters.set_name)))
            for i in range(self._groups.count()):
                item = self._groups.item(i)
                item.setSelected(item.data(_KEY_ROLE) == filters.group)
            for i in range(self._chapters.count()):
                item = self._chapters.item(i)
                item.setSelected(int(item.data(_KEY_ROLE)) in filters.chapters)
        finally:
            self._quiet = False

    def set_counts(self, counts: FacetCounts) -> None:
        """Show how many lines each choice would give; choices that give none step back."""
        found = {
            ("importer", "jp"): counts.importer.get("jp", 0),
            ("importer", "us"): counts.importer.get("us", 0),
            ("covered", "in"): counts.covered.get(True, 0),
            ("covered", "out"): counts.covered.get(False, 0),
        }
        found |= {("kind", kind.value): counts.kind.get(kind, 0) for kind in KIND_MEANING}
        found |= {("standing", standing.value): counts.standing.get(standing, 0) for standing in SIGNS}
        for key, chip in self._chips.items():
            chip.setText(f"{self._titles[key]} {found[key]:,}")
            chip.setVisible(bool(found[key]) or chip.isChecked() or key[0] not in ("kind", "standing"))
            chip.setEnabled(bool(found[key]) or chip.isChecked())
        # American lines have nobody to be beside.
        self._standings.setVisible(
            any(not chip.isHidden() for (facet, _), chip in self._chips.items() if facet == "standing")
        )
        self._count_list(self._groups, counts.group)
        self._count_list(self._chapters, {f"{k:02}": n for k, n in counts.chapter.items()})
        self._fit()

    def _count_list(self, view: QListWidget, counts: dict[str, int]) -> None:
        for i in range(view.count()):
            item = view.item(i)
            count = counts.get(item.data(_KEY_ROLE), 0)
            item.setData(_COUNT_ROLE, count)
            item.setHidden(count == 0 and not item.isSelected())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame paints its style sheet's background."""
        super().paintEvent(event)


def _kind(key: str) -> Kind:
    try:
        return Kind(key)
    except ValueError:
        return Kind.UNKNOWN
