"""The search box's way to provisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.crossref import article_path, split_article
from desktop.core.crossref import parse as references
from desktop.core.entry_query import parse
from desktop.core.history import History
from desktop.viewmodels.entries import Entries


@pytest.fixture(scope="module")
def entries(store):
    return Entries(store.bundle)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("art 11", "usjta-11"), ("Article 5(1)", "usjta-5"), ("art. 6", "usjta-6"), ("USJTA 10", "usjta-10"),
        ("DTA 11", "usjdta-11"), ("dta:17", "usjdta-17"), ("usjdta art. 18", "usjdta-18"), ("art 22", "usjdta-22"),
        ("Annex I", "usjta-I"), ("annex i b-4", "usjta-I-B-4"), ("Annex I A-1(e)", "usjta-I-A-1"), ("annex II", "usjta-II"),
        ("Annex II GN 4(b)", "usjta-II-gn4-B"), ("annex 2 general note 2", "usjta-II-gn2"), ("GN 36(b)(iii)", "usjta-II-hts-b3"),
        ("General Note 36", "usjta-II-hts"), ("USMCA 19.11", "at:USMCA 19.11"), ("EU-Japan 8.81", "at:EU-Japan EPA 8.81"),
        ("cptpp art 14.11", "at:CPTPP 14.11"), ("gatt xx", "at:GATT XX"), ("USMCA 99.9", "in:usmca"), ("art:11", "usjta-11"),
    ],
)  # fmt: skip
def test_jumps(entries, typed, first):
    asked = parse(typed)
    assert asked is not None
    assert entries.answer(asked)[0] == first
    assert asked.said


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "beef",
        "0406",
        "jp: cheese",
        "articles of leather",
        "art",
        "annexe",
        "us:8703",
        "2022",
        "art work 11",
    ],
)
def test_lines_are_left_to_the_lines(typed):
    assert parse(typed) is None


def test_words_in_scopes(entries):
    found = entries.answer(parse("if:motor vehicles"))
    assert "c-p3-01" in found
    assert all(name.startswith("c-") for name in found)
    assert "usjdta-17" in entries.answer(parse("dta:source code"))
    beef = entries.answer(parse("art:beef safeguard"))
    assert "usjta-sg-beef-2026" in beef
    assert not [name for name in beef if name.startswith("usjdta")]
    assert entries.answer(parse("art:xyzzy")) == []


@given(st.text(max_size=60))
def test_nothing_typed_is_an_error(typed):
    parse(typed)


@given(st.text(alphabet="TPUSMCAECPGAT 0123456789./;,()IVXnone-annex", max_size=80))
def test_no_cross_reference_is_an_error(text):
    for item in references(text, {}):
        assert item.label


def test_cross_references():
    found = references(
        "USMCA 19.11; EU-Japan EPA 1.5/2.22; RCEP none (dialogue 12.16); usjta-8; TPP 30.6 (6 months)",
        {"usjta-8": "usjta-8"},
    )
    assert [(item.label, item.target, item.absent) for item in found] == [
        ("USMCA 19.11", "at:USMCA 19.11", False), ("EU-Japan EPA 1.5", "at:EU-Japan EPA 1.5", False),
        ("EU-Japan EPA 2.22", "at:EU-Japan EPA 2.22", False), ("RCEP: none (dialogue 12.16)", "in:rcep", True),
        ("usjta-8", "usjta-8", False), ("TPP 30.6 (6 months)", "at:TPP 30.6", False),
    ]  # fmt: skip
    assert split_article("at:EU-Japan EPA 8.81") == ("EU-Japan EPA", "8.81")
    assert article_path("USMCA", "19.11") == "article:19.11"
    assert article_path("GATT", "III:2") == "article:III/2"
    assert article_path("TPP", "Annex 2-D") == ""


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.booleans(), max_size=12))
def test_back_and_forward_end_where_one_was(places, steps):
    history = History()
    for place in places:
        history.push(place)
    seen = [place for n, place in enumerate(places) if n == 0 or places[n - 1] != place]
    at = len(seen) - 1
    for forward in steps:
        want = at + (1 if forward else -1)
        got = history.forward() if forward else history.back()
        if 0 <= want < len(seen):
            at = want
            assert got == seen[at]
        else:
            assert got == ""
