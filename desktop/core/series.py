"""A chart as data: what is drawn, in which words, and the table that says the same.

Nothing here knows how it is painted. Every mark (``Datum``) names the cell of the table in which its number stands, so
that picture and table cannot part; values are drawn in the unit of the table (millions of dollars, percent), and only
the ticks of an axis may count in a rounder one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from desktop.core.clipping import Grid

Kind = Literal["bars", "line", "steps", "dots", "tiles", "cells"]
Unit = Literal["", "%", "musd", "usd", "usdm", "busd", "count", "year", "date", "¥", "rank"]
Along = Literal["x", "y"]

_NUMBER: Final = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Datum:
    """One mark.

    ``x`` and ``y`` are where it stands (a bar: where it ends, a tile: its far corner), ``x0`` and ``y0`` where it
    begins; ``cell`` is row and column of its number in the table; ``lines`` are ids of tariff lines, ``place`` the
    address that opens it; ``said`` tells it whole.
    """

    x: float
    y: float
    cell: tuple[int, int]
    said: str
    x0: float = 0.0
    y0: float = 0.0
    label: str = ""
    lines: tuple[int, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Marks of one kind and one look.

    ``look`` names a colour of the theme, ``mark`` a shape; ``label`` is written at the end of a line; ``along`` says
    which coordinate is the number; ``open`` marks are not filled, ``dashed`` lines are inferred.
    """

    name: str
    kind: Kind
    look: str
    data: tuple[Datum, ...]
    mark: str = "circle"
    open: bool = False
    dashed: bool = False
    label: str = ""
    along: Along = "y"
    sign: str = ""
    thick: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """``ticks`` are set where the axis has names instead of numbers; ``low`` and ``high`` bound what is shown first."""

    title: str = ""
    unit: Unit = ""
    ticks: tuple[tuple[float, str], ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the plot with a few words: a date, a limit."""

    at: float
    label: str
    vertical: bool = True
    look: str = "dim"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the x axis (or, with ``vertical`` False, of the y axis) that is set off, with a few words."""

    low: float
    high: float
    label: str
    vertical: bool = True
    look: str = "later"


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart. ``empty`` is the sentence that stands in its place where nothing can be drawn.

    ``title`` states the finding, ``subtitle`` unit, period and definition, ``source`` where the figures are from and
    of which vintage; ``keys`` has the address of what each row of ``grid`` stands for; ``rows`` is how many rows of
    names the plot has, which sets its least height; ``inside`` writes the labels of bars into them; ``scale`` is what a tile of the area 1 stands for.
    """

    name: str
    title: str
    subtitle: str
    source: str
    grid: Grid
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    series: tuple[Series, ...] = ()
    rules: tuple[Rule, ...] = ()
    bands: tuple[Band, ...] = ()
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    summary: str = ""
    empty: str = ""
    rows: int = 0
    zoom: Literal["", "x", "xy"] = ""
    scale: float = 0.0
    legend: bool = False
    inside: bool = False

    def marks(self) -> Iterator[tuple[Series, Datum]]:
        """All marks with their series, in reading order."""
        for series in self.series:
            for datum in series.data:
                yield series, datum

    def value(self, series: Series, datum: Datum) -> float | None:
        """The number that a mark draws, in the unit of the table; None where a mark stands for words."""
        if series.kind == "bars":
            return datum.x - datum.x0
        if series.kind == "tiles":
            return (datum.x - datum.x0) * (datum.y - datum.y0) * self.scale
        if series.kind == "cells":
            return None
        return datum.x if series.along == "x" else datum.y

    def written(self, series: Series, datum: Datum) -> float | None:
        """The number that the table has for a mark; of a date its place on the axis."""
        row, column = datum.cell
        text = self.grid.rows[row][column]
        return year_of(text) if self.x.unit == "date" and series.along == "x" else number(text)


def nothing(name: str, title: str, subtitle: str, source: str, empty: str) -> Figure:
    """A chart that has nothing to draw, and says why."""
    return Figure(name, title, subtitle, source, Grid((), ()), summary=empty, empty=empty)


def number(text: str) -> float | None:
    """The first number of a cell; None where there is none."""
    found = _NUMBER.search(text)
    return None if found is None else float(found[0].replace(",", "").replace("−", "-"))


def year_of(date: str) -> float:
    """A date as a year with its fraction: ``2020-01-01`` is 2020.0."""
    year, month, day = map(int, date.split("-"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    before = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)[month - 1] + (leap and month > 2)
    return year + (before + day - 1) / (366 if leap else 365)


def tick(value: float, unit: Unit) -> str:
    """The label of a tick, without its unit where the axis names it: 150,000 million dollars are ``150``."""
    if unit in ("year", "date"):
        return f"{value:.0f}" if abs(value - round(value)) < 1e-6 else ""
    if unit == "musd":
        value /= 1e3
    elif unit == "usd":
        value /= 1e9
    elif unit == "usdm":
        value /= 1e6
    text = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    text = text.replace("-", "−")
    if unit == "%":
        return f"{text}%"
    return f"¥{text}" if unit == "¥" else text


def steps(low: float, high: float, most: int) -> list[float]:
    """Round values between two bounds, at most ``most`` and, where there is room, at least three."""
    span = high - low
    if not span > 0 or not math.isfinite(span):
        return [low]
    rough = span / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    size = next(power * factor for factor in (1, 2, 2.5, 5, 10, 20) if power * factor >= rough * 0.999)
    first = math.ceil(low / size - 1e-9)
    last = math.floor(high / size + 1e-9)
    return [0.0 if place == 0 else place * size for place in range(first, last + 1)]


def billions(musd: Decimal | float, places: int = 1) -> str:
    """Millions of dollars in words: ``$218.1 billion``."""
    value = float(musd) / 1e3
    sign = "−" if value < 0 else ""
    return f"{sign}${abs(value):,.{places}f} billion"


def money(usd: float) -> str:
    """Dollars in words, to three or four figures."""
    sign = "−" if usd < 0 else ""
    size = abs(usd)
    for limit, word in ((1e9, "billion"), (1e6, "million")):
        if size >= limit:
            return f"{sign}${size / limit:,.{1 if size / limit < 1000 else 0}f} {word}"
    return f"{sign}${size:,.0f}"


def percent(share: float, places: int = 1) -> str:
    """A share as a percentage."""
    return f"{share * 100:,.{places}f}%"


def plural(count: int, noun: str) -> str:
    """``1 line``, ``606 lines``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
