"""Files read to one stream: columns, hyphens, margins, labels, mixed-up lines, HTML, and what cannot be read."""

import pytest

from desktop.core.passage import words_of
from desktop.core.structure_path import parse
from desktop.errors import KnownError
from desktop.sources import plain, reader
from desktop.sources.library import Library, dump, load
from desktop.sources.structure import find, units_of
from tests.helpers.paper import pdf, sentence, treaty, treaty_pdf, wrapped


def read_pdf(tmp_path, data):
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    return reader.read(path)


LEFT = " ".join(sentence(f"left{n}", 20) for n in range(14))
RIGHT = " ".join(sentence(f"right{n}", 20) for n in range(14))


def columns(*, by_line):
    """A page with a title over two columns, written column by column or line by line across both."""
    left, right = wrapped(LEFT, 46), wrapped(RIGHT, 46)
    items = [(72, 740, "Lanterns of the harbour, a paper in two columns for those who read it twice", 14)]
    rows = [[(50, 700 - 14 * n, line)] for n, line in enumerate(left)]
    for n, line in enumerate(right):
        if n < len(rows) and by_line:
            rows[n].append((320, 700 - 14 * n, line))
        else:
            rows.append([(320, 700 - 14 * n, line)])
    return [items + [item for row in rows for item in row]]


@pytest.mark.parametrize("by_line", [True, False])
def test_two_columns_read_as_prose_however_they_were_written(tmp_path, by_line):
    stream = read_pdf(tmp_path, pdf(columns(by_line=by_line)))
    said = words_of(stream.text).folded
    assert said[15:] == words_of(f"{LEFT} {RIGHT}").folded


def test_a_table_keeps_its_rows(tmp_path):
    rows = [(f"Meadow {n}", f"{n},214") for n in range(12)]
    items = [
        (72, 720, "Quantities"),
        *(
            (x, 700 - 14 * n, cell)
            for n, row in enumerate(rows)
            for x, cell in zip((90, 330), row, strict=True)
        ),
    ]
    stream = read_pdf(tmp_path, pdf([items]))
    assert stream.text.split("\n")[1:] == [f"{a} {b}" for a, b in rows]


def test_headers_footers_and_labels_stay_outside_and_sentences_run_over_pages(tmp_path):
    paragraphs = treaty(range(1, 15))
    stream = read_pdf(tmp_path, treaty_pdf(paragraphs))
    assert len(stream.pages) > 4
    assert [page.label for page in stream.pages] == [f"I-{n + 1}" for n in range(len(stream.pages))]
    assert all("ACCORD ON LANTERNS" in page.outside for page in stream.pages)
    assert "ACCORD" not in stream.text
    assert words_of(stream.text).folded == words_of(" ".join(paragraphs)).folded
    assert [line for line in stream.text.split("\n") if line] == [p for p in paragraphs if p]


def test_headings_at_the_top_of_several_pages_are_no_running_head(tmp_path):
    pages = [
        [
            (72, 756, "ACCORD"),
            (72, 720, f"Article {n}"),
            *((72, 706 - 14 * k, sentence(f"{n}{k}")) for k in range(20)),
        ]
        for n in range(1, 7)
    ]
    stream = read_pdf(
        tmp_path, pdf([*pages, *([(72, 756, "ACCORD"), (72, 720, sentence(f"x{n}"))] for n in range(6))])
    )
    assert stream.text.count("Article ") == 6
    assert "ACCORD" not in stream.text


def test_a_passage_knows_its_page_and_its_words_there(tmp_path):
    stream = read_pdf(tmp_path, treaty_pdf(treaty(range(1, 15))))
    unit = find(units_of(stream), parse("article:11/2/b/ii"))
    page = stream.page_at(unit.start)
    assert stream.label(page) == f"I-{page + 1}"
    runs = stream.on_pages(unit.start, unit.end)
    assert min(runs) == page
    assert sum(len(found) for found in runs.values()) == len(stream.text[unit.start : unit.end].split())


def test_words_broken_at_a_line_end(tmp_path):
    lines = [
        "The orchard gives tim-",
        "ber to each harbour, fourth-",
        "largest of all. The timber is",
        "the fourth and the largest.",
    ]
    items = [(72, 700 - 14 * n, line) for n, line in enumerate(lines)]
    stream = read_pdf(tmp_path, pdf([items]))
    assert "timber to each harbour, fourth-largest of all" in stream.text


