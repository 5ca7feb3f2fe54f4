"""Who is ahead: the American exporter's duty beside another exporter's, by tree and not by text.

Both duties are resolved for every combination of their conditions (in or out of the quota,
added sugar or not, this party or that), and compared over every price as exact curves. Goods that
meet none of an agreement's conditions pay the duty without the deal. What a price and the stated
conditions do not settle (ranges, footnotes that are not at hand) is not comparable unless both
cells say the very same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from desktop.core import duty_words
from desktop.core.duty import (
    OTHER_PARTIES,
    AdValorem,
    Cases,
    Duty,
    Free,
    NotApplied,
    OneOf,
    PartOf,
    PerPoint,
    Range,
    Reference,
    Remaining,
    Specific,
    Sum,
    Unbound,
    Unread,
    marks,
    percent,
    rounded,
    units_of,
    walk,
    without_marks,
)
from desktop.core.duty_curve import Curve, NoCurve, Stretch, compare, curve
from desktop.core.line import RateState
from desktop.core.scenario import EACH, Scenario, resolve, scenarios
from desktop.core.standing import Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standing, one sentence that says why, and the margin where it is one figure.

    ``margin`` is what the other exporter pays more than the American: points of a percentage
    (``unit`` is ``%``) or money per unit (``¥/kg``); negative where the American pays more.
    """

    standing: Standing
    sentence: str
    margin: Decimal | None = None
    unit: str = ""


def from_states(ours: RateState, theirs: RateState, comparator: str) -> Verdict | None:
    """The verdict where a state settles it, without any duty; None where duties must be compared."""
    if RateState.UNKNOWN in (ours, theirs):
        return Verdict(Standing.UNKNOWN, "The data have no edition for this year.")
    if theirs is RateState.NOT_PARTY:
        return Verdict(
            Standing.NOT_PARTY, f"The importing country is not a party to that agreement ({comparator})."
        )
    if ours is RateState.OUTSIDE:
        return Verdict(Standing.OUTSIDE, "This line is outside the U.S.-Japan Trade Agreement.")
    if theirs is RateState.NO_CONCESSION:
        return Verdict(
            Standing.NO_CONCESSION,
            f"{comparator}: no concession on this line; exporters pay the duty without the deal.",
        )
    return None


def judge(ours: Duty, theirs: Duty, otherwise: Duty | None, comparator: str) -> Verdict:
    """Compare two agreements' duties on one line; ``otherwise`` is the duty without the deal."""
    hidden = _hidden(ours) or _hidden(theirs)
    if ours == theirs and not hidden:
        return Verdict(Standing.PARITY, _same(ours, comparator), *_no_margin(ours))
    if hidden:
        return _by_bounds(ours, theirs, comparator) or Verdict(
            Standing.NOT_COMPARABLE, f"{_both(ours, theirs, comparator)} {hidden}"
        )
    findings = []
    for scenario in scenarios(ours, theirs, comparator):
        mine = resolve(ours, scenario, "ours") or otherwise
        other = resolve(theirs, scenario, "theirs") or otherwise
        if mine is None or other is None:
            return Verdict(Standing.NOT_COMPARABLE, "The duty without the deal is not known.")
        if mine == other:
            findings.append(_Finding(scenario, (Stretch(Fraction(0), None, 0),), mine, other))
            continue
        try:
            stretches = compare(*_curves(mine, other))
        except NoCurve as why:
            if sign := _sign_without_a_curve(mine, other):
                findings.append(_Finding(scenario, (Stretch(Fraction(0), None, sign),), mine, other))
                continue
            return Verdict(
                Standing.NOT_COMPARABLE, f"{_both(mine, other, comparator)} Not comparable: {why}."
            )
        findings.append(_Finding(scenario, stretches, mine, other))
    return _conclude(findings, comparator)


def _sign_without_a_curve(mine: Duty, other: Duty) -> int:
    """-1 or 1 where one side is free and the other charges something whatever else it depends on; else 0."""
    if isinstance(without_marks(mine), Free) and _always_charges(other):
        return -1
    return 1 if isinstance(without_marks(other), Free) and _always_charges(mine) else 0


def _always_charges(duty: Duty) -> bool:
    """Whether a sum has a part that is more than nothing and none that takes off."""
    if not isinstance(duty, Sum):
        return False
    amounts = [part.amount for part in duty.parts if isinstance(part, Specific | PerPoint)]
    whole = all(isinstance(part, Specific | PerPoint | AdValorem) for part in duty.parts)
    return (
        whole
        and min(amounts, default=Decimal(0)) >= 0
        and any(isinstance(part, Specific) and part.amount > 0 for part in duty.parts)
    )


def _same(ours: Duty, comparator: str) -> str:
    note = f", {marks(ours)[-1]} included" if marks(ours) else ""
    return f"The rate is the same as for {comparator} exporters{note}: {duty_words.notation(ours)}."


