"""Parts of a line's detail that follow from its duties: who is ahead, by year, what else applies."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from desktop.core import duty_words, line_duties
from desktop.core.codes import display
from desktop.core.detail import LineDetail
from desktop.core.duty import percent
from desktop.core.entry import STEP
from desktop.core.line_duties import LineDuties
from desktop.core.parity import Verdict
from desktop.core.provision import Event, Provision
from desktop.core.staging import Basis, Schedule, YearStep
from desktop.core.standing import CELL, TITLES, Standing
from desktop.viewmodels.html import Colours, entry_link, note, section, small
from desktop.viewmodels.notes import LATER_MEASURES

_GOOD = frozenset({Standing.AHEAD, Standing.AHEAD_IN_PART})
_BAD = frozenset({Standing.BEHIND, Standing.BEHIND_IN_PART})


def verdicts(duties: LineDuties, colours: Colours) -> str:
    """How the American exporter stands beside each other agreement, with the reason; Japan's covered lines."""
    if duties.importer != "jp" or duties.states[line_duties.USJTA] not in line_duties.COVERED:
        return ""
    rows = [
        _verdict(TITLES[name], verdict, colours, alike=duty == duties.usjta)
        for (name, verdict), duty in zip(duties.verdicts().items(), duties.duties[2:], strict=True)
    ]
    out = section("Who is ahead", "the American exporter beside others", colours)
    out += f'<table width="100%" cellspacing="0" cellpadding="3">{"".join(rows)}</table>'
    amount, unit = duties.margin()
    if amount is not None:
        said = line_duties.margin_words(amount, unit)
        out += small(f"Preference margin: {said} (the duty without the deal minus the agreement's).", colours)
    elif duties.without_deal is not None:
        out += small(
            "Preference margin: no single figure; it turns on price, quota, product or a note.", colours
        )
    return out


def _verdict(title: str, verdict: Verdict, colours: Colours, *, alike: bool) -> str:
    """One row; parity of two duties that are not ``alike`` needs its reason, of the same duty it does not."""
    standing = verdict.standing
    colour = colours.good if standing in _GOOD else colours.bad if standing in _BAD else colours.text
    plain = standing is Standing.NO_CONCESSION or (standing is Standing.PARITY and alike)
    why = "" if plain else f"<br/>{escape(verdict.sentence)}"
    line = f"border-bottom:1px solid {colours.line}"
    return (
        f'<tr><td width="42%" style="{line}">{escape(title)}</td>'
        f'<td style="{line}"><span style="color:{colour};font-weight:600">{escape(CELL[standing] + _by(verdict))}</span>'
        f'<span style="color:{colours.dim}">{why}</span></td></tr>'
    )


def _by(verdict: Verdict) -> str:
    """The margin beside the comparator where it is one figure: "by 3.3 pts"."""
    if not verdict.margin:
        return ""
    return f" by {line_duties.margin_words(abs(verdict.margin), verdict.unit)}"


def years(detail: LineDetail, schedule: Schedule, colours: Colours) -> str:
    """The rule in words and every year, published or inferred; the drawing stands above it."""
    duties = detail.duties
    if not schedule.steps:
        return ""
    fiscal = duties.importer == "jp"
    out = ""
    if schedule.rule:
        out += small(f"Rule: {schedule.rule}.", colours)
    elif fiscal:
        out += small(
            "No staging rule fits these figures exactly; only the published years are shown.", colours
        )
    if duties.base_from:
        code = display(duties.base_from, "us")
        out += small(
            f"Base of 2019 taken from {code}, the line it seems to have come from (inferred).", colours
        )
    # The American years that are published follow in a table, the general rate beside them.
    told = [step for step in schedule.steps if fiscal or step.basis is not Basis.PUBLISHED]
    cells = [_year(step, colours) for step in told if _worth_saying(step, schedule)]
    if cells:
        out += f'<p style="margin-top:4px;margin-bottom:0">{" · ".join(cells)}</p>'
    zero = line_duties.zero_words(schedule)
    if zero:
        out += small(f"Free of duty: {zero}.", colours)
    if any(step.basis is not Basis.PUBLISHED and _worth_saying(step, schedule) for step in told):
        out += small(
            "Years in italics are inferred from the published ones by the rule; they are not official figures.",
            colours,
        )
    return out


