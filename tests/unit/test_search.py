"""Search on the real lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.line import RateState
from desktop.core.query import parse
from desktop.store.schema import STEP


def test_the_counts_that_are_known(ask):
    assert len(ask("")) == 24_489
    assert len(ask("jp: cover:in")) == 606
    assert len(ask("us: cover:in")) == 257
    assert len(ask("us: cover:in year:2021")) == 241
    assert len(ask("us: cover:in year:2019")) == 0
    assert len(ask("jp:")) == 9_654
    assert len(ask("us:")) == 14_835


def test_lines_of_the_agreement_come_first(ask):
    rows = ask("")
    assert all(row.covered for row in rows[: 606 + 257])
    assert not any(row.covered for row in rows[606 + 257 :])
    assert {row.importer for row in rows[:606]} == {"jp"}


@pytest.mark.parametrize(
    "typed", ["0202.30.010", "020230010", "0202 30 010", "0202.30-010", "０２０２．３０．０１０"]
)
def test_a_code_in_any_shape(ask, typed):
    (row,) = ask(typed)
    assert row.display == "0202.30.010"
    assert row.rates[:2] == ("38.5%", "20.8%")


def test_prefixes_chapters_and_ranges(ask):
    assert {row.code[:4] for row in ask("0406")} == {"0406"}
    assert {row.code[:2] for row in ask("ch 4")} == {"04"}
    assert {row.code[:4] for row in ask("0201-0203")} == {"0201", "0202", "0203"}
    assert len(ask("0805.10.000")) == 2
    assert [row.display for row in ask("8712.00.15.10")] == ["8712.00.15"]


def test_a_list_is_answered_in_its_order_and_the_rest_explained(search, store):
    answer = search.run(parse("8712.00.15\n0202.30.010\nabc\n9999.99.99"), 2026)
    assert [row.display for row in store.rows(answer.ids, 2026)] == ["8712.00.15", "0202.30.010"]
    assert dict(answer.unmatched)["abc"] == "is not a tariff code"
    assert "nearest" in dict(answer.unmatched)["9999.99.99"]


def test_five_hundred_codes_keep_their_order(ask, search, store):
    wanted = [row.display for row in ask("us: cover:in")][::-1] + [row.display for row in ask("jp:02")][::-1]
    answer = search.run(parse("\n".join(wanted[:500])), 2026)
    found = [row.display for row in store.rows(answer.ids, 2026)]
    assert found == wanted[:500]
    assert not answer.unmatched


def test_words_in_english_and_japanese(ask):
    assert {row.code[:4] for row in ask("jp: beef frozen cover:in")} >= {"0202"}
    assert ask("冷凍 牛")
    assert ask("ﾁｰｽﾞ") == ask("チーズ")
    assert ask("CHEESE") == ask("cheese")
    assert ask("牛肉")


def test_singular_and_plural_count_as_one(ask):
    assert {row.id for row in ask("bicycle parts")} == {row.id for row in ask("bicycles parts")}


def test_exclusion_and_alternative(ask):
    both = {row.id for row in ask("frozen")}
    without = {row.id for row in ask("frozen -beef")}
    assert without < both
    assert {r.id for r in ask("wheat OR barley")} == {r.id for r in ask("wheat")} | {
        r.id for r in ask("barley")
    }


def test_phrases_are_neighbours(ask):
    found = ask('"carcasses and half-carcasses"')
    assert found
    assert all("arcasses and half-carcasses" in row.path_en for row in found)
    assert not ask('"half-carcasses carcasses"')


def test_what_a_description_leaves_out_is_not_found(ask):
    """Every hit for a word must have it outside its clauses of exclusion."""
    from desktop.core import text

    for word in ("salmon", "frozen", "asses", "bicycles"):
        for row in ask(f"{word} "):
            said = " ".join(text.split_exclusions(step)[0] for step in row.path_en.split(STEP))
            assert any(w.startswith(word[:-1]) for w in text.words(said)), (word, row.display, row.path_en)


def test_a_phrase_finds_the_words_of_an_exclusion(ask):
    assert any("other than" in row.path_en.casefold() for row in ask('"other than crude"'))


def test_close_matches_come_only_when_nothing_is_exact(search):
    answer = search.run(parse("bicylce"), 2026)
    assert answer.close == len(answer.ids) > 0
    assert ("bicylce", "bicycle") in answer.corrections
    exact = search.run(parse("bicycle"), 2026)
    assert exact.close == 0


@pytest.mark.parametrize("typed", ["9999.99", "us:0202.30.010", "zzzzqqq", "cheese zzzzqqq", "jp:8712.00.15"])
def test_no_hits_give_a_way_on(search, typed):
    answer = search.run(parse(typed), 2026)
    assert not answer.ids or answer.close
    assert answer.advice or answer.close
    for _, query in answer.advice:
        again = search.run(parse(query), 2026)
        assert len(again.ids), query


def test_fields(ask, store):
    assert all(row.kind.value == "formula" for row in ask("kind:formula"))
    over = ask("jp: cover:in rate:>10")
    assert over
    assert all(float(row.rates[1].rstrip("%")) > 10 for row in over)
    assert all(row.rates[1].endswith("Free") for row in ask("cover:in rate:free"))
    big = ask("trade:>1000000000")
    assert len(big) == 20
    assert all(row.trade > 1_000_000_000 for row in big)
    assert {row.code[:4] for row in ask("group:cheese")} == {"0406"}


def test_a_year_shows_its_own_edition_or_says_that_there_is_none(ask):
    (now,) = ask("us:1704.10.00")
    (then,) = ask("us:1704.10.00 year:2020")
    assert now.rates[1] != then.rates[1]
    japan = ask("jp:0202.30.010", year=2023)[0]
    assert set(japan.rates) == {"no edition"}
    assert set(japan.states) == {RateState.UNKNOWN}
    assert ask("jp:0202.30.010", year=2025)[0].rates[1] == "21.6%"


def test_every_line_of_every_year_has_a_state_for_every_column(store):
    for year in store.bundle.years:
        alive = store.flags("alive", year)
        ids = [line for line in range(len(alive)) if alive[line]][::97]
        for row in store.rows(ids, year):
            assert len(row.states) == len(row.rates) == 9
            for state, rate in zip(row.states, row.rates, strict=True):
                assert rate or state is RateState.NOT_PARTY, row


def test_without_limit_and_with_it_agree(search):
    for typed in ("a", "frozen", "0406", "cover:in", "牛"):
        whole = list(search.run(parse(typed), 2026).ids)
        first = search.run(parse(typed), 2026, limit=50)
        assert list(first.ids) == whole[:50]
        assert first.whole == (len(whole) <= 50)


@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "OR",
                "-",
                "NEAR(a b)",
                "*",
                "a*",
                "(",
                "en:",
                "{ja}",
                "^",
                "cheese",
                "0406",
                "牛の",
                "\x00",
                "'",
                ";",
                "--",
            ]
        ),
        max_size=12,
    )
)
def test_index_operators_never_reach_the_index(search, parts):
    search.run(parse(" ".join(parts)), 2026, limit=20)


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(search, typed):
    search.run(parse(typed), 2026, limit=20)


def test_counts_of_filters_add_up(search):
    counts = search.facets.counts(None, parse(""), 2026)
    assert counts.importer == {"jp": 9_654, "us": 14_835}
    assert counts.covered[True] == 606 + 257
    assert sum(counts.chapter.values()) == sum(counts.kind.values()) == 24_489
    japan = search.facets.counts(None, parse("jp: cover:in"), 2026)
    assert japan.kind == {} or sum(japan.kind.values()) == 606


def test_sorting_puts_lines_without_a_figure_last(search, store):
    from desktop.viewmodels.search import sorted_answer

    answer = search.run(parse("us:"), 2026)
    for descending in (False, True):
        rows = store.rows(sorted_answer(store, answer, ("trade", descending), 2026).ids, 2026)
        known = [row.trade for row in rows if row.trade is not None]
        assert known == sorted(known, reverse=descending)
        assert all(row.trade is None for row in rows[len(known) :])
