"""What is in the window: top bar, navigation, views, status bar, and what outlives a restart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.shell.status import StatusBar
from desktop.ui.shell.views import VIEWS
from desktop.ui.views.lines import LinesView
from desktop.ui.widgets.search_box import SearchBox
from desktop.viewmodels.reference import Reference
from desktop.viewmodels.settings import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.ui.shell.beside import Beside
    from desktop.ui.shell.commands import Commands
    from desktop.ui.shell.handing import Handing
    from desktop.ui.shell.papers import Papers
    from desktop.ui.shell.places import Places
    from desktop.ui.shell.rail import Rail
    from desktop.ui.shell.rooms import Rooms
    from desktop.ui.shell.updating import Updating
    from desktop.ui.shell.window import MainWindow
    from desktop.ui.views.notice import NoticePage
    from desktop.ui.widgets.rich_pane import RichPane
    from desktop.viewmodels.search import Result, SearchController
    from desktop.viewmodels.tasks import TaskRunner


class Desk(QWidget):
    """Opens a reference file, or shows why it cannot; the window forwards its events here."""

    build_asked = Signal()
    damaged = Signal(object)  # what the check of the data that are open found
    data_changed = Signal(object)  # the file to open: of a data pack, or that before it
    choose_asked = Signal()

    def __init__(self, window: MainWindow, file: SettingsFile, *, serial: bool = False) -> None:
        super().__init__(window)
        self.setObjectName("body")
        self.setAcceptDrops(True)
        self.window_ = window
        self.theme = window.theme
        self.file = file
        self.settings = file.settings
        self._serial = serial
        self.reference: Reference | None = None
        self.controller: SearchController | None = None
        self.tasks: TaskRunner | None = None
        self.lines: LinesView | None = None
        self.notice: NoticePage | None = None
        self.rail: Rail | None = None
        self.commands: Commands | None = None
        self.papers: Papers | None = None
        self.rooms: Rooms | None = None
        self.handing: Handing | None = None
        self.places: Places | None = None
        self.beside: Beside | None = None
        self.own_data: Callable[[], tuple[str, Path | None]] = lambda: ("", None)
        self._updating: Updating | None = None
        self._rest_is_built = False
        self._asked = ""
        self._build()

    def _build(self) -> None:
        self.search = SearchBox(self)
        self.year_box = QComboBox(self)
        self.year_box.setObjectName("year")
        self.year_box.setAccessibleName("As of year")
        self.year_box.setToolTip("The year whose rates are shown")
        self._brand = QLabel("USJTA Desk", self)
        self._brand.setObjectName("brand")
        top = QFrame(self)
        top.setObjectName("topbar")
        row = QHBoxLayout(top)
        row.setContentsMargins(14, 7, 14, 7)
        row.setSpacing(12)
        row.addWidget(self._brand)
        row.addWidget(self.search, 1)
        row.addWidget(self.year_box)
        self.rail_frame = QFrame(self)
        self.rail_frame.setObjectName("rail")
        self._rail_column = QVBoxLayout(self.rail_frame)
        self._rail_column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget(self)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail_frame)
        middle.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addLayout(middle, 1)
        self.status = StatusBar(self.window_)
        self.window_.setStatusBar(self.status)
        for title in ("&File", "&Edit", "&View", "&Help"):
            self.window_.menuBar().addMenu(title)
        self.search.typed.connect(self._on_typed)
        self.search.leave_down.connect(self._on_leave_search)
        self.year_box.activated.connect(self._on_year_chosen)
        self._set_usable(usable=False)
        self._fit_rail()

    def _fit_rail(self) -> None:
        self.rail_frame.setFixedWidth(max(80, self.theme.em() * 13))

    def _set_usable(self, *, usable: bool) -> None:
        for widget in (self.search, self.year_box, self.rail_frame):
            widget.setEnabled(usable)

    # --- opening -------------------------------------------------------------------------

    def notice_page(self) -> NoticePage:
        """The page that stands in for the views while there are no data."""
        if self.notice is None:
            from desktop.ui.views.notice import NoticePage  # noqa: PLC0415

            self.notice = NoticePage(self)
            self.notice.retry.connect(self.build_asked)
            self.notice.choose.connect(self.choose_asked)
            self.stack.addWidget(self.notice)
        self.stack.setCurrentWidget(self.notice)
        return self.notice

    def open_reference(self, reference: Reference, query: str | None = None) -> None:
        """Fill the desk; ``query`` opens with that search instead of the last one.

        With nothing to search for, all lines are shown at once and the search itself is made
        ready after the first paint.
        """
        self._put_away()
        self.reference = reference
        self.lines = LinesView(reference, self.theme, self.settings, self)
        self.lines.query_chosen.connect(self.run_query)
        self.lines.to_search.connect(self._on_to_search)
        self.lines.said.connect(self.say)
        self.lines.table.painted.connect(self.finish_opening)
        self.stack.addWidget(self.lines)
        self.stack.setCurrentWidget(self.lines)
        query = self._for_lines(query)
        self._fill_years()
        self._set_usable(usable=True)
        self.search.input.blockSignals(True)
        self.search.set_text(self.settings.query if query is None else query)
        self.search.input.blockSignals(False)
        if query is not None or self.settings.asks_for_something:
            self._start_search(fresh=query is not None)
        else:
            year = max(reference.bundle.years)
            self.lines.show_all(year)
            self._say_count("all lines", len(self.lines.table.lines.order), year)
        if not len(self.lines.table.lines.order):
            # Nothing is painted where nothing was found; the rest is built all the same.
            QTimer.singleShot(0, self.finish_opening)
        self.search.input.setFocus()

    def _for_lines(self, query: str | None) -> str | None:
        """What asks for provisions is answered once they are open; the table then shows all lines."""
        self._asked = ""
        if query:
            from desktop.core import entry_query, locator, manifest  # noqa: PLC0415  (most starts ask for nothing)

            if manifest.is_pack(query) or locator.is_address(query) or entry_query.parse(query) is not None:
                self._asked = query
                return ""
        return query

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped: they are documents to add."""
        if self.papers is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files that were dropped: documents, or a data pack."""
        if self.papers is not None:
            event.acceptProposedAction()
            self.papers.take([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    @property
    def updating(self) -> Updating:
        """What installs data packs, made when first asked for."""
        if self._updating is None:
            from desktop.ui.shell.updating import Updating  # noqa: PLC0415

            self._updating = Updating(self, *self.own_data(), serial=self._serial)
            self._updating.changed.connect(self.data_changed)
        return self._updating

    def _put_away(self) -> None:
        """Release what belongs to the reference file that was open before."""
        if self.beside is not None:
            self.beside.put_away(window=True)
        self.status.hide_progress()
        if self.rooms is not None:
            self.rooms.put_away()
        if self.papers is not None:
            self.papers.shut()
            self.papers.put_away()
        self.papers = self.rooms = self.handing = self.places = self.beside = None
        if self.controller is not None:
            self.controller.close()
            self.controller.deleteLater()
            self.controller = None
        if self.tasks is not None:
            self.tasks.close()
            self.tasks.deleteLater()
            self.tasks = None
        if self.lines is not None:
            self.stack.removeWidget(self.lines)
            self.lines.deleteLater()
            self.lines = None
        if self.reference is not None:
            self.reference.close()
            self.reference = None
        self._rest_is_built = False

    def _start_search(self, *, fresh: bool) -> None:
        """Make the search ready and ask for what is in the box."""
        from desktop.ui.shell.memory import restore_search  # noqa: PLC0415
        from desktop.viewmodels.search import SearchController  # noqa: PLC0415
        from desktop.viewmodels.tasks import TaskRunner  # noqa: PLC0415

        if self.controller is not None or self.reference is None or self.lines is None:
            return
        self.tasks = TaskRunner(self, serial=self._serial)
        self.tasks.failed.connect(self._on_task_failed)
        self.controller = SearchController(self.reference.store, self.tasks, self)
        if not fresh:
            restore_search(self.settings, self.controller)
        self.lines.attach(self.controller)
        self.controller.result_changed.connect(self._on_result_changed)
        self.controller.ask(text=self.search.input.text())

    @Slot()
    def finish_opening(self) -> None:
        """What the first paint does not need: search, menus, navigation, filters, detail, the check."""
        from desktop.ui.shell.checking import Checking  # noqa: PLC0415
        from desktop.ui.shell.rail import Rail  # noqa: PLC0415

        if self._rest_is_built or self.reference is None or self.lines is None:
            return
        self._rest_is_built = True
        self.theme.finish()
        self._start_search(fresh=True)
        assert self.controller is not None
        self.make_commands()
        if self.rail is None:
            self.rail = Rail(self.theme, VIEWS, self.rail_frame)
            self.rail.chosen.connect(self.show_view)
            self._rail_column.addWidget(self.rail)
            self.theme.changed.connect(self._on_theme_changed)
            # The zoom may have changed between opening and the first paint.
            self._fit_rail()
        self.lines.build_rest()
        self.lines.split(self.settings.splitter)
        self._open_papers()
        self.lines.go_to(self.reference.line_of(self.settings.selected, self.controller.result.year))
        self.show_view(self.settings.view)
        if self.places is not None:
            if self._asked:
                self.places.take(self._asked)
                self._asked = ""
            self.places.passed()
        self.controller.count()
        Checking(self).start()
        self.file.probe()
        if self.file.trouble:
            self.say(self.file.trouble)

    def _open_papers(self) -> None:
        """Provisions and documents (their ties are resolved in the worker), and the views that collect."""
        from desktop.ui.shell.beside import Beside  # noqa: PLC0415
        from desktop.ui.shell.handing import Handing  # noqa: PLC0415
        from desktop.ui.shell.papers import Papers  # noqa: PLC0415
        from desktop.ui.shell.places import Places  # noqa: PLC0415
        from desktop.ui.shell.rooms import Rooms  # noqa: PLC0415

        assert self.lines is not None
        self.papers = Papers(self)
        self.rooms = Rooms(self, self.papers)
        self.handing = Handing(self, self.rooms)
        self.places = Places(self, self.rooms, self.handing)
        self.beside = Beside(self, self.rooms, self.handing)
        self.lines.entry_chosen.connect(self.papers.open)
        self.lines.line_shown.connect(self.note_place)
        self.rooms.offer_lists()
        self.papers.controller.start()

    def make_commands(self) -> None:
        """Fill the menus; also where there are no data yet, so that one can quit and read the help."""
        from desktop.ui.shell.commands import Commands  # noqa: PLC0415

        if self.commands is None:
            self.commands = Commands(self)

    @Slot(str, object)
    def _on_task_failed(self, channel: str, error: Exception) -> None:
        from desktop.viewmodels.tasks import unfinished  # noqa: PLC0415

        self.say(unfinished(channel, error))

    # --- search --------------------------------------------------------------------------

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._start_search(fresh=True)
        if text.strip().lower().startswith("usjta:"):
            if self.places is not None:
                self.places.typed(text)
            return
        if self.papers is not None and self.papers.takes(text):
            return
        if self.controller is not None:
            if self.stack.currentWidget() is not self.lines:
                self.show_view("lines")
            self.controller.ask(text=text)

    @Slot(str)
    def run_query(self, text: str) -> None:
        """Put a query into the search box; an empty one also clears the filters."""
        self.show_view("lines")
        self.clear()
        if text:
            self.search.set_text(text)

    @Slot(str)
    def _on_to_search(self, text: str) -> None:
        self.focus_search()
        self.search.input.setText(text)

    @Slot()
    def _on_leave_search(self) -> None:
        if self.lines is None or not len(self.lines.table.lines.order):
            return
        table = self.lines.table
        if not table.currentIndex().isValid():
            table.selectRow(0)
        table.setFocus()

    @Slot(object)
    def _on_result_changed(self, result: Result) -> None:
        self._say_count(
            result.understood or "all lines", len(result.order) if result.whole else -1, result.year
        )
        place = self.year_box.findData(result.year)
        if place >= 0:
            self.year_box.setCurrentIndex(place)
        if self.rooms is not None:
            if self.page_shown() == "ahead":
                self.rooms.fill_page("ahead")
            if self.rooms.my_lines is not None and self.rooms.shown() == "my_lines":
                self.rooms.my_lines.set_year(result.year)
            if self.rooms.shown() == "lines":
                self.rooms.keeping.note_search(self.controller.text if self.controller else "", result)

    def _say_count(self, understood: str, count: int, year: int) -> None:
        """Say how many lines there are (-1: not counted yet), and by which editions."""
        assert self.reference is not None
        noun = "line" if count == 1 else "lines"
        self.search.set_status(f"{understood} · {'…' if count < 0 else f'{count:,}'} {noun}")
        self.status.say_count(count, self.reference, year)

    def _fill_years(self) -> None:
        assert self.reference is not None
        self.year_box.clear()
        for year in reversed(self.reference.bundle.years):
            self.year_box.addItem(f"As of {year}", year)
        self.year_box.setCurrentIndex(0)

    @Slot(int)
    def _on_year_chosen(self, _place: int) -> None:
        if self.controller is None:
            return
        # A year in the search box would win over the one chosen here, so it goes.
        text = re.sub(r"(?i)\s*(?<!\S)year:\S*", "", self.search.input.text()).strip()
        if text != self.search.input.text():
            self.search.input.blockSignals(True)
            self.search.set_text(text)
            self.search.input.blockSignals(False)
        self.controller.ask(text=text, year=self.year_box.currentData())

    def clear(self) -> None:
        """Empty the search box and take all filters away."""
        from desktop.viewmodels.search import Filters  # noqa: PLC0415

        if self.controller is None or self.lines is None:
            return
        if self.lines.filters is not None:
            self.lines.filters.set_filters(Filters())
        self.search.input.blockSignals(True)
        self.search.input.clear()
        self.search.input.blockSignals(False)
        self.controller.ask(text="", filters=Filters())

    def focus_search(self) -> None:
        """Go to the search box and select what is in it."""
        if self.papers is None or not self.papers.shown():
            self.show_view("lines")
        self.search.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.input.selectAll()

    # --- views and places ----------------------------------------------------------------

    @Slot(str)
    def show_view(self, name: str) -> None:
        """Show a view by its name."""
        if self.lines is None or self.reference is None or self.rooms is None:
            return
        before = self.settings.view
        shown = self.rooms.show(name)
        if shown == "lines" and self.controller is not None and before not in ("lines", "ahead"):
            self._on_result_changed(self.controller.result)
        self.settings.view = shown
        if self.rail is not None and self.commands is not None:
            self.rail.set_current(shown)
            self.commands.mark_choices()
        self.note_place()

    @Slot(str)
    def go(self, address: str) -> None:
        """Show what an address names."""
        if self.places is not None:
            self.places.go(address)

    def note_place(self) -> None:
        """Something else is shown: it may become a step of the history."""
        if self.places is not None:
            self.places.passed()

    def set_year(self, year: int) -> None:
        """Show another year, as if it were chosen at the top."""
        place = self.year_box.findData(year)
        if place >= 0:
            self.year_box.setCurrentIndex(place)
            self._on_year_chosen(place)

    def page_shown(self) -> str:
        """The name of the page that stands in place of the lines; empty when none does."""
        shown = "" if self.rooms is None else self.rooms.shown()
        return shown if shown in self.pages else ""

    @property
    def pages(self) -> dict[str, RichPane]:
        """The pages that were made."""
        return {} if self.rooms is None else self.rooms.pages

    @Slot()
    def _on_theme_changed(self) -> None:
        self._fit_rail()
        if self.rooms is not None and self.page_shown():
            self.rooms.fill_page(self.page_shown())
        self.fit()

    @Slot(str)
    def say(self, text: str) -> None:
        """A sentence in the status bar, for some seconds."""
        self.status.say(text)

    def message(self) -> str:
        """What the status bar says now."""
        return self.status.message_label.text()

    def fit(self) -> None:
        """Leave out what a narrow window has no room for."""
        width, em = self.window_.width(), self.theme.em()
        self._brand.setVisible(width > 110 * em)
        self.rail_frame.setVisible(width > 90 * em)
        self.status.fit(width, em)
        if self.lines is not None:
            self.lines.arrange()
        if self.rooms is not None:
            self.rooms.arrange()

    def shut(self) -> None:
        """Save what is to be remembered, stop the worker, release the file."""
        from desktop.ui.shell.memory import remember  # noqa: PLC0415

        remember(self)
        if self._updating is not None:
            self._updating.stop()
        if self.beside is not None:
            self.beside.put_away()
        if self.rooms is not None:
            self.rooms.shut()
        self.file.save()
        if self.papers is not None:
            self.papers.controller.stop()
        if self.controller is not None:
            self.controller.close()
        if self.papers is not None:
            self.papers.shut()
        if self.reference is not None:
            self.reference.close()
            self.reference = None
