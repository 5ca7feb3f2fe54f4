"""Wordings of lines and their duties by year, from the derived tables.

Both countries give the same things to the bundle: ``wordings()`` (one for each run of
editions in which a line reads the same), ``rates(year, wordings)`` (one row of ready cell
texts for each line of the year) and ``rate_rows()`` (the cells as published).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from desktop.core import duty, duty_kind, duty_words, goods
from desktop.core.codes import Importer
from desktop.core.duty import Duty
from desktop.core.line import RATE_COLUMNS, STATE_CELL, Kind, RateState
from desktop.core.line_duties import LineDuties
from desktop.core.quality import BROAD_ENGLISH
from desktop.ingest.duties import Reader
from desktop.ingest.japan_customs import COLUMNS, INHERITED
from desktop.store.schema import SHORT_MARK

Row = dict[str, str]
Read = Callable[[Path, str], Iterator[Row]]
KINDS = tuple(Kind)


class RateRow(NamedTuple):
    """A line in a year: letters of the states, index of the kind, note, cell texts; and its duties."""

    year: int
    id: int
    states: str
    kind: int
    note: str
    cells: tuple[str, ...]
    duties: LineDuties


_LETTER = {
    RateState.DUTIABLE: "D",
    RateState.FREE: "F",
    RateState.STAGED_ZERO: "Z",
    RateState.NO_CONCESSION: "N",
    RateState.OUTSIDE: "O",
    RateState.NOT_PARTY: "P",
    RateState.UNKNOWN: "U",
}
_AGREEMENTS = tuple(column.key for column in RATE_COLUMNS[1:])


@dataclass(slots=True)
class Wording:
    """A code as it reads from one edition to another; ``id`` is set when all are in order."""

    importer: Importer
    code: str
    seq: int
    first: str
    last: str
    path_en: tuple[str, ...]
    path_ja: tuple[str, ...]
    quality: str
    units: str
    laws: str
    covered: bool
    current: bool
    id: int = 0

    @property
    def display_name(self) -> tuple[str, str]:
        """Distinguishing words and context, as the table shows them."""
        return goods.display_name(self.path_en, self.path_ja, english_is_broad=self.quality in BROAD_ENGLISH)


def _split(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(" > ") if part)


class _Source:
    """What both countries share: the order of editions and which one a year shows."""

    importer: Importer

    def __init__(self, data: Path, editions: list[Row], read: Read, duties: Reader) -> None:
        self._data = data
        self._read = read
        self._duties = duties
        self._cells: dict[int, str] = {}
        self._kinds: dict[int, int] = {}
        mine = [e for e in editions if e["importer"] == self.importer]
        self.place = {e["key"]: i for i, e in enumerate(mine)}
        self.newest = mine[-1]["key"]
        self.of_year = {int(e["year"]): e["key"] for e in mine if e["year"]}

    def listed(self, line: Wording, year: int) -> bool:
        """Whether a year lists this wording: its edition has it, or there is no edition and it is today's."""
        edition = self.of_year.get(year)
        return line.current if edition is None else self.holds(line.first, line.last, edition)

    def holds(self, first: str, last: str, edition: str) -> bool:
        """Whether a span of editions includes one."""
        return self.place[first] <= self.place[edition] <= self.place[last]

    # Both memories go by the identity of a tree: the reader keeps every tree and makes each once.

    def _cell(self, tree: Duty) -> str:
        """A cell's text, followed by its short form where that is another."""
        if id(tree) not in self._cells:
            said, short = duty_words.notation(tree), duty_words.short(tree)
            self._cells[id(tree)] = said if short == said else said + SHORT_MARK + short
        return self._cells[id(tree)]

    def _kind(self, tree: Duty | None) -> int:
        """The index of a duty's kind."""
        if id(tree) not in self._kinds:
            self._kinds[id(tree)] = KINDS.index(duty_kind.kind(tree))
        return self._kinds[id(tree)]


