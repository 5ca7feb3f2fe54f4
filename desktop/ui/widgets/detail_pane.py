"""The pane that shows one line in full, and before that what one could do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.colours import rich_colours
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.price_panel import PricePanel
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import detail_text
from desktop.viewmodels.reference import Reference

if TYPE_CHECKING:
    from desktop.ui.widgets.calculator import CalculatorPanel

_WAYS_IN = (
    ("jp: cover:in", "Japan's lines of the agreement"),
    ("us: cover:in", "American lines of the agreement"),
    ("jp: cover:in rate:>10", "Japanese duties over 10% under the agreement"),
    ("jp: parity:ahead", "Lines on which the American exporter is ahead of CPTPP"),
    ("jp: parity:eu-behind", "Lines on which the American exporter is behind the EU"),
    ("us: trade:>1000m", "American lines with over a billion dollars of imports from Japan in 2024"),
)


class DetailPane(QStackedWidget):
    """One line, as rich text with drawings, and its calculator; links in the text are queries."""

    query_chosen = Signal(str)
    entry_chosen = Signal(str)
    said = Signal(str)

    def __init__(self, reference: Reference, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self._theme = theme
        self._line: int | None = None
        self.year = 0
        self._chosen = False
        self._marks = reference.marks()
        self.calculator: CalculatorPanel | None = None
        self._page = QWidget(self)
        self.text = RichPane("Line in full", self._page)
        # A bar that comes and goes with every text lays the text out twice: 8 ms a line instead of 4.
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.text.query_chosen.connect(self.query_chosen)
        self.text.entry_chosen.connect(self.entry_chosen)
        self.prices = PricePanel(theme, self._page)
        self.prices.hide()
        self._buttons = QFrame(self._page)
        self._sentence = button(
            self._buttons, "Copy as a sentence", "primary", "Copy line, rates and edition as one sentence"
        )
        self._sentence.clicked.connect(self._on_copy_sentence)
        self._calculate = button(
            self._buttons, "Calculate duty", "plain", "What a shipment pays under each agreement (Ctrl+Alt+D)"
        )
        self._calculate.clicked.connect(self.open_calculator)
        self._against = button(
            self._buttons, "Duty against price", "plain", "The duty on one unit as its price changes"
        )
        self._against.setCheckable(True)
        self._against.clicked.connect(self._on_against_clicked)
        row = FlowLayout(self._buttons)
        row.setContentsMargins(14, 6, 14, 8)
        row.addWidget(self._sentence)
        row.addWidget(self._calculate)
        row.addWidget(self._against)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(self.prices)
        column.addWidget(self._buttons)
        self.addWidget(self._page)
        self._buttons.hide()
        theme.changed.connect(self._on_theme_changed)

    def show_line(self, line: int | None, year: int) -> None:
        """Show a line as of a year; without a line, some ways in."""
        self._line, self.year = line, year
        colours = rich_colours(self._theme.tokens)
        self._buttons.setVisible(line is not None)
        if line is None:
            self.setCurrentWidget(self._page)
            self.prices.show_plot(None)
            self._against.hide()
            self.text.show_html(self._welcome())
            return
        detail = self._reference.detail(line, year)
        facts = self._reference.facts(detail, year)
        html = detail_text.render(detail, facts, colours, self._marks)
        plots = {detail_text.DOTS: facts.dots, detail_text.STEPS: facts.steps}
        self.text.show_drawn(html, plots, self._theme)
        self.prices.show_plot(facts.prices)
        self._against.setVisible(facts.prices is not None)
        self._fit_prices()
        if self.calculator is not None and self.currentWidget() is self.calculator:
            self.calculator.show_line(detail, year)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Curve and slider stand below the text where there is room for both."""
        super().resizeEvent(event)
        self._fit_prices()

    def _fit_prices(self) -> None:
        roomy = self.height() > 58 * self._theme.line_height()
        if not self._against.isHidden() and not self._chosen:
            self._against.setChecked(roomy)
        self.prices.setVisible(not self._against.isHidden() and self._against.isChecked())

    @Slot()
    def _on_against_clicked(self) -> None:
        self._chosen = True
        self._fit_prices()

    @Slot()
    def open_calculator(self) -> None:
        """Show the calculator for the line."""
        if self._line is None:
            self.said.emit("Choose a line first")
            return
        if self.calculator is None:
            from desktop.ui.widgets.calculator import CalculatorPanel  # noqa: PLC0415  (not every session needs it)

            self.calculator = CalculatorPanel(self._theme, self)
            self.calculator.closed.connect(self._on_calculator_closed)
            self.calculator.said.connect(self.said)
            self.addWidget(self.calculator)
        self.setCurrentWidget(self.calculator)
        self.calculator.show_line(self._reference.detail(self._line, self.year), self.year)
        self.calculator.focus_first()

    @Slot()
    def _on_calculator_closed(self) -> None:
        self.setCurrentWidget(self._page)
        self.text.setFocus()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.show_line(self._line, self.year)

    def _welcome(self) -> str:
        colours = rich_colours(self._theme.tokens)
        links = "".join(
            f'<p style="margin:6px 0"><a style="color:{colours.link}" href="query:{query}">{text}</a></p>'
            for query, text in _WAYS_IN
        )
        return (
            f'<p style="color:{colours.dim}">Choose a line to see it in full: names, duty by agreement '
            f"and by year, and where each figure is from.</p>{links}"
            f'<p style="color:{colours.dim}">F1 shows what can be typed into the search box.</p>'
        )

    @Slot()
    def _on_copy_sentence(self) -> None:
        if self._line is not None:
            detail = self._reference.detail(self._line, self.year)
            QGuiApplication.clipboard().setText(detail_text.plain(detail))
            self.said.emit("Sentence copied")
