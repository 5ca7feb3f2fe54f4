"""What changed in a schedule between two years: lines, wording and duties, one row for each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from desktop.core import parity, wording
from desktop.core.goods import display_name
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.quality import BROAD_ENGLISH
from desktop.core.standing import Standing
from desktop.errors import KnownError
from desktop.store.duties import DutyStore
from desktop.store.lines import LineStore
from desktop.store.schema import SHORT_MARK, STATE_LETTERS, STEP


class ChangeKind(StrEnum):
    """What became of a line, or of one of its duties."""

    ADDED = "added"
    REMOVED = "removed"
    CUT = "cut"
    RAISED = "raised"
    CUT_IN_PART = "cut in part"
    RAISED_IN_PART = "raised in part"
    OTHER = "changed otherwise"
    SAME = "written differently, same duty"
    ENTERED = "entered the agreement"
    LEFT = "left the agreement"
    WORDING = "wording"


CHANGE_MEANING: Final[dict[ChangeKind, str]] = {
    ChangeKind.ADDED: "the later edition has a code that the earlier one has not",
    ChangeKind.REMOVED: "the earlier edition has a code that the later one has not",
    ChangeKind.CUT: "less is paid at every price and under every condition",
    ChangeKind.RAISED: "more is paid at every price and under every condition",
    ChangeKind.CUT_IN_PART: "less is paid at some prices or under some conditions, never more",
    ChangeKind.RAISED_IN_PART: "more is paid at some prices or under some conditions, never less",
    ChangeKind.OTHER: "less in part and more in part, or the cells do not settle it",
    ChangeKind.SAME: "the cell reads differently and the duty is the same",
    ChangeKind.ENTERED: "a rate stands where none stood before",
    ChangeKind.LEFT: "no rate stands where one stood before",
    ChangeKind.WORDING: "the goods are described in other words or stand in another place",
}
_BY_STANDING: Final = {
    Standing.AHEAD: ChangeKind.CUT,
    Standing.BEHIND: ChangeKind.RAISED,
    Standing.AHEAD_IN_PART: ChangeKind.CUT_IN_PART,
    Standing.BEHIND_IN_PART: ChangeKind.RAISED_IN_PART,
    Standing.PARITY: ChangeKind.SAME,
}
_STATES: Final = {letter: RateState(value) for letter, value in STATE_LETTERS.items()}
_ABSENT: Final = frozenset({RateState.OUTSIDE, RateState.NO_CONCESSION, RateState.NOT_PARTY})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one line. ``column`` is the key of a rate column, or empty for lines and wording.

    ``line`` is the id in the later year, of a removed line the one in the earlier.
    """

    line: int
    code: str
    seq: int
    goods: str
    kind: ChangeKind
    column: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    path_en: str
    path_ja: str
    quality: str
    states: str
    cells: tuple[str, ...]


def changes(
    store: LineStore, importer: str, before: int, after: int, tick: Callable[[float], None] = lambda _s: None
) -> list[Change]:
    """All changes of a country's schedule from one year to another, by code.

    Raises KnownError where the data have no edition for one of the years.
    """
    for year in (before, after):
        if store.bundle.edition(importer, year) is None:
            years = ", ".join(str(e.year) for e in store.bundle.editions if e.importer == importer and e.year)
            raise KnownError(f"The data have no edition for {year}; choose among {years}.")
    old, new = _rows(store, importer, before), _rows(store, importer, after)
    reader = _Reader(store, before, after)
    tick(0.3)
    out: list[Change] = []
    keys = sorted(old.keys() | new.keys())
    for place, key in enumerate(keys):
        out += reader.of_line(key, old.get(key), new.get(key))
        if place % 500 == 0:
            tick(0.3 + 0.7 * place / len(keys))
    return out


def _rows(store: LineStore, importer: str, year: int) -> dict[tuple[str, int], _Row]:
    columns = ", ".join(f"r.{column.key}" for column in RATE_COLUMNS)
    found: Iterator[tuple[Any, ...]] = store.bundle.connection.execute(
        f"SELECT l.code, l.seq, l.id, l.path_en, l.path_ja, l.quality, r.states, {columns} FROM rate r "
        "JOIN line l ON l.id = r.id WHERE r.year = ? AND l.importer = ?",
        (year, importer),
    )
    return {(row[0], row[1]): _Row(row[2], row[3], row[4], row[5], row[6], row[7:]) for row in found}


