"""The detail pane of a line as rich text: names, duty by agreement, by year, where each figure is from."""

from __future__ import annotations

from html import escape
from typing import Final

from desktop.core import duty_words, wording
from desktop.core.codes import IMPORTER_NAME
from desktop.core.detail import Cell, LineDetail, has_price_bracket
from desktop.core.line import RATE_COLUMNS, STATE_SENTENCE, RateColumn, RateState
from desktop.core.quality import QUALITY_LABEL
from desktop.viewmodels import detail_more
from desktop.viewmodels.html import Colours, note, section, small
from desktop.viewmodels.line_facts import LineFacts
from desktop.viewmodels.notes import PRICE_BRACKET
from desktop.viewmodels.rates import in_force, rate_words

MARKS: Final = {
    "without_deal": "■", "usjta": "●", "cptpp": "▲", "eu": "◆", "uk": "◇",
    "rcep_asean_anz": "■", "rcep_china": "□", "rcep_korea": "□", "australia": "■",
}  # fmt: skip
_COLUMN_NAME: Final = {
    "general": "general rate", "temporary": "temporary rate", "wto": "WTO rate",
    "temporary|wto": "lower of the temporary and the WTO rate",
    "general|wto": "lower of the general and the WTO rate",
}  # fmt: skip


DOTS, STEPS = "dots", "steps"


def drawing(name: str) -> str:
    """The place of a drawing in the text; the pane puts the drawing there, or nothing."""
    return f'<p style="margin:0">⟦{name}⟧</p>'


def render(detail: LineDetail, facts: LineFacts, colours: Colours, marks: dict[str, tuple[str, str]]) -> str:
    """HTML for QTextDocument (inline styles, tables); drawings go where ``drawing`` marks a place."""
    row = detail.row
    parts = [
        _head(detail, colours),
        _path(detail, colours),
        section("Duty by agreement", _year_label(detail), colours),
        drawing(DOTS) if facts.dots is not None else "",
        _rates(detail, colours),
        _notes(detail, colours, marks),
        detail_more.verdicts(detail.duties, colours),
    ]
    if row.importer == "us" or facts.schedule.steps:
        parts.append(section("Duty by year", _years_label(detail, facts), colours))
        parts.append(drawing(STEPS) if facts.steps is not None else "")
        parts.append(detail_more.years(detail, facts.schedule, colours))
    if row.importer == "us":
        parts += [_years(detail, colours), _trade(detail, colours), _links(detail, colours)]
    parts.append(detail_more.applies(facts.provisions, colours))
    parts.append(detail_more.later(facts.events, detail, colours))
    parts.append(_published(detail, colours))
    parts.append(_source(detail, colours))
    return f'<div style="color:{colours.text}">{"".join(parts)}</div>'


def _years_label(detail: LineDetail, facts: LineFacts) -> str:
    of = f", {facts.steps.of}" if facts.steps is not None and facts.steps.of else ""
    unit = "Japanese fiscal years" if detail.row.importer == "jp" else "calendar years"
    return f"USJTA, {unit}{of}"


def plain(detail: LineDetail) -> str:
    """One sentence on a line, for a copy: "0202.30.010 Loin: USJTA 20.8% (without the deal 38.5%)"."""
    row = detail.row
    said = f"{row.display} {row.goods}"
    if detail.edition is None:
        return f"{said}: {row.note or 'no edition for this year in the data'}."
    if not in_force(detail.edition.year):
        usjta = "before the agreement was in force"
    else:
        usjta = (
            STATE_SENTENCE[row.states[1]].rstrip(".") if not row.covered else f"USJTA {rate_words(row, 1)}"
        )
    return f"{said}: {usjta}; without the deal {row.rates[0]} ({detail.edition.title})."


def _year_label(detail: LineDetail) -> str:
    if detail.edition is None:
        return "no edition for this year"
    year = detail.edition.year
    return f"JFY {year}" if detail.row.importer == "jp" else str(year)


