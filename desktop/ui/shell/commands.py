"""What the menus do: one handler for each command of the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.errors import KnownError
from desktop.ui.actions import ActionRegistry
from desktop.ui.shell import sheets
from desktop.ui.shell.takings import Takings
from desktop.ui.shell.views import VIEWS

if TYPE_CHECKING:
    from desktop.core.locator import Locator
    from desktop.ui.shell.desk import Desk


class Commands(QObject):
    """Binds every command to the desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.takings = Takings(desk)
        self.table = ActionRegistry(desk.window_)
        handlers = {
            "file.export": self.takings.export,
            "file.dossier": self.takings.dossier,
            "file.print": self.takings.print_,
            "file.print_preview": self.takings.print_preview,
            "file.add_source": self._add_source,
            "file.install_data": self._install_data,
            "file.data_before": self._data_before,
            "file.quit": desk.window_.close,
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "edit.copy": self.takings.copy,
            "edit.copy_cited": self.takings.copy_cited,
            "edit.copy_citation": self.takings.copy_citation,
            "edit.copy_ris": self.takings.copy_ris,
            "edit.copy_bibtex": self.takings.copy_bibtex,
            "edit.copy_csl": self.takings.copy_csl,
            "edit.copy_search": self.takings.copy_search,
            "edit.copy_address": self.takings.copy_address,
            "edit.keep": self.takings.keep,
            "edit.bookmark": self.takings.bookmark,
            "edit.compare": self.compare,
            "edit.across": self.across,
            "edit.copy_code": self.copy_code,
            "edit.calculate": self.calculate,
            "edit.search": desk.focus_search,
            "edit.clear": desk.clear,
            "edit.find": self._find,
            "view.lines": self._show_lines,
            "view.provisions": self._show_provisions,
            "view.compare": self._show_compare,
            "view.charts": self._show_charts,
            "view.timeline": self._show_timeline,
            "view.close_chart": self._close_chart,
            "view.tray": self._show_tray,
            "view.ahead": self._show_ahead,
            "view.my_lines": self._show_my_lines,
            "view.sources": self._show_sources,
            "view.data": self._show_data,
            "view.strip": self._strip,
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
            "view.style_bluebook": self._style_bluebook,
            "view.style_plain": self._style_plain,
            "help.search": self.help_search,
            "help.shortcuts": self.help_shortcuts,
            "help.data": self._show_data,
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
        plain = settings.citation_style == "plain"
        ticks |= {"view.style_plain": plain, "view.style_bluebook": not plain}
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

    def _install_data(self) -> None:
        self._desk.updating.ask_for_file()

    def _data_before(self) -> None:
        self._desk.updating.go_back()

    def _find(self) -> None:
        if self._desk.papers is not None:
            self._desk.papers.find()

    def _back(self) -> None:
        if self._desk.places is not None:
            self._desk.places.step(-1)

    def _forward(self) -> None:
        if self._desk.places is not None:
            self._desk.places.step(1)

    def _show_compare(self) -> None:
        self._desk.show_view("compare")

    def _show_charts(self) -> None:
        self._desk.show_view("charts")

    def _show_timeline(self) -> None:
        self._desk.show_view("timeline")

    def _close_chart(self) -> None:
        if self._desk.rooms is not None:
            self._desk.rooms.charting.close_current()

    def _show_tray(self) -> None:
        self._desk.show_view("tray")

    def _show_my_lines(self) -> None:
        self._desk.show_view("my_lines")

    def _show_ahead(self) -> None:
        self._desk.show_view("ahead")

    def _show_data(self) -> None:
        self._desk.show_view("data")

    def toggle_filters(self) -> None:
        """Show or hide the filters."""
        self._desk.settings.show_filters = not self._desk.settings.show_filters
        self._arrange()

    def toggle_detail(self) -> None:
        """Show or hide the detail pane; a chart in its place goes first."""
        rooms = self._desk.rooms
        if rooms is not None and rooms.charting.is_beside:
            rooms.charting.close_beside()
            self._desk.settings.show_detail = False
        self._desk.settings.show_detail = not self._desk.settings.show_detail
        self._arrange()

    def _arrange(self) -> None:
        self.mark_choices()
        if self._desk.lines is not None:
            self._desk.lines.arrange()

    def _next_pane(self) -> None:
        if self._desk.rooms is not None:
            self._desk.rooms.step_pane(1)

    def _previous_pane(self) -> None:
        if self._desk.rooms is not None:
            self._desk.rooms.step_pane(-1)

    def _strip(self) -> None:
        if self._desk.beside is not None:
            self._desk.beside.toggle()

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

    # --- lines ---------------------------------------------------------------------------

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

    # --- comparing, tray, strip ----------------------------------------------------------

    def _places_chosen(self) -> list[Locator]:
        """The two lines that are selected first, or the place that is shown."""
        desk = self._desk
        if desk.rooms is None or desk.handing is None or desk.controller is None or desk.lines is None:
            return []
        chosen = desk.lines.table.selected_places() if desk.rooms.shown() == "lines" else []
        if len(chosen) > 1:
            order, year = desk.lines.table.lines.order, desk.controller.result.year
            return [desk.rooms.comparer.line_place(order[place], year) for place in chosen[:2]]
        return [desk.handing.place()]

    def compare(self) -> None:
        """Put what is chosen beside its counterpart, or two lines beside each other."""
        found = [place for place in self._places_chosen() if place.kind in ("line", "entry")]
        if not found or self._desk.rooms is None:
            self._desk.say("Choose a line or a provision first")
            return
        try:
            self._desk.rooms.make_compare().open_pair(found[0], found[1] if len(found) > 1 else None)
        except KnownError as error:
            self._desk.say(str(error))
            return
        self._desk.show_view("compare")

    def across(self) -> None:
        """Show the current line across agreements and years."""
        found = [place for place in self._places_chosen()[:1] if place.kind == "line"]
        if not found or self._desk.rooms is None:
            self._desk.say("Choose a line first")
            return
        self._desk.show_view("compare")
        self._desk.rooms.make_compare().open_across(found[0])

    def undo(self) -> None:
        """Take back the last change of the tray."""
        if self._desk.rooms is not None:
            self._desk.rooms.collected.undo()

    def redo(self) -> None:
        """Do again what was taken back in the tray."""
        if self._desk.rooms is not None:
            self._desk.rooms.collected.redo()

    def _set_style(self, style: str) -> None:
        self._desk.settings.citation_style = style
        self.mark_choices()
        if self._desk.rooms is not None:
            self._desk.rooms.keeping.changed.emit()

    def _style_bluebook(self) -> None:
        self._set_style("bluebook")

    def _style_plain(self) -> None:
        self._set_style("plain")

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
