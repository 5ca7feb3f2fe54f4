"""Articles, paragraphs, annexes and notes by their numbers, on texts of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.structure_path import parse, say, write
from desktop.sources.stream import Line, Page, Run, assemble
from desktop.sources.structure import find, units_of
from tests.helpers.paper import sentence, treaty


def stream(paragraphs):
    lines, at = [], 0
    for paragraph in paragraphs:
        runs = []
        for word in paragraph.split():
            runs.append(Run(word, at, len(word)))
            at += len(word) + 1
        lines.append(Line(tuple(runs), 0, begins=True))
    return assemble(lines, [Page(0, "1")])


def passage(made, units, path, scope=""):
    unit = find(units, parse(path), parse(scope) if scope else ())
    return None if unit is None else made.text[unit.start : unit.end]


TREATY = treaty(range(1, 13))
MADE = stream(TREATY)
UNITS = units_of(MADE)


@pytest.mark.parametrize(
    "path",
    ["article:11", "article:11/2", "article:11/2/b", "article:11/2/b/ii", "article:11/2/c", "article:1/3"],
)
def test_paths_of_a_treaty(path):
    label = path.removeprefix("article:")
    text = passage(MADE, UNITS, path)
    if path.count("/") > 1 and not path.endswith("/b"):
        words = {"11/2/b/ii": 26, "11/2/c": 16}[label]
        assert text == f"({path.rsplit('/', 1)[1]}) {sentence(label, words)}"
    else:
        assert text.startswith(("Article", f"{path.split('/')[1]}." if "/" in path else "Article", "("))
    assert passage(MADE, UNITS, "article:14") is None
    assert passage(MADE, UNITS, "article:11/4") is None


def test_a_range_reaches_to_its_last_paragraph():
    text = passage(MADE, UNITS, "article:5/1-2")
    assert text.startswith("1. ")
    assert text.endswith(sentence("5/2/c", 16))


def test_a_paragraph_without_its_article_is_not_taken_from_one():
    assert passage(MADE, UNITS, "2/a") is None


def test_contents_pages_and_mentions_are_no_articles():
    contents = ["Contents", *(f"Article {n} Matters ........ {n + 3}" for n in range(1, 13))]
    mention = [
        "Article 3 applies to goods that were sent before this date, and to those that follow them, in all cases."
    ]
    made = stream([*contents, *TREATY, *mention])
    units = units_of(made)
    assert passage(made, units, "article:3/2/b/ii") == f"(ii) {sentence('3/2/b/ii', 26)}"


def test_a_printed_line_that_begins_like_a_paragraph_is_none():
    made = stream(
        [
            "Article 1",
            "Scope",
            "1. This covers what is said in",
            "(c) of the next rule, and not more.",
            "2. It ends.",
        ]
    )
    units = units_of(made)
    assert passage(made, units, "article:1/1/c") is None
    assert passage(made, units, "article:1/2") == "2. It ends."


def test_letter_i_after_h_and_roman_i_under_h():
    letters = [f"({x}) {sentence(x, 6)}" for x in "abcdefghijk"]
    made = stream(["Article 1", "Words", "1. For this accord:", *letters])
    assert passage(made, units_of(made), "article:1/1/i") == letters[8]
    nested = [*letters[:8], "(i) first; and", "(ii) second;", "(i) ninth letter;", "(j) tenth."]
    made = stream(["Article 1", "Words", "1. For this accord:", *nested])
    units = units_of(made)
    assert passage(made, units, "article:1/1/h/ii") == "(ii) second;"


def test_several_numbers_at_one_beginning():
    made = stream(
        [
            "Article 2",
            "Talks",
            "1. (a) (i) Each may ask.",
            "(ii) Each may answer.",
            "(b) Both may stop.",
            "2. No more.",
        ]
    )
    units = units_of(made)
    assert passage(made, units, "article:2/1/a/ii") == "(ii) Each may answer."
    assert passage(made, units, "article:2/1/b") == "(b) Both may stop."


ANNEX = [
    "ANNEX I", "TARIFFS OF THE HARBOUR", "SECTION A", "GENERAL PROVISIONS",
    "1. For the purposes of this Annex:", *(f"({x}) {sentence(x + 'annex', 7)}" for x in "abcde"), "2. Lines have nine digits.",
    "SECTION B", "TARIFF COMMITMENTS", "Subsection 1: Notes", "1. Duties fall.", "Subsection 4: Safeguards",
    *(f"{n}. {sentence(f'sg{n}', 9)}" for n in range(1, 15)), "SECTION C", "ORIGIN", "1. A good originates.",
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "scope", "begins"),
    [
        ("annex:I/section:A/1/e", "", "(e)"), ("annex:I/section:B/subsection:4/9", "", "9."),
        ("annex:I/section:B/subsection:4/14", "annex:I", "14."), ("annex:I/section:C", "", "SECTION C"),
    ],
)  # fmt: skip
def test_annexes_sections_and_subsections(path, scope, begins):
    made = stream(ANNEX)
    assert passage(made, units_of(made), path, scope).startswith(begins)
    without = stream(ANNEX[2:])
    if path.startswith("annex"):
        assert passage(without, units_of(without), path) is None
        assert passage(without, units_of(without), path, "annex:I").startswith(begins)


def test_notes_stand_beside_each_other_and_end_at_the_tariff():
    made = stream(
        ["CHAPTER 7", "LANTERNS", "Note", "1. This covers lanterns.", "Additional U.S. Notes", "1. Words.", "2. More.",
         "3. The quantity shall not exceed:", "Meadow 20,000", "Heading/ Article", "0701 Lanterns of copper"]
    )  # fmt: skip
    units = units_of(made)
    assert (
        passage(made, units, "chapter:7/additional-us-notes:3")
        == "3. The quantity shall not exceed:\nMeadow 20,000"
    )
    assert passage(made, units, "chapter:7/notes:1") == "1. This covers lanterns."


def test_general_notes_as_headings_or_as_numbers():
    headed = stream(
        [
            "General Note 36 Accord on Lanterns",
            "(a) Goods of the harbour.",
            "(b) Claims.",
            "(i) Who may claim.",
        ]
    )
    assert passage(headed, units_of(headed), "general-notes:36/b/i") == "(i) Who may claim."
    numbered = stream(
        ["36. Accord on Lanterns.", "(a) Goods of the harbour.", "(b) Claims.", "(i) Who may claim."]
    )
    assert (
        passage(numbered, units_of(numbered), "general-notes:36/b/i", "general-notes:*")
        == "(i) Who may claim."
    )
    assert passage(numbered, units_of(numbered), "general-notes:36/b/i") is None


def test_japanese_articles():
    made = stream(
        [
            "灯籠に関する協定",
            "第十条",
            "1 両締約国は、話し合う。",
            "2 いずれも拒まない。",
            "第十一条",
            "1 正文とする。",
        ]
    )
    units = units_of(made)
    assert passage(made, units, "article:10/2") == "2 いずれも拒まない。"
    assert passage(made, units, "article:11").startswith("第十一条")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("article:5/1", "Article 5(1)"), ("general-notes:36/b/iii", "General Note 36(b)(iii)"),
        ("annex:I/section:B/subsection:4/9", "Annex I, Section B, Subsection 4, paragraph 9"),
        ("chapter:2/additional-us-notes:3", "Chapter 2, additional U.S. note 3"), ("section:4202/a/4-5", "Section 4202(a)(4-5)"),
    ],
)  # fmt: skip
def test_paths_in_words(path, said):
    assert say(parse(path)) == said


labels = st.sampled_from(
    [
        "article:5",
        "article:14.11",
        "section:B",
        "annex:2-D",
        "general-notes:36",
        "notes:*",
        "1",
        "a",
        "iii",
        "3-4",
    ]
)


@given(st.lists(labels, min_size=1, max_size=5))
def test_paths_write_and_read_to_the_same(steps):
    text = "/".join(steps)
    assert write(parse(text)) == text


@given(
    st.lists(
        st.sampled_from(
            [*TREATY[:24], "Article 2", "(a) x", "(i) y", "1. z", "ANNEX I", "Note", "第二条", ""]
        ),
        max_size=40,
    )
)
def test_any_order_of_paragraphs_gives_units_within_the_text(paragraphs):
    made = stream(paragraphs)
    for unit in units_of(made):
        assert 0 <= unit.start <= unit.end <= len(made.text)
        assert unit.path


def test_a_statute():
    made = stream(
        ["§4202. Lantern agreements authority", "(a) Agreements on duties", "(1) In general", "Whenever it is found that duties burden.",
         "(2) Notification", "The harbour shall be told.", "(3) Limitations", "No duty may be cut:", "(A) below half; or",
         "(B) below its level.", "(4) Pace", "(A) One step.", "(5) Rounding", "Small.", "(b) Others", "(1) In general", "More.",
         "§4203. Next", "(a) Other"]
    )  # fmt: skip
    units = units_of(made)
    assert passage(made, units, "section:4202/a/3/A-B") == "(A) below half; or\n(B) below its level."
    assert passage(made, units, "section:4202/a/1-2").endswith("told.")
    assert passage(made, units, "section:4202/a/4-5").endswith("Small.")
    assert passage(made, units, "section:4203/a") == "(a) Other"


def test_one_file_with_the_main_text_and_both_annexes():
    main = treaty(range(1, 12))
    two = ["ANNEX II", "TARIFFS OF THE MEADOW", "General Notes", *(f"{n}. {sentence(f'gn{n}', 9)}" for n in range(1, 4)),
           "4. Stages:", *(f"({x}) {sentence('st' + x, 6)}" for x in "abcd"), "SECTION B", "ORIGIN", "1. A meadow good."]  # fmt: skip
    made = stream([*main, *ANNEX, *two])
    units = units_of(made)
    assert passage(made, units, "article:11/2/a") == f"(a) {sentence('11/2/a', 22)}"
    assert passage(made, units, "annex:I/section:A/1/e").startswith("(e)")
    assert passage(made, units, "annex:I/section:B/subsection:4/9").startswith("9.")
    assert passage(made, units, "annex:II/general-notes:4/b") == f"(b) {sentence('stb', 6)}"
    assert passage(made, units, "annex:II/section:B/1") == "1. A meadow good."
    assert passage(made, units, "annex:I/general-notes:4") is None


def test_a_mention_at_the_beginning_of_a_line_is_no_heading():
    made = stream(
        ["Article 28.5", "Talks", "1. A party may ask about any matter described in", "Article 28.3 (Scope).", "2. The other shall answer.",
         "3. Both publish. This is without loss to", "Article 28.9", "in all cases.", "Article 28.6", "Panels", "1. None."]
    )  # fmt: skip
    units = units_of(made)
    assert passage(made, units, "article:28.3") is None
    assert passage(made, units, "article:28.9") is None
    assert passage(made, units, "article:28.5/2") == "2. The other shall answer."
    assert passage(made, units, "article:28.6/1") == "1. None."
    made = stream(
        [
            "第七条",
            "1 両締約国は、",
            "第四条の規定に従い話し合う。",
            "2 いずれも拒まない。",
            "附属書Ⅰ",
            "第五条",
            "1 別の規則。",
        ]
    )
    units = units_of(made)
    assert passage(made, units, "article:4") is None
    assert passage(made, units, "article:7/2") == "2 いずれも拒まない。"
    assert passage(made, units, "article:5/1") is None
    assert passage(made, units, "annex:I/article:5/1") == "1 別の規則。"


def test_a_scope_never_reaches_into_another_annex():
    made = stream(["ANNEX II", "MEADOW", "SECTION A", "GENERAL", "1. One.", "2. Two."])
    assert passage(made, units_of(made), "annex:I/section:A/2", "annex:I") is None


@pytest.mark.parametrize("heading", ["第11条", "第１１条", "第十一条（言語）"])
def test_japanese_numbers(heading):
    made = stream(["第十条", "1 終了。", heading, "1 正文とする。"])
    assert passage(made, units_of(made), "article:11/1") == "1 正文とする。"
