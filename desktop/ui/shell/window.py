"""The main window: top bar, navigation, views, status bar, and what outlives a restart."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.line import Kind
from desktop.errors import KnownError
from desktop.ui.actions import ActionRegistry
from desktop.ui.colours import rich_colours
from desktop.ui.shell import sheets
from desktop.ui.shell.rail import Rail
from desktop.ui.theme import Theme
from desktop.ui.views.lines import LinesView
from desktop.ui.views.notice import NoticePage
from desktop.ui.widgets.rich_pane import RichPane
from desktop.ui.widgets.search_box import SearchBox
from desktop.viewmodels.exporting import write
from desktop.viewmodels.reference import Reference
from desktop.viewmodels.search import Filters, Result, SearchController
from desktop.viewmodels.settings import Settings, SettingsFile
from desktop.viewmodels.tasks import Cancel, TaskRunner

VIEWS = (("lines", "Lines"), ("data", "Data"))


class MainWindow(QMainWindow):
    """One window; ``open_reference`` fills it, until then it shows a notice."""

    first_painted = Signal()

    def __init__(self, theme: Theme, settings: Settings, file: SettingsFile) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("USJTA Desk")
        self.theme = theme
        self.settings = settings
        self._file = file
        self._start_query: str | None = None
        self.reference: Reference | None = None
        self.controller: SearchController | None = None
        self.tasks: TaskRunner | None = None
        self.lines: LinesView | None = None
        self._data_page: RichPane | None = None
        self.notice = NoticePage(self)
        self._build()
        self.actions_table = ActionRegistry(self)
        self._bind()
        self._restore_window()
        if settings.year:
            self._wanted_year = settings.year

    # --- building ------------------------------------------------------------------------

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
        self.rail = Rail(self.theme, VIEWS, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.notice)
        middle = QWidget(self)
        middle_row = QHBoxLayout(middle)
        middle_row.setContentsMargins(0, 0, 0, 0)
        middle_row.setSpacing(0)
        middle_row.addWidget(self.rail)
        middle_row.addWidget(self.stack, 1)
        body = QWidget(self)
        body.setObjectName("body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(middle, 1)
        self.setCentralWidget(body)
        self._build_status()
        self.search.typed.connect(self._on_typed)
        self.search.leave_down.connect(self._on_leave_search)
        self.year_box.activated.connect(self._on_year_chosen)
        self.rail.chosen.connect(self.show_view)
        self._set_usable(False)

    def _build_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._count_label = QLabel(self)
        self._edition_label = QLabel(self)
        self._verified_label = QLabel(self)
        self._message_label = QLabel(self)
        self._age_label = QLabel(self)
        for label in (self._count_label, self._edition_label, self._verified_label, self._message_label):
            bar.addWidget(label)
        bar.addPermanentWidget(self._age_label)

    def _bind(self) -> None:
        handlers = {
            "file.export": self.export,
            "file.quit": self.close,
            "edit.copy": self.copy,
            "edit.copy_code": self.copy_code,
            "edit.search": self.focus_search,
            "edit.clear": self.clear,
            "view.lines": self._show_lines,
            "view.data": self._show_data,
            "view.filters": self.toggle_filters,
            "view.detail": self.toggle_detail,
            "view.next_pane": self.next_pane,
            "view.previous_pane": self.previous_pane,
            "view.zoom_in": self._zoom_in,
            "view.zoom_out": self._zoom_out,
            "view.zoom_reset": self._zoom_reset,
            "view.theme_system": self._theme_system,
            "view.theme_light": self._theme_light,
            "view.theme_dark": self._theme_dark,
            "help.search": self._help_search,
            "help.shortcuts": self._help_shortcuts,
            "help.about": self._help_about,
        }
        for name, handler in handlers.items():
            self.actions_table.bind(name, handler)
        self._mark_choices()

    def _set_usable(self, usable: bool) -> None:
        for widget in (self.search, self.year_box, self.rail):
            widget.setEnabled(usable)

    def open_reference(
        self, reference: Reference, tasks: TaskRunner, query: str | None = None
    ) -> None:
        """Fill the window with a reference file; ``query`` opens with that search instead of the last."""
        self.reference = reference
        self.tasks = tasks
        self.controller = SearchController(reference.store, tasks, self)
        self.controller.filters = Filters() if query is not None else self._stored_filters()
        if self.settings.year in self.controller.years:
            self.controller.year = self.settings.year
        self.controller.sort = self.settings.sort_column if query is None else ""
        self.controller.descending = self.settings.sort_descending
        self.controller.result_changed.connect(self._on_result_changed)
        self.lines = LinesView(reference, self.controller, self.theme, self.settings, self)
        self.lines.query_chosen.connect(self.run_query)
        self.lines.to_search.connect(self._on_to_search)
        self.stack.addWidget(self.lines)
        self._fill_years()
        self._set_usable(True)
        text = self.settings.query if query is None else query
        self.search.input.blockSignals(True)
        self.search.set_text(text)
        self.search.input.blockSignals(False)
        self.controller.ask(text=self.search.input.text())
        self.show_view("lines")
        self._say_editions()
        self.search.input.setFocus()

    def finish_opening(self) -> None:
        """What the first paint does not need: filters, detail, the last selection, the check."""
        if self.lines is None or self.reference is None or self.controller is None:
            return
        self.lines.build_rest()
        if self.settings.splitter and self.lines.splitter.orientation() is Qt.Orientation.Horizontal:
            self.lines.splitter.setSizes(self.settings.splitter)
        else:
            self._default_split()
        line = self.reference.line_of(self.settings.selected, self.controller.result.year)
        if line is not None:
            self.lines.go_to(line)
        if self.settings.view == "data":
            self.show_view("data")
        self._verify()
        if self._file.trouble:
            self.say(self._file.trouble)

    def _default_split(self) -> None:
        assert self.lines is not None
        if self.lines.splitter.orientation() is Qt.Orientation.Horizontal:
            wide = max(300, min(46 * self.theme.em(), self.lines.width() // 3))
            self.lines.splitter.setSizes([max(200, self.lines.splitter.width() - wide), wide])

    def _verify(self) -> None:
        assert self.reference is not None
        assert self.tasks is not None
        path = self.reference.bundle.path

        def _job(_: Cancel) -> str:
            return Reference.verify(path)

        self.tasks.run("verify", _job, self._on_verified)

    @Slot(object)
    def _on_verified(self, trouble: str) -> None:
        if self.reference is None:
            return
        self.reference.set_verified(trouble)
        self._verified_label.setObjectName("bad" if trouble else "good")
        self._verified_label.setText("✗ data damaged" if trouble else "✓ data verified")
        self._verified_label.setToolTip(self.reference.verdict)
        self._verified_label.style().unpolish(self._verified_label)
        self._verified_label.style().polish(self._verified_label)

    # --- search --------------------------------------------------------------------------

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if self.controller is not None:
            if self.stack.currentWidget() is not self.lines:
                self.show_view("lines")
            self.controller.ask(text=text)

    @Slot(str)
    def run_query(self, text: str) -> None:
        """Put a query into the search box; an empty one also clears the filters."""
        if not text:
            self.clear()
            return
        self.search.set_text(text)

    @Slot(str)
    def _on_to_search(self, text: str) -> None:
        self.focus_search()
        self.search.input.setText(text)

    @Slot()
    def _on_leave_search(self) -> None:
        if self.lines is None or not len(self.lines.model.order):
            return
        table = self.lines.table
        if not table.currentIndex().isValid():
            table.selectRow(0)
        table.setFocus()

    @Slot(object)
    def _on_result_changed(self, result: Result) -> None:
        assert self.controller is not None
        count = len(result.order)
        shown = f"{count:,}" if result.whole else "…"
        noun = "line" if count == 1 and result.whole else "lines"
        said = result.understood or "all lines"
        self.search.set_status(f"{said} · {shown} {noun}")
        total = sum(e.lines for e in self._editions_of(result.year))
        whole = f" of {total:,}" if total else ""
        self._count_label.setText(f"{shown}{whole} {noun}")
        if self.year_box.count():
            self.year_box.setCurrentIndex(self.year_box.findData(result.year))
        if self.lines is not None:
            self.lines.refresh_detail() if self.lines.filters is not None else None
        self._say_editions()

    def _editions_of(self, year: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
        assert self.reference is not None
        found = (self.reference.edition("jp", year), self.reference.edition("us", year))
        return [edition for edition in found if edition is not None]

    def _say_editions(self) -> None:
        if self.reference is None or self.controller is None:
            return
        year = self.controller.result.year
        japan, states = self.reference.edition("jp", year), self.reference.edition("us", year)
        parts = [
            f"Japan: {japan.date}" if japan else f"Japan: no edition for {year}",
            states.title if states else f"United States: no edition for {year}",
        ]
        self._edition_label.setText("   ".join(parts))
        days = self.reference.age_in_days(datetime.date.today())
        self._age_label.setText(f"data is {days} days old · offline")

    def _fill_years(self) -> None:
        assert self.controller is not None
        self.year_box.clear()
        for year in reversed(self.controller.years):
            self.year_box.addItem(f"As of {year}", year)
        self.year_box.setCurrentIndex(self.year_box.findData(self.controller.year))

    @Slot(int)
    def _on_year_chosen(self, _place: int) -> None:
        if self.controller is not None:
            self.controller.ask(year=self.year_box.currentData())

    def clear(self) -> None:
        """Empty the search box and take all filters away."""
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
        self.show_view("lines")
        self.search.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.input.selectAll()

    # --- views ---------------------------------------------------------------------------

    @Slot(str)
    def show_view(self, name: str) -> None:
        """Show a view by its name."""
        if self.lines is None or self.reference is None:
            return
        if name == "data":
            if self._data_page is None:
                self._data_page = RichPane("About the data", self)
                self._data_page.query_chosen.connect(self.run_query)
                self.stack.addWidget(self._data_page)
                self.theme.changed.connect(self._fill_data_page)
            self._fill_data_page()
            self.stack.setCurrentWidget(self._data_page)
        else:
            name = "lines"
            self.stack.setCurrentWidget(self.lines)
        self.settings.view = name
        self.rail.set_current(name)
        self.actions_table.action("view.lines").setChecked(name == "lines")
        self.actions_table.action("view.data").setChecked(name == "data")

    @Slot()
    def _fill_data_page(self) -> None:
        if self._data_page is not None and self.reference is not None:
            colours = rich_colours(self.theme.tokens)
            self._data_page.show_html(self.reference.about(colours, datetime.date.today()))

    def _show_lines(self) -> None:
        self.show_view("lines")

    def _show_data(self) -> None:
        self.show_view("data")

    def toggle_filters(self) -> None:
        """Show or hide the filters."""
        self.settings.show_filters = not self.settings.show_filters
        self._mark_choices()
        if self.lines is not None:
            self.lines.arrange()

    def toggle_detail(self) -> None:
        """Show or hide the detail pane."""
        self.settings.show_detail = not self.settings.show_detail
        self._mark_choices()
        if self.lines is not None:
            self.lines.arrange()

    def _mark_choices(self) -> None:
        table = self.actions_table
        table.action("view.filters").setChecked(self.settings.show_filters)
        table.action("view.detail").setChecked(self.settings.show_detail)
        for choice in ("system", "light", "dark"):
            table.action(f"view.theme_{choice}").setChecked(self.theme.choice == choice)

    def _panes(self) -> list[QWidget]:
        if self.lines is None:
            return []
        if self.stack.currentWidget() is self._data_page and self._data_page is not None:
            return [self.search.input, self._data_page]
        panes: list[QWidget] = [self.search.input]
        if self.lines.filters is not None and self.lines.filters.isVisible():
            panes.append(self.lines.filters.first_choice())
        panes.append(self.lines.table)
        if self.settings.show_detail:
            panes.append(self.lines.detail)
        return panes

    def next_pane(self) -> None:
        """Move the focus to the next pane."""
        self._step_pane(1)

    def previous_pane(self) -> None:
        """Move the focus to the previous pane."""
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        panes = self._panes()
        if not panes:
            return
        focus = self.focusWidget()
        place = next(
            (i for i, pane in enumerate(panes) if focus is pane or (focus and pane.isAncestorOf(focus))), 0
        )
        if self.lines is not None and self.lines.filters is not None and focus is not None:
            if self.lines.filters.isAncestorOf(focus):
                place = panes.index(self.lines.filters.first_choice())
        panes[(place + step) % len(panes)].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- zoom and theme ------------------------------------------------------------------

    def _set_zoom(self, percent: int) -> None:
        self.theme.set_zoom(percent)
        self.settings.zoom = self.theme.zoom
        self.say(f"Zoom {self.theme.zoom} %")

    def _zoom_in(self) -> None:
        self._set_zoom(self.theme.zoom + 10)

    def _zoom_out(self) -> None:
        self._set_zoom(self.theme.zoom - 10)

    def _zoom_reset(self) -> None:
        self._set_zoom(100)

    def _set_theme(self, choice: str) -> None:
        self.theme.set_choice(choice)
        self.settings.theme = choice
        self._mark_choices()

    def _theme_system(self) -> None:
        self._set_theme("system")

    def _theme_light(self) -> None:
        self._set_theme("light")

    def _theme_dark(self) -> None:
        self._set_theme("dark")

    # --- copy, export, help --------------------------------------------------------------

    def copy(self) -> None:
        """Copy the selection of the pane that has the focus."""
        if self.search.input.hasFocus() and self.search.input.hasSelectedText():
            self.search.input.copy()
        elif self._data_page is not None and self._data_page.hasFocus():
            self._data_page.copy()
        elif self.lines is not None:
            self.say(self.lines.copy())

    def copy_code(self) -> None:
        """Copy the number of the current line."""
        if self.lines is None or self.lines.current is None or self.controller is None:
            self.say("Choose a line first")
            return
        self.say(self.lines.copy_code())

    def export(self) -> None:
        """Ask for a place and write what the table shows."""
        if self.lines is None or self.controller is None:
            return
        folder = self.settings.export_folder or str(Path.home())
        name = f"USJTA_lines_{datetime.date.today().isoformat()}.xlsx"
        dialog = QFileDialog(self, "Export the lines shown", str(Path(folder) / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Excel workbook (*.xlsx)", "CSV (*.csv)"])
        dialog.selectFile(name)
        dialog.fileSelected.connect(self.export_to)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def export_to(self, chosen: str) -> None:
        """Write the lines shown to a file, in the background."""
        assert self.reference is not None
        assert self.controller is not None
        assert self.tasks is not None
        out = Path(chosen)
        if out.suffix.lower() not in (".xlsx", ".csv"):
            out = out.with_name(out.name + ".xlsx")
        self.settings.export_folder = str(out.parent)
        result, text = self.controller.result, self.controller.text
        path = self.reference.bundle.path

        def _job(_: Cancel) -> str:
            reference = Reference(path)
            try:
                count = write(reference.store, text, result.query, result.year, result.order, out)
            except KnownError as error:
                return str(error)
            finally:
                reference.close()
            return f"{count:,} lines written to {out}"

        self.say(f"Writing {out.name} …")
        self.tasks.run("export", _job, self.say)

    def _sheet(self, sheet: sheets.Sheet) -> None:
        sheet.query_chosen.connect(self.run_query)
        sheet.open() if sheet.isModal() else sheet.show()

    def _help_search(self) -> None:
        self._sheet(sheets.search_sheet(self.theme, self))

    def _help_shortcuts(self) -> None:
        self._sheet(sheets.shortcut_sheet(self.theme, self))

    def _help_about(self) -> None:
        self._sheet(sheets.about_sheet(self.theme, self))

    @Slot(str)
    def say(self, text: str) -> None:
        """A sentence in the status bar, for some seconds."""
        self._message_label.setText(text)
        self._message_label.setToolTip(text)
        QTimer.singleShot(12_000, self._message_label, self._message_label.clear)

    def message(self) -> str:
        """What the status bar says now."""
        return self._message_label.text()

    def show_trouble(self, sentence: str) -> None:
        """An error that is ours: say so, keep going."""
        box = QMessageBox(QMessageBox.Icon.Warning, "USJTA Desk", sentence, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # --- what outlives a restart ---------------------------------------------------------

    def _restore_window(self) -> None:
        geometry = QByteArray.fromBase64(self.settings.geometry.encode())
        if not self.settings.geometry or not self.restoreGeometry(geometry):
            screen = self.screen().availableGeometry()
            self.resize(min(1366, screen.width()), min(768, screen.height()))

    def _stored_filters(self) -> Filters:
        stored = self.settings
        kinds = {kind.value for kind in Kind}
        return Filters(
            importer="jp" if stored.importer == "jp" else "us" if stored.importer == "us" else None,
            covered={"in": True, "out": False}.get(stored.covered),
            kinds=frozenset(Kind(value) for value in stored.kinds if value in kinds),
            chapters=frozenset(n for n in stored.chapters if 1 <= n <= 99),
            group=stored.group,
        )

    def remember(self) -> None:
        """Take the state of the window into the settings."""
        stored = self.settings
        stored.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        if self.controller is None or self.lines is None or self.reference is None:
            return
        stored.query = self.controller.text[:4_000]
        stored.year = 0 if self.controller.year == max(self.controller.years) else self.controller.year
        filters = self.controller.filters
        stored.importer = filters.importer or ""
        stored.covered = {True: "in", False: "out", None: ""}[filters.covered]
        stored.kinds = sorted(kind.value for kind in filters.kinds)
        stored.chapters = sorted(filters.chapters)
        stored.group = filters.group
        stored.sort_column, stored.sort_descending = self.controller.sort, self.controller.descending
        if self.lines.splitter.orientation() is Qt.Orientation.Horizontal and self._has_detail():
            stored.splitter = self.lines.splitter.sizes()
        current, year = self.lines.current, self.controller.result.year
        stored.selected = "" if current is None else self.reference.key_of(current, year)

    def _has_detail(self) -> bool:
        return self.lines is not None and self.settings.show_detail

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is to be remembered; a disk that refuses does not keep the window open."""
        self.remember()
        self._file.save(self.settings)
        if self.controller is not None:
            self.controller.close()
        if self.reference is not None:
            self.reference.close()
            self.reference = None
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow window has no room for."""
        super().resizeEvent(event)
        width, em = self.width(), self.theme.em()
        self._brand.setVisible(width > 110 * em)
        self.rail.setVisible(width > 90 * em)
        self._edition_label.setVisible(width > 120 * em)
        self._age_label.setVisible(width > 80 * em)
