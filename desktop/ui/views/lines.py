"""The Lines view: filters, the table of all lines, and one line in full.

The table comes first; the panes beside it are built when it has been painted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.theme import Theme
from desktop.ui.widgets.lines_table import LinesTable
from desktop.viewmodels.reference import Reference
from desktop.viewmodels.settings import Settings

if TYPE_CHECKING:
    from desktop.core.detail import FacetCounts
    from desktop.ui.widgets.detail_pane import DetailPane
    from desktop.ui.widgets.filter_panel import FilterPanel
    from desktop.ui.widgets.rich_pane import RichPane
    from desktop.viewmodels.search import Filters, Result, SearchController

_UNNAMED_SHOWN = 20


class LinesView(QWidget):
    """Shows what the search controller finds; before it is attached, all lines."""

    query_chosen = Signal(str)
    entry_chosen = Signal(str)
    to_search = Signal(str)
    said = Signal(str)
    line_shown = Signal()

    def __init__(
        self, reference: Reference, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reference = reference
        self._theme = theme
        self._settings = settings
        self._controller: SearchController | None = None
        self._current: int | None = None
        self._year = max(reference.bundle.years)
        self.filters: FilterPanel | None = None
        self.detail: DetailPane | None = None
        self._empty: RichPane | None = None
        self._beside: QWidget | None = None
        self._sizes: list[int] = []
        self._build()
        theme.changed.connect(self._on_theme_changed)

    def _build(self) -> None:
        self.table = LinesTable(self._reference, self._theme, self._settings, self)
        self.table.typed.connect(self.to_search)
        self.table.line_changed.connect(self._on_line_changed)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._banner = QFrame(self)
        self._banner.setObjectName("banner")
        self._banner_text = QLabel(self._banner)
        self._banner_text.setWordWrap(True)
        self._banner_text.setTextFormat(Qt.TextFormat.PlainText)
        banner_row = QHBoxLayout(self._banner)
        banner_row.setContentsMargins(12, 6, 12, 6)
        banner_row.addWidget(self._banner_text)
        self._banner.hide()
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._banner)
        column.addWidget(self._stack, 1)
        self._detail_frame = QFrame(self)
        self._detail_frame.setObjectName("detail")
        self._detail_frame.setMinimumSize(220, 140)
        self._detail_column = QVBoxLayout(self._detail_frame)
        self._detail_column.setContentsMargins(0, 0, 0, 0)
        self._filter_frame = QFrame(self)
        self._filter_frame.setObjectName("filters")
        self._filter_column = QVBoxLayout(self._filter_frame)
        self._filter_column.setContentsMargins(0, 0, 0, 0)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(middle)
        self.splitter.addWidget(self._detail_frame)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._filter_frame)
        row.addWidget(self.splitter, 1)
        self._fit_filters()

    def show_all(self, year: int) -> None:
        """All lines of a year, before there is a controller to ask."""
        self._year = year
        self.table.show_order(self._reference.all_lines(year), 0, year, None)

    def attach(self, controller: SearchController) -> None:
        """Show from now on what the controller finds."""
        self._controller = controller
        controller.result_changed.connect(self._on_result_changed)
        controller.counts_changed.connect(self._on_counts_changed)
        self.table.sort_asked.connect(self._on_sort_asked)

    def build_rest(self) -> None:
        """What the first paint does not need: the filters, and what is in the detail pane."""
        from desktop.ui.widgets.detail_pane import DetailPane  # noqa: PLC0415
        from desktop.ui.widgets.filter_panel import FilterPanel  # noqa: PLC0415

        if self.detail is not None or self._controller is None:
            return
        self.filters = FilterPanel(self._theme, self._reference.chapters(), self._reference.groups(), self)
        self.filters.set_filters(self._controller.filters)
        self.filters.filters_changed.connect(self._on_filters_changed)
        self._filter_column.addWidget(self.filters)
        self.detail = DetailPane(self._reference, self._theme, self)
        self.detail.query_chosen.connect(self.query_chosen)
        self.detail.entry_chosen.connect(self.entry_chosen)
        self.detail.said.connect(self.said)
        self._detail_column.addWidget(self.detail)
        self.detail.show_line(self._current, self._year)
        self.arrange()

    # --- results -------------------------------------------------------------------------

    @Slot(object)
    def _on_result_changed(self, result: Result) -> None:
        assert self._controller is not None
        self._year = result.year
        self.table.show_order(result.order, result.close, result.year, self._current)
        self._say(result)
        self.table.set_scope(result.query.importer or "all")
        self.table.set_comparator(result.query.comparator)
        if self.filters is not None:
            self.filters.show_comparator(result.query.comparator)
        self.table.mark_sort(self._controller.sort, descending=self._controller.descending)
        self._place_banner()
        if self.detail is not None and self.detail.year != result.year:
            self._show_current()

    def _show_current(self) -> None:
        if self.detail is not None:
            self.detail.show_line(self._current, self._year)

    def _place_banner(self) -> None:
        self._banner.setVisible(bool(self._banner_text.text()) and self._stack.currentWidget() is self.table)

    def _say(self, result: Result) -> None:
        if not len(result.order):
            self._nothing().show_html(self._nothing_found(result))
            self._stack.setCurrentWidget(self._nothing())
            return
        self._stack.setCurrentWidget(self.table)
        self._banner_text.setText("\n".join(self._sayings(result)))

    def _nothing(self) -> RichPane:
        if self._empty is None:
            from desktop.ui.widgets.rich_pane import RichPane  # noqa: PLC0415

            self._empty = RichPane("No lines found", self)
            self._empty.query_chosen.connect(self.query_chosen)
            self._stack.addWidget(self._empty)
        return self._empty

    def _sayings(self, result: Result) -> list[str]:
        said = list(result.notes)
        if result.close:
            taken = ", ".join(f"{b} for “{a}”" for a, b in result.corrections)
            said.append(f"Nothing matches exactly. Close matches, marked ≈: {taken}.")
        if result.unmatched:
            shown = "; ".join(f"{text} {why}" for text, why in result.unmatched[:4])
            more = len(result.unmatched) - 4
            rest = f"; and {more} more" if more > 0 else ""
            said.append(f"Not found: {shown}{rest}.")
        if self._has_no_edition(result):
            said.append(
                f"The data have no edition of Japan's schedule for {result.year}: Japan's lines are "
                "today's, without duties."
            )
        return said

    def _has_no_edition(self, result: Result) -> bool:
        return result.query.importer != "us" and self._reference.edition("jp", result.year) is None

    def _nothing_found(self, result: Result) -> str:
        assert self._controller is not None
        link = self._theme.tokens.colour["link"]
        said = "".join(f"<p>{_escape(text)}</p>" for text in result.notes)
        said += "".join(
            f"<p>{_escape(text)} {_escape(why)}.</p>" for text, why in result.unmatched[:_UNNAMED_SHOWN]
        )
        if self._has_no_edition(result):
            said += (
                f"<p>The data have no edition of Japan's schedule for {result.year}, so that no line of Japan "
                "can be found by its duty or by the agreement. Choose another year at the top right.</p>"
            )
        more = len(result.unmatched) - _UNNAMED_SHOWN
        said += f"<p>And {more} more.</p>" if more > 0 else ""
        ways = "".join(
            f'<li><a style="color:{link}" href="query:{_escape(query)}">{_escape(what)}</a></li>'
            for what, query in result.advice
        )
        if not self._controller.filters.is_empty:
            ways += f'<li><a style="color:{link}" href="query:">all lines, without filters</a></li>'
        asked = f" for {_escape(result.understood)}" if result.understood else ""
        return f"<h3>No lines{asked}</h3>{said}<p>Try:</p><ul>{ways}</ul>"

    @Slot(object)
    def _on_counts_changed(self, counts: FacetCounts) -> None:
        if self.filters is not None:
            self.filters.set_counts(counts)

    @Slot(object)
    def _on_filters_changed(self, filters: Filters) -> None:
        if self._controller is not None:
            self._controller.ask(filters=filters)

    @Slot(str, bool)
    def _on_sort_asked(self, name: str, descending: bool) -> None:  # noqa: FBT001  (a Qt signal's argument)
        if self._controller is not None:
            self._controller.ask(sort=(name, descending))

    # --- one line ------------------------------------------------------------------------

    @Slot(object)
    def _on_line_changed(self, line: int) -> None:
        self._current = line
        self._show_current()
        self.line_shown.emit()

    @property
    def current(self) -> int | None:
        """The id of the line in the detail pane."""
        return self._current

    def go_to(self, line: int | None) -> None:
        """Make a line current; its row is selected where it is in the table."""
        self._current = line
        self.table.make_current(line)
        self._show_current()
        self.line_shown.emit()

    def copy_code(self) -> str:
        """Copy the number of the current line; says what was copied."""
        if self._current is None:
            return "Choose a line first"
        number = self._reference.detail(self._current, self._year).row.display
        QGuiApplication.clipboard().setText(number)
        return f"{number} copied"

    # --- layout --------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Detail beside the table where there is room, below it where there is not."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Lay the panes out for the width that the window has."""
        width, em = self.window().width(), self._theme.em()
        beside = width > max(890, 108 * em)
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.splitter.orientation() is not wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([2, 1] if beside else [300, 260])
        self._filter_frame.setVisible(self._settings.show_filters and width > max(1070, 130 * em))
        self._detail_frame.setVisible(self._settings.show_detail or self._beside is not None)

    def set_beside(self, widget: QWidget | None) -> None:
        """Put something (a chart) in the place of the detail; None brings the detail and the user's split back."""
        across = self.splitter.orientation() is Qt.Orientation.Horizontal
        if widget is not None and self._beside is None:
            self._sizes = self.splitter.sizes() if across else []
        if widget is not None and self._detail_column.indexOf(widget) < 0:
            self._detail_column.addWidget(widget)
        if self._beside is not None and self._beside is not widget:
            self._beside.hide()
        self._beside = widget
        if self.detail is not None:
            self.detail.setVisible(widget is None)
        if widget is not None:
            widget.show()
        self.arrange()
        if widget is not None and across:
            half = sum(self.splitter.sizes()) // 2
            self.splitter.setSizes([half, half])
        elif widget is None and across and self._sizes:
            self.splitter.setSizes(self._sizes)

    @property
    def sizes(self) -> list[int]:
        """How the user divides table and detail; empty where they are not side by side."""
        if self.splitter.orientation() is not Qt.Orientation.Horizontal:
            return []
        return self._sizes if self._beside is not None else self.splitter.sizes()

    def select_lines(self, lines: frozenset[int]) -> int:
        """Select those of the lines that the table shows; returns how many."""
        found = self.table.select_lines(lines)
        if found:
            self._current = self.table.current_line()
            self._show_current()
        return found

    def split(self, sizes: list[int]) -> None:
        """Divide table and detail as stored, or by default."""
        if self.splitter.orientation() is not Qt.Orientation.Horizontal:
            return
        total = sum(self.splitter.sizes()) or self.splitter.width()
        wide = max(330, min(56 * self._theme.em(), self.width() * 3 // 10))
        stored = len(sizes) == 2 and min(sizes) > 0
        self.splitter.setSizes(sizes if stored else [max(200, total - wide), wide])

    def _fit_filters(self) -> None:
        self._filter_frame.setFixedWidth(max(190, self._theme.em() * 30))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._fit_filters()
        self.arrange()
        if self._controller is not None and not len(self.table.lines.order):
            self._say(self._controller.result)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
