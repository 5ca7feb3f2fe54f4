"""CSV and XLSX files of tables. Written beside their place and moved there whole."""

from __future__ import annotations

import csv
import errno
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from desktop.core.clipping import Grid, one_line
from desktop.errors import KnownError
from desktop.export.files import fit, whole

Value = str | int | Decimal | None
# Told from time to time how many rows are done; it may raise KnownError to stop the writing.
Tick = Callable[[int], None]

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_EVERY: Final = 250
# What a cell of a workbook holds at most; longer texts are cut, and say so.
_MOST: Final = 32_767
_CUT: Final = " … [cut: a cell holds no more]"


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a table is written: its columns, which of them hold numbers, and what stands on its About sheet."""

    columns: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    numbers: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)
    name: str = "Lines"
    frozen: int = 2


def write(
    path: Path, sheet: Sheet, records: Iterable[Sequence[Value]], tick: Tick = lambda _rows: None
) -> int:
    """Write a table by the ending of the file name; returns the number of records.

    Raises KnownError with one sentence when the ending is not known, the disk refuses or ``tick`` stops it.
    """
    writers = {".csv": _csv, ".xlsx": _xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise KnownError(
            f"{path.name[-60:]} ends neither in .csv nor in .xlsx; name the file with one of them."
        )
    with whole(path) as partial:
        return writer(partial, sheet, records, tick)


def grid_sheet(grid: Grid, name: str, about: Sequence[tuple[str, str]]) -> Sheet:
    """A small table of texts as a sheet; widths follow its cells."""
    widths = {
        head: min(70, 2 + max(len(one_line(row[place])) for row in (grid.heads, *grid.rows[:400])))
        for place, head in enumerate(grid.heads)
    }
    return Sheet(grid.heads, tuple(about), widths=widths, name=name[:31], frozen=1)


def guarded(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_START) else text


def _csv(path: Path, sheet: Sheet, records: Iterable[Sequence[Value]], tick: Tick) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([guarded(fit(name)) for name in sheet.columns])
        for record in records:
            writer.writerow(
                [guarded(fit(cell)) if isinstance(cell, str) else _plain(cell) for cell in record]
            )
            count += 1
            if count % _EVERY == 0:
                tick(count)
    return count


def _plain(cell: Value) -> str:
    return "" if cell is None else str(cell)


def _xlsx(path: Path, sheet: Sheet, records: Iterable[Sequence[Value]], tick: Tick) -> int:
    import xlsxwriter  # noqa: PLC0415  (only when a workbook is written)
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    rows: list[Sequence[Value]] = []
    for record in records:  # all of them before the workbook opens its own temporary files
        rows.append(record)
        if len(rows) % _EVERY == 0:
            tick(len(rows) // 2)
    # Into memory first (a few megabytes): a disk that fills up then refuses in one place.
    whole_book = io.BytesIO()
    book = xlsxwriter.Workbook(
        whole_book, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        try:
            _fill(book, sheet, rows, tick)
        finally:
            book.close()
    except XlsxWriterException as error:
        raise OSError(errno.EIO, str(error)) from error
    path.write_bytes(whole_book.getbuffer())
    return len(rows)


def _fill(book: Any, sheet: Sheet, rows: Sequence[Sequence[Value]], tick: Tick) -> None:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "bottom": 1})
    page.freeze_panes(1, sheet.frozen)
    for place, name in enumerate(sheet.columns):
        page.set_column(place, place, sheet.widths.get(name, 15))
        page.write_string(0, place, fit(name), head)
    numeric = [name in sheet.numbers for name in sheet.columns]
    for count, record in enumerate(rows, 1):
        for place, cell in enumerate(record):
            if cell is None or cell == "":
                continue
            if numeric[place] and isinstance(cell, int | Decimal):
                page.write_number(count, place, float(cell))
            else:
                page.write_string(count, place, _fitting(str(cell)))
        if count % _EVERY == 0:
            tick((len(rows) + count) // 2)
    if rows:
        page.autofilter(0, 0, len(rows), len(sheet.columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})
    about = book.add_worksheet("About")
    about.set_column(0, 0, 22)
    about.set_column(1, 1, 110)
    for number, (key, value) in enumerate(sheet.about):
        about.write_string(number, 0, key)
        about.write_string(number, 1, _fitting(value))


def _fitting(text: str) -> str:
    text = fit(text)
    return text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT
