"""Documents: golden files in every format, hostile words, LibreOffice as the judge."""

import csv
import io
import re
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from desktop.core.clipping import Clipping, Grid
from desktop.core.draft import Draft, Heading, Paragraph, Picture, Table
from desktop.core.tray import Clip
from desktop.errors import KnownError
from desktop.export import clipboard, draft_docx, draft_text, files, table
from desktop.export.cite import Citer
from desktop.viewmodels import drafting, exporting
from tests.conftest import ROOT

STYLES = ROOT / "resources" / "citation"
GOLDEN = ROOT / "tests" / "acceptance"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice (libreoffice-writer-nogui, -calc-nogui) is not installed"
)


def line_id(reference, importer, code, seq=1):
    return reference.store.find(importer, code, seq, 2026)


@pytest.fixture(scope="module")
def draft(reference, clipper):
    """A tray as somebody would fill it: a line, provisions, a table, a passage, notes, something that changed."""
    beef = [line_id(reference, "jp", code) for code in ("020230010", "020230020", "020322023", "040690090")]
    taken = [
        Clipping("", "Beef and pork"),
        clipper.lines(beef[:1], 2026, ()),
        clipper.lines(beef, 2026, ["code", "goods", "without_deal", "usjta", "cptpp"], search="four lines"),
        Clipping("", "Digital trade"),
        clipper.entry("usjdta-11"),
        clipper.entry("usjdta-2"),
        clipper.entry("usjdta-11"),
        clipper.entry("c-p7-03"),
        clipper.passage("usjta-II-hts-b3", "the words of the note", "src-gn36", title="HTSUS General Note 36", sha256="ab" * 32, page="GN p.1", span=(1, 9)),
    ]  # fmt: skip
    clips = [Clip(n, c, "2026-11-24T10:00:00+00:00", heading=not c.address) for n, c in enumerate(taken, 1)]
    clips[1] = Clip(2, taken[1], clips[1].taken, note="Open with this.\nThen the table.")
    return drafting.of_tray("Memo on beef & data", clips, {7: clipper.entry("usjdta-12")}, "d" * 64)


def settled(text):
    """Without what changes with the day and the data."""
    text = re.sub(r"data [0-9a-f]{12}, \d{4}-\d\d-\d\d", "data DIGEST, DATE", text)
    return re.sub(
        r"[A-Z][a-z]{2,3}\.? \d{1,2}, 2026(?=\))", lambda m: m[0] if m[0] == "July 9, 2026" else "DATE", text
    )


