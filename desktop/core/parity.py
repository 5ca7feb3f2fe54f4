"""Who is ahead: the American exporter's duty beside another exporter's, by tree and not by text.

Both duties are resolved for every combination of their conditions (in or out of the quota,
added sugar or not, this party or that), and compared over every price as exact curves. Goods that
meet none of an agreement's conditions pay the duty without the deal. What a price and the stated
conditions do not settle (ranges, footnotes that are not at hand) is not comparable unless both
cells say the very same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from desktop.core import duty_words
from desktop.core.duty import (
    OTHER_PARTIES,
    AllOf,
    AnyOf,
    Cases,
    Condition,
    Duty,
    ForCountries,
    Free,
    InQuota,
    Marked,
    OneOf,
    OutOfQuota,
    Range,
    Reference,
    Remaining,
    Season,
    Specific,
    Stated,
    Unbound,
    Unread,
    marks,
    narrower,
    percent,
    walk,
    without_marks,
)
from desktop.core.duty_curve import Curve, NoCurve, Stretch, compare, curve, units
from desktop.core.line import RateState
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
        return Verdict(Standing.NOT_PARTY, f"The importing country is not a party to {comparator}.")
    if ours is RateState.OUTSIDE:
        return Verdict(Standing.OUTSIDE, "This line is outside the U.S.-Japan Trade Agreement.")
    if theirs is RateState.NO_CONCESSION:
        return Verdict(
            Standing.NO_CONCESSION,
            f"{comparator} gives no concession on this line; its exporters pay the duty without the deal.",
        )
    return None


def judge(ours: Duty, theirs: Duty, otherwise: Duty | None, comparator: str) -> Verdict:
    """Compare two agreements' duties on one line; ``otherwise`` is the duty without the deal."""
    if ours == theirs:
        return Verdict(Standing.PARITY, _same(ours, comparator), *_no_margin(ours))
    hidden = _hidden(ours) or _hidden(theirs)
    if hidden:
        return _by_bounds(ours, theirs, comparator) or Verdict(
            Standing.NOT_COMPARABLE, f"{_both(ours, theirs, comparator)} {hidden}"
        )
    findings = []
    for scenario in _scenarios(ours, theirs, comparator):
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
            return Verdict(
                Standing.NOT_COMPARABLE, f"{_both(mine, other, comparator)} Not comparable: {why}."
            )
        findings.append(_Finding(scenario, stretches, mine, other))
    return _conclude(findings, comparator)


def _same(ours: Duty, comparator: str) -> str:
    note = f", {marks(ours)[-1]} included" if marks(ours) else ""
    return f"The rate is the same as under {comparator}{note}: {duty_words.notation(ours)}."


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
    if any(isinstance(node, Range | OneOf | Unbound) for node in walk(duty)) or "●" in marks(duty):
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
    share = percent(duty)
    if share is not None:
        return share, share
    if isinstance(duty, Range):
        low, high = percent(duty.low), percent(duty.high)
        if low is not None and high is not None:
            return low, high
    return None


# --- scenarios ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scenario:
    """One combination of conditions: which quota, season, goods and party a shipment falls under.

    ``whose`` names the quota in words: that of one agreement, or of each.
    """

    quota: bool | None = None
    whose: str = ""
    pooled: bool | None = None
    goods: str | None = None
    season: Season | None = None
    party: Mapping[str, str | None] | None = None

    def words(self) -> list[str]:
        """The conditions in words, only those that the cells tell apart."""
        said = []
        if self.quota is not None:
            word = "within" if self.quota else "outside"
            said.append(f"each {word} its own quota" if self.whose == _EACH else f"{word} {self.whose}")
        if self.pooled is not None:
            said.append(duty_words.condition_words(InQuota("WTO") if self.pooled else OutOfQuota("WTO")))
        if self.goods is not None:
            said.append(duty_words.condition_words(Stated(self.goods)) if self.goods else "other goods")
        if self.season is not None:
            said.append(
                "in the rest of the year"
                if self.season == _ALL_YEAR
                else duty_words.condition_words(self.season)
            )
        return said


_EACH: Final = "each"
_ALL_YEAR: Final = Season((0, 0), (0, 0))


