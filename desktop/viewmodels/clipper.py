"""Clippings of everything that the views show, and of what an address names today."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.core import citation, locator
from desktop.core.clipping import MOST_ROWS, Clipping, Grid, Record
from desktop.core.entry import Kind
from desktop.core.locator import Locator
from desktop.core.query import MAX_LIST, parse
from desktop.errors import KnownError
from desktop.export.cite import Citer, Style, references
from desktop.viewmodels import detail_text
from desktop.viewmodels.columns import COLUMNS, INDEX, ColumnSpec, default_columns
from desktop.viewmodels.line_records import editions
from desktop.viewmodels.rates import rate_words

if TYPE_CHECKING:
    from desktop.core.record import LineRow
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.reference import Reference

_SCHEDULE: Final = {"jp": "src-jpcust", "us": "src-hts-2"}
# A table cites its schedules once, not each line: more lines than this are cited by the schedule.
_CITED_ONE_BY_ONE: Final = 12


class Clipper:
    """Makes clippings over one reference file; ``folder`` holds the citation styles."""

    def __init__(self, reference: Reference, entries: Entries, folder: Path) -> None:
        self._reference = reference
        self._entries = entries
        self._folder = folder
        self.citers: dict[Style, Citer] = {
            "bluebook": Citer(folder, "bluebook"),
            "plain": Citer(folder, "plain"),
        }

    @property
    def data(self) -> str:
        """The digest of the reference file."""
        return self._reference.bundle.digest

    # --- lines ---------------------------------------------------------------------------

    def lines(
        self, ids: Sequence[int], year: int, columns: Sequence[str], *, search: str = "", table: bool = False
    ) -> Clipping | None:
        """Lines as of a year: one as a sentence, several (or with ``table`` also one) as a table of ``columns``."""
        if not ids:
            return None
        if len(ids) == 1 and not table:
            return self._one_line(ids[0], year)
        shown = ids[:MOST_ROWS]
        rows = self._reference.store.rows(list(shown), year)
        grid = line_grid([COLUMNS[INDEX[key]] for key in columns if key in INDEX], rows)
        count = f"{len(ids):,} tariff {'line' if len(ids) == 1 else 'lines'}"
        title = f"{count}: {search}" if search else f"{count}, {year}"
        return Clipping(
            address=self._address(ids, rows, year, columns, search),
            title=title,
            grid=grid,
            edition=self._edition_words({row.importer for row in rows}, year),
            data=self.data,
            records=self._line_records(rows, year),
            whole=len(ids),
        )

    def _one_line(self, line: int, year: int) -> Clipping:
        detail = self._reference.detail(line, year)
        row = detail.row
        title = f"{row.display} {row.goods}"
        return Clipping(
            address=locator.line(row.importer, row.code, row.seq, year).address,
            title=title if len(title) <= 120 else title[:118].rsplit(" ", 1)[0] + " …",
            text=detail_text.plain(detail),
            edition=detail.edition.title if detail.edition else f"no edition for {year}",
            data=self.data,
            records=(self.line_record(row, year, detail.source_row),),
            whole=1,
        )

    def _address(
        self, ids: Sequence[int], rows: Sequence[LineRow], year: int, columns: Sequence[str], search: str
    ) -> str:
        """An address that finds these very lines again, or, of a long choice, the search that had them."""
        if len(ids) <= MAX_LIST:
            listed = "\n".join(f"{row.importer}:{row.display}" for row in rows)
            if len(ids) == 1:
                listed += "\n" + listed
            place = locator.search(listed, year)
            place = replace(place, options=(*place.options, ("columns", ",".join(columns))))
            if self._found(place) == list(ids) and len(place.address) <= locator.LONGEST:
                return place.address
        place = locator.search(search, year)
        found = replace(place, options=(*place.options, ("columns", ",".join(columns)), ("part", "yes")))
        return found.address

    def _found(self, place: Locator) -> list[int]:
        from desktop.store.fulltext import Search  # noqa: PLC0415  (not every session clips)

        search = Search(self._reference.store)
        return list(search.run(parse(place.option("q")), place.year or 0).ids)

    def line_record(self, row: LineRow, year: int, source_row: int | None) -> Record:
        """The citation of a line."""
        edition = self._reference.edition(row.importer, year)
        return citation.line(row, edition, year, source_row, self._schedule_address(row.importer))

    def _schedule_address(self, importer: str) -> str:
        entry = self._entries.entry(_SCHEDULE[importer])
        return entry.sources[0] if entry is not None and entry.sources else ""

    def _line_records(self, rows: Sequence[LineRow], year: int) -> tuple[Record, ...]:
        if len(rows) <= _CITED_ONE_BY_ONE:
            return tuple(self.line_record(row, year, None) for row in rows)
        out = []
        for importer in ("jp", "us"):
            first = next((row for row in rows if row.importer == importer), None)
            if first is not None:
                record = self.line_record(first, year, None)
                whole = {key: value for key, value in record.items() if key not in ("section", "note")}
                out.append({**whole, "id": f"{citation.source_of(record)}#"})
        return tuple(out)

    def _edition_words(self, importers: set[str], year: int) -> str:
        wanted = ["jp" in importers, "us" in importers]
        said = editions(self._reference.bundle, year)
        return "; ".join(text for text, want in zip(said, wanted, strict=True) if want)

    def of_place(self, place: Locator) -> Clipping | None:
        """What an address names: a line as a sentence, an entry; None for anything else."""
        if place.kind == "entry":
            return self.entry(place.path[0])
        if place.kind not in ("line", "across"):
            return None
        year = place.year if place.year is not None else max(self._reference.bundle.years)
        found = self._line_again(place.at(year), Clipping(place.address, ""))
        return found if found is not None and found.records else None

    # --- entries and passages ------------------------------------------------------------

    def entry(self, name: str) -> Clipping | None:
        """An entry as a sentence; a branch of the outline as a table of its entries."""
        if name.startswith("branch:"):
            return self._branch(name)
        found = self._entries.entry(name)
        if found is None:
            return None
        where = found.locator.partition(", statement")[0]
        where = f"IF11120, {where}" if found.kind is Kind.STATEMENT else where
        return Clipping(
            address=locator.entry(name).address,
            title=f"{where}: {found.title}" if where else found.title,
            text=self._entries.words(name),
            edition=f"grade {found.evidence}" if found.evidence else "",
            data=self.data,
            records=(self.entry_record(name),),
        )

    def entry_record(self, name: str) -> Record:
        """The citation of an entry."""
        found = self._entries.entry(name)
        assert found is not None
        return citation.entry(
            found, self._entries.briefs[name], self._entries.entry, self._entries.store.citations
        )

    def _branch(self, name: str) -> Clipping | None:
        grid = self._entries.grid(name)
        if grid is None:
            return None
        title = name.removeprefix("branch:")
        return self.table(title, locator.entry(name), grid, ())

    def passage(
        self,
        entry: str,
        text: str,
        document: str,
        *,
        title: str,
        sha256: str,
        page: str,
        span: tuple[int, int],
    ) -> Clipping:
        """Words of an added document, cited by the document (where it is known) and the page."""
        known = document in self._entries.briefs
        record: Record = {"type": "document", "title": title}
        if known:
            record = dict(self.entry_record(document))
        # A label of the document's own ("GN p.1") says itself that it is a page.
        place = page if "p." in page or not page else f"p. {page}"
        before = str(record.get("section", ""))
        if place and record.get("container-title") and record.get("page"):
            record["page"] = f"{record['page']}, {page}"
        elif place:
            record["section"] = f"{before}, {place}" if before else place
        record["id"] = f"{document or sha256[:16]}#{place}"
        options = (("doc", sha256), ("start", str(span[0])), ("end", str(span[1])))
        return Clipping(
            address=replace(locator.entry(entry), options=options).address,
            title=f"{title}{', ' + place if place else ''}",
            text=f"“{text}”",
            edition=f"sha256 {sha256[:12]}",
            data=self.data,
            records=(record,),
        )

    # --- tables and words of other views -------------------------------------------------

    def table(
        self, title: str, place: Locator, grid: Grid, sources: Sequence[str], records: tuple[Record, ...] = ()
    ) -> Clipping:
        """A table that the program puts together."""
        made = datetime.date.today().isoformat()
        own = citation.table(title, place.address, tuple(sources), self.data, made)
        return Clipping(
            address=place.address,
            title=title,
            grid=grid,
            edition="; ".join(sources),
            data=self.data,
            records=records or (own,),
            whole=len(grid.rows),
        )

    def words(self, title: str, place: Locator, text: str) -> Clipping:
        """Words selected on a page that the program writes itself."""
        made = datetime.date.today().isoformat()
        record = citation.table(title, place.address, (), self.data, made)
        return Clipping(place.address, title, text, None, "", self.data, (record,))

    # --- citations -----------------------------------------------------------------------

    def cited(self, clipping: Clipping, style: Style) -> str:
        """The citation of a clipping, as one text."""
        return self.citers[style].joined(clipping.records) if clipping.records else ""

    # --- what an address says today ------------------------------------------------------

    def again(self, clipping: Clipping) -> Clipping | None:
        """The same place as it reads in this reference file, or a sentence where the data have it no longer.

        None where it cannot be read again by itself: comparisons, changes between years, choices of over 500 lines.
        Passages of the user's documents never change.
        """
        try:
            place = locator.parse(clipping.address)
        except ValueError:
            return None
        makers: dict[str, Callable[[Locator, Clipping], Clipping | None]] = {
            "line": self._line_again, "search": self._search_again, "entry": self._entry_again,
        }  # fmt: skip
        maker = makers.get(place.kind)
        try:
            return maker(place, clipping) if maker is not None else None
        except KnownError:
            return None

    def _line_again(self, place: Locator, _clipping: Clipping) -> Clipping | None:
        key = locator.line_key(place)
        if key is None or place.year not in self._reference.bundle.years:
            return None
        assert place.year is not None
        line = self._reference.store.find(*key, place.year)
        return _gone(place) if line is None else self._one_line(line, place.year)

    def _search_again(self, place: Locator, clipping: Clipping) -> Clipping | None:
        if place.option("part") or place.year not in self._reference.bundle.years:
            return None
        assert place.year is not None
        columns = [key for key in place.option("columns").split(",") if key in INDEX]
        found = self.lines(self._found(place), place.year, columns or default_columns("all"), table=True)
        return (
            _gone(place) if found is None else replace(found, address=clipping.address, title=clipping.title)
        )

    def _entry_again(self, place: Locator, clipping: Clipping) -> Clipping | None:
        return clipping if place.option("doc") else self.entry(place.path[0]) or _gone(place)


def _gone(place: Locator) -> Clipping:
    """What stands for a place that the data have no longer."""
    return Clipping(place.address, "No longer in the data", "The data have this no longer.")


def line_grid(columns: Sequence[ColumnSpec], rows: Sequence[LineRow]) -> Grid:
    """Lines as a table, in the columns that are shown; the goods with their context."""
    return Grid(
        tuple(spec.title for spec in columns),
        tuple(tuple(_cell(spec, row) for spec in columns) for row in rows),
        frozenset(place for place, spec in enumerate(columns) if spec.numeric),
    )


def _cell(spec: ColumnSpec, row: LineRow) -> str:
    text = rate_words(row, spec.place) if spec.place >= 0 else spec.text(row)
    if spec.style == "goods" and row.context:
        text = f"{text} ({row.context})"
    return " ".join(text.split())


def references_of(clippings: Sequence[Clipping], form: str) -> str:
    """The records of clippings in an exchange format (``csl``, ``ris`` or ``bibtex``), each once."""
    found = {json.dumps(record, sort_keys=True): record for c in clippings for record in c.records}
    return references(list(found.values()), form)
