"""The user's own lists of lines: read, matched in order, saved by name, used as a filter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop.core import code_list
from desktop.core.clipping import Grid
from desktop.core.code_list import CodeList
from desktop.errors import KnownError
from desktop.store.drafts import LineSet
from desktop.viewmodels.line_records import editions
from desktop.viewmodels.rates import rate_words
from desktop.viewmodels.reference import Reference

if TYPE_CHECKING:
    from desktop.store.lines import LineStore
    from desktop.store.matching import Match
    from desktop.viewmodels.tasks import Cancel, TaskRunner
    from desktop.viewmodels.tray import UserDrafts

LONGEST_NAME: Final = 80
_HEADS: Final = ("No.", "As given", "Line", "Remark", "Country", "Goods", "Without deal", "USJTA")
EMPTY: Final = Grid(_HEADS, ())


@dataclass(frozen=True, slots=True)
class Matched:
    """A list as of a year: each item with its lines, in order, and what is said of it."""

    items: tuple[str, ...]
    year: int
    matches: tuple[Match, ...]
    grid: Grid
    ids: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def said(self) -> str:
        """How it went, in one sentence."""
        missing = sum(not match.ids for match in self.matches)
        found = len(self.matches) - missing
        tail = f"; {missing:,} without a line, each with its reason" if missing else ""
        lines = "line" if len(self.ids) == 1 else "lines"
        return f"{found:,} of {len(self.matches):,} items found, {len(self.ids):,} {lines}{tail}"


class MyLines(QObject):
    """Owns the lists; they are read when first asked for."""

    sets_changed = Signal()
    matched = Signal(object)
    said = Signal(str)
    progressed = Signal(float)

    def __init__(
        self, store: LineStore, drafts: UserDrafts, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._drafts, self._tasks = store, drafts, tasks
        self._sets: dict[str, LineSet] | None = None
        self._ids: dict[tuple[str, int], tuple[int, ...]] = {}

    # --- saved lists ---------------------------------------------------------------------

    @property
    def sets(self) -> dict[str, LineSet]:
        """The saved lists by name; none while the user's file cannot be read."""
        if self._sets is None:
            try:
                self._sets = {item.name: item for item in self._drafts.store.sets()}
            except KnownError as error:
                self.said.emit(str(error))
                return {}
        return self._sets

    def find(self, name: str) -> LineSet | None:
        """A list by its name, capitals aside; dashes and underscores stand for spaces."""
        wanted = _folded(name)
        return next((item for key, item in self.sets.items() if _folded(key) == wanted), None)

    def save(self, name: str, items: Sequence[str], was: str = "") -> bool:
        """Save a list under a name; says what went wrong."""
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name or not items:
            self.said.emit("Give the list a name, and some codes, first")
            return False
        made = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        try:
            self._drafts.store.put_set(LineSet(name, made, tuple(items)), was)
        except KnownError as error:
            self.said.emit(str(error))
            return False
        self._forget()
        self.said.emit(f"List “{name}” saved; search for set:{query_name(name)} to use it as a filter")
        return True

    def delete(self, name: str) -> LineSet | None:
        """Delete a list; returns it, so that it can be brought back."""
        item = self.sets.get(name)
        if item is None:
            return None
        try:
            self._drafts.store.drop_set(name)
        except KnownError as error:
            self.said.emit(str(error))
            return None
        self._forget()
        return item

    def _forget(self) -> None:
        self._sets = None
        self._ids.clear()
        self.sets_changed.emit()

    # --- as a filter ---------------------------------------------------------------------

    def ids(self, name: str, year: int) -> tuple[int, ...] | None:
        """Lines of a saved list in a year, in its order; None where there is no such list."""
        item = self.find(name)
        if item is None:
            return None
        key = (item.name, year)
        if key not in self._ids:
            from desktop.store.matching import Matcher  # noqa: PLC0415  (only where lists are used)

            matches = Matcher(self._store, year).match(item.items) if year in self._store.bundle.years else []
            self._ids[key] = ids_of(matches)
        return self._ids[key]

    # --- matching ------------------------------------------------------------------------

    def match_text(self, text: str, year: int) -> None:
        """Match a pasted text in the worker; ``matched`` brings the result."""
        self._match(lambda: code_list.from_text(text), year)

    def match_file(self, path: Path, year: int) -> None:
        """Match a file of codes: text, CSV or XLSX."""
        from desktop.sources import code_file  # noqa: PLC0415  (only when a file is opened)

        self._match(lambda: code_file.read(path), year)

    def match_items(self, items: Sequence[str], year: int) -> None:
        """Match items that are there already."""
        self._match(lambda: CodeList(tuple(items)), year)

    def cancel(self) -> None:
        """Nobody waits for the list that is being matched."""
        self._tasks.cancel("matching")

    def _match(self, read: Callable[[], CodeList], year: int) -> None:
        path = self._store.bundle.path

        def _job(cancel: Cancel) -> Matched | str:
            reference = Reference(path)

            def _tick(_count: int) -> None:
                if cancel.requested:
                    raise KnownError("Matching was stopped.")

            try:
                return match(reference, read(), year, _tick)
            except KnownError as error:
                return str(error)
            finally:
                reference.close()

        self.said.emit("Matching the list …")
        self._tasks.run("matching", _job, self._on_matched)

    def _on_matched(self, result: Matched | str) -> None:
        if isinstance(result, str):
            self.said.emit(result)
            return
        self.matched.emit(result)
        self.said.emit(result.said)


