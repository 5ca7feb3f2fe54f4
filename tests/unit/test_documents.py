"""Documents added, recognised, tied, corrected and replaced: our own small ones, and the official ones where at hand."""

import json
import subprocess
import sys

import pytest

from desktop.core.anchor import Text, TieState
from desktop.core.passage import words_of
from desktop.errors import KnownError
from desktop.store.userdb import Note
from desktop.viewmodels.documents import Documents, add_source, ties
from desktop.viewmodels.sources import refind
from tests.conftest import ROOT, SHARED
from tests.helpers.paper import pdf, sentence, treaty, treaty_pdf

SOURCES = SHARED / "sources"
raw = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the official documents are not at shared/sources beside the checkout"
)


@pytest.fixture
def documents(bundle_path, tmp_path):
    made = Documents(bundle_path, tmp_path / "profile")
    yield made
    made.close()


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def digital(articles=range(1, 23)):
    """An invented text with the title and the number of articles of the digital agreement."""
    return treaty(articles, title="Accord between two harbours concerning Digital Trade")


# --- our own -------------------------------------------------------------------------------


def test_a_treaty_never_seen_is_recognised_by_title_and_structure_and_tied(documents, tmp_path):
    added = documents.add(write(tmp_path, "x.pdf", treaty_pdf(digital())))
    assert (added.document, added.guess_by) == ("src-usjdta-en", "title and structure")
    report = documents.report(added)
    assert report.counts == {"exact": 22, "moved": 0, "changed": 0, "lost": 0}
    text = documents.reading(added).stream.text
    for found, place in zip(report.found, report.places, strict=True):
        number = found.tie.path.removeprefix("article:")
        assert text[found.start : found.end].split()[:2] == ["Article", number]
        assert place[1] == f"I-{place[0] + 1}"


def test_an_article_that_is_missing_is_reported_lost_not_dropped(documents, tmp_path):
    text = "\n\n".join(digital([n for n in range(1, 23) if n != 17]))
    added = documents.add(write(tmp_path, "x.txt", text))
    assert added.document == "src-usjdta-en"
    report = documents.report(added)
    assert report.counts == {"exact": 21, "moved": 0, "changed": 0, "lost": 1}
    assert [f.tie.entry for f in report.found if f.state is TieState.LOST] == ["usjdta-17"]


def test_annex_sections_of_a_document_that_is_the_annex(documents, tmp_path):
    paragraphs = [
        "ANNEX I", "Tariffs and Tariff-Related Provisions of Japan", "SECTION A", "General", "1. Words:",
        *(f"({x}) {sentence(x)}" for x in "abcde"), "2. Nine digits.", "3. Questions.", "SECTION B", "Duties",
        "Subsection 4: Safeguards", *(f"{n}. {sentence(str(n))}" for n in range(1, 16)), "Subsection 5: Schedule", "1. Lines.",
        "SECTION C", "Origin", "1. Goods.",
    ]  # fmt: skip
    added = documents.add(
        write(tmp_path, "annex.pdf", treaty_pdf(paragraphs, header="HARBOUR", label="I-A-{}"))
    )
    assert added.document == "src-usjta-a1"
    report = documents.report(added)
    found = {f.tie.entry: f for f in report.found}
    text = documents.reading(added).stream.text
    assert text[found["usjta-I-A-1"].start :].startswith("(e)")
    assert text[found["usjta-sg-beef-2026"].start :].startswith("9.")
    assert text[found["usjta-sg-orange"].start :].startswith("14.")
    lost = {f.tie.path for f in report.found if f.state is TieState.LOST}
    assert lost == {"annex:I/section:B/subsection:1"}


def test_one_chapter_of_an_agreement_is_not_blamed_for_the_others(documents, tmp_path):
    paragraphs = ["CHAPTER 19", "Digital Trade", *treaty(range(1, 19), chapter="19")[2:]]
    added = documents.add(write(tmp_path, "x.pdf", treaty_pdf(paragraphs)))
    assert added.document == "src-usmca19"
    report = documents.report(added)
    assert report.counts["exact"] == len(report.found) > 10
    assert report.elsewhere > 5
    assert "in chapters not in this file" in report.said
    assert documents.report(added).said == report.said


