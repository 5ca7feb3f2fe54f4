"""Word by word: both texts come back to the letter, and what is marked is what differs."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.worddiff import diff, likeness

TEXTS = st.text(
    st.sampled_from("ab cd.,;()\n 日本12%-’") | st.characters(exclude_categories=("Cs",)), max_size=120
)


@given(TEXTS, TEXTS)
def test_both_texts_come_back(left, right):
    one, two = diff(left, right)
    assert "".join(piece.text for piece in one) == left
    assert "".join(piece.text for piece in two) == right
    shared = ["".join(p.text for p in side if not p.own).split() for side in (one, two)]
    assert [w.casefold() for w in shared[0]] == [w.casefold() for w in shared[1]]
    assert 0 <= likeness(left, right) <= 1


@given(TEXTS)
def test_a_text_is_like_itself(text):
    assert not any(piece.own for side in diff(text, text) for piece in side)
    assert likeness(text, text) == 1


def test_only_what_differs_is_marked():
    one, two = diff("Neither Party shall impose duties.", "Neither Party may impose customs duties.")
    assert [p.text.strip() for p in one if p.own] == ["shall"]
    assert [p.text.strip() for p in two if p.own] == ["may", "customs"]


def test_long_texts_are_compared_by_sentences():
    text = "One sentence with some words. " * 3_000
    one, two = diff(text, text.replace("One", "Two", 1))
    assert sum(len(p.text) for p in one if p.own) < 100
    assert "".join(p.text for p in two).startswith("Two")
