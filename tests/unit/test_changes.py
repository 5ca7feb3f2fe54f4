"""What changed between two years: checked against the published tables, read here in another way."""

import csv
from collections import Counter

import pytest

from desktop.errors import KnownError
from desktop.store.changes import ChangeKind, changes
from desktop.viewmodels import change_list
from tests.conftest import ROOT


def table(name):
    with (ROOT / "data" / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def japan(store):
    return changes(store, "jp", 2025, 2026)


@pytest.fixture(scope="module")
def states(store):
    return changes(store, "us", 2021, 2022)


def spans(rows, editions, wanted, key):
    """Keys of rows whose span of editions holds a wanted edition."""
    order = {name: place for place, name in enumerate(editions)}
    return {
        key(row) for row in rows if order[row["first_edition"]] <= order[wanted] <= order[row["last_edition"]]
    }


def test_added_and_removed_are_the_differences_of_the_code_lists(japan, states):
    editions = [row["key"] for row in table("editions")]
    rows = table("japan_lines")
    old, new = (
        spans(rows, [e for e in editions if e.startswith("jp")], key, lambda r: (r["code"], int(r["seq"])))
        for key in ("jp-2025-04-01", "jp-2026-07-09")
    )
    assert {(c.code, c.seq) for c in japan if c.kind is ChangeKind.ADDED} == new - old
    assert {(c.code, c.seq) for c in japan if c.kind is ChangeKind.REMOVED} == old - new
    rows = table("us_lines")
    old, new = (
        spans(rows, [e for e in editions if e.startswith("us")], key, lambda r: r["code"])
        for key in ("us-2021-10", "us-2022-10")
    )
    assert {c.code for c in states if c.kind is ChangeKind.ADDED} == new - old
    assert {c.code for c in states if c.kind is ChangeKind.REMOVED} == old - new


def test_cuts_of_the_american_agreement_rates_are_those_of_the_yearly_table(states):
    rates = {(r["code"], r["year"]): r for r in table("us_usjta")}
    moved = {
        code
        for (code, year) in rates
        if year == "2021"
        and (code, "2022") in rates
        and rates[code, "2021"]["rate"] != rates[code, "2022"]["rate"]
    }
    assert {c.code for c in states if c.column == "usjta" and c.kind is not ChangeKind.SAME} == moved


def test_beef_was_cut_and_by_how_much(japan):
    found = {c.column: c for c in japan if c.code == "020230010"}
    assert (found["usjta"].kind, found["usjta"].before, found["usjta"].after) == (
        ChangeKind.CUT,
        "21.6%",
        "20.8%",
    )
    assert "without_deal" not in found


def test_backwards_every_cut_is_a_rise(store, japan):
    back = changes(store, "jp", 2026, 2025)
    turned = {
        ChangeKind.CUT: ChangeKind.RAISED, ChangeKind.RAISED: ChangeKind.CUT, ChangeKind.ADDED: ChangeKind.REMOVED,
        ChangeKind.REMOVED: ChangeKind.ADDED, ChangeKind.CUT_IN_PART: ChangeKind.RAISED_IN_PART,
        ChangeKind.RAISED_IN_PART: ChangeKind.CUT_IN_PART, ChangeKind.ENTERED: ChangeKind.LEFT,
        ChangeKind.LEFT: ChangeKind.ENTERED,
    }  # fmt: skip
    ahead = Counter((c.code, c.seq, c.column, turned.get(c.kind, c.kind)) for c in japan)
    assert ahead == Counter((c.code, c.seq, c.column, c.kind) for c in back)


def test_a_line_that_was_renumbered_names_its_successor(states):
    removed = next(c for c in states if c.kind is ChangeKind.REMOVED and "succeeded by" in c.note)
    assert "(inferred" in removed.note
    assert any(c.kind is ChangeKind.ADDED and removed.code[:4] in c.note.replace(".", "") for c in states)


def test_a_year_without_an_edition_is_one_sentence(store):
    with pytest.raises(KnownError, match=r"no edition for 2022; choose among 2025, 2026"):
        changes(store, "jp", 2022, 2026)


def test_narrowing_counts_what_it_shows(bundle_path):
    found = change_list.read(bundle_path, "jp", 2025, 2026, lambda _share: None)
    every = change_list.narrow(found)
    assert len(every.places) == len(found.rows) == sum(every.kinds.values()) == sum(every.columns.values())
    cuts = change_list.narrow(found, kind="cut", column="usjta", covered=True)
    assert len(cuts.places) == cuts.kinds["cut"] == cuts.columns["usjta"] == 127
    assert all(found.rows[p].line in found.covered for p in cuts.places)
    beef = change_list.narrow(found, words="0202.30")
    assert {found.rows[p].code[:6] for p in beef.places} == {"020230"}
    assert not change_list.narrow(found, words="no such words").places