def test_the_files_own_page_labels_serve_where_none_is_printed(tmp_path):
    pages = [[(72, 700, sentence(f"page{n}"))] for n in range(3)]
    stream = read_pdf(tmp_path, pdf(pages, labels=["i", "ii", "A-1"]))
    assert [page.label for page in stream.pages] == ["i", "ii", "A-1"]


# --- text and HTML -------------------------------------------------------------------------


def mixed(left, right):
    """Two columns with their lines in turns, and the order in which they read."""
    lines, one, two = [], [], []
    for n in range(max(len(left), len(right))):
        for column, numbers in ((left, one), (right, two)):
            if n < len(column):
                lines.append(column[n])
                numbers.append(len(lines))
    blocks = [
        plain.Block(name, "paragraph", tuple(numbers), tuple(plain.line_hash(lines[k - 1]) for k in numbers))
        for name, numbers in (("P1", one), ("P2", two))
    ]
    return lines, blocks


def read_text(tmp_path, lines, orders=()):
    path = tmp_path / "paper.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return reader.read(path, orders)


def test_mixed_up_lines_of_a_known_file_read_as_prose(tmp_path):
    lines, order = mixed(wrapped(LEFT, 50), wrapped(RIGHT, 50))
    stream = read_text(tmp_path, lines, [order])
    assert stream.text == f"{LEFT}\n{RIGHT}"
    assert [p.block for p in stream.paragraphs] == ["P1", "P2"]


@pytest.mark.parametrize("edit", ["changed", "added", "cut"])
def test_a_later_version_is_put_in_order_too_and_nothing_is_dropped(tmp_path, edit):
    lines, order = mixed(wrapped(LEFT, 50), wrapped(RIGHT, 50))
    if edit == "changed":
        lines[6] = "zebra " + lines[6]
    elif edit == "added":
        lines.insert(9, "A line that was not there before.")
    else:
        del lines[4]
    stream = read_text(tmp_path, lines, [order])
    assert sorted(words_of(stream.text).folded) == sorted(words_of(" ".join(lines)).folded)
    assert stream.paragraphs[0].block == "P1"
    if edit == "added":
        assert stream.text.endswith("A line that was not there before.")


def test_another_file_is_not_read_in_that_order(tmp_path):
    _, order = mixed(wrapped(LEFT, 50), wrapped(RIGHT, 50))
    assert read_text(tmp_path, ["One.", "", "Two."], [order]).text == "One.\nTwo."


def test_plain_text_has_paragraphs_and_pages(tmp_path):
    stream = read_text(tmp_path, ["Article 1", "Scope", "1. One runs", "over a line.", "", "\f2. Two."])
    assert stream.text == "Article 1\nScope\n1. One runs over a line.\n2. Two."
    assert [page.label for page in stream.pages] == ["1", "2"]
    assert stream.page_at(len(stream.text) - 1) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "paper.txt"
    path.write_bytes("第一条 灯籠".encode(encoding))
    assert reader.read(path).text == "第一条 灯籠"


def test_html_without_scripts_and_menus(tmp_path):
    path = tmp_path / "paper.html"
    path.write_text(
        "<!doctype html><html><head><title>No</title><style>p{}</style></head><body><nav>Menu</nav><h1>Accord</h1>"
        "<p>Article&nbsp;1</p><p>1. Each <b>party</b> agrees.<br>2. Both do.</p><script>x()</script></body></html>",
        encoding="utf-8",
    )
    assert reader.read(path).text == "Accord\nArticle 1\n1. Each party agrees.\n2. Both do."


