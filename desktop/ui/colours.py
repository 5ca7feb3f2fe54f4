"""The colours of the theme, as the rich texts want them."""

from __future__ import annotations

from desktop.ui.theme import Tokens
from desktop.viewmodels.detail_text import Colours


def rich_colours(tokens: Tokens) -> Colours:
    """Colours for rich text."""
    colour = tokens.colour
    return Colours(
        text=colour["text"],
        dim=colour["dim"],
        line=colour["line"],
        link=colour["link"],
        warn_back=colour["warn_back"],
        agreement=tokens.agreement,
    )
