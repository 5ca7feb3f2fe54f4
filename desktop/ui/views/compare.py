"""The Compare view: two things side by side, one line across the years, what changed, the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.core.locator import Locator
from desktop.errors import KnownError
from desktop.ui.colours import rich_colours
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.change_panel import ChangePanel
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.grid_view import GridView
from desktop.ui.widgets.pair_panel import PairPanel
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import entry_html

if TYPE_CHECKING:
    from desktop.ui.theme import Theme
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.compare import Comparer
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.reference import Reference
    from desktop.viewmodels.settings import Settings
    from desktop.viewmodels.sources import SourcesController
    from desktop.viewmodels.tasks import TaskRunner

MODES: Final = (
    ("pair", "Side by side", "Two lines or two provisions, row by row and word by word"),
    ("across", "Across the years", "One line under every agreement, year by year"),
    ("changes", "What changed", "Any two years of a schedule: added, removed, cut, raised, wording"),
    ("matrix", "Digital-trade matrix", "28 topics in 7 instruments; a cell opens both sides"),
)


class CompareView(QWidget):
    """Owns the four ways to compare; announces places to open elsewhere."""

    place_chosen = Signal(str)
    place_shown = Signal()
    said = Signal(str)

    def __init__(
        self,
        reference: Reference,
        entries: Entries,
        sources: SourcesController,
        comparer: Comparer,
        clipper: Clipper,
        theme: Theme,
        settings: Settings,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._reference, self._entries, self._comparer, self._clipper = reference, entries, comparer, clipper
        self._theme = theme
        self.mode = "pair"
        self._across: Locator | None = None
        self._across_title = ""
        self._across_sources: tuple[str, ...] = ()
        self.pair = PairPanel(comparer, sources, theme, settings, max(reference.bundle.years), self)
        self.pair.said.connect(self.said)
        self.pair.place_chosen.connect(self.place_chosen)
        self.pair.matrix_asked.connect(self._on_matrix_asked)
        self.pair.pair_changed.connect(self.place_shown)
        self.changes = ChangePanel(reference, theme, tasks, self)
        self.changes.said.connect(self.said)
        self.changes.line_chosen.connect(self._on_line_chosen)
        self.changes.shown.connect(self.place_shown)
        self._build()
        theme.changed.connect(self._on_theme_changed)
        self.show_mode("pair")

    def _build(self) -> None:
        bar = QFrame(self)
        row = FlowLayout(bar)
        row.setContentsMargins(14, 8, 14, 8)
        self._buttons: dict[str, QPushButton] = {}
        for name, title, tip in MODES:
            made = button(bar, title, "plain", tip)
            made.setCheckable(True)
            made.setProperty("mode", name)
            made.clicked.connect(self._on_mode_clicked)
            row.addWidget(made)
            self._buttons[name] = made
        self.table = GridView("One line across agreements and years", self._theme, self)
        self.table_title = QLabel(self)
        self.table_title.setWordWrap(True)
        self.table_title.setContentsMargins(14, 4, 14, 6)
        across = QWidget(self)
        column = QVBoxLayout(across)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table_title)
        column.addWidget(self.table, 1)
        self.matrix = RichPane("Digital-trade matrix", self)
        self.matrix.entry_chosen.connect(self._on_entry)
        self.matrix.link_chosen.connect(self._on_pair_link)
        self.stack = QStackedWidget(self)
        self._pages = {"pair": self.pair, "across": across, "changes": self.changes, "matrix": self.matrix}
        for page in self._pages.values():
            self.stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self.stack, 1)

    # --- modes ---------------------------------------------------------------------------

    @Slot()
    def _on_mode_clicked(self) -> None:
        self.show_mode(str(self.sender().property("mode")))

    @Slot()
    def _on_matrix_asked(self) -> None:
        self.show_mode("matrix")

    def show_mode(self, mode: str) -> None:
        """One of the four ways."""
        self.mode = mode
        for name, made in self._buttons.items():
            made.setChecked(name == mode)
        self.stack.setCurrentWidget(self._pages[mode])
        if mode == "changes":
            self.changes.start()
        elif mode == "matrix":
            colours = rich_colours(self._theme.tokens)
            html = entry_html.matrix(
                self._entries.store.cells(),
                self._entries.briefs,
                colours,
                pairs=True,
                width=self._matrix_width(),
            )
            self.matrix.show_html(html)
        elif mode == "across":
            left = self.pair.left
            self._fill_across(left if left is not None and left.kind == "line" else self._across)
        self.place_shown.emit()

    def _matrix_width(self) -> str:
        least = 130 * self._theme.em()
        return "100%" if self.stack.width() > least else str(least)

    @Slot(str)
    def _on_entry(self, name: str) -> None:
        self.place_chosen.emit(locator.entry(name).address)

    @Slot(str)
    def _on_pair_link(self, link: str) -> None:
        left, _, right = link.removeprefix("pair:").partition("|")
        self.open_pair(locator.entry(left), locator.entry(right))

    @Slot(object)
    def _on_line_chosen(self, key: object) -> None:
        if isinstance(key, Locator):
            self.place_chosen.emit(key.address)

    # --- opening -------------------------------------------------------------------------

    def open_pair(self, left: Locator, right: Locator | None = None) -> None:
        """Two places side by side; without the second its counterpart."""
        self.pair.open(left, right)
        self.show_mode("pair")

    def open_across(self, place: Locator) -> None:
        """One line across agreements and years."""
        self._across = Locator("line", place.path, place.options)
        self.pair.open(self._across, None)
        self.show_mode("across")

    def open_changes(self, place: Locator) -> None:
        """What changed between the two years of an address."""
        self.changes.choose(place.path[0], place.option("from"), place.option("to"))
        self.show_mode("changes")

    def _fill_across(self, place: Locator | None) -> None:
        self._across = place
        if place is None:
            self.table_title.setText(
                "Choose a line in “Side by side”, or press Ctrl+Shift+Y on a line in the Lines view."
            )
            return
        try:
            title, grid, sources = self._comparer.across(place)
        except KnownError as error:
            self.table_title.setText(str(error))
            return
        self._across_title, self._across_sources = title, sources
        self.table_title.setText(
            f"{title}\nEditions: {'; '.join(sources)}. Years without an edition are inferred, and say so."
        )
        self.table.show_grid(grid, [])

    # --- what it hands out ---------------------------------------------------------------

    def place(self) -> Locator | None:
        """The address of what is shown."""
        if self.mode == "pair":
            return self.pair.place()
        if self.mode == "across" and self._across is not None:
            return Locator("across", self._across.path, self._across.options)
        if self.mode == "changes":
            return self.changes.place()
        return locator.entry(_matrix_name()) if self.mode == "matrix" else None

    def taken(self) -> Clipping | None:
        """What is shown (of a table what is selected), to be copied, cited and kept."""
        place = self.place()
        if place is None:
            return None
        if self.mode == "matrix":
            return self._clipper.entry(_matrix_name())
        if self.mode == "across":
            return self._clipper.table(self._across_title, place, self.table.taken(), self._across_sources)
        if self.mode == "changes":
            return self.changes.taken(self._clipper)
        return self.pair.taken(self._clipper)

    def of_pane(self, pane: QWidget) -> Clipping | None:
        """What the words of a pane are about: one side of the pair, or the matrix."""
        comparison = self.pair.comparison
        if comparison is not None and pane in self.pair.panes_:
            side = comparison.right if pane is self.pair.panes_[1] else comparison.left
            return self._clipper.of_place(side.place)
        return self.taken()

    def whole(self) -> Clipping | None:
        """The table that is exported: all that is shown."""
        place = self.place()
        if place is None or self.mode in ("matrix", "pair"):
            return self.taken()
        if self.mode == "across":
            return self._clipper.table(
                self._across_title, place, self.table.grid.grid(), self._across_sources
            )
        return self.changes.taken(self._clipper, whole=True)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.mode == "pair":
            return self.pair.panes()
        if self.mode == "changes":
            return self.changes.panes()
        return [self.table if self.mode == "across" else self.matrix]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panes follow the width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Side by side where there is room, one above the other where there is not."""
        beside = self.window().width() > max(700, 84 * self._theme.em())
        self.pair.splitter.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.mode == "matrix":
            self.show_mode("matrix")
        self.arrange()


def _matrix_name() -> str:
    from desktop.viewmodels.entries import MATRIX  # noqa: PLC0415  (one name)

    return MATRIX