def test_numbers_of_html_lists_are_read_as_a_browser_shows_them(tmp_path):
    path = tmp_path / "paper.html"
    path.write_text(
        "<h3>Article 19.1: Words</h3><ol><li><p>Each party shall:</p><ol class='lst-lwr-alph'><li>grant; and"
        "<ol type='i'><li>first;</li><li>second.</li></ol></li><li>(b) publish.</li></ol></li><li>Both agree.</li></ol>"
        "<ul><li>No number.</li></ul><ol start='5' style='list-style-type: lower-alpha;'><li>Fifth.</li></ol>",
        encoding="utf-8",
    )
    stream = reader.read(path)
    assert stream.text.split("\n") == [
        "Article 19.1: Words", "1. Each party shall:", "(a) grant; and", "(i) first;", "(ii) second.", "(b) publish.",
        "2. Both agree.", "No number.", "(e) Fifth.",
    ]  # fmt: skip
    units = units_of(stream)
    assert find(units, parse("article:19.1/1/a/ii")) is not None
    assert find(units, parse("article:19.1/2")) is not None


# --- what cannot be read -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"not a pdf at all", "damaged or no PDF"), ("a.pdf", b"%PDF-1.4\n%%EOF", "damaged or no PDF"),
        ("a.txt", b"", "is empty"), ("a.txt", b"   \n ", "no text"), ("a.docx", b"PK\x03\x04....", "office document"),
        ("a.bin", b"\x00\x01\x02\x03", "no text file"), ("a.html", b"<html><body></body></html>", "no text"),
        ("scan.pdf", pdf([[]]), "no text in it"),
    ],
)  # fmt: skip
def test_one_clear_sentence(tmp_path, name, data, says):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(KnownError, match=says) as caught:
        reader.read(path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders(tmp_path):
    for path in (tmp_path, tmp_path / "none.pdf"):
        with pytest.raises(KnownError, match=path.name):
            reader.read(path)


# --- the library ---------------------------------------------------------------------------


def test_a_reading_is_kept_whole_and_a_damaged_one_made_again(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(treaty_pdf(treaty(range(1, 6))))
    library = Library(tmp_path / "sources")
    copy = library.take(path)
    first = library.reading(copy.sha256, copy.kind)
    assert load(dump(first)) == first
    kept = next((tmp_path / "sources").glob("*.reading*"))
    for damage in (b"", b"x" * 100, kept.read_bytes()[:-20]):
        kept.write_bytes(damage)
        assert Library(tmp_path / "sources").reading(copy.sha256, copy.kind) == first
    assert not list((tmp_path / "sources").glob("*.part"))


def test_a_copy_that_is_gone_is_said(tmp_path):
    with pytest.raises(KnownError, match="add the document again"):
        Library(tmp_path).reading("0" * 64, "pdf")


def test_a_folder_that_cannot_be_written_adds_nothing(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text("Words.")
    (tmp_path / "sources").write_text("a file in the way")
    with pytest.raises(KnownError, match="was not added"):
        Library(tmp_path / "sources").take(path)


def test_pages_that_begin_with_articles_keep_them(tmp_path):
    pages = [
        [(72, 720, f"Article {n}"), (72, 700, f"Matters of number {n}"), *((72, 680 - 20 * k, sentence(f"{n}/{k}")) for k in range(30)),
         (300, 40, str(n))]
        for n in range(1, 5)
    ]  # fmt: skip
    stream = read_pdf(tmp_path, pdf(pages))
    assert stream.text.count("Article ") == 4
    assert words_of(stream.text).folded[-18:] == words_of(sentence("4/29")).folded
    assert [page.label for page in stream.pages] == ["1", "2", "3", "4"]


def test_raised_marks_stay_raised_and_footnotes_follow_the_text(tmp_path):
    first = [(72, 700, "The quota of"), (136, 700, "10"), (147, 704, "3", 6), (155, 700, "metric tons is open to each"),
             (72, 686, "harbour and to the"), (72, 672, "orchards that lie along the"), (72, 658, "river and its"),
             (72, 90, "3 Counted from the first day.", 7)]  # fmt: skip
    second = [
        (72, 700, "meadow, as both agree."),
        (72, 686, "More follows."),
        (72, 672, "Much more follows."),
        (72, 658, "It ends."),
    ]
    stream = read_pdf(tmp_path, pdf([first, second]))
    assert "10³ metric tons" in stream.text
    assert "103" not in stream.text
    assert "river and its meadow, as both agree." in stream.text.replace("\n", " ")
    assert stream.paragraphs[-1].block == "footnotes"
    assert stream.text.endswith("3 Counted from the first day.")
