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
    sample = "\n".join(text.splitlines()[:50])
    if suffix == ".txt" and "\t" not in sample:
        return code_list.from_text(text)
    sign = max(",;\t|", key=sample.count)
    if not sample.count(sign):
        return code_list.from_text(text)
    rows = []
    for row in csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=sign):
        rows.append(row[:_WIDEST])
        if len(rows) > MOST_ITEMS + 1:
            break
    return code_list.from_rows(rows)


def _workbook(path: Path) -> list[list[str]]:
    """The first sheet that holds anything, as texts; numbers without a fraction as they are typed."""
    from zipfile import BadZipFile  # noqa: PLC0415

    import openpyxl  # noqa: PLC0415  (only when a workbook is opened)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, EOFError) as error:
        raise KnownError(f"{path.name} is damaged or no workbook; save it anew as .xlsx or .csv.") from error
    try:
        for sheet in book.worksheets:
            cells = sheet.iter_rows(max_col=_WIDEST, max_row=MOST_ITEMS + 2, values_only=True)
            rows = [[_cell(value) for value in row] for row in cells]
            if any(cell for row in rows for cell in row):
                return rows
        return []
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        # 0406.10 typed into a number cell is 406.1: what its zeros were cannot be known.
        return f"{NUMBER} {value}"
    return str(value)
