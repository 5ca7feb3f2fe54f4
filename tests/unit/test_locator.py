"""Addresses: there and back, in any shape that people paste, and one sentence for what names nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import locator
from desktop.core.locator import Locator

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(
    lambda t: t.strip("/ ").strip()
)


@given(WORDS, st.none() | st.integers(1990, 2099))
def test_a_search_comes_back_as_it_was(text, year):
    place = locator.search(text, year)
    again = locator.parse(place.address)
    assert again == place
    assert again.option("q") == text
    assert again.year == year


@given(
    st.sampled_from(
        [
            "c-p7-03",
            "usjta-II-hts-b3",
            "at:EU-Japan EPA 8.81",
            "branch:Annex I – Japan › Safeguards: beef",
            "a/b?c#d&e=f%",
        ]
    )
)
def test_entries_keep_every_sign_of_their_ids(name):
    assert locator.parse(locator.entry(name).address) == locator.entry(name)


@pytest.mark.parametrize(
    ("text", "key", "year"),
    [
        ("usjta:line/jp/0202.30.010?year=2026", ("jp", "020230010", 1), 2026),
        ("USJTA:line/JP/020230010", ("jp", "020230010", 1), None),
        ("line/us/8712.00.15", ("us", "87120015", 1), None),
        ("usjta:across/jp/0805.10.000/2?year=2025", ("jp", "080510000", 2), 2025),
        ("  usjta://line/us/87120015  ", ("us", "87120015", 1), None),
    ],
)
def test_lines_in_any_shape(text, key, year):
    place = locator.parse(text)
    assert locator.line_key(place) == key
    assert place.year == year


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("usjta:nonsense/x", "no address"), ("usjta:line/jp", "does not say which"), ("usjta:line/fr/0202.30.010", "no tariff line"),
        ("usjta:line/jp/02", "no tariff line"), ("usjta:entry/", "does not say which"), ("usjta:" + "x" * 9_000, "too long"), ("", "no address"),
        ("usjta:line/jp/0202.30.010/one", "no tariff line"),
    ],
)  # fmt: skip
def test_what_names_nothing_is_one_sentence(text, said):
    with pytest.raises(ValueError, match=said):
        locator.parse(text)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(text):
    try:
        found = locator.parse("usjta:" + text)
    except ValueError:
        return
    assert isinstance(found, Locator)
    assert found.address.startswith("usjta:")


def test_two_places_side_by_side():
    left, right = locator.line("jp", "020230010", 1, 2026), locator.entry("usjdta-11")
    place = locator.parse(locator.compare(left, right).address)
    assert [locator.parse(place.option(side)) for side in "ab"] == [left, right]
