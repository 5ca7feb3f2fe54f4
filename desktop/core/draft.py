"""A document to be written: headings, paragraphs, tables and pictures, each with what it cites.

The writers in ``export`` turn it into DOCX, Markdown, HTML and plain text; a paragraph or table that has
records gets one footnote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.core.clipping import Grid, Record

Style = Literal["", "quote", "note", "small"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in one style: a quotation, a note of the user's, small print, or plain text."""

    text: str
    style: Style = ""
    records: tuple[Record, ...] = ()
    lead: str = ""  # a few words in bold before the text


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; long ones repeat their header on every page."""

    grid: Grid
    caption: str
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG with the words that stand in for it."""

    png: bytes
    caption: str
    alt: str
    width_cm: float = 16.0
    records: tuple[Record, ...] = ()


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Draft:
    """Title, blocks in order, and the line that stands at the end: data, editions, date."""

    title: str
    blocks: tuple[Block, ...]
    source: str = ""
    made: str = ""
    compact: bool = False  # small type and narrow margins: it is to fit one page

    def footnotes(self) -> list[tuple[Record, ...]]:
        """The records of each footnote, in order."""
        return [block.records for block in self.blocks if not isinstance(block, Heading) and block.records]
