"""Drafts as Markdown, HTML and plain text; notes are numbered through and stand at the end."""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from desktop.core.clipping import Grid, one_line
from desktop.core.draft import Draft, Heading, Paragraph, Picture, Table
from desktop.export import clipboard
from desktop.export.files import fit
from desktop.export.widths import shares

_WIDTH: Final = 96
# The widest a column of plain text is made; longer cells go on in the next line of their row.
_COLUMN: Final = 40


def markdown(draft: Draft, notes: Sequence[str]) -> str:
    """Markdown with footnotes and pipe tables, as Pandoc and GitHub read them."""
    out = [f"# {_md(draft.title)}"]
    number = 0
    for block in draft.blocks:
        if isinstance(block, Heading):
            out.append("#" * (block.level + 1) + " " + _md(block.text))
            continue
        mark = ""
        if block.records:
            number += 1
            mark = f"[^{number}]"
        if isinstance(block, Paragraph):
            out.append(_md_paragraph(block, mark))
        elif isinstance(block, Table):
            out += [f"**{_md(block.caption)}**{mark}", _md_table(block.grid)]
        else:
            data = base64.b64encode(block.png).decode()
            out += [f"![{_md(block.alt)}](data:image/png;base64,{data})", f"**{_md(block.caption)}**{mark}"]
    if draft.source:
        out.append(f"*{_md(draft.source)}*")
    out += [f"[^{place}]: {_md(note)}" for place, note in enumerate(notes, 1)]
    return fit("\n\n".join(out) + "\n")


def _md_paragraph(block: Paragraph, mark: str) -> str:
    lead = f"**{_md(block.lead)}** " if block.lead else ""
    text = lead + _md(block.text) + mark
    if block.style == "quote":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    return f"*{text}*" if block.style == "note" and "\n" not in text and "*" not in text else text


def _md(text: str) -> str:
    """Text whose signs Markdown would take for its own; a line that begins like a list or heading too."""
    text = re.sub(r"([\\`*_\[\]<>|~^&])", r"\\\1", text)
    text = re.sub(r"(?m)^(\s*)([=-]+)(?=\s*$)", r"\1\\\2", text)
    return re.sub(r"(?m)^(\s*)([#+-]|\d+[.)])(?=\s)", lambda m: f"{m[1]}{_kept(m[2])}", text)


def _kept(sign: str) -> str:
    return f"{sign[:-1]}\\{sign[-1]}"


def _md_table(grid: Grid) -> str:
    rule = ["---:" if place in grid.right else "---" for place in range(len(grid.heads))]
    rows = [[_md(one_line(cell)) for cell in row] for row in (grid.heads, *grid.rows)]
    lines = [rows[0], rule, *rows[1:]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def html(draft: Draft, notes: Sequence[str]) -> str:
    """One page of HTML with inline styles, nothing outside it."""
    out = [f'<h1 style="font-size:18pt">{escape(draft.title)}</h1>']
    number = 0
    for block in draft.blocks:
        if isinstance(block, Heading):
            level = block.level + 1
            out.append(f'<h{level} style="margin:18px 0 5px 0">{escape(block.text)}</h{level}>')
            continue
        mark = ""
        if block.records:
            number += 1
            mark = f'<sup><a href="#note{number}" name="ref{number}">{number}</a></sup>'
        out += _html_block(block, mark)
    if draft.source:
        out.append(f'<p style="font-size:8pt;color:#555555">{escape(draft.source)}</p>')
    if notes:
        out.append("<hr>")
        out += [
            f'<p style="font-size:9pt;margin:3px 0"><a name="note{n}" href="#ref{n}">{n}</a> {escape(note)}</p>'
            for n, note in enumerate(notes, 1)
        ]
    return fit(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(draft.title)}</title></head>\n"
        f'<body style="font-family:Helvetica,Arial,sans-serif;font-size:11pt;max-width:46em">{chr(10).join(out)}</body></html>\n'
    )


_STYLES: Final = {
    "": "margin:8px 0",
    "quote": "margin:8px 0 8px 24px",
    "note": "margin:8px 0;font-style:italic",
    "small": "margin:3px 0;font-size:9pt;color:#555555",
}


def _html_block(block: Paragraph | Table | Picture, mark: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        lead = f"<b>{escape(block.lead)}</b> " if block.lead else ""
        said = escape(block.text).replace("\n", "<br>")
        yield f'<p style="{_STYLES[block.style]}">{lead}{said}{mark}</p>'
        return
    yield f'<p style="margin:14px 0 4px 0"><b>{escape(block.caption)}</b>{mark}</p>'
    if isinstance(block, Table):
        yield clipboard.grid_html(block.grid, shares(block.grid))
    else:
        data = base64.b64encode(block.png).decode()
        yield f'<p><img style="width:{block.width_cm}cm" alt="{escape(block.alt)}" src="data:image/png;base64,{data}"></p>'


def plain(draft: Draft, notes: Sequence[str]) -> str:
    """Plain text, wrapped; nothing of a table is cut."""
    out = [draft.title, "=" * min(len(draft.title), _WIDTH), ""]
    number = 0
    for block in draft.blocks:
        if isinstance(block, Heading):
            sign = "-" if block.level == 1 else "."
            out += ["", block.text, sign * min(len(block.text), _WIDTH), ""]
            continue
        mark = ""
        if block.records:
            number += 1
            mark = f" [{number}]"
        if isinstance(block, Paragraph):
            indent = "    " if block.style == "quote" else ""
            lead = f"{block.lead} " if block.lead else ""
            for line in f"{lead}{block.text}{mark}".split("\n"):
                out += textwrap.wrap(line, _WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]
            out.append("")
        else:
            out += [*textwrap.wrap(block.caption + mark, _WIDTH), ""]
            out += (
                [*_columns(block.grid), ""] if isinstance(block, Table) else [f"[Picture: {block.alt}]", ""]
            )
    if draft.source:
        out += ["", *textwrap.wrap(draft.source, _WIDTH)]
    if notes:
        out += ["", "Notes", "-----"]
        for place, note in enumerate(notes, 1):
            out += textwrap.wrap(f"[{place}] {note}", _WIDTH, subsequent_indent="    ")
    return fit("\n".join(line.rstrip() for line in out).rstrip("\n") + "\n")


def _columns(grid: Grid) -> Iterator[str]:
    """A table in columns of characters; a long cell goes on below."""
    if not grid.heads:
        return
    rows = [[one_line(cell) for cell in row] for row in (grid.heads, *grid.rows)]
    widths = [min(_COLUMN, max(1, *(len(row[place]) for row in rows))) for place in range(len(grid.heads))]
    for line, row in enumerate(rows):
        cells = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        for part in range(max(map(len, cells))):
            made = []
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
                piece = cell[part] if part < len(cell) else ""
                made.append(piece.rjust(width) if place in grid.right else piece.ljust(width))
            yield "  ".join(made)
        if not line:
            yield "  ".join("-" * width for width in widths)
