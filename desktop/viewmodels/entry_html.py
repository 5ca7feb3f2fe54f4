"""An entry, a branch of the outline and the digital-trade matrix as rich text; inline styles only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from desktop.core.anchor import TieState
from desktop.core.clipping import Grid
from desktop.core.entry import BACK_WORDS, CHECKS, ROLE_WORDS, STEP, Brief, Cell, Entry, Kind, Link, Role
from desktop.core.structure_path import parse, say
from desktop.viewmodels.html import Colours, entry_link, link, section, small

_CELL: Final = 'cellspacing="0" cellpadding="4" width="100%"'
_STATES: Final = {
    TieState.EXACT: "tied: exact",
    TieState.MOVED: "tied: the same words, moved",
    TieState.CHANGED: "the wording has changed: to be reviewed",
    TieState.LOST: "lost: the passage was not found",
}


@dataclass(frozen=True, slots=True)
class Tied:
    """One official document of an entry: where in it, and what became of the tie if it was added."""

    document: str
    title: str
    path: str
    opening: str
    state: TieState | None
    page: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of an entry is made of."""

    entry: Entry
    links: tuple[Link, ...]
    briefs: Mapping[str, Brief]
    cells: tuple[tuple[Cell, str], ...]
    tied: tuple[Tied, ...]
    lines: tuple[tuple[str, str], ...]


def state_words(state: TieState) -> str:
    """What became of a tie, in words."""
    return _STATES[state]


def render(page: Page, colours: Colours) -> str:
    """The page of an entry."""
    entry = page.entry
    out = [_head(entry, colours), _verdict(entry, colours)]
    if entry.body:
        out.append(f'<p style="margin-top:8px;line-height:135%">{escape(entry.body)}</p>')
    out += [_tags(entry, colours), _facts(entry, colours), _links(page, colours), _matrix_rows(page, colours)]
    out += [
        _lines(page.lines, colours),
        _back(page, colours),
        _texts(page.tied, colours),
        _sources(entry, colours),
    ]
    return "".join(out)


def _head(entry: Entry, colours: Colours) -> str:
    where = " · ".join(part for part in (*entry.branch, entry.locator) if part)
    if entry.label:
        where += f" · {entry.label}"
    return (
        f'<p style="color:{colours.dim};margin-bottom:2px">{escape(where)}</p>'
        f'<p style="font-size:large;font-weight:700;margin-top:2px;margin-bottom:4px">{escape(entry.title)}</p>'
    )


def _box(words: str, more: str, colours: Colours, *, grave: bool) -> str:
    back = f"background-color:{colours.warn_back}" if grave else f"border:1px solid {colours.line}"
    edge = colours.bad if grave else colours.good
    rest = f"<br/>{more}" if more else ""
    return (
        f'<table width="100%" cellspacing="0" cellpadding="6" style="margin-top:6px"><tr>'
        f'<td width="3" style="background-color:{edge};padding:0"></td>'
        f'<td style="{back}"><b>{escape(words)}.</b>{rest}</td></tr></table>'
    )


def _verdict(entry: Entry, colours: Colours) -> str:
    """The check of a statement, the grade of anything else; grade D says that it is not verified."""
    if entry.kind is Kind.STATEMENT and entry.check is not None:
        return _box(
            entry.check.words, escape(entry.extra.get("check_note", "")), colours, grave=entry.check.grave
        )
    if not entry.evidence:
        return ""
    note = escape(entry.note)
    if not entry.verified:
        said = "Not verified (grade D): check it against the official text before you use it"
        return _box(said, note, colours, grave=True)
    rest = f"<br/>{note}" if note else ""
    return f'<p style="color:{colours.dim};margin:2px 0">Evidence grade {entry.evidence}: {escape(entry.grade)}.{rest}</p>'


_EXTRA: Final = {
    "strength": "How it binds", "subject": "Subject", "signed": "Signed", "in_force": "In force", "parties": "Parties",
    "in_force_by_party": "In force for", "reference": "Reference", "citation": "Citation", "publisher": "Publisher",
    "date": "Date", "format": "Format", "pages": "Pages",
}  # fmt: skip


