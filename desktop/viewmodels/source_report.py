"""What became of the ties to a document, and of the user's notes on it, as rich text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from desktop.core.anchor import Found, TieState
from desktop.core.entry import Brief
from desktop.core.structure_path import parse, say
from desktop.store.userdb import Note
from desktop.viewmodels.documents import Report
from desktop.viewmodels.entry_html import state_words, target_link
from desktop.viewmodels.html import Colours, note, section, small

_TITLES = {
    TieState.LOST: "Lost: not found in this document",
    TieState.CHANGED: "Changed: to be reviewed",
    TieState.MOVED: "Moved: the same words elsewhere",
    TieState.EXACT: "Exact",
}

_HOW = {
    "same file": "because its digest is that of the known file",
    "title and structure": "by its title and structure",
}


def trouble(sentence: str, colours: Colours) -> str:
    """Why the user's documents cannot be shown."""
    return note(sentence, colours)


def render(
    report: Report,
    briefs: Mapping[str, Brief],
    offers: Sequence[tuple[Note, Found]],
    notes: Sequence[Note],
    colours: Colours,
) -> str:
    """A document's page: what it is taken for, every tie by its state, the notes."""
    added = report.added
    brief = briefs.get(added.document)
    title = brief.title if brief else "Not recognised"
    out = f'<p style="font-size:large;font-weight:700;margin-bottom:2px">{escape(title)}</p>'
    pages = f"{added.pages} pages" if added.pages != 1 else "1 page"
    how = "as you said" if added.chosen is not None else _HOW.get(added.guess_by, added.guess_by)
    out += small(
        f"{added.name} · {added.kind} · {pages} · {added.size:,} bytes · added {added.added[:10]}", colours
    )
    out += small(f"sha256 {added.sha256}", colours)
    out += small(
        f"Taken for this document {how}."
        if brief
        else "Say which document it is with the button above; its text can be read and searched either way.",
        colours,
    )
    out += _offers(offers, colours)
    out += section("Ties", report.said, colours)
    if not report.found:
        out += small("No entry of ours is tied to this document.", colours)
    for state in (TieState.LOST, TieState.CHANGED, TieState.MOVED, TieState.EXACT):
        mine = [(f, p) for f, p in zip(report.found, report.places, strict=True) if f.state is state]
        if mine:
            out += f'<p style="margin-top:8px;margin-bottom:2px"><b>{_TITLES[state]} ({len(mine)})</b></p>'
            out += "".join(_tie(found, place, briefs, colours) for found, place in mine)
    out += _notes(notes, colours)
    return out


def _tie(found: Found, place: tuple[int, str, str], briefs: Mapping[str, Brief], colours: Colours) -> str:
    where = [say(parse(found.tie.path))] if found.tie.path else []
    if place[0] >= 0 and place[1]:
        where.append(f"page {place[1]}")
    if place[2]:
        where.append(f"block {place[2]}")
    if found.state is TieState.CHANGED:
        where.append(f"likeness {found.score:.0%}")
    said = escape(", ".join(where))
    return (
        f'<p style="margin:2px 0">{target_link(found.tie.entry, briefs, colours)} '
        f'<span style="color:{colours.dim}">{said}</span></p>'
    )


def _offers(offers: Sequence[tuple[Note, Found]], colours: Colours) -> str:
    if not offers:
        return ""
    out = section("Your notes on an earlier version", "to be decided", colours)
    for item, found in offers:
        how = state_words(found.state).removeprefix("tied: ")
        accept = (
            f'<a style="color:{colours.link}" href="accept:{item.id}">move it here</a> · '
            if found.state is not TieState.LOST
            else ""
        )
        out += (
            f'<p style="margin:4px 0">“{escape(item.quote[:120])}” <span style="color:{colours.dim}">[{escape(how)}, '
            f"{found.score:.0%}]</span><br/>{escape(item.text[:200])}<br/>{accept}"
            f'<a style="color:{colours.link}" href="reject:{item.id}">leave it on the earlier version</a></p>'
        )
    return out


def _notes(notes: Sequence[Note], colours: Colours) -> str:
    if not notes:
        return ""
    return section("Your notes", f"{len(notes)}", colours) + "".join(
        f'<p style="margin:4px 0"><span style="color:{colours.dim}">“{escape(item.quote[:120])}”</span><br/>{escape(item.text)}</p>'
        for item in notes
    )
