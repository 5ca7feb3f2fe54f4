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

from desktop.core import goods, wording
from desktop.core.codes import Importer
from desktop.core.line import RATE_COLUMNS, STATE_CELL, Kind, RateState
from desktop.core.quality import BROAD_ENGLISH
from desktop.core.without_deal import WithoutDeal
from desktop.ingest.japan_customs import COLUMNS, INHERITED

Row = dict[str, str]
Read = Callable[[Path, str], Iterator[Row]]
# year, line id, letters of the states, index of the kind, note, cell texts
RateRow = tuple[int, int, str, int, str, tuple[str, ...]]
KINDS = tuple(Kind)

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

    def __init__(self, data: Path, editions: list[Row], read: Read) -> None:
        self._data = data
        self._read = read
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


class UsSource(_Source):
    """The United States' side."""

    importer: Importer = "us"

    def __init__(self, data: Path, editions: list[Row], read: Read) -> None:
        super().__init__(data, editions, read)
        self._rates = list(read(data, "us_rates"))
        self._japan = {
            (row["code"], int(row["year"])): (row["rate"], RateState(row["state"]))
            for row in read(data, "us_usjta")
        }

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
        cells = [base[0], rate or STATE_CELL[state]]
        states = [base[1], state] + [RateState.NOT_PARTY] * (len(_AGREEMENTS) - 1)
        cells += [STATE_CELL[RateState.NOT_PARTY]] * (len(_AGREEMENTS) - 1)
        kind = KINDS.index(wording.kind_english(rate or general))
        letters = "".join(_LETTER[item] for item in states)
        return (year, line.id, letters, kind, "", tuple(cells))

    def rate_rows(self) -> Iterator[tuple[object, ...]]:
        """Duty columns as published."""
        for row in self._rates:
            yield tuple(row.values())


class JapanSource(_Source):
    """Japan's side. A year without an edition has today's lines and no duties."""

    importer: Importer = "jp"

    def __init__(self, data: Path, editions: list[Row], read: Read) -> None:
        super().__init__(data, editions, read)
        self._rates = list(read(data, "japan_rates"))
        self._english: dict[str, str] = {}

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
        before = self._of_edition(self.of_year[year - 1]) if year - 1 in self.of_year else {}
        for line in wordings:
            if line.importer == "jp" and self.holds(line.first, line.last, edition):
                place = (line.code, str(line.seq))
                yield self._rate(year, line, published[place], before.get(place))

    def _of_edition(self, edition: str) -> dict[tuple[str, str], Row]:
        return {
            (row["code"], row["seq"]): row
            for row in self._rates
            if self.holds(row["first_edition"], row["last_edition"], edition)
        }

    def _rate(self, year: int, line: Wording, row: Row, before: Row | None) -> RateRow:
        base = WithoutDeal(row["without_deal"], row["without_deal_column"], row["without_deal_note"])
        free = wording.plain_percent(base.published) == 0
        cells = [base.english or "not settled"]
        states = [RateState.FREE if free else RateState.DUTIABLE if base.column else RateState.UNKNOWN]
        for agreement in _AGREEMENTS:
            state = self._state(agreement, row[agreement], before)
            states.append(state)
            cells.append(self._wording(row[agreement]) if row[agreement] else STATE_CELL[state])
        kind = KINDS.index(wording.kind_japanese(row["usjta"] or base.published))
        letters = "".join(_LETTER[item] for item in states)
        return (year, line.id, letters, kind, base.note, tuple(cells))

    def _state(self, agreement: str, published: str, before: Row | None) -> RateState:
        if not published:
            return RateState.OUTSIDE if agreement == "usjta" else RateState.NO_CONCESSION
        if wording.percent(published) != 0:
            return RateState.DUTIABLE
        was = before[agreement] if before else ""
        return RateState.STAGED_ZERO if was and wording.percent(was) != 0 else RateState.FREE

    def _wording(self, published: str) -> str:
        found = self._english.get(published)
        if found is None:
            found = self._english[published] = wording.english(published)
        return found

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
