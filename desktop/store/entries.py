"""Entries of the reference file, their links, the digital-trade matrix, ties and what documents are known by."""

from __future__ import annotations

import json
import sqlite3
from array import array
from functools import cached_property
from typing import Any

from desktop.core import text
from desktop.core.anchor import Quotation, Tie
from desktop.core.entry import STEP, Brief, Cell, Entry, Kind, Link, Role
from desktop.store.bundle import Bundle

_COLUMNS = "id, kind, branch, locator, label, title, body, facts, tags, sources, evidence, note, extra"


# The matrix's columns in the order of its instruments.
_ORDER = " ".join(
    f"WHEN '{name}' THEN {place}"
    for place, name in enumerate(("USJDTA", "USMCA", "TPP", "CPTPP", "EU-Japan EPA", "RCEP", "WTO"))
)


class EntryStore:
    """Reads entries; all of them in brief are some five hundred and are read once."""

    def __init__(self, bundle: Bundle) -> None:
        self._db: sqlite3.Connection = bundle.connection

    @cached_property
    def briefs(self) -> dict[str, Brief]:
        """All entries in the order of the outline."""
        out: dict[str, Brief] = {}
        for name, kind, branch, locator, title, evidence, extra in self._db.execute(
            "SELECT id, kind, branch, locator, title, evidence, extra FROM entry ORDER BY place"
        ):
            check = json.loads(extra).get("check", "") if extra else ""
            out[name] = Brief(name, Kind(kind), tuple(branch.split(STEP)), locator, title, evidence, check)
        return out

    def entry(self, name: str) -> Entry | None:
        """One entry in full."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM entry WHERE id = ?", (name,)).fetchone()
        if row is None:
            return None
        name, kind, branch, locator, label, title, body, facts, tags, sources, evidence, note, extra = row
        return Entry(
            name, Kind(kind), tuple(branch.split(STEP)), locator, label, title, body, facts,
            tuple(tag for tag in tags.split(";") if tag),
            tuple(url.strip() for url in sources.split(" ; ") if url.strip()),
            evidence, note, json.loads(extra) if extra else {},
        )  # fmt: skip

    def links(self, name: str) -> tuple[Link, ...]:
        """Links from an entry, then those that lead to it."""
        ahead = [
            Link(Role(role), target, note)
            for role, target, note in self._db.execute(
                "SELECT role, target, note FROM link WHERE source = ? ORDER BY place", (name,)
            )
        ]
        back = [
            Link(Role(role), source, note, back=True)
            for source, role, note in self._db.execute(
                "SELECT source, role, note FROM link WHERE target = ? ORDER BY place", (name,)
            )
        ]
        return (*ahead, *back)

    def cells(
        self, *, topic: str = "", target: str = "", instrument: str = ""
    ) -> tuple[tuple[Cell, str], ...]:
        """Cells of the matrix with the entry that each leads to, by topic, by entry, by instrument, or all."""
        wanted = [(c, v) for c, v in (("topic", topic), ("target", target), ("instrument", instrument)) if v]
        where = " AND ".join(f"{column} = ?" for column, _ in wanted) or "1"
        order = f"topic, CASE instrument {_ORDER} END"
        return tuple(
            (Cell(t, i, article, treatment, evidence), leads)
            for t, i, article, leads, treatment, evidence in self._db.execute(
                f"SELECT topic, instrument, article, target, treatment, evidence FROM matrix WHERE {where} ORDER BY {order}",
                [value for _, value in wanted],
            )
        )

    @cached_property
    def citations(self) -> dict[str, dict[str, str]]:
        """Fields of citations written by hand, by entry or law."""
        out: dict[str, dict[str, str]] = {}
        for name, key, value in self._db.execute("SELECT id, field, value FROM citation ORDER BY id, field"):
            out.setdefault(name, {})[key] = value
        return out

    def with_tag(self, tag: str) -> list[str]:
        """Ids of entries that carry a tag."""
        return [
            name
            for name, tags in self._db.execute("SELECT id, tags FROM entry WHERE tags <> '' ORDER BY place")
            if tag in tags.split(";")
        ]

    @cached_property
    def _haystack(self) -> list[tuple[str, str]]:
        rows = self._db.execute(
            "SELECT id, locator, title, body, facts, tags, branch FROM entry ORDER BY place"
        )
        return [(row[0], " " + " ".join(text.words(" ".join(row[1:]).replace(";", " ")))) for row in rows]

    def with_words(self, words: list[str]) -> list[str]:
        """Ids of entries that have all words, the last of them perhaps unfinished; folded words."""
        if not words:
            return []
        wanted = [f" {word} " for word in words[:-1]]
        return [
            name
            for name, hay in self._haystack
            if f" {words[-1]}" in hay and all(word in hay + " " for word in wanted)
        ]

    # --- documents -----------------------------------------------------------------------

    def ties(self, document: str = "") -> list[Tie]:
        """Ties to one document, or all."""
        where, values = ("WHERE document = ?", (document,)) if document else ("", ())
        rows = self._db.execute(
            "SELECT entry, document, path, block, offset, place, words, digest, before, after, opening, shingles "
            f"FROM tie {where} ORDER BY document, entry, path",
            values,
        )
        return [_tie(row) for row in rows]

    def documents_of(self, entry: str) -> list[tuple[str, str, str]]:
        """Documents to which an entry is tied: document, path, opening words."""
        return list(
            self._db.execute(
                "SELECT document, path, opening FROM tie WHERE entry = ? ORDER BY document, path", (entry,)
            )
        )

    def known_files(self) -> dict[str, tuple[str, str]]:
        """Documents and editions by the digest of their files."""
        rows = self._db.execute("SELECT sha256, document, edition FROM document_file")
        return {sha256: (document, edition) for sha256, document, edition in rows}

    def signs(self) -> list[tuple[str, str, int, str]]:
        """Document, kind, weight and value of everything by which documents are known."""
        return list(
            self._db.execute("SELECT document, kind, weight, value FROM document_sign ORDER BY place")
        )

    def reading_blocks(self) -> list[tuple[str, str, str, str, str, str, str]]:
        """Document, block, kind, section, subsection, lines and hashes, in reading order."""
        return list(
            self._db.execute(
                "SELECT document, block, kind, section, subsection, lines, hashes FROM reading_block "
                "ORDER BY document, place"
            )
        )


def _tie(row: tuple[Any, ...]) -> Tie:
    entry, document, path, block, offset, place, words, digest, before, after, opening, shingles = row
    if not digest:
        return Tie(entry, document, path)
    runs = array("I")
    runs.frombytes(shingles)
    return Tie(
        entry, document, path,
        Quotation(words, digest, opening, tuple(runs), before, after, place, block, offset),
    )  # fmt: skip
