"""What else applies to a line, and what the United States added on top since 2025."""

from __future__ import annotations

import re
from typing import Final

from desktop.core.line import Kind
from desktop.core.provision import Event, Provision
from desktop.core.record import LineRow
from desktop.store.bundle import Bundle

_MEASURES: Final = frozenset({"US-tariffs", "section-232", "section-301", "framework-2025"})
_MOTOR: Final = "motor-vehicles"
_MOTOR_HEADINGS: Final = ("8703", "8704", "8708")
_COLUMNS: Final = "id, branch, locator, title, body, facts, evidence, note, sources"


class Applying:
    """Reads ties once; they are a few dozen."""

    def __init__(self, bundle: Bundle) -> None:
        self._db = bundle.connection
        self._ties = list(
            self._db.execute(
                "SELECT importer, scope, prefixes, topic, provision FROM line_provision ORDER BY place"
            )
        )

    def to_line(self, row: LineRow, year: int, *, halved: bool) -> tuple[Provision, ...]:
        """Provisions that apply to a line in a year, each once, in the order of the table of ties."""
        topics: dict[str, str] = {}
        for importer, scope, prefixes, topic, provision in self._ties:
            if importer != row.importer or (scope in ("covered", "quota") and not row.covered):
                continue
            if (scope == "halved" and not halved) or (scope == "quota" and row.kind is not Kind.QUOTA):
                continue
            if prefixes and not row.code.startswith(tuple(prefixes.split())):
                continue
            topics.setdefault(provision.replace("YEAR", str(year)), topic)
        marks = ",".join("?" * len(topics))
        found = {
            entry[0]: entry
            for entry in self._db.execute(
                f"SELECT {_COLUMNS} FROM entry WHERE id IN ({marks})", tuple(topics)
            )
        }
        return tuple(
            Provision(name, topic, *found[name][1:]) for name, topic in topics.items() if name in found
        )

    def groups_of(self, name: str) -> list[tuple[str, str, str]]:
        """Importer, scope and prefixes of the lines to which a provision applies."""
        return [
            (importer, scope, prefixes)
            for importer, scope, prefixes, _, provision in self._ties
            if re.fullmatch(re.escape(provision).replace("YEAR", r"\d{4}"), name)
        ]

    def later_measures(self, row: LineRow) -> tuple[Event, ...]:
        """American measures since 2025 that come on top of the rates, by date; for American lines only."""
        if row.importer != "us":
            return ()
        events = [
            Event(name, date, title, detail, tuple(tags.split(";")), url, evidence)
            for name, date, title, detail, tags, url, evidence in self._db.execute(
                "SELECT id, locator, title, body, tags, sources, evidence FROM entry "
                "WHERE kind = 'event' AND locator >= '2025' ORDER BY locator"
            )
        ]
        motor = row.code.startswith(_MOTOR_HEADINGS)
        return tuple(
            event
            for event in events
            if _MEASURES.intersection(event.tags)
            and (_MOTOR not in event.tags or motor)
            and "beef" not in event.tags
        )
