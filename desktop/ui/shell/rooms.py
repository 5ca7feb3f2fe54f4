"""The views in the window by their names: made when first shown, each asked the same few questions."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop import paths
from desktop.ui.colours import rich_colours
from desktop.ui.shell import charting
from desktop.ui.shell.charting import Charting
from desktop.ui.shell.checking import places
from desktop.ui.widgets import pasteboard
from desktop.ui.widgets.rich_pane import RichPane
from desktop.ui.widgets.search_box import PLACEHOLDER
from desktop.viewmodels.clipper import Clipper
from desktop.viewmodels.compare import Comparer
from desktop.viewmodels.keeping import Keeping
from desktop.viewmodels.my_lines import MyLines
from desktop.viewmodels.tray import TrayController, UserDrafts, changes_of

if TYPE_CHECKING:
    from desktop.core.clipping import Clipping
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.papers import Papers
    from desktop.ui.views.compare import CompareView
    from desktop.ui.views.my_lines import MyLinesView
    from desktop.ui.views.tray import TrayView

log = logging.getLogger(__name__)

PAGES: Final = {"ahead": "Who is ahead", "data": "About the data"}
_HINTS: Final = {
    "compare": "Search the tariff lines; what is compared is typed above each side",
    "tray": PLACEHOLDER,
    "my_lines": PLACEHOLDER,
}


class Rooms(QObject):
    """Owns every view but Lines, and what they collect into."""

    def __init__(self, desk: Desk, papers: Papers) -> None:
        super().__init__(desk)
        assert desk.reference is not None
        assert desk.tasks is not None
        self._desk, self.papers = desk, papers
        self.pages: dict[str, RichPane] = {}
        self.compare: CompareView | None = None
        self.tray: TrayView | None = None
        self.my_lines: MyLinesView | None = None
        self.drafts = UserDrafts(desk.file.path.parent)
        self.clipper = Clipper(desk.reference, papers.entries, paths.resources_folder() / "citation")
        self.comparer = Comparer(desk.reference, papers.entries)
        self.keeping = Keeping(self.drafts, desk.settings, desk.reference.bundle, self)
        self.keeping.said.connect(desk.say)
        self.keeping.copied.connect(self._on_copied)
        self.mine = MyLines(desk.reference.store, self.drafts, desk.tasks, self)
        self.mine.said.connect(desk.say)
        self.mine.sets_changed.connect(self.offer_lists)
        self._collected: TrayController | None = None
        self.charting = Charting(desk, self)

    @property
    def collected(self) -> TrayController:
        """The tray, read from the user's file when first asked for."""
        if self._collected is None:
            made = TrayController(self.drafts, self)
            made.said.connect(self._desk.say)
            self._collected = made
            if made.blocked:
                self._desk.say(made.blocked)
            elif self.drafts.trouble:
                self._desk.say(self.drafts.trouble)
            self._look_for_changes(made)
        return self._collected

    def _look_for_changes(self, tray: TrayController) -> None:
        """After an update of the data: which clips say something else today, found in the worker."""
        old = tray.outdated(self.clipper.data)
        if not old or self._desk.tasks is None or self._desk.reference is None:
            return
        path = self._desk.reference.bundle.path

        def _job(_: object) -> dict[int, Clipping]:
            from desktop.viewmodels.entries import Entries  # noqa: PLC0415
            from desktop.viewmodels.reference import Reference  # noqa: PLC0415

            reference = Reference(path)
            try:
                styles = paths.resources_folder() / "citation"
                return changes_of(old, Clipper(reference, Entries(reference.bundle), styles).again)
            finally:
                reference.close()

        self._desk.tasks.run("stale", _job, tray.take_changes)

    # --- views ---------------------------------------------------------------------------

    def show(self, name: str) -> str:
        """Bring a view to the front; returns the name of the one that is shown (Lines for an unknown one)."""
        desk = self._desk
        if name in PAGES:
            self._page(name)
            self.fill_page(name)
            desk.stack.setCurrentWidget(self.pages[name])
            return name
        if name in ("provisions", "sources"):
            desk.stack.setCurrentWidget(self.papers.view(name))
            self.papers.entered(name)
            return name
        if name in charting.VIEWS:
            chart = self.charting.make(name)
            desk.stack.setCurrentWidget(chart)
            desk.search.input.setPlaceholderText(PLACEHOLDER)
            chart.arrange()
            return name
        makers: dict[str, Callable[[], CompareView | TrayView | MyLinesView]] = {
            "compare": self.make_compare, "tray": self.make_tray, "my_lines": self.make_my_lines,
        }  # fmt: skip
        if name in makers:
            view = makers[name]()
            desk.stack.setCurrentWidget(view)
            desk.search.input.setPlaceholderText(_HINTS[name])
            view.arrange()
            return name
        assert desk.lines is not None
        desk.stack.setCurrentWidget(desk.lines)
        desk.search.input.setPlaceholderText(PLACEHOLDER)
        return "lines"

    def shown(self) -> str:
        """The name of the view that is shown."""
        current = self._desk.stack.currentWidget()
        if current is None or current is self._desk.lines:
            return "lines"
        named: list[tuple[str, QWidget | None]] = [
            ("compare", self.compare), ("tray", self.tray), ("my_lines", self.my_lines),
            ("charts", self.charting.view), ("timeline", self.charting.timeline), *self.pages.items(),
        ]  # fmt: skip
        found = next((name for name, view in named if view is current), "")
        return found or self.papers.shown() or "lines"

    def _page(self, name: str) -> None:
        if name not in self.pages:
            page = RichPane(PAGES[name], self._desk)
            page.query_chosen.connect(self._desk.run_query)
            self._desk.stack.addWidget(page)
            self.pages[name] = page

    def fill_page(self, name: str) -> None:
        """Write a page anew, for the year and the colours in use."""
        desk = self._desk
        if desk.reference is None or name not in self.pages:
            return
        colours = rich_colours(desk.theme.tokens)
        if name == "data":
            html = desk.reference.about(colours, datetime.date.today(), places(desk.file.path.parent))
        else:
            assert desk.controller is not None
            html = desk.reference.summary(colours, desk.controller.result.year)
        self.pages[name].show_html(html)

    def make_compare(self) -> CompareView:
        """The Compare view."""
        if self.compare is None:
            from desktop.ui.views.compare import CompareView  # noqa: PLC0415  (made when first shown)

            desk = self._desk
            assert desk.reference is not None
            assert desk.tasks is not None
            view = CompareView(
                desk.reference, self.papers.entries, self.papers.controller, self.comparer, self.clipper, desk.theme,
                desk.settings, desk.tasks, desk,
            )  # fmt: skip
            view.said.connect(desk.say)
            view.place_chosen.connect(desk.go)
            view.place_shown.connect(self._on_place_shown)
            desk.stack.addWidget(view)
            self.compare = view
        return self.compare

    def make_tray(self) -> TrayView:
        """The Tray view."""
        if self.tray is None:
            from desktop.ui.views.tray import TrayView  # noqa: PLC0415  (made when first shown)

            view = TrayView(self.collected, self.keeping, self.clipper, self._desk.theme, self._desk)
            view.said.connect(self._desk.say)
            view.place_chosen.connect(self._desk.go)
            view.export_asked.connect(self._on_export_asked)
            self._desk.stack.addWidget(view)
            self.tray = view
        self.collected.look_again()
        return self.tray

    def make_my_lines(self) -> MyLinesView:
        """The view of the user's lists."""
        if self.my_lines is None:
            from desktop.ui.views.my_lines import MyLinesView  # noqa: PLC0415  (made when first shown)

            desk = self._desk
            assert desk.reference is not None
            view = MyLinesView(self.mine, desk.reference, self.clipper, desk.theme, desk.settings, desk)
            view.said.connect(desk.say)
            view.query_chosen.connect(desk.run_query)
            view.place_chosen.connect(desk.go)
            desk.stack.addWidget(view)
            self.my_lines = view
        if self._desk.controller is not None:
            self.my_lines.set_year(self._desk.controller.result.year)
        return self.my_lines

    @Slot(str)
    def _on_copied(self, text: str) -> None:
        pasteboard.put(text)
        self._desk.say("Copied")

    @Slot()
    def offer_lists(self) -> None:
        """The user's lists: a filter of the lines by their names."""
        desk = self._desk
        assert desk.controller is not None
        assert desk.lines is not None
        desk.controller.lists = self.mine.ids
        if desk.lines.filters is not None:
            desk.lines.filters.set_lists(list(self.mine.sets))
            desk.lines.filters.set_filters(desk.controller.filters)
        if desk.controller.result.query.set_name:
            desk.controller.ask()

    @Slot()
    def _on_place_shown(self) -> None:
        self._desk.note_place()

    @Slot()
    def _on_export_asked(self) -> None:
        if self._desk.commands is not None:
            self._desk.commands.takings.export()

    # --- questions to the view that is shown ---------------------------------------------

    def panes(self) -> list[QWidget]:
        """The panes that F6 goes through, in order."""
        desk, name = self._desk, self.shown()
        panes: list[QWidget] = [desk.search.input]
        if name in self.pages:
            return [*panes, self.pages[name]]
        if name in ("provisions", "sources"):
            return [*panes, *self.papers.panes()]
        views = (self.compare, self.tray, self.my_lines, self.charting.view, self.charting.timeline)
        for view in views:
            if view is not None and view is desk.stack.currentWidget():
                return [*panes, *view.panes()]
        assert desk.lines is not None
        if desk.lines.filters is not None and desk.lines.filters.isVisible():
            panes.append(desk.lines.filters.first_choice())
        panes.append(desk.lines.table)
        if self.charting.beside is not None and self.charting.is_beside:
            return panes + self.charting.beside.panes()
        if desk.lines.detail is not None and desk.lines.detail.isVisible():
            panes.append(desk.lines.detail.text)
        return panes

    def step_pane(self, step: int) -> None:
        """Move the focus to the next pane (1) or the one before (-1)."""
        panes = self.panes()
        focus = self._desk.window_.focusWidget()
        if focus is None:
            return
        filters = self._desk.lines.filters if self._desk.lines is not None else None
        place = next((i for i, pane in enumerate(panes) if focus is pane or pane.isAncestorOf(focus)), 0)
        if filters is not None and filters.isAncestorOf(focus) and filters.first_choice() in panes:
            place = panes.index(filters.first_choice())
        panes[(place + step) % len(panes)].setFocus(Qt.FocusReason.OtherFocusReason)

    def arrange(self) -> None:
        """Lay the views out for the width that the window has."""
        self.papers.arrange()
        self.charting.arrange()
        for view in (self.compare, self.tray, self.my_lines):
            if view is not None:
                view.arrange()

    def shut(self) -> None:
        """Save what is not saved yet; release the files."""
        self.keeping.log_now()
        if self._collected is not None:
            trouble = self._collected.shut()
            if trouble:
                log.error("%s", trouble)
        self.drafts.close()

    def put_away(self) -> None:
        """Take the views out of the window, when another reference file is opened."""
        self.shut()
        views: list[QWidget | None] = [self.compare, self.tray, self.my_lines, *self.pages.values()]
        views += self.charting.put_away()
        for view in views:
            if view is not None:
                self._desk.stack.removeWidget(view)
                view.deleteLater()
        self.pages = {}
        self.compare = self.tray = self.my_lines = None
        self.deleteLater()
