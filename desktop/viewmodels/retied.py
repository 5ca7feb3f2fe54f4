"""What new data mean for what the user has: documents and their ties, notes, tray, bookmarks, lists. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core import locator
from desktop.errors import KnownError
from desktop.store.bundle import Bundle
from desktop.store.drafts import DraftStore
from desktop.store.lines import LineStore
from desktop.store.matching import Matcher
from desktop.store.userdb import UserFile
from desktop.viewmodels.clipper import Clipper
from desktop.viewmodels.documents import Documents
from desktop.viewmodels.entries import Entries
from desktop.viewmodels.reference import Reference


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of the user's: its kind, its name, how it was and how it is; ``same`` where nothing changed."""

    kind: str
    name: str
    before: str
    after: str
    same: bool


@dataclass(frozen=True, slots=True)
class Retied:
    """The whole report; ``trouble`` says why a part of it is missing."""

    release_before: str
    release: str
    rows: tuple[Row, ...]
    trouble: str = ""

    @property
    def changed(self) -> tuple[Row, ...]:
        """What reads differently now."""
        return tuple(row for row in self.rows if not row.same)

    @property
    def said(self) -> str:
        """The report in one sentence."""
        if not self.rows:
            return self.trouble or "You had no documents, notes, clips, bookmarks or lists to look at again."
        same = len(self.rows) - len(self.changed)
        parts = [f"{same} as before"] if same else []
        if self.changed:
            parts.append(f"{len(self.changed)} changed")
        noun = "item of yours was" if len(self.rows) == 1 else "items of yours were"
        return f"{len(self.rows)} {noun} looked at again: {', '.join(parts)}." + (
            f" {self.trouble}" if self.trouble else ""
        )

    def as_json(self) -> dict[str, Any]:
        """The same for the command line."""
        return {
            "release_before": self.release_before, "release": self.release, "said": self.said,
            "items": [
                {"kind": row.kind, "name": row.name, "before": row.before, "after": row.after, "same": row.same} for row in self.rows
            ],
        }  # fmt: skip


def look_again(before: Path, after: Path, profile: Path, styles: Path) -> Retied:
    """Read everything of a profile against two reference files.

    Ties to documents are resolved anew and kept; everything else is only read. ``styles`` holds the citation styles.
    """
    old, new = Bundle(before), Bundle(after)
    releases = (old.release, new.release)
    old_entries, new_entries = Entries(old), Entries(new)
    try:
        if not (profile / "user.sqlite").is_file():
            return Retied(*releases, ())
        try:
            user = UserFile(profile)
            trouble = user.trouble
            user.close()
            rows = _documents(before, after, profile)
            user = UserFile(profile)
        except KnownError as error:
            return Retied(*releases, (), str(error))
        try:
            drafts = DraftStore(user)
            rows += _notes(user, old_entries, new_entries)
            rows += _clips(drafts, after, styles)
            rows += _bookmarks(drafts, (old, old_entries), (new, new_entries))
            rows += _lists(drafts, old, new)
        finally:
            user.close()
        return Retied(*releases, tuple(rows), trouble)
    finally:
        old.close()
        new.close()


def _documents(before: Path, after: Path, profile: Path) -> list[Row]:
    """Ties of the documents: what was reported last, and what is found with the new data."""
    said = []
    for bundle in (before, after):
        documents = Documents(bundle, profile)
        try:
            said.append(
                {report.added.sha256: (report.added.name, report.said) for report in documents.reports()}
            )
        finally:
            documents.close()
    return [
        Row("document", name, said[0].get(sha256, ("", ""))[1], now, now == said[0].get(sha256, ("", ""))[1])
        for sha256, (name, now) in said[1].items()
    ]


def _notes(user: UserFile, old: Entries, new: Entries) -> list[Row]:
    rows = []
    for note in user.notes():
        if note.quote:
            # It belongs to a passage of a document, which stays what it is.
            rows.append(Row("note", note.text[:60], "on a passage", "on the same passage", same=True))
            continue
        names = [
            entries.briefs[note.target].title if note.target in entries.briefs else ""
            for entries in (old, new)
        ]
        after = names[1] or "the data have this entry no longer; the note is kept"
        rows.append(Row("note", note.text[:60], names[0] or "no entry", after, same=names[0] == names[1]))
    return rows


def _clips(drafts: DraftStore, after: Path, styles: Path) -> list[Row]:
    clips = [clip for clip in drafts.clips() if not clip.heading]
    if not clips:
        return []
    reference = Reference(after)
    try:
        again = Clipper(reference, Entries(reference.bundle), styles).again
        rows = []
        for clip in clips:
            now = again(clip.clipping)
            same = now is None or now.digest == clip.clipping.digest
            said = (
                "as it was taken"
                if now is not None and same
                else "not read again by itself"
                if now is None
                else now.title
            )
            if now is not None and not same and now.title == clip.clipping.title:
                said = "reads differently; the tray shows both"
            rows.append(Row("clip", clip.clipping.title, "as it was taken", said, same=same))
        return rows
    finally:
        reference.close()


def _bookmarks(drafts: DraftStore, old: tuple[Bundle, Entries], new: tuple[Bundle, Entries]) -> list[Row]:
    rows = []
    for mark in drafts.bookmarks():
        there = [_there(mark.address, *side) for side in (old, new)]
        said = ["in the data" if found else "not in the data" for found in there]
        rows.append(Row("bookmark", mark.title, said[0], said[1], same=there[0] == there[1]))
    return rows


def _there(address: str, bundle: Bundle, entries: Entries) -> bool:
    """Whether an address names something of the data; what names a view or a search always does."""
    try:
        place = locator.parse(address)
    except ValueError:
        return False
    if place.kind == "entry":
        return place.path[0] in entries.briefs or bool(entries.first_of(place.path[0]))
    if place.kind != "line":
        return True
    key = locator.line_key(place)
    year = place.year or max(bundle.years)
    return key is not None and year in bundle.years and LineStore(bundle).find(*key, year) is not None


def _lists(drafts: DraftStore, old: Bundle, new: Bundle) -> list[Row]:
    sets = drafts.sets()
    if not sets:
        return []
    matchers = [Matcher(LineStore(bundle), max(bundle.years)) for bundle in (old, new)]

    def _found(matcher: Matcher, items: Sequence[str]) -> str:
        matches = matcher.match(items)
        return f"{sum(bool(m.ids) for m in matches)} of {len(matches)} items have lines"

    rows = []
    for one in sets:
        before, after = (_found(matcher, one.items) for matcher in matchers)
        rows.append(Row("list", one.name, before, after, same=before == after))
    return rows
