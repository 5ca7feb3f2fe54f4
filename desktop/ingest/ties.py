"""Ties of statements and provisions to passages, worked out with the documents at hand.

What is written down: digest, position, at most eight opening words, hashes. The documents themselves stay
where they are. Without them the tables of the last run are kept.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.core import crossref
from desktop.core.anchor import Text, Tie, TieState, quote, resolve
from desktop.core.passage import opening, words_of
from desktop.core.structure_path import parse
from desktop.errors import KnownError
from desktop.ingest.provenance import sha256_of
from desktop.ingest.provisions import TEXTS, Provisions, rows_of
from desktop.sources import plain, reader
from desktop.sources.plain import Block
from desktop.sources.stream import Stream
from desktop.sources.structure import Unit, find, units_of

STATEMENTS: Final = "src-if11120"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document at hand, read."""

    stream: Stream
    units: tuple[Unit, ...]
    text: Text


def blocks_of(stream: Stream) -> dict[str, tuple[int, int]]:
    """Word spans of the named blocks."""
    words = words_of(stream.text)
    return {p.block: words.inside(p.start, p.end) for p in stream.paragraphs if p.block}


def reading_blocks(data: Path, sources: Path) -> list[tuple[object, ...]]:
    """The reading order of the known files whose lines are mixed up, with a hash of each line."""
    path = _file(data, sources, STATEMENTS)
    lines = plain.decode(path).split("\n")
    out: list[tuple[object, ...]] = []
    for place, row in enumerate(rows_of(data / "facts" / "if11120_reading_order.csv"), 1):
        numbers = [int(n) for n in row["lines"].split(",")]
        hashes = " ".join(plain.line_hash(lines[n - 1]) for n in numbers)
        out.append(
            (STATEMENTS, place, row["block"], row["kind"], row["section"], row["subsection"],
             " ".join(map(str, numbers)), hashes)
        )  # fmt: skip
    return out


def orders_of(rows: list[tuple[object, ...]]) -> list[list[Block]]:
    """The same as the reader wants them."""
    return [
        [
            Block(str(row[2]), str(row[3]), tuple(map(int, str(row[6]).split())), tuple(str(row[7]).split()))
            for row in rows
        ]
    ]


def tie_rows(data: Path, sources: Path, blocks: list[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """All ties; each that has a quotation is resolved once more and must be exact."""
    readings = {
        document: _read(_file(data, sources, document), blocks)
        for document in {row["document"] for row in rows_of(data / "links" / "document_files.csv")}
    }
    scopes = {
        row["document"]: parse(row["value"])
        for row in rows_of(data / "links" / "document_signs.csv")
        if row["kind"] == "scope"
    }
    ties = list(_statement_ties(data, readings[STATEMENTS]))
    for entry, document, path in _paths(data):
        reading = readings.get(document)
        quotation = None
        if reading is not None:
            unit = find(reading.units, parse(path), scopes.get(document, ()))
            if unit is None:
                raise KnownError(f"{document} has no {path}, to which {entry} is tied.")
            first, last = reading.text.words.inside(unit.start, unit.end)
            quotation = quote(reading.text, first, last, opening(reading.stream.text[unit.start : unit.end]))
        ties.append(Tie(entry, document, path, quotation))
    for tie in ties:
        reading = readings.get(tie.document)
        if reading is not None:
            unit = find(reading.units, parse(tie.path), scopes.get(tie.document, ())) if tie.path else None
            found = resolve(tie, reading.text, (unit.start, unit.end) if unit else None)
            if found.state is not TieState.EXACT:
                raise KnownError(f"{tie.entry} is not tied exactly to {tie.document}: {found.state.value}.")
        yield _row(tie)


def _row(tie: Tie) -> tuple[object, ...]:
    q = tie.quotation
    if q is None:
        return (tie.entry, tie.document, tie.path, "", "", "", "", "", "", "", "", "")
    return (
        tie.entry, tie.document, tie.path, q.block, q.offset, q.place, q.words, q.digest, q.before, q.after, q.opening,
        " ".join(f"{run:08x}" for run in q.shingles),
    )  # fmt: skip


def _paths(data: Path) -> Iterator[tuple[str, str, str]]:
    for row in rows_of(data / "links" / "entry_paths.csv"):
        yield row["entry"], row["document"], row["path"]
    names = dict(crossref.AGREEMENTS)
    for entry in Provisions(data).entries:
        if entry.kind == "article":
            agreement, article = crossref.split_article(entry.id)
            path, document = crossref.article_path(agreement, article), TEXTS.get(names[agreement], "")
            if path and document:
                yield entry.id, document, path


def _statement_ties(data: Path, reading: Reading) -> Iterator[Tie]:
    """Statements by their spans: block, first and last of its words as printed, counted from 0."""
    paragraphs = {p.block: p for p in reading.stream.paragraphs if p.block}
    for row in rows_of(data / "links" / "statement_spans.csv"):
        block = paragraphs.get(row["block"])
        if block is None:
            raise KnownError(
                f"statement_spans: {row['statement']} is in {row['block']}, which the file has not."
            )
        text = reading.stream.text
        printed = words_printed(text, block.start, block.end)
        first, last = int(row["first_word"]), int(row["last_word"])
        if not 0 <= first <= last < len(printed):
            raise KnownError(f"statement_spans: {row['statement']} goes beyond {row['block']}.")
        start, end = printed[first][0], printed[last][1]
        a, b = reading.text.words.inside(start, end)
        yield Tie(
            row["statement"],
            STATEMENTS,
            "",
            quote(reading.text, a, b, opening(text[start:end]), row["block"]),
        )


def words_printed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the words between two places, divided at blanks."""
    out, at = [], start
    for word in text[start:end].split():
        at = text.index(word, at)
        out.append((at, at + len(word)))
        at += len(word)
    return out


def _file(data: Path, sources: Path, document: str) -> Path:
    """The file of a document, found by its digest."""
    wanted = {
        row["sha256"] for row in rows_of(data / "links" / "document_files.csv") if row["document"] == document
    }
    for path in sorted(sources.iterdir()):
        if path.is_file() and sha256_of(path) in wanted:
            return path
    raise KnownError(f"{sources} has no file of {document}; its digest is in data/links/document_files.csv.")


def _read(path: Path, blocks: list[tuple[object, ...]]) -> Reading:
    stream = reader.read(path, orders_of(blocks))
    return Reading(stream, units_of(stream), Text(words_of(stream.text), blocks_of(stream)))


def kept(data: Path, name: str) -> list[tuple[object, ...]]:
    """Rows of a table of the last run."""
    path = data / "tables" / f"{name}.csv"
    if not path.is_file():
        raise KnownError(f"there is no {path.name}; name the folder of documents with --sources.")
    with path.open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in list(csv.reader(stream))[1:]]
