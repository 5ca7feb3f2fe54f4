"""The page "About the data": editions, counts with their definitions, sources and digests."""

from __future__ import annotations

from html import escape

from desktop.core.clipping import Grid
from desktop.core.codes import IMPORTER_NAME
from desktop.core.line import KIND_MEANING
from desktop.core.quality import QUALITY_LABEL
from desktop.core.standing import CELL, STANDING_MEANING
from desktop.store.bundle import Bundle
from desktop.store.lines import LineStore
from desktop.viewmodels.html import Colours
from desktop.viewmodels.notes import LATER_MEASURES


def render(
    store: LineStore, colours: Colours, age_in_days: int, verified: str, proven: list[tuple[str, str]]
) -> str:
    """HTML for QTextDocument; ``verified`` says what the check of the file found, ``proven`` are the proofs: heading and text."""
    bundle = store.bundle
    parts = [
        "<h2>About the data</h2>",
        f"<p>{escape(verified)} The newest edition is {age_in_days} days old. "
        "This program opens no network connection; everything it shows is in the file described here.</p>",
        _pairs("What the program shows for itself", proven, colours),
        _definitions(bundle, colours),
        _editions(bundle, colours),
        "<h3>How the duty without the deal is found</h3>"
        "<p>Japan: the temporary rate, else the general rate, unless the WTO rate is lower; a rate in "
        "brackets is published but not paid. A cell that is empty takes the rate of the nearest entry "
        "above it. Where a mark or a range leaves doubt the line says so (†). "
        "United States: the general rate of column 1.</p>"
        f"<p>{escape(LATER_MEASURES)}</p>",
        _pairs("Marks in Japan's published rates", [
            (mark, f"{meaning} ({basis})") for mark, (meaning, basis) in store.marks().items()
        ], colours),
        _pairs("Kinds of duty", [(k.value, meaning) for k, meaning in KIND_MEANING.items()], colours),
        _duties(bundle, colours),
        _pairs("How the American exporter stands", [(CELL[k] or k.value, v) for k, v in STANDING_MEANING.items()], colours),
        _pairs("English of Japan's lines", list(QUALITY_LABEL.items()), colours),
        _sources(bundle, colours),
        f"<p>Logical digest of the reference file: <tt>{bundle.digest}</tt></p>",
    ]  # fmt: skip
    return f'<div style="color:{colours.text}">{"".join(parts)}</div>'


def grid(store: LineStore) -> Grid:
    """Editions and source files as a table."""
    bundle = store.bundle
    rows = [
        (
            IMPORTER_NAME["us" if e.importer == "us" else "jp"], e.title, e.publisher, f"{e.lines:,}",
            str(e.year or "kept for comparison"), e.file, e.licence, e.sha256,
        )
        for e in bundle.editions
    ]  # fmt: skip
    known = {e.sha256 for e in bundle.editions}
    rows += [
        ("", title, publisher, "", "", file, licence, sha256)
        for file, title, publisher, licence, sha256 in bundle.sources()
        if sha256 not in known
    ]
    heads = ("Country", "Title", "Publisher", "Lines", "Shown for", "File", "Licence", "sha256")
    return Grid(heads, tuple(rows), frozenset({3}))


def _definitions(bundle: Bundle, colours: Colours) -> str:
    jp, us = bundle.newest("jp"), bundle.newest("us")
    rows = [
        ("jp: cover:in", "Japan's lines of the agreement: 606 statistical lines (nine digits) with a rate in "
         "the USJTA column, in every edition at hand; 605 codes, because 0805.10.000 has two seasons."),
        ("us: cover:in", "American lines of the agreement: eight-digit lines of chapters 1 to 97 whose special "
         "column lists JP: 241 in 2020 and 2021, 257 since the schedule moved to HS 2022. 9921.01.01 and "
         "9921.01.02 are not counted; 8415.90.80 refers to them."),
        ("jp:", f"All statistical lines of Japan: {jp.lines:,} in {escape(jp.title)}."),
        ("us:", f"All eight-digit lines of the United States: {us.lines:,} in {escape(us.title)}, "
         "chapters 98 and 99 included."),
    ]  # fmt: skip
    linked = [
        (f'<a style="color:{colours.link}" href="query:{escape(query)}">{escape(query)}</a>', text)
        for query, text in rows
    ]
    return "<h3>What is counted</h3>" + _table(linked, colours)


def _duties(bundle: Bundle, colours: Colours) -> str:
    """How the duties are read, compared and carried from year to year; the texts that were not understood."""
    texts, cells, unread = bundle.duty_coverage()
    rows = [
        (escape(published or "(empty)"), f"{count:,} cell{'' if count == 1 else 's'}: {escape(reason)}")
        for published, count, reason in unread
    ]
    return (
        "<h3>How the duties are read</h3>"
        f"<p>{texts:,} distinct texts in {cells:,} cells of all editions were read by a grammar of each language. "
        f"{sum(count for _, count, _ in unread):,} cells, none of them on a line of the agreement, were not understood; "
        "they are shown as published:</p>"
        + _table(rows, colours)
        + "<p>Who is ahead is decided by comparing the duties for every condition and over every price, never by comparing texts. "
        "Years without an edition are inferred only where the duty without the deal and every published year fit one staging rule "
        "exactly; where several fit, the span is given; an inferred rate never stands in a column of published ones. Amounts are "
        "computed exactly and rounded once, at the end.</p>"
    )


def _editions(bundle: Bundle, colours: Colours) -> str:
    rows = [
        (
            f"{IMPORTER_NAME['us' if e.importer == 'us' else 'jp']}",
            f"{escape(e.title)}: {e.lines:,} lines"
            + (f", shown for {e.year}" if e.year else ", kept for comparison"),
        )
        for e in bundle.editions
    ]
    return "<h3>Editions</h3>" + _table(rows, colours)


def _sources(bundle: Bundle, colours: Colours) -> str:
    rows = [
        (
            escape(publisher),
            f"{escape(title)}<br/><span style='color:{colours.dim}'>{escape(file)} · {escape(licence)} · "
            f"sha256 {sha256[:16]}…</span>",
        )
        for file, title, publisher, licence, sha256 in bundle.sources()
    ]
    return "<h3>Sources</h3>" + _table(rows, colours)


def _pairs(title: str, rows: list[tuple[str, str]], colours: Colours) -> str:
    return f"<h3>{escape(title)}</h3>" + _table([(escape(a), escape(b)) for a, b in rows], colours)


def _table(rows: list[tuple[str, str]], colours: Colours) -> str:
    body = "".join(
        f'<tr><td width="24%" style="border-bottom:1px solid {colours.line}">{a}</td>'
        f'<td style="border-bottom:1px solid {colours.line}">{b}</td></tr>'
        for a, b in rows
    )
    return f'<table width="100%" cellspacing="0" cellpadding="4">{body}</table>'
