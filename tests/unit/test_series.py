"""Charts as data: numbers, ticks, dates, and the rules that every figure keeps."""

import datetime
import math

from hypothesis import given
from hypothesis import strategies as st

from desktop.core import series
from desktop.core.clipping import Grid
from desktop.core.series import Axis, Datum, Figure, Series


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4))
def test_a_number_is_read_back_as_it_is_written(value):
    assert series.number(f"{value:,}".replace("-", "−")) == float(value)


def test_words_are_no_numbers():
    assert series.number("no concession") is None
    assert series.number("at most 38.5%") == 38.5
    assert series.number("") is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_date_stands_in_its_year(date):
    found = series.year_of(date.isoformat())
    assert math.floor(found) == date.year
    start, after = datetime.date(date.year, 1, 1), datetime.date(date.year + 1, 1, 1)
    assert math.isclose(found - date.year, (date - start).days / (after - start).days, abs_tol=1e-9)


@given(
    st.floats(-1e12, 1e12, allow_nan=False),
    st.floats(1e-6, 1e12, allow_nan=False),
    st.integers(2, 14),
)
def test_steps_are_round_in_bounds_and_few(low, span, most):
    high = low + span
    found = series.steps(low, high, most)
    assert len(found) <= most + 1
    slack = 1e-6 * max(abs(low), abs(high), span)
    assert all(low - slack <= value <= high + slack for value in found)
    assert found == sorted(found)


def test_steps_of_nothing():
    assert series.steps(3, 3, 5) == [3]
    assert series.steps(0, math.inf, 5) == [0]


def test_ticks_count_in_a_rounder_unit():
    assert series.tick(150_000, "musd") == "150"
    assert series.tick(-50_000, "musd") == "−50"
    assert series.tick(2_500_000_000, "usd") == "2.5"
    assert series.tick(40_000_000, "usdm") == "40"
    assert series.tick(20, "%") == "20%"
    assert series.tick(2019.5, "year") == ""
    assert series.tick(2019, "year") == "2019"


def test_money_in_words():
    assert series.billions(-64448.0) == "−$64.4 billion"
    assert series.money(735_600_000) == "$735.6 million"
    assert series.money(12) == "$12"
    assert series.money(-1.5e9) == "−$1.5 billion"
    assert series.plural(1, "line") == "1 line"
    assert series.plural(606, "line") == "606 lines"


def test_a_figure_reads_the_number_of_a_mark_by_its_kind():
    grid = Grid(("Year", "USD"), (("2019", "1,234.5"), ("2020", "−7")))
    bar = Datum(1234.5, 0, (0, 1), "a")
    dot = Datum(2020, -7, (1, 1), "b")
    tile = Datum(2, 3, (0, 1), "c", x0=1, y0=1)
    figure = Figure("f", "t", "s", "source", grid, scale=100.0)
    assert figure.value(Series("a", "bars", "usjta", (bar,)), bar) == figure.written(
        Series("a", "bars", "usjta", (bar,)), bar
    )
    assert figure.value(Series("b", "dots", "usjta", (dot,)), dot) == -7
    assert figure.value(Series("c", "tiles", "usjta", (tile,)), tile) == 200.0
    assert figure.value(Series("d", "cells", "usjta", (tile,)), tile) is None


def test_a_date_is_compared_as_a_date_only_along_its_axis():
    grid = Grid(("Date", "USD"), (("2020-01-01", "5"),))
    figure = Figure("f", "t", "s", "source", grid, x=Axis("", "date"))
    event = Series("events", "dots", "usjta", (Datum(2020.0, 1, (0, 0), "x"),), along="x")
    value = Series("values", "dots", "usjta", (Datum(2020.0, 5, (0, 1), "x"),))
    assert figure.written(event, event.data[0]) == 2020.0
    assert figure.written(value, value.data[0]) == 5


def test_nothing_is_always_a_sentence():
    found = series.nothing("x", "title", "", "source", "No line is drawn. Draw all lines.")
    assert not list(found.marks())
    assert found.empty.endswith(".")
    assert found.summary == found.empty