class UsSource(_Source):
    """The United States' side."""

    importer: Importer = "us"

    def __init__(self, data: Path, editions: list[Row], read: Read, duties: Reader) -> None:
        super().__init__(data, editions, read, duties)
        self._rates = list(read(data, "us_rates"))
        self._japan: dict[tuple[str, int], tuple[str, RateState]] = {}
        self._known: dict[str, dict[int, Duty]] = {}
        self._base: dict[str, str] = {}
        for row in read(data, "us_usjta"):
            code, year = row["code"], int(row["year"])
            self._japan[code, year] = (row["rate"], RateState(row["state"]))
            self._known.setdefault(code, {})[year] = duties.english(row["rate"])
            self._base.setdefault(code, row["base_2019"])
        self._before: dict[str, list[str]] = {}
        for row in read(data, "us_succession"):
            if row["new"]:
                self._before.setdefault(row["new"], []).append(row["old"])

    def wordings(self) -> Iterator[Wording]:
        """One for each run of editions in which a line reads the same."""
        covered = {code for code, _ in self._japan if code[:2] < "98"}
        for row in self._read(self._data, "us_lines"):
            line = Wording(
                importer="us", code=row["code"], seq=1, first=row["first_edition"],
                last=row["last_edition"], path_en=_split(row["path"]), path_ja=(),
                quality="official", units=row["units"], laws="", covered=row["code"] in covered,
                current=self.holds(row["first_edition"], row["last_edition"], self.newest),
            )  # fmt: skip
            yield line

    def rates(self, year: int, wordings: list[Wording]) -> Iterator[RateRow]:
        """Cell texts of a year for the lines that its edition has."""
        edition = self.of_year.get(year)
        if edition is None:
            return
        general = {
            row["code"]: row["general"]
            for row in self._rates
            if self.holds(row["first_edition"], row["last_edition"], edition)
        }
        for line in wordings:
            if line.importer == "us" and self.holds(line.first, line.last, edition):
                yield self._rate(year, line, general[line.code])

    def _rate(self, year: int, line: Wording, general: str) -> RateRow:
        rate, state = self._japan.get((line.code, year), ("", RateState.OUTSIDE))
        free = RateState.FREE if general == "Free" else RateState.DUTIABLE
        base = (general, free) if general else ("no general rate", RateState.UNKNOWN)
        # American cells stand as published; their trees follow them.
        trees = [self._duties.english(text) if text else None for text in (general, rate)]
        cells = [base[0], rate or STATE_CELL[state]]
        states = [base[1], state] + [RateState.NOT_PARTY] * (len(_AGREEMENTS) - 1)
        cells += [STATE_CELL[RateState.NOT_PARTY]] * (len(_AGREEMENTS) - 1)
        kind = self._kind(trees[1] or trees[0])
        letters = "".join(_LETTER[item] for item in states)
        duties = self._line_duties(line.code, [*trees, *([None] * (len(_AGREEMENTS) - 1))], states)
        return RateRow(year, line.id, letters, kind, "", tuple(cells), duties)

    def _line_duties(self, code: str, trees: list[Duty | None], states: list[RateState]) -> LineDuties:
        base, source = base_of(code, self._base, self._before)
        return LineDuties(
            "us", tuple(trees), tuple(states), self._known.get(code, {}),
            self._duties.english(base) if base else None, source,
        )  # fmt: skip

    def rate_rows(self) -> Iterator[tuple[object, ...]]:
        """Duty columns as published."""
        for row in self._rates:
            yield tuple(row.values())


def base_of(code: str, bases: dict[str, str], before: dict[str, list[str]]) -> tuple[str, str]:
    """The general rate of 2019 that the cuts of a line start from, and the code that it stands on.

    A line that is new in 2022 takes that of its predecessor where there is just one with a rate.
    """
    own = bases.get(code, "")
    if own:
        return own, ""
    found = {(bases[old], old) for old in before.get(code, ()) if bases.get(old)}
    return found.pop() if len(found) == 1 else ("", "")


