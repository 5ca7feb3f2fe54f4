"""From words with places on a page to printed lines in reading order: columns, margins, paragraphs.

Places are in points, ``y`` grows upwards as in PDF. The rules know nothing of any one document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from desktop.sources.stream import FOOTNOTES, HEADLINE, MARKER, Line, Page, Run


@dataclass(frozen=True, slots=True)
class Placed:
    """A word with its place: left and right end, baseline, size of its type."""

    run: Run
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class Row:
    """Words on one baseline that belong together, in order."""

    words: list[Placed]

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.words[-1].right

    @property
    def base(self) -> float:
        """Its baseline: that of its largest words."""
        return max(self.words, key=lambda word: word.size).base

    @property
    def size(self) -> float:
        """The size of its type."""
        return max(word.size for word in self.words)

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.run.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's words as read: its number, size and the label that the file itself gives."""

    index: int
    label: str
    width: float
    height: float
    words: tuple[Placed, ...]


_GAP: Final = 1.8  # of the size of the type: wider than a space, so two columns or two cells
_NUMBER: Final = re.compile(r"\d+")
_ROMAN: Final = re.compile(r"\b[ivxlc]+\b")
_LABEL: Final = re.compile(
    r"^(?:page\s+)?[-\u2013\u2014 ]*((?:[A-Z]{1,3}\s?p\.\s?\d+)|(?:[A-Z0-9]{1,4}(?:[-.][A-Z0-9]{1,4}){0,4})|[ivxlc]+)[-\u2013\u2014 ]*"
    r"(?:of\s+\d+)?$",
    re.IGNORECASE,
)
_NAMED_LABEL: Final = re.compile(
    r"^(?:[A-Z]{1,3}\s?p\.\s?\d+|[A-Z]{1,3}(?:-[A-Z0-9]{1,3}){1,4}-\d+|[A-Z]{1,3}-\d+)$"
)
_SHORT: Final = 6  # characters of a line that may as well be a cell of a table
_BAND: Final = 4  # lines at the top and at the bottom of a page that may be its header or footer


def lines_of(sheets: Sequence[Sheet]) -> tuple[list[Line], list[Page]]:
    """All printed lines in reading order, and the pages with their labels and what stood in their margins."""
    rows = [_rows(sheet.words) for sheet in sheets]
    outside = _margins(sheets, rows)
    lines: list[Line] = []
    notes: list[Line] = []
    pages: list[Page] = []
    for sheet, page_rows, left_out in zip(sheets, rows, outside, strict=True):
        body = [row for number, row in enumerate(page_rows) if number not in left_out]
        margin = [page_rows[number].text for number in sorted(left_out)]
        pages.append(Page(sheet.index, _label(margin, sheet.label), tuple(margin)))
        text, foot = _without_foot(body)
        lines.extend(_lines(_in_order(text, sheet), sheet.index))
        notes.extend(replace(line, block=FOOTNOTES) for line in _lines(_in_order(foot, sheet), sheet.index))
    # Footnotes follow at the end, so that a sentence may run on past them.
    return _joined_over_pages(lines) + notes, pages