def _facts(entry: Entry, colours: Colours) -> str:
    rows = [(title, entry.extra[key]) for key, title in _EXTRA.items() if entry.extra.get(key)]
    if entry.kind is Kind.STATEMENT and entry.extra.get("value"):
        said = " ".join(entry.extra[key] for key in ("value", "unit") if entry.extra.get(key))
        year = entry.extra.get("year", "")
        rows.append(("Value", said if not year or year in said else f"{said}, {year}"))
    for part in entry.facts.split(";"):
        name, sign, value = part.partition("=")
        if part.strip():
            rows.append((name.strip(), value.strip()) if sign else ("", part.strip()))
    if entry.kind is Kind.FIGURE and entry.note:
        rows.append(("Note", entry.note))
    if not rows:
        return ""
    edge = f"border-bottom:1px solid {colours.line}"
    cells = "".join(
        f'<tr><td width="38%" style="{edge};color:{colours.dim}">{escape(name)}</td><td style="{edge}">{escape(value)}</td></tr>'
        for name, value in rows
    )
    return f'<table {_CELL} style="margin-top:8px">{cells}</table>'


def _tags(entry: Entry, colours: Colours) -> str:
    """Tags; each leads to all entries that carry it."""
    links = " · ".join(
        f'<a style="color:{colours.dim}" href="tag:{escape(tag)}">{escape(tag)}</a>' for tag in entry.tags
    )
    return f'<p style="margin:4px 0;color:{colours.dim}">Tags: {links}</p>' if links else ""


def _links(page: Page, colours: Colours) -> str:
    out = ""
    for role in (Role.OVERTAKES, Role.QUALIFIES, Role.SUPPORTS, Role.SUBJECT, Role.SAME):
        mine = [item for item in page.links if item.role is role and not item.back]
        if role is Role.SAME:
            out += _same(mine, page, colours)
        elif mine:
            out += section(ROLE_WORDS[role], "", colours) + "".join(
                _one(item, page.briefs, colours) for item in mine
            )
    return out


def _one(item: Link, briefs: Mapping[str, Brief], colours: Colours) -> str:
    note = f' <span style="color:{colours.dim}">{escape(item.note)}</span>' if item.note else ""
    return f'<p style="margin:3px 0">{target_link(item.target, briefs, colours)}{note}</p>'


def target_link(target: str, briefs: Mapping[str, Brief], colours: Colours) -> str:
    """A link to an entry or a search of lines, with the mark that must show wherever the entry shows."""
    if target.startswith("lines:"):
        query = target.removeprefix("lines:")
        return link(query, f"Tariff lines: {query}", colours)
    brief = briefs[target]
    name = brief.title
    if brief.kind is Kind.EVENT:
        name = f"{brief.locator} {brief.title}"
    elif brief.kind is Kind.PROVISION:
        name = f"{_instrument(brief)} {brief.locator}: {brief.title}"
    elif brief.kind is Kind.INSTRUMENT:
        name = f"{brief.locator}: {brief.title}"
    elif brief.kind is Kind.TOPIC:
        name = f"Digital trade: {brief.title}"
    return entry_link(target, name, colours) + _mark(brief, colours)


def _instrument(brief: Brief) -> str:
    return (
        "USJDTA" if brief.branch[0].startswith("Digital") else brief.branch[0].split(" (")[0].split(" – ")[0]
    )


def _mark(brief: Brief, colours: Colours) -> str:
    return _flag(brief.mark, colours) or (_quiet(brief.said, colours) if brief.said else "")


def _quiet(said: str, colours: Colours) -> str:
    """A check that found nothing amiss."""
    return f' <span style="color:{colours.dim}">[{escape(said)}]</span>'


def _flag(mark: str, colours: Colours) -> str:
    """What must show beside a name: overtaken, contradicted, not verified ..."""
    if not mark:
        return ""
    return f' <span style="background-color:{colours.warn_back};color:{colours.bad}">&nbsp;{escape(mark)}&nbsp;</span>'


