"""Rules of the search box that a user would trip over, on the real lines."""

import shutil
import sqlite3

import pytest

from desktop.core.query import parse, understood
from desktop.errors import KnownError
from desktop.store.bundle import Bundle
from desktop.store.fulltext import Search
from desktop.store.lines import LineStore
from desktop.viewmodels.search import Filters, merged


def ids(rows):
    return {row.id for row in rows}


def test_a_minus_turns_a_scope_or_coverage_round_and_nothing_else(ask):
    assert ids(ask("-cover:in us:")) == ids(ask("us: cover:out"))
    assert ids(ask("-us: cheese")) == ids(ask("jp: cheese"))
    query = parse("-kind:free")
    assert not query.kinds
    assert "cannot be excluded" in query.notes[0]


def test_an_excluded_phrase_drops_only_neighbours(ask):
    assert len(ask('-"frozen meat"')) == 24_489
    with_it = [row for row in ask("cheese") if "cheddar cheese" in row.path_en.casefold()]
    left = ids(ask('cheese -"cheddar cheese"'))
    assert with_it
    assert left == ids(ask("cheese")) - {row.id for row in with_it}


def test_lines_of_a_year_without_an_edition_are_neither_in_nor_out(ask, search):
    assert ask("jp: cover:out year:2020") == []
    assert ask("jp: cover:in year:2020") == []
    assert len(ask("jp: year:2020")) == 9_654
    counts = search.facets.counts(None, parse("year:2020"), 2020)
    assert counts.covered[True] == 241
    assert counts.covered[True] + counts.covered[False] == counts.importer["us"]


def test_bounds_meet_and_contradictions_are_said():
    query = parse("rate:>5 rate:<10")
    assert (query.rate.low, query.rate.high, query.rate.open_low, query.rate.open_high) == (5, 10, True, True)
    assert "given twice" in parse("cover:in cover:out").notes[0]
    assert "Both countries" in parse("us: jp:").notes[0]


def test_each_item_of_a_list_has_its_own_scope(search, store):
    answer = search.run(parse("us:8712.00.15; jp:0202.30.010"), 2026)
    assert [row.display for row in store.rows(answer.ids, 2026)] == ["8712.00.15", "0202.30.010"]


@pytest.mark.parametrize("typed", ["0201-0210", "0201 - 0210", "0201 to 0210", "0201–0210"])
def test_ranges_in_any_dress(ask, typed):
    assert ids(ask(typed)) == ids(ask("0201-0210"))
    assert len(ask(typed)) > 200


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("heading 8712", "8712"),
        ("hs 8712", "8712"),
        ("HTS 8712.00.15", "8712.00.15"),
        ("ch4", "ch 4"),
        ("第4類", "ch 4"),
        ("ch.4", "ch 4"),
    ],
)
def test_natural_ways_to_write_a_code(ask, typed, same):
    assert ids(ask(typed)) == ids(ask(same))
    assert ask(typed)


def test_a_figure_with_its_unit_is_no_code():
    assert parse("not exceeding 1000 cc").codes == ()
    assert parse("1000 kg").codes == ()


def test_sixty_codes_in_a_row_are_a_list_of_sixty():
    assert len(parse(" ".join(f"{n:04}.{n:02}" for n in range(10, 70))).items) == 60
    assert parse("trade:>1,000,000").trade.low == 1_000_000


def test_typed_and_clicked_that_disagree_are_said():
    query = merged(parse("jp: 0202"), Filters(importer="us"))
    assert query.importer == "jp"
    assert "What is typed wins" in query.notes[0]
    assert merged(parse("jp: 0202"), Filters(importer="jp")).notes == ()


@pytest.mark.parametrize("typed", ["쇠고기", "говядина", "٠٤٠٦", "!!!", "\udcff\udcfe"])
def test_what_cannot_be_searched_is_said(typed):
    assert "can be searched" in parse(typed).notes[0]


def test_a_code_on_the_way_finds_the_line_it_leads_to(ask):
    assert any(row.display == "0406.10.020" for row in ask("jp:0406.10.02"))


def test_what_is_not_contained_is_not_found(ask):
    assert all(row.display != "1905.90.100" for row in ask("jp: honey"))


def test_kana_are_not_split_into_letters(search):
    assert not search.run(parse("ぎゅうにく"), 2026).ids


def test_or_does_not_reach_over_a_code():
    query = parse("beef OR 0201 pork")
    assert [[t.text for t in clause] for clause in query.clauses] == [["beef"], ["pork"]]


def test_understood_says_country_in_words():
    assert understood(parse("us: bicycles")).startswith("American lines")


@pytest.mark.parametrize("table", ["line", "attribute", "word_index_data", "rate"])
def test_pages_that_went_bad_are_one_sentence(bundle_path, tmp_path, table):
    path = tmp_path / "bad.sqlite"
    shutil.copy(bundle_path, path)
    db = sqlite3.connect(path)
    page_size = db.execute("PRAGMA page_size").fetchone()[0]
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    db.close()
    with path.open("r+b") as stream:
        stream.seek((root - 1) * page_size)
        stream.write(b"\xff" * page_size)

    def use():
        store = LineStore(Bundle(path))
        store.rows(list(Search(store).run(parse("cheese"), 2026).ids), 2026)

    with pytest.raises(KnownError, match="damaged"):
        use()


def test_a_folder_is_no_reference_file(tmp_path):
    with pytest.raises(KnownError, match="is a folder"):
        Bundle(tmp_path)
