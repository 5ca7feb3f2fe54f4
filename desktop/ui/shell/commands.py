"""What the menus do: one handler for each command of the table of commands."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog

from desktop.errors import KnownError
from desktop.ui.actions import ActionRegistry
from desktop.ui.shell import sheets
from desktop.ui.shell.views import VIEWS
from desktop.viewmodels.exporting import write
from desktop.viewmodels.reference import Reference

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk


class Commands(QObject):
    """Binds every command to the desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.table = ActionRegistry(desk.window_)
        handlers = {
            "file.export": self.export,
            "file.add_source": self._add_source,
            "file.quit": desk.window_.close,
            "edit.copy": self.copy,
            "edit.copy_code": self.copy_code,
            "edit.calculate": self.calculate,
            "edit.search": desk.focus_search,
            "edit.clear": desk.clear,
            "edit.find": self._find,
            "view.lines": self._show_lines,
            "view.provisions": self._show_provisions,
            "view.ahead": self._show_ahead,
            "view.sources": self._show_sources,
            "view.data": self._show_data,
            "view.filters": self.toggle_filters,
            "view.detail": self.toggle_detail,
            "view.next_pane": self._next_pane,
            "view.previous_pane": self._previous_pane,
            "view.back": self._back,
            "view.forward": self._forward,
            "view.zoom_in": self._zoom_in,
            "view.zoom_out": self._zoom_out,
            "view.zoom_reset": self._zoom_reset,
            "view.theme_system": self._theme_system,
            "view.theme_light": self._theme_light,
            "view.theme_dark": self._theme_dark,
            "help.search": self.help_search,
            "help.shortcuts": self.help_shortcuts,
            "help.about": self.help_about,
        }
        for name, handler in handlers.items():
            self.table.bind(name, handler)
        self.mark_choices()

    def mark_choices(self) -> None:
        """Tick the view, the panes and the theme that are in use."""
        settings = self._desk.settings
        ticks = {
            **{f"view.{name}": settings.view == name for name, _ in VIEWS},
            "view.filters": settings.show_filters,
            "view.detail": settings.show_detail,
        }
        ticks |= {
            f"view.theme_{choice}": self._desk.theme.choice == choice
            for choice in ("system", "light", "dark")
        }
        for name, ticked in ticks.items():
            self.table.action(name).setChecked(ticked)

    # --- view ----------------------------------------------------------------------------

    def _show_lines(self) -> None:
        self._desk.show_view("lines")

    def _show_provisions(self) -> None:
        self._desk.show_view("provisions")

    def _show_sources(self) -> None:
        self._desk.show_view("sources")

    def _add_source(self) -> None:
        if self._desk.papers is not None:
            self._desk.papers.ask_for_files()

    def _find(self) -> None:
        if self._desk.papers is not None:
            self._desk.papers.find()

    def _back(self) -> None:
        if self._desk.papers is not None:
            self._desk.papers.step(-1)

    def _forward(self) -> None:
        if self._desk.papers is not None:
            self._desk.papers.step(1)

    def _show_ahead(self) -> None:
        self._desk.show_view("ahead")

    def _show_data(self) -> None:
        self._desk.show_view("data")

    def toggle_filters(self) -> None:
        """Show or hide the filters."""
        self._desk.settings.show_filters = not self._desk.settings.show_filters
        self._arrange()

    def toggle_detail(self) -> None:
        """Show or hide the detail pane."""
        self._desk.settings.show_detail = not self._desk.settings.show_detail
        self._arrange()

    def _arrange(self) -> None:
        self.mark_choices()
        if self._desk.lines is not None:
            self._desk.lines.arrange()

    def _next_pane(self) -> None:
        self._desk.step_pane(1)

    def _previous_pane(self) -> None:
        self._desk.step_pane(-1)

    def _set_zoom(self, percent: int) -> None:
        desk = self._desk
        desk.theme.set_zoom(percent)
        desk.settings.zoom = desk.theme.zoom
        desk.say(f"Zoom {desk.theme.zoom} %")

    def _zoom_in(self) -> None:
        self._set_zoom(self._desk.theme.zoom + 10)

    def _zoom_out(self) -> None:
        self._set_zoom(self._desk.theme.zoom - 10)

    def _zoom_reset(self) -> None:
        self._set_zoom(100)

    def _set_theme(self, choice: str) -> None:
        self._desk.theme.set_choice(choice)
        self._desk.settings.theme = choice
        self.mark_choices()

    def _theme_system(self) -> None:
        self._set_theme("system")

    def _theme_light(self) -> None:
        self._set_theme("light")

    def _theme_dark(self) -> None:
        self._set_theme("dark")

    # --- copy and export -----------------------------------------------------------------

    def copy(self) -> None:
        """Copy the selection of the pane that has the focus."""
        desk = self._desk
        if desk.search.input.hasFocus() and desk.search.input.hasSelectedText():
            desk.search.input.copy()
        elif desk.page_shown():
            desk.pages[desk.page_shown()].copy()
        elif desk.papers is not None and desk.papers.shown():
            desk.papers.copy()
        elif desk.lines is not None:
            desk.say(desk.lines.copy())

    def copy_code(self) -> None:
        """Copy the number of the current line."""
        if self._desk.lines is not None:
            self._desk.say(self._desk.lines.copy_code())

    def calculate(self) -> None:
        """Open the calculator for the current line."""
        desk = self._desk
        if desk.lines is None or desk.lines.detail is None:
            return
        desk.show_view("lines")
        if not desk.settings.show_detail:
            self.toggle_detail()
        desk.lines.detail.open_calculator()

    def export(self) -> None:
        """Ask for a place and write what the table shows."""
        if self._desk.controller is None:
            self._desk.say("There are no lines to export yet")
            return
        folder = self._desk.settings.export_folder or str(Path.home())
        name = f"USJTA_lines_{datetime.date.today().isoformat()}.xlsx"
        dialog = QFileDialog(self._desk.window_, "Export the lines shown", folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Excel workbook (*.xlsx)", "CSV (*.csv)"])
        dialog.selectFile(name)
        dialog.fileSelected.connect(self.export_to)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def export_to(self, chosen: str) -> None:
        """Write the lines shown to a file, in the background."""
        desk = self._desk
        if desk.reference is None or desk.controller is None or desk.tasks is None:
            return
        out = Path(chosen)
        if out.suffix.lower() not in (".xlsx", ".csv"):
            out = out.with_name(out.name + ".xlsx")
        desk.settings.export_folder = str(out.parent)
        result, text, path = desk.controller.result, desk.controller.text, desk.reference.bundle.path
        if not result.whole:
            desk.say("The search is not finished; export again in a moment")
            return

        def _job(_: object) -> str:
            reference = Reference(path)
            try:
                count = write(reference.store, text, result.query, result.year, result.order, out)
            except KnownError as error:
                return str(error)
            finally:
                reference.close()
            return f"{count:,} lines written to {out}"

        desk.say(f"Writing {out.name} …")
        desk.tasks.run("export", _job, desk.say)

    # --- help ----------------------------------------------------------------------------

    def _show(self, sheet: sheets.Sheet) -> None:
        sheet.query_chosen.connect(self._desk.run_query)
        sheet.show()

    def help_search(self) -> None:
        """The sheet of search syntax."""
        self._show(sheets.search_sheet(self._desk.theme, self._desk.window_))

    def help_shortcuts(self) -> None:
        """The sheet of shortcuts."""
        self._show(sheets.shortcut_sheet(self._desk.theme, self._desk.window_))

    def help_about(self) -> None:
        """Name, version, licence."""
        self._show(sheets.about_sheet(self._desk.theme, self._desk.window_))
