"""One clean stream of text from lines of a page, with a map back to page and place.

Readers hand over printed lines in reading order; here they are joined to paragraphs. What repeats on
page after page never comes here, so a passage may run over a page's end.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

# What PDF writers leave where a word is broken at a line's end.
SOFT_HYPHENS: Final = "\u00ad\ufffe\x02"
_HYPHENS: Final = "-\u2010" + SOFT_HYPHENS
# The block of lines that stood at the foot of pages.
FOOTNOTES: Final = "footnotes"

# What a paragraph of a legal text begins with.
MARKER: Final = re.compile(
    r"^(?:\(?[a-z]{1,4}\)|\([A-Z0-9]{1,4}\)|\d{1,3}\.(?:\s|$)|[\u2022\u25cf\uf0b7\u25aa]|第[一二三四五六七八九十百0-9０-９]+[条章節](?=$|[\s　（(])|附属書"
    r"|[0-9０-９]{1,2}\s*(?=[\u3040-\u30ff\u4e00-\u9fff])"
    r"|(?:Additional U\.S\. |Subheading |Statistical |General )?(?:Notes?|NOTES?)$"
    r"|(?:Article|ARTICLE|Section|SECTION|Subsection|SUBSECTION|Chapter|CHAPTER|Annex|ANNEX|Appendix|APPENDIX|Part|PART)\s+[\dA-ZIVX])",
)
# A line that holds nothing but the name of a part: what follows is its title or its text.
HEADLINE: Final = re.compile(
    r"^(?:article|annex|appendix|part|chapter|subchapter|section|subsection)\s+[\w.-]{1,8}[.:]?$"
    r"|^第[一二三四五六七八九十百〇]+[条章節]$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A word as printed: text, and where it begins on its page (in the page's own characters)."""

    text: str
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``begins`` says that a paragraph begins here; ``block`` names a block of ours, if known."""

    runs: tuple[Run, ...]
    page: int
    begins: bool = False
    block: str = ""

    @property
    def text(self) -> str:
        """The line's words."""
        return " ".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number in the file from 0, the label printed on it (or the file's own), what stood in its margins."""

    index: int
    label: str
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of the stream, in code points; ``page`` is where it begins."""

    start: int
    end: int
    page: int
    block: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """Text in reading order. ``starts``, ``pages_of``, ``ats`` and ``lengths`` have one item for each printed word."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...]
    starts: array[int] = field(default_factory=lambda: array("I"))
    pages_of: array[int] = field(default_factory=lambda: array("I"))
    ats: array[int] = field(default_factory=lambda: array("I"))
    lengths: array[int] = field(default_factory=lambda: array("I"))

    def page_at(self, position: int) -> int:
        """The number of the page on which a position lies, from 0."""
        place = bisect_right(self.starts, position) - 1
        return self.pages_of[place] if place >= 0 else 0

    def label(self, page: int) -> str:
        """The label of a page."""
        return self.pages[page].label if 0 <= page < len(self.pages) else ""

    def on_pages(self, start: int, end: int) -> dict[int, list[tuple[int, int]]]:
        """For each page, runs of its own characters (from, count) that a span of the stream covers."""
        out: dict[int, list[tuple[int, int]]] = {}
        place = max(0, bisect_right(self.starts, start) - 1)
        while place < len(self.starts) and self.starts[place] < end:
            out.setdefault(self.pages_of[place], []).append((self.ats[place], self.lengths[place]))
            place += 1
        return out

    def paragraph_at(self, position: int) -> int:
        """The number of the paragraph that holds a position."""
        return max(0, bisect_right([p.start for p in self.paragraphs], position) - 1)


def assemble(lines: Sequence[Line], pages: Iterable[Page]) -> Stream:
    """Join lines to paragraphs, broken words to words; paragraphs are divided by a line feed."""
    known = Counter(_bare(run.text) for line in lines for run in line.runs)
    parts: list[str] = []
    length = 0
    starts, pages_of, ats, lengths = array("I"), array("I"), array("I"), array("I")
    paragraphs: list[Paragraph] = []
    opened = (0, 0, "")
    for number, line in enumerate(lines):
        if not line.runs:
            continue
        fresh = line.begins or line.block != opened[2] or not parts
        glued = ""
        if fresh:
            if parts:
                paragraphs.append(Paragraph(opened[0], length, opened[1], opened[2]))
                parts.append("\n")
                length += 1
            opened = (length, line.page, line.block)
        else:
            glued = _glue(parts[-1], line.runs[0].text, known)
            if glued == "cut":
                parts[-1] = parts[-1][:-1]
                length -= 1
            elif not glued:
                parts.append(" ")
                length += 1
        for place, run in enumerate(line.runs):
            if place:
                parts.append(" ")
                length += 1
            plain = _plain(run.text, last=place == len(line.runs) - 1 and number < len(lines) - 1)
            starts.append(length)
            pages_of.append(line.page)
            ats.append(run.at)
            lengths.append(run.length)
            parts.append(plain)
            length += len(plain)
    if parts:
        paragraphs.append(Paragraph(opened[0], length, opened[1], opened[2]))
    return Stream("".join(parts), tuple(paragraphs), tuple(pages), starts, pages_of, ats, lengths)


def _plain(text: str, *, last: bool) -> str:
    """Ligatures and wide forms opened; a hyphen of a line's end is left for the next line to judge."""
    if text.isascii():
        return text
    if last and text[-1] in SOFT_HYPHENS:
        text = text[:-1] + "\u00ad"
    else:
        text = "".join(letter for letter in text if letter not in SOFT_HYPHENS)
    # Only compatibility forms of letters: a superscript or a fraction must not become a plain digit.
    return "".join(
        unicodedata.normalize("NFKC", letter) if "\ufb00" <= letter <= "\ufb06" else letter for letter in text
    )


def _bare(text: str) -> str:
    return re.sub(r"[^\w-]", "", text.replace("\u2010", "-")).casefold().strip("-")


def _glue(before: str, after: str, known: Counter[str]) -> str:
    """How a line's end meets the next line: "" a space, "keep" the hyphen stays, "cut" it goes."""
    if (
        len(before) < 2
        or before[-1] not in _HYPHENS
        or not (before[-2].isalnum() or before[-2] == ".")
        or not after[:1].isalnum()
    ):
        return "keep" if before[-1:] in ("\u2013", "\u2014", "/") and before[-2:-1].isalnum() else ""
    left, right = _bare(before), _bare(after)
    if known[f"{left}-{right}"]:
        return "keep"
    if before[-1] in SOFT_HYPHENS or known[left + right]:
        return "cut"
    if after[:1].isupper() or after[:1].isdigit() or "." in before or before[-2].isdigit():
        return "keep"
    # Two words that both stand alone elsewhere are a compound; half a word seldom does.
    return "keep" if known[left] and known[right] else "cut"
