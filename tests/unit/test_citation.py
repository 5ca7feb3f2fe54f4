"""Citations: the forms that the field expects, every entry in both styles, short forms, reference managers."""

import json
import re

import bibtexparser
import pytest
import rispy

from desktop.core import citation
from desktop.core.record import EditionInfo
from desktop.export.cite import Citer, references
from desktop.store.bundle import Bundle
from desktop.store.details import DetailStore
from desktop.store.entries import EntryStore
from desktop.store.lines import LineStore
from tests.conftest import ROOT

STYLES = ROOT / "resources" / "citation"
GOLDEN = ROOT / "tests" / "acceptance" / "citations.txt"


@pytest.fixture(scope="module")
def bundle(bundle_path):
    found = Bundle(bundle_path)
    yield found
    found.close()


@pytest.fixture(scope="module")
def entries(bundle):
    return EntryStore(bundle)


@pytest.fixture(scope="module")
def bluebook():
    return Citer(STYLES)


@pytest.fixture(scope="module")
def plain():
    return Citer(STYLES, "plain")


def entry_record(entries, name):
    return citation.entry(entries.entry(name), entries.briefs[name], entries.entry, entries.citations)


def line_record(bundle, importer, code, seq=1, year=2026):
    store = LineStore(bundle)
    row = store.rows([store.find(importer, code, seq, year)], year)[0]
    detail = DetailStore(store).detail(row.id, year)
    return citation.line(row, bundle.edition(importer, year), year, detail.source_row, "https://x.example")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("usjdta-11", "Agreement Between the United States of America and Japan Concerning Digital Trade, Japan-U.S., art. 11, Oct. 7, 2019"),
        ("src-procl9974", "Proclamation No. 9974, 84 Fed. Reg. 72,187 (Dec. 26, 2019)"),
        ("in:usjta", "Trade Agreement Between the United States of America and Japan, Japan-U.S., Oct. 7, 2019 (entered into force Jan. 1, 2020)"),
        ("in:wto", "Marrakesh Agreement Establishing the World Trade Organization, Apr. 15, 1994, 1867 U.N.T.S. 154"),
        ("usjta-sg-orange", "Trade Agreement Between the United States of America and Japan, Japan-U.S., Annex I, sec. B, subsec. 4, para. 14, Oct. 7, 2019"),
        ("usjta-II-hts-b3", "Harmonized Tariff Schedule of the United States (“HTSUS”) General Note 36(b)(iii)"),
        ("usjta-II-mpf", "19 U.S.C. § 58c(b)"),
        ("in:fw2025", "Exec. Order No. 14345, Implementing the United States-Japan Agreement (Sept. 4, 2025)"),
    ],
)  # fmt: skip
def test_the_forms_of_the_field(entries, bluebook, name, form):
    assert bluebook.cite(entry_record(entries, name)) == form


def test_lines_are_cited_by_edition(bundle, bluebook, plain):
    japan, states = line_record(bundle, "jp", "020230010"), line_record(bundle, "us", "87120015")
    assert (
        bluebook.cite(japan) == "Japan Customs, Japan's Tariff Schedule, item 0202.30.010 (July 9, 2026 ed.)"
    )
    assert bluebook.cite(states) == (
        "Harmonized Tariff Schedule of the United States (“HTSUS”) subheading 8712.00.15 (2026)"
    )
    assert re.search(r"2026 Revision 10\. Row \d+ of the published file", plain.cite(states))
    both = bluebook.joined([japan, line_record(bundle, "jp", "020230020"), states])
    assert both.startswith(
        "Japan Customs, Japan's Tariff Schedule, items 0202.30.010, 0202.30.020 (July 9, 2026 ed.); Harm"
    )


def test_a_year_without_an_edition_says_so(bundle, bluebook):
    assert "[no edition for 2022 in the data]" in bluebook.cite(
        line_record(bundle, "jp", "020230010", year=2022)
    )


def test_every_entry_is_cited_in_both_styles_and_marks_are_never_lost(entries, bluebook, plain):
    for name, brief in entries.briefs.items():
        record = entry_record(entries, name)
        for citer in (bluebook, plain):
            said = citer.cite(record)
            assert len(said) > 8, name
            assert "None" not in said, name
            assert not re.search(r"[,;] *[,;.)]|\(\)|\s\s", said), (name, said)
            assert (f"[{brief.mark}]" in said) == bool(brief.mark), (name, said)
        if brief.evidence == "D":
            assert "[not verified]" in said


