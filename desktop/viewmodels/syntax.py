"""The sheet of search syntax: what can be typed, with examples that run when they are clicked."""

from __future__ import annotations

from html import escape
from typing import Final

EXAMPLES: Final[tuple[tuple[str, str], ...]] = (
    ("beef frozen", "both words; the last one may be unfinished"),
    ('"cuts with bone in"', "exactly these words, in this order"),
    ("cheese -processed", "the first word without the second"),
    ("wheat OR barley", "either word"),
    ("冷凍 牛", "Japanese words, kana and width do not matter"),
    ("0406.10", "everything under a code; also 040610, 0406 10, 0406*, ch 4"),
    ("0201-0210", "a range of codes; also ch 1-24"),
    ("0202.30.010; 8712.00.15; 9999.99", "a list, answered in its order; paste up to 500 codes"),
    ("us: bicycles", "only American lines; jp: only Japan's"),
    ("jp: cover:in", "lines in the agreement; cover:out for the others"),
    ("rate:free cover:in", "duty paid is nothing; also rate:>10, rate:<=5, rate:5-10"),
    (
        "kind:formula",
        "how the duty is expressed: free, percent, per-unit, compound, formula, quota, condition, range",
    ),
    ("jp: parity:ahead", "lines on which the American exporter is ahead of CPTPP, in whole or in part"),
    ("jp: parity:eu-behind", "behind the EU exporter; also uk, rcep, china, korea, australia"),
    ("jp: parity:part", "ahead or behind under some conditions or prices only; also parity:not-comparable"),
    ("margin:>20", "over 20 points between the duty without the deal and the agreement's"),
    ("zero:>=2028", "lines that become free in 2028 or later, inferred years included"),
    ("trade:>100m", "U.S. imports from Japan in 2024, US dollars; k and m for thousands and millions"),
    ("group:machine-tools", "a product group, as in the filters"),
    ("us: cover:in year:2020", "as of another year"),
    ("set:our-products", "one of your own lists, by its name (view My lines), in its order"),
    (
        "art 11",
        "an article; also DTA 11, Annex I B-4, GN 36(b)(iii), USMCA 19.11, and words after art:, dta:, if:",
    ),
    ("usjta:line/jp/0202.30.010", "an address; Ctrl+Shift+U copies that of the place that is shown"),
)


def render(link: str, dim: str, line: str) -> str:
    """HTML for QTextDocument; each example is a ``query:`` link."""
    rows = "".join(
        f'<tr><td width="45%" style="border-bottom:1px solid {line}">'
        f'<a style="color:{link};font-family:monospace" href="query:{escape(example)}">{escape(example)}</a></td>'
        f'<td style="border-bottom:1px solid {line}">{escape(meaning)}</td></tr>'
        for example, meaning in EXAMPLES
    )
    return (
        "<h2>Search</h2><p>Click an example to try it. Case, accents, full and half width do not matter; "
        "singular and plural count as one word.</p>"
        f'<table width="100%" cellspacing="0" cellpadding="5">{rows}</table>'
        f'<p style="color:{dim}">What a description leaves out (“other than …”, “except …”) is not found by a '
        "word search; an exact phrase finds it. When nothing matches, words that look alike are tried and "
        "marked ≈. Brackets, operators and unclosed quotation marks do no harm.</p>"
    )
