"""Search fields of the comparison: parity, margin, year of zero; their order and their columns."""

import pytest

from desktop.core.query import parse, understood
from desktop.core.standing import Standing
from desktop.viewmodels.columns import COLUMNS, INDEX


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("jp: cover:in parity:parity", 573),
        ("jp: cover:in parity:cptpp-parity", 573),
        ("jp: parity:only-ahead", 2),
        ("jp: parity:ahead", 22),
        ("jp: parity:part", 20),
        ("jp: parity:not-comparable", 11),
        ("jp: parity:eu-only-behind", 18),
        ("jp: parity:eu:behind", 21),
        ("jp: parity:eu-none", 1),
        ("jp: parity:rcep-none", 169),
        ("jp: cover:in zero:2028", 59),
        ("jp: cover:in margin:>100", 0),
    ],
)
def test_counts(ask, query, count):
    assert len(ask(query)) == count


def test_margins_are_points_between_two_percentages(ask):
    rows = ask("jp: cover:in margin:>25")
    assert rows
    for row in rows:
        base, ours = (float(cell.rstrip("%").replace("Free", "0")) for cell in row.rates[:2])
        assert base - ours > 25


@pytest.mark.parametrize("typed", ["parity:sideways", "parity:", "margin:wide", "zero:soon"])
def test_what_is_not_understood_is_said(typed):
    assert "was not understood" in parse(typed).notes[0]


def test_what_was_understood_is_said():
    assert understood(parse("jp: parity:eu-behind margin:>10 zero:<=2030")) == (
        "Japan's lines · preference margin over 10 points · free from at most 2030 · "
        "behind or behind in part or ahead and behind in part, beside EU"
    )
    assert parse("parity:uk").standings == {Standing.PARITY}
    assert parse("parity:uk").comparator == "uk"


def test_lines_sort_by_standing_margin_and_zero(search, store):
    from desktop.viewmodels.search import sorted_answer

    answer = search.run(parse("jp: cover:in"), 2026)
    for name in ("standing_cptpp", "standing_eu", "margin", "zero"):
        ordered = sorted_answer(store, answer, (name, False), 2026).ids
        assert sorted(ordered) == sorted(answer.ids)
        assert list(ordered) != list(answer.ids), name
    zeros = store.figures("zero", 2026)
    ids = sorted_answer(store, answer, ("zero", False), 2026).ids
    known = [zeros[line] for line in ids if zeros[line] == zeros[line]]
    assert known == sorted(known)
    assert all(zeros[line] != zeros[line] for line in ids[len(known) :])


def test_every_column_of_the_comparison_speaks(ask):
    row = ask("jp:0202.30.010")[0]
    spoken = COLUMNS[INDEX["standing_australia"]].spoken(row)
    assert spoken == "vs Australia: ▲ ahead"
    assert COLUMNS[INDEX["margin"]].text(row) == "17.7 pts"
    assert COLUMNS[INDEX["zero"]].text(ask("us:1704.10.00")[0]) == "2029 (inferred)"


def test_counts_for_the_filter_follow_the_comparator(search):
    counts = search.facets.counts(None, parse("jp: cover:in"), 2026)
    assert counts.standing[Standing.PARITY] == 573
    chosen = parse("jp: cover:in parity:eu-behind")
    counts = search.facets.counts(None, chosen, 2026)
    assert counts.standing[Standing.BEHIND] == 18
