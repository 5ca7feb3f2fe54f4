"""The combinations of conditions under which two duties are compared, and a duty in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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
    InQuota,
    Marked,
    OutOfQuota,
    Remaining,
    Season,
    Stated,
    in_season,
    narrower,
    walk,
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One combination of conditions: which quota, day, goods and party a shipment falls under.

    ``whose`` names the quota in words: that of one agreement, or of each. ``goods`` are the descriptions
    that fit the goods; ``day`` is a month and a day that stands for a part of the year, ``season`` its words.
    """

    quota: bool | None = None
    whose: str = ""
    pooled: bool | None = None
    goods: frozenset[str] | None = None
    day: tuple[int, int] | None = None
    season: str = ""
    party: Mapping[str, str | None] | None = None

    def words(self) -> tuple[str, ...]:
        """Every dimension in words, in one order; empty where the cells do not tell it apart."""
        quota = pooled = goods = ""
        if self.quota is not None:
            quota = _quota_words(self.whose, within=self.quota)
        if self.pooled is not None:
            pooled = duty_words.condition_words(InQuota("WTO") if self.pooled else OutOfQuota("WTO"))
        if self.goods is not None:
            said = [duty_words.condition_words(Stated(text)) for text in sorted(self.goods)]
            goods = " and ".join(said) or "other goods"
        return quota, pooled, goods, self.season


EACH: Final = "each"
_LEFT_OVER: Final = "preferential import"


def _quota_words(whose: str, *, within: bool) -> str:
    if whose == EACH:
        return f"each {'within' if within else 'outside'} its own quota"
    if whose == _LEFT_OVER:
        return f"{'' if within else 'not '}eligible for preferential import"
    return f"{'within' if within else 'outside'} {whose}"


def scenarios(ours: Duty, theirs: Duty, comparator: str) -> Iterator[Scenario]:
    """Every combination of conditions that either of two duties tells apart."""
    nodes = [*walk(ours), *walk(theirs)]
    mine, other = _has_own_quota(ours), _has_own_quota(theirs)
    left_over = _PREFERENTIAL in (*_texts(ours), *_texts(theirs))
    whose = (
        EACH
        if mine and other
        else "the USJTA quota"
        if mine
        else _LEFT_OVER
        if left_over
        else f"the {comparator} quota"
    )
    quotas = [node.name for node in nodes if isinstance(node, InQuota | OutOfQuota)]
    for quota, pooled, goods, (day, season), ours_from, theirs_from in product(
        (True, False) if mine or other else (None,),
        (True, False) if "WTO" in quotas else (None,),
        _goods(_labels(ours), _labels(theirs)),
        _parts_of_the_year([node for node in nodes if isinstance(node, Season)]),
        _parties(ours),
        _parties(theirs),
    ):
        party = {"ours": ours_from, "theirs": theirs_from}
        yield Scenario(quota, whose, pooled, goods, day, season, party)


def _goods(ours: list[str], theirs: list[str]) -> list[frozenset[str] | None]:
    """Which descriptions can fit the same goods: at most one of each cell, any of one with any of the other."""
    if not ours and not theirs:
        return [None]
    out: dict[frozenset[str], None] = {}
    for one, other in product((*ours, ""), (*theirs, "")):
        agrees = (one not in theirs or one == other) and (other not in ours or one == other)
        if agrees or not (one and other):
            out.setdefault(frozenset(filter(None, (one, other))))
    return list(out)


def _parts_of_the_year(seasons: list[Season]) -> list[tuple[tuple[int, int] | None, str]]:
    """The year cut wherever a season begins or ends: a day of each part, and the part in words."""
    if not seasons:
        return [(None, "")]
    cuts = sorted({cut for season in seasons for cut in (season.first, _day_after(season.last))})
    if len(set(seasons)) == 1:
        first = seasons[0]
        return [
            (first.first, duty_words.condition_words(first)),
            (_day_after(first.last), "in the rest of the year"),
        ]
    ends = [*cuts[1:], cuts[0]]
    return [
        (cut, f"imported from {_day(cut)} to before {_day(end)}") for cut, end in zip(cuts, ends, strict=True)
    ]


def _day(day: tuple[int, int]) -> str:
    return f"{day[1]} {duty_words.MONTHS[day[0] - 1]}"


def _day_after(day: tuple[int, int]) -> tuple[int, int]:
    """The first day after the end of a season (day 0, and any day from the 28th, end the month)."""
    month, number = day
    return (month, number + 1) if 0 < number < 28 else (month % 12 + 1, 1)


# The UK's imports under what the EU quota leaves over: within or outside a quantity, like a quota.
_PREFERENTIAL: Final = "特恵輸入対象のもの"


def _has_own_quota(duty: Duty) -> bool:
    """Whether a duty turns on a quota of its agreement (the pooled WTO quota is nobody's own)."""
    return any(
        (isinstance(node, InQuota | OutOfQuota) and node.name != "WTO")
        or (isinstance(node, Stated) and node.text == _PREFERENTIAL)
        for node in walk(duty)
    )


def _texts(duty: Duty) -> list[str]:
    return list(dict.fromkeys(node.text for node in walk(duty) if isinstance(node, Stated)))


def _labels(duty: Duty) -> list[str]:
    return [text for text in _texts(duty) if text != _PREFERENTIAL]


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
            return scenario.day is not None and in_season(condition, scenario.day)
        case Stated(text, excluded):
            held = bool(scenario.quota) if text == _PREFERENTIAL else text in (scenario.goods or ())
            return held is not excluded
        case Remaining():
            return True
        case AllOf(parts):
            return all(_holds(part, scenario, side) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, scenario, side) for part in parts)
