"""An item of the tray, the bookmarks and the search log as rich text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from desktop.core.clipping import Clipping, Grid
from desktop.core.tray import Clip
from desktop.store.drafts import Bookmark, Searched
from desktop.viewmodels.html import Colours, small

# Rows of a table that the pane shows; the document has all.
_SHOWN: Final = 40
# Places whose clippings are a choice of rows, which is not made again by itself.
_NOT_READ_AGAIN: Final = ("usjta:compare", "usjta:across", "usjta:changes", "usjta:set", "usjta:view")


def clip_html(clip: Clip, now: Clipping | None, citation: str, data: str, colours: Colours) -> str:
    """An item in full; where its place says something else today, both. ``data`` is the digest of today's data."""
    if clip.heading:
        return small(
            "A heading: the clips below it, up to the next heading, are its group and move with it.", colours
        )
    taken = clip.clipping
    parts = []
    if now is not None:
        parts.append(
            f'<p style="background-color:{colours.warn_back}"><b>What you clipped has changed.</b> Above, as you took it; below, '
            f"as it reads today. {_link(f'renew:{clip.id}', 'Take today’s', colours)}</p>"
        )
    elif taken.data != data and taken.address.startswith(_NOT_READ_AGAIN):
        parts.append(
            small(
                "Taken from another state of the data; it cannot be read again by itself: open its place to compare.",
                colours,
            )
        )
    parts.append(content_html(taken, colours))
    if now is not None:
        parts.append(f'<p style="color:{colours.dim};margin-bottom:0">TODAY ({escape(now.edition)})</p>')
        parts.append(content_html(now, colours))
    parts.append(
        f'<p style="color:{colours.dim};margin-bottom:2px">CITATION</p><p style="margin-top:0">{escape(citation)}</p>'
    )
    about = [f"Taken {clip.taken[:16].replace('T', ' ')}"]
    if taken.edition:
        about.append(taken.edition)
    if taken.data:
        about.append(f"data {taken.data[:12]}")
    about.append(f"digest {taken.digest[:12]}")
    parts.append(small(" · ".join(about), colours))
    if taken.address:
        shown = taken.address if len(taken.address) <= 90 else taken.address[:88] + " …"
        parts.append(f'<p style="margin-top:2px">{_link(taken.address, shown, colours)}</p>')
    return "".join(parts)


def content_html(taken: Clipping, colours: Colours) -> str:
    """Words and table of a clipping."""
    out = f'<p style="line-height:135%">{escape(taken.text)}</p>' if taken.text else ""
    if taken.grid is not None:
        out += _table(taken.grid, colours)
        left = max(taken.whole, len(taken.grid.rows)) - _SHOWN
        if left > 0:
            out += small(f"… and {left:,} more rows", colours)
    return out


def _table(grid: Grid, colours: Colours) -> str:
    edge = f"border-bottom:1px solid {colours.line}"

    def _cell(place: int, cell: str) -> str:
        side = "right" if place in grid.right else "left"
        whole = ";white-space:pre" if len(cell) < 16 and " " not in cell else ""
        return f'<td style="{edge}{whole}" align="{side}">'

    def _cells(row: Sequence[str], tag: str) -> str:
        end = tag.replace("<", "</")
        return "".join(f"{_cell(place, cell)}{tag}{escape(cell)}{end}</td>" for place, cell in enumerate(row))

    body = "".join(f"<tr>{_cells(row, '')}</tr>" for row in grid.rows[:_SHOWN])
    # A wide table scrolls; squeezed into the pane its words would be broken.
    width = ' width="100%"' if len(grid.heads) <= 6 else ""
    return f'<table{width} cellspacing="0" cellpadding="3"><tr>{_cells(grid.heads, "<b>")}</tr>{body}</table>'


def _link(href: str, text: str, colours: Colours) -> str:
    return f'<a style="color:{colours.link}" href="{escape(href)}">{escape(text)}</a>'


def marks_html(bookmarks: Sequence[Bookmark], colours: Colours) -> str:
    """Bookmarks, the newest first."""
    if not bookmarks:
        return "<p>No bookmarks yet. <b>Ctrl+D</b> marks the place that is shown, in any view.</p>"
    rows = "".join(
        f'<tr><td>{_link(item.address, item.title, colours)}<br><span style="color:{colours.dim}">{escape(item.made[:10])}</span></td>'
        f'<td align="right">{_link(f"unmark:{item.address}", "remove", colours)}</td></tr>'
        for item in bookmarks
    )
    return f'<table width="100%" cellspacing="0" cellpadding="5">{rows}</table>'


def log_html(searches: Sequence[Searched], colours: Colours) -> str:
    """The search log, the newest first, each a paragraph for the file."""
    if not searches:
        return (
            "<p>No searches yet. What you search for and find is kept here, one paragraph each, with query, scope, count, "
            "edition and date, ready for the file.</p>"
        )
    parts = [f"<p>{_link('logclear:', 'Empty the log', colours)}</p>"]
    for place, item in enumerate(searches[:100]):
        parts.append(
            f'<p style="margin-bottom:2px">{escape(item.said)}</p><p style="margin-top:0">'
            f"{_link(f'logcopy:{place}', 'copy', colours)} · {_link(f'logadd:{place}', 'add to the tray', colours)}</p>"
        )
    if len(searches) > 100:
        parts.append(small(f"… and {len(searches) - 100} older ones", colours))
    return "".join(parts)
