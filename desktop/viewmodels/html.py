"""Pieces of rich text that several pages share; inline styles only."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of the theme that the text uses."""

    text: str
    dim: str
    line: str
    link: str
    warn_back: str
    good: str
    bad: str
    agreement: dict[str, str]


def section(title: str, beside: str, colours: Colours) -> str:
    """A small heading; ``beside`` follows it in the same line."""
    rest = f", {escape(beside)}" if beside else ""
    return (
        f'<p style="margin-top:14px;margin-bottom:4px;color:{colours.dim};font-weight:600">'
        f"{escape(title.upper())}{rest}</p>"
    )


def small(text: str, colours: Colours) -> str:
    """A dimmed line."""
    return f'<p style="margin-top:4px;margin-bottom:0;color:{colours.dim}">{escape(text)}</p>'


def note(text: str, colours: Colours) -> str:
    """A line that must be seen."""
    return (
        f'<table width="100%" cellspacing="0" cellpadding="6" style="margin-top:8px">'
        f'<tr><td style="background-color:{colours.warn_back}">{escape(text)}</td></tr></table>'
    )


def link(query: str, text: str, colours: Colours) -> str:
    """A link that runs a search."""
    return f'<a style="color:{colours.link}" href="query:{escape(query)}">{escape(text)}</a>'


def entry_link(identifier: str, text: str, colours: Colours) -> str:
    """A link that opens an entry of the Provisions view."""
    return f'<a style="color:{colours.link}" href="entry:{escape(identifier)}">{escape(text)}</a>'