def _scenarios(ours: Duty, theirs: Duty, comparator: str) -> Iterator[Scenario]:
    nodes = [*walk(ours), *walk(theirs)]
    own = _has_own_quota(ours) or _has_own_quota(theirs)
    whose = f"{comparator}’s quota"
    if _has_own_quota(ours):
        whose = _EACH if _has_own_quota(theirs) else "the USJTA quota"
    quotas = [node.name for node in nodes if isinstance(node, InQuota | OutOfQuota)]
    goods = [text for text in _texts(nodes) if text != _PREFERENTIAL]
    seasons = list(dict.fromkeys(node for node in nodes if isinstance(node, Season)))
    parties = {side: _parties(duty) for side, duty in (("ours", ours), ("theirs", theirs))}
    for quota, pooled, text, season, mine, other in product(
        (True, False) if own else (None,),
        (True, False) if "WTO" in quotas else (None,),
        (*goods, "") if goods else (None,),
        (*seasons, _ALL_YEAR) if seasons else (None,),
        parties["ours"],
        parties["theirs"],
    ):
        yield Scenario(quota, whose, pooled, text, season, {"ours": mine, "theirs": other})


# The UK's imports under what the EU quota leaves over: within or outside a quantity, like a quota.
_PREFERENTIAL: Final = "特恵輸入対象のもの"


def _has_own_quota(duty: Duty) -> bool:
    """Whether a duty turns on a quota of its agreement (the pooled WTO quota is nobody's own)."""
    return any(
        (isinstance(node, InQuota | OutOfQuota) and node.name != "WTO")
        or (isinstance(node, Stated) and node.text == _PREFERENTIAL)
        for node in walk(duty)
    )


def _texts(nodes: list[object]) -> list[str]:
    return list(dict.fromkeys(node.text for node in nodes if isinstance(node, Stated)))


def _parties(duty: Duty) -> tuple[str | None, ...]:
    named = [name for node in walk(duty) if isinstance(node, ForCountries) for name in node.names]
    unique = tuple(name for name in dict.fromkeys(named) if name != OTHER_PARTIES)
    return (*unique, OTHER_PARTIES) if named else (None,)


def resolve(duty: Duty, scenario: Scenario, side: str) -> Duty | None:
    """The duty in one scenario; None where no condition holds."""
    if isinstance(duty, Marked):
        inner = resolve(duty.duty, scenario, side)
        return None if inner is None else replace(duty, duty=inner)
    if not isinstance(duty, Cases):
        return duty
    holding = [case for case in duty.cases if _holds(case.condition, scenario, side)]
    for case in holding:
        if not any(narrower(other.condition, case.condition) for other in holding):
            return case.duty
    return None


def _holds(condition: Condition, scenario: Scenario, side: str) -> bool:
    match condition:
        case InQuota(name):
            return bool(scenario.pooled if name == "WTO" else scenario.quota)
        case OutOfQuota(name):
            return not (scenario.pooled if name == "WTO" else scenario.quota)
        case ForCountries(names):
            return scenario.party is not None and scenario.party[side] in names
        case Season():
            return scenario.season == condition
        case Stated(text, excluded):
            held = bool(scenario.quota) if text == _PREFERENTIAL else scenario.goods == text
            return held is not excluded
        case Remaining():
            return True
        case AllOf(parts):
            return all(_holds(part, scenario, side) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, scenario, side) for part in parts)


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
    counted = dict.fromkeys((unit.name, unit.of) for duty in (mine, other) for unit in units(duty))
    if len(counted) > 1:
        raise NoCurve("the duties count in different units")
    unit = next((unit for duty in (mine, other) for unit in units(duty)), None)
    return curve(mine, unit), curve(other, unit)


def _conclude(findings: list[_Finding], comparator: str) -> Verdict:
    signs = frozenset().union(*(finding.signs for finding in findings))
    if signs == {0}:
        return Verdict(Standing.PARITY, f"The duty is the same as under {comparator} under every condition.")
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
    alternatives = " or ".join(dict.fromkeys(filter(None, rest)))
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
    parts = [
        Scenario(quota=scenario.quota, whose=scenario.whose), Scenario(pooled=scenario.pooled),
        Scenario(goods=scenario.goods), Scenario(season=scenario.season),
    ]  # fmt: skip
    return (*(", ".join(part.words()) for part in parts), *words)


def _prices(finding: _Finding) -> str:
    """Over which prices the American pays less or more, where that changes with the price."""
    if len(finding.stretches) == 1:
        return ""
    unit = next((u for d in (finding.ours, finding.theirs) for u in units(d)), None)
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
    exact_value = Decimal(value.numerator) / Decimal(value.denominator)
    return format(exact_value.quantize(Decimal("0.01")).normalize(), ",f")
