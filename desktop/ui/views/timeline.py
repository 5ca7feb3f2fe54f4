"""The Timeline view: events on an axis of time, filtered by instrument and topic, and their list below."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.core.clipping import Clipping
from desktop.core.locator import Locator
from desktop.core.series import Datum, Series
from desktop.ui.charts.pane import ChartKit, ChartPane
from desktop.ui.widgets.grid_view import GridView

NAME = "timeline"


class TimelineView(QWidget):
    """A chart and its list, each following the other."""

    said = Signal(str)
    place_chosen = Signal(str)
    place_shown = Signal()
    export_asked = Signal()

    def __init__(self, kit: ChartKit, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._following = False
        self.pane = ChartPane(kit, self)
        self.pane.as_table.hide()
        self.list = GridView("Events", kit.theme, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.pane)
        self.splitter.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self.pane.said.connect(self.said)
        self.pane.place_chosen.connect(self.place_chosen)
        self.pane.export_asked.connect(self.export_asked)
        self.pane.changed.connect(self._on_changed)
        self.pane.canvas.hovered.connect(self._on_hovered)
        self.list.key_chosen.connect(self._on_row_opened)
        self.list.current_key.connect(self._on_row)
        self.show_events(year)

    def show_events(self, year: int, options: dict[str, str] | None = None) -> None:
        """The timeline, with choices of instrument and topic."""
        self.pane.show_chart(NAME, year, options)
        self.pane.as_table.hide()
        self._fill()

    def _fill(self) -> None:
        figure = self.pane.figure
        if figure is not None:
            self.list.show_grid(figure.grid, list(figure.keys))
        self.list.setVisible(figure is not None and not figure.empty)

    @Slot()
    def _on_changed(self) -> None:
        self.pane.as_table.hide()
        self._fill()
        self.place_shown.emit()

    @Slot(object)
    def _on_hovered(self, found: tuple[Series, Datum] | None) -> None:
        """The event in focus is current in the list."""
        if found is None or self._following or not self.pane.canvas.hasFocus():
            return
        self._following = True
        place = self.list.grid.row_of(found[1].place)
        if place >= 0:
            self.list.setCurrentIndex(self.list.grid.index(place, 0))
        self._following = False

    @Slot(object)
    def _on_row(self, key: object) -> None:
        """The current row is in focus in the chart."""
        marks = self.pane.canvas.marks
        if self._following or marks is None:
            return
        self._following = True
        self.pane.canvas.set_cursor(next((n for n, (_, d) in enumerate(marks.items) if d.place == key), None))
        self._following = False

    @Slot(object)
    def _on_row_opened(self, key: object) -> None:
        if isinstance(key, str) and key:
            self.place_chosen.emit(key)

    def place(self) -> Locator:
        """The address of what is shown."""
        return self.pane.place()

    def taken(self, *, whole: bool = False) -> Clipping | None:
        """The events that are selected in the list, or all that are shown."""
        found = self.pane.taken(whole=True)
        if found is None or whole or not self.list.hasFocus():
            return found
        grid = self.list.taken()
        return replace(found, grid=grid, whole=len(grid.rows))

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.pane.canvas, self.list]

    def arrange(self) -> None:
        """The list takes a third, less where the window is low."""
        if not self.splitter.property("arranged") and self.height() > 0:
            self.splitter.setProperty("arranged", True)
            self.splitter.setSizes([2 * self.height() // 3, self.height() // 3])

    def shut(self) -> None:
        """Take the scene apart before the window goes."""
        self.pane.shut()