def match(
    reference: Reference, found: CodeList, year: int, tick: Callable[[int], None] = lambda _n: None
) -> Matched:
    """A list matched as of a year."""
    if not found.items:
        raise KnownError("There is nothing in the list; paste codes, one a line, or open a file of them.")
    from desktop.store.matching import Matcher  # noqa: PLC0415

    matches = Matcher(reference.store, year).match(found.items, tick)
    ids = ids_of(matches)
    return Matched(found.items, year, tuple(matches), _grid(reference, matches, year), ids, found.notes)


def ids_of(matches: Sequence[Match]) -> tuple[int, ...]:
    """The lines of a list in its order, each once."""
    return tuple(dict.fromkeys(line for match in matches for line in match.ids))


def _grid(reference: Reference, matches: Sequence[Match], year: int) -> Grid:
    """One row for each item and line; an item without a line has its reason."""
    wanted = ids_of(matches)
    rows = {}
    for start in range(0, len(wanted), 500):
        for row in reference.store.rows(wanted[start : start + 500], year):
            rows[row.id] = row
    out: list[tuple[str, ...]] = []
    for number, found in enumerate(matches, 1):
        if not found.ids:
            out.append((str(number), found.item, "not found", found.said, "", "", "", ""))
        for line in found.ids:
            row = rows[line]
            out.append(
                (
                    str(number),
                    found.item,
                    row.display,
                    found.said,
                    row.importer.upper(),
                    row.goods,
                    rate_words(row, 0),
                    rate_words(row, 1),
                )
            )
    return Grid(_HEADS, tuple(out), frozenset({0, 6, 7}))


def keys_of(matched: Matched) -> list[int]:
    """The line of each row of the table, 0 where there is none."""
    return [line for match in matched.matches for line in (match.ids or (0,))]


def items_of(text: str) -> tuple[str, ...]:
    """The items of a typed text."""
    return code_list.from_text(text).items


def query_name(name: str) -> str:
    """A list's name as it is typed after ``set:``: its words, joined."""
    return "-".join(re.findall(r"\w+", name)) or name


def _folded(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.casefold())) or name.casefold()


def sources(reference: Reference, year: int) -> tuple[str, ...]:
    """The editions that a list was matched against."""
    return editions(reference.bundle, year)
