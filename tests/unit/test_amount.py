from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.amount import NotAFigure, read_amount


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("30000", "30000"), ("30,000", "30000"), ("1,000.5", "1000.5"), ("1.000,5", "1000.5"), ("１，０００．５", "1000.5"),
        ("1 000", "1000"), ("¥30,000", "30000"), ("$1.50", "1.50"), ("1,5", "1.5"), ("1.234.567", "1234567"), (".5", "0.5"),
        ("1,000 yen", "1000"), ("５００円", "500"), ("0", "0"), ("1'000", "1000"),
    ],
)  # fmt: skip
def test_figures_as_people_type_them(typed, value):
    assert read_amount(typed, "The value") == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "is missing"), ("   ", "is missing"), ("-5", "cannot be negative"), ("−5", "cannot be negative"),
        ("abc", "is not a figure"), ("1e9", "is not a figure"), ("1,00,5", "two ways"), ("1.00.5", "two ways"),
        ("1,000,00", "two ways"), ("1.000", "two ways"), ("30.000", "two ways"), ("9" * 16, "too large"), ("NaN", "is not a figure"), ("∞", "is not a figure"),
    ],
)  # fmt: skip
def test_what_is_no_figure_gets_one_sentence(typed, said):
    with pytest.raises(NotAFigure) as caught:
        read_amount(typed, "The value")
    assert said in str(caught.value)
    assert str(caught.value).startswith("The value")
    assert str(caught.value).count(". ") == 0


@given(st.text(max_size=40))
def test_nothing_typed_raises_anything_else(typed):
    try:
        assert 0 <= read_amount(typed, "It") < 10**15
    except NotAFigure:
        pass


@given(st.decimals(min_value=0, max_value=10**14, places=2))
def test_what_is_printed_is_read(value):
    assert read_amount(f"{value:,f}", "It") == value
