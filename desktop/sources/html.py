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


# How a list numbers its items: by its type, or by the class names of government sites.
_STYLES: Final = {
    "a": "a", "i": "i", "A": "A", "I": "i", "lst-lwr-alph": "a", "lst-lwr-rmn": "i", "lst-upr-alph": "A",
    "lower-alpha": "a", "lower-latin": "a", "lower-roman": "i", "upper-alpha": "A", "upper-latin": "A",
}  # fmt: skip
_MARKED: Final = re.compile(r"^\s*(?:\([a-zA-Z0-9]{1,5}\)|\d{1,3}\.|[a-zA-Z]\))")
_ROMANS: Final = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]


class _Text(HTMLParser):
    """Collects blocks of text; items of numbered lists get the number that a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self._silent = 0
        self._lists: list[tuple[str, int]] = []
        self._mark = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and tag != "head":
            self._silent += 1
            return
        if tag in ("ol", "ul"):
            self._lists.append((_style(dict(attrs)) if tag == "ol" else "", _start(dict(attrs))))
        # Between an item's number and its first words no block of its own begins.
        if tag in _BLOCKS and self.blocks[-1].strip():
            self.blocks.append("")
        if tag == "li" and self._lists:
            style, number = self._lists[-1]
            self._lists[-1] = (style, number + 1)
            self._mark = _marker(style, number)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag != "head":
            self._silent = max(0, self._silent - 1)
            return
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag in _BLOCKS and self.blocks[-1].strip():
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._mark and data.strip():
            if not _MARKED.match(data):
                self.blocks[-1] += self._mark + " "
            self._mark = ""
        self.blocks[-1] += data


def _style(attributes: dict[str, str | None]) -> str:
    """``1``, ``a``, ``i`` or ``A``; empty where the list shows no numbers."""
    words = f"{attributes.get('class') or ''} {(attributes.get('style') or '').replace(':', ' ').replace(';', ' ')}".split()
    if "none" in words or "lst-none" in words:
        return ""
    named = [attributes.get("type") or "", *words]
    return next((_STYLES[word] for word in named if word in _STYLES), "1")


def _start(attributes: dict[str, str | None]) -> int:
    start = attributes.get("start") or "1"
    return int(start) if start.isdigit() else 1


def _marker(style: str, number: int) -> str:
    if style == "1":
        return f"{number}."
    if style == "i":
        return f"({_ROMANS[number - 1]})" if number <= len(_ROMANS) else f"({number})"
    if style and number <= 26:
        return f"({chr(ord(style) + number - 1)})"
    return ""


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
