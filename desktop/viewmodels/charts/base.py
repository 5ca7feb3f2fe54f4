"""What every maker of a chart is given, and the words that several share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.core import locator
from desktop.core.codes import Importer
from desktop.core.series import Figure, year_of
from desktop.store.charted import ChartStore, Step
from desktop.store.duties import DutyStore

if TYPE_CHECKING:
    from desktop.core.record import LineRow
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.reference import Reference

T = TypeVar("T")

COUNTRY: Final = {"jp": "Japan", "us": "United States"}
WHOSE: Final = {"jp": "Japan’s", "us": "American"}
CENSUS: Final = "U.S. Census Bureau"
# Names of months that end a part year.
_MONTHS: Final = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Sources:
    """The stores that makers read, over one reference file; what is slow to read is read once."""

    def __init__(self, reference: Reference, entries: Entries) -> None:
        self.reference = reference
        self.entries = entries
        self.lines = reference.store
        self.charts = ChartStore(reference.bundle)
        self.duties = DutyStore(reference.bundle)
        self._covered: dict[tuple[str, int], list[LineRow]] = {}
        self._memory: dict[object, object] = {}

    @property
    def data(self) -> str:
        """How a source line names the reference file."""
        return f"USJTA Desk, data {self.reference.bundle.digest[:12]}"

    @property
    def own(self) -> str:
        """The same, after a word that says what the program did."""
        return f"Data {self.reference.bundle.digest[:12]}"

    def newest(self, importer: str) -> int:
        """The last year that has an edition."""
        return self.years(importer)[-1]

    def covered(self, importer: str, year: int) -> list[LineRow]:
        """The lines of the agreement in a year, in the order of the schedule."""
        key = (importer, year)
        if key not in self._covered:
            flags, country = self.lines.flags("covered", year), self.lines.flags("importer")
            wanted = 1 if importer == "us" else 0
            ids = [line for line in range(len(flags)) if flags[line] == 1 and country[line] == wanted]
            self._covered[key] = sorted(self.lines.rows(ids, year), key=lambda row: (row.code, row.seq))
        return self._covered[key]

    def kept(self, key: object, make: Callable[[], T]) -> T:
        """Something that is made once."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]  # type: ignore[return-value]

    def courses(self, importer: str) -> list[Step]:
        """Every known and inferred year of every covered line of a country."""
        return self.kept(("courses", importer), lambda: self.charts.courses(importer))

    def chapter(self, key: str) -> str:
        """``02 Meat``."""
        titles = self.kept("chapters", self.lines.chapters)
        return f"{key} {titles.get(key, '')}".strip()

    def edition(self, importer: Importer, year: int) -> str:
        """The edition of a year, or that there is none."""
        found = self.reference.edition(importer, year)
        return found.title if found is not None else f"no edition for {year}"

    def years(self, importer: str) -> list[int]:
        """Years that have an edition."""
        return sorted({e.year for e in self.reference.bundle.editions if e.importer == importer and e.year})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a chart: the as-of year, the choices by their keys, the lines where not all are drawn."""

    year: int
    options: Mapping[str, str] = field(default_factory=dict)
    among: frozenset[int] | None = None

    def get(self, key: str, default: str) -> str:
        """A choice; the default where none was made."""
        return self.options.get(key) or default


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that the user chooses: values with their titles, the first is the default."""

    key: str
    title: str
    values: tuple[tuple[str, str], ...]


Maker = Callable[[Sources, Wanted], Figure]
Choices = Callable[[Sources, int], tuple[Choice, ...]]


def no_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """A chart without choices."""
    return ()


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart: name in addresses, title in the gallery; linked where marks are lines.

    ``narrowed`` where it can draw only the lines that are shown, ``dated`` where it follows the as-of year.
    """

    name: str
    title: str
    group: str
    make: Maker
    choices: Choices = no_choices
    linked: bool = False
    narrowed: bool = False
    dated: bool = False


def figure_place(table: str, key: str) -> str:
    """The address of a figure's own entry."""
    return locator.entry(f"figure:{table}:{key}").address


def event_place(date: str) -> str:
    """The address of a dated event."""
    return locator.entry(f"event:{date}").address


def line_place(row: LineRow, year: int) -> str:
    """The address of a line as of a year."""
    return locator.line(row.importer, row.code, row.seq, year).address


def search_place(query: str, year: int) -> str:
    """The address of a search."""
    return locator.search(query, year).address


def day(date: str) -> float:
    """A date on an axis of years, on which a year's own figure stands in its middle: 1 January 2020 is 2019.5."""
    return year_of(date) - 0.5


def part_year(months: int) -> str:
    """``January-May``; empty for a whole year."""
    return "" if months == 12 else f"January-{_MONTHS[months]}"


def grouped(value: Decimal | int) -> str:
    """A figure as published, with commas."""
    return f"{value:,}".replace("-", "−")


def joined(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def ordinal(place: int) -> str:
    """``1st``, ``4th``."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place if place < 20 else place % 10, "th")
    return f"{place}{ending}"
