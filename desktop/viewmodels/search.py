"""What is asked for and what was found: query, filters, year and order in, one result out.

A key press is answered on the main thread with the first hits, which takes a millisecond or
two; the rest of a long answer and the counts beside the filters follow from the worker. The
newest question always wins, so typing is never blocked and never reordered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core.codes import Importer
from desktop.core.detail import FacetCounts
from desktop.core.line import Kind
from desktop.core.query import Query, parse, understood
from desktop.core.standing import NAMES, Standing
from desktop.errors import KnownError
from desktop.store.bundle import Bundle
from desktop.store.fulltext import Answer, Search
from desktop.store.lines import LineStore
from desktop.viewmodels.tasks import Cancel, TaskRunner

FIRST_HITS = 400
# Counts beside the filters wait until the keys rest, so that they never compete with typing.
COUNT_AFTER_MS = 80
# Above this many lines the rest of a long answer waits for the keys to rest, too.
MANY_LINES = 100_000


@dataclass(frozen=True, slots=True)
class Filters:
    """Choices of the filter panel; they are added to what the search box says."""

    importer: Importer | None = None
    covered: bool | None = None
    kinds: frozenset[Kind] = frozenset()
    chapters: frozenset[int] = frozenset()
    group: str = ""
    standings: frozenset[Standing] = frozenset()
    comparator: str = "cptpp"
    set_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return replace(self, comparator="cptpp") == Filters()


@dataclass(frozen=True, slots=True)
class Result:
    """What was found, and how the question was understood.

    ``whole`` is False while only the first hits are known; ``order`` then holds those.
    """

    query: Query
    year: int
    order: Sequence[int] = ()
    close: int = 0
    whole: bool = True
    understood: str = ""
    notes: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    unmatched: tuple[tuple[str, str], ...] = ()
    advice: tuple[tuple[str, str], ...] = field(default=())


# The lines of a list of the user's in a year; None where there is no such list.
Lists = Callable[[str, int], tuple[int, ...] | None]


def with_list(query: Query, year: int, lists: Lists | None) -> Query:
    """The query with the lines of the list that it names."""
    if not query.set_name:
        return query
    found = lists(query.set_name, year) if lists is not None else None
    if found is None:
        note = f"You have no list called “{query.set_name}”; see My lines."
        return replace(query, among=(), notes=(*query.notes, note))
    return replace(query, among=found)


class SearchController(QObject):
    """Owns the question; announces results and counts."""

    result_changed = Signal(object)
    counts_changed = Signal(object)

    def __init__(self, store: LineStore, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._search = Search(store)
        self._tasks = tasks
        self._worker = _Worker(store.bundle.path)
        self.years = store.bundle.years
        self.text = ""
        self.filters = Filters()
        self.year = max(self.years)
        self.sort = ""
        self.descending = False
        self.lists: Lists | None = None
        self.result = Result(Query(), self.year)
        self._counted: tuple[Query, int] | None = None
        self._count_soon = QTimer(self)
        self._count_soon.setSingleShot(True)
        self._count_soon.setInterval(COUNT_AFTER_MS)
        self._count_soon.timeout.connect(self.count)
        self._whole_soon = QTimer(self)
        self._whole_soon.setSingleShot(True)
        self._whole_soon.setInterval(COUNT_AFTER_MS)
        self._whole_soon.timeout.connect(self._ask_worker)

    def ask(
        self,
        *,
        text: str | None = None,
        filters: Filters | None = None,
        year: int | None = None,
        sort: tuple[str, bool] | None = None,
    ) -> None:
        """Change what is asked for and answer it."""
        if text is not None:
            self.text = text
        if filters is not None:
            self.filters = filters
        if year is not None and year in self.years:
            self.year = year
        if sort is not None:
            self.sort, self.descending = sort
        self._answer()

    def question(self) -> tuple[Query, int]:
        """The query with the filters added, and the year it is asked for."""
        query = merged(parse(self.text), self.filters)
        year = query.year or self.year
        return with_list(query, year, self.lists), year

    def _answer(self) -> None:
        query, year = self.question()
        self._worker.interrupt()
        self._count_soon.stop()
        self._whole_soon.stop()
        self._tasks.cancel("search")
        self._tasks.cancel("counts")
        if year not in self.years:
            self._publish(self._no_year(query, year))
            return
        ordered = bool(self.sort) or bool(query.items) or query.among is not None
        limit = None if ordered and self._store.bundle.lines < MANY_LINES else FIRST_HITS
        try:
            answer = self._search.run(query, year, limit)
        except KnownError as error:
            self._publish(Result(query, year, understood=understood(query), notes=(str(error),)))
            return
        if answer.whole:
            answer = sorted_answer(self._store, answer, self._sort_of(query), year)
        self._publish(self._result(query, year, answer))
        if not answer.whole and self._store.bundle.lines > MANY_LINES:
            self._whole_soon.start()
        elif not answer.whole:
            self._ask_worker()
        elif (query, year) != self._counted:
            self._count_soon.start()

    def _sort_of(self, query: Query) -> tuple[str, bool]:
        return ("", False) if query.items and not self.sort else (self.sort, self.descending)

    @Slot()
    def _ask_worker(self) -> None:
        """Have the rest of a long answer found in the worker."""
        query, year, worker = self.result.query, self.result.year, self._worker
        sort = self._sort_of(query)

        def _job(_: Cancel) -> Answer:
            return worker.answer(query, year, sort)

        self._tasks.run("search", _job, self._on_whole_answer)

    def _on_whole_answer(self, answer: Answer) -> None:
        query, year = self.result.query, self.result.year
        self._publish(self._result(query, year, answer))
        self._count_soon.start()

    @Slot()
    def count(self) -> None:
        """Count the lines of each choice of the filters, in the worker."""
        worker, query, year = self._worker, self.result.query, self.result.year
        if year not in self.years or not self.result.whole:
            return
        found = self.result.order if self.result.close or query.items else None

        def _job(_: Cancel) -> FacetCounts:
            return worker.counts(query, year, found)

        self._tasks.run("counts", _job, self._on_counts)

    def _on_counts(self, counts: FacetCounts) -> None:
        self._counted = (self.result.query, self.result.year)
        self.counts_changed.emit(counts)

    def _result(self, query: Query, year: int, answer: Answer) -> Result:
        return Result(
            query=query,
            year=year,
            order=answer.ids,
            close=answer.close,
            whole=answer.whole,
            understood=understood(query),
            notes=query.notes,
            corrections=answer.corrections,
            unmatched=answer.unmatched,
            advice=answer.advice,
        )

    def _no_year(self, query: Query, year: int) -> Result:
        note = f"The data have no edition for {year}; they cover {self.years[0]} to {self.years[-1]}."
        return Result(
            query=query,
            year=year,
            understood=understood(query),
            notes=(*query.notes, note),
            advice=((f"as of {self.years[-1]}", f"year:{self.years[-1]}"),),
        )

    def _publish(self, result: Result) -> None:
        self.result = result
        self.result_changed.emit(result)

    def close(self) -> None:
        """Stop the worker's work and release its file."""
        self._count_soon.stop()
        self._whole_soon.stop()
        self._worker.interrupt()
        self._tasks.close()
        self._worker.close()


