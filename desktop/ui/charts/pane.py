"""One chart with its choices, its table, and the ways out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.clipping import Clipping
from desktop.core.draft import Picture
from desktop.core.locator import Locator
from desktop.core.series import Datum, Figure, Series
from desktop.errors import KnownError
from desktop.ui.charts import export
from desktop.ui.charts.canvas import ChartCanvas
from desktop.ui.charts.export import PictureSize
from desktop.ui.charts.picture_dialog import PictureDialog
from desktop.ui.charts.style import on_screen
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.grid_view import GridView
from desktop.viewmodels.charts.base import Wanted
from desktop.viewmodels.charts.catalogue import BY_NAME, Charts
from desktop.viewmodels.clipper import Clipper
from desktop.viewmodels.settings import Settings

# The lines that the Lines view shows now; None where all are shown.
Shown = Callable[[], frozenset[int] | None]
_CARD_EM: Final = 46
_GAP: Final = 12
_RESTED_MS: Final = 120
# Beside a table there is room for few words; a chart of many rows scrolls.
_COMBO: Final = 16


@dataclass(frozen=True)
class ChartKit:
    """What every pane of charts works with."""

    charts: Charts
    clipper: Clipper
    theme: Theme
    settings: Settings
    shown: Shown


class _Area(QScrollArea):
    """Says when the room for the chart has changed, which is after the pane itself."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class ChartPane(QWidget):
    """Shows charts by name.

    ``lines_chosen`` brings ids of lines that were selected in it, ``place_chosen`` an address to open, ``changed`` that
    another chart or choice is shown; ``export_asked`` and ``beside_asked`` are its buttons.
    """

    said = Signal(str)
    place_chosen = Signal(str)
    lines_chosen = Signal(object)
    changed = Signal()
    export_asked = Signal()
    beside_asked = Signal()

    def __init__(
        self, kit: ChartKit, parent: QWidget | None = None, *, beside: str = "Beside the lines"
    ) -> None:
        super().__init__(parent)
        self._charts, self._clipper, self._shown = kit.charts, kit.clipper, kit.shown
        self._theme, self._settings = kit.theme, kit.settings
        self.name = ""
        self.year = 0
        self.figure: Figure | None = None
        self.narrowed = False
        self._showing = False
        self._stale = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTED_MS)
        self._rest.timeout.connect(self._on_rested)
        self._options: dict[str, str] = {}
        self._combos: list[QComboBox] = []
        self._build(beside)
        self._theme.changed.connect(self._on_theme_changed)

    def _build(self, beside: str) -> None:
        self.canvas = ChartCanvas(self)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.opened.connect(self.place_chosen)
        self.area = _Area(self)
        self.area.resized.connect(self._fit)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.canvas)
        self.table = GridView("Figures of the chart", self._theme, self)
        self.table.key_chosen.connect(self._on_row_opened)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.table)
        self.card = QLabel(self)
        self.card.setObjectName("chartCard")
        self.card.setWordWrap(True)
        self.card.setTextFormat(Qt.TextFormat.PlainText)
        self.card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.card.hide()
        self._build_bar(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.stack, 1)

    def _build_bar(self, beside: str) -> None:
        """Choices come first, then what can be done with the chart."""
        self._bar = QFrame(self)
        self._row = FlowLayout(self._bar)
        self._row.setContentsMargins(14, 6, 14, 6)
        self.only = button(
            self._bar, "Only the lines shown", "plain", "Draw only the lines that the Lines view shows"
        )
        self.only.setCheckable(True)
        self.only.clicked.connect(self._on_only)
        self.as_table = button(
            self._bar, "Table", "plain", "The figures of the chart as a table, and back (T)"
        )
        self.as_table.setCheckable(True)
        self.as_table.clicked.connect(self._on_as_table)
        self.whole = button(self._bar, "Whole", "plain", "Show the whole chart again (0)")
        self.whole.clicked.connect(self._on_whole)
        self.copy_button = button(
            self._bar, "Copy picture", "plain", "PNG at 300 dots an inch, and SVG (Ctrl+C)"
        )
        self.copy_button.clicked.connect(self.copy_picture)
        self.size_button = button(
            self._bar, "Size…", "plain", "Size of the picture in centimetres, text in points, light or dark"
        )
        self.size_button.clicked.connect(self.ask_for_size)
        self.export_button = button(
            self._bar, "Export…", "plain", "PNG, SVG or PDF; the figures as XLSX (Ctrl+E)"
        )
        self.export_button.clicked.connect(self.export_asked)
        self.beside = button(
            self._bar, beside, "plain", "Show the chart beside the table of lines, linked both ways"
        )
        self.beside.clicked.connect(self.beside_asked)
        self.canvas.moved.connect(self._on_moved)
        self.area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        for target in (self.canvas, self.table):
            key = QShortcut(QKeySequence("T"), target)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(self.as_table.click)
        self._buttons = (
            self.only,
            self.as_table,
            self.whole,
            self.copy_button,
            self.size_button,
            self.export_button,
            self.beside,
        )
        for made in self._buttons:
            self._row.addWidget(made)

    # --- which chart ---------------------------------------------------------------------

    def show_chart(
        self, name: str, year: int, options: dict[str, str] | None = None, *, only: bool | None = None
    ) -> None:
        """Another chart, or another year of it; choices that are not given stay as they are."""
        fresh = name != self.name
        if only is not None:
            self.only.setChecked(only)
        self.name, self.year = name, year
        self._options = dict(options or {}) if fresh or options is not None else self._options
        self._offer()
        self.refresh()

    def wanted(self) -> Wanted:
        """What is asked of the chart."""
        among = self._shown() if self.only.isChecked() and BY_NAME[self.name].narrowed else None
        self.narrowed = among is not None
        return Wanted(self.year, self._options, among)

    def refresh(self) -> None:
        """Make the chart anew and show it; a sentence in its place where it cannot be made."""
        self._stale = False
        if not self.name:
            return
        try:
            figure = self._charts.figure(self.name, self.wanted())
        except KnownError as error:
            self.said.emit(str(error))
            return
        self.figure = figure
        self.card.hide()
        self.canvas.show_figure(figure, on_screen(self._theme))
        self.table.show_grid(figure.grid, list(figure.keys) or [""] * len(figure.grid.rows))
        self.whole.setVisible(bool(figure.zoom))
        for made in (self.as_table, self.copy_button, self.size_button, self.export_button):
            made.setEnabled(not figure.empty)
        if figure.empty and self.as_table.isChecked():
            self._show_table(on=False)
        self._fit()

    def _offer(self) -> None:
        """A box for each choice of the chart."""
        for combo in self._combos:
            self._row.removeWidget(combo)
            combo.deleteLater()
        self._combos = []
        for made in self._buttons:
            self._row.removeWidget(made)
        for choice in self._charts.choices(self.name, self.year):
            combo = QComboBox(self._bar)
            combo.setAccessibleName(choice.title)
            combo.setToolTip(choice.title)
            combo.setProperty("key", choice.key)
            combo.setMinimumContentsLength(_COMBO)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            for value, title in choice.values:
                combo.addItem(title, value)
            place = combo.findData(self._options.get(choice.key, choice.values[0][0]))
            combo.setCurrentIndex(max(0, place))
            combo.activated.connect(self._on_choice)
            combo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._row.addWidget(combo)
            combo.show()
            self._combos.append(combo)
        for made in self._buttons:
            self._row.addWidget(made)
        self._order_tabs()
        self._row.invalidate()
        self._bar.updateGeometry()
        spec = BY_NAME[self.name]
        self.only.setVisible(spec.narrowed)
        self.beside.setVisible(spec.linked or spec.narrowed)

    def _order_tabs(self) -> None:
        """Tab goes through the bar as it stands, then to the chart."""
        chain: list[QWidget] = [*self._combos, *self._buttons, self.canvas, self.table]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    @Slot(int)
    def _on_choice(self, _place: int) -> None:
        self._options = {combo.property("key"): combo.currentData() for combo in self._combos}
        defaults = {c.key: c.values[0][0] for c in self._charts.choices(self.name, self.year)}
        self._options = {key: value for key, value in self._options.items() if value != defaults[key]}
        self.refresh()
        self.changed.emit()

    @Slot()
    def _on_only(self) -> None:
        self.refresh()
        self.changed.emit()

    def lines_changed(self) -> None:
        """The Lines view shows others: draw them where only those are drawn."""
        if self.only.isChecked() and self.name and BY_NAME[self.name].narrowed:
            # No key press waits for a chart, least of all for one that is not seen.
            self._stale = True
            self._rest.start()

    @Slot()
    def _on_rested(self) -> None:
        if self._stale and self.isVisible():
            self.refresh()

    @property
    def state(self) -> tuple[dict[str, str], int, bool]:
        """Choices, year, and whether only some lines are drawn."""
        return self._options, self.year, self.only.isChecked()

    # --- table and picture ---------------------------------------------------------------

    @property
    def shows_table(self) -> bool:
        """Whether the table stands in place of the chart."""
        return self.stack.currentWidget() is self.table

    def _show_table(self, *, on: bool) -> None:
        self.as_table.setChecked(on)
        self.stack.setCurrentWidget(self.table if on else self.area)
        (self.table if on else self.canvas).setFocus()
        self.card.hide()

    @Slot()
    def _on_as_table(self) -> None:
        self._show_table(on=self.as_table.isChecked())

    @Slot()
    def _on_whole(self) -> None:
        self.canvas.show_whole()

    @Slot(object)
    def _on_row_opened(self, key: object) -> None:
        if isinstance(key, str) and key:
            self.place_chosen.emit(key)

    def place(self) -> Locator:
        """The address of what is shown."""
        return self._charts.place(self.name, self.wanted())

    def taken(self, *, whole: bool) -> Clipping | None:
        """The figures as a table (of the table what is selected), with their citation."""
        figure = self.figure
        if figure is None or figure.empty:
            return None
        grid = figure.grid if whole or not self.shows_table else self.table.taken()
        return self._clipper.table(
            figure.title, self.place(), grid, (figure.source.removeprefix("Source: "),)
        )

    def picture_size(self) -> PictureSize:
        """The size of a picture: as chosen, and higher where the chart needs it."""
        assert self.figure is not None
        return export.size_for(self.figure, self._settings)

    def picture(self) -> Picture | None:
        """The picture for a document."""
        return (
            None if self.figure is None else export.for_document(self.figure, self._settings, self.selected)
        )

    @property
    def selected(self) -> frozenset[int]:
        """Ids of the lines whose marks are selected."""
        return self.canvas.marks.selected if self.canvas.marks is not None else frozenset()

    @Slot()
    def copy_picture(self) -> None:
        """Put the picture on the clipboard: PNG at 300 dots an inch, and SVG."""
        figure = self.figure
        if figure is None or figure.empty:
            self.said.emit("There is no chart to copy")
            return
        size = self.picture_size()
        try:
            image = export.image_of(figure, size, self.selected)
            data = QMimeData()
            data.setImageData(image)
            data.setData("image/png", export.png_of(image))
            data.setData("image/svg+xml", export.svg(figure, size, self.selected))
        except KnownError as error:
            self.said.emit(str(error))
            return
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit(f"Picture copied: {size.width_cm:g} × {size.height_cm:g} cm, PNG at 300 dpi and SVG")

    @Slot()
    def ask_for_size(self) -> None:
        """Ask for the size of pictures; it is remembered."""
        PictureDialog(self._settings, self).open()

    # --- selection and focus -------------------------------------------------------------

    def select(self, lines: frozenset[int]) -> None:
        """Set off the marks of lines that were selected elsewhere."""
        self.canvas.select(lines)

    @Slot(object)
    def _on_chosen(self, lines: frozenset[int]) -> None:
        self.lines_chosen.emit(lines)

    @Slot(object)
    def _on_hovered(self, found: tuple[Series, Datum] | None) -> None:
        if found is None or self.canvas.box is None or self.canvas.marks is None:
            self.card.hide()
            return
        series, datum = found
        self._showing = True
        text = datum.said
        if datum.place:
            text += "\nEnter or double click opens it."
        self.card.setText(text)
        metrics = self.card.fontMetrics()
        longest = max(metrics.horizontalAdvance(line) for line in text.split("\n")) + 28
        most = min(_CARD_EM * self._theme.em(), max(120, self.width() - 2 * _GAP))
        self.card.setFixedWidth(min(longest, most))
        self.card.setFixedHeight(self.card.heightForWidth(self.card.width()))
        painting = self.canvas.marks.painting()
        area = painting.area(series, datum)
        at = area.center() if area is not None else painting.place(datum.x, datum.y)
        inside = (at + self.canvas.box.geometry().topLeft()).toPoint()
        if self.canvas.hasFocus():
            self.area.ensureVisible(inside.x(), inside.y(), 0, 60)
        self.card.move(self._beside_point(self.canvas.mapTo(self, inside)))
        self.card.show()
        self.card.raise_()
        self._showing = False

    def _beside_point(self, point: QPoint) -> QPoint:
        """Above the mark, or below where there is no room; never outside the pane."""
        size = self.card.size()
        x = min(max(_GAP, point.x() - size.width() // 2), max(_GAP, self.width() - size.width() - _GAP))
        above = point.y() - size.height() - _GAP
        return QPoint(x, above if above > self._bar.height() else point.y() + _GAP)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table if self.shows_table else self.canvas]

    # --- layout --------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What the card pointed to has moved."""
        super().resizeEvent(event)
        self.card.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """The bar may have become narrower while another view was shown."""
        super().showEvent(event)
        self._bar.updateGeometry()
        if self._stale:
            self.refresh()

    @Slot(int)
    def _on_scrolled(self, _value: int) -> None:
        """The pointer is over something else now; the keyboard brings its mark into view itself."""
        if not self._showing:
            self.card.hide()

    @Slot()
    def _on_moved(self) -> None:
        """What the card pointed to has moved."""
        self.card.hide()

    @Slot()
    def _fit(self) -> None:
        """A chart of many rows keeps its least height and scrolls."""
        if self.figure is None:
            return
        self.canvas.setMinimumHeight(0)
        self.canvas.lay_out(self.area.viewport().width(), self.area.viewport().height())
        least = self.canvas.least_height() if not self.figure.empty else 0
        self.canvas.setMinimumHeight(least)
        self.canvas.scrolls = least > self.area.viewport().height()
        self.canvas.lay_out(self.canvas.width(), self.canvas.height())

    @Slot()
    def _on_theme_changed(self) -> None:
        self.card.hide()
        self._row.invalidate()
        self._bar.updateGeometry()
        if self.figure is not None:
            self.canvas.show_figure(self.figure, on_screen(self._theme))
            self._fit()

    def shut(self) -> None:
        """Take the scene apart."""
        self.canvas.shut()
