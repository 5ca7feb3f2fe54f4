"""Charts in the window: the Charts view, the timeline, a chart beside the table of lines, and what links them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.core import locator
from desktop.core.locator import Locator
from desktop.errors import KnownError
from desktop.viewmodels import exporting
from desktop.viewmodels.search import as_typed

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.clipping import Clipping
    from desktop.core.draft import Picture
    from desktop.ui.charts.pane import ChartKit, ChartPane
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.rooms import Rooms
    from desktop.ui.views.charts import ChartsView
    from desktop.ui.views.timeline import TimelineView
    from desktop.viewmodels.charts.catalogue import Charts
    from desktop.viewmodels.search import Result

VIEWS: Final = ("charts", "timeline")
# What an address of a chart may say besides the choices of the chart.
_GENERAL: Final = ("year", "only")


class Charting(QObject):
    """Makes the views when they are first shown; nothing of the drawing is loaded before."""

    opened = Signal(str)

    def __init__(self, desk: Desk, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._desk, self._rooms = desk, rooms
        self._charts: Charts | None = None
        self.view: ChartsView | None = None
        self.timeline: TimelineView | None = None
        self.beside: ChartPane | None = None
        self._holder: QWidget | None = None
        self._following = False
        self.is_beside = False
        assert desk.lines is not None
        assert desk.controller is not None
        desk.lines.table.selection_rested.connect(self._on_lines_selected)
        desk.controller.result_changed.connect(self._on_result_changed)

    @property
    def charts(self) -> Charts:
        """The makers of charts, over the reference file that is open."""
        if self._charts is None:
            from desktop.viewmodels.charts.catalogue import Charts  # noqa: PLC0415  (when a chart is asked for)

            assert self._desk.reference is not None
            self._charts = Charts(self._desk.reference, self._rooms.papers.entries)
        return self._charts

    def _year(self) -> int:
        assert self._desk.controller is not None
        return self._desk.controller.result.year

    def _shown_lines(self) -> frozenset[int] | None:
        """The lines that the Lines view shows; None where nothing narrows them."""
        controller = self._desk.controller
        if controller is None or (not controller.text.strip() and controller.filters.is_empty):
            return None
        return frozenset(controller.result.order)

    # --- views ---------------------------------------------------------------------------

    def make(self, name: str) -> ChartsView | TimelineView:
        """The view of a name."""
        return self.make_charts() if name == "charts" else self.make_timeline()

    def _kit(self) -> ChartKit:
        from desktop.ui.charts.pane import ChartKit  # noqa: PLC0415  (loads what draws)

        desk = self._desk
        return ChartKit(self.charts, self._rooms.clipper, desk.theme, desk.settings, self._shown_lines)

    def _take_in(self, view: ChartsView | TimelineView) -> None:
        """A new view of the window."""
        desk = self._desk
        view.said.connect(desk.say)
        view.place_chosen.connect(desk.go)
        view.place_shown.connect(self._on_place_shown)
        view.export_asked.connect(self._on_export_asked)
        desk.stack.addWidget(view)

    def make_charts(self) -> ChartsView:
        """The Charts view."""
        if self.view is None:
            from desktop.ui.views.charts import ChartsView  # noqa: PLC0415  (made when first shown)

            view = ChartsView(self._kit(), self._year(), self._desk)
            self._take_in(view)
            view.lines_chosen.connect(self._on_lines_chosen)
            view.beside_asked.connect(self.show_beside)
            self.view = view
            view.select(self._selected_lines())
        self.view.set_year(self._year())
        return self.view

    def make_timeline(self) -> TimelineView:
        """The timeline."""
        if self.timeline is None:
            from desktop.ui.views.timeline import TimelineView  # noqa: PLC0415  (made when first shown)

            self.timeline = TimelineView(self._kit(), self._year(), self._desk)
            self._take_in(self.timeline)
        return self.timeline

    def open(self, place: Locator) -> str:
        """Show the chart of an address; a sentence where there is none."""
        from desktop.viewmodels.charts.catalogue import BY_NAME  # noqa: PLC0415  (when a chart is asked for)

        name = place.path[0]
        if name not in BY_NAME:
            return f"There is no chart called {name[:40]}; the Charts view shows all of them."
        trouble, options = "", {}
        try:
            options = self.charts.options_of(place, self._year())
        except KnownError as error:
            trouble = str(error)
        only = place.option("only")
        if only and only != self.query():
            # What only some lines were drawn of is those that a search finds: the search comes back with the chart.
            self._desk.run_query(only)
        if name == "timeline":
            self.make_timeline().show_events(self._year(), options)
            self._desk.show_view("timeline")
        else:
            view = self.make_charts()
            self._desk.show_view("charts")
            view.open_chart(name, options, self._year(), only=bool(only))
        if trouble:
            self._desk.say(trouble)
        return ""

    def query(self) -> str:
        """The search that the Lines view answers now, with its filters, as text."""
        controller = self._desk.controller
        return "" if controller is None else as_typed(controller.text, controller.filters)

    def pane(self) -> ChartPane | None:
        """The chart that the user works with: of the view that is shown, or beside the lines where it has the focus."""
        name = self._rooms.shown()
        if name == "charts" and self.view is not None:
            return self.view.pane
        if name == "timeline" and self.timeline is not None:
            return self.timeline.pane
        focus = self._desk.window_.focusWidget()
        if (
            name == "lines"
            and self.beside is not None
            and focus is not None
            and self.beside.isAncestorOf(focus)
        ):
            return self.beside
        return None

    def taken(self, *, whole: bool = False) -> Clipping | None:
        """The figures of the chart that is shown."""
        pane, place = self.pane(), self.place()
        if self._rooms.shown() == "timeline" and self.timeline is not None:
            found = self.timeline.taken(whole=whole)
        else:
            found = None if pane is None else pane.taken(whole=whole)
        if found is None or place is None or pane is None or not pane.narrowed:
            return found
        return replace(found, address=place.address)

    # --- beside the lines ----------------------------------------------------------------

    @Slot(str)
    def show_beside(self, address: str) -> None:
        """Put a chart beside the table of lines, in the place of the detail."""
        from desktop.ui.charts.pane import ChartPane  # noqa: PLC0415  (made when first shown)

        desk, place = self._desk, locator.parse(address)
        assert desk.lines is not None
        if self.beside is None:
            self._holder = QWidget(desk.lines)
            self._holder.setMinimumSize(260, 240)
            pane = ChartPane(self._kit(), self._holder, beside="Open alone")
            pane.said.connect(desk.say)
            pane.place_chosen.connect(desk.go)
            pane.lines_chosen.connect(self._on_lines_chosen)
            pane.export_asked.connect(self._on_export_asked)
            pane.beside_asked.connect(self._on_alone)
            pane.beside.setToolTip("Open the chart in the Charts view")
            self.beside = pane
            column = QVBoxLayout(self._holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addLayout(self._head())
            column.addWidget(pane, 1)
        self._show(self.beside, place)
        desk.lines.set_beside(self._holder)
        self.is_beside = True
        self.beside.select(self._selected_lines())
        desk.show_view("lines")
        self.beside.panes()[0].setFocus()

    def _show(self, pane: ChartPane, place: Locator) -> None:
        """Show the chart of an address in a pane, its choices and whether only some lines are drawn."""
        options = {key: value for key, value in place.options if key not in _GENERAL}
        pane.show_chart(place.path[0], self._year(), options, only=bool(place.option("only")))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 4, 8, 0)
        label = QLabel("Chart, linked with the lines", self._holder)
        label.setObjectName("section")
        close = QToolButton(self._holder)
        close.setText("✕")
        close.setToolTip("Close the chart; the detail of the line comes back")
        close.setAccessibleName("Close the chart beside the lines")
        close.setAutoRaise(True)
        close.clicked.connect(self.close_beside)
        row.addWidget(label, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @Slot()
    def close_beside(self) -> None:
        """Take the chart away from the lines."""
        if self._desk.lines is not None and self.is_beside:
            self.is_beside = False
            self._desk.lines.set_beside(None)
            self._desk.lines.table.setFocus()

    def close_current(self) -> None:
        """Close the chart that is shown, or the one beside the lines."""
        if self._rooms.shown() == "charts" and self.view is not None:
            self.view.close_current()
        elif self._rooms.shown() == "lines" and self.is_beside:
            self.close_beside()

    @Slot()
    def _on_alone(self) -> None:
        """The chart beside the lines goes to a tab of its own."""
        place = self.place() if self.pane() is self.beside else None
        if self.beside is not None:
            address = (place or self.beside.place()).address
            self.close_beside()
            self._desk.go(address)

    # --- linked --------------------------------------------------------------------------

    def _selected_lines(self) -> frozenset[int]:
        assert self._desk.lines is not None
        table = self._desk.lines.table
        return frozenset(table.lines.order[place] for place in table.selected_places())

    @Slot()
    def _on_lines_selected(self) -> None:
        """Lines were selected in the table: set them off in the charts."""
        if self._following:
            return
        chosen: frozenset[int] | None = None
        for target in (self.view, self.beside if self.is_beside else None):
            if target is not None:
                chosen = self._selected_lines() if chosen is None else chosen
                target.select(chosen)

    @Slot(object)
    def _on_lines_chosen(self, chosen: frozenset[int]) -> None:
        """Marks were selected in a chart: select their lines in the table."""
        lines = self._desk.lines
        if lines is None or self._following:
            return
        self._following = True
        try:
            for target in (self.view, self.beside):
                if target is not None:
                    target.select(chosen)
            found = lines.select_lines(chosen)
        finally:
            self._following = False
        if not chosen:
            self._desk.say("Nothing is selected")
        elif found:
            more = f" of {len(chosen):,}" if found < len(chosen) else ""
            self._desk.say(
                f"{found:,}{more} line{'s' if len(chosen) != 1 else ''} selected in the Lines view"
            )
        else:
            self._desk.say("The Lines view does not show these lines; Enter on the mark opens them")

    @Slot(object)
    def _on_result_changed(self, result: Result) -> None:
        """The Lines view shows others, or another year."""
        if not result.whole:
            return
        if self.view is not None:
            self.view.set_year(result.year)
            self.view.lines_changed()
        if self.beside is not None and self.is_beside:
            if self.beside.year != result.year:
                self.beside.show_chart(self.beside.name, result.year)
            else:
                self.beside.lines_changed()

    # --- out of the program --------------------------------------------------------------

    def copies_picture(self) -> ChartPane | None:
        """The pane whose picture Ctrl+C copies: one that shows a picture, not its table."""
        pane = self.pane()
        if pane is None or pane.shows_table:
            return None
        if self.timeline is not None and self._rooms.shown() == "timeline" and self.timeline.list.hasFocus():
            return None
        return pane

    def write_picture(self, out: Path) -> str:
        """Write the picture of the chart that is shown; says what was written. Raises KnownError."""
        from desktop.ui.charts import export  # noqa: PLC0415  (when a picture is written)

        pane = self.pane()
        if pane is None or pane.figure is None or pane.figure.empty:
            raise KnownError("There is no chart to export here; open one first.")
        size = pane.picture_size()
        export.write(out, pane.figure, size, pane.selected)
        return f"{size.width_cm:g} × {size.height_cm:g} cm written to {out}"

    def picture(self, address: str) -> Picture | None:
        """The picture of a chart's address, for a document; None for any other address."""
        try:
            place = locator.parse(address)
        except ValueError:
            return None
        if place.kind != "chart":
            return None
        from desktop.ui.charts import export  # noqa: PLC0415  (when a picture is written)
        from desktop.viewmodels.charts.base import Wanted  # noqa: PLC0415
        from desktop.viewmodels.charts.catalogue import BY_NAME  # noqa: PLC0415

        if place.path[0] not in BY_NAME:
            return None
        year, only = place.year or self._year(), place.option("only")
        among = self.charts.among(only, year) if only else None
        if only and among is None:
            return None
        options = {key: value for key, value in place.options if key not in _GENERAL}
        figure = self.charts.figure(place.path[0], Wanted(year, options, among))
        return export.for_document(figure, self._desk.settings)

    def kinds(self) -> dict[str, str]:
        """Endings of files that a chart is exported to."""
        return {**exporting.PICTURES, **exporting.TABLES, **exporting.DOCUMENTS}

    @Slot()
    def _on_place_shown(self) -> None:
        self._desk.note_place()

    @Slot()
    def _on_export_asked(self) -> None:
        if self._desk.commands is not None:
            self._desk.commands.takings.export()

    def place(self) -> Locator | None:
        """The address of the chart that is worked with; None where it is none."""
        pane = self.pane()
        if pane is None:
            return locator.view("charts") if self._rooms.shown() == "charts" else None
        found = (
            locator.view("timeline")
            if pane.name == "timeline" and not pane.wanted().options
            else pane.place()
        )
        if pane.narrowed and (only := self.query()):
            found = replace(found, options=(*found.options, ("only", only)))
        return found

    def why_nothing(self) -> str:
        """Why the charts have nothing to hand out; empty where another view is shown."""
        pane = self.pane()
        if pane is not None:
            return pane.figure.empty if pane.figure is not None else ""
        return (
            "Open a chart first; the gallery has nothing to hand out"
            if self._rooms.shown() == "charts"
            else ""
        )

    def arrange(self) -> None:
        """Lay the views out for the window."""
        if self.timeline is not None:
            self.timeline.arrange()

    def put_away(self) -> list[QWidget]:
        """Take the scenes apart; returns the views to be removed."""
        if self.beside is not None:
            self.beside.shut()
        out: list[QWidget] = []
        for view in (self.view, self.timeline):
            if view is not None:
                view.shut()
                out.append(view)
        self.view = self.timeline = self.beside = None
        self._charts = self._holder = None
        self.is_beside = False
        return out
