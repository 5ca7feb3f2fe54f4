"""HTML files: the text of the page, a paragraph for each block of its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from desktop.errors import KnownError
from desktop.sources.plain import decode
from desktop.sources.stream import Line, Page, Run, Stream, assemble

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT: Final = frozenset(
    ["script", "style", "head", "noscript", "template", "svg", "nav", "button", "select", "option"]
)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and tag != "head":
            self._silent += 1
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag != "head":
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.blocks[-1] += data


def read(path: Path) -> Stream:
    """The text of an HTML file; raises KnownError where there is none."""
    parser = _Text()
    parser.feed(re.sub(r"(?is)<title.*?</title>", "", decode(path)))
    parser.close()
    lines, at = [], 0
    for block in parser.blocks:
        runs = []
        for word in block.split():
            runs.append(Run(word, at, len(word)))
            at += len(word) + 1
        if runs:
            lines.append(Line(tuple(runs), 0, begins=True))
    if not lines:
        raise KnownError(f"{path.name} has no text in it.")
    return assemble(lines, [Page(0, "1")])
