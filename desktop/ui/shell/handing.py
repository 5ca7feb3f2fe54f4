"""What the view that is shown hands out: the selection to copy and keep, its table, its address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from desktop.core import locator
from desktop.core.clipping import Clipping, cut
from desktop.core.locator import Locator
from desktop.ui.shell import charting
from desktop.ui.widgets.rich_pane import RichPane
from desktop.viewmodels.columns import COLUMNS
from desktop.viewmodels.line_records import editions
from desktop.viewmodels.search import as_typed

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.rooms import Rooms


class Handing(QObject):
    """Asks the view that is shown, whichever it is."""

    def __init__(self, desk: Desk, rooms: Rooms) -> None:
        super().__init__(desk)
        self._desk, self._rooms = desk, rooms

    def selected_text(self) -> str:
        """The words that are selected in the text with the focus; empty where there are none."""
        focus = self._desk.window_.focusWidget()
        if isinstance(focus, QTextEdit | QPlainTextEdit) and focus.textCursor().hasSelection():
            return focus.textCursor().selectedText().replace("\u2029", "\n")
        return focus.selectedText() if isinstance(focus, QLineEdit) else ""

    def place(self) -> Locator:
        """The address of what is shown."""
        desk, rooms, name = self._desk, self._rooms, self._rooms.shown()
        if chart := rooms.charting.place():
            return chart
        if name == "lines":
            return self._line_place() or self._search_place()
        if name == "provisions" and rooms.papers.provisions is not None and rooms.papers.provisions.current:
            return locator.entry(rooms.papers.provisions.current)
        if name == "compare" and rooms.compare is not None:
            return rooms.compare.place() or locator.view("compare")
        if name == "my_lines" and rooms.my_lines is not None:
            return rooms.my_lines.place()
        found = locator.view(name)
        year = desk.controller.result.year if desk.controller is not None and name == "ahead" else None
        return found.at(year)

    def _line_place(self) -> Locator | None:
        desk = self._desk
        if desk.lines is None or desk.lines.current is None or desk.controller is None:
            return None
        return self._rooms.comparer.line_place(desk.lines.current, desk.controller.result.year)

    def _search_place(self) -> Locator:
        assert self._desk.controller is not None
        controller = self._desk.controller
        return locator.search(as_typed(controller.text, controller.filters), controller.result.year)

    def title(self) -> str:
        """What a bookmark of the place is called."""
        taken = self.taken(table=False)
        if taken is not None:
            return taken.title
        name = self._rooms.shown()
        if name == "lines" and self._desk.controller is not None:
            return f"Search: {self._desk.controller.text or 'all lines'}"
        return name.replace("_", " ").capitalize()

    # --- selection -----------------------------------------------------------------------

    def taken(self, *, table: bool) -> Clipping | None:
        """What is selected, else what is current; ``table`` wants lines as a table also where it is only one."""
        found = self._selected_words() or self._current(table=table)
        return None if found is None else cut(found)

    def _selected_words(self) -> Clipping | None:
        """Words that are selected in a text of the program's own, with the citation of what they are about."""
        focus, rooms = self._desk.window_.focusWidget(), self._rooms
        text = self.selected_text()
        if not text or not isinstance(focus, RichPane):
            return None
        name, base = rooms.shown(), None
        if name == "compare" and rooms.compare is not None:
            base = rooms.compare.of_pane(focus)
        elif name == "tray" and rooms.tray is not None and focus is not rooms.tray.text:
            base = rooms.clipper.words("Bookmarks and searches", self.place(), text)
        elif name == "provisions" and rooms.papers.provisions is not None:
            view = rooms.papers.provisions
            document = rooms.papers.entries.document_for(view.current) if focus is view.source.digest else ""
            base = rooms.clipper.entry(document or view.current)
        elif name in rooms.pages:
            base = rooms.clipper.words(self._page_title(name), self.place(), text)
        else:
            base = self._current(table=False)
        return None if base is None else replace(base, text=text, grid=None)

    def _current(self, *, table: bool) -> Clipping | None:
        name, rooms = self._rooms.shown(), self._rooms
        if name in charting.VIEWS or rooms.charting.pane() is not None:
            return rooms.charting.taken()
        if name == "lines":
            return self._lines(table=table)
        if name == "provisions":
            return self._provision(table=table)
        if name == "sources" and rooms.papers.sources is not None:
            document = rooms.papers.sources.current_document()
            return rooms.clipper.entry(document) if document else None
        if name == "compare" and rooms.compare is not None:
            return rooms.compare.taken()
        if name == "my_lines" and rooms.my_lines is not None:
            return rooms.my_lines.taken()
        if name == "tray" and rooms.tray is not None:
            return rooms.tray.taken()
        return self.whole()

    def _page_title(self, name: str) -> str:
        assert self._desk.controller is not None
        return f"Who is ahead, as of {self._desk.controller.result.year}" if name == "ahead" else "The data"

    def _lines(self, *, table: bool) -> Clipping | None:
        desk = self._desk
        if desk.lines is None or desk.controller is None:
            return None
        year, view = desk.controller.result.year, desk.lines
        in_detail = view.detail is not None and view.detail.text.hasFocus() and bool(self.selected_text())
        places = [] if in_detail else view.table.selected_places()
        ids = [view.table.lines.order[place] for place in places]
        if not ids and view.current is not None:
            ids = [view.current]
        shown = view.table.shown_columns()
        columns = [spec.key for spec in COLUMNS if spec.key in shown]
        searched = desk.controller.result.understood or desk.controller.text
        return self._rooms.clipper.lines(ids, year, columns, search=searched, table=table)

    def _provision(self, *, table: bool) -> Clipping | None:
        view = self._rooms.papers.provisions
        if view is None or not view.current:
            return None
        passage = view.source.selected_passage()
        if passage is not None:
            place, text, span = passage
            known = place.added.document
            title = (
                self._rooms.papers.entries.briefs[known].title
                if known in self._rooms.papers.entries.briefs
                else place.added.name
            )
            return self._rooms.clipper.passage(
                view.current, text, known, title=title, sha256=place.added.sha256, page=view.source.page_at(span[0]),
                span=span,
            )  # fmt: skip
        found = self._rooms.clipper.entry(view.current)
        if found is None or found.grid is not None:
            return found
        # Without a citation behind it the sentence says itself where it is from.
        return replace(found, text=self._rooms.papers.entries.plain(view.current)) if table else found

    # --- whole tables --------------------------------------------------------------------

    def whole(self) -> Clipping | None:
        """The table of the view as it is shown, for exports and prints; the Lines view writes its own."""
        desk, rooms, name = self._desk, self._rooms, self._rooms.shown()
        if desk.reference is None or desk.controller is None:
            return None
        year = desk.controller.result.year
        sources = editions(desk.reference.bundle, year)
        if name == "compare" and rooms.compare is not None:
            return rooms.compare.whole()
        if name in charting.VIEWS or rooms.charting.pane() is not None:
            return rooms.charting.taken(whole=True)
        if name == "my_lines" and rooms.my_lines is not None:
            return rooms.my_lines.taken(whole=True)
        if name == "ahead":
            from desktop.viewmodels import summary  # noqa: PLC0415  (only when its table is asked for)

            grid = summary.grid(desk.reference.store, year)
            return rooms.clipper.table(self._page_title(name), self.place(), grid, sources)
        if name == "data":
            from desktop.viewmodels import about_data  # noqa: PLC0415

            grid = about_data.grid(desk.reference.store)
            return rooms.clipper.table("Editions and source files", self.place(), grid, ())
        if name == "sources" and rooms.papers.sources is not None:
            grid = rooms.papers.sources.grid()
            return rooms.clipper.table("Official documents", self.place(), grid, ())
        if name == "provisions" and rooms.papers.provisions is not None:
            return self._entries()
        return None

    def _entries(self) -> Clipping | None:
        view, papers = self._rooms.papers.provisions, self._rooms.papers
        assert view is not None
        names = view.model.shown_entries()
        grid = papers.entries.grid(view.current) if view.current.startswith("branch:") else None
        if grid is not None and not view.model.narrowed:
            return self._rooms.clipper.table(view.current.removeprefix("branch:"), self.place(), grid, ())
        title = "Provisions found" if view.model.narrowed else "Provisions, statements and documents"
        return self._rooms.clipper.table(title, self.place(), papers.entries.listed_grid(names), ())