def accepted(request, name, text):
    path = GOLDEN / name
    if request.config.getoption("--accept"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "see the difference, then run pytest --accept"


def docx_text(content):
    """A Word document as text: paragraphs with their styles, tables, footnotes."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    out = []
    body = etree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    for element in body:
        if element.tag == f"{W}p":
            style = element.find(f"{W}pPr/{W}pStyle")
            text = "".join(
                "[^" + node.get(f"{W}id") + "]"
                if node.tag == f"{W}footnoteReference"
                else "\n"
                if node.tag == f"{W}br"
                else node.text or ""
                for node in element.iter(f"{W}t", f"{W}footnoteReference", f"{W}br")
            )
            out.append(f"{style.get(W + 'val') if style is not None else 'Normal'}: {text}")
        elif element.tag == f"{W}tbl":
            for row in element.iter(f"{W}tr"):
                head = "HEAD " if row.find(f"{W}trPr/{W}tblHeader") is not None else "     "
                cells = ["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in row.iter(f"{W}tc")]
                out.append(head + " | ".join(cells))
    if "word/footnotes.xml" in archive.namelist():
        out.extend(
            f"[^{note.get(W + 'id')}] " + "".join(t.text or "" for t in note.iter(f"{W}t")).strip()
            for note in etree.fromstring(archive.read("word/footnotes.xml"))
            if note.get(f"{W}type") is None
        )
    return "\n".join(out) + "\n"


def test_golden_word_document(draft, request):
    notes = Citer(STYLES).notes(draft.footnotes())
    accepted(request, "tray_docx.txt", settled(docx_text(draft_docx.made(draft, notes))))


@pytest.mark.parametrize(
    ("suffix", "maker"), [("md", draft_text.markdown), ("html", draft_text.html), ("txt", draft_text.plain)]
)
def test_golden_texts(draft, request, suffix, maker):
    accepted(request, f"tray.{suffix}", settled(maker(draft, Citer(STYLES).notes(draft.footnotes()))))


@pytest.mark.parametrize(("importer", "code"), [("jp", "020230010"), ("us", "87120015"), ("jp", "100630090")])
def test_golden_dossier(reference, clipper, request, importer, code):
    detail = reference.detail(line_id(reference, importer, code), 2026)
    made = drafting.dossier(detail, reference.facts(detail, 2026), clipper, 2026)
    text = draft_text.plain(made, Citer(STYLES).notes(made.footnotes()))
    accepted(request, f"dossier_{importer}_{code}.txt", settled(text))


def test_footnotes_are_real_and_the_header_repeats(draft, tmp_path):
    drafting.write(tmp_path / "x.docx", draft, Citer(STYLES))
    archive = zipfile.ZipFile(tmp_path / "x.docx")
    names = archive.namelist()
    assert "word/footnotes.xml" in names
    assert b"footnotes+xml" in archive.read("[Content_Types].xml")
    assert b"relationships/footnotes" in archive.read("word/_rels/document.xml.rels")
    document = archive.read("word/document.xml")
    assert document.count(b"<w:footnoteReference ") == len(draft.footnotes())
    assert b"<w:tblHeader/>" in document
    assert docx.Document(tmp_path / "x.docx").core_properties.author == "USJTA Desk"


HOSTILE = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("<>&\"'|\\*_#`[]=+-@\n\t\x00\x0b\ud7ff"),
    max_size=60,
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_words_break_a_document(title, words, cell):
    grid = Grid((cell or "h", "b"), ((cell, words), (words, cell)), frozenset({1}))
    record = {"id": "x#", "type": "document", "title": words}
    made = Draft(
        title, (Heading(words), Paragraph(words, "quote", (record,)), Table(grid, cell, (record,))), words
    )
    notes = [words, cell]
    content = draft_docx.made(made, notes)
    for name in ("word/document.xml", "word/footnotes.xml"):
        etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))
    assert draft_text.plain(made, notes)
    assert draft_text.markdown(made, notes).count("\n| ") >= 2
    html = draft_text.html(made, notes)
    assert "<script" not in html.lower()


def test_a_markdown_table_keeps_its_columns():
    text = draft_text.markdown(Draft("t", (Table(Grid(("a|b", "c"), (("1|2", "x\ny"),)), "cap"),)), [])
    assert "| a\\|b | c |" in text
    assert "| 1\\|2 | x y |" in text


def test_a_picture_is_in_the_document():
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    made = Draft(
        "t",
        (Picture(png, "A chart", "What it shows", 5.0, ({"id": "a#", "type": "document", "title": "T"},)),),
    )
    content = draft_docx.made(made, ["T."])
    assert any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert "data:image/png;base64" in draft_text.html(made, ["T."])
    assert "What it shows" in draft_text.plain(made, ["T."])


# --- the clipboard -----------------------------------------------------------------------


def test_text_and_table_have_the_same_cells():
    grid = Grid(("Line", "Duty"), (("0202.30.010", "20.8%"), ("a\tb", "x\ny")), frozenset({1}))
    rows = [line.split("\t") for line in clipboard.grid_text(grid).splitlines()]
    assert rows == [["Line", "Duty"], ["0202.30.010", "20.8%"], ["a b", "x y"]]
    html = clipboard.html("", grid, "Source it")
    cells = re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", html)
    assert cells == [cell for row in rows for cell in row]
    assert "class=" not in html
    assert "<style" not in html
    assert "Source: Source it" in html


def test_a_sentence_and_its_citation_are_one_line():
    assert clipboard.text("It is 20.8%.", None, "HTSUS (2026).") == "It is 20.8%. HTSUS (2026)."


# --- names and disks ---------------------------------------------------------------------


def test_default_names_and_nothing_overwritten(tmp_path):
    first = exporting.proposed(tmp_path, "my lines/2", ".xlsx")
    assert re.fullmatch(r"USJTA_my-lines-2_\d{4}-\d\d-\d\d\.xlsx", first.name)
    first.write_text("there")
    assert exporting.proposed(tmp_path, "my lines/2", ".xlsx").name == first.name.replace(".xlsx", "_2.xlsx")
    known = {".xlsx": "x"}
    assert exporting.settled(tmp_path / "a.xlsx", ".xlsx", known) == tmp_path / "a.xlsx"
    (tmp_path / "b.xlsx").write_text("there")
    assert exporting.settled(tmp_path / "b", ".xlsx", known) == tmp_path / "b_2.xlsx"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (28, "disk is full"),
        (13, "no permission"),
        (30, "read-only"),
        (36, "too long"),
        (16, "open in another program"),
    ],
)
def test_what_a_disk_says_is_one_sentence(tmp_path, number, said):
    target = tmp_path / "x.txt"
    target.write_text("before")

    def write():
        with files.whole(target) as partial:
            partial.write_text("half")
            raise OSError(number, "x")

    with pytest.raises(KnownError, match=said):
        write()
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]


def test_a_folder_in_the_way_and_an_unknown_ending(tmp_path, draft):
    (tmp_path / "x.docx").mkdir()
    with pytest.raises(KnownError, match=r"x.docx could not be written"):
        drafting.write(tmp_path / "x.docx", draft, Citer(STYLES))
    with pytest.raises(KnownError, match="ends in none of"):
        drafting.write(tmp_path / "x.odt", draft, Citer(STYLES))


def test_an_export_that_is_stopped_leaves_nothing(tmp_path):
    def tick(count):
        raise KnownError("The export was stopped; nothing was written.")

    grid = Grid(("a",), tuple((str(n),) for n in range(1_000)))
    for suffix in (".xlsx", ".csv"):
        with pytest.raises(KnownError, match="stopped"):
            table.write(tmp_path / f"x{suffix}", table.grid_sheet(grid, "T", ()), grid.rows, tick)
    assert not list(tmp_path.iterdir())


def test_a_grid_as_a_workbook(tmp_path):
    grid = Grid(("Line", "Say"), (("0202.30.010", "=1+1"), ("01", "x" * 40_000)))
    clipping = Clipping("usjta:view/ahead", "Title", grid=grid, edition="E1; E2", data="d")
    assert exporting.write_table(tmp_path / "x.xlsx", clipping, "cite") == 2
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheet = book["Table"]
    assert [sheet["A2"].value, sheet["B2"].value, sheet["B2"].data_type] == ["0202.30.010", "=1+1", "s"]
    assert "cut: a cell holds no more" in sheet["B3"].value
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (about["Edition 2"], about["Cite as"], about["Rows"]) == ("E2", "cite", "2")
    exporting.write_table(tmp_path / "x.csv", clipping, "cite")
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))
    assert rows[1] == ["0202.30.010", "'=1+1"]


# --- LibreOffice -------------------------------------------------------------------------


def convert(path, form):
    done = subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{path.parent}/office", "--headless", "--convert-to", form, "--outdir", str(path.parent / "out"), str(path)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return next((path.parent / "out").glob(f"{path.stem}.{form.partition(':')[0]}"))


@needs_office
def test_writer_reads_the_footnotes(draft, tmp_path):
    drafting.write(tmp_path / "x.docx", draft, Citer(STYLES))
    text = convert(tmp_path / "x.docx", "fodt").read_text(encoding="utf-8")
    assert text.count('text:note-class="footnote"') >= len(draft.footnotes())
    assert "supra note" in text
    assert "table:table-header-rows" in text


@needs_office
def test_calc_reads_the_workbook_and_keeps_codes(tmp_path):
    grid = Grid(("Line", "Duty"), (("0202.30.010", "20.8%"), ("01", "=1+1")))
    exporting.write_table(tmp_path / "x.xlsx", Clipping("", "T", grid=grid), "")
    text = convert(tmp_path / "x.xlsx", "csv").read_text(encoding="utf-8")
    assert text.splitlines() == ["Line,Duty", "0202.30.010,20.8%", "01,=1+1"]


@needs_office
def test_what_is_pasted_is_a_table_in_writer_and_in_calc(tmp_path):
    grid = Grid(("Line", "Duty"), (("0202.30.010", "20.8%"), ("0203.22.023", "¥482/kg")), frozenset({1}))
    page = tmp_path / "pasted.html"
    page.write_text(
        f'<meta charset="utf-8">{clipboard.html("Two lines", grid, "Japan Customs.")}', encoding="utf-8"
    )
    writer = convert(page, "odt:writer8")
    content = zipfile.ZipFile(writer).read("content.xml").decode()
    assert content.count("<table:table-row") == 3
    assert "0203.22.023" in content
    plain = tmp_path / "plain.csv"
    plain.write_text(clipboard.grid_text(grid).replace("\t", ","), encoding="utf-8")
    assert "0202.30.010" in zipfile.ZipFile(convert(plain, "ods")).read("content.xml").decode()
