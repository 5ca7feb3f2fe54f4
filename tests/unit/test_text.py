import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core import text


def test_case_accent_width_and_kana_do_not_matter():
    assert text.fold("CAFÉ") == text.fold("ｃａｆｅ")
    assert text.fold("チーズ") == text.fold("ﾁｰｽﾞ") == text.fold("ちーず")


def test_each_position_of_a_japanese_run_begins_one_token():
    assert text.bigrams("牛の肉") == ["牛の", "の肉", "肉"]
    assert text.bigrams("") == []


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_that_a_search_sees(value):
    once = text.fold(value)
    assert text.words(once) == text.words(text.fold(once))


@pytest.mark.parametrize(
    ("description", "kept", "dropped"),
    [
        ("Fish fillets, other than salmon", "fillets", "salmon"),
        ("Meat (excluding offal), frozen", "frozen", "offal"),
        ("Horses; live, other than pure-bred breeding animals", "live", "breeding"),
        ("articles other than bicycles, of steel", "steel", "bicycles"),
        ("Not chilled or frozen", "", "frozen"),
        ("In cans (neither chilled nor frozen)", "cans", "chilled"),
        ("Other than A, B and frozen C", "", "frozen"),
    ],
)
def test_what_is_left_out_is_not_included(description, kept, dropped):
    included, excluded = text.split_exclusions(description)
    assert kept in included
    assert dropped not in included
    assert dropped in excluded


@pytest.mark.parametrize(
    "description",
    [
        "whether or not frozen",
        "not more than 5 kg",
        "not further worked than cold-rolled",
        "not elsewhere specified",
    ],
)
def test_measures_and_options_leave_nothing_out(description):
    assert text.split_exclusions(description) == (description, "")


@given(st.text(max_size=200))
@example("WITHOUT")
@example("not containing")
def test_splitting_ends_and_loses_no_word(description):
    included, excluded = text.split_exclusions(description)
    # The words that begin an exclusion are themselves in neither part.
    markers = set(
        text.words("other than except excepting for excluding not including containing but neither without")
    )
    assert set(text.words(description)) - markers <= set(text.words(included + " " + excluded))


def test_japanese_exclusions():
    included, excluded = text.split_exclusions_ja("牛の肉（冷凍したものを除く。）")
    assert "冷凍" not in included
    assert "冷凍" in excluded
    assert "羊" not in text.split_exclusions_ja("羊以外のもの")[0]
