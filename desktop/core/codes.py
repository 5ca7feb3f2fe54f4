"""Tariff codes: parse any shape, print the official one, order, ranges.

A code is kept as its digits. Japan's statistical lines have nine digits printed
``0202.30.010``; the lines of the Harmonized Tariff Schedule of the United States (HTSUS)
have eight printed ``0406.10.84``, with statistical suffixes of ten. Both share the six
digits of the Harmonized System.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Importer = Literal["jp", "us"]

IMPORTER_NAME: dict[Importer, str] = {"jp": "Japan", "us": "United States"}

# Patterns are kept as text: compiling them would be paid at every start, using them is cached.
_SEPARATORS = r"[\s.\-_·/]+"
_SHAPE = r"\d[\d\s.\-_·/]*\*?\Z"
_CHAPTER = "(?i)" r"(?:ch(?:apter|\.)?|第)\s*0*(\d{1,2})\s*(?:類)?\Z"

MAX_DIGITS = 10


class CodePrefix(NamedTuple):
    """The first digits of tariff codes: a chapter (2), heading (4), subheading (6) or a line.

    ``digits`` holds only digits, one to ten of them.
    """

    digits: str

    def covers(self, code: str) -> bool:
        """Whether a line's digits lie under this prefix, or this is a statistical suffix of it."""
        return code.startswith(self.digits) or (len(self.digits) > len(code) and self.digits.startswith(code))

    @property
    def level(self) -> str:
        """What the number of digits is called."""
        names = {2: "chapter", 4: "heading", 6: "subheading"}
        return names.get(len(self.digits), "code")

    def __str__(self) -> str:
        return display(self.digits)


def normalise(text: str) -> str:
    """Full-width digits and punctuation folded to ASCII, dashes to ``-``, ends trimmed.

    The long vowel mark ー and the wave dash count as dashes only between digits.
    """
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"(?<=\d)[ー〜~](?=\d)", "-", folded)
    folded = re.sub(r"(?<=\d)[・･·](?=\d)", ".", folded)
    return re.sub("[‐‑‒–—―−]", "-", folded).strip()


def parse_prefix(text: str) -> CodePrefix | None:
    """Read one code in any shape; None when the text is not a code.

    Accepts ``0406.10.84``, ``04061084``, ``0406 10``, ``0406*``, ``ch 4``, ``0202.30-010``
    and full-width digits. A single digit, and more than ten, is no code. A five- or
    seven-digit prefix is accepted, because people type on.
    """
    plain = normalise(text)
    chapter = re.fullmatch(_CHAPTER, plain)
    if chapter:
        return CodePrefix(chapter[1].zfill(2))
    if not re.fullmatch(_SHAPE, plain):
        return None
    digits = re.sub(_SEPARATORS, "", plain.rstrip("*"))
    if not digits.isascii() or not 2 <= len(digits) <= MAX_DIGITS:
        return None
    return CodePrefix(digits)


class CodeRange(NamedTuple):
    """All codes from one prefix to another, both included: ``0201-0210``."""

    first: str
    last: str

    def covers(self, code: str) -> bool:
        """Whether a line's digits lie in the range."""
        return code >= self.first and code[: len(self.last)] <= self.last

    def __str__(self) -> str:
        return f"{display(self.first)} to {display(self.last)}"


_RANGE = "(?i)" r"(\d[\d.]{0,12})\s*(?:-|to)\s*(\d[\d.]{0,12})\Z"


def parse_range(text: str) -> CodeRange | None:
    """Read ``0201-0210`` or ``ch 1-24``; None when it is not a range of two like codes.

    Both ends must have the same even number of digits (2, 4, 6) or be full lines, so that
    ``0202.30-010`` stays one code. Ends in the wrong order are put right.
    """
    plain = normalise(text)
    plain = re.sub(r"\A(?:ch(?:apters?|\.)?)\s*", "", plain, flags=re.IGNORECASE)
    is_chapter = plain != normalise(text)
    match = re.fullmatch(_RANGE, plain)
    if not match:
        return None
    first, last = (part.replace(".", "") for part in match.groups())
    if is_chapter:
        if len(first) > 2 or len(last) > 2:
            return None
        first, last = first.zfill(2), last.zfill(2)
    if len(first) != len(last) or len(first) not in (2, 4, 6, 8, 9):
        return None
    return CodeRange(min(first, last), max(first, last))


def display(digits: str, importer: Importer | None = None) -> str:
    """Print digits as the schedules do: ``0202.30.010`` (Japan), ``0406.10.84`` (HTSUS).

    Chapters and headings stand bare. Nine digits are always Japan's form, ten always the
    United States'; ``importer`` settles prefixes of seven.
    """
    n = len(digits)
    if n <= 4:
        return digits
    head = f"{digits[:4]}.{digits[4:6]}"
    if n <= 6:
        return head
    if n == 9 or importer == "jp":
        return f"{head}.{digits[6:]}"
    if n <= 8:
        return f"{head}.{digits[6:8]}"
    return f"{head}.{digits[6:8]}.{digits[8:]}"


def split_list(text: str) -> list[str] | None:
    """Split a pasted list into items, or None when it is not a list of codes.

    A list has two or more items, divided by lines, tabs, commas or semicolons, the first
    column of a spreadsheet among them; at least half of the items must read as codes.
    """
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    if len(lines) > 1:
        items = [re.split(r"[\t,;、；]", line)[0].strip().strip("\"'") for line in lines]
    else:
        items = [item.strip().strip("\"'") for item in re.split(r"[\t,;、；]+", text)]
    items = [item for item in items if item]
    if len(items) < 2 or any(
        re.match(r"\w+:\s*[<>=\d]", item) for item in items if item[:3].lower() not in ("us:", "jp:")
    ):
        return None
    readable = sum(parse_prefix(re.sub(r"(?i)\A(?:us|jp):", "", item)) is not None for item in items)
    enough = readable * 2 >= len(items) if len(lines) > 1 else readable * 2 > len(items)
    return items if enough else None
