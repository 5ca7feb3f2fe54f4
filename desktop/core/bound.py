"""A comparison with a figure, as typed into a field of the search box: ``>10``, ``<=5``, ``5-10``, ``>1m``."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison with a figure: ``>10``, ``<=5``, ``5``; ``low`` and ``high`` are inclusive unless open."""

    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: float) -> bool:
        """Whether a figure satisfies it; NaN never does."""
        if value != value:  # noqa: PLR0124  (NaN)
            return False
        if self.low is not None and (value < self.low or (self.open_low and value == self.low)):
            return False
        return not (self.high is not None and (value > self.high or (self.open_high and value == self.high)))


_BOUND = re.compile(r"(>=|<=|>|<|=)?(\d[\d,]*(?:\.\d+)?)([km]?)%?(?:-(\d[\d,]*(?:\.\d+)?)([km]?)%?)?\Z")
_SCALE = {"": 1.0, "k": 1e3, "m": 1e6}


def parse_bound(value: str) -> Bound | None:
    """Read a comparison; None when it is none."""
    match = _BOUND.fullmatch(value)
    if not match:
        return None
    sign, low, low_scale, high, high_scale = match.groups()
    first = float(low.replace(",", "")) * _SCALE[low_scale or ""]
    if high:
        return Bound(first, float(high.replace(",", "")) * _SCALE[high_scale or ""])
    match sign:
        case ">" | ">=":
            return Bound(low=first, open_low=sign == ">")
        case "<" | "<=":
            return Bound(high=first, open_high=sign == "<")
        case _:
            return Bound(first, first)


def both(first: Bound | None, second: Bound) -> Bound:
    """What satisfies two bounds: ``rate:>5 rate:<10``."""
    if first is None:
        return second
    low, open_low = max(
        ((b.low, b.open_low) for b in (first, second) if b.low is not None), default=(None, False)
    )
    high, open_high = min(
        ((b.high, not b.open_high) for b in (first, second) if b.high is not None), default=(None, True)
    )
    return Bound(low, high, open_low, not open_high)


def say_bound(bound: Bound, unit: str) -> str:
    """A comparison in words."""
    if bound.low is not None and bound.high is not None:
        if bound.low == bound.high:
            return f"of {bound.low:,g}{unit}"
        return f"{bound.low:,g} to {bound.high:,g}{unit}"
    if bound.low is not None:
        return f"{'over' if bound.open_low else 'at least'} {bound.low:,.15g}{unit}"
    return f"{'under' if bound.open_high else 'at most'} {bound.high or 0:,.15g}{unit}"
