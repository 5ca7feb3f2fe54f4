"""Entries as the Provisions view needs them: pages, branches, digests, answers to a search."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.clipping import Grid
from desktop.core.crossref import AGREEMENTS, split_article
from desktop.core.entry import STEP, Brief, Cell, Entry, Kind
from desktop.core.entry_query import EntryQuery
from desktop.store.applies import Applying
from desktop.store.bundle import Bundle
from desktop.store.entries import EntryStore
from desktop.viewmodels import entry_html
from desktop.viewmodels.html import Colours
from desktop.viewmodels.sources import Place

MATRIX = "branch:Digital trade: 28 topics in 7 instruments"
LISTED = 150
FRONT = "branch:CRS In Focus IF11120"


class Entries:
    """Reads entries and makes their pages."""

    def __init__(self, bundle: Bundle) -> None:
        self.store = EntryStore(bundle)
        self._applying = Applying(bundle)

    @property
    def briefs(self) -> dict[str, Brief]:
        """All entries in brief."""
        return self.store.briefs

    def entry(self, name: str) -> Entry | None:
        """One entry."""
        return self.store.entry(name)

    def page(self, name: str, places: Sequence[Place], colours: Colours) -> str:
        """The page of an entry or of a branch; a sentence where there is none of the name."""
        if name == MATRIX:
            return entry_html.matrix(self.store.cells(), self.briefs, colours)
        if name.startswith("branch:"):
            return self._branch(name, colours)
        entry = self.store.entry(name)
        if entry is None:
            return f"<p>There is no entry {name}; it may belong to another edition of the data.</p>"
        return entry_html.render(self._page(entry, places), colours)

    def _branch(self, name: str, colours: Colours) -> str:
        return self._listed(name.removeprefix("branch:").split(STEP)[-1], self._under(name), colours)

    def _under(self, branch: str) -> list[Brief]:
        """Entries of a branch, in order."""
        path = tuple(branch.removeprefix("branch:").split(STEP))
        return [b for b in self.briefs.values() if b.branch[: len(path)] == path]

    def _listed(self, title: str, briefs: Sequence[Brief], colours: Colours) -> str:
        entries = [entry for b in briefs if (entry := self.store.entry(b.id)) is not None]
        return entry_html.branch(title, briefs, entries, colours)

    def _page(self, entry: Entry, places: Sequence[Place]) -> entry_html.Page:
        if entry.kind is Kind.TOPIC:
            cells = self.store.cells(topic=entry.id)
        elif entry.kind is Kind.INSTRUMENT:
            short = {"in:jefta": "EU-Japan EPA", "in:cptpp": "CPTPP"}.get(entry.id, entry.locator)
            cells = self.store.cells(instrument=short)
        elif entry.kind is Kind.ARTICLE:
            cells = self.store.cells(target=entry.id)
        else:
            cells = self._cells_beside(entry.id)
        return entry_html.Page(
            entry,
            self.store.links(entry.id),
            self.briefs,
            cells,
            self._tied(entry.id, places),
            self._lines(entry.id),
        )

    def _cells_beside(self, name: str) -> tuple[tuple[Cell, str], ...]:
        """Cells of the topics under which the matrix has an article of ours."""
        topics = {cell.topic for cell, _ in self.store.cells(target=name)}
        return tuple(pair for topic in sorted(topics) for pair in self.store.cells(topic=topic))

    def _tied(self, name: str, places: Sequence[Place]) -> tuple[entry_html.Tied, ...]:
        have: dict[tuple[str, str], Place] = {}
        for place in places:
            have.setdefault((place.found.tie.document, place.found.tie.path), place)
        out = []
        for document, path, opening in self.store.documents_of(name):
            found = have.get((document, path))
            out.append(
                entry_html.Tied(
                    document, self.briefs[document].title, path, opening, found.found.state if found else None,
                    found.label if found and found.added.kind == "pdf" else "",
                )
            )  # fmt: skip
        return tuple(out)

    def _lines(self, name: str) -> tuple[tuple[str, str], ...]:
        """Searches of the tariff lines to which an entry applies."""
        out: dict[str, str] = {}
        for importer, scope, prefixes in self._applying.groups_of(name):
            cover = " cover:in" if scope in ("covered", "quota", "halved") else ""
            quota = " kind:quota" if scope == "quota" else ""
            for prefix in prefixes.split() or [""]:
                query = f"{importer}:{prefix}{cover}{quota}" if prefix else f"{importer}:{cover}{quota}"
                country = "Japan" if importer == "jp" else "United States"
                out.setdefault(
                    query, f"{country} {prefix}" if prefix else f"{country}: all lines of the agreement"
                )
        return tuple(out.items())

    def grid(self, name: str) -> Grid | None:
        """A branch as a table of its entries, the matrix as topics by instruments; None for what is no branch."""
        if name == MATRIX:
            return entry_html.matrix_grid(self.store.cells(), self.briefs)
        return (
            self.listed_grid([brief.id for brief in self._under(name)])
            if name.startswith("branch:")
            else None
        )

    def listed_grid(self, names: Sequence[str]) -> Grid:
        """Entries as a table: where, what, what it says, how far it is verified."""
        rows = []
        for name in names:
            entry, brief = self.store.entry(name), self.briefs[name]
            assert entry is not None
            grade = f"grade {entry.evidence}" if entry.evidence else ""
            rows.append(
                (STEP.join(entry.branch), entry.locator, entry.title, entry.body, grade, brief.said, entry.id)
            )
        heads = ("Instrument", "Place", "Title", "What it says", "Evidence", "Checked", "Id")
        return Grid(heads, tuple(rows))

    def words(self, name: str) -> str:
        """An entry as words that a citation follows."""
        entry = self.store.entry(name)
        return "" if entry is None else entry_html.words(entry, self.briefs[name].mark)

    def plain(self, name: str) -> str:
        """An entry as a sentence for a memo."""
        entry = self.store.entry(name)
        return "" if entry is None else entry_html.plain(entry)

    # --- documents -----------------------------------------------------------------------

    def document_for(self, name: str) -> str:
        """The document that the source pane stands for while none was added; empty where there is none."""
        brief = self.briefs.get(name)
        if brief is not None and brief.kind is Kind.DOCUMENT:
            return name
        tied = self.store.documents_of(name)
        if tied:
            return tied[0][0]
        links = [
            link.target for link in self.store.links(name) if link.role.value == "text" and not link.back
        ]
        if links:
            return links[0]
        first = self.first_of(name)
        return self.document_for(first) if first else ""

    def first_of(self, branch: str) -> str:
        """The first entry of a branch; empty for what is none."""
        if not branch.startswith("branch:"):
            return ""
        return next((brief.id for brief in self._under(branch)), "")

    def found(self, said: str, names: Sequence[str], colours: Colours) -> str:
        """What a search found, in one or two lines each."""
        return self._listed(said, [self.briefs[name] for name in names[:LISTED]], colours)

    def digest(self, document: str, current: str, colours: Colours) -> str:
        """Our own digest of a document, passage by passage, with locators and the official address."""
        entry = self.store.entry(document)
        assert entry is not None
        names = list(dict.fromkeys(tie.entry for tie in self.store.ties(document)))
        names += [
            link.target for link in self.store.links(document) if link.back and link.target not in names
        ]
        order = {name: place for place, name in enumerate(self.briefs)}
        passages = [e for n in sorted(names, key=order.__getitem__) if (e := self.store.entry(n)) is not None]
        return entry_html.digest(entry, passages, current, colours)

    # --- search --------------------------------------------------------------------------

    def answer(self, query: EntryQuery) -> list[str]:
        """Ids of what a query asks for, the one to open first."""
        if query.tag:
            return self.store.with_tag(query.tag)
        if query.jumps or query.locator:
            found = [name for name in query.jumps if name in self.briefs]
            wanted = query.locator.casefold()
            found += [
                b.id
                for b in self.briefs.values()
                if wanted
                and b.kind is Kind.PROVISION
                and b.locator.casefold() == wanted
                and b.id not in found
            ]
            return found or self._near(query)
        if not query.words:
            return [b.id for b in self.briefs.values() if _in_scope(b, query.scope)]
        return [
            name
            for name in self.store.with_words(list(query.words))
            if _in_scope(self.briefs[name], query.scope)
        ]

    def _near(self, query: EntryQuery) -> list[str]:
        """For an article of another agreement that we have not, the agreement itself."""
        for name in query.jumps:
            if name.startswith("at:"):
                return ["in:" + dict(AGREEMENTS)[split_article(name)[0]]]
        return []


def _in_scope(brief: Brief, scope: str) -> bool:
    if scope == "if":
        return brief.kind is Kind.STATEMENT
    if scope == "dta":
        return brief.kind is Kind.PROVISION and brief.branch[0].startswith("Digital Trade")
    if scope == "art":
        return brief.kind is Kind.PROVISION
    return brief.kind is not Kind.FIGURE or not scope