def _same(links: Sequence[Link], page: Page, colours: Colours) -> str:
    """The same subject in other agreements: article, and how it binds where the matrix knows."""
    if not links:
        return ""
    bind = {leads: cell for cell, leads in page.cells if leads}
    edge = f"border-bottom:1px solid {colours.line}"
    rows = ""
    for item in links:
        name = item.note or item.target
        shown = escape(name)
        if item.target:
            shown = entry_link(item.target, name, colours) + _mark(page.briefs[item.target], colours)
        cell = bind.get(item.target)
        how = escape(cell.treatment) + _grade(cell.evidence, colours) if cell else ""
        rows += f'<tr><td width="42%" style="{edge}">{shown}</td><td style="{edge}">{how}</td></tr>'
    return section(ROLE_WORDS[Role.SAME], "", colours) + f"<table {_CELL}>{rows}</table>"


def _grade(evidence: str, colours: Colours) -> str:
    if evidence == "D":
        return f' <span style="background-color:{colours.warn_back};color:{colours.bad}">&nbsp;not verified&nbsp;</span>'
    return f' <span style="color:{colours.dim}">({evidence})</span>' if evidence else ""


def _matrix_rows(page: Page, colours: Colours) -> str:
    """For a topic its seven instruments; for an article the topics under which the matrix has it."""
    if page.entry.kind not in (Kind.TOPIC, Kind.ARTICLE, Kind.INSTRUMENT) or not page.cells:
        return ""
    edge = f"border-bottom:1px solid {colours.line}"
    rows = ""
    for cell, leads in page.cells:
        if page.entry.kind is Kind.TOPIC:
            first = escape(cell.instrument)
            article = escape(cell.article or "—")
            second = entry_link(leads, cell.article, colours) if leads in page.briefs else article
        else:
            first = target_link(cell.topic, page.briefs, colours)
            second = (
                entry_link(leads, cell.article, colours)
                if leads in page.briefs and leads != page.entry.id
                else escape(cell.article)
            )
        rows += (
            f'<tr><td style="{edge}">{first}</td><td style="{edge}">{second}</td>'
            f'<td style="{edge}">{escape(cell.treatment)}{_grade(cell.evidence, colours)}</td></tr>'
        )
    title = "In seven instruments" if page.entry.kind is Kind.TOPIC else "In the digital-trade matrix"
    return section(title, "letters are evidence grades", colours) + f"<table {_CELL}>{rows}</table>"


def _lines(lines: Sequence[tuple[str, str]], colours: Colours) -> str:
    if not lines:
        return ""
    return section("Tariff lines it applies to", "", colours) + (
        '<p style="margin:3px 0">' + " · ".join(link(query, text, colours) for query, text in lines) + "</p>"
    )


def _back(page: Page, colours: Colours) -> str:
    """Who links here, statements of the paper first."""
    back = [item for item in page.links if item.back and item.target in page.briefs]
    if not back:
        return ""
    back.sort(key=lambda item: page.briefs[item.target].kind is not Kind.STATEMENT)
    rows = "".join(
        f'<p style="margin:3px 0"><span style="color:{colours.dim}">{BACK_WORDS[item.role]}</span> '
        f"{target_link(item.target, page.briefs, colours)}</p>"
        for item in back[:40]
    )
    more = small(f"and {len(back) - 40} more", colours) if len(back) > 40 else ""
    return section("Linked from", f"{len(back)}", colours) + rows + more


def _texts(tied: Sequence[Tied], colours: Colours) -> str:
    """The official documents of an entry, whether they were added and how the tie fares."""
    if not tied:
        return ""
    rows = ""
    for item in tied:
        place = f", {say(parse(item.path))}" if item.path else ""
        if item.state is None:
            how = "not added yet"
        else:
            how = state_words(item.state) + (f", page {item.page}" if item.page else "")
        begins = f" Begins: “{item.opening} …”" if item.opening else ""
        rows += (
            f'<p style="margin:3px 0">{entry_link(item.document, item.title, colours)}{escape(place)} '
            f'<span style="color:{colours.dim}">[{escape(how)}]{escape(begins)}</span></p>'
        )
    return section("Official text", "beside, once the document is added", colours) + rows


