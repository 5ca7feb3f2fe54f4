import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import codes

digits = st.text("0123456789", min_size=2, max_size=10)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0406.10.84", "04061084"), ("04061084", "04061084"), ("0406 10", "040610"), ("0406*", "0406"),
        ("ch 4", "04"), ("Chapter 84", "84"), ("第4類", "04"), ("0202.30-010", "020230010"),
        ("０４０６．１０", "040610"), ("8712.00.15.10", "8712001510"), (" 0406 ", "0406"), ("04", "04"),
    ],
)  # fmt: skip
def test_any_shape_is_read(typed, expected):
    assert codes.parse_prefix(typed) == codes.CodePrefix(expected)


@pytest.mark.parametrize(
    "typed", ["", "4", "beef", "0406x", "12345678901", "1,000", "-", "*", "0406.10.84.00.00"]
)
def test_what_is_no_code_is_not_taken_for_one(typed):
    assert codes.parse_prefix(typed) is None


@given(digits)
def test_display_and_parse_are_inverse(number):
    assert codes.parse_prefix(codes.display(number)) == codes.CodePrefix(number)


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers(text):
    codes.parse_prefix(text)
    codes.parse_range(text)
    codes.split_list(text)


@given(digits, digits)
def test_a_range_covers_its_ends(first, last):
    found = codes.parse_range(f"{first}-{last}")
    if len(first) == len(last) and len(first) in (2, 4, 6, 8, 9):
        assert found is not None
        assert found.covers(first)
        assert found.covers(last)
        assert found.first <= found.last


def test_official_printing():
    assert codes.display("020230010", "jp") == "0202.30.010"
    assert codes.display("04061084", "us") == "0406.10.84"
    assert codes.display("8712001510") == "8712.00.15.10"
    assert codes.display("0406") == "0406"


def test_a_statistical_suffix_lies_under_its_line():
    assert codes.CodePrefix("8712001510").covers("87120015")
    assert codes.CodePrefix("0406").covers("04061084")
    assert not codes.CodePrefix("0406").covers("04051084")


def test_ranges():
    found = codes.parse_range("0201-0210")
    assert found is not None
    assert found.covers("020230010")
    assert found.covers("02109900")
    assert not found.covers("02110000")
    assert codes.parse_range("ch 1-24") == codes.CodeRange("01", "24")
    assert codes.parse_range("0202.30-010") is None
    assert codes.parse_range("0210-0201") == codes.CodeRange("0201", "0210")


def test_a_spreadsheet_column_is_a_list():
    pasted = "0406.10.84\tcheese\r\n0202.30.010\tbeef\r\nnonsense\t\r\n"
    assert codes.split_list(pasted) == ["0406.10.84", "0202.30.010", "nonsense"]
    assert codes.split_list("0406; 0407") == ["0406", "0407"]
    assert codes.split_list("beef, frozen") is None
    assert codes.split_list("0406") is None
    assert codes.split_list(string.printable) is None