def _worth_saying(step: YearStep, schedule: Schedule) -> bool:
    """Leave out inferred years that only repeat the one before."""
    place = schedule.steps.index(step)
    if place == 0 or step.basis is Basis.PUBLISHED:
        return True
    before = schedule.steps[place - 1]
    return (step.low, step.high) != (before.low, before.high)


def _year(step: YearStep, colours: Colours) -> str:
    text = duty_words.short(step.high)
    if step.low != step.high:
        text = f"{duty_words.short(step.low)}–{text}"
    said = f"{step.year}&nbsp;{escape(text).replace(' ', '&nbsp;')}"
    if step.basis is Basis.PUBLISHED:
        return f"<b>{said}</b>"
    return f'<i style="color:{colours.dim}">{said}</i>'


def stops_at_half(schedule: Schedule, duties: LineDuties) -> bool:
    """Whether an American line's cut ends at half its base (the limit of the 2015 law)."""
    if duties.importer != "us" or not schedule.steps or duties.base is None:
        return False
    base, last = percent(duties.base), percent(schedule.steps[-1].high)
    return base is not None and last is not None and 0 < last < base and 2 * last - base <= Decimal("0.02")


def applies(provisions: Sequence[Provision], colours: Colours) -> str:
    """What else applies, what the treaty says apart from how it was written into law."""
    if not provisions:
        return ""
    out = section("What else applies", "restated", colours)
    for title, wanted in (("What the agreement says", False), ("How it was written into law", True)):
        mine = [entry for entry in provisions if entry.is_law is wanted]
        if mine:
            out += f'<p style="margin-top:6px;margin-bottom:0;color:{colours.dim}">{title}</p>'
            out += "".join(_provision(entry, colours) for entry in mine)
    return out


def _provision(entry: Provision, colours: Colours) -> str:
    doubt = entry.evidence == "D"
    grade = (
        f'<span style="background-color:{colours.warn_back};color:{colours.text}"><b>&nbsp;not verified&nbsp;</b></span> (grade D)'
        if doubt
        else f"grade {entry.evidence}: {escape(entry.grade)}"
    )
    figures = (
        f" <span>{escape(_figures(entry.facts))}</span>" if entry.facts and "sg-beef" in entry.id else ""
    )
    remark = f" {escape(entry.note)}." if doubt and entry.note else ""
    return (
        f'<p style="margin-top:3px;margin-bottom:0">{entry_link(entry.id, entry.title, colours)}. {escape(entry.restatement)}{figures} '
        f'<span style="color:{colours.dim}">[{escape(entry.branch.partition(STEP)[0])}, {escape(entry.locator)}; {grade}]{remark}</span></p>'
    )


def _figures(facts: str) -> str:
    return "; ".join(part.replace("=", ": ") for part in facts.split(";")) + "."


def later(events: Sequence[Event], detail: LineDetail, colours: Colours) -> str:
    """On an American line: dated measures since 2025 that are not in the rates."""
    if detail.row.importer != "us":
        return ""
    until = f" The list below goes up to {events[-1].date}." if events else ""
    out = section("On top since 2025", "not in these rates", colours) + note(LATER_MEASURES + until, colours)
    for event in events:
        said = f" {escape(event.detail)}" if event.detail else ""
        out += (
            f'<p style="margin-top:3px;margin-bottom:0">{event.date} {entry_link(event.id, event.title, colours)}.{said} '
            f'<span style="color:{colours.dim}">[grade {event.evidence}: {escape(event.grade)}]</span></p>'
        )
    return out