def _no_margin(duty: Duty) -> tuple[Decimal | None, str]:
    return (Decimal(0), "%") if percent(duty) is not None else (None, "")


def _both(ours: Duty, theirs: Duty, comparator: str) -> str:
    return f"USJTA {_words(ours)}, {comparator} {_words(theirs)}."


def _words(duty: Duty) -> str:
    text = duty_words.notation(duty)
    return text[0].lower() + text[1:] if text[:2].istitle() else text


def _hidden(duty: Duty) -> str:
    """What keeps a cell from being compared, in a sentence; empty when nothing does."""
    notes = [mark for mark in marks(duty) if mark.startswith("◆")]
    for node in walk(duty):
        if isinstance(node, Reference) and node.text.startswith("◆"):
            notes.append(node.text)
        elif isinstance(node, Unread | Reference):
            return f"The rate “{node.text}” stands elsewhere or was not understood."
    if notes:
        return f"Note {notes[0]} of the schedule decides, and its text is not in the files at hand."
    if any(isinstance(node, NotApplied) for node in walk(duty)):
        return "Part of it stands in brackets, which means that another column's rate is paid."
    if any(isinstance(node, Range | OneOf | Unbound | PartOf) for node in walk(duty)) or "●" in marks(duty):
        return "The rate differs by product within the line, and the cell does not say for which."
    return ""


def _by_bounds(ours: Duty, theirs: Duty, comparator: str) -> Verdict | None:
    """Two ranges that do not meet settle it all the same."""
    if any(mark.startswith("◆") for mark in (*marks(ours), *marks(theirs))):
        return None
    mine, other = _bounds(without_marks(ours)), _bounds(without_marks(theirs))
    if mine is None or other is None:
        return None
    said = _both(ours, theirs, comparator)
    if mine[1] < other[0]:
        return Verdict(Standing.AHEAD, f"{said} Lower for every product of the line.")
    if mine[0] > other[1]:
        return Verdict(Standing.BEHIND, f"{said} Higher for every product of the line.")
    return None


