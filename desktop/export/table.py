"""CSV and XLSX files of tables. Written beside their place and moved there whole."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from desktop.errors import KnownError

Value = str | int | Decimal | None

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {"code": 14, "goods_en": 60, "goods_ja": 40, "edition": 34, "without_deal_note": 40}


@dataclass(frozen=True, slots=True)
class ExportInfo:
    """What a file says of itself on its About sheet; ``numbers`` names the columns that hold numbers."""

    title: str
    query: str
    understood: str
    year: int
    editions: tuple[str, ...]
    digest: str
    made_on: str
    numbers: frozenset[str]


def write(path: Path, columns: Sequence[str], records: Iterable[Sequence[Value]], info: ExportInfo) -> int:
    """Write a table by the ending of the file name; returns the number of records.

    Raises KnownError with one sentence when the ending is not known or the disk refuses.
    """
    writers = {".csv": _csv, ".xlsx": _xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise KnownError(f"{path.name} ends neither in .csv nor in .xlsx; name the file with one of them.")
    try:
        with _whole(path) as partial:
            return writer(partial, columns, records, info)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KnownError(f"{path} could not be written: {reason}. Choose another place.") from error


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file that appears whole or not at all."""
    partial = path.with_name(f".{path.stem[:40]}.{os.getpid()}{path.suffix}")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def guarded(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_START) else text


def _csv(path: Path, columns: Sequence[str], records: Iterable[Sequence[Value]], _info: ExportInfo) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        for record in records:
            writer.writerow([guarded(cell) if isinstance(cell, str) else _plain(cell) for cell in record])
            count += 1
    return count


def _plain(cell: Value) -> str:
    return "" if cell is None else str(cell)


def _xlsx(path: Path, columns: Sequence[str], records: Iterable[Sequence[Value]], info: ExportInfo) -> int:
    import xlsxwriter  # noqa: PLC0415  (only when a workbook is written)
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    rows = list(records)  # all of them before the workbook opens its own temporary files
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        sheet = book.add_worksheet("Lines")
        head = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 2)
        for place, name in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(name, 15))
            sheet.write_string(0, place, name, head)
        count = 0
        for count, record in enumerate(rows, 1):
            for place, cell in enumerate(record):
                if cell is None or cell == "":
                    continue
                if columns[place] in info.numbers and isinstance(cell, int | Decimal):
                    sheet.write_number(count, place, float(cell))
                else:
                    sheet.write_string(count, place, str(cell))
        if count:
            sheet.autofilter(0, 0, count, len(columns) - 1)
            sheet.ignore_errors({"number_stored_as_text": f"A1:AZ{count + 1}"})
        _about(book, info, count)
        book.close()
    except XlsxWriterException as error:
        raise OSError(0, str(error)) from error
    return count


def _about(book: object, info: ExportInfo, count: int) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415

    assert isinstance(book, Workbook)
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    rows = [
        ("Title", info.title),
        ("Query", info.query or "(all lines)"),
        ("Understood as", info.understood or "all lines"),
        ("As of", str(info.year)),
        ("Lines", str(count)),
        *((f"Edition {n}", edition) for n, edition in enumerate(info.editions, 1)),
        ("Data digest", info.digest),
        ("Made on", info.made_on),
        (
            "Rates",
            "In the English wording of the published text; the *_percent columns give the number "
            "where a duty is nothing but a percentage (free is 0), the *_published columns the original.",
        ),
        (
            "kind",
            "How the duty is expressed that an exporter of the other country pays: the USJTA rate "
            "where there is one, otherwise the duty without the deal.",
        ),
        (
            "Not counted",
            "Duties added in the United States since 2025 outside the general and special columns "
            "are not in these rates.",
        ),
    ]
    for number, (key, value) in enumerate(rows):
        sheet.write_string(number, 0, key)
        sheet.write_string(number, 1, value)
