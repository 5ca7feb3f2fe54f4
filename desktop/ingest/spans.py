"""One row for as many editions in a row as say the same thing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Span:
    """From one edition to another, both included."""

    first: str
    last: str


def collapse(
    editions: Sequence[str], by_edition: Mapping[str, Mapping[Key, Value]]
) -> Iterable[tuple[Key, Span, Value]]:
    """Yield (key, span, value) for each run of neighbouring editions with an equal value.

    ``editions`` gives the order. A key missing in between ends its run.
    """
    keys = {key for values in by_edition.values() for key in values}
    for key in sorted(keys):  # type: ignore[type-var]
        first = last = ""
        current: Value | None = None
        for edition in editions:
            value = by_edition[edition].get(key)
            if value is not None and value == current:
                last = edition
                continue
            if current is not None:
                yield key, Span(first, last), current
            first = last = edition
            current = value
        if current is not None:
            yield key, Span(first, last), current
