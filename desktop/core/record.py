"""What the store answers with: a line for a table, a line in full, editions, counts for filters."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core import codes
from desktop.core.line import Kind, RateState


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """One edition of a schedule; ``year`` is None for editions that no year shows."""

    key: str
    importer: str
    title: str
    date: str
    year: int | None
    publisher: str
    licence: str
    file: str
    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One raw file the data came from."""

    file: str
    title: str
    publisher: str
    licence: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One row of the table of lines, ready to show. ``states`` and ``rates`` follow RATE_COLUMNS."""

    id: int
    importer: codes.Importer
    code: str
    seq: int
    display: str
    goods: str
    context: str
    path_en: str
    goods_ja: str
    quality: str
    trade: int | None
    duty: int | None
    kind: Kind
    note: str
    states: tuple[RateState, ...]
    rates: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether the line counts as one of the agreement's in this year.

        Lines of chapters 98 and 99 that carry a rate for Japan (9921.01.01 and 9921.01.02)
        do not count: 8415.90.80, which refers to them, does.
        """
        has_rate = self.states[1] not in (RateState.OUTSIDE, RateState.UNKNOWN)
        return has_rate and self.code[:2] < "98"


@dataclass(frozen=True, slots=True)
class Cell:
    """A published cell: its column, text, and from how many levels up it is inherited."""

    column: str
    published: str
    levels_up: int = 0


@dataclass(frozen=True, slots=True)
class YearRate:
    """What one year's edition says of a line: general rate and the rate for Japan, as published."""

    year: int
    edition: str
    row: int
    general: str
    rate: str
    state: RateState


@dataclass(frozen=True, slots=True)
class Link:
    """An inferred link between lines of 2021 and 2022."""

    old: str
    new: str
    kind: str
    score: int


@dataclass(frozen=True, slots=True)
class LineDetail:
    """One line in full for one year; ``edition`` is None where the data have none for it."""

    row: LineRow
    path_en: tuple[str, ...]
    path_ja: tuple[str, ...]
    units: str
    laws: str
    edition: EditionInfo | None
    source_row: int | None
    cells: tuple[Cell, ...]
    without_deal_column: str
    years: tuple[YearRate, ...]
    links: tuple[Link, ...]
    special: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Lines for each choice, all other filters as they are."""

    importer: dict[str, int]
    covered: dict[bool, int]
    kind: dict[Kind, int]
    chapter: dict[int, int]
    group: dict[str, int]
