"""The Charts view: a gallery, and a tab for each chart that is open."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QTabBar, QTabWidget, QToolButton, QVBoxLayout, QWidget

from desktop.core.clipping import Clipping
from desktop.core.locator import Locator, view
from desktop.ui.charts.gallery import Gallery
from desktop.ui.charts.pane import ChartKit, ChartPane
from desktop.viewmodels.charts.catalogue import BY_NAME

# Another chart takes the place of the one that was opened first.
_MOST_TABS = 12


class ChartsView(QWidget):
    """Owns the gallery and the open charts."""

    said = Signal(str)
    place_chosen = Signal(str)
    lines_chosen = Signal(object)
    place_shown = Signal()
    export_asked = Signal()
    beside_asked = Signal(str)

    def __init__(self, kit: ChartKit, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._year = year
        self._selected: frozenset[int] = frozenset()
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("charts")
        self.tabs.setAccessibleName("Open charts")
        self.tabs.setDocumentMode(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.tabBar().setExpanding(False)
        self.gallery = Gallery(kit.charts, kit.theme, year, self)
        self.gallery.chosen.connect(self._on_chosen)
        self.tabs.addTab(self.gallery, "All charts")
        self.tabs.currentChanged.connect(self._on_tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    # --- tabs ----------------------------------------------------------------------------

    @property
    def pane(self) -> ChartPane | None:
        """The chart that is shown; None for the gallery."""
        current = self.tabs.currentWidget()
        return current if isinstance(current, ChartPane) else None

    def panes_open(self) -> list[ChartPane]:
        """All open charts."""
        found = [self.tabs.widget(place) for place in range(self.tabs.count())]
        return [pane for pane in found if isinstance(pane, ChartPane)]

    def open_chart(
        self,
        name: str,
        options: dict[str, str] | None = None,
        year: int | None = None,
        *,
        only: bool | None = None,
    ) -> ChartPane:
        """Show a chart in its tab; one that shows the same already stays as it is, zoom and all."""
        pane = next((pane for pane in self.panes_open() if pane.name == name), None)
        if pane is None:
            pane = self._made()
            pane.show_chart(name, year or self._year, options, only=only)
            self._add_tab(pane)
        elif options is not None and (options, year or pane.year, bool(only)) != pane.state:
            pane.show_chart(name, year or self._year, options, only=only)
        pane.select(self._selected)
        self.tabs.setCurrentWidget(pane)
        pane.panes()[0].setFocus()
        return pane

    def _add_tab(self, pane: ChartPane) -> None:
        title = BY_NAME[pane.name].title
        if len(self.panes_open()) >= _MOST_TABS:
            # The tab that is closed for the new one is no place that was gone to.
            self.tabs.blockSignals(True)
            self._close(1)
            self.tabs.blockSignals(False)
        place = self.tabs.addTab(pane, title.replace("&", "&&"))
        self.tabs.setTabToolTip(place, title)
        self.tabs.tabBar().setTabButton(
            place, QTabBar.ButtonPosition.RightSide, self._close_button(pane.name)
        )

    def _made(self) -> ChartPane:
        pane = ChartPane(self._kit, self)
        pane.said.connect(self.said)
        pane.place_chosen.connect(self.place_chosen)
        pane.lines_chosen.connect(self._on_lines_chosen)
        pane.changed.connect(self.place_shown)
        pane.export_asked.connect(self.export_asked)
        pane.beside_asked.connect(self._on_beside)
        return pane

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        if name == "timeline":
            # It has a view of its own.
            self.place_chosen.emit(view("timeline").address)
            return
        self.open_chart(name)

    @Slot(int)
    def _on_tab(self, _place: int) -> None:
        self.place_shown.emit()

    def _close_button(self, name: str) -> QToolButton:
        close = QToolButton(self)
        close.setText("✕")
        close.setAutoRaise(True)
        close.setToolTip("Close this chart (Ctrl+W)")
        close.setAccessibleName(f"Close the chart {BY_NAME[name].title}")
        close.setProperty("chart", name)
        close.clicked.connect(self._on_close_clicked)
        return close

    @Slot()
    def _on_close_clicked(self) -> None:
        button = self.sender()
        name = button.property("chart") if button is not None else ""
        pane = next((pane for pane in self.panes_open() if pane.name == name), None)
        if pane is not None:
            self._close(self.tabs.indexOf(pane))

    def close_current(self) -> None:
        """Close the chart that is shown; the gallery stays."""
        self._close(self.tabs.currentIndex())

    def _close(self, place: int) -> None:
        pane = self.tabs.widget(place)
        if isinstance(pane, ChartPane):
            self.tabs.removeTab(place)
            pane.shut()
            pane.deleteLater()

    @Slot()
    def _on_beside(self) -> None:
        if self.pane is not None:
            place = self.pane.place()
            if self.pane.narrowed:
                place = replace(place, options=(*place.options, ("only", "yes")))
            self.beside_asked.emit(place.address)

    # --- linked with the lines -----------------------------------------------------------

    @Slot(object)
    def _on_lines_chosen(self, lines: frozenset[int]) -> None:
        self._selected = lines
        for pane in self.panes_open():
            pane.select(lines)
        self.lines_chosen.emit(lines)

    def select(self, lines: frozenset[int]) -> None:
        """Set off what is selected in the Lines view."""
        self._selected = lines
        for pane in self.panes_open():
            pane.select(lines)

    def lines_changed(self) -> None:
        """The Lines view shows others."""
        for pane in self.panes_open():
            pane.lines_changed()

    def set_year(self, year: int) -> None:
        """Another as-of year: charts that follow it are made anew."""
        if year == self._year:
            return
        self._year = year
        self.gallery.set_year(year)
        for pane in self.panes_open():
            if BY_NAME[pane.name].dated:
                pane.show_chart(pane.name, year)

    # --- what it hands out ---------------------------------------------------------------

    def place(self) -> Locator:
        """The address of what is shown."""
        return view("charts") if self.pane is None else self.pane.place()

    def taken(self, *, whole: bool = False) -> Clipping | None:
        """The figures of the chart that is shown."""
        return None if self.pane is None else self.pane.taken(whole=whole)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.tabs.tabBar(), self.gallery if self.pane is None else self.pane.panes()[0]]

    def arrange(self) -> None:
        """The layouts follow the width by themselves."""

    def shut(self) -> None:
        """Take the scenes apart before the window goes."""
        self.gallery.shut()
        for pane in self.panes_open():
            pane.shut()
