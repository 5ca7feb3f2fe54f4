"""A line in full, counts for filters, and where the data came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.core.duty import Duty
from desktop.core.line import Kind, RateState
from desktop.core.line_duties import LineDuties
from desktop.core.record import EditionInfo, LineRow
from desktop.core.standing import Standing


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
    """One line in full for one year; ``edition`` is None where the data have none for it.

    ``duties`` holds the trees of the rate columns, ``cell_duties`` those of all published cells.
    """

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
    duties: LineDuties
    cell_duties: Mapping[str, Duty] = field(default_factory=dict)


def has_price_bracket(detail: LineDetail) -> bool:
    """Whether the line itself is limited to goods of a certain customs value per unit."""
    return any("課税価格が" in step for step in detail.path_ja)


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Lines for each choice, all other filters as they are; ``standing`` beside one comparator."""

    importer: dict[str, int]
    covered: dict[bool, int]
    kind: dict[Kind, int]
    chapter: dict[int, int]
    group: dict[str, int]
    standing: dict[Standing, int] = field(default_factory=dict)
