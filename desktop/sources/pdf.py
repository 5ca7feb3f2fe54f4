"""PDF files through pdfium: words with their places, rectangles of a passage, pictures of a page.

A character's number on its page is pdfium's own, so that rectangles can be asked for later.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.errors import KnownError
from desktop.sources.layout import Placed, Sheet, lines_of
from desktop.sources.stream import Run, Stream, assemble

if TYPE_CHECKING:
    import pypdfium2

MAX_PAGES = 5_000
_BLANK = frozenset((0, 9, 10, 13, 32, 0xA0, 0x3000))
_LINE_HYPHEN = frozenset((0x02, 0xFFFE))


def _open(path: Path) -> pypdfium2.PdfDocument:
    import pypdfium2  # noqa: PLC0415  (a native library; only those who open a PDF need it)

    try:
        return pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as error:
        reason = "it is protected by a password" if "assword" in str(error) else "it is damaged or no PDF"
        raise KnownError(
            f"{path.name} cannot be read: {reason}. Save it again without protection, or add its text."
        ) from error
    except OSError as error:
        raise KnownError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def works() -> bool:
    """Whether the PDF library can be loaded and used; asked by the self-test."""
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100).close()
    pages = len(document)
    document.close()
    return pages == 1


def read(path: Path, progress: Callable[[float], None] | None = None) -> Stream:
    """The text of a PDF in reading order.

    Raises KnownError where the file is damaged, locked or has no text (a scan).
    """
    document = _open(path)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise KnownError(f"{path.name} has {count} pages; documents of up to {MAX_PAGES} can be added.")
        sheets = []
        for index in range(count):
            sheets.append(_sheet(document, index))
            if progress is not None:
                progress((index + 1) / count)
    finally:
        document.close()
    lines, pages = lines_of(sheets)
    if not any(line.runs for line in lines):
        raise KnownError(
            f"{path.name} has no text in it: its pages are pictures. Add a copy with text (after OCR)."
        )
    return assemble(lines, pages)


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    from pypdfium2 import raw  # noqa: PLC0415

    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            words = _words(raw, text_page)
        finally:
            text_page.close()
        width, height = page.get_size()
        return Sheet(index, document.get_page_label(index) or str(index + 1), width, height, tuple(words))
    finally:
        page.close()


def _words(raw: Any, text_page: Any) -> list[Placed]:
    handle = text_page.raw
    count = raw.FPDFText_CountChars(handle)
    letters = [raw.FPDFText_GetUnicode(handle, n) for n in range(count)]
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    out: list[Placed] = []
    begin = -1
    for n in range(count + 1):
        blank = n == count or letters[n] in _BLANK or letters[n] > 0x10FFFF
        # A hyphen at a line's end comes as a mark with the next line glued to it: two words on two lines.
        broken = not blank and letters[n] in _LINE_HYPHEN
        if not blank and begin < 0:
            begin = n
        if begin < 0 or not (blank or broken):
            continue
        end = n + 1 if broken else n
        text = "".join("-" if code in _LINE_HYPHEN else chr(code) for code in letters[begin:end])
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        raw.FPDFText_GetCharOrigin(handle, begin, ctypes.byref(x), ctypes.byref(y))
        if any(letter.isdigit() for letter in text[1:]):
            text = _raised(raw, handle, text, begin, y.value)
        raw.FPDFText_GetCharBox(
            handle,
            n - 1 if end - 1 > begin else begin,
            *(ctypes.byref(v) for v in (left, right, bottom, top)),
        )
        size = raw.FPDFText_GetFontSize(handle, begin) or 10.0
        tall = top.value - bottom.value
        out.append(
            Placed(
                Run(text, begin, end - begin), x.value, max(right.value, x.value), y.value, max(size, tall)
            )
        )
        begin = -1
    return out


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _raised(raw: Any, handle: Any, text: str, begin: int, base: float) -> str:
    """Footnote marks and exponents as raised digits: "10" with a raised 3 is no 103."""
    x, y = ctypes.c_double(), ctypes.c_double()
    out = []
    for n, letter in enumerate(text):
        if letter.isdigit():
            raw.FPDFText_GetCharOrigin(handle, begin + n, ctypes.byref(x), ctypes.byref(y))
            size = raw.FPDFText_GetFontSize(handle, begin + n) or 10.0
            if y.value - base > 0.15 * size:
                letter = letter.translate(_SUPERSCRIPT)  # noqa: PLW2901
        out.append(letter)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as picture: BGRx bytes, and rectangles to mark, as shares of width and height from the top left."""

    width: int
    height: int
    stride: int
    data: bytes
    marks: tuple[tuple[float, float, float, float], ...]


def image(path: Path, index: int, width_px: int, runs: list[tuple[int, int]]) -> PageImage:
    """A page drawn ``width_px`` wide, with the rectangles of runs of its characters (from, count)."""
    from pypdfium2 import raw  # noqa: PLC0415

    document = _open(path)
    try:
        page = document[index]
        width, height = page.get_size()
        bitmap = page.render(scale=width_px / width, rev_byteorder=False, prefer_bgrx=True)
        marks: list[tuple[float, float, float, float]] = []
        text_page = page.get_textpage()
        l, t, r, b = (ctypes.c_double() for _ in range(4))  # noqa: E741
        for start, length in _joined(runs):
            for n in range(raw.FPDFText_CountRects(text_page.raw, start, length)):
                raw.FPDFText_GetRect(text_page.raw, n, *(ctypes.byref(v) for v in (l, t, r, b)))
                marks.append((l.value / width, 1 - t.value / height, r.value / width, 1 - b.value / height))
        text_page.close()
        data = bytes(bitmap.buffer)
        found = PageImage(bitmap.width, bitmap.height, bitmap.stride, data, tuple(marks))
        bitmap.close()
        page.close()
        return found
    finally:
        document.close()


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words that follow each other on the page, as one run."""
    out: list[tuple[int, int]] = []
    for start, length in sorted(runs):
        if out and start - (out[-1][0] + out[-1][1]) <= 2:
            out[-1] = (out[-1][0], start + length - out[-1][0])
        else:
            out.append((start, length))
    return out