class JapanSource(_Source):
    """Japan's side. A year without an edition has today's lines and no duties."""

    importer: Importer = "jp"

    def __init__(self, data: Path, editions: list[Row], read: Read, duties: Reader) -> None:
        super().__init__(data, editions, read, duties)
        self._rates = list(read(data, "japan_rates"))

    def wordings(self) -> Iterator[Wording]:
        """One for each run of editions in which a line reads the same."""
        covered = {(row["code"], row["seq"]) for row in self._rates if row["usjta"]}
        for row in self._read(self._data, "japan_lines"):
            line = Wording(
                importer="jp", code=row["code"], seq=int(row["seq"]), first=row["first_edition"],
                last=row["last_edition"], path_en=_split(row["path_en"]),
                path_ja=_split(row["path_ja"]), quality=row["english_quality"],
                units=row["units"], laws=row["laws"], covered=(row["code"], row["seq"]) in covered,
                current=self.holds(row["first_edition"], row["last_edition"], self.newest),
            )  # fmt: skip
            yield line

    def rates(self, year: int, wordings: list[Wording]) -> Iterator[RateRow]:
        """Cell texts of a year for the lines that its edition has; none without an edition."""
        edition = self.of_year.get(year)
        if edition is None:
            return
        published = self._of_edition(edition)
        others = {y: self._of_edition(key) for y, key in self.of_year.items() if y != year}
        for line in wordings:
            if line.importer == "jp" and self.holds(line.first, line.last, edition):
                place = (line.code, str(line.seq))
                rows = {y: rows[place] for y, rows in others.items() if place in rows}
                rows[year] = published[place]
                yield self._rate(year, line, rows)

    def _of_edition(self, edition: str) -> dict[tuple[str, str], Row]:
        return {
            (row["code"], row["seq"]): row
            for row in self._rates
            if self.holds(row["first_edition"], row["last_edition"], edition)
        }

    def _rate(self, year: int, line: Wording, rows: dict[int, Row]) -> RateRow:
        row, before = rows[year], rows.get(year - 1)
        base = self._duties.without_deal(row["without_deal"], row["without_deal_column"])
        free = base is not None and duty_kind.plain_percent(base) == 0
        cells = ["not settled" if base is None else self._cell(base)]
        states = [RateState.FREE if free else RateState.UNKNOWN if base is None else RateState.DUTIABLE]
        trees: list[Duty | None] = [base]
        for agreement in _AGREEMENTS:
            tree = self._duties.japanese(row[agreement]) if row[agreement] else None
            state = self._state(agreement, tree, before)
            states.append(state)
            trees.append(tree)
            cells.append(STATE_CELL[state] if tree is None else self._cell(tree))
        kind = self._kind(trees[1] or base)
        letters = "".join(_LETTER[item] for item in states)
        known = {y: self._duties.japanese(r["usjta"]) for y, r in sorted(rows.items()) if r["usjta"]}
        newest = rows[max(rows)]
        start = self._duties.without_deal(newest["without_deal"], newest["without_deal_column"])
        duties = LineDuties("jp", tuple(trees), tuple(states), known, start, "", line.code)
        return RateRow(year, line.id, letters, kind, row["without_deal_note"], tuple(cells), duties)

    def _state(self, agreement: str, tree: Duty | None, before: Row | None) -> RateState:
        if tree is None:
            return RateState.OUTSIDE if agreement == "usjta" else RateState.NO_CONCESSION
        if duty.percent(tree) != 0:
            return RateState.DUTIABLE
        was = before[agreement] if before else ""
        staged = was and duty.percent(self._duties.japanese(was)) != 0
        return RateState.STAGED_ZERO if staged else RateState.FREE

    def rate_rows(self) -> Iterator[tuple[object, ...]]:
        """All cells as published, empty ones left out."""
        for row in self._rates:
            cells = {name: row[name] for name in COLUMNS.values() if row[name]}
            levels = {name: int(row[f"{name}_levels_up"]) for name in INHERITED if row[f"{name}_levels_up"]}
            yield (
                row["code"], int(row["seq"]), row["first_edition"], row["last_edition"],
                json.dumps(cells, ensure_ascii=False), json.dumps(levels),
                row["without_deal"], row["without_deal_column"], row["without_deal_note"],
            )  # fmt: skip
