"""Files of codes: text, CSV in whatever dialect, XLSX; the column of codes is found, not asked for."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from desktop.core import code_list
from desktop.core.code_list import MOST_ITEMS, NUMBER, CodeList
from desktop.errors import KnownError
from desktop.sources.plain import decode

SUFFIXES: Final = (".txt", ".csv", ".tsv", ".xlsx", ".xlsm")
_LARGEST: Final = 50_000_000
_WIDEST: Final = 60


def read(path: Path) -> CodeList:
    """The codes of a file; raises KnownError with one sentence where it cannot be read."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise KnownError(
                f"{path.name} has {size // 1_000_000} MB, more than a list of codes needs; choose another file."
            )
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            found = code_list.from_rows(_workbook(path))
        else:
            found = _text(decode(path), path.suffix.lower())
    except OSError as error:
        raise KnownError(
            f"{path.name} cannot be read ({error.strerror or error}); choose another file."
        ) from error
    if not found.items:
        raise KnownError(
            f"There are no codes in {path.name}; a list has one code a line or a column of codes."
        )
    return found


def _text(text: str, suffix: str) -> CodeList:
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    sample = "\n".join(text.splitlines()[:50])
    if suffix == ".txt" and "\t" not in sample:
        return code_list.from_text(text)
    sign = max(",;\t|", key=sample.count)
    if not sample.count(sign):
        return code_list.from_text(text)
    return code_list.from_rows(_rows(text, sign))


def _rows(text: str, sign: str) -> list[list[str]]:
    """Rows of a CSV; where a quotation mark is never closed, marks count as letters."""
    csv.field_size_limit(_LARGEST)
    lines = text.count("\n")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        rows = [row[:_WIDEST] for row in csv.reader(io.StringIO(text), delimiter=sign, quoting=quoting)]
        if len(rows) * 2 >= lines or quoting == csv.QUOTE_NONE:
            return rows
    return []


def _workbook(path: Path) -> list[list[str]]:
    """The sheet that holds most codes, as texts; numbers as their cells show them."""
    import zlib  # noqa: PLC0415  (only when a workbook is opened)
    from zipfile import BadZipFile  # noqa: PLC0415

    import openpyxl  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    # What a file that is no workbook, or a damaged one, makes of its readers.
    damaged = (
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        EOFError,
        zlib.error,
        SyntaxError,
        AttributeError,
        TypeError,
        IndexError,
    )
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheets = []
            for sheet in book.worksheets:
                cells = sheet.iter_rows(max_col=_WIDEST, max_row=MOST_ITEMS + 2)
                sheets.append(
                    [[_cell(cell.value, getattr(cell, "number_format", "")) for cell in row] for row in cells]
                )
        finally:
            book.close()
    except damaged as error:
        raise KnownError(f"{path.name} is damaged or no workbook; save it anew as .xlsx or .csv.") from error
    return max(
        sheets,
        key=lambda rows: len(code_list.from_rows(rows).items) if code_list.has_codes(rows) else -1,
        default=[],
    )


def _cell(value: object, shown_as: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, float):
        # 0406.10 typed into a number cell is 406.1: what its zeros were cannot be known.
        return f"{NUMBER} {value}"
    if isinstance(value, int) and set(shown_as) == {"0"}:
        return str(value).zfill(len(shown_as))
    return str(value)
