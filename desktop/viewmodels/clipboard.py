"""What a clipping puts on the clipboard: plain text and HTML in one go, with or without its citation."""

from __future__ import annotations

from desktop.core.clipping import Clipping
from desktop.export import clipboard


def pasted(clipping: Clipping, citation: str = "") -> tuple[str, str]:
    """Plain text and HTML with inline styles."""
    words, grid = clipping.text, clipping.grid
    stop = "" if not citation or citation.endswith((".", "]")) else "."
    cited = f"{citation}{stop}" if citation else ""
    return clipboard.text(words, grid, cited), clipboard.html(words, grid, cited)