_TYPED_STANDING: Final = {
    Standing.PARITY: "parity", Standing.AHEAD: "only-ahead", Standing.BEHIND: "only-behind",
    Standing.AHEAD_IN_PART: "ahead-in-part", Standing.BEHIND_IN_PART: "behind-in-part", Standing.MIXED: "mixed",
    Standing.NOT_COMPARABLE: "not-comparable", Standing.NO_CONCESSION: "none",
}  # fmt: skip


def as_typed(text: str, filters: Filters) -> str:
    """A search with its filters as one text that finds the same again; what is typed wins, as it does in the box."""
    query = parse(text)
    parts = [text.strip()]
    if filters.importer and not query.importer:
        parts.insert(0, f"{filters.importer}:")
    if filters.covered is not None and query.covered is None:
        parts.append(f"cover:{'in' if filters.covered else 'out'}")
    if not query.kinds:
        parts += [f"kind:{kind.value.replace(' ', '-')}" for kind in sorted(filters.kinds)]
    if filters.group and not query.group:
        parts.append(f"group:{filters.group}")
    if not query.standings:
        name = next(typed for typed, key in NAMES.items() if key == filters.comparator)
        known = [standing for standing in _TYPED_STANDING if standing in filters.standings]
        parts += [f"parity:{name}-{_TYPED_STANDING[standing]}" for standing in known]
    if filters.set_name and not query.set_name:
        parts.append("set:" + "-".join(re.findall(r"\w+", filters.set_name)))
    if filters.chapters and not query.codes and not query.items:
        parts += [f"ch {number}" for number in sorted(filters.chapters)]
    # A pasted list stays as it is: words behind it would make it something else.
    return text if query.items else " ".join(part for part in parts if part)


