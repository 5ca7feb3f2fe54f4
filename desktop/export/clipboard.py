"""What goes on the clipboard: text with tabs, and HTML with inline styles that word processors and spreadsheets take."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from desktop.core.clipping import Grid, one_line
from desktop.export.widths import shares

# The size stands in every cell: Writer does not take it over from the table.
_CELL: Final = "border:1px solid #999999;padding:2px 6px;vertical-align:top;font-size:10pt"
# A spreadsheet keeps a code a text when the cell says so; Writer and Word do not mind.
_TEXT: Final = "mso-number-format:'\\@'"
# A cell of one short word or figure is never broken.
_SHORT: Final = 16


def grid_text(grid: Grid) -> str:
    """Heads and rows, cells divided by tabs."""
    return "".join("\t".join(map(one_line, row)) + "\n" for row in (grid.heads, *grid.rows))


def grid_html(grid: Grid, percent: Sequence[int] = ()) -> str:
    """The same as a table; ``percent`` are the widths of its columns, empty for one as wide as its cells."""
    return (
        f'<table{_width((100,) if percent else (), 0)} cellspacing="0" cellpadding="2" style="border-collapse:collapse;font-size:10pt">'
        f"<thead>{_row(grid, grid.heads, 'th', percent)}</thead>"
        f"<tbody>{''.join(_row(grid, row, 'td') for row in grid.rows)}</tbody></table>"
    )


def _row(grid: Grid, cells: tuple[str, ...], tag: str, percent: Sequence[int] = ()) -> str:
    made = "".join(
        f'<{tag}{_width(percent, place)}{_unbroken(cell)} style="{_CELL};{_TEXT};text-align:{"right" if place in grid.right else "left"}">'
        f"{escape(one_line(cell))}</{tag}>"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{made}</tr>"


def _width(percent: Sequence[int], place: int) -> str:
    return f' width="{percent[place]}%"' if percent else ""


def _unbroken(cell: str) -> str:
    # The attribute, because Writer does not read the style.
    return " nowrap" if len(cell) <= _SHORT and " " not in cell.strip() else ""


def text(words: str, grid: Grid | None, citation: str = "") -> str:
    """Words, table and citation as plain text."""
    parts = [words] if words else []
    if grid is not None:
        parts.append(grid_text(grid).rstrip("\n"))
    if citation:
        parts.append(citation if grid is None else f"Source: {citation}")
    # A sentence and its citation are one line, so that they paste into the middle of a paragraph.
    return " ".join(parts) if grid is None else "\n".join(parts) + "\n"


def html(words: str, grid: Grid | None, citation: str = "") -> str:
    """Words, table and citation as HTML with inline styles only."""
    if grid is None:
        said = escape(words).replace("\n", "<br>")
        return f"<p>{said} {escape(citation)}</p>" if citation else f"<p>{said}</p>"
    before = f'<p style="margin:0 0 4px 0">{escape(words)}</p>' if words else ""
    after = f'<p style="margin:4px 0 0 0;font-size:9pt">Source: {escape(citation)}</p>' if citation else ""
    return before + grid_html(grid, shares(grid)) + after
