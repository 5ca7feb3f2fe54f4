"""How a duty is expressed, for filters and counts: one word for each tree."""

from __future__ import annotations

from decimal import Decimal

from desktop.core.duty import (
    AdValorem,
    AllOf,
    AnyOf,
    Bounded,
    Case,
    Cases,
    Duty,
    Formula,
    Free,
    HigherOf,
    InQuota,
    LowerOf,
    Marked,
    NotApplied,
    OneOf,
    OutOfQuota,
    PartOf,
    PerPoint,
    Range,
    Reference,
    Specific,
    Stated,
    Sum,
    Unread,
    bare,
    marks,
    percent,
    walk,
)
from desktop.core.line import Kind


def kind(duty: Duty | None) -> Kind:
    """The kind of a duty; None, and what was not understood, is unknown."""
    if duty is None:
        return Kind.UNKNOWN
    plain = bare(duty)
    nodes = list(walk(plain))
    if any(isinstance(node, Unread) for node in nodes):
        return Kind.UNKNOWN
    if any(isinstance(node, Reference) for node in nodes):
        return Kind.REFERENCE
    if any(isinstance(node, Case) and _by_quota(node) for node in nodes):
        return Kind.QUOTA
    if any(isinstance(node, Cases) for node in nodes) or "◎" in marks(duty):
        return Kind.CONDITION
    if any(isinstance(node, Range | OneOf | PartOf) for node in nodes):
        return Kind.RANGE
    if any(isinstance(node, Formula) for node in nodes):
        return Kind.FORMULA
    match plain:
        case Free():
            return Kind.FREE
        case AdValorem():
            return Kind.PERCENT
        case Specific():
            return Kind.PER_UNIT
        case Sum() | LowerOf() | HigherOf() | Bounded() | PerPoint():
            return Kind.COMPOUND
    return Kind.UNKNOWN


def _by_quota(case: Case) -> bool:
    parts = [case.condition]
    while parts:
        part = parts.pop()
        if isinstance(part, InQuota | OutOfQuota):
            return True
        if isinstance(part, Stated) and part.text == "特恵輸入対象のもの":
            return True
        if isinstance(part, AllOf | AnyOf):
            parts.extend(part.parts)
    return False


def plain_percent(duty: Duty | None) -> Decimal | None:
    """The percentage of a duty that is nothing but one: no mark, no bracket; free is zero."""
    return None if duty is None or isinstance(duty, Marked | NotApplied) else percent(duty)


def order(duty: Duty) -> tuple[int, float, str]:
    """A key for sorting: free first, then percentages by figure, then all others by their first figure."""
    share = percent(duty)
    if share is not None:
        return (0, float(share), "")
    figures = [
        float(value)
        for node in walk(duty)
        if isinstance(node, AdValorem | Specific)
        for value in (node.percent if isinstance(node, AdValorem) else node.amount,)
    ]
    return (1, figures[0] if figures else float("inf"), "")