def test_an_unknown_file_is_kept_and_the_user_says_what_it_is(documents, tmp_path):
    added = documents.add(write(tmp_path, "letter.txt", "\n\n".join(treaty(range(1, 12), title="A letter"))))
    assert (added.document, added.guess_by) == ("", "not recognised")
    assert documents.report(added).found == ()
    documents.user.correct(added.sha256, "src-usjta-en")
    added = documents.user.documents()[0]
    assert documents.report(added).counts["exact"] == 11
    again = documents.add(tmp_path / "letter.txt")
    assert again.document == "src-usjta-en"
    documents.user.correct(added.sha256, None)
    assert documents.report(documents.user.documents()[0]).found == ()


def test_the_same_file_twice_is_one_document(documents, tmp_path):
    path = write(tmp_path, "x.txt", "\n\n".join(digital()))
    first = documents.add(path)
    assert documents.add(write(tmp_path, "copy.txt", path.read_bytes())).added == first.added
    assert len(documents.user.documents()) == 1
    documents.remove(first.sha256)
    assert documents.user.documents() == []
    assert list((tmp_path / "profile" / "sources").glob("*")) == []


def test_what_cannot_be_read_is_not_added(documents, tmp_path):
    with pytest.raises(KnownError, match=r"scan\.pdf has no text"):
        documents.add(write(tmp_path, "scan.pdf", pdf([[]])))
    assert documents.user.documents() == []
    assert list((tmp_path / "profile" / "sources").glob("*")) == []


def test_reports_are_kept_and_made_again_when_the_ties_change(documents, tmp_path, monkeypatch):
    added = documents.add(write(tmp_path, "x.txt", "\n\n".join(digital())))
    first = documents.report(added)
    monkeypatch.setattr(documents, "resolve", lambda *_: pytest.fail("resolved again"))
    assert documents.report(added) == first
    documents.basis = "other data"
    with pytest.raises(pytest.fail.Exception):
        documents.report(added)


def test_notes_are_found_again_in_a_new_version():
    old = "\n".join(sentence(f"n{n}", 20) for n in range(30))
    words = sentence("n7", 20)[:-1].split()
    quote = " ".join(words[3:12])
    at = old.index(quote)
    note = Note(
        1,
        "src-gn36",
        "mine",
        "t",
        "t",
        "ab",
        quote,
        old[at - 32 : at],
        old[at + len(quote) : at + len(quote) + 32],
        at,
    )
    assert refind(note, Text(words_of(old))).state is TieState.EXACT
    front = "\n".join(sentence(f"front{n}", 40) for n in range(20))
    moved = refind(note, Text(words_of(f"{front}\n{old}")))
    assert moved.state is TieState.MOVED
    changed = old.replace(quote, quote.replace(words[6], "zebra"))
    assert refind(note, Text(words_of(changed))).state is TieState.CHANGED
    assert refind(note, Text(words_of(front))).state is TieState.LOST


# --- the official ones ---------------------------------------------------------------------


@raw
def test_the_official_documents_are_tied_exactly_and_at_the_right_places(bundle_path, tmp_path):
    for path in sorted(SOURCES.iterdir()):
        if path.suffix in (".pdf", ".txt"):
            said = add_source(bundle_path, tmp_path, path)
            assert said["recognised_by"] == "same file"
    report = ties(bundle_path, tmp_path)
    assert report["counts"] == {"exact": 107, "moved": 0, "changed": 0, "lost": 0}
    by_document = {item["document"]: item for item in report["documents"]}
    assert by_document["src-if11120"]["counts"]["exact"] == 97
    places = {tie["entry"]: (tie["place"], tie["page_label"]) for tie in by_document["src-gn36"]["ties"]}
    assert places["usjta-II-hts-a"] == ("General Note 36(a)", "GN p.1")
    assert places["usjta-II-hts-b5"] == ("General Note 36(b)(v)", "GN p.1")
    assert by_document["src-hts-2"]["ties"][0]["page_label"] == "2-1"
    assert {item["document"] for item in report["not_added"]}.isdisjoint(by_document)


