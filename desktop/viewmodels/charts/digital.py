"""Digital-trade topics by instrument and how strongly each binds: a matrix that is read without colour."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.entry import EVIDENCE, Cell
from desktop.core.locator import entry
from desktop.core.series import Axis, Datum, Figure, Series
from desktop.viewmodels.charts.base import Choice, Sources, Wanted, joined

# How strongly a cell binds: sign and words, weakest first; a cell that names something else has no level.
LEVELS: Final[tuple[tuple[str, str], ...]] = (
    ("–", "absent"), ("○", "best endeavour, recognition or cooperation"), ("◐", "binding, with limits or exceptions"),
    ("●", "binding"), ("◇", "carved out, an exception, or excluded"), ("·", "other, see its words"),
)  # fmt: skip
_ABSENT, _SOFT, _LIMITED, _BINDING, _CARVED, _OTHER = range(6)
_SOFT_WORDS: Final = ("best endeavour", "recognition", "cooperation", "keeps current practice")
_LIMITS: Final = (
    "limit", "exception", "self-judging", "phase-in", "carve", "best endeavour", "where appropriate", " if ", "only", "delayed",
    "critical", "(contracts)", "taking models", "for customs forms", "for its parties", "(digital products",
)  # fmt: skip


def level(cell: Cell, like: Cell | None = None) -> int:
    """How strongly a cell binds, by its words; ``like`` is the TPP's cell, to which "same" refers."""
    # "No exception" is the opposite of a limit.
    words = re.sub(r"no (?:own )?exceptions?", "", cell.treatment.lower())
    if words.startswith("same"):
        return level(like) if like is not None else _OTHER
    if words.startswith("absent") or not words:
        return _ABSENT
    if words.startswith(("carve-out", "excluded", "exception", "prudential", "gatt", "gats", "self-judging")):
        return _CARVED
    if words.startswith(_SOFT_WORDS):
        return _SOFT
    if words.startswith("binding"):
        return _LIMITED if any(word in words for word in _LIMITS) else _BINDING
    if "binding list" in words:
        return _BINDING
    if words.startswith("transfers"):
        return _LIMITED
    return _OTHER


def topic_choices(_sources: Sources, _year: int) -> tuple[Choice, ...]:
    """In which order the topics stand."""
    return (
        Choice("order", "Topics", (("paper", "as in the matrix"), ("strength", "strongest in USJDTA first"))),
    )


def matrix(sources: Sources, wanted: Wanted) -> Figure:
    """Topics down, instruments across."""
    cells = sources.entries.store.cells()
    briefs = sources.entries.briefs
    instruments = list(dict.fromkeys(cell.instrument for cell, _ in cells))
    have = {(cell.topic, cell.instrument): (cell, leads) for cell, leads in cells}
    levels = {
        key: level(cell, have[key[0], "TPP"][0] if (key[0], "TPP") in have and key[1] != "TPP" else None)
        for key, (cell, _) in have.items()
    }
    topics = list(dict.fromkeys(cell.topic for cell, _ in cells))
    rank = {_BINDING: 0, _LIMITED: 1, _SOFT: 2, _CARVED: 3, _OTHER: 4, _ABSENT: 5}
    if wanted.get("order", "paper") == "strength":
        topics.sort(key=lambda topic: rank[levels[topic, instruments[0]]])
    rows = []
    by_level: dict[int, list[Datum]] = {place: [] for place in range(len(LEVELS))}
    for row, topic in enumerate(topics):
        texts = [briefs[topic].title]
        for column, instrument in enumerate(instruments):
            cell, leads = have[topic, instrument]
            kind = levels[topic, instrument]
            sign, words = LEVELS[kind]
            doubt = (
                " [not verified]" if cell.evidence == "D" else f" ({cell.evidence})" if cell.evidence else ""
            )
            texts.append(
                f"{sign} {words}: {cell.article} {cell.treatment}".replace(":  ", ": ").strip() + doubt
            )
            grade = f"; grade {cell.evidence}: {EVIDENCE[cell.evidence]}" if cell.evidence else ""
            said = f"{briefs[topic].title}, {instrument}: {words}. {cell.article} {cell.treatment}{grade}.".replace(
                "  ", " "
            )
            mark = f"{sign}{'?' if cell.evidence == 'D' else ''}"
            at = entry(leads if leads in briefs else topic).address
            by_level[kind].append(
                Datum(
                    column + 0.5,
                    row + 0.5,
                    (row, column + 1),
                    said,
                    x0=column - 0.5,
                    y0=row - 0.5,
                    label=mark,
                    place=at,
                )
            )
        rows.append(tuple(texts))
    counts = {name: Counter(levels[topic, name] for topic in topics) for name in instruments}
    ours = instruments[0]

    def _bound(name: str) -> int:
        return counts[name][_BINDING] + counts[name][_LIMITED]

    most = max(map(_bound, instruments))
    firsts = [name for name in instruments if _bound(name) == most]
    others = [name for name in firsts if name != ours]
    unsure = sum(
        1
        for topic in topics
        if have[topic, ours][0].evidence == "D" and levels[topic, ours] in (_BINDING, _LIMITED)
    )
    doubt = f" ({unsure} of them not verified)" if unsure else ""
    title = f"{ours} binds on {_bound(ours)}{doubt} of {len(topics)} digital-trade topics" + (
        (f", as many as {joined(others)}" if others else ", the most of the instruments")
        if ours in firsts
        else f"; {joined(firsts)} on the most, {most}"
    )
    doubtful = sum(1 for cell, _ in cells if cell.evidence == "D")
    return Figure(
        name="digital", title=title,
        subtitle="How strongly each instrument binds, by topic; binding with limits or exceptions counts as binding; topics include scope, exceptions and settlement, which bind to nothing by themselves",
        source=f"Source: texts and official summaries named at each topic. {sources.data}.",
        grid=Grid(("Topic", *instruments), tuple(rows)),
        x=Axis(ticks=tuple(enumerate(instruments)), low=-0.5, high=len(instruments) - 0.5),
        y=Axis(ticks=tuple((row, briefs[topic].title) for row, topic in enumerate(topics)), low=-0.5, high=len(topics) - 0.5),
        series=tuple(Series(words, "cells", f"cell{place}", tuple(by_level[place]), sign=sign) for place, (sign, words) in enumerate(LEVELS) if by_level[place]),
        notes=(f"The strength is read from our words for each cell. A question mark: not verified (grade D), {doubtful} of {len(cells)} cells. CPTPP: “same” takes that of the TPP.",),
        keys=tuple(entry(topic).address for topic in topics),
        summary=title, rows=len(topics), legend=True,
    )  # fmt: skip