def _bounds(duty: Duty) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest percentage of a duty that is a percentage or a range of two."""
    share = None if isinstance(duty, NotApplied) else percent(duty)
    if share is not None:
        return share, share
    if isinstance(duty, Range):
        ends = [None if isinstance(end, NotApplied) else percent(end) for end in (duty.low, duty.high)]
        if ends[0] is not None and ends[1] is not None:
            return ends[0], ends[1]
    return None


# --- findings ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Finding:
    scenario: Scenario
    stretches: tuple[Stretch, ...]
    ours: Duty
    theirs: Duty

    @property
    def signs(self) -> frozenset[int]:
        return frozenset(stretch.sign for stretch in self.stretches)


def _curves(mine: Duty, other: Duty) -> tuple[Curve, Curve]:
    counted = {(unit.name, unit.of) for unit in units_of((mine, other))}
    if len(counted) > 1:
        raise NoCurve("the duties count in different units")
    unit = next(iter(units_of((mine, other))), None)
    return curve(mine, unit), curve(other, unit)


def _conclude(findings: list[_Finding], comparator: str) -> Verdict:
    signs = frozenset().union(*(finding.signs for finding in findings))
    if signs == {0}:
        # Two quotas are filled apart: the one may be open while the other is not.
        each = any(f.scenario.quota is not None and f.scenario.whose == EACH for f in findings)
        when = ", each within or each outside its own quota" if each else " under every condition"
        return Verdict(Standing.PARITY, f"The duty is the same as for {comparator} exporters{when}.")
    standing = {
        frozenset({-1}): Standing.AHEAD, frozenset({1}): Standing.BEHIND,
        frozenset({-1, 0}): Standing.AHEAD_IN_PART, frozenset({0, 1}): Standing.BEHIND_IN_PART,
    }.get(signs, Standing.MIXED)  # fmt: skip
    margin, unit = _margin(findings) if len(findings) == 1 else (None, "")
    sentence = _explain(findings, comparator)
    if len(signs) == 1:
        word = "less" if standing is Standing.AHEAD else "more"
        first = sentence[0] if sentence.startswith("USJTA") else sentence[0].lower()
        sentence = f"The American exporter pays {word} at every price: {first}{sentence[1:]}"
    return Verdict(standing, sentence, margin, unit)


def _margin(findings: list[_Finding]) -> tuple[Decimal | None, str]:
    """Their duty minus ours, where both are shares or both amounts per one unit."""
    ours, theirs = without_marks(findings[0].ours), without_marks(findings[0].theirs)
    return margin(ours, theirs)


def margin(ours: Duty, theirs: Duty) -> tuple[Decimal | None, str]:
    """What the second duty is more than the first, as one figure with its unit; None where there is none."""
    ours, theirs = _alike(ours), _alike(theirs)
    mine, other = percent(ours), percent(theirs)
    if mine is not None and other is not None:
        return other - mine, "%"
    amounts = [
        Decimal(0) if isinstance(d, Free) else d.amount if isinstance(d, Specific) else None
        for d in (ours, theirs)
    ]
    per = {(d.unit, d.currency) for d in (ours, theirs) if isinstance(d, Specific)}
    if None in amounts or len(per) != 1:
        return None, ""
    unit, currency = per.pop()
    sign = "¥" if currency == "JPY" else "$"
    return amounts[1] - amounts[0], f"{sign}/{duty_words.unit(unit, 'notation')}"  # type: ignore[operator]


def _alike(duty: Duty) -> Duty:
    """One duty for conditions that cover all goods and charge the same under each."""
    if isinstance(duty, Cases) and any(isinstance(case.condition, Remaining) for case in duty.cases):
        rates = {case.duty for case in duty.cases}
        if len(rates) == 1:
            return rates.pop()
    return duty


def _explain(findings: list[_Finding], comparator: str) -> str:
    """One sentence: what is paid where the two differ, and where they do not."""
    groups: dict[tuple[Duty, Duty, tuple[Stretch, ...]], list[_Finding]] = {}
    for finding in findings:
        if finding.signs != {0}:
            groups.setdefault((finding.ours, finding.theirs, finding.stretches), []).append(finding)
    parts = []
    for group in groups.values():
        where = _where(group, findings, comparator)
        first = group[0]
        parts.append(
            f"{where}USJTA {_words(first.ours)}, {comparator} {_words(first.theirs)}{_prices(first)}"
        )
    same = any(finding.signs == {0} for finding in findings)
    text = "; ".join(parts)
    text = text[0].upper() + text[1:]
    return f"{text}; otherwise the same." if same else f"{text}."


def _where(group: list[_Finding], findings: list[_Finding], comparator: str) -> str:
    """The conditions that a group of findings shares; dimensions that it covers whole are not named."""
    every = [_said(finding.scenario, comparator) for finding in findings]
    wanted = [_said(finding.scenario, comparator) for finding in group]
    if len(wanted) == len(every):
        return ""
    for place in range(len(every[0])):
        wanted = _merged(wanted, every, place)
    common = [word for word in wanted[0] if word and all(word in said for said in wanted)]
    rest = [", ".join(word for word in said if word and word not in common) for said in wanted]
    # Alternatives of several conditions are set apart, so that "or" can be read in one way only.
    joint = "; or " if any(", " in text for text in rest) else " or "
    alternatives = joint.join(dict.fromkeys(filter(None, rest)))
    said = ", ".join(filter(None, [*common, alternatives]))
    return f"{said}: " if said else ""


def _merged(wanted: list[tuple[str, ...]], every: list[tuple[str, ...]], place: int) -> list[tuple[str, ...]]:
    """Scenarios that take every value of one dimension, all else being equal, as one without it."""
    values = {said[place] for said in every}
    out: dict[tuple[str, ...], None] = {}
    for said in wanted:
        alike = {other[place] for other in wanted if _without(other, place) == _without(said, place)}
        out.setdefault(_without(said, place) if alike == values else said)
    return list(out)


def _without(said: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*said[:place], "", *said[place + 1 :])


def _said(scenario: Scenario, comparator: str) -> tuple[str, ...]:
    """Every dimension of a scenario in words, in one order; empty where it does not matter."""
    party = scenario.party or {}
    words = []
    for side, name in (("ours", "USJTA"), ("theirs", comparator)):
        who = party.get(side)
        words.append(
            "" if not who else f"beside {who}" if who != OTHER_PARTIES else f"beside {name}’s other parties"
        )
    return (*scenario.words(), *words)


def _prices(finding: _Finding) -> str:
    """Over which prices the American pays less or more, where that changes with the price."""
    if len(finding.stretches) == 1:
        return ""
    unit = next(iter(units_of((finding.ours, finding.theirs))), None)
    per = f" per {duty_words.unit(replace(unit, count=1))}" if unit is not None else ""
    said = []
    for stretch in finding.stretches:
        word = {-1: "less", 0: "the same", 1: "more"}[stretch.sign]
        low = _price(stretch.start)
        if stretch.end is None:
            said.append(f"{word} above ¥{low}{per}")
        elif stretch.start == 0:
            said.append(f"{word} up to ¥{_price(stretch.end)}{per}")
        else:
            said.append(f"{word} from ¥{low} to ¥{_price(stretch.end)}{per}")
    return f" ({', '.join(said)})"


def _price(value: Fraction) -> str:
    figure = rounded(value, 2)
    text = format(figure, ",f").rstrip("0").rstrip(".")
    return text if Fraction(figure) == value else f"{text} (rounded)"