def _without_foot(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Text and footnotes of a page: lines of smaller type that stand below all of the rest and begin with a number."""
    if len(rows) < 4:
        return rows, []
    usual = median(row.size for row in rows)
    low = min((row.base for row in rows if row.size > 0.9 * usual), default=0.0)
    foot = [row for row in rows if row.base < low and row.size <= 0.9 * usual]
    first = max(foot, key=lambda row: row.base, default=None)
    if first is None or not re.match(r"[\d*†‡⁰¹²³⁴-⁹(\[]", first.text):
        return rows, []
    return [row for row in rows if row not in foot], foot


def _rows(words: Sequence[Placed]) -> list[Row]:
    """Words on common baselines, from top to bottom, divided at gaps wider than a space."""
    rows: list[Row] = []
    on_line: list[Placed] = []

    def _close() -> None:
        on_line.sort(key=lambda word: word.left)
        part: list[Placed] = []
        for word in on_line:
            if part and word.left - part[-1].right > _GAP * max(word.size, part[-1].size):
                rows.append(Row(part))
                part = []
            part.append(word)
        if part:
            rows.append(Row(part))
        on_line.clear()

    base = 0.0
    for word in sorted(words, key=lambda w: (-round(w.base, 1), w.left)):
        if on_line and base - word.base > 0.45 * max(word.size, on_line[0].size):
            _close()
        if not on_line:
            base = word.base
        on_line.append(word)
    _close()
    return rows


# --- margins -------------------------------------------------------------------------------


def _pattern(row: Row) -> str:
    """A line with its numbers taken out; the two kinds of number stay apart."""
    return _ROMAN.sub("%", _NUMBER.sub("#", row.text.casefold()))


def _placed(row: Row) -> str:
    """Its pattern and where it stands: on its baseline, and for a line that says little also how far in.

    A title has the words of the running head, and cells of tables are as short as page numbers.
    """
    # An article's heading begins a page by chance; as a running head it keeps its number.
    pattern = row.text.casefold() if _heads(row) else _pattern(row)
    across = f"@{round(row.left / 12)}" if len(pattern) <= _SHORT else ""
    return f"{pattern}@{round(row.base / 8)}{across}"


def _margins(sheets: Sequence[Sheet], rows: Sequence[Sequence[Row]]) -> list[set[int]]:
    """Numbers of the rows of each page that are header or footer.

    A line belongs to the margin where its like, numbers aside, stands in the outer band of several
    pages, or where it stands apart in the outer tenth of the page and reads like a page number
    or like the line beside one.
    """
    seen: Counter[str] = Counter()
    bands = [
        [n for n in (*_outer(page, top=True), *_outer(page, top=False)) if _is_outer(page[n], sheet, 0.14)]
        for sheet, page in zip(sheets, rows, strict=True)
    ]
    for page, band in zip(rows, bands, strict=True):
        seen.update({_placed(page[n]) for n in band})
    # In a short document two titles may be alike; a running head stands on nearly every page.
    often = max(2, len(sheets) * (3 if len(sheets) > 8 else 7) // 10)
    common = {key for key, count in seen.items() if count >= often}
    # On a first page the number may stand elsewhere; one that is more than digits is known all the same.
    patterns = {key.partition("@")[0] for key in common}
    labels = {pattern for pattern in patterns if len(pattern) <= _SHORT} - {"#"}
    out: list[set[int]] = []
    for sheet, page, band in zip(sheets, rows, bands, strict=True):
        left_out = {n for n in band if _placed(page[n]) in common}
        left_out |= {
            n for n in range(len(page)) if _is_outer(page[n], sheet, 0.2) and _pattern(page[n]) in labels
        }
        out.append(left_out | _apart(page, sheet))
    return out


def _heads(row: Row) -> bool:
    return bool(HEADLINE.match(row.text) or MARKER.match(row.text))


def _outer(page: Sequence[Row], *, top: bool) -> list[int]:
    """Numbers of the rows on the outermost baselines."""
    order = range(len(page)) if top else range(len(page) - 1, -1, -1)
    found: list[int] = []
    bases: set[float] = set()
    for number in order:
        bases.add(round(page[number].base))
        if len(bases) > _BAND:
            break
        found.append(number)
    return found


def _is_outer(row: Row, sheet: Sheet, share: float) -> bool:
    return row.base > sheet.height * (1 - share) or row.base < sheet.height * share


def _apart(page: Sequence[Row], sheet: Sheet) -> set[int]:
    """A page number in the margin, and what stands on its line, on a page whose like is not seen again."""
    out: set[int] = set()
    bases = sorted({round(row.base) for row in page})
    steps = [b - a for a, b in pairwise(bases) if b - a > 2]
    usual = median(steps) if steps else 0.0
    for row in page:
        if not _is_far(row, sheet) or not _LABEL.match(row.text):
            continue
        beside = {n for n, other in enumerate(page) if abs(other.base - row.base) < 2}
        nearest = min(
            (abs(page[n].base - row.base) for n in range(len(page)) if n not in beside), default=99.0
        )
        if nearest > 1.3 * max(usual, row.size):
            out |= beside
        elif _NAMED_LABEL.match(row.text):
            # "GN p.1" or "I-B-5-1" can be nothing else, however close the text stands.
            out.add(next(n for n in beside if page[n] is row))
    return out


def _is_far(row: Row, sheet: Sheet) -> bool:
    return row.base > sheet.height * 0.92 or row.base < sheet.height * 0.09


def _label(margin: Sequence[str], own: str) -> str:
    """The label printed in a margin, the longest that reads like one; else the file's own."""
    found = [match[1] for text in margin if (match := _LABEL.match(text.strip()))]
    numbered = [label for label in found if re.search(r"\d", label)] or [
        label for label in found if label.islower()
    ]
    return max(numbered, key=len) if numbered else own


# --- columns -------------------------------------------------------------------------------


def _in_order(rows: list[Row], sheet: Sheet) -> list[list[Row]]:
    """Rows in reading order; rows on one baseline of a table stay together as one list."""
    gutter = _gutter(rows, sheet)
    if gutter is None:
        return _by_baseline(rows)
    out: list[list[Row]] = []
    left: list[Row] = []
    right: list[Row] = []

    def _flush() -> None:
        out.extend(_by_baseline(left))
        out.extend(_by_baseline(right))
        left.clear()
        right.clear()

    for row in sorted(rows, key=lambda r: -r.base):
        if row.left < gutter < row.right:
            _flush()
            out.append([row])
        else:
            (left if row.right <= gutter else right).append(row)
    _flush()
    return out


def _gutter(rows: Sequence[Row], sheet: Sheet) -> float | None:
    """The middle of an empty strip between two columns of prose, if the page has one."""
    if len(rows) < 8:
        return None
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = sheet.width * step / 100
        crossing = sum(row.left < x < row.right for row in rows)
        sides = [row for row in rows if row.right <= x], [row for row in rows if row.left >= x]
        if crossing > len(rows) // 4 or any(len(side) < 4 for side in sides):
            continue
        # Columns of prose are wide and full; cells of a table are neither.
        if all(median(row.right - row.left for row in side) > sheet.width * 0.24 for side in sides) and (
            best is None or crossing < best[0]
        ):
            best = (crossing, x)
    if best is None:
        return None
    same = [
        sheet.width * step / 100
        for step in range(35, 66)
        if sum(row.left < sheet.width * step / 100 < row.right for row in rows) == best[0]
        and abs(sheet.width * step / 100 - best[1]) < sheet.width * 0.08
    ]
    return sum(same) / len(same)


def _by_baseline(rows: Sequence[Row]) -> list[list[Row]]:
    out: list[list[Row]] = []
    for row in sorted(rows, key=lambda r: (-round(r.base, 1), r.left)):
        if out and abs(out[-1][0].base - row.base) <= 0.45 * max(row.size, out[-1][0].size):
            out[-1].append(row)
        else:
            out.append([row])
    for line in out:
        line.sort(key=lambda r: r.left)
    return out


# --- paragraphs ----------------------------------------------------------------------------

_SENTENCE_END: Final = re.compile(r"[.:;?!\u3002][\"\u201d\u2019)\]]*$")


def _lines(order: Sequence[Sequence[Row]], page: int) -> list[Line]:
    """Printed lines with the mark where a paragraph begins."""
    bases = [line[0].base for line in order]
    steps = [a - b for a, b in pairwise(bases) if 0 < a - b < 60]
    usual = median(steps) if steps else 0.0
    ends = [line[-1].right for line in order]
    full = sorted(ends)[len(ends) * 3 // 4] if ends else 0.0
    out: list[Line] = []
    for number, line in enumerate(order):
        words = tuple(word.run for row in line for word in row.words)
        text = " ".join(run.text for run in words)
        before = order[number - 1] if number else None
        begins = before is None or _begins(text, line, before, usual, full)
        out.append(Line(words, page, begins))
    return out


def _begins(text: str, line: Sequence[Row], before: Sequence[Row], usual: float, full: float) -> bool:
    step = before[0].base - line[0].base
    if step < 0 or step > max(1.45 * usual, 1.3 * line[0].size):  # the next column, or a gap
        return step > 0 or not _runs_on(before, text)
    if MARKER.match(text) or abs(line[0].size - before[0].size) > 1.2:
        return True
    if HEADLINE.match(" ".join(row.text for row in before)):
        return True
    ended = before[-1].text
    short = before[-1].right < full - 6 * line[0].size
    return (short and bool(_SENTENCE_END.search(ended))) or (len(line) > 1 or len(before) > 1)


def _runs_on(before: Sequence[Row], text: str) -> bool:
    """Whether a line at the top of a column or page goes on with the sentence at the end of the last one."""
    return not _SENTENCE_END.search(before[-1].text) and not MARKER.match(text)


def _joined_over_pages(lines: list[Line]) -> list[Line]:
    """Let a sentence run over a page's end."""
    out: list[Line] = []
    for line in lines:
        last = out[-1] if out else None
        if (
            last is not None
            and last.page != line.page
            and line.begins
            and not _SENTENCE_END.search(last.text)
            and not MARKER.match(line.text)
            and len(last.runs) > 4
            and line.text[:1].islower()
        ):
            line = Line(line.runs, line.page, begins=False, block=line.block)  # noqa: PLW2901
        out.append(line)
    return out
