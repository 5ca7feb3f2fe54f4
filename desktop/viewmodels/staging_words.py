"""A year of a schedule in words, for tables: the duty, and on what it rests."""

from __future__ import annotations

from typing import Final

from desktop.core import duty_words
from desktop.core.staging import Basis, YearStep

_BASIS: Final = {
    Basis.PUBLISHED: "published",
    Basis.INFERRED: "inferred by the staging rule",
    Basis.SPAN: "inferred span: several rules fit",
}


def step_words(step: YearStep) -> str:
    """The duty of a year; a span has both its ends."""
    low, high = duty_words.notation(step.low), duty_words.notation(step.high)
    return high if step.low == step.high else f"{low} to {high}"


def basis_words(basis: Basis) -> str:
    """On what the figure rests."""
    return _BASIS[basis]