class _Worker:
    """The worker thread's own connection, opened at its first job."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bundle: Bundle | None = None
        self._search: Search | None = None
        self._store: LineStore | None = None

    def _open(self) -> tuple[LineStore, Search]:
        if self._store is None or self._search is None:
            self._bundle = Bundle(self._path)
            self._store = LineStore(self._bundle)
            self._search = Search(self._store)
        return self._store, self._search

    def answer(self, query: Query, year: int, sort: tuple[str, bool]) -> Answer:
        store, search = self._open()
        return sorted_answer(store, search.run(query, year), sort, year)

    def counts(self, query: Query, year: int, found: Sequence[int] | None) -> FacetCounts:
        """Counts for the lines that the words find, or for the close ones that were found instead."""
        _, search = self._open()
        return search.facets.counts(search.matching(query) if found is None else found, query, year)

    def interrupt(self) -> None:
        """Make a running search of the worker end now; its answer will not be used."""
        if self._bundle is not None:
            self._bundle.connection.interrupt()

    def close(self) -> None:
        if self._bundle is not None:
            self._bundle.close()
            self._bundle = None


def merged(query: Query, filters: Filters) -> Query:
    """The query with the filters added; what was typed wins over what was clicked, and says so."""
    overruled = [
        name
        for name, typed, clicked in (
            ("the country", query.importer, filters.importer),
            ("the agreement filter", query.covered, filters.covered),
            ("the kind of duty", query.kinds, filters.kinds),
            ("the product group", query.group, filters.group),
            ("the comparison", query.standings, filters.standings),
            ("the list", query.set_name, filters.set_name),
        )
        if typed not in (None, "", frozenset(), clicked) and clicked not in (None, "", frozenset())
    ]
    notes = query.notes
    if overruled:
        notes += (f"What is typed wins over what is chosen on the left: {' and '.join(overruled)}.",)
    return replace(
        query,
        notes=notes,
        importer=query.importer or filters.importer,
        covered=filters.covered if query.covered is None else query.covered,
        kinds=query.kinds or filters.kinds,
        chapters=filters.chapters,
        group=query.group or filters.group,
        standings=query.standings or filters.standings,
        set_name=query.set_name or filters.set_name,
        comparator=query.comparator if query.standings else filters.comparator,
    )


def sorted_answer(store: LineStore, answer: Answer, sort: tuple[str, bool], year: int) -> Answer:
    """The answer by a column: close hits below exact ones, lines with nothing there last."""
    name, descending = sort
    ranks = store.ranks(name, year, descending=descending) if name else None
    if ranks is None:
        return answer
    exact = len(answer.ids) - answer.close
    parts = (answer.ids[:exact], answer.ids[exact:])
    return replace(answer, ids=[line for part in parts for line in sorted(part, key=ranks.__getitem__)])
