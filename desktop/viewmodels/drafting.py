"""Drafts: from the tray, from one line, from an entry; and their files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.core.clipping import Clipping, Grid
from desktop.core.codes import IMPORTER_NAME
from desktop.core.draft import Block, Draft, Heading, Paragraph, Picture, Table
from desktop.core.goods import plain
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.quality import QUALITY_LABEL
from desktop.core.standing import COMPARATORS
from desktop.core.tray import Clip
from desktop.errors import KnownError
from desktop.export import draft_docx, draft_text
from desktop.export.cite import Citer
from desktop.export.files import whole
from desktop.viewmodels.notes import LATER_MEASURES
from desktop.viewmodels.rates import rate_words
from desktop.viewmodels.staging_words import basis_words, step_words

if TYPE_CHECKING:
    from desktop.core.detail import LineDetail
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.line_facts import LineFacts

# ``whole`` is handed on for the window's own PDF writer.
__all__ = ("SUFFIXES", "dossier", "html", "of_clipping", "of_tray", "today", "whole", "write")

SUFFIXES: Final = {
    ".docx": "Word document (*.docx)",
    ".md": "Markdown (*.md)",
    ".html": "Web page (*.html)",
    ".txt": "Plain text (*.txt)",
}


def write(path: Path, draft: Draft, citer: Citer) -> None:
    """Write a draft by the ending of its name; raises KnownError with one sentence where that cannot be done."""
    notes = citer.notes(draft.footnotes())
    suffix = path.suffix.lower()
    if suffix == ".docx":
        draft_docx.write(path, draft, notes)
        return
    makers = {".md": draft_text.markdown, ".html": draft_text.html, ".txt": draft_text.plain}
    if suffix not in makers:
        raise KnownError(
            f"{path.name[-60:]} ends in none of {', '.join(SUFFIXES)}; name the file with one of them."
        )
    text = makers[suffix](draft, notes)
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def html(draft: Draft, citer: Citer) -> str:
    """A draft as HTML, for paper and PDF."""
    return draft_text.html(draft, citer.notes(draft.footnotes()))


def today() -> str:
    """The date, as files and citations state it."""
    return datetime.date.today().isoformat()


# --- tray --------------------------------------------------------------------------------


# The picture of a chart's address; None for any other place.
Pictures = Callable[[str], Picture | None]


def of_tray(
    title: str,
    clips: Sequence[Clip],
    stale: Mapping[int, Clipping],
    data: str,
    pictures: Pictures | None = None,
) -> Draft:
    """The tray as a document: headings, sentences, charts and tables with footnotes, and the user's notes.

    A chart is drawn again from the data at hand; where they are not those that were clipped, its table stands alone.
    """
    blocks: list[Block] = []
    for clip in clips:
        if clip.heading:
            blocks.append(Heading(clip.title))
        else:
            drawn = (
                pictures(clip.clipping.address)
                if pictures is not None and clip.clipping.data == data
                else None
            )
            blocks += _clip_blocks(clip.clipping, drawn)
        if clip.note.strip():
            blocks.append(Paragraph(clip.note.strip(), "note"))
        now = stale.get(clip.id)
        if now is not None:
            said = now.text or "see the next table"
            blocks.append(Paragraph(said, "small", now.records, lead="Changed since it was clipped; today:"))
            if now.grid is not None:
                blocks.append(Table(now.grid, f"{now.title}, today", now.records))
    source = f"Collected with USJTA Desk, data {data[:12]}, {today()}."
    return Draft(title, tuple(blocks), source, today())


def _clip_blocks(clipping: Clipping, drawn: Picture | None = None) -> list[Block]:
    if drawn is not None and clipping.grid is not None:
        picture = replace(drawn, records=clipping.records)
        return [
            picture,
            *_clip_blocks(replace(clipping, title=f"Figures of the chart: {clipping.title}", text="")),
        ]
    if clipping.grid is None:
        return [Paragraph(clipping.text, "quote" if clipping.text.startswith("“") else "", clipping.records)]
    cut = (
        f" (the first {len(clipping.grid.rows):,} of {clipping.whole:,})"
        if clipping.whole > len(clipping.grid.rows)
        else ""
    )
    table = Table(clipping.grid, f"{clipping.title}{cut}", clipping.records)
    return [Paragraph(clipping.text), table] if clipping.text else [table]


# --- one line ----------------------------------------------------------------------------


def dossier(detail: LineDetail, facts: LineFacts, clipper: Clipper, year: int) -> Draft:
    """One line on one page: names, duty by agreement and by year, what applies, sources."""
    row = detail.row
    record = clipper.line_record(row, year, detail.source_row)
    unit = "Japanese fiscal year" if row.importer == "jp" else "calendar year"
    blocks: list[Block] = [
        Paragraph(
            " › ".join(map(plain, detail.path_en)),
            "small",
            (record,),
            lead=f"{IMPORTER_NAME[row.importer]}, {row.display}.",
        ),
    ]
    if detail.path_ja:
        label = QUALITY_LABEL.get(row.quality, "")
        blocks.append(Paragraph(f"{' › '.join(detail.path_ja)}{f' ({label})' if label else ''}", "small"))
    if detail.edition is None:
        blocks.append(Paragraph(f"The data have no edition of this schedule for {year}.", "note"))
    else:
        blocks.append(Table(_by_agreement(detail), f"Duty by agreement, {unit} {year}"))
    if facts.schedule.steps:
        blocks.append(Table(_by_year(facts), f"USJTA duty by {unit}"))
    if row.note:
        blocks.append(Paragraph(row.note, "small", lead="Not settled by rule:"))
    blocks += _applying(facts, clipper)
    if row.importer == "us":
        blocks.append(Paragraph(LATER_MEASURES, "small"))
    source = f"USJTA Desk, data {clipper.data[:12]}, {today()}. No legal advice: check the official text."
    title = row.goods if len(row.goods) <= 110 else row.goods[:108].rsplit(" ", 1)[0] + " …"
    return Draft(f"{row.display} {title}", tuple(blocks), source, today(), compact=True)


def _by_agreement(detail: LineDetail) -> Grid:
    rows = []
    for place, column in enumerate(RATE_COLUMNS):
        state = detail.row.states[place]
        if state is RateState.NOT_PARTY:
            continue
        beside = ""
        if column.key in COMPARATORS:
            verdict = detail.duties.verdict(column.key)
            beside = f"American exporter: {verdict.standing.value}"
        rows.append((column.long_title, rate_words(detail.row, place), beside))
    if not any(row[2] for row in rows):
        return Grid(("Agreement", "Duty"), tuple(row[:2] for row in rows), frozenset({1}))
    return Grid(("Agreement", "Duty", "Beside it"), tuple(rows), frozenset({1}))


def _by_year(facts: LineFacts) -> Grid:
    """Years in a row while the duty stays, so that the table stays short."""
    rows: list[list[str]] = []
    for step in facts.schedule.steps:
        said, basis = step_words(step), basis_words(step.basis)
        if rows and rows[-1][1:] == [said, basis]:
            first = rows[-1][0].partition("–")[0]
            rows[-1][0] = f"{first}–{step.year}"
        else:
            rows.append([str(step.year), said, basis])
    return Grid(("Year", "Duty", "Basis"), tuple(map(tuple, rows)), frozenset({1}))


def _applying(facts: LineFacts, clipper: Clipper) -> list[Block]:
    out: list[Block] = []
    for provision in facts.provisions:
        record = clipper.entry_record(provision.id)
        doubt = " [not verified]" if provision.evidence == "D" else ""
        out.append(Paragraph(f"{provision.title}: {provision.restatement}{doubt}", "small", (record,)))
    for event in facts.events:
        doubt = " [not verified]" if event.evidence == "D" else ""
        out.append(
            Paragraph(
                f"{event.title}. {event.detail}{doubt}",
                "small",
                (clipper.entry_record(event.id),),
                lead=event.date,
            )
        )
    return [Heading("What else applies"), *out] if out else []


# --- anything else -----------------------------------------------------------------------


def of_clipping(clipping: Clipping, data: str, drawn: Picture | None = None) -> Draft:
    """One clipping for paper: an entry, a table, a comparison, a chart with its figures."""
    return Draft(
        clipping.title,
        tuple(_clip_blocks(clipping, drawn)),
        f"USJTA Desk, data {data[:12]}, {today()}.",
        today(),
    )