def _sources(entry: Entry, colours: Colours) -> str:
    if not entry.sources:
        return ""
    title = "Official address" if entry.kind in (Kind.DOCUMENT, Kind.INSTRUMENT) else "Read in"
    rows = "".join(
        f'<p style="margin:3px 0">{escape(url)} <a style="color:{colours.link}" href="copy:{escape(url)}">copy</a></p>'
        for url in entry.sources
    )
    return section(title, "addresses are shown, never opened by this program", colours) + rows


def branch(title: str, briefs: Sequence[Brief], entries: Sequence[Entry], colours: Colours) -> str:
    """Every entry of a branch in one or two lines."""
    out = f'<p style="font-size:large;font-weight:700;margin-bottom:6px">{escape(title)}</p>'
    out += small(_tally(briefs), colours)
    under = ""
    for brief, entry in zip(briefs, entries, strict=True):
        head = STEP.join(brief.branch[1:])
        if head != under:
            under = head
            out += section(head, "", colours)
        said = escape(entry.body) if brief.kind is not Kind.STATEMENT else ""
        figures = (
            escape("; ".join(part.replace("=", ": ") for part in entry.facts.split(";")))
            if "trigger" in entry.facts
            else ""
        )
        name = brief.title if brief.kind is Kind.STATEMENT else f"{brief.locator} {brief.title}".strip()
        rest = " ".join(part for part in (said, figures) if part)
        out += (
            f'<p style="margin:4px 0">{entry_link(brief.id, name, colours)}{_mark(brief, colours)}'
            f"{f' <span style=color:{colours.dim}>{rest}</span>' if rest else ''}</p>"
        )
    return out


def _tally(briefs: Sequence[Brief]) -> str:
    """How many entries, and how they fare: checks of statements, grades of the rest."""
    if all(brief.kind is Kind.STATEMENT for brief in briefs):
        found = Counter(CHECKS[brief.check].short for brief in briefs)
        return (
            f"{len(briefs)} statements: " + ", ".join(f"{n} {name}" for name, n in found.most_common()) + "."
        )
    doubtful = sum(brief.evidence == "D" for brief in briefs)
    rest = f", {doubtful} of them not verified" if doubtful else ""
    return f"{len(briefs)} entries{rest}."


def matrix(
    cells: Sequence[tuple[Cell, str]],
    briefs: Mapping[str, Brief],
    colours: Colours,
    *,
    pairs: bool = False,
    width: str = "100%",
) -> str:
    """Twenty-eight topics in seven instruments; each cell leads to its article, with ``pairs`` beside that of USJDTA.

    ``width`` in pixels makes a narrow pane scroll instead of breaking words.
    """
    instruments = list(dict.fromkeys(cell.instrument for cell, _ in cells))
    topics = list(dict.fromkeys(cell.topic for cell, _ in cells))
    have = {(cell.topic, cell.instrument): (cell, leads) for cell, leads in cells}
    ours = {topic: have[topic, instruments[0]][1] for topic in topics}
    edge = f"border-bottom:1px solid {colours.line};border-right:1px solid {colours.line}"
    head = "".join(f'<td style="{edge}"><b>{escape(name)}</b></td>' for name in instruments)
    rows = ""
    for topic in topics:
        row = f'<td style="{edge}">{entry_link(topic, briefs[topic].title, colours)}</td>'
        for name in instruments:
            cell, leads = have[topic, name]
            article = escape(cell.article) + " "
            if leads in briefs and pairs and name != instruments[0] and ours[topic] in briefs:
                href = escape(f"pair:{ours[topic]}|{leads}")
                article = f'<a style="color:{colours.link}" href="{href}">{escape(cell.article)}</a> '
            elif leads in briefs:
                article = entry_link(leads, cell.article, colours) + " "
            row += f'<td style="{edge}">{article}<span style="color:{colours.dim}">{escape(cell.treatment)}</span>{_grade(cell.evidence, colours)}</td>'
        rows += f"<tr>{row}</tr>"
    return (
        '<p style="font-size:large;font-weight:700;margin-bottom:6px">Digital trade: 28 topics in 7 instruments</p>'
        + small("Letters are evidence grades; A: official text read, D: not verified.", colours)
        + f'<table width="{width}" cellspacing="0" cellpadding="4" style="margin-top:8px"><tr><td style="{edge}"><b>Topic</b></td>{head}</tr>{rows}</table>'
    )