def test_golden_citations(entries, bundle, bluebook, plain, request):
    names = [
        name
        for place, name in enumerate(entries.briefs)
        if place % 9 == 0 or name.startswith(("in:", "src-"))
    ]
    records = [entry_record(entries, name) for name in names]
    records += [line_record(bundle, "jp", "020230010"), line_record(bundle, "us", "87120015")]
    text = "".join(f"{r['id']}\n  {bluebook.cite(r)}\n  {plain.cite(r)}\n" for r in records)
    if request.config.getoption("--accept"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), "see the difference, then run pytest --accept"


def test_short_forms_after_the_first(entries, bundle, bluebook):
    dta11, dta2, paper = (entry_record(entries, n) for n in ("usjdta-11", "usjdta-2", "c-p7-03"))
    line = line_record(bundle, "us", "87120015")
    said = bluebook.notes([[dta11], [dta11], [dta2], [paper], [line], [paper], [line, dta11], [dta11]])
    assert said[1] == "Id."
    assert said[2] == "USJDTA, supra note 1, art. 2 [not verified]"
    assert said[5] == "Cimino-Isaacs & Williams, supra note 4, para. 7 [overtaken]"
    assert said[6] == "HTSUS subheading 8712.00.15 (2026); USJDTA, supra note 1, art. 11."
    # The note before had two sources: "Id." would not say which.
    assert said[7] == "USJDTA, supra note 1, art. 11."


def test_what_is_not_known_stays_out():
    row = type("Row", (), {"importer": "jp", "code": "020230010", "seq": 1, "context": ""})()
    record = citation.line(row, None, 2022, None, "")
    assert "issued" not in record
    assert "URL" not in record
    edition = EditionInfo("k", "us", "HTSUS 2019 Revision 15", "", 2019, "p", "l", "f", "s", 1)
    row.importer, row.code = "us", "87120015"
    assert citation.line(row, edition, 2019, None, "")["issued"] == {"date-parts": [[2019]]}


def test_reference_managers_read_what_is_copied(entries, bundle):
    records = [
        *[entry_record(entries, n) for n in entries.briefs][::11],
        line_record(bundle, "jp", "020230010"),
    ]
    ris = rispy.loads(references(records, "ris"))
    assert len(ris) == len({json.dumps(r, sort_keys=True) for r in records})
    assert ris[-1]["title"] == "Japan's Tariff Schedule, item 0202.30.010"
    library = bibtexparser.parse_string(references(records, "bibtex"))
    assert not library.failed_blocks
    assert len(library.entries) == len(ris)
    csl = json.loads(references(records, "csl"))
    assert all("status" not in record and record["type"] for record in csl)
    doubtful = json.loads(references([entry_record(entries, "usjdta-2")], "csl"))[0]
    assert doubtful["note"].startswith("[not verified]")


def test_markup_in_a_title_is_text(bluebook):
    record = {"id": "x#", "type": "document", "title": 'A <b>bold</b> & "quoted" {title}'}
    assert bluebook.cite(record) == 'A <b>bold</b> & "quoted" {title}'


def test_written_fields_belong_to_something(entries):
    known = set(entries.briefs) | set(citation.LAWS)
    assert set(entries.citations) <= known


@pytest.mark.parametrize(("name", "form"), [
    ("at:GATS XIV", "General Agreement on Trade in Services, art. XIV, Apr. 15, 1994"),
    ("at:WTO AoA 5", "Agreement on Agriculture, art. 5, Apr. 15, 1994"),
    ("usjta-q-wheat", "Annex I, sec. B, quota subsec."),
])  # fmt: skip
def test_an_article_is_cited_by_its_own_treaty(entries, bluebook, name, form):
    assert form in bluebook.cite(entry_record(entries, name))
    assert "Marrakesh" not in bluebook.cite(entry_record(entries, name))


def test_no_statement_takes_the_mark_of_another(entries):
    records = [entry_record(entries, name) for name in entries.briefs]
    marks = [record.get("status") for record in records]
    exported = json.loads(references(records, "csl"))
    distinct = {json.dumps(record, sort_keys=True) for record in records}
    assert len(exported) == len(distinct)
    assert len({record["id"] for record in exported}) == len(exported)
    kept = sum("[not verified]" in record.get("note", "") for record in exported)
    assert kept == len(
        {json.dumps(r, sort_keys=True) for r, m in zip(records, marks, strict=True) if m == "not verified"}
    )


def test_statutes_are_not_cited_with_supra(entries, bluebook):
    code, note = entry_record(entries, "usjta-II-mpf"), entry_record(entries, "usjta-II-hts-b3")
    said = bluebook.notes([[code], [note], [code], [note]])
    assert said[2:] == ["19 U.S.C. § 58c(b).", "HTSUS General Note 36(b)(iii)."]
