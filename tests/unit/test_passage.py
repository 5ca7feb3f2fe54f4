"""Words made comparable: what counts, what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.passage import OPENING_WORDS, digest, fold, opening, shingles, words_of
from desktop.core.textspan import Shown
from tests.helpers.paper import WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fourth-largest", "fourthlargest"), ("“stage", '"Stage'), ("Japan’s", "Japan's"), ("ofﬁce", "office"),
        ("trade.", "trade"), ("(ii)", "ii"), ("ＡＢＣ", "abc"), ("tariff‐rate", "tariff-rate"),
    ],
)  # fmt: skip
def test_words_that_are_the_same(one, other):
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.5%", "25%"),
        ("$70", "70"),
        ("4.5", "45"),
        ("1,000", "1000"),
        ("¥5", "$5"),
        ("12", "12%"),
        ("-$145", "$145"),
        ("1/5", "15"),
        ("½", "12"),
        ("10²", "102"),
        ("2-3", "23"),
        (">10%", "<10%"),
        ("24.7-27", "24.727"),
    ],
)
def test_words_that_are_not_the_same(one, other):
    assert fold(one) != fold(other)


def test_marks_alone_are_no_words():
    assert words_of(" – • — “ ” \uf0b7 ... ").folded == ()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), st.data())
def test_line_breaks_and_hyphens_change_nothing(words, data):
    whole = words_of(" ".join(words)).folded
    broken = []
    for word in words:
        at = data.draw(st.integers(1, len(word) - 1)) if len(word) > 3 else 0
        shown = f"{word[:at]}-{word[at:]}" if at else word
        broken.append(shown + data.draw(st.sampled_from([" ", "\n", "  "])))
    assert words_of("".join(broken)).folded == whole
    assert digest(words_of("".join(broken)).folded) == digest(whole)


@given(st.text(max_size=200))
def test_positions_lead_to_the_words(text):
    words = words_of(text)
    for plain, start, end in zip(words.folded, words.starts, words.ends, strict=True):
        assert fold(text[start:end]) == plain


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_runs_of_three(words):
    runs = shingles(words)
    assert len(runs) == (max(1, len(words) - 2) if words else 0)
    assert all(0 <= run < 2**32 for run in runs)


def test_an_opening_has_at_most_eight_words():
    assert len(opening(" ".join(WORDS)).split()) == OPENING_WORDS == 8
    assert (
        opening("The U.S.-Japan accord on lanterns (2019) is in force")
        == "The U.S.-Japan accord on lanterns (2019)"
    )


@given(st.text(alphabet="ab\n𝔸é日", max_size=60), st.data())
def test_positions_on_the_screen_lead_there_and_back(text, data):
    shown = Shown(text)
    at = data.draw(st.integers(0, len(text)))
    raw = shown.text.encode("utf-16-le")
    assert shown.points(shown.units(at)) == at
    assert raw[: shown.units(at) * 2].decode("utf-16-le") == Shown(text[:at]).text


@given(st.text(max_size=80))
def test_what_is_searched_has_the_length_of_what_is_shown(text):
    from desktop.core.textspan import findable

    assert len(findable(text)) == len(text)
    assert findable("Good’s “Non‐Originating” STRAßE") == 'good\'s "non-originating" straße'
