"""Provisions and sources in the window: made when first asked for, fed by one controller."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import paths
from desktop.core import entry_query, manifest
from desktop.core.entry import Kind
from desktop.viewmodels.entries import Entries
from desktop.viewmodels.sources import SourcesController

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.ui.views.provisions import ProvisionsView
    from desktop.ui.views.sources import SourcesView

_FILTER = "Documents (*.pdf *.txt *.text *.htm *.html);;All files (*)"


class Papers(QObject):
    """Owns the two views and what they share."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        assert desk.reference is not None
        assert desk.tasks is not None
        self._desk = desk
        self.entries = Entries(desk.reference.bundle)
        self.controller = SourcesController(
            desk.reference.bundle.path, desk.file.path.parent, desk.tasks, self, paths.shipped_sources()
        )
        self.controller.said.connect(desk.say)
        self.provisions: ProvisionsView | None = None
        self.sources: SourcesView | None = None

    def view(self, name: str) -> QWidget:
        """A view by its name."""
        if name == "provisions":
            return self._provisions()
        return self._sources()

    def _provisions(self) -> ProvisionsView:
        if self.provisions is None:
            from desktop.ui.views.provisions import ProvisionsView  # noqa: PLC0415  (made when first shown)

            view = ProvisionsView(self.entries, self.controller, self._desk.theme, self._desk)
            view.query_chosen.connect(self._desk.run_query)
            view.said.connect(self._desk.say)
            view.add_asked.connect(self.ask_for_files)
            view.entry_shown.connect(self._on_entry_shown)
            self._desk.stack.addWidget(view)
            self.provisions = view
        return self.provisions

    def _sources(self) -> SourcesView:
        if self.sources is None:
            from desktop.ui.views.sources import SourcesView  # noqa: PLC0415  (made when first shown)

            view = SourcesView(self.entries, self.controller, self._desk.theme, self._desk)
            view.entry_chosen.connect(self.open)
            view.add_asked.connect(self.ask_for_files)
            view.said.connect(self._desk.say)
            self._desk.stack.addWidget(view)
            self.sources = view
        return self.sources

    def shown(self) -> str:
        """Which of the two is shown; empty for neither."""
        current = self._desk.stack.currentWidget()
        if current is not None and current is self.provisions:
            return "provisions"
        return "sources" if current is not None and current is self.sources else ""

    @Slot(str)
    def open(self, name: str) -> None:
        """Show an entry in the Provisions view."""
        view = self._provisions()
        self._desk.show_view("provisions")
        view.open(name)

    @Slot(str)
    def _on_entry_shown(self, name: str) -> None:
        self._desk.settings.entry = name
        self._desk.note_place()
        brief = self.entries.briefs.get(name)
        if brief is not None:
            mark = f" · {brief.mark}" if brief.mark else ""
            self._desk.status.count.setText(f"{brief.branch[0]} · {brief.locator}{mark}")

    def entered(self, name: str) -> None:
        """A view was gone to: say what there is, and show what was shown last, or the front door."""
        self._desk.search.input.setPlaceholderText(
            "art 11, DTA 11, Annex I B-4, USMCA 19.11, if:beef, or words …"
        )
        if name == "sources":
            added = len(self.controller.reports)
            known = sum(brief.kind is Kind.DOCUMENT for brief in self.entries.briefs.values())
            self._desk.search.set_status(f"{added} documents added · {known} known")
            return
        self._desk.search.set_status(f"{len(self.entries.briefs)} entries")
        view = self._provisions()
        stored = self._desk.settings.entry
        if not view.current and stored and (stored in self.entries.briefs or stored.startswith("branch:")):
            view.open(stored)
        view.show_front()

    # --- search --------------------------------------------------------------------------

    def takes(self, typed: str) -> bool:
        """Whether a search is for provisions; then it is answered."""
        asked = entry_query.parse(typed)
        if asked is None and self.shown() == "provisions" and typed.strip() and ":" not in typed:
            asked = entry_query.words(typed)
        if asked is None:
            if self.provisions is not None and not typed.strip():
                self.provisions.show_all()
            return self.shown() == "provisions" and not typed.strip()
        view = self._provisions()
        self._desk.show_view("provisions")
        count = view.ask(asked)
        noun = "entry" if count == 1 else "entries"
        self._desk.search.set_status(f"{asked.said} · {count} {noun}")
        return True

    # --- files ---------------------------------------------------------------------------

    @Slot()
    def ask_for_files(self) -> None:
        """Ask for documents and add them."""
        dialog = QFileDialog(self._desk.window_, "Add official documents", self._desk.settings.export_folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(_FILTER.split(";;"))
        dialog.filesSelected.connect(self.add)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(list)
    def add(self, chosen: list[str]) -> None:
        """Add files and show what became of them."""
        paths = [Path(name) for name in chosen if name]
        if paths:
            self._desk.show_view("sources")
            self.controller.add(paths)

    def take(self, files: list[str]) -> None:
        """Files that were dropped on the window: documents to add, or a data pack."""
        packs = [name for name in files if manifest.is_pack(name)]
        self.add([name for name in files if name not in packs])
        if packs:
            self._desk.updating.offer(packs[0])

    def panes(self) -> list[QWidget]:
        """What F6 goes through in the view that is shown."""
        if self.shown() == "provisions":
            return self._provisions().panes()
        view = self._sources()
        return [view.list, view.detail]

    def find(self) -> None:
        """Find in the document that is shown."""
        if self.shown() == "provisions":
            self._provisions().source.open_find()
        else:
            self._desk.focus_search()

    def arrange(self) -> None:
        """Lay the views out for the width that the window has."""
        for view in (self.provisions, self.sources):
            if view is not None:
                view.arrange()

    def shut(self) -> None:
        """Save the note that is being written; release the files."""
        if self.provisions is not None:
            self.provisions.pane.save_note()
        self.controller.save_again()
        self.controller.close()

    def put_away(self) -> None:
        """Take the views out of the window, when another reference file is opened."""
        for view in (self.provisions, self.sources):
            if view is not None:
                self._desk.stack.removeWidget(view)
                view.deleteLater()
        self.provisions = self.sources = None
        self.deleteLater()
