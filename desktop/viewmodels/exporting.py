"""Exports: lines with or without a window, the tables and documents of the other views, names of files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

from desktop.core.clipping import Clipping, Grid
from desktop.core.query import Query, parse, understood
from desktop.core.tray import Clip
from desktop.errors import KnownError
from desktop.export import table
from desktop.export.files import default_name, free
from desktop.store.bundle import Bundle
from desktop.store.fulltext import Answer, Search
from desktop.store.lines import LineStore
from desktop.viewmodels import drafting, line_records


def export_query(bundle_path: Path, typed: str, as_of: int | None, out: Path) -> list[str]:
    """Write the lines that answer a query; returns what there is to say about it."""
    bundle = Bundle(bundle_path)
    try:
        store = LineStore(bundle)
        typed = typed.encode("utf-8", "replace").decode()
        query = parse(typed)
        unclear = [said for said in query.notes if "was not understood" in said]
        if unclear:
            raise KnownError(f"Nothing was written: {unclear[0]}")
        year = next(y for y in (as_of, query.year, max(bundle.years)) if y is not None)
        if year not in bundle.years:
            raise KnownError(
                f"There is no edition for {year} in the data; it covers {bundle.years[0]} to {bundle.years[-1]}."
            )
        answer = Search(store).run(query, year)
        count = write(store, typed, query, year, list(answer.ids), out)
        return [*query.notes, *_sayings(answer), f"{count} lines written to {out}"]
    finally:
        bundle.close()


def write(
    store: LineStore,
    typed: str,
    query: Query,
    year: int,
    ids: Sequence[int],
    out: Path,
    tick: table.Tick = lambda _rows: None,
) -> int:
    """Write lines to a file; returns how many. ``tick`` is told how many are done."""
    sheet = table.Sheet(
        line_records.COLUMNS,
        line_records.about(
            store, typed, understood(query), year, len(ids), datetime.date.today().isoformat()
        ),
        line_records.NUMBERS,
        line_records.WIDTHS,
    )
    return table.write(out, sheet, line_records.records(store, ids, year), tick)


def _sayings(answer: Answer) -> list[str]:
    said = [f"{text}: {why}" for text, why in answer.unmatched]
    if answer.close:
        taken = ", ".join(f"“{a}” as “{b}”" for a, b in answer.corrections)
        said.append(f"No exact hits; the {answer.close} lines are close ones ({taken}).")
    if not answer.ids:
        said += [f"Try: {what}" for what, _ in answer.advice]
    return said


# --- tables and drafts of the other views ------------------------------------------------

TABLES: Final = {".xlsx": "Excel workbook (*.xlsx)", ".csv": "CSV (*.csv)"}
DOCUMENTS: Final = {**drafting.SUFFIXES}
PICTURES: Final = {".png": "PNG picture (*.png)", ".svg": "SVG picture (*.svg)", ".pdf": "PDF (*.pdf)"}
PDF: Final = {".pdf": "PDF (*.pdf)"}


def write_table(out: Path, clipping: Clipping, citation: str, tick: table.Tick = lambda _rows: None) -> int:
    """Write a clipping's table as XLSX or CSV; returns how many rows."""
    grid = clipping.grid
    assert grid is not None
    about = [
        ("Title", clipping.title),
        ("Address", clipping.address),
        ("Rows", f"{len(grid.rows):,}"),
        *((f"Edition {n}", part) for n, part in enumerate(filter(None, clipping.edition.split("; ")), 1)),
        ("Data digest", clipping.data),
        ("Cite as", citation),
        ("Made on", datetime.date.today().isoformat()),
    ]
    return table.write(out, table.grid_sheet(grid, "Table", about), grid.rows, tick)


def tray_grid(clips: Sequence[Clip], cited: Callable[[Clipping], str]) -> Grid:
    """The tray as a table: one row an item."""
    rows = []
    for clip in clips:
        taken = clip.clipping
        kind = "heading" if clip.heading else "table" if taken.grid is not None else "clip"
        said = taken.text or ("" if taken.grid is None else f"{len(taken.grid.rows):,} rows")
        citation = cited(taken) if taken.records else ""
        rows.append(
            (kind, taken.title, said, clip.note, citation, taken.edition, clip.taken[:10], taken.address)
        )
    heads = ("Kind", "Title", "What it says", "Your note", "Citation", "Edition", "Taken", "Address")
    return Grid(heads, tuple(rows))


def proposed(folder: Path, view: str, suffix: str) -> Path:
    """``USJTA_<view>_<date>`` in a folder, with a number behind it where that name is taken."""
    return free(folder / default_name(view, datetime.date.today().isoformat(), suffix))


def settled(chosen: Path, suffix: str, known: Collection[str]) -> Path:
    """The file to write for a chosen name: with an ending, and never another file than the one that was confirmed."""
    if chosen.suffix.lower() in known:
        return chosen
    return free(chosen.with_name(chosen.name + suffix))