def _head(detail: LineDetail, colours: Colours) -> str:
    row = detail.row
    where = detail.edition.date or detail.edition.title if detail.edition else ""
    edition = f"edition of {where}" if where else "no edition for this year"
    if row.importer == "us" and detail.edition:
        edition = detail.edition.title
    return (
        f'<p style="color:{colours.dim};margin:0">{IMPORTER_NAME[row.importer]} · '
        f'<span style="font-family:monospace">{row.display}</span> · {escape(edition)}</p>'
        f'<p style="font-size:large;font-weight:700;margin-top:4px;margin-bottom:4px">{escape(_title(row.goods))}</p>'
    )


def _title(goods: str) -> str:
    """The name of a line, not longer than a title may be; the path below has it in full."""
    return goods if len(goods) <= 150 else goods[:140].rsplit(" ", 1)[0] + " …"


def _path(detail: LineDetail, colours: Colours) -> str:
    english = " › ".join(map(escape, detail.path_en))
    label = QUALITY_LABEL.get(detail.row.quality, "") if detail.row.importer == "jp" else ""
    out = f'<p style="margin:0;color:{colours.dim}">{english}</p>'
    if detail.path_ja:
        out += f'<p style="margin-top:3px;margin-bottom:0">{" › ".join(map(escape, detail.path_ja))}</p>'
    if label:
        out += f'<p style="margin-top:3px;color:{colours.dim};font-style:italic">{escape(label)}</p>'
    return out


def _rates(detail: LineDetail, colours: Colours) -> str:
    published = {cell.column: cell for cell in detail.cells}
    rows = []
    for place, column in enumerate(RATE_COLUMNS):
        state = detail.row.states[place]
        if state is RateState.NOT_PARTY:
            continue
        rows.append(_rate(detail, place, column, published, colours))
    return f'<table width="100%" cellspacing="0" cellpadding="3">{"".join(rows)}</table>'


