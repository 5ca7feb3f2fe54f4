"""What a copy of lines puts on the clipboard: text with tabs, and a table with inline styles."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from desktop.core.record import LineRow
from desktop.viewmodels.columns import ColumnSpec


def as_text(columns: Sequence[ColumnSpec], rows: Sequence[LineRow]) -> str:
    """Header and rows, cells divided by tabs."""
    lines = ["\t".join(spec.title for spec in columns)]
    lines += ["\t".join(_cell(spec, row) for spec in columns) for row in rows]
    return "\n".join(lines) + "\n"


def as_html(columns: Sequence[ColumnSpec], rows: Sequence[LineRow]) -> str:
    """The same as an HTML table that word processors take over."""
    border = "border:1px solid #999;padding:2px 6px"
    head = "".join(f'<th style="{border};text-align:left">{escape(c.title)}</th>' for c in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{border};text-align:{"right" if c.numeric else "left"}">{escape(_cell(c, row))}</td>'
            for c in columns
        )
        + "</tr>"
        for row in rows
    )
    return f'<table style="border-collapse:collapse"><tr>{head}</tr>{body}</table>'


def _cell(spec: ColumnSpec, row: LineRow) -> str:
    text = spec.text(row)
    if spec.style == "goods" and row.context:
        text = f"{text} ({row.context})"
    return " ".join(text.split())
