"""Every duty text that was ever published in the editions at hand, read again from the derived table."""

import csv
from collections import Counter
from functools import lru_cache

import pytest

from desktop.core import duty, duty_english, duty_japanese, duty_json, duty_print, duty_words
from desktop.ingest.duties import NOT, grade
from desktop.ingest.japan_customs import COLUMNS
from tests.conftest import ROOT

TABLES = ROOT / "data" / "tables"


@lru_cache
def rows(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read(row):
    return (duty_japanese if row["language"] == "ja" else duty_english).read(row["published"])


def test_the_table_says_what_the_grammars_say():
    for row in rows("duty_texts"):
        tree = read(row)
        failed = duty.unread(tree)
        assert grade(tree) == row["understood"], row["published"]
        assert duty_words.notation(tree) == row["english"]
        assert (failed.reason if failed else "") == row["reason"]


def test_every_text_that_was_understood_is_printed_read_and_stored_the_same():
    for row in rows("duty_texts"):
        tree = read(row)
        assert duty_json.loads(duty_json.dumps(tree)) == tree
        if row["understood"] == NOT:
            continue
        show = duty_print.japanese if row["language"] == "ja" else duty_print.english
        again = (duty_japanese if row["language"] == "ja" else duty_english).read(show(tree))
        assert again == tree, row["published"]


def test_at_least_995_in_a_thousand_cells_are_read_and_the_rest_has_reasons():
    cells = Counter()
    for row in rows("duty_texts"):
        cells[row["understood"]] += int(row["cells"])
        assert bool(row["reason"]) == (row["understood"] == NOT)
    assert cells.total() > 1_000_000
    assert cells[NOT] / cells.total() < 0.005


def test_every_cell_of_the_agreements_lines_and_of_those_beside_them_is_read():
    for row in rows("japan_rates"):
        if row["usjta"]:
            for column in (*COLUMNS.values(), "without_deal"):
                for part in filter(
                    None, row[column].split("\n\n") if column == "without_deal" else [row[column]]
                ):
                    assert duty.unread(duty_japanese.read(part)) is None, (row["code"], column)


@pytest.mark.parametrize("column", ["general", "rate", "base_2019"])
def test_every_cell_of_the_american_lines_is_read(column):
    texts = {row[column] for row in rows("us_usjta") if row[column]}
    assert texts
    for text in texts:
        assert duty.unread(duty_english.read(text)) is None, text


def test_the_printed_formulas_of_pork_and_onions_keep_their_constants():
    texts = {row["published"]: row for row in rows("duty_texts")}
    pork = texts["（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率"]
    assert pork["understood"] == "understood"
    assert "¥524 × 1.002" in pork["english"]
    onions = [row for text, row in texts.items() if "73.70円" in text]
    assert onions
    assert all("¥73.70" in row["english"] for row in onions)