def _rate(
    detail: LineDetail, place: int, column: RateColumn, published: dict[str, Cell], colours: Colours
) -> str:
    row = detail.row
    text, state = row.rates[place], row.states[place]
    colour = colours.agreement[column.key]
    weight = "700" if column.key == "usjta" else "400"
    title = "RCEP ASEAN, ANZ" if column.key == "rcep_asean_anz" else column.title
    shown = (
        colours.text if state in (RateState.DUTIABLE, RateState.FREE, RateState.STAGED_ZERO) else colours.dim
    )
    extra = ""
    if state is RateState.STAGED_ZERO:
        extra = f'<br/><span style="color:{colours.dim}">free by staging</span>'
    cell = published.get(column.key)
    if cell is not None and row.importer == "jp" and cell.published != text and len(cell.published) > 3:
        extra += f'<br/><span style="color:{colours.dim}">{_lines(cell.published)}</span>'
    return (
        f'<tr><td width="42%" style="border-bottom:1px solid {colours.line};font-weight:{weight}">'
        f'<span style="color:{colour}">{MARKS[column.key]}</span> {escape(title)}</td>'
        f'<td style="border-bottom:1px solid {colours.line};color:{shown};font-weight:{weight}">'
        f"{_lines(text)}{extra}</td></tr>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("; ", "<br/>").replace("\n", "<br/>")


def _notes(detail: LineDetail, colours: Colours, marks: dict[str, tuple[str, str]]) -> str:
    row = detail.row
    if detail.edition is None:
        country = "Japan's" if row.importer == "jp" else "the United States'"
        return note(f"The data have no edition of {country} schedule for this year.", colours)
    out = ""
    if row.importer == "jp" and detail.without_deal_column:
        source = _COLUMN_NAME.get(detail.without_deal_column, detail.without_deal_column)
        out += small(f"Without deal: the {source}{_from_above(detail)}.", colours)
    if has_price_bracket(detail):
        out += note(PRICE_BRACKET, colours)
    if row.note:
        out += note(f"† Not settled by rule: {row.note}", colours)
    said = " ".join(cell.published for cell in detail.cells)
    for mark, (meaning, basis) in marks.items():
        symbol = "◆" if mark == "◆n" else mark
        if symbol in ("( )", "*", "**") or symbol not in said:
            continue
        out += small(f"{mark}: {meaning} ({basis})", colours)
    return out


def _from_above(detail: LineDetail) -> str:
    for cell in detail.cells:
        if cell.column in detail.without_deal_column.split("|") and cell.levels_up:
            steps = "level" if cell.levels_up == 1 else "levels"
            return f", published {cell.levels_up} {steps} above this line and inherited"
    return ""


def _years(detail: LineDetail, colours: Colours) -> str:
    head = "".join(
        f'<td style="color:{colours.dim};border-bottom:1px solid {colours.line}">{title}</td>'
        for title in ("Year", "General", "Japan")
    )
    body = "".join(
        f"<tr><td>{year.year}</td><td>{escape(year.general or '—')}</td>"
        f"<td>{escape(year.rate or 'outside')}"
        f"{' (by staging)' if year.state is RateState.STAGED_ZERO else ''}</td></tr>"
        for year in detail.years
    )
    if not detail.years:
        return small("No edition at hand has this code.", colours)
    return f'<table width="100%" cellspacing="0" cellpadding="3"><tr>{head}</tr>{body}</table>'


def _trade(detail: LineDetail, colours: Colours) -> str:
    row = detail.row
    if row.trade is None:
        return small("No U.S. imports from Japan recorded on this line in 2024.", colours)
    return small(
        f"U.S. imports for consumption from Japan in 2024: {row.trade:,} USD customs value, "
        f"{row.duty or 0:,} USD calculated duty (Census).",
        colours,
    )


def _links(detail: LineDetail, colours: Colours) -> str:
    code = detail.row.code
    older = [link.old for link in detail.links if link.new == code]
    newer = [link.new for link in detail.links if link.old == code and link.new]
    out = ""
    for title, codes in (("Took over in 2022 from", older), ("Succeeded in 2022 by", newer)):
        if codes:
            linked = ", ".join(
                f'<a style="color:{colours.link}" href="query:us:{c}">{c[:4]}.{c[4:6]}.{c[6:]}</a>'
                for c in codes
            )
            out += (
                f'<p style="margin-top:6px;margin-bottom:0">{title} {linked} '
                f'<span style="color:{colours.dim}">(inferred from wording and rates)</span></p>'
            )
    return out


def _published(detail: LineDetail, colours: Colours) -> str:
    if not detail.cells:
        return ""
    names = {"general": "General", "temporary": "Temporary", "wto": "WTO", "gsp": "GSP", "ldc": "LDC",
             "special": "Special", "column2": "Column 2", "viet_nam": "Viet Nam"}  # fmt: skip
    shown = {column.key for column in RATE_COLUMNS}
    rows = []
    for cell in detail.cells:
        if cell.column in shown or not cell.published:
            continue
        above = f" (inherited, {cell.levels_up} up)" if cell.levels_up else ""
        name = names.get(cell.column, cell.column.replace("_", " ").title())
        rows.append(
            f'<tr><td width="42%" style="color:{colours.dim}">{escape(name)}</td>'
            f"<td>{_lines(_in_english(cell, detail))}<span style='color:{colours.dim}'>{above}</span></td></tr>"
        )
    if not rows:
        return ""
    return (
        section("Other columns", "as published", colours)
        + f'<table width="100%" cellspacing="0" cellpadding="2">{"".join(rows)}</table>'
    )


def _in_english(cell: Cell, detail: LineDetail) -> str:
    """The English wording of a published cell, unless part of it would stay Japanese."""
    if detail.row.importer == "us":
        return cell.published
    tree = detail.cell_duties.get(cell.column)
    said = "" if tree is None else duty_words.notation(tree)
    return said if said and wording.is_english(said) else cell.published


def _source(detail: LineDetail, colours: Colours) -> str:
    out = section("Source", "", colours)
    if detail.edition is None:
        return out + small("None for this year.", colours)
    row = f", entry {detail.source_row}" if detail.source_row else ""
    units = f"Units: {detail.units}. " if detail.units else ""
    laws = f"Other laws on import: {detail.laws}. " if detail.laws else ""
    return out + small(f"{detail.edition.publisher}, {detail.edition.title}{row}. {units}{laws}", colours)