@raw
def test_the_papers_statements_stand_on_the_words_that_they_restate(bundle_path, tmp_path):
    documents = Documents(bundle_path, tmp_path)
    added = documents.add(SOURCES / "IF11120_2020-12-18.txt")
    text = documents.reading(added).stream.text
    words = {f.tie.entry: text[f.start : f.end] for f in documents.report(added).found}
    documents.close()
    for entry, figure in (
        ("c-p4-04", "$125"), ("c-p4-05", "$75"), ("c-p4-08", "$145"), ("c-p5-01", "$70"), ("c-p11-02", "241"),
        ("c-p12-03", "$11.7"), ("c-p14-09", "170,000"), ("c-p7-04", "22"), ("c-p9-01", "XXIV"),
    ):  # fmt: skip
        assert figure in words[entry]
    spans = [(words[entry]) for entry in words]
    assert len(set(spans)) == 97
    assert max(len(span.split()) for span in spans) < 60


@raw
@pytest.mark.parametrize(
    ("old", "new", "states"),
    [
        ("imports totaled $181 billion", "imports totaled $182 billion", {"c-p4-07": "changed"}),
        ("241", "257", {"c-p11-02": "changed"}),
        ("($145", "(-$145", {"c-p4-08": "changed"}),
    ],
)
def test_a_later_version_of_the_paper_shows_what_changed(bundle_path, tmp_path, old, new, states):
    plain = (SOURCES / "IF11120_2020-12-18.txt").read_text(encoding="utf-8")
    assert old in plain
    said = add_source(bundle_path, tmp_path / "p", write(tmp_path, "later.txt", plain.replace(old, new)))
    assert (said["document"], said["recognised_by"]) == ("src-if11120", "title and structure")
    found = {tie["entry"]: tie["state"] for tie in said["ties"]}
    assert {entry: found[entry] for entry in states} == states
    assert said["counts"]["lost"] == 0
    assert said["counts"]["exact"] >= 94


@raw
def test_the_paper_as_prose_in_another_file_is_found_without_the_reading_order(bundle_path, tmp_path):
    documents = Documents(bundle_path, tmp_path / "a")
    first = documents.add(SOURCES / "IF11120_2020-12-18.txt")
    prose = documents.reading(first).stream.text.replace("\n", "\n\n")
    documents.close()
    said = add_source(bundle_path, tmp_path / "b", write(tmp_path, "prose.txt", prose))
    assert said["document"] == "src-if11120"
    assert said["counts"] == {"exact": 97, "moved": 0, "changed": 0, "lost": 0}


# --- without a window ----------------------------------------------------------------------


def run(bundle_path, profile, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "desktop", "--data", bundle_path, "--profile", profile, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_line_adds_and_reports(bundle_path, tmp_path):
    path = write(tmp_path, "x.txt", "\n\n".join(digital()))
    done = run(bundle_path, tmp_path / "p", "--add-source", path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["exact"] == 22
    bad = write(tmp_path, "bad.pdf", "no pdf")
    done = run(bundle_path, tmp_path / "p", "--add-source", bad, "--ties")
    assert done.returncode == 1
    assert done.stderr.strip() == "bad.pdf is damaged or no PDF; download it again."
    said = json.loads(done.stdout)
    assert said["counts"]["exact"] == 22
    tie = said["documents"][0]["ties"][0]
    assert {"entry", "state", "page", "block", "start", "end"} <= tie.keys()


def test_no_documents_yet_is_an_answer(bundle_path, tmp_path):
    said = ties(bundle_path, tmp_path / "p")
    assert said["documents"] == []
    assert len(said["not_added"]) == 41


def test_an_offices_documents_go_with_the_program_and_stay_out_once_removed(bundle_path, tmp_path, capsys):
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        import sources as step
    finally:
        sys.path.pop(0)
    folder, into = tmp_path / "office", tmp_path / "_sources"
    folder.mkdir()
    (folder / "digital.txt").write_text("\n\n".join(digital()))
    assert step.main(["--sources", str(folder), "--data", str(bundle_path)], into) == 0
    assert "src-usjdta-en" in capsys.readouterr().out
    made = Documents(bundle_path, tmp_path / "p")
    assert made.add_shipped(into) == []
    added = made.user.documents()[0]
    assert added.document == "src-usjdta-en"
    made.remove(added.sha256)
    assert made.add_shipped(into) == []
    assert made.user.documents() == []
    made.add(into / "digital.txt")
    assert len(made.user.documents()) == 1
    made.close()
    (folder / "bad.pdf").write_text("no pdf")
    assert step.main(["--sources", str(folder), "--data", str(bundle_path)], into) == 1
    assert "bad.pdf is damaged" in capsys.readouterr().err
    assert [path.name for path in into.iterdir()] == ["digital.txt"]
