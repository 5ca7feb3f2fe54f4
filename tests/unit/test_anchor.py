"""Ties found again: exact, moved, changed, lost, and never exact where a word differs."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.core.anchor import Text, Tie, TieState, counts, quote, resolve
from desktop.core.passage import opening, words_of
from tests.helpers.paper import WORDS, sentence

PARAGRAPHS = [" ".join(sentence(f"p{n}/{k}") for k in range(4)) for n in range(12)]
BODY = "\n".join(PARAGRAPHS)


def tied(text, passage, entry="e"):
    at = text.index(passage)
    words = Text(words_of(text))
    first, last = words.words.inside(at, at + len(passage))
    return Tie(entry, "doc", "", quote(words, first, last, opening(passage)))


def found(tie, text, span=None):
    return resolve(tie, Text(words_of(text)), span)


PASSAGE = sentence("p4/2")


def test_unchanged_is_exact_with_score_one_and_leads_to_the_words():
    hit = found(tied(BODY, PASSAGE), BODY)
    assert hit.state is TieState.EXACT
    assert hit.score == 1.0
    assert BODY[hit.start : hit.end] == PASSAGE


def test_other_line_breaks_and_quotation_marks_are_still_exact():
    assert found(tied(BODY, PASSAGE), BODY.replace(" the ", "\nthe ")).state is TieState.EXACT


def test_moved_to_another_chapter_is_moved():
    text = "\n".join([*PARAGRAPHS[:4], *PARAGRAPHS[5:], PARAGRAPHS[4]])
    hit = found(tied(BODY, PASSAGE), text)
    assert hit.state is TieState.MOVED
    assert hit.score > 0.9
    assert text[hit.start : hit.end] == PASSAGE


def test_much_text_before_it_moves_it():
    front = "\n".join(sentence(f"front{n}", 40) for n in range(30))
    assert found(tied(BODY, PASSAGE), f"{front}\n{BODY}").state is TieState.MOVED


@pytest.mark.parametrize("place", range(18))
def test_one_word_changed_anywhere_is_changed_and_shown_for_review(place):
    words = PASSAGE.split()
    words[place] = "zebra"
    text = BODY.replace(PASSAGE, " ".join(words))
    hit = found(tied(BODY, PASSAGE), text)
    assert hit.state is TieState.CHANGED, hit
    assert 0.75 <= hit.score < 1
    assert set(text[hit.start : hit.end].split()) >= set(words[1:-1])


@pytest.mark.parametrize("edit", ["cut", "added"])
def test_words_cut_or_added_inside(edit):
    words = PASSAGE.split()
    changed = words[:8] + (words[10:] if edit == "cut" else ["not", "later", *words[8:]])
    text = BODY.replace(PASSAGE, " ".join(changed))
    hit = found(tied(BODY, PASSAGE), text)
    assert hit.state is TieState.CHANGED
    assert text[hit.start : hit.end].split()[:3] == changed[:3]


def test_taken_out_is_lost_and_says_so():
    hit = found(tied(BODY, PASSAGE), BODY.replace(PASSAGE, ""))
    assert hit.state is TieState.LOST
    assert hit.score < 0.75
    assert (hit.start, hit.end) == (0, 0)


def test_a_figure_changed_in_a_short_passage_is_never_exact():
    text = "Goods fell. The duty is 2.5% here. More follows after that."
    hit = found(tied(text, "The duty is 2.5% here."), text.replace("2.5%", "25%"))
    assert hit.state is TieState.CHANGED


def test_the_same_words_twice_lead_to_the_place_recorded():
    text = f"{PASSAGE} {sentence('x')}\n{BODY}"
    hit = found(tied(BODY, PASSAGE), text)
    assert text[hit.start : hit.end] == PASSAGE
    assert hit.start > len(PASSAGE)


def test_a_path_alone_is_exact_where_it_stands_and_lost_where_not():
    tie = Tie("e", "doc", "article:1")
    assert found(tie, BODY, (10, 30)).state is TieState.EXACT
    assert found(tie, BODY, None).state is TieState.LOST


def test_inside_its_paragraph_it_is_exact_wherever_the_paragraph_went():
    front = "\n".join(sentence(f"front{n}", 40) for n in range(30)) + "\n"
    text = front + BODY
    start = text.index(PARAGRAPHS[4])
    assert found(tied(BODY, PASSAGE), text, (start, start + len(PARAGRAPHS[4]))).state is TieState.EXACT


@given(st.integers(0, 10_000), st.integers(0, 400), st.integers(1, 40))
def test_any_span_of_any_text_is_found_where_it_was(seed, start, length):
    rng = random.Random(seed)
    words = [rng.choice(WORDS) for _ in range(460)]
    text = " ".join(words)
    passage = Text(words_of(text))
    tie = Tie(
        "e", "d", "", quote(passage, start, start + length, opening(" ".join(words[start : start + length])))
    )
    hit = resolve(tie, passage, None)
    assert hit.state is TieState.EXACT
    assert text[hit.start : hit.end].split() == words[start : start + length]


@given(st.integers(0, 10_000), st.integers(0, 17))
def test_an_edited_passage_is_never_exact_or_moved(seed, place):
    words = PASSAGE.split()
    rng = random.Random(seed)
    words[place] = rng.choice(["zebra", "", f"{words[place]} zebra", "9"])
    text = BODY.replace(PASSAGE, " ".join(word for word in words if word))
    # The word taken out may stand beside the passage once more.
    assume(" ".join(words_of(PASSAGE).folded) not in " ".join(words_of(text).folded))
    hit = found(tied(BODY, PASSAGE), text)
    assert hit.state in (TieState.CHANGED, TieState.LOST)
    assert 0 <= hit.score <= 1


def test_every_state_is_counted():
    assert counts([]) == {"exact": 0, "moved": 0, "changed": 0, "lost": 0}


def test_changed_at_its_place_with_changed_neighbours_is_changed_not_lost():
    words = PASSAGE.split()
    around = [sentence(f"p4/{k}") for k in range(4)]
    text = BODY
    for k in (1, 3):
        text = text.replace(around[k], "Zebra " + around[k][:-1] + " zebra.")
    words[8] = "zebra"
    text = text.replace(PASSAGE, " ".join(words))
    start = text.index(" ".join(words))
    assert found(tied(BODY, PASSAGE), text, (start, start + len(PASSAGE))).state is TieState.CHANGED
