"""What the strip finds: lines and provisions in one short list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core import entry_query, locator
from desktop.core.entry_query import EntryQuery
from desktop.core.query import parse
from desktop.store.fulltext import Search
from desktop.viewmodels.rates import rate_words
from desktop.viewmodels.search import with_list

if TYPE_CHECKING:
    from desktop.core.record import LineRow
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.reference import Reference

MOST_HITS: Final = 60


def usjta_words(row: LineRow) -> str:
    """The agreement's duty, or the state that stands in its place."""
    return rate_words(row, 1) if row.covered else f"USJTA: {rate_words(row, 1)}"


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of the list (text and address), and what is said of them."""

    rows: tuple[tuple[str, str], ...]
    said: str


class QuickSearch:
    """Answers on the calling thread, in a millisecond or two: only the first hits are looked for."""

    def __init__(
        self, reference: Reference, entries: Entries, lists: Callable[[str, int], tuple[int, ...] | None]
    ) -> None:
        self._reference, self._entries, self._lists = reference, entries, lists
        self._search = Search(reference.store)

    def find(self, text: str, year: int) -> Hits:
        """Provisions where the text asks for them, else lines; where there are none, provisions with its words."""
        text = text.strip()
        if not text:
            return Hits((), "Type a code, words of the goods, or an article.")
        asked = entry_query.parse(text)
        if asked is not None:
            return self._entries_of(asked, text)
        query = parse(text)
        year = query.year or year
        if year not in self._reference.bundle.years:
            years = self._reference.bundle.years
            return Hits((), f"The data have no edition for {year}; they cover {years[0]} to {years[-1]}.")
        answer = self._search.run(with_list(query, year, self._lists), year, MOST_HITS)
        if not answer.ids:
            return self._entries_of(entry_query.words(text), text)
        rows = tuple(
            (
                f"{row.display}  {row.goods} · {usjta_words(row)}",
                locator.line(row.importer, row.code, row.seq, year).address,
            )
            for row in self._reference.store.rows(list(answer.ids[:MOST_HITS]), year)
        )
        close = "close matches only; " if answer.close else ""
        more = "the first " if not answer.whole or len(answer.ids) > MOST_HITS else ""
        return Hits(
            rows, f"{close}{more}{len(rows)} tariff {'line' if len(rows) == 1 else 'lines'}, as of {year}"
        )

    def _entries_of(self, asked: EntryQuery, text: str) -> Hits:
        names = self._entries.answer(asked)
        rows = []
        for name in names[:MOST_HITS]:
            brief = self._entries.briefs[name]
            mark = f"[{brief.mark}] " if brief.mark else ""
            rows.append((f"{mark}{brief.locator}: {brief.title}", locator.entry(name).address))
        if not rows:
            return Hits((), f"Neither a line nor a provision has “{text[:60]}”.")
        return Hits(tuple(rows), f"{len(names):,} provision{'' if len(names) == 1 else 's'}")
