"""Two things side by side: lines, one line across agreements and years, provisions and their texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from desktop.core import codes, entry_query, locator
from desktop.core.clipping import Grid
from desktop.core.entry import Kind, Role
from desktop.core.goods import plain
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.locator import Locator
from desktop.core.query import parse
from desktop.core.worddiff import Piece, diff, likeness
from desktop.errors import KnownError
from desktop.viewmodels.rates import NO_DUTY, in_force, rate_words
from desktop.viewmodels.staging_words import basis_words, step_words

if TYPE_CHECKING:
    from desktop.core.detail import LineDetail
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.html import Colours
    from desktop.viewmodels.reference import Reference

_MOST_OFFERED: Final = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a side: what it is called, and its text; of a rate also its state."""

    label: str
    text: str
    state: RateState | None = None

    @property
    def is_duty(self) -> bool:
        """Whether a duty stands in it that another can be compared with."""
        return self.state is not None and self.state not in NO_DUTY


@dataclass(frozen=True, slots=True)
class Side:
    """One side: where it is, its heading, its facts, and the running text that is compared word by word."""

    place: Locator
    title: str
    facts: tuple[Fact, ...]
    body: str = ""
    body_label: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, what is said of them, and the table that is copied and exported."""

    left: Side
    right: Side
    said: str
    grid: Grid

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.left.title} beside {self.right.title}"


class Comparer:
    """Makes sides and comparisons over one reference file."""

    def __init__(self, reference: Reference, entries: Entries) -> None:
        self._reference = reference
        self._entries = entries

    # --- what is meant -------------------------------------------------------------------

    def read(self, typed: str, year: int) -> Locator:
        """The place that a text means: an address, a provision, a code, or words that find a line.

        Raises KnownError with one sentence where it means nothing.
        """
        typed = typed.strip()
        if locator.is_address(typed):
            try:
                place = locator.parse(typed)
            except ValueError as error:
                raise KnownError(str(error)) from error
            if place.kind in ("line", "across"):
                return Locator("line", place.path, place.options)
            if place.kind == "entry":
                return place
            raise KnownError("Lines and provisions can stand side by side; this address names neither.")
        asked = entry_query.parse(typed)
        if asked is not None:
            found = self._entries.answer(asked)
            if found:
                return locator.entry(found[0])
        if typed in self._entries.briefs:
            return locator.entry(typed)
        line = self._first_line(typed, year)
        if line is not None:
            return line
        found = self._entries.answer(entry_query.words(typed)) if typed else []
        if found:
            return locator.entry(found[0])
        raise KnownError(f"Nothing is called “{typed[:60]}”; type a code, an article, or words of the goods.")

    def _first_line(self, typed: str, year: int) -> Locator | None:
        from desktop.store.fulltext import Search  # noqa: PLC0415  (not every session compares)

        if not typed:
            return None
        answer = Search(self._reference.store).run(parse(typed), year, 1)
        if not answer.ids or answer.close:
            return None
        return self.line_place(answer.ids[0], year)

    def line_place(self, line: int, year: int) -> Locator:
        """The address of a line."""
        row = self._reference.store.rows([line], year)[0]
        return locator.line(row.importer, row.code, row.seq, year)

    def line_of(self, place: Locator) -> tuple[int, int] | None:
        """Id and year of a line's address; None where the data have no such line in that year."""
        key, years = locator.line_key(place), self._reference.bundle.years
        year = max(years) if place.year is None else place.year
        if key is None or year not in years:
            return None
        line = self._reference.store.find(*key, year)
        return None if line is None else (line, year)

    # --- sync group ----------------------------------------------------------------------

    def counterparts(self, place: Locator) -> list[tuple[Locator, str]]:
        """What stands on the other side of a place: lines of the same subheading, the same subject elsewhere."""
        if place.kind == "line":
            return self._lines_opposite(place)
        return self._same_subject(place.path[0]) if place.kind == "entry" else []

    def _lines_opposite(self, place: Locator) -> list[tuple[Locator, str]]:
        """The other country's lines under the same six digits of the Harmonized System."""
        found = self.line_of(place)
        key = locator.line_key(place)
        if found is None or key is None:
            return []
        year, other = found[1], "us" if key[0] == "jp" else "jp"
        alive = self._reference.store.flags("alive", year)
        ids = [
            line
            for (line,) in self._reference.bundle.connection.execute(
                "SELECT id FROM line WHERE code >= ? AND code < ? AND importer = ? ORDER BY code, seq",
                (key[1][:6], key[1][:6] + ":", other),
            )
            if alive[line]
        ]
        rows = self._reference.store.rows(ids[:_MOST_OFFERED], year)
        # Lines of the agreement first: they are what a concession is compared with.
        rows.sort(key=lambda row: (not row.covered, row.code, row.seq))
        return [
            (
                locator.line(row.importer, row.code, row.seq, year),
                f"{row.display} {row.goods[:60]}{' · in USJTA' if row.covered else ''}",
            )
            for row in rows
        ]

    def _same_subject(self, name: str) -> list[tuple[Locator, str]]:
        briefs = self._entries.briefs
        order = (Role.SAME, Role.OVERTAKES, Role.QUALIFIES, Role.SUPPORTS, Role.SUBJECT)
        links = [link for link in self._entries.store.links(name) if link.role in order]
        names = [link.target for link in sorted(links, key=lambda link: order.index(link.role))]
        for cell, _leads in self._entries.store.cells(target=name):
            names += [leads for _, leads in self._entries.store.cells(topic=cell.topic)]
        once = dict.fromkeys(n for n in names if n in briefs and n != name)
        return [
            (locator.entry(n), f"{briefs[n].branch[-1]} · {briefs[n].locator}: {briefs[n].title[:60]}")
            for n in once
        ][:_MOST_OFFERED]

    def neighbour(self, place: Locator, step: int) -> Locator | None:
        """The line or entry before (-1) or after (1) in the order of its schedule or outline."""
        if place.kind == "entry":
            names = list(self._entries.briefs)
            if place.path[0] not in names:
                return None
            at = names.index(place.path[0]) + step
            return locator.entry(names[at]) if 0 <= at < len(names) else None
        found, key = self.line_of(place), locator.line_key(place)
        if found is None or key is None:
            return None
        sign, order = (">", "ASC") if step > 0 else ("<", "DESC")
        alive = self._reference.store.flags("alive", found[1])
        for (line,) in self._reference.bundle.connection.execute(
            f"SELECT id FROM line WHERE importer = ? AND (code, seq) {sign} (?, ?) ORDER BY code {order}, seq {order}",
            (key[0], key[1], key[2]),
        ):
            if alive[line]:
                return self.line_place(line, found[1])
        return None

    # --- sides ---------------------------------------------------------------------------

    def side(self, place: Locator) -> Side:
        """One side; raises KnownError where the data have it not."""
        return self._line_side(place) if place.kind in ("line", "across") else self._entry_side(place)

    def _line_side(self, place: Locator) -> Side:
        found = self.line_of(place)
        if found is None:
            raise KnownError(
                f"The data have no line {'/'.join(place.path[1:])} in {place.year or 'any year'}."
            )
        detail = self._reference.detail(*found)
        row = detail.row
        edition = detail.edition.title if detail.edition else f"no edition for {found[1]}"
        facts = [
            Fact("Country", codes.IMPORTER_NAME[row.importer]),
            Fact("Goods", " › ".join(map(plain, detail.path_en))),
            *([Fact("In Japanese", " › ".join(map(plain, detail.path_ja)))] if detail.path_ja else []),
            *_rates(detail),
            Fact("Margin", row.margin or "no single figure"),
            Fact("Free from", row.zero or "not known"),
            Fact("Units", detail.units),
            Fact("Edition", edition),
        ]
        if row.importer == "us" and row.trade is not None:
            facts.append(Fact("2024 imports from Japan", f"{row.trade:,} USD"))
        place = locator.line(row.importer, row.code, row.seq, found[1])
        return Side(place, f"{row.display}, {found[1]}", tuple(facts))

    def _entry_side(self, place: Locator) -> Side:
        entry = self._entries.entry(place.path[0])
        if entry is None:
            raise KnownError(f"The data have no entry {place.path[0][:60]}.")
        brief = self._entries.briefs[entry.id]
        facts = [
            Fact("Instrument", " › ".join(entry.branch)),
            Fact("Place", entry.locator),
            Fact("Title", entry.title),
            Fact("How it binds", entry.extra.get("strength", "")),
            *(Fact(*_pair(part)) for part in entry.facts.split(";") if part.strip()),
            *(
                Fact(self._entries.briefs[cell.topic].title, f"{cell.treatment} (grade {cell.evidence})")
                for cell, _ in self._entries.store.cells(target=entry.id)
            ),
            Fact("Evidence", f"{entry.evidence}: {entry.grade}" if entry.evidence else ""),
        ]
        body = entry.title if entry.kind is Kind.STATEMENT else entry.body
        title = f"{brief.branch[-1].split(' (')[0]} {entry.locator}".strip()
        return Side(
            place,
            title,
            tuple(fact for fact in facts if fact.text),
            body,
            "What it says, in our words",
            brief.mark,
        )

    # --- comparison ----------------------------------------------------------------------

    def compare(self, left: Side, right: Side) -> Comparison:
        """Both sides row by row."""
        labels = list(dict.fromkeys(fact.label for side in (left, right) for fact in side.facts))
        ours, theirs = _texts(left), _texts(right)
        rows = [
            (label, ours.get(label, ""), theirs.get(label, ""), _sign(ours.get(label), theirs.get(label)))
            for label in labels
        ]
        if left.body or right.body:
            same = (
                "one side only"
                if not (left.body and right.body)
                else "same"
                if left.body == right.body
                else f"{round(likeness(left.body, right.body) * 100)} % alike"
            )
            rows.append((left.body_label or right.body_label, left.body, right.body, same))
        grid = Grid(("", left.title, right.title, "Compared"), tuple(rows))
        return Comparison(left, right, self._said(left, right, rows), grid)

    @staticmethod
    def _said(left: Side, right: Side, rows: Sequence[tuple[str, ...]]) -> str:
        if (
            left.place.kind == "line"
            and right.place.kind == "line"
            and left.place.path[0] != right.place.path[0]
        ):
            return " ".join(_charges(side) for side in (left, right))
        if left.place.kind == "line" and right.place.kind == "line":
            return _duties_said(left, right)
        if left.body and right.body:
            return f"The words are {'the same' if rows[-1][3] == 'same' else rows[-1][3]}."
        missing = [side.title for side in (left, right) if not side.body and side.place.kind == "entry"]
        return (
            f"There is no restatement of {' and '.join(missing)} to compare word by word." if missing else ""
        )

    # --- one line across agreements and years --------------------------------------------

    def across(self, place: Locator) -> tuple[str, Grid, tuple[str, ...]]:
        """Title, table (a row a year, a column an agreement) and editions; raises KnownError without such a line."""
        found = self.line_of(place)
        if found is None:
            raise KnownError(
                f"The data have no line {'/'.join(place.path[1:])} in {place.year or 'any year'}."
            )
        detail = self._reference.detail(*found)
        facts = self._reference.facts(detail, found[1])
        row = detail.row
        columns = [
            (n, column) for n, column in enumerate(RATE_COLUMNS) if row.states[n] is not RateState.NOT_PARTY
        ]
        published: dict[int, tuple[str, ...]] = {}
        editions = []
        for year in self._reference.bundle.years:
            edition = self._reference.edition(row.importer, year)
            line = self._reference.store.find(row.importer, row.code, row.seq, year)
            if edition is None or line is None:
                continue
            cells = self._reference.store.rows([line], year)[0]
            published[year] = tuple(rate_words(cells, n) for n, _ in columns)
            editions.append(edition.title)
        steps = {step.year: step for step in facts.schedule.steps}
        rows = []
        for year in sorted(published.keys() | steps.keys()):
            if year in published:
                rows.append((str(year), *published[year], "published"))
                continue
            step = steps[year]
            cells_of = [step_words(step) if column.key == "usjta" else "no edition" for _, column in columns]
            rows.append((str(year), *cells_of, basis_words(step.basis)))
        head = "JFY" if row.importer == "jp" else "Year"
        grid = Grid(
            (head, *(column.title for _, column in columns), "Basis"),
            tuple(rows),
            frozenset(range(1, len(columns) + 1)),
        )
        return f"{row.display} {row.goods}", grid, tuple(dict.fromkeys(editions))