class _Reader:
    """Compares two readings of a line; duties as trees only where the cells are no plain percentages."""

    def __init__(self, store: LineStore, before: int, after: int) -> None:
        self._store = store
        self._years = (before, after)
        self._duties = DutyStore(store.bundle)
        links = store.bundle.connection.execute("SELECT old, new FROM us_link WHERE new <> ''").fetchall()
        crossing = before < 2022 <= after
        self._from = _grouped((new, old) for old, new in links) if crossing else {}
        self._to = _grouped(links) if crossing else {}

    def of_line(self, key: tuple[str, int], old: _Row | None, new: _Row | None) -> Iterator[Change]:
        """The changes of one line."""
        row = new or old
        assert row is not None
        code, seq = key
        paths = tuple(row.path_en.split(STEP)), tuple(filter(None, row.path_ja.split(STEP)))
        goods, _ = display_name(*paths, english_is_broad=row.quality in BROAD_ENGLISH)

        def _change(kind: ChangeKind, column: str, was: str, now: str, note: str = "") -> Change:
            return Change(row.line, code, seq, goods, kind, column, was, now, note)

        if old is None:
            said = self._linked("took over from", self._from.get(code))
            yield _change(ChangeKind.ADDED, "", "", _duty(row), said)
            return
        if new is None:
            said = self._linked("succeeded by", self._to.get(code))
            yield _change(ChangeKind.REMOVED, "", _duty(row), "", said)
            return
        if (_plain(old.path_en), _plain(old.path_ja)) != (_plain(new.path_en), _plain(new.path_ja)):
            english = _plain(old.path_en) != _plain(new.path_en)
            was, now = (old.path_en, new.path_en) if english else (old.path_ja, new.path_ja)
            said = "punctuation only" if _letters(was) == _letters(now) else ""
            yield _change(ChangeKind.WORDING, "", was, now, said)
        for place, column in enumerate(RATE_COLUMNS):
            if place >= len(old.states) or place >= len(new.states):
                continue
            was, now = _cell(old, place), _cell(new, place)
            kind = self._kind(old, new, place, was, now)
            if kind is not None:
                yield _change(kind, column.key, was, now)

    def _kind(self, old: _Row, new: _Row, place: int, was: str, now: str) -> ChangeKind | None:
        before, after = _STATES[old.states[place]], _STATES[new.states[place]]
        if RateState.UNKNOWN in (before, after) or (was == now and (before in _ABSENT) == (after in _ABSENT)):
            return None
        if (before in _ABSENT) != (after in _ABSENT):
            return ChangeKind.LEFT if after in _ABSENT else ChangeKind.ENTERED
        if before in _ABSENT:
            return None
        first, second = wording.plain_percent(was), wording.plain_percent(now)
        if first is not None and second is not None:
            if first == second:
                return ChangeKind.SAME
            return ChangeKind.CUT if second < first else ChangeKind.RAISED
        return self._by_trees(old.line, new.line, place)

    def _by_trees(self, old: int, new: int, place: int) -> ChangeKind:
        was, now = (
            self._duties.of_line(self._store.rows([line], year)[0], year).duties
            for line, year in zip((old, new), self._years, strict=True)
        )
        first, second = was[place], now[place]
        if first is None or second is None:
            return ChangeKind.OTHER
        found = parity.judge(second, first, now[0], "the earlier year").standing
        return _BY_STANDING.get(found, ChangeKind.OTHER)

    @staticmethod
    def _linked(said: str, codes: list[str] | None) -> str:
        if not codes:
            return ""
        shown = ", ".join(f"{code[:4]}.{code[4:6]}.{code[6:]}" for code in codes)
        return f"{said} {shown} (inferred from wording and rates)"


def _grouped(pairs: Any) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for key, value in pairs:
        out.setdefault(key, []).append(value)
    return out


def _plain(path: str) -> str:
    return " ".join(path.casefold().split())


def _letters(path: str) -> str:
    return "".join(filter(str.isalnum, path.casefold()))


def _cell(row: _Row, place: int) -> str:
    return row.cells[place].split(SHORT_MARK)[0]


def _duty(row: _Row) -> str:
    return _cell(row, 0)
