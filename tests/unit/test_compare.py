"""Side by side: states are never taken for duties, years for each other, or one fact for another."""

import pytest

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.core.line import RateState
from desktop.errors import KnownError
from desktop.viewmodels.compare import Comparer
from desktop.viewmodels.quick_search import QuickSearch


@pytest.fixture(scope="module")
def comparer(reference, entries):
    return Comparer(reference, entries)


def said(comparer, left, right):
    sides = [comparer.side(locator.parse(f"usjta:line/{place}")) for place in (left, right)]
    return comparer.compare(*sides).said


def test_years_without_an_edition_are_no_duties(comparer):
    assert (
        said(comparer, "jp/0202.30.010?year=2019", "jp/0202.30.010?year=2024")
        == "In no column do both sides have a duty."
    )
    assert "Only one side has a duty" in said(
        comparer, "jp/0202.30.010?year=2019", "jp/0202.30.010?year=2026"
    )
    assert "no edition for this year" in said(comparer, "jp/0202.30.010?year=2020", "us/8712.00.15?year=2020")


def test_columns_of_agreements_that_a_country_is_no_party_to_do_not_count(comparer):
    assert said(comparer, "us/8712.00.15", "us/8712.00.15").startswith(
        "The duties read the same in all 2 columns"
    )
    assert "differently in 1 column (" in said(comparer, "us/8712.00.15?year=2020", "us/8712.00.15?year=2026")


def test_the_year_is_said_and_one_outside_the_data_refused(comparer):
    side = comparer.side(locator.parse("usjta:line/jp/0202.30.010?year=2025"))
    assert side.title == "0202.30.010, 2025"
    with pytest.raises(KnownError, match="have no line"):
        comparer.side(locator.parse("usjta:line/jp/0202.30.010?year=1999"))


def test_no_fact_of_a_provision_is_lost(comparer, entries):
    for name in ("usjta-1", "usjdta-11"):
        side = comparer.side(locator.entry(name))
        grid = comparer.compare(side, side).grid
        shown = " ".join(row[1] for row in grid.rows)
        assert all(fact.text in shown for fact in side.facts)
    assert "GATT 1994" in entries.entry("usjta-1").facts


def test_both_sides_of_every_article_can_be_shown(comparer, entries):
    for name in list(entries.briefs)[::25]:
        side = comparer.side(locator.entry(name))
        assert side.title
        for place, text in comparer.counterparts(locator.entry(name)):
            assert comparer.side(place)
            assert text


def test_free_and_free_by_staging_and_the_other_states_read_differently(reference, clipper):
    wanted = {}
    alive = reference.store.flags("alive", 2026)
    for row in reference.store.rows([n for n in range(1, len(alive)) if alive[n]], 2026):
        for place, state in enumerate(row.states):
            wanted.setdefault(state, (row.id, place))
    texts = {}
    keys = (
        "without_deal",
        "usjta",
        "cptpp",
        "eu",
        "uk",
        "rcep_asean_anz",
        "rcep_china",
        "rcep_korea",
        "australia",
    )
    for state, (line, place) in wanted.items():
        texts[state] = clipper.lines([line], 2026, [keys[place]], table=True).grid.rows[0][0]
    assert texts[RateState.STAGED_ZERO] == "Free (by staging)"
    assert texts[RateState.NOT_PARTY] == "not a party"
    assert texts[RateState.OUTSIDE] == "outside"
    assert texts[RateState.NO_CONCESSION] == "no concession"
    assert len(set(texts.values())) == len(texts)
    assert "" not in texts.values()


def test_the_strip_never_says_outside_where_nothing_is_known(reference, entries):
    quick = QuickSearch(reference, entries, lambda name, year: None)
    assert "no edition" in quick.find("0202.30.010", 2022).rows[0][0]
    assert "outside" not in quick.find("0202.30.010", 2022).rows[0][0]


def test_a_clip_of_what_is_gone_says_so(clipper):
    for address in ("usjta:line/us/8712.00.99?year=2026", "usjta:entry/usjta-gone"):
        assert clipper.again(Clipping(address, "t", "x")).text == "The data have this no longer."
    same = clipper.entry("usjdta-11")
    assert clipper.again(same) == same
