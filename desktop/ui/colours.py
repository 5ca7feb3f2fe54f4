"""The colours of the theme, as the rich texts want them."""

from __future__ import annotations

from desktop.ui.theme import Tokens
from desktop.viewmodels.html import Colours


def rich_colours(tokens: Tokens) -> Colours:
    """Colours for rich text."""
    colour = tokens.colour
    return Colours(
        text=colour["text"],
        dim=colour["dim"],
        line=colour["line"],
        link=colour["link"],
        warn_back=colour["warn_back"],
        good=colour["good"],
        bad=colour["bad"],
        agreement=tokens.agreement,
    )
