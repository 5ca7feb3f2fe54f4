"""What a clipping puts on the clipboard: plain text and HTML in one go, with or without its citation."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.clipping import Clipping
from desktop.export import clipboard


def pasted(clipping: Clipping, citation: str = "") -> tuple[str, str]:
    """Plain text and HTML with inline styles."""
    words, grid = clipping.text, clipping.grid
    stop = "" if not citation or citation.endswith((".", "]")) else "."
    cited = f"{citation}{stop}" if citation else ""
    return clipboard.text(words, grid, cited), clipboard.html(words, grid, cited)


def joined(clippings: Sequence[Clipping]) -> Clipping:
    """Several clippings as one text, in order, with all that they cite."""
    texts = [
        clipboard.text(c.text or (c.title if c.grid is None else ""), c.grid).rstrip("\n") for c in clippings
    ]
    records = tuple(record for c in clippings for record in c.records)
    return Clipping(
        clippings[0].address,
        f"{len(clippings)} clips",
        "\n\n".join(texts),
        None,
        clippings[0].edition,
        clippings[0].data,
        records,
    )
