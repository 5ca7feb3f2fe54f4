"""Documents that the user added, what they are taken for, and what became of the ties to them. No Qt here.

One object serves one thread: it has its own connections to the reference file and to the user's own.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.anchor import Found, Text, Tie, TieState, counts, resolve
from desktop.core.entry import Kind
from desktop.core.passage import words_of
from desktop.core.structure_path import Path as StructurePath
from desktop.core.structure_path import parse, say
from desktop.errors import KnownError
from desktop.sources.library import Library, Reading
from desktop.sources.plain import Block
from desktop.sources.reader import READER_VERSION, SUFFIXES
from desktop.sources.recognise import Guess, Sign, recognise
from desktop.sources.structure import find
from desktop.store.bundle import Bundle
from desktop.store.entries import EntryStore
from desktop.store.userdb import Added, UserFile

# Raise it with every change in how ties are resolved.
RESOLVER_VERSION = 2


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the ties to one added document."""

    added: Added
    found: tuple[Found, ...]
    places: tuple[tuple[int, str, str], ...]
    ties: int = 0

    @property
    def elsewhere(self) -> int:
        """How many ties are to chapters that this file has not: it holds a part of its agreement only."""
        return self.ties - len(self.found)

    @property
    def counts(self) -> dict[str, int]:
        """How many ties of each state."""
        return counts(self.found)

    @property
    def said(self) -> str:
        """The same in words: "97 exact"."""
        parts = [f"{n} {name}" for name, n in self.counts.items() if n]
        if self.elsewhere:
            parts.append(f"{self.elsewhere} in chapters not in this file")
        return ", ".join(parts) or "no ties"


class Documents:
    """Adds, reads, recognises and ties documents of one profile."""

    def __init__(self, bundle: Path, profile: Path) -> None:
        self.bundle = Bundle(bundle)
        self.entries = EntryStore(self.bundle)
        self.user = UserFile(profile)
        self._known = self.entries.known_files()
        self._signs = [Sign(*row) for row in self.entries.signs()]
        self._scopes: dict[str, StructurePath] = {
            sign.document: parse(sign.value) for sign in self._signs if sign.kind == "scope"
        }
        self.blocks = self._orders()
        self.library = Library(profile / "sources", list(self.blocks.values()))
        self.library.clean()
        self._readings: dict[str, Reading] = {}
        self.basis = f"{self.bundle.digest}/{READER_VERSION}/{RESOLVER_VERSION}"

    def _orders(self) -> dict[str, list[Block]]:
        out: dict[str, list[Block]] = {}
        for document, name, kind, _, _, lines, hashes in self.entries.reading_blocks():
            block = Block(name, kind, tuple(map(int, lines.split())), tuple(hashes.split()))
            out.setdefault(document, []).append(block)
        return out

    # --- adding --------------------------------------------------------------------------

    def add(self, path: Path, progress: Callable[[float], None] | None = None) -> Added:
        """Copy, read and recognise a file; raises KnownError with one sentence, and then nothing was added."""
        copy = self.library.take(path)
        earlier = next((item for item in self.user.documents() if item.sha256 == copy.sha256), None)
        try:
            reading = self.library.reading(copy.sha256, copy.kind, progress)
        except KnownError as error:
            if earlier is None:
                self.library.drop(copy.sha256, copy.kind)
            raise KnownError(str(error).replace(copy.path.name, path.name)) from error
        self._readings[copy.sha256] = reading
        guess = self._guess(copy.sha256, reading)
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        added = Added(
            copy.sha256, path.name, copy.kind, copy.size, len(reading.stream.pages), earlier.added if earlier else now,
            guess.document, guess.by, guess.score, earlier.chosen if earlier else None,
        )  # fmt: skip
        self.user.put_document(added)
        return added

    def add_shipped(self, folder: Path) -> list[str]:
        """Add what came with the program and is neither there nor was taken out; sentences for what cannot be."""
        if not folder.is_dir():
            return []
        have = {item.sha256 for item in self.user.documents()} | self.user.refused()
        said = []
        for path in sorted(folder.iterdir()):
            if path.suffix.casefold() not in SUFFIXES:
                continue
            try:
                if hashlib.sha256(path.read_bytes()).hexdigest() not in have:
                    self.add(path)
            except (KnownError, OSError) as error:
                said.append(str(error))
        return said

    def _guess(self, sha256: str, reading: Reading) -> Guess:
        known = {digest: document for digest, (document, _) in self._known.items()}
        signs = [sign for sign in self._signs if sign.kind != "scope"]
        return recognise(reading.stream, reading.units, sha256, known, signs)

    def remove(self, sha256: str) -> None:
        """Take a document out of the library; notes stay."""
        for item in self.user.documents():
            if item.sha256 == sha256:
                self.user.forget(sha256)
                self.library.drop(sha256, item.kind)

    def reading(self, added: Added) -> Reading:
        """What a document says."""
        if added.sha256 not in self._readings:
            self._readings[added.sha256] = self.library.reading(added.sha256, added.kind)
        return self._readings[added.sha256]

    # --- ties ----------------------------------------------------------------------------

    def reports(self) -> list[Report]:
        """What became of the ties to every document, from the last time where nothing has changed since."""
        return [self.report(added) for added in self.user.documents()]

    def report(self, added: Added) -> Report:
        """What became of the ties to one document."""
        stored = self.user.tie_report(added.sha256, self._basis(added))
        ties = (
            {(tie.entry, tie.path): tie for tie in self.entries.ties(added.document)}
            if added.document
            else {}
        )
        if stored:
            return _from_json(added, ties, stored)
        found, places = self.resolve(added, list(ties.values()))
        report = Report(added, found, places, len(ties))
        self.user.put_tie_report(added.sha256, self._basis(added), _to_json(report))
        return report

    def _basis(self, added: Added) -> str:
        return hashlib.sha256(f"{self.basis}/{added.document}".encode()).hexdigest()[:16]

    def resolve(
        self, added: Added, ties: list[Tie]
    ) -> tuple[tuple[Found, ...], tuple[tuple[int, str, str], ...]]:
        """Every tie in a document, and for each its page (from 0), the page's label and its block."""
        if not ties:
            return (), ()
        reading = self.reading(added)
        chapters = _chapters(reading)
        ties = [tie for tie in ties if not _elsewhere(tie, chapters)]
        stream = reading.stream
        words = words_of(stream.text) if any(tie.quotation for tie in ties) else words_of("")
        blocks = {p.block: words.inside(p.start, p.end) for p in stream.paragraphs if p.block}
        text = Text(words, blocks)
        scope = self._scopes.get(added.document, ())
        found, places = [], []
        for tie in ties:
            unit = find(reading.units, parse(tie.path), scope) if tie.path else None
            one = resolve(tie, text, (unit.start, unit.end) if unit else None)
            found.append(one)
            page = stream.page_at(one.start) if one.state is not TieState.LOST else -1
            block = stream.paragraphs[stream.paragraph_at(one.start)].block if page >= 0 else ""
            places.append((page, stream.label(page), block))
        return tuple(found), tuple(places)

    def close(self) -> None:
        """Release both files."""
        self.bundle.close()
        self.user.close()


