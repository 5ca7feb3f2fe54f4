"""Out of the program: copy, cite, keep, export, print; whatever the view that is shown hands out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit

from desktop.core.clipping import MOST_ROWS, Clipping, cut
from desktop.core.draft import Table
from desktop.errors import KnownError
from desktop.ui.widgets import pasteboard
from desktop.viewmodels import clipboard, drafting, exporting
from desktop.viewmodels.clipper import references_of
from desktop.viewmodels.columns import COLUMNS
from desktop.viewmodels.reference import Reference

if TYPE_CHECKING:
    from desktop.core.draft import Draft
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.handing import Handing
    from desktop.ui.shell.printing import Sheet
    from desktop.ui.shell.rooms import Rooms
    from desktop.viewmodels.tasks import Cancel

_NOTHING: Final = "There is nothing to {} here; choose a line, a provision or a row first"
# A table of more rows than this is exported, not printed.
_MOST_PRINTED: Final = 600


class Takings(QObject):
    """Runs the commands that take something out; ``progressed`` brings how far an export is, 0 to 1."""

    progressed = Signal(float)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._last: Path | None = None
        self._confirmed = ""
        self._what = "view"
        self.progressed.connect(self._on_progress)
        desk.status.stop_asked.connect(self.stop_export)
        desk.status.folder_asked.connect(self.open_folder)

    @property
    def _rooms(self) -> Rooms:
        assert self._desk.rooms is not None
        return self._desk.rooms

    @property
    def _handing(self) -> Handing:
        assert self._desk.handing is not None
        return self._desk.handing

    def _taken(self, what: str, *, table: bool = False) -> Clipping | None:
        """What the view hands out; says so where there is nothing."""
        if self._desk.rooms is None:
            self._desk.say("The data are not open yet")
            return None
        try:
            found = self._handing.taken(table=table)
        except KnownError as error:
            self._desk.say(str(error))
            return None
        if found is None:
            self._desk.say(self._rooms.charting.why_nothing() or _NOTHING.format(what))
        return found

    # --- copy ----------------------------------------------------------------------------

    def _put(self, text: str, html: str, said: str) -> None:
        pasteboard.put(text, html)
        self._desk.say(said)

    def copy(self) -> None:
        """Copy what is selected: words as they are, lines and tables with their headers."""
        focus = self._desk.window_.focusWidget()
        if isinstance(focus, QLineEdit) and focus.hasSelectedText():
            focus.copy()
            self._desk.say("Copied")
            return
        if isinstance(focus, QTextEdit | QPlainTextEdit) and focus.textCursor().hasSelection():
            focus.copy()
            self._desk.say("Text copied")
            return
        chart = None if self._desk.rooms is None else self._rooms.charting.copies_picture()
        if chart is not None:
            chart.copy_picture()
            return
        found = self._taken("copy", table=True)
        if found is not None:
            self._put(*clipboard.pasted(found), _copied(found))

    def copy_cited(self) -> None:
        """Copy what is selected with its citation."""
        found = self._taken("copy")
        if found is not None:
            self._put(*clipboard.pasted(found, self._cited(found)), f"{_copied(found)} with its citation")

    def copy_citation(self) -> None:
        """Copy the citation alone."""
        found = self._taken("cite")
        if found is not None:
            cited = self._cited(found)
            self._put(cited, "", f"Citation copied: {cited}")

    def _cited(self, clipping: Clipping) -> str:
        return self._rooms.clipper.cited(clipping, self._rooms.keeping.style)

    def _copy_references(self, form: str, name: str) -> None:
        found = self._taken("cite")
        if found is not None:
            self._put(references_of([found], form), "", f"{name} copied, for a reference manager")

    def copy_ris(self) -> None:
        """Copy the records as RIS."""
        self._copy_references("ris", "RIS")

    def copy_bibtex(self) -> None:
        """Copy the records as BibTeX."""
        self._copy_references("bibtex", "BibTeX")

    def copy_csl(self) -> None:
        """Copy the records as CSL-JSON."""
        self._copy_references("csl", "CSL-JSON")

    def copy_address(self) -> None:
        """Copy the address of what is shown."""
        if self._desk.rooms is None:
            return
        address = self._handing.place().address
        self._put(address, "", f"Address copied: {address[:90]}")

    def copy_search(self) -> None:
        """Copy what was searched and found, as a paragraph for the file."""
        desk = self._desk
        if desk.controller is None or desk.rooms is None or not desk.controller.result.whole:
            desk.say("The search is not finished; copy again in a moment")
            return
        said = desk.rooms.keeping.paragraph(desk.controller.text, desk.controller.result)
        self._put(said, "", "What you searched and found is copied")

    # --- keep ----------------------------------------------------------------------------

    def keep(self) -> None:
        """Put what is selected into the tray."""
        found = self._taken("keep")
        if found is not None:
            if self._rooms.shown() == "tray":
                self._desk.say("This is in the tray already")
                return
            self._rooms.collected.add([found])

    def bookmark(self) -> None:
        """Mark the place that is shown, or take its mark away."""
        if self._desk.rooms is not None:
            self._rooms.keeping.toggle(self._handing.place().address, self._handing.title()[:160])

    # --- export --------------------------------------------------------------------------

    def export(self) -> None:
        """Ask for a place and write what the view shows."""
        if self._desk.rooms is None:
            self._desk.say("There is nothing to export yet")
            return
        name = self._rooms.shown()
        kinds = {**exporting.TABLES, **exporting.DOCUMENTS, **exporting.PDF}
        chart = self._rooms.charting.pane()
        if chart is not None:
            name, kinds = chart.name, self._rooms.charting.kinds()
        elif name == "charts":
            self._desk.say("Open a chart first; the gallery has nothing to export")
            return
        if name in ("tray", "provisions"):
            kinds = {**exporting.DOCUMENTS, **exporting.PDF, **exporting.TABLES}
        self._ask(name, kinds, f"Export {name.replace('_', ' ')}", self.export_to)

    def dossier(self) -> None:
        """Ask for a place and write the current line on one page."""
        if self._line() is None:
            self._desk.say("Choose a line first; the dossier is about one line")
            return
        kinds = {**exporting.PDF, **exporting.DOCUMENTS}
        self._ask("dossier", kinds, "One-page dossier of the line", self.dossier_to)

    def _ask(self, name: str, kinds: dict[str, str], title: str, then: Callable[[str], object]) -> None:
        folder = Path(self._desk.settings.export_folder or Path.home())
        first = next(iter(kinds))
        dialog = QFileDialog(self._desk.window_, title, str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(kinds.values()))
        dialog.setDefaultSuffix(first.removeprefix("."))
        dialog.filterSelected.connect(self._on_filter)
        dialog.selectFile(exporting.proposed(folder, name, first).name)
        dialog.fileSelected.connect(then)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def _on_filter(self, chosen: str) -> None:
        """The ending follows the kind that is chosen."""
        dialog = self.sender()
        assert isinstance(dialog, QFileDialog)
        suffix = chosen.rpartition("*.")[2].rstrip(")")
        dialog.setDefaultSuffix(suffix)
        files = dialog.selectedFiles()
        if files:
            dialog.selectFile(str(Path(files[0]).with_suffix(f".{suffix}").name))

    @Slot(str)
    def export_to(self, chosen: str) -> None:
        """Write what the view shows to a file, by its ending."""
        chart = self._rooms.charting.pane()
        pictures = exporting.PICTURES if chart is not None else exporting.PDF
        known = {**exporting.TABLES, **exporting.DOCUMENTS, **pictures}
        name = self._rooms.shown()
        out = exporting.settled(Path(chosen), ".docx" if name == "tray" else ".xlsx", known)
        self._desk.settings.export_folder = str(out.parent)
        if chart is not None and out.suffix.lower() in exporting.PICTURES:
            self._export_picture(out)
        elif out.suffix.lower() in exporting.TABLES:
            self._export_table(name, out)
        else:
            self._export_document(name, out)

    def _export_picture(self, out: Path) -> None:
        self._last = out
        try:
            self._desk.say(self._rooms.charting.write_picture(out))
        except KnownError as error:
            self._desk.say(str(error))
            return
        self._desk.status.offer_folder()

    def _export_table(self, name: str, out: Path) -> None:
        if name == "lines" and self._rooms.charting.pane() is None:
            self._export_lines(out)
            return
        if name == "tray":
            grid = exporting.tray_grid(self._rooms.collected.clips, self._cited)
            found: Clipping | None = self._rooms.clipper.table("Draft tray", self._handing.place(), grid, ())
        else:
            found = self._handing.whole()
        if found is None or found.grid is None:
            self._desk.say(self._rooms.charting.why_nothing() or _NOTHING.format("export as a table"))
            return
        table, citation = found, self._cited(found)
        self._run(
            out, lambda tick: exporting.write_table(out, table, citation, tick), len(found.grid.rows), "rows"
        )

    def _export_lines(self, out: Path) -> None:
        desk = self._desk
        if desk.reference is None or desk.controller is None:
            return
        result, text, path = desk.controller.result, desk.controller.text, desk.reference.bundle.path
        if not result.whole:
            desk.say("The search is not finished; export again in a moment")
            return
        if not result.order:
            desk.say("No line is shown, so there is nothing to export")
            return

        def _write(tick: Callable[[int], None]) -> int:
            reference = Reference(path)
            try:
                return exporting.write(
                    reference.store, text, result.query, result.year, result.order, out, tick
                )
            finally:
                reference.close()

        self._run(out, _write, len(result.order), "lines")

    def _run(self, out: Path, write: Callable[[Callable[[int], None]], int], total: int, noun: str) -> None:
        """Write in the background, with progress and a way to stop."""
        desk, tell = self._desk, self.progressed.emit
        assert desk.tasks is not None
        if desk.status.bar.isVisible():
            desk.say("Another export is being written; wait for it, or stop it first")
            return

        def _job(cancel: Cancel) -> tuple[str, bool]:
            def _tick(done: int) -> None:
                if cancel.requested:
                    raise KnownError("The export was stopped; nothing was written.")
                tell(done / max(1, total))

            try:
                count = write(_tick)
            except KnownError as error:
                return str(error), False
            return f"{count:,} {noun if count != 1 else noun.removesuffix('s')} written to {out}", True

        self._last = out
        desk.say(f"Writing {out.name} …")
        desk.status.show_progress(0.0)
        desk.tasks.run("export", _job, self._on_written)

    @Slot(float)
    def _on_progress(self, share: float) -> None:
        if self._desk.status.bar.isVisible():
            self._desk.status.show_progress(share)

    def _on_written(self, result: tuple[str, bool]) -> None:
        said, well = result
        self._desk.status.hide_progress()
        self._desk.say(said)
        if well:
            self._desk.status.offer_folder()

    @Slot()
    def stop_export(self) -> None:
        """Stop the export that is under way; nothing is left of it."""
        if self._desk.tasks is not None:
            self._desk.tasks.cancel("export")
            self._desk.status.hide_progress()
            self._desk.say("The export was stopped; nothing was written.")

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the last export in the system's file manager."""
        if self._last is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._last.parent)))

    def _export_document(self, name: str, out: Path) -> None:
        draft = self._draft(name)
        if draft is not None:
            self._write_draft(draft, out)

    def _draft(self, name: str) -> Draft | None:
        """What the view shows, as a document."""
        rooms = self._rooms
        if name == "tray":
            tray = rooms.collected
            if not tray.clips:
                self._desk.say("The tray is empty; Ctrl+T puts things in")
                return None
            return drafting.of_tray(
                "Draft", tray.clips, tray.model.stale, rooms.clipper.data, rooms.charting.picture
            )
        chart = rooms.charting.pane()
        if chart is not None:
            taken = self._handing.whole()
            if taken is None:
                self._desk.say(rooms.charting.why_nothing())
                return None
            return drafting.of_clipping(cut(taken), rooms.clipper.data, chart.picture())
        found = self._shown_lines() if name == "lines" else self._document_of(name)
        if found is None:
            self._desk.say(rooms.charting.why_nothing() or _NOTHING.format("write"))
            return None
        return drafting.of_clipping(cut(found), rooms.clipper.data)

    def _document_of(self, name: str) -> Clipping | None:
        found = self._handing.taken(table=False) if name in ("provisions", "tray", "compare") else None
        return found or self._handing.whole()

    def _shown_lines(self) -> Clipping | None:
        """All lines that the table shows, in its columns."""
        desk = self._desk
        if desk.lines is None or desk.controller is None:
            return None
        result = desk.controller.result
        if not result.whole:
            return None
        shown = desk.lines.table.shown_columns()
        columns = [spec.key for spec in COLUMNS if spec.key in shown]
        return self._rooms.clipper.lines(
            list(result.order),
            result.year,
            columns,
            search=result.understood or desk.controller.text,
            table=True,
        )

    def _write_draft(self, draft: Draft, out: Path, *, one_page: bool = False) -> None:
        if out.suffix.lower() == ".pdf" and not self._fits_paper(draft):
            return
        self._last = out
        citer = self._rooms.clipper.citers[self._rooms.keeping.style]
        try:
            if out.suffix.lower() == ".pdf":
                from desktop.ui.shell import printing  # noqa: PLC0415  (only when something is printed)

                pages = printing.to_pdf(self._sheet(draft, one_page=one_page), out, draft.title)
                said = f"{pages} page{'' if pages == 1 else 's'} written to {out}"
            else:
                drafting.write(out, draft, citer)
                said = f"Written to {out}"
        except KnownError as error:
            self._desk.say(str(error))
            return
        whole = self._desk.controller.result.order if self._desk.controller is not None else ()
        lines = self._rooms.shown() == "lines" and self._rooms.charting.pane() is None
        if lines and not one_page and len(whole) > MOST_ROWS:
            said += f"; the first {MOST_ROWS:,} of {len(whole):,} lines: XLSX and CSV have all"
        self._desk.say(said)
        self._desk.status.offer_folder()

    # --- one line on one page ------------------------------------------------------------

    def _line(self) -> tuple[int, int] | None:
        """The line that is current in the Lines view, and its year."""
        desk = self._desk
        if desk.lines is None or desk.lines.current is None or desk.controller is None:
            return None
        return desk.lines.current, desk.controller.result.year

    def _dossier(self) -> Draft | None:
        line = self._line()
        if line is None or self._desk.reference is None:
            return None
        detail = self._desk.reference.detail(*line)
        facts = self._desk.reference.facts(detail, line[1])
        return drafting.dossier(detail, facts, self._rooms.clipper, line[1])

    @Slot(str)
    def dossier_to(self, chosen: str) -> None:
        """Write the dossier of the current line."""
        known = {**exporting.PDF, **exporting.DOCUMENTS}
        out = exporting.settled(Path(chosen), ".pdf", known)
        self._desk.settings.export_folder = str(out.parent)
        draft = self._dossier()
        if draft is not None:
            self._write_draft(draft, out, one_page=True)

    # --- paper ---------------------------------------------------------------------------

    def _sheet(self, draft: Draft, *, one_page: bool = False) -> Sheet:
        from desktop.ui.shell.printing import Sheet  # noqa: PLC0415  (only when something is printed)

        citer = self._rooms.clipper.citers[self._rooms.keeping.style]
        wide = max((len(block.grid.heads) for block in draft.blocks if isinstance(block, Table)), default=0)
        return Sheet(drafting.html(draft, citer), draft.source, landscape=wide > 6, one_page=one_page)

    def to_print(self) -> tuple[Sheet, str] | None:
        """What is printed: the selection of a table, the entry, the line on one page, the tray."""
        name = self._rooms.shown()
        if self._rooms.charting.pane() is not None:
            draft = self._draft(name)
            return None if draft is None else (self._sheet(draft), draft.title)
        several = self._desk.lines is not None and len(self._desk.lines.table.selected_places()) > 1
        if name == "lines" and self._line() is not None and not several:
            draft = self._dossier()
            return None if draft is None else (self._sheet(draft, one_page=True), draft.title)
        if name == "lines" and several:
            found = self._handing.taken(table=True)
            draft = None if found is None else drafting.of_clipping(found, self._rooms.clipper.data)
        else:
            draft = self._draft(name)
        if draft is None:
            return None
        return (self._sheet(draft), draft.title) if self._fits_paper(draft) else None

    def _fits_paper(self, draft: Draft) -> bool:
        """Whether a draft is short enough for paper; says so where it is not."""
        rows = sum(len(block.grid.rows) for block in draft.blocks if isinstance(block, Table))
        if rows > _MOST_PRINTED:
            self._desk.say(
                f"{rows:,} rows are too many for paper (at most {_MOST_PRINTED:,}); narrow the search, or export XLSX, CSV or Word"
            )
        return rows <= _MOST_PRINTED

    def print_(self) -> None:
        """Ask for a printer and print."""
        self._to_paper(preview=False)

    def print_preview(self) -> None:
        """Show the pages before they are printed."""
        self._to_paper(preview=True)

    def _to_paper(self, *, preview: bool) -> None:
        if self._desk.rooms is None:
            return
        found = self.to_print()
        if found is None:
            return
        from desktop.ui.shell import paper  # noqa: PLC0415  (the print system takes a fifth of a second to load)

        paper.show(*found, self._desk.window_, preview=preview)


def _copied(found: Clipping) -> str:
    if found.grid is None:
        return "Copied"
    rows = len(found.grid.rows)
    noun = "line" if found.address.startswith(("usjta:line", "usjta:search")) else "row"
    said = f"{rows:,} {noun}{'' if rows == 1 else 's'} copied"
    if found.whole > rows:
        return f"The first {MOST_ROWS:,} of {found.whole:,} {noun}s copied; export to get all"
    return said
