"""Entries, links and the matrix of the reference file: whole, true to the tables, every page made."""

import csv
import json
import re
from html import unescape

import pytest

from desktop.core.entry import CHECKS, Kind
from desktop.viewmodels.entries import FRONT, MATRIX, Entries
from desktop.viewmodels.html import Colours
from tests.conftest import ROOT

COLOURS = Colours("#000", "#555", "#ccc", "#00f", "#fea", "#080", "#a00", {})
FACTS = ROOT / "data" / "facts"
LINKS = ROOT / "data" / "links"


@pytest.fixture(scope="module")
def entries(store):
    return Entries(store.bundle)


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def text_of(html):
    return unescape(re.sub(r"<[^>]+>", " ", html))


def test_all_of_it_is_there(entries):
    kinds = [brief.kind for brief in entries.briefs.values()]
    assert kinds.count(Kind.STATEMENT) == 97
    assert kinds.count(Kind.PROVISION) == len(rows(FACTS, "usjta_provisions")) + 22
    assert kinds.count(Kind.TOPIC) == 28
    assert kinds.count(Kind.EVENT) == len(rows(FACTS, "timeline"))
    assert len(entries.store.cells()) == 28 * 7


def test_every_entry_has_a_page_with_its_mark_grade_and_sources(entries):
    for name, brief in entries.briefs.items():
        entry = entries.entry(name)
        html = entries.page(name, (), COLOURS)
        said = text_of(html)
        assert brief.title.split()[0] in said
        if entry.kind is Kind.STATEMENT:
            assert entry.check.words in said
            assert entry.check.words.lower() in entries.plain(name)
        elif entry.evidence == "D":
            assert "Not verified" in said
            assert "[not verified]" in entries.plain(name)
            assert brief.mark == "not verified"
        elif entry.evidence:
            assert entry.grade in said
        for url in entry.sources:
            assert f"copy:{url.replace('&', '&amp;')}" in html
        assert 'href="http' not in html


def test_every_link_on_every_page_leads_somewhere(entries, ask):
    from desktop.core.query import parse

    queries = set()
    for name in [*entries.briefs, FRONT, MATRIX, "branch:Annex I – Japan"]:
        html = entries.page(name, (), COLOURS)
        for target in re.findall(r'href="entry:([^"]+)"', html):
            assert target.replace("&amp;", "&").replace("&#x27;", "'") in entries.briefs, (name, target)
        queries.update(re.findall(r'href="query:([^"]+)"', html))
    assert len(queries) > 30
    assert [query for query in queries if parse(query).notes] == []
    assert [query for query in queries if not ask(query)] == []


def test_marks_show_wherever_an_entry_is_named(entries):
    """A statement that was overtaken, and an entry that is not verified, say so in every link to them."""
    for name in entries.briefs:
        html = entries.page(name, (), COLOURS)
        for target, rest in re.findall(r'href="entry:([^"]+)">[^<]*</a>(.{0,160})', html):
            brief = entries.briefs.get(target)
            if brief is not None and brief.mark and "not-open" not in rest and brief.kind is Kind.STATEMENT:
                assert brief.mark in rest, (name, target)


def test_statements_and_their_links_are_those_of_the_tables(entries):
    claims = rows(FACTS, "if11120_claims")
    links = rows(LINKS, "statement_links")
    linked = {row["statement"] for row in links}
    assert linked == {claim["claim_id"] for claim in claims}
    for claim in claims:
        entry = entries.entry(claim["claim_id"])
        assert entry.title == claim["claim"]
        assert entry.extra["check"] == claim["check"]
        mine = [row for row in links if row["statement"] == claim["claim_id"]]
        assert len([link for link in entries.store.links(entry.id) if not link.back]) == len(mine)
    outdated = {claim["claim_id"] for claim in claims if claim["check"] == "outdated"}
    without = outdated - {row["statement"] for row in links if row["role"] == "overtakes"}
    assert without == {"c-p4-01", "c-p16-03"}  # nothing in the tables overtakes these two


@pytest.mark.parametrize(
    "system",
    ["in:usjta", "in:usjdta", "in:tpp", "in:cptpp", "in:jefta", "in:rcep", "in:usmca", "in:s232", "in:tpa", "in:gatt24",
     "in:wto", "usjta-II-auto", "usjta-sl-alc"],
)  # fmt: skip
def test_every_system_that_the_paper_names_is_two_clicks_away(entries, system):
    """One click opens a statement, the next the system."""
    front = entries.page(FRONT, (), COLOURS)
    opened = re.findall(r'href="entry:([^"]+)"', front)
    assert len(set(opened)) == 97
    assert any(f'href="entry:{system}"' in entries.page(name, (), COLOURS) for name in opened)


@pytest.mark.parametrize("topic", ["services", "currency", "GI", "SPS", "motor-vehicles", "insurance"])
def test_topics_of_a_second_stage_lead_on(entries, topic):
    mine = [c["claim_id"] for c in rows(FACTS, "if11120_claims") if topic in c["tags"].split(";")]
    assert mine
    assert any(entries.store.links(name) for name in mine)


def test_lines_and_provisions_lead_to_each_other(entries, store):
    from desktop.store.applies import Applying

    row = store.rows([store.find("jp", "020230010", 1, 2026)], 2026)[0]
    applying = [p.id for p in Applying(store.bundle).to_line(row, 2026, halved=False)]
    assert {"usjta-sg-beef-rate", "usjta-sg-beef-2026", "usjta-prot-1", "usjta-st-beef"} <= set(applying)
    for name in applying:
        assert 'href="query:jp:' in entries.page(name, (), COLOURS), name


def test_not_added_the_digest_stands_in_with_locators_and_address(entries):
    html = entries.digest("src-gn36", "usjta-II-hts-b3", COLOURS)
    said = text_of(html)
    assert "General Note 36(b)(v)" in said
    assert "https://hts.usitc.gov/" in said
    for name in entries.briefs:
        document = entries.document_for(name)
        assert document == "" or "Official address" in entries.digest(document, name, COLOURS)


def test_the_words_for_checks_and_nothing_of_how_the_tables_were_made(entries):
    shown = " ".join(text_of(entries.page(name, (), COLOURS)) for name in entries.briefs)
    assert "figure1_expected" not in shown
    assert "CRS seed" not in shown
    assert {claim["check"] for claim in rows(FACTS, "if11120_claims")} == set(CHECKS)


def test_ties_hold_no_more_than_eight_words_of_a_text():
    with (ROOT / "data" / "tables" / "ties.csv").open(encoding="utf-8", newline="") as stream:
        ties = list(csv.DictReader(stream))
    assert sum(bool(tie["digest"]) for tie in ties) == 107
    for tie in ties:
        assert len(re.findall(r"\w+", tie["opening"])) <= 8
        assert re.fullmatch(r"([0-9a-f]{8}( |$))*", tie["shingles"])
    described = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert {"links/statement_links.csv", "tables/ties.csv"} <= {r["path"] for r in described["resources"]}