def _chapters(reading: Reading) -> set[str]:
    """Chapters of which a file has articles numbered "19.11"; empty where articles have plain numbers."""
    return {
        step.label.partition(".")[0]
        for unit in reading.units
        for step in unit.path
        if step.kind == "article" and "." in step.label
    }


def _elsewhere(tie: Tie, chapters: set[str]) -> bool:
    """Whether a tie is to an article of a chapter of which the file has none."""
    step = parse(tie.path)[0] if tie.path else None
    if step is None or step.kind != "article" or "." not in step.label:
        return False
    return bool(chapters) and step.label.partition(".")[0] not in chapters


def _to_json(report: Report) -> str:
    rows = [
        (f.tie.entry, f.tie.path, f.state.value, f.score, f.start, f.end, f.by, *place)
        for f, place in zip(report.found, report.places, strict=True)
    ]
    return json.dumps(rows, ensure_ascii=False)


def _from_json(added: Added, ties: dict[tuple[str, str], Tie], stored: str) -> Report:
    found, places = [], []
    for entry, path, state, score, start, end, by, page, label, block in json.loads(stored):
        found.append(Found(ties[entry, path], TieState(state), score, start, end, by))
        places.append((page, label, block))
    return Report(added, tuple(found), tuple(places), len(ties))


# --- without a window ----------------------------------------------------------------------


def add_source(bundle: Path, profile: Path, path: Path) -> dict[str, Any]:
    """Add a file and say what it was taken for and what became of its ties."""
    documents = Documents(bundle, profile)
    try:
        added = documents.add(path)
        return _document(documents, documents.report(added))
    finally:
        documents.close()


def ties(bundle: Path, profile: Path) -> dict[str, Any]:
    """The report of all ties of a profile, with the documents that were not added."""
    documents = Documents(bundle, profile)
    try:
        reports = documents.reports()
        have = {report.added.document for report in reports}
        wanting = [
            b for b in documents.entries.briefs.values() if b.kind is Kind.DOCUMENT and b.id not in have
        ]
        whole: dict[str, int] = dict.fromkeys((state.value for state in TieState), 0)
        for report in reports:
            for name, number in report.counts.items():
                whole[name] += number
        return {
            "counts": whole,
            "documents": [_document(documents, report) for report in reports],
            "not_added": [{"document": brief.id, "title": brief.title} for brief in wanting],
            "trouble": documents.user.trouble,
        }
    finally:
        documents.close()


def _document(documents: Documents, report: Report) -> dict[str, Any]:
    added = report.added
    brief = documents.entries.briefs.get(added.document)
    edition = documents.entries.known_files().get(added.sha256, ("", ""))[1]
    return {
        "document": added.document,
        "title": brief.title if brief else "",
        "edition": edition,
        "file": added.name,
        "sha256": added.sha256,
        "recognised_by": "the user" if added.chosen is not None else added.guess_by,
        "score": added.score,
        "pages": added.pages,
        "counts": report.counts,
        "in_chapters_not_in_this_file": report.elsewhere,
        "ties": [
            {
                "entry": found.tie.entry,
                "state": found.state.value,
                "score": found.score,
                "by": found.by,
                "path": found.tie.path,
                "place": say(parse(found.tie.path)) if found.tie.path else "",
                "page": place[0] + 1 if place[0] >= 0 else None,
                "page_label": place[1],
                "block": place[2],
                "start": found.start if place[0] >= 0 else None,
                "end": found.end if place[0] >= 0 else None,
            }
            for found, place in zip(report.found, report.places, strict=True)
        ],
    }
