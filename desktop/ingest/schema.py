"""The columns of every derived table: name, type and what they mean (Frictionless)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from desktop.ingest.editions import JAPAN, US
from desktop.ingest.japan_customs import COLUMNS, INHERITED

Type = Literal["string", "integer", "number"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column."""

    name: str
    type: Type = "string"
    description: str = ""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns, its key, the kind of raw file it comes from (by folder)."""

    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    sources: tuple[str, ...]


_SPAN = (
    Field("first_edition", description="first edition with this value"),
    Field("last_edition", description="last edition in a row with this value"),
)
_CODE8 = Field("code", description="eight digits of the HTSUS")
_CODE9 = (
    Field("code", description="nine digits of Japan's schedule"),
    Field("seq", "integer", "1, or 2 where one code stands twice (two seasons)"),
)

SCHEMAS: Final[dict[str, TableSchema]] = {
    "editions": TableSchema(
        "Editions of the schedules",
        (
            Field("key"), Field("importer"), Field("title"),
            Field("date", description="date of publication where it is stated"),
            Field("year", "integer", "the year whose rates this edition shows, if any"),
            Field("publisher"), Field("licence"), Field("file"), Field("sha256"),
            Field("lines", "integer"),
        ),
        ("key",),
        ("us", "japan"),
    ),
    "us_lines": TableSchema(
        "United States: wording of every eight-digit line",
        (_CODE8, *_SPAN, Field("path", description="ancestors and line, divided by ' > '"), Field("units")),
        ("code", "first_edition"),
        ("us",),
    ),
    "us_rates": TableSchema(
        "United States: duty columns as published",
        (
            _CODE8, *_SPAN, Field("general"), Field("special"), Field("column2"),
            Field("rate_level", description="8 or 10: the digits of the row that carries the rate"),
        ),
        ("code", "first_edition"),
        ("us",),
    ),
    "us_rows": TableSchema(
        "United States: row of each line in each edition's file",
        (_CODE8, *(Field(edition.key, "integer") for edition in US)),
        ("code",),
        ("us",),
    ),
    "us_programmes": TableSchema(
        "United States: special columns divided into rates and programmes",
        (
            Field("special"), Field("seq", "integer"), Field("rate"),
            Field("programmes", description="symbols of General Note 3(c); empty: kept whole"),
        ),
        ("special", "seq"),
        ("us",),
    ),
    "us_usjta": TableSchema(
        "United States: rate for Japan by year",
        (
            _CODE8, Field("year", "integer"), Field("edition"), Field("row", "integer"),
            Field("base_2019", description="general rate of 2019 Revision 15, if the code existed"),
            Field("general"), Field("rate"), Field("state"),
        ),
        ("code", "year"),
        ("us",),
    ),
    "us_succession": TableSchema(
        "United States: lines of 2021 and their successors of 2022, inferred",
        (
            Field("old"), Field("new"), Field("kind"),
            Field("score", "integer", "likeness of the wording, 0 to 100"), Field("basis"),
        ),
        ("old", "new"),
        ("us",),
    ),
    "us_imports_2024": TableSchema(
        "United States: imports for consumption from Japan in 2024",
        (_CODE8, Field("value_usd", "integer"), Field("duty_usd", "integer")),
        ("code",),
        (),
    ),
    "japan_lines": TableSchema(
        "Japan: wording of every statistical line",
        (
            *_CODE9, *_SPAN, Field("path_ja"), Field("path_en"),
            Field("english_quality", description="how far the English is official"),
            Field("units"), Field("laws", description="codes of other laws that apply on import"),
        ),
        ("code", "seq", "first_edition"),
        ("japan",),
    ),
    "japan_rates": TableSchema(
        "Japan: every rate column as published, inherited cells filled in",
        (
            *_CODE9, *_SPAN,
            *(Field(ours, description=published) for published, ours in COLUMNS.items()),
            *(
                Field(f"{column}_levels_up", "integer", "0: the line's own cell; n: that of the n-th ancestor")
                for column in INHERITED
            ),
            Field("without_deal"),
            Field("without_deal_column"),
            Field("without_deal_note", description="why the rule is not safe; empty: it is"),
        ),
        ("code", "seq", "first_edition"),
        ("japan",),
    ),
    "japan_rows": TableSchema(
        "Japan: place of each line among the entries of each edition",
        (*_CODE9, *(Field(edition.key, "integer") for edition in JAPAN)),
        ("code", "seq"),
        ("japan",),
    ),
    "duty_texts": TableSchema(
        "Every distinct duty text of both countries and how far it was understood",
        (
            Field("language", description="ja or en"), Field("published"),
            Field("cells", "integer", "cells of all editions that read so"),
            Field("understood", description="understood; condition kept as text; not understood"),
            Field("english", description="the duty in English, in the form of a schedule"),
            Field("reason", description="why it was not understood"),
        ),
        ("language", "published"),
        ("us", "japan"),
    ),
    "ties": TableSchema(
        "Ties of statements and provisions to passages of official documents; no text beyond eight words",
        (
            Field("entry", description="id of the statement, provision or article"),
            Field("document", description="id of the official document"),
            Field("path", description="structural path, such as article:5/1; empty: none"),
            Field("block", description="block of the reading order in which the passage stands"),
            Field("offset", "integer", "its first word, counted in the block"),
            Field("place", "integer", "its first word, counted in the document"),
            Field("words", "integer"),
            Field("digest", description="of the folded words (16 hexadecimal digits of sha256)"),
            Field("before", description="digest of the four words before"),
            Field("after", description="digest of the four words after"),
            Field("opening", description="at most eight words"),
            Field("shingles", description="hashes of its runs of three words, in order"),
        ),
        ("entry", "document", "path"),
        (),
    ),
    "reading_blocks": TableSchema(
        "Reading order of known text files whose columns are mixed up line by line",
        (
            Field("document"), Field("place", "integer"), Field("block"), Field("kind"), Field("section"),
            Field("subsection"), Field("lines", description="line numbers from 1"),
            Field("hashes", description="of each line's words (8 hexadecimal digits)"),
        ),
        ("document", "place"),
        (),
    ),
    "chapters": TableSchema(
        "Short names of chapters, ours", (Field("chapter"), Field("title")), ("chapter",), ()
    ),
    "product_groups": TableSchema(
        "Product groups, defined by prefixes of codes",
        (Field("key"), Field("title"), Field("importer"), Field("prefixes")),
        ("key",),
        (),
    ),
    "everyday_words": TableSchema(
        "Everyday words that the schedules do not use, with the codes they stand for",
        (Field("words"), Field("prefixes")),
        ("words",),
        (),
    ),
    "marks": TableSchema(
        "Marks in Japan's published rates and what is known of them",
        (Field("mark"), Field("meaning"), Field("basis")),
        ("mark",),
        ("japan",),
    ),
}  # fmt: skip


# Tables that are written by hand and only checked here; they lie in data/links.
LINKS: Final[dict[str, str]] = {
    "citation_fields": "Fields of citations of agreements, laws and official documents, named as CSL names them",
    "document_files": "Files of official documents that are known by their digest",
    "document_signs": "Titles and structure by which an official document is recognised, and its scope",
    "documents": "Official documents beside those among the facts",
    "entry_paths": "Where provisions stand in official documents, as structural paths",
    "line_provisions": "Which provisions apply to which lines beside the rate (prefixes of codes; YEAR: the fiscal year)",
    "statement_links": "What supports, qualifies or has overtaken each statement of IF11120, and where to read on",
    "statement_spans": "Where each statement of IF11120 stands: block, first and last word counted from 0",
}
