"""One line or entry on a small card: what is read first, nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from desktop.core.codes import IMPORTER_NAME
from desktop.core.line import RATE_COLUMNS, STATE_SENTENCE, RateState
from desktop.viewmodels.detail_text import MARKS
from desktop.viewmodels.html import Colours, note, small
from desktop.viewmodels.rates import in_force, rate_words

if TYPE_CHECKING:
    from desktop.core.detail import LineDetail
    from desktop.core.entry import Brief, Entry


_TITLES: Final = {"rcep_asean_anz": "RCEP ASEAN, ANZ"}


def line(detail: LineDetail, colours: Colours) -> str:
    """A line: name, the agreement's duty in large, the others beside it, the edition."""
    row = detail.row
    usjta = rate_words(row, 1) if row.covered else STATE_SENTENCE[row.states[1]]
    if detail.edition is not None and not in_force(detail.edition.year):
        usjta = "not yet in force"
    size = "x-large" if len(usjta) < 16 else "medium"
    rows = ""
    for place, column in enumerate(RATE_COLUMNS):
        state = row.states[place]
        if place == 1 or state in (RateState.NOT_PARTY, RateState.UNKNOWN):
            continue
        colour = colours.agreement[column.key]
        rows += (
            f'<tr><td width="40%" style="border-bottom:1px solid {colours.line}"><span style="color:{colour}">{MARKS[column.key]}</span> '
            f'{escape(_TITLES.get(column.key, column.title))}</td><td style="border-bottom:1px solid {colours.line}">{escape(rate_words(row, place))}</td></tr>'
        )
    edition = detail.edition.title if detail.edition else "no edition for this year in the data"
    doubt = note(f"† Not settled by rule: {row.note}", colours) if row.note else ""
    goods = row.goods if len(row.goods) <= 160 else row.goods[:158].rsplit(" ", 1)[0] + " …"
    return (
        f'<p style="color:{colours.dim};margin:0">{IMPORTER_NAME[row.importer]} · <tt>{row.display}</tt></p>'
        f'<p style="font-weight:700;margin:2px 0">{escape(goods)}</p>'
        f'<p style="color:{colours.dim};margin:0">{escape(row.context[:160])}</p>'
        f'<p style="font-size:{size};font-weight:700;margin:6px 0"><span style="color:{colours.agreement["usjta"]}">{MARKS["usjta"]}</span> '
        f"USJTA {escape(usjta)}</p>"
        f'<table width="100%" cellspacing="0" cellpadding="3">{rows}</table>{doubt}{small(edition, colours)}'
    )


def entry(found: Entry, brief: Brief, colours: Colours) -> str:
    """An entry: what it says, where, and how far it is verified."""
    mark = note(f"{brief.mark.capitalize()}: check it before you use it.", colours) if brief.mark else ""
    body = f'<p style="line-height:135%">{escape(found.body)}</p>' if found.body else ""
    grade = f"Evidence grade {found.evidence}: {found.grade}" if found.evidence else ""
    return (
        f'<p style="color:{colours.dim};margin:0">{escape(" · ".join((*found.branch, found.locator)))}</p>'
        f'<p style="font-weight:700;margin:2px 0">{escape(found.title)}</p>{mark}{body}{small(grade, colours)}'
    )
