"""The Sources view: every official document, whether it was added, and what became of its ties."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QMenu,
    QProgressBar,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.clipping import Grid
from desktop.core.entry import Kind
from desktop.ui.colours import rich_colours
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels import source_report
from desktop.viewmodels.documents import Report
from desktop.viewmodels.entries import Entries
from desktop.viewmodels.sources import SourcesController

_COLUMNS = ("Document", "Publisher", "Date", "Added", "Ties")
_KEY = int(Qt.ItemDataRole.UserRole)


class SourcesView(QWidget):
    """A list of documents, one in full, and what can be done with it."""

    entry_chosen = Signal(str)
    add_asked = Signal()
    said = Signal(str)

    def __init__(
        self, entries: Entries, controller: SourcesController, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._entries = entries
        self._controller = controller
        self._theme = theme
        self._divided = False
        self._build()
        controller.reports_changed.connect(self.fill)
        controller.progressed.connect(self._on_progress)
        theme.changed.connect(self._on_theme_changed)
        self.fill()

    def _build(self) -> None:
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Official documents")
        self.list.setColumnCount(len(_COLUMNS))
        self.list.setHeaderLabels(list(_COLUMNS))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self._buttons = QFrame(self)
        self.add_button = button(
            self._buttons,
            "Add document…",
            "primary",
            "Add PDF, text or HTML files (or drop them on the window)",
        )
        self.add_button.clicked.connect(self.add_asked)
        self.take_button = button(self._buttons, "It is …", "plain", "Say which document the file is")
        self._menu = QMenu(self.take_button)
        self.take_button.clicked.connect(self._on_take_clicked)
        self.remove_button = button(
            self._buttons, "Remove copy", "plain", "Take the copy out of the library; your notes stay"
        )
        self.remove_button.clicked.connect(self._on_remove)
        row = FlowLayout(self._buttons)
        row.setContentsMargins(14, 10, 14, 8)
        for made in (self.add_button, self.take_button, self.remove_button):
            row.addWidget(made)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName("Reading a document")
        self.bar.hide()
        self.detail = RichPane("Document in full", self)
        self.detail.entry_chosen.connect(self.entry_chosen)
        self.detail.link_chosen.connect(self._on_link)
        self.detail.said.connect(self.said)
        below = QFrame(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._buttons)
        column.addWidget(self.bar)
        column.addWidget(self.detail, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(below)
        self.splitter.splitterMoved.connect(self._on_moved)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    # --- the list ------------------------------------------------------------------------

    @Slot()
    def fill(self) -> None:
        """List documents that were added first, then the others, each once."""
        chosen = self._controller.newest or self.current_key()
        self._controller.newest = ""
        self.bar.hide()
        self.list.blockSignals(True)
        self.list.clear()
        have = {report.added.document for report in self._controller.reports}
        for report in self._controller.reports:
            self._add_row(report.added.document, report)
        for brief in self._entries.briefs.values():
            if brief.kind is Kind.DOCUMENT and brief.id not in have:
                self._add_row(brief.id, None)
        self.list.blockSignals(False)
        self._fit_columns()
        self.choose(chosen)

    def _add_row(self, document: str, report: Report | None) -> None:
        entry = self._entries.entry(document) if document else None
        title = entry.title if entry is not None else "Not recognised: say which document it is"
        cells = [title, "", "", "", ""]
        if entry is not None:
            cells[1:3] = [entry.extra.get("publisher", ""), entry.extra.get("date", "")]
        if report is not None:
            cells[3:] = [report.added.name, report.said]
        item = QTreeWidgetItem(cells)
        item.setData(0, _KEY, report.added.sha256 if report is not None else document)
        if report is None:
            for column in range(len(cells)):
                item.setForeground(column, self._theme.colour("dim"))
        elif report.counts["lost"] or report.counts["changed"] or not report.added.document:
            item.setForeground(4, self._theme.colour("bad"))
        else:
            item.setForeground(4, self._theme.colour("good"))
        for column, name in enumerate(_COLUMNS):
            item.setToolTip(column, cells[column])
            item.setData(
                column, int(Qt.ItemDataRole.AccessibleTextRole), f"{name}: {cells[column] or 'none'}"
            )
        self.list.addTopLevelItem(item)

    @Slot()
    def _fit_columns(self) -> None:
        em = self._theme.em()
        width = self.list.viewport().width()
        if width < 95 * em:
            sizes = (max(24 * em, width - 26 * em), 0, 0, 12 * em, 14 * em)
        else:
            sizes = (max(30 * em, width - 64 * em), 18 * em, 14 * em, 16 * em, 16 * em)
        for column, size in enumerate(sizes):
            self.list.setColumnHidden(column, size == 0)
            if size:
                self.list.setColumnWidth(column, size)

    def current_key(self) -> str:
        """The sha256 of the added document that is chosen, or the id of one that was not added."""
        item = self.list.currentItem()
        return str(item.data(0, _KEY)) if item is not None else ""

    def current_document(self) -> str:
        """The id of the document that is chosen; empty for a file that is not recognised."""
        report = self._report()
        return report.added.document if report is not None else self.current_key()

    def grid(self) -> Grid:
        """The list as a table."""
        rows = []
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None:
                rows.append(tuple(item.text(column) for column in range(len(_COLUMNS))))
        return Grid(tuple(_COLUMNS), tuple(rows))

    def choose(self, key: str) -> None:
        """Choose a document by that key, by its id, or the first."""
        by_document = next((r.added.sha256 for r in self._controller.reports if r.added.document == key), key)
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(0, _KEY) in (key, by_document) and key:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item)
                break
        else:
            if (first := self.list.topLevelItem(0)) is not None:
                self.list.setCurrentItem(first)
        self._fill_detail()

    def _report(self) -> Report | None:
        key = self.current_key()
        return next((report for report in self._controller.reports if report.added.sha256 == key), None)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _on_current_changed(self, *_: object) -> None:
        self._fill_detail()

    def _fill_detail(self) -> None:
        report = self._report()
        self.take_button.setVisible(report is not None)
        self.remove_button.setVisible(report is not None)
        colours = rich_colours(self._theme.tokens)
        if self._controller.blocked:
            self.detail.show_html(source_report.trouble(self._controller.trouble, colours))
            return
        if report is None:
            key = self.current_key()
            html = (
                self._entries.page(key, (), colours) + self._entries.digest(key, "", colours) if key else ""
            )
            self.detail.show_html(html)
            return
        offers = self._controller.offers(report.added)
        notes = self._controller.notes(sha256=report.added.sha256)
        self.detail.show_html(source_report.render(report, self._entries.briefs, offers, notes, colours))

    # --- acting --------------------------------------------------------------------------

    @Slot()
    def _on_take_clicked(self) -> None:
        self.fill_menu()
        self._menu.popup(self.take_button.mapToGlobal(QPoint(0, self.take_button.height())))

    def fill_menu(self) -> list[QAction]:
        """Every document that a file may be, as actions."""
        self._menu.clear()
        own = QAction("As the program takes it", self._menu)
        own.setData("own")
        none = QAction("None of these", self._menu)
        none.setData("")
        self._menu.addAction(own)
        self._menu.addAction(none)
        self._menu.addSeparator()
        for brief in self._entries.briefs.values():
            if brief.kind is Kind.DOCUMENT:
                action = QAction(brief.title.replace("&", "&&"), self._menu)
                action.setData(brief.id)
                self._menu.addAction(action)
        for action in self._menu.actions():
            action.triggered.connect(self._on_taken)
        return self._menu.actions()

    @Slot()
    def _on_taken(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.take_as(str(action.data()))

    def take_as(self, document: str) -> None:
        """Say which document the chosen file is (``own``: the program's guess, empty: none)."""
        self._controller.correct(self.current_key(), None if document == "own" else document)

    @Slot()
    def _on_remove(self) -> None:
        report = self._report()
        if report is not None:
            self._controller.remove(report.added.sha256)
            self.said.emit(f"{report.added.name}: the copy was removed; your own file and your notes stay")

    @Slot(str)
    def _on_link(self, link: str) -> None:
        verb, _, number = link.partition(":")
        report = self._report()
        if report is not None and verb in ("accept", "reject"):
            for note, found in self._controller.offers(report.added):
                if str(note.id) == number:
                    trouble = self._controller.decide(note, found, accept=verb == "accept")
                    self.said.emit(
                        trouble
                        or ("The note was moved" if verb == "accept" else "The note stays where it was")
                    )
            self._fill_detail()

    @Slot(float)
    def _on_progress(self, share: float) -> None:
        self.bar.setVisible(share < 1)
        self.bar.setValue(round(share * 100))

    # --- layout --------------------------------------------------------------------------

    def arrange(self) -> None:
        """List above or beside the document, as the window has room."""
        beside = self.window().width() > max(980, 110 * self._theme.em())
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.splitter.orientation() is not wanted:
            self.splitter.setOrientation(wanted)
        if not self._divided:
            total = max(self.splitter.width() if beside else self.splitter.height(), 400)
            self.splitter.setSizes(
                [total * 60 // 100, total * 40 // 100] if beside else [total // 2, total // 2]
            )
            self._divided = True
        self._fit_columns()
        QTimer.singleShot(0, self._fit_columns)

    @Slot(int, int)
    def _on_moved(self, *_: object) -> None:
        self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        """Columns follow the width that the list has once it is shown."""
        super().showEvent(event)
        QTimer.singleShot(0, self._fit_columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panes follow the width."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.fill()
        self.arrange()