def _texts(side: Side) -> dict[str, str]:
    """Texts by label; several facts of one label follow each other."""
    out: dict[str, str] = {}
    for fact in side.facts:
        out[fact.label] = f"{out[fact.label]}; {fact.text}" if fact.label in out else fact.text
    return out


def _rates(detail: LineDetail) -> list[Fact]:
    row = detail.row
    return [
        Fact(column.long_title, rate_words(row, place), row.states[place])
        for place, column in enumerate(RATE_COLUMNS)
    ]


def _duties_said(left: Side, right: Side) -> str:
    """How the duties of two lines of one country compare, counted over the columns in which both have one."""
    ours = {fact.label: fact for fact in left.facts if fact.state is not None}
    theirs = {fact.label: fact for fact in right.facts if fact.state is not None}
    both = [label for label in ours if ours[label].is_duty and theirs[label].is_duty]
    one = [label for label in ours if ours[label].is_duty != theirs[label].is_duty]
    tail = f" Only one side has a duty in: {', '.join(one)}." if one else ""
    if not both:
        return f"In no column do both sides have a duty.{tail}"
    other = [label for label in both if _plain(ours[label].text) != _plain(theirs[label].text)]
    if not other:
        return f"The duties read the same in all {len(both)} columns in which both sides have one.{tail}"
    columns = "column" if len(other) == 1 else "columns"
    return f"Duties read differently in {len(other)} {columns} ({', '.join(other)}) and the same in {len(both) - len(other)}.{tail}"


