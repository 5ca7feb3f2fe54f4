import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import locator
from desktop.core.codes import CodePrefix, CodeRange
from desktop.core.line import Kind
from desktop.core.query import MAX_LIST, MAX_TERMS, Bound, Phrase, Word, parse, understood
from desktop.viewmodels.syntax import EXAMPLES


def test_words_are_joined_and_the_last_is_a_prefix():
    assert parse("beef frozen").clauses == ((Word("beef"),), (Word("frozen", prefix=True),))


def test_phrase_exclusion_and_alternative():
    query = parse('"cuts with bone" -offal wheat OR barley')
    assert query.clauses[0] == (Phrase("cuts with bone"),)
    assert query.excluded == (Word("offal"),)
    assert [term.text for term in query.clauses[1]] == ["wheat", "barley"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0406", "0406"),
        ("0406 10 84", "04061084"),
        ("ch 4", "04"),
        ("84", "84"),
        ("0202.30-010", "020230010"),
    ],
)
def test_codes(typed, code):
    assert parse(typed).codes == (CodePrefix(code),)


def test_numbers_among_words_are_words():
    assert parse("not over 50 kg").codes == ()


def test_range_and_scope():
    assert parse("0201-0210").codes == (CodeRange("0201", "0210"),)
    query = parse("jp:0406 cheese")
    assert query.importer == "jp"
    assert query.codes == (CodePrefix("0406"),)
    assert query.clauses == ((Word("cheese", prefix=True),),)


def test_fields():
    query = parse("cover:in rate:>10 kind:formula trade:>5m year:2025 group:beef")
    assert query.covered is True
    assert query.rate == Bound(low=10.0, open_low=True)
    assert query.kinds == {Kind.FORMULA}
    assert query.trade == Bound(low=5e6, open_low=True)
    assert query.year == 2025
    assert query.group == "beef"
    assert parse("rate:free").rate == Bound(0.0, 0.0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("cover:maybe", "cover:in or cover:out"), ("rate:high", "rate:free"), ("year:20", "year:2026"),
        ('"never closed', "not closed"), ("foo:bar", "no field"), ("art:5", "provisions"),
        ("123456789012", "12 digits"), ("kind:nonsense", "percent"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(typed, said):
    notes = parse(typed).notes
    assert len(notes) == 1
    assert said in notes[0]


def test_a_list_keeps_its_order_and_its_strangers():
    query = parse("8712.00.15\n0406\nnonsense\n0202.30.010")
    assert [item.text for item in query.items] == ["8712.00.15", "0406", "nonsense", "0202.30.010"]
    assert query.items[2].code is None


def test_a_long_list_is_cut_and_said():
    query = parse("\n".join(f"{n:06}" for n in range(MAX_LIST + 7)))
    assert len(query.items) == MAX_LIST
    assert f"{MAX_LIST + 7}" in query.notes[0]


@given(st.text(max_size=400))
def test_no_text_breaks_the_parser(typed):
    query = parse(typed)
    understood(query)
    assert sum(map(len, query.clauses)) + len(query.excluded) <= MAX_TERMS + 400


@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "OR",
                "-",
                "us:",
                "jp:",
                "AND",
                "NEAR(",
                "*",
                "(",
                ")",
                "^",
                ":",
                "0406",
                "牛",
                "beef",
                "\x00",
            ]
        ),
        max_size=60,
    )
)
def test_operators_in_any_order_do_no_harm(parts):
    understood(parse(" ".join(parts)))


def test_ten_thousand_characters_take_no_time():
    started = time.process_time()
    for typed in ("a" * 10_000, "- " * 5_000, '"' * 10_000, "0406 " * 2_000, "x:" * 5_000, "us:" * 3_000):
        parse(typed)
    assert time.process_time() - started < 20


def test_every_example_of_the_sheet_is_understood_without_complaint():
    for example, _ in EXAMPLES:
        if locator.is_address(example):
            assert locator.parse(example)
            continue
        query = parse(example)
        assert not query.notes, example
        assert understood(query), example
