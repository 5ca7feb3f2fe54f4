"""Export a query without a window: what the Lines view would write for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from desktop.core.query import Query, parse, understood
from desktop.errors import KnownError
from desktop.export import table
from desktop.store.bundle import Bundle
from desktop.store.fulltext import Answer, Search
from desktop.store.lines import LineStore
from desktop.viewmodels import line_records


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
        line_records.about(store, typed, understood(query), year, len(ids), datetime.date.today().isoformat()),
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