def _pair(part: str) -> tuple[str, str]:
    key, _, value = part.strip().partition("=")
    return (key.strip().replace("_", " ").capitalize(), value.strip()) if value else ("Fact", key.strip())


def _charges(side: Side) -> str:
    """What one country charges, in one sentence."""
    facts = {fact.label: fact for fact in side.facts}
    without, usjta = (facts[column.long_title] for column in RATE_COLUMNS[:2])
    start = f"{facts['Country'].text}, {side.title}: "
    if without.state is RateState.UNKNOWN:
        return f"{start}the data have no edition for this year."
    if not in_force(side.place.year):
        return f"{start}{without.text} before the agreement was in force."
    under = f"{usjta.text} under USJTA" if usjta.is_duty else f"{usjta.text} (USJTA)"
    return f"{start}{under}, {without.text} without the deal."


def _sign(ours: str | None, theirs: str | None) -> str:
    if ours is None or theirs is None:
        return "one side only"
    return "same" if _plain(ours) == _plain(theirs) else "differs"


def _plain(text: str) -> str:
    return " ".join(text.split())


# --- as rich text ------------------------------------------------------------------------


def side_html(comparison: Comparison, *, right: bool, colours: Colours, texts: str = "") -> str:
    """One side as rich text; what differs carries a sign and a colour, so that neither alone says it."""
    side = comparison.right if right else comparison.left
    out = f'<p style="font-size:large;font-weight:700;margin:0 0 4px 0">{escape(side.title)}</p>'
    if side.mark:
        out += (
            f'<p style="margin:0 0 6px 0;background-color:{colours.warn_back}"><b>{escape(side.mark)}</b></p>'
        )
    rows = ""
    place = 2 if right else 1
    body = side.body_label
    for row in comparison.grid.rows:
        if row[0] == body and side.body:
            continue
        mark = {"differs": f'<span style="color:{colours.bad}">≠</span> ', "same": ""}.get(row[3], "· ")
        text = escape(row[place]) or f'<span style="color:{colours.dim}">—</span>'
        weight = "600" if row[3] == "differs" else "400"
        rows += (
            f'<tr><td width="34%" style="color:{colours.dim};border-bottom:1px solid {colours.line}">{mark}{escape(row[0])}</td>'
            f'<td style="border-bottom:1px solid {colours.line};font-weight:{weight}">{text}</td></tr>'
        )
    out += f'<table width="100%" cellspacing="0" cellpadding="4">{rows}</table>'
    if side.body:
        both = comparison.left.body and comparison.right.body
        pieces = (
            diff(comparison.left.body, comparison.right.body)[1 if right else 0]
            if both
            else (Piece(side.body),)
        )
        out += f'<p style="color:{colours.dim};margin:12px 0 2px 0">{escape(body.upper())}</p>'
        out += f'<p style="line-height:140%;margin-top:0">{pieces_html(pieces, right=right, colours=colours)}</p>'
    return out + texts


def pieces_html(pieces: Sequence[Piece], *, right: bool, colours: Colours) -> str:
    """Pieces of a text; its own words are underlined on the right, struck through on the left."""
    colour = colours.good if right else colours.bad
    line = "underline" if right else "line-through"
    return "".join(
        f'<span style="color:{colour};text-decoration:{line}">{_breaks(piece.text)}</span>'
        if piece.own
        else _breaks(piece.text)
        for piece in pieces
    )


def _breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>")
