"""The Lines view: filters, the table of all lines, and one line in full."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QModelIndex, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.record import FacetCounts
from desktop.ui.colours import rich_colours
from desktop.ui.theme import Theme
from desktop.ui.widgets.filter_panel import FilterPanel
from desktop.ui.widgets.line_delegate import LineDelegate
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import clipboard, detail_text
from desktop.viewmodels.columns import COLUMNS, INDEX, default_columns
from desktop.viewmodels.line_table import KEY_ROLE, LineTableModel
from desktop.viewmodels.reference import Reference
from desktop.viewmodels.search import Filters, Result, SearchController
from desktop.viewmodels.settings import Settings

_NARROW = 820
_NO_DETAIL_BESIDE = 1000
_MOST_COPIED = 5_000


class LinesTable(QTableView):
    """The table; typing in it goes to the search box."""

    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that a table does not use go to the search box; Tab leaves the table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
            return
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and len(text) == 1 and text.isprintable() and text != " ":
            self.typed.emit(text)
            return
        super().keyPressEvent(event)


class LinesView(QWidget):
    """Shows what the search controller finds."""

    query_chosen = Signal(str)
    to_search = Signal(str)

    def __init__(
        self,
        reference: Reference,
        controller: SearchController,
        theme: Theme,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reference = reference
        self._controller = controller
        self._theme = theme
        self._settings = settings
        self._current: int | None = None
        self._scope = ""
        self._marks: dict[str, tuple[str, str]] | None = None
        self.model = LineTableModel(reference.store, self)
        self.filters: FilterPanel | None = None
        self._pending_counts: FacetCounts | None = None
        self._build()
        self._apply_scope()
        controller.result_changed.connect(self._on_result_changed)
        controller.counts_changed.connect(self._on_counts_changed)
        theme.changed.connect(self._on_theme_changed)

    def _build(self) -> None:
        self.table = self._make_table()
        self._empty = RichPane("No lines found", self)
        self._empty.query_chosen.connect(self.query_chosen)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
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
        self.detail = RichPane("Line in full", self._detail_frame)
        self.detail.query_chosen.connect(self.query_chosen)
        self._detail_frame.setMinimumWidth(220)
        self._detail_frame.setMinimumHeight(140)
        self._buttons = self._make_buttons()
        detail_column = QVBoxLayout(self._detail_frame)
        detail_column.setContentsMargins(0, 0, 0, 0)
        detail_column.setSpacing(0)
        detail_column.addWidget(self.detail, 1)
        detail_column.addWidget(self._buttons)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(middle)
        self.splitter.addWidget(self._detail_frame)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.splitter, 1)

    def _make_buttons(self) -> QFrame:
        frame = QFrame(self._detail_frame)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 6, 14, 8)
        self._copy_sentence = QPushButton("Copy as a sentence", frame)
        self._copy_sentence.setObjectName("primary")
        self._copy_sentence.setToolTip("Copy line, rates and edition as one sentence")
        self._copy_sentence.clicked.connect(self._on_copy_sentence)
        row.addWidget(self._copy_sentence)
        row.addStretch(1)
        frame.hide()
        return frame

    def _make_table(self) -> LinesTable:
        table = LinesTable(self)
        table.setObjectName("lines")
        table.setAccessibleName("Tariff lines")
        table.setModel(self.model)
        self._delegate = LineDelegate(self._theme, self.model, table)
        table.setItemDelegate(self._delegate)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setMinimumSectionSize(8)
        table.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(30)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.sectionClicked.connect(self._on_header_clicked)
        header.sectionResized.connect(self._on_section_resized)
        self._resizing = True
        for place, spec in enumerate(COLUMNS):
            header.resizeSection(place, self._width(spec.key))
        self._resizing = False
        table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        table.typed.connect(self.to_search)
        table.viewport().installEventFilter(self)
        return table

    def _width(self, key: str) -> int:
        stored = self._settings.widths.get(key)
        if isinstance(stored, int) and stored > 0:
            return round(stored * self._theme.zoom / 100)
        return self._delegate.width_of(COLUMNS[INDEX[key]])

    def build_rest(self) -> None:
        """What the first paint does not need: the filters, and what is in the detail pane."""
        if self.filters is None:
            self.filters = FilterPanel(
                self._theme, self._reference.chapters(), self._reference.groups(), self
            )
            self.filters.set_filters(self._controller.filters)
            self.filters.filters_changed.connect(self._on_filters_changed)
            self._row.insertWidget(0, self.filters)
            if self._pending_counts is not None:
                self.filters.set_counts(self._pending_counts)
            self.arrange()
        self._show_detail()

    # --- results -------------------------------------------------------------------------

    @Slot(object)
    def _on_result_changed(self, result: Result) -> None:
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        try:
            self.model.set_order(result.order, result.close, result.year)
            self._restore_current()
        finally:
            selection.blockSignals(False)
        self.table.viewport().update()
        self._say(result)
        self._apply_scope()
        self._mark_sort()

    def _restore_current(self) -> None:
        """Keep the current line current where it still stands; otherwise no row is selected."""
        place = -1 if self._current is None else self.model.place_of(self._current)
        if place < 0:
            self.table.clearSelection()
            self.table.selectionModel().clearCurrentIndex()
            self.table.verticalScrollBar().setValue(0)
            return
        index = self.model.index(place, 0)
        flags = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    def _say(self, result: Result) -> None:
        if not len(result.order):
            self._empty.show_html(self._nothing_found(result))
            self._stack.setCurrentWidget(self._empty)
            self._banner.hide()
            return
        self._stack.setCurrentWidget(self.table)
        said = self._sayings(result)
        self._banner_text.setText("\n".join(said))
        self._banner.setVisible(bool(said))

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
        japan = self._reference.edition("jp", result.year)
        if japan is None and result.query.importer != "us":
            said.append(
                f"The data have no edition of Japan's schedule for {result.year}: Japan's lines are "
                "today's, without duties."
            )
        return said

    def _nothing_found(self, result: Result) -> str:
        colours = rich_colours(self._theme.tokens)
        said = "".join(f"<p>{_escape(text)}</p>" for text in result.notes)
        said += "".join(
            f"<p>{_escape(text)} {_escape(why)}.</p>" for text, why in result.unmatched[:20]
        )
        ways = "".join(
            f'<li><a style="color:{colours.link}" href="query:{_escape(query)}">{_escape(what)}</a></li>'
            for what, query in result.advice
        )
        if not self._controller.filters.is_empty:
            ways += f'<li><a style="color:{colours.link}" href="query:">all lines, without filters</a></li>'
        asked = f" for {_escape(result.understood)}" if result.understood else ""
        return f"<h3>No lines{asked}</h3>{said}<p>Try:</p><ul>{ways}</ul>"

    @Slot(object)
    def _on_counts_changed(self, counts: FacetCounts) -> None:
        self._pending_counts = counts
        if self.filters is not None:
            self.filters.set_counts(counts)

    @Slot(object)
    def _on_filters_changed(self, filters: Filters) -> None:
        self._controller.ask(filters=filters)

    # --- columns and order ---------------------------------------------------------------

    def _apply_scope(self) -> None:
        """Show the columns of the scope: both countries, Japan's or the United States' lines."""
        scope = self._controller.result.query.importer or self._controller.filters.importer or "all"
        if scope == self._scope:
            return
        self._scope = scope
        shown = self.shown_columns()
        for place, spec in enumerate(COLUMNS):
            self.table.setColumnHidden(place, spec.key not in shown)
        self._fit_goods()

    def shown_columns(self) -> list[str]:
        """Keys of the columns shown in this scope."""
        stored = self._settings.columns.get(self._scope or "all")
        known = [key for key in stored or () if key in INDEX]
        return known or default_columns(self._scope or "all")

    @Slot(QPoint)
    def _on_header_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        shown = self.shown_columns()
        for spec in COLUMNS[1:]:
            action = menu.addAction(spec.long_title)
            action.setCheckable(True)
            action.setChecked(spec.key in shown)
            action.setData(spec.key)
        menu.addSeparator()
        reset = menu.addAction("Columns as they were")
        reset.setData("")
        menu.triggered.connect(self._on_column_chosen)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.horizontalHeader().mapToGlobal(where))

    @Slot(object)
    def _on_column_chosen(self, action) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        key = action.data()
        if key:
            self.toggle_column(key)
        else:
            self._settings.columns.pop(self._scope, None)
            self._settings.widths.clear()
            self._resize_all()
            self._scope = ""
            self._apply_scope()

    def toggle_column(self, key: str) -> None:
        """Show or hide a column in this scope."""
        shown = self.shown_columns()
        chosen = [k for k in INDEX if (k in shown) != (k == key)]
        self._settings.columns[self._scope or "all"] = chosen
        self._scope = ""
        self._apply_scope()

    @Slot(int)
    def _on_header_clicked(self, place: int) -> None:
        """First click ascending, second descending, third the default order."""
        name = COLUMNS[place].sort
        if not name:
            return
        controller = self._controller
        if controller.sort != name:
            controller.ask(sort=(name, False))
        elif not controller.descending:
            controller.ask(sort=(name, True))
        else:
            controller.ask(sort=("", False))

    def _mark_sort(self) -> None:
        header = self.table.horizontalHeader()
        place = next((i for i, s in enumerate(COLUMNS) if s.sort and s.sort == self._controller.sort), -1)
        header.setSortIndicatorShown(place >= 0)
        if place >= 0:
            order = (
                Qt.SortOrder.DescendingOrder
                if self._controller.descending
                else Qt.SortOrder.AscendingOrder
            )
            header.setSortIndicator(place, order)

    @Slot(int, int, int)
    def _on_section_resized(self, place: int, _old: int, new: int) -> None:
        if not self._resizing and new > 0:
            self._settings.widths[COLUMNS[place].key] = round(new * 100 / self._theme.zoom)

    def _resize_all(self) -> None:
        self._resizing = True
        for place, spec in enumerate(COLUMNS):
            if not self.table.isColumnHidden(place):
                self.table.horizontalHeader().resizeSection(place, self._width(spec.key))
        self._resizing = False
        self._fit_goods()

    def _fit_goods(self) -> None:
        """Give the goods column the room that the others leave, unless the user set its width."""
        if "goods" in self._settings.widths:
            return
        place = INDEX["goods"]
        others = sum(
            self.table.columnWidth(i)
            for i in range(len(COLUMNS))
            if i != place and not self.table.isColumnHidden(i)
        )
        room = self.table.viewport().width() - others
        self._resizing = True
        self.table.horizontalHeader().resizeSection(place, max(16 * self._theme.em(), room))
        self._resizing = False

    # --- one line ------------------------------------------------------------------------

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._current = current.data(KEY_ROLE)
            self._show_detail()

    def _show_detail(self) -> None:
        colours = rich_colours(self._theme.tokens)
        self._buttons.setVisible(self._current is not None)
        if self._current is None:
            self.detail.show_html(self._welcome())
            return
        if self._marks is None:
            self._marks = self._reference.marks()
        detail = self._reference.detail(self._current, self._controller.result.year)
        self.detail.show_html(detail_text.render(detail, colours, self._marks))

    def _welcome(self) -> str:
        colours = rich_colours(self._theme.tokens)
        saved = (
            ("jp: cover:in", "Japan's lines of the agreement"),
            ("us: cover:in", "American lines of the agreement"),
            ("jp: cover:in rate:>10", "Japanese duties over 10% under the agreement"),
            ("us: trade:>1000m", "Lines with over a billion dollars of U.S. imports from Japan in 2024"),
        )
        links = "".join(
            f'<p style="margin:6px 0"><a style="color:{colours.link}" href="query:{q}">{t}</a></p>'
            for q, t in saved
        )
        return (
            f'<p style="color:{colours.dim}">Choose a line to see it in full: names, duty by agreement '
            f"and by year, and where each figure is from.</p>{links}"
            f'<p style="color:{colours.dim}">F1 shows what can be typed into the search box.</p>'
        )

    @property
    def current(self) -> int | None:
        """The id of the line in the detail pane."""
        return self._current

    def go_to(self, line: int | None) -> None:
        """Make a line current; its row is selected where it is in the table."""
        self._current = line
        self._restore_current()
        self._show_detail()

    def refresh_detail(self) -> None:
        """Show the current line again, for the year that is now asked for."""
        self._show_detail()

    @Slot()
    def _on_copy_sentence(self) -> None:
        if self._current is not None:
            detail = self._reference.detail(self._current, self._controller.result.year)
            QGuiApplication.clipboard().setText(detail_text.plain(detail))

    # --- copy ----------------------------------------------------------------------------

    def selected_places(self) -> list[int]:
        """Places of the selected rows, in the order of the table."""
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def copy(self) -> str:
        """Copy selected text of the detail pane, else the selected lines; says what was copied."""
        if self.detail.hasFocus() and self.detail.textCursor().hasSelection():
            self.detail.copy()
            return "Text copied"
        places = self.selected_places()[:_MOST_COPIED]
        if not places:
            return "Nothing is selected; select lines in the table first"
        shown = self.shown_columns()
        columns = [spec for spec in COLUMNS if spec.key in shown]
        rows = [self.model.row(place) for place in places]
        data = QMimeData()
        data.setText(clipboard.as_text(columns, rows))
        data.setHtml(clipboard.as_html(columns, rows))
        QGuiApplication.clipboard().setMimeData(data)
        return f"{len(rows)} {'line' if len(rows) == 1 else 'lines'} copied"

    def copy_code(self) -> str:
        """Copy the number of the current line; says what was copied."""
        if self._current is None:
            return "Choose a line first"
        detail = self._reference.detail(self._current, self._controller.result.year)
        QGuiApplication.clipboard().setText(detail.row.display)
        return f"{detail.row.display} copied"

    # --- layout --------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the goods column when the table changes its width."""
        if watched is self.table.viewport() and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self._fit_goods)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Detail beside the table where there is room, below it where there is not."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Lay the panes out for the width there is."""
        width = self.width()
        em = self._theme.em()
        beside = width > max(_NARROW, 100 * em)
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.splitter.orientation() is not wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([2, 1] if beside else [300, 260])
        if self.filters is not None:
            self.filters.setVisible(self._settings.show_filters and width > max(_NO_DETAIL_BESIDE, 120 * em))
        self._detail_frame.setVisible(self._settings.show_detail)
        self._detail_frame.setStyleSheet(
            "" if beside else "QFrame#detail { border-left: none; }"
        )

    @Slot()
    def _on_theme_changed(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        self._resize_all()
        self.arrange()
        self._show_detail()
        if not len(self.model.order):
            self._say(self._controller.result)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