def matrix_grid(cells: Sequence[tuple[Cell, str]], briefs: Mapping[str, Brief]) -> Grid:
    """The matrix as a table: article, treatment and evidence grade in each cell."""
    instruments = list(dict.fromkeys(cell.instrument for cell, _ in cells))
    rows: dict[str, list[str]] = {}
    for cell, _ in cells:
        doubt = " [not verified]" if cell.evidence == "D" else f" ({cell.evidence})" if cell.evidence else ""
        said = f"{cell.article} {cell.treatment}".strip() + doubt
        rows.setdefault(cell.topic, [briefs[cell.topic].title]).append(said)
    return Grid(("Topic", *instruments), tuple(map(tuple, rows.values())))


def words(entry: Entry, mark: str) -> str:
    """An entry as words that a citation follows: what it says, and the mark that must never be lost."""
    said = entry.title if entry.kind is Kind.STATEMENT or not entry.body else f"{entry.title}: {entry.body}"
    more = entry.extra.get("check_note", "") if entry.check is not None and entry.check.grave else ""
    doubt = f" [{mark}{': ' + more if more else ''}]" if mark else ""
    return f"{said.rstrip('.')}.{doubt}"


def plain(entry: Entry) -> str:
    """An entry as text for a memo: what it says, where, how far it is verified."""
    said = entry.title if entry.kind is Kind.STATEMENT or not entry.body else f"{entry.title}: {entry.body}"
    where = ", ".join(part for part in (entry.branch[0], entry.locator) if part)
    if entry.kind is Kind.STATEMENT and entry.check is not None:
        grade = entry.check.words.lower()
        if entry.extra.get("check_note"):
            grade += f" ({entry.extra['check_note']})"
    else:
        grade = (
            "[not verified] grade D"
            if not entry.verified
            else f"grade {entry.evidence}: {entry.grade}"
            if entry.evidence
            else ""
        )
    return f"{said.rstrip('.')}. [{where}{'; ' + grade if grade else ''}]"


def digest(document: Entry, passages: Sequence[Entry], current: str, colours: Colours) -> str:
    """Our own digest of a document that was not added, passage by passage; the current one is marked."""
    about = ", ".join(
        part for part in (document.extra.get("publisher", ""), document.extra.get("date", "")) if part
    )
    out = small(about, colours)
    for url in document.sources:
        out += (
            f'<p style="margin:3px 0;color:{colours.dim}">Official address: {escape(url)} '
            f'<a style="color:{colours.link}" href="copy:{escape(url)}">copy</a></p>'
        )
    out += small(
        "Add the document and its passages show here, each tied to its entry. What follows is our own digest.",
        colours,
    )
    for entry in passages:
        back = f"background-color:{colours.warn_back};" if entry.id == current else ""
        said = (
            entry.title if entry.kind is Kind.STATEMENT or not entry.body else f"{entry.title}. {entry.body}"
        )
        check = entry.check
        mark = check.short if check is not None and check.grave else "" if entry.verified else "not verified"
        doubt = _flag(mark, colours) or (_quiet(check.short, colours) if check is not None else "")
        anchor = '<a name="here"></a>' if entry.id == current else ""
        out += (
            f'<p style="margin:6px 0;{back}">{anchor}<span style="color:{colours.dim}">{escape(entry.locator)}</span> '
            f"{escape(said)}{doubt} {entry_link(entry.id, 'open', colours)}</p>"
        )
    if not passages:
        out += small("No entry of ours is tied to a passage of this document.", colours)
    return out
