"""The added documents as the window sees them: work in the worker, results as signals on the main thread."""

from __future__ import annotations

import contextlib
import datetime
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.anchor import Found, Text, Tie, TieState, quote, resolve
from desktop.core.passage import opening, words_of
from desktop.errors import KnownError
from desktop.sources import pdf
from desktop.sources.library import Reading
from desktop.sources.pdf import PageImage
from desktop.store.userdb import Added, Note, UserFile
from desktop.viewmodels.documents import Documents, Report
from desktop.viewmodels.tasks import Cancel, TaskRunner

# Added, Reading and PageImage are handed on for the widgets, which know no layer below this one.
__all__ = ("Added", "PageImage", "Passage", "Place", "Reading", "SourcesController", "refind")

CONTEXT = 32
# Reports after a change (None: it failed) and what is to be said of it.
Outcome = tuple[list[Report] | None, str]
Job = Callable[[Cancel], Outcome]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry's passage stands in an added document."""

    added: Added
    found: Found
    page: int
    label: str


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry's words in a document that the user added."""

    entry: str
    place: Place
    text: str


class _Watch:
    """Passes progress on, and ends a reading that nobody waits for any more."""

    def __init__(self, cancel: Cancel, tell: Callable[[float], None]) -> None:
        self._cancel, self._tell, self._told = cancel, tell, 0.0

    def __call__(self, share: float) -> None:
        if self._cancel.requested:
            raise KnownError("Reading was stopped; the document was not added.")
        if share - self._told > 0.02 or share >= 1:
            self._told = share
            self._tell(share)


def _kept(job: Job) -> Job:
    """A job whose failure is a sentence, so that the next one gets its turn."""

    def _run(cancel: Cancel) -> Outcome:
        try:
            return job(cancel)
        except KnownError as error:
            return None, str(error)

    return _run


class SourcesController(QObject):
    """Owns the documents of a profile; announces reports, readings and pages."""

    reports_changed = Signal()
    reading_ready = Signal(object)
    page_ready = Signal(object)
    passages_ready = Signal(object)
    said = Signal(str)
    progressed = Signal(float)

    def __init__(
        self,
        bundle: Path,
        profile: Path,
        tasks: TaskRunner,
        parent: QObject | None = None,
        shipped: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._shipped = shipped
        self._bundle, self._profile, self._tasks = bundle, profile, tasks
        self._documents: Documents | None = None
        self._lock = threading.Lock()
        # Notes are written on the main thread, by a connection of its own: they never wait for a long document.
        self._user: UserFile | None = None
        self.unsaved: dict[str, str] = {}
        self.reports: list[Report] = []
        self.newest = ""
        # Changes wait for each other; a newer one never takes an older one's place.
        self._waiting: list[Job] = []
        self._busy = False
        self.trouble = ""
        self.blocked = False
        tasks.failed.connect(self._on_failed)

    def _open(self) -> Documents:
        if self._documents is None:
            self._documents = Documents(self._bundle, self._profile)
        return self._documents

    @Slot()
    def start(self) -> None:
        """Resolve all ties in the worker."""

        def _job(_: Cancel) -> tuple[list[Report], str, bool]:
            with self._lock:
                try:
                    documents = self._open()
                    said = documents.add_shipped(self._shipped) if self._shipped is not None else []
                    return documents.reports(), " ".join([documents.user.trouble, *said]).strip(), False
                except KnownError as error:
                    return [], str(error), True

        self._busy = True
        self._tasks.run("documents", _job, self._on_reports)

    def _on_reports(self, result: tuple[list[Report], str, bool]) -> None:
        self.reports, self.trouble, self.blocked = result
        if self.trouble:
            self.said.emit(self.trouble)
        self.reports_changed.emit()
        self._done()

    # --- changing ------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Add files one after another; each that cannot be added is said, the others are."""
        self.said.emit(
            f"Reading {paths[0].name} …" if len(paths) == 1 else f"Reading {len(paths)} documents …"
        )

        def _job(cancel: Cancel) -> Outcome:
            said = []
            with self._lock:
                documents = self._open()
                for path in paths:
                    try:
                        added = documents.add(path, _Watch(cancel, self.progressed.emit))
                    except KnownError as error:
                        said.append(str(error))
                        continue
                    self.newest = added.sha256
                    report = documents.report(added)
                    offered = self._offer_notes(documents, added)
                    said.append(self._words(documents, report) + offered)
                return documents.reports(), " ".join(said)

        self._queue(_job)

    @Slot(str, object)
    def _on_failed(self, channel: str, _error: object) -> None:
        """A change that stopped by an error nobody foresaw: the next one gets its turn."""
        if channel == "documents":
            self._done()

    def _done(self) -> None:
        self._busy = False
        self._next()

    def _queue(self, job: Job) -> None:
        self._waiting.append(job)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            self._tasks.run("documents", _kept(self._waiting.pop(0)), self._on_changed)

    def _words(self, documents: Documents, report: Report) -> str:
        brief = documents.entries.briefs.get(report.added.document)
        if brief is None:
            return f"{report.added.name}: added, {report.added.guess_by}; say which document it is."
        return f"{report.added.name}: {brief.title} ({report.added.guess_by}), {report.said}."

    def _on_changed(self, result: Outcome) -> None:
        reports, said = result
        if reports is not None:
            self.reports = reports
        self.reports_changed.emit()
        if said:
            self.said.emit(said)
        self._done()

    def correct(self, sha256: str, document: str | None) -> None:
        """Say which document a file is; None goes back to the program's own guess."""
        self._change(lambda documents: documents.user.correct(sha256, document))

    def remove(self, sha256: str) -> None:
        """Take a document out of the library; notes on it stay."""
        self._change(lambda documents: documents.remove(sha256))

    def _change(self, act: Callable[[Documents], object]) -> None:
        def _job(_: Cancel) -> Outcome:
            with self._lock:
                documents = self._open()
                act(documents)
                return documents.reports(), ""

        self._queue(_job)

    # --- reading -------------------------------------------------------------------------

    def places(self, entry: str) -> list[Place]:
        """Where an entry stands in the added documents, exact ones first; lost ones too."""
        out = [
            Place(report.added, found, place[0], place[1])
            for report in self.reports
            for found, place in zip(report.found, report.places, strict=True)
            if found.tie.entry == entry
        ]
        order = list(TieState)
        return sorted(out, key=lambda place: order.index(place.found.state))

    def entries_at(self, sha256: str, position: int) -> list[str]:
        """Entries whose passages cover a place of a document (code points), the shortest passage first."""
        report = next((report for report in self.reports if report.added.sha256 == sha256), None)
        if report is None:
            return []
        found = [f for f in report.found if f.start <= position < f.end and f.state is not TieState.LOST]
        return [f.tie.entry for f in sorted(found, key=lambda f: f.end - f.start)]

    def ask_reading(self, added: Added) -> None:
        """Have a document read in the worker; ``reading_ready`` brings (added, reading)."""

        def _job(_: Cancel) -> tuple[Added, Reading]:
            with self._lock:
                return added, self._open().reading(added)

        self._tasks.run("reading", _job, self.reading_ready.emit)

    def ask_passages(self, names: Sequence[str]) -> None:
        """Have the passages of entries read in the worker; ``passages_ready`` brings name, document, place and text."""
        wanted = {
            name: [p for p in self.places(name) if p.found.state is not TieState.LOST] for name in names
        }

        def _job(_: Cancel) -> list[Passage]:
            out = []
            with self._lock:
                documents = self._open()
                for name, places in wanted.items():
                    for place in places[:1]:
                        text = documents.reading(place.added).stream.text
                        out.append(Passage(name, place, text[place.found.start : place.found.end]))
            return out

        self._tasks.run("passages", _job, self.passages_ready.emit)

    def ask_page(self, place: Place, width_px: int) -> None:
        """Have a page drawn with the passage marked; ``page_ready`` brings (place, image)."""

        def _job(_: Cancel) -> tuple[Place, PageImage]:
            with self._lock:
                documents = self._open()
                reading = documents.reading(place.added)
                path = documents.library.copy_of(place.added.sha256, place.added.kind)
                runs = reading.stream.on_pages(place.found.start, place.found.end).get(place.page, [])
            return place, pdf.image(path, place.page, width_px, runs)

        self._tasks.run("page", _job, self.page_ready.emit)

    def changed_words(self, place: Place, reading: Reading) -> list[tuple[int, int]]:
        """Spans of the words of a changed passage that the recorded passage has not."""
        from desktop.core.anchor import matched_words  # noqa: PLC0415

        quotation = place.found.tie.quotation
        if quotation is None:
            return []
        words = words_of(reading.stream.text)
        first, last = words.inside(place.found.start, place.found.end)
        matched, _, _ = matched_words(quotation, Text(words), first)
        return [(words.starts[n], words.ends[n]) for n in range(first, last) if n not in matched]

    # --- notes ---------------------------------------------------------------------------

    def notes(self, target: str = "", sha256: str = "") -> list[Note]:
        """The user's notes; none while the user's file cannot be opened."""
        try:
            return self._own().notes(target, sha256)
        except KnownError:
            return []

    def _own(self) -> UserFile:
        if self._user is None:
            self._user = UserFile(self._profile)
        return self._user

    def write_note(self, target: str, text: str) -> str:
        """Write the note on an entry; returns a sentence where it could not be saved."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        self.unsaved[target] = text
        try:
            user = self._own()
            old = next((note for note in user.notes(target) if not note.quote), None)
            if old is None and not text.strip():
                self.unsaved.pop(target, None)
                return ""
            user.put_note(replace(old, text=text, updated=now) if old else Note(0, target, text, now, now))
        except KnownError as error:
            return f"{error} Your words are kept and tried again."
        self.unsaved.pop(target, None)
        return ""

    def note_on(self, target: str) -> str:
        """The note on an entry as the user last wrote it, saved or not yet."""
        if target in self.unsaved:
            return self.unsaved[target]
        return next((note.text for note in self.notes(target) if not note.quote), "")

    def save_again(self) -> str:
        """Try the notes once more that could not be saved; a sentence where that still fails."""
        return next(
            (said for target, text in list(self.unsaved.items()) if (said := self.write_note(target, text))),
            "",
        )

    def note_passage(self, added: Added, reading: Reading, start: int, end: int, text: str) -> str:
        """Write a note on a passage of a document (code points); returns a sentence where it could not be saved."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        whole = reading.stream.text
        note = Note(
            0, added.document or added.sha256, text, now, now, added.sha256, whole[start:end],
            whole[max(0, start - CONTEXT) : start], whole[end : end + CONTEXT], start,
        )  # fmt: skip
        try:
            self._own().put_note(note)
        except KnownError as error:
            return str(error)
        return ""

    def _offer_notes(self, documents: Documents, added: Added) -> str:
        """Offer the notes on older versions of a document for the new one; the user accepts or rejects each."""
        if not added.document:
            return ""
        older = [n for n in documents.user.notes(added.document) if n.quote and n.sha256 != added.sha256]
        for note in older:
            documents.user.put_note(replace(note, offered=added.sha256))
        return f" {len(older)} notes on an earlier version wait for your decision." if older else ""

    def offers(self, added: Added) -> list[tuple[Note, Found]]:
        """Notes that wait for a decision in this document, and where their passages are now."""
        waiting = [n for n in self.notes() if n.offered == added.sha256]
        # While a long document is being read the offers wait, not the window.
        if not waiting or not self._lock.acquire(blocking=False):
            return []
        try:
            text = self._open().reading(added).stream.text
        except KnownError:
            return []
        finally:
            self._lock.release()
        words = Text(words_of(text))
        return [(note, refind(note, words)) for note in waiting]

    def decide(self, note: Note, found: Found, *, accept: bool) -> str:
        """Move a note to its passage in the new version, or leave it where it was."""
        if not self._lock.acquire(timeout=0.2):
            return "A document is being read; decide when that is done."
        with contextlib.ExitStack() as stack:
            stack.callback(self._lock.release)
            try:
                documents = self._open()
                changed = replace(note, offered="")
                if accept and found.state is not TieState.LOST:
                    added = next(a for a in documents.user.documents() if a.sha256 == note.offered)
                    text = documents.reading(added).stream.text
                    changed = replace(
                        changed, sha256=note.offered, quote=text[found.start : found.end], place=found.start,
                        before=text[max(0, found.start - CONTEXT) : found.start],
                        after=text[found.end : found.end + CONTEXT],
                    )  # fmt: skip
                documents.user.put_note(changed)
            except KnownError as error:
                return str(error)
        return ""

    def stop(self) -> None:
        """Let go of what waits; what is being read ends at its next page."""
        self._waiting.clear()
        self._tasks.cancel("documents")

    def close(self) -> None:
        """Release the files, once the worker has ended."""
        with self._lock:
            if self._documents is not None:
                self._documents.close()
                self._documents = None
        if self._user is not None:
            self._user.close()
            self._user = None


def refind(note: Note, text: Text) -> Found:
    """Find the passage of a note again, by the same rules as ties."""
    context = f"{note.before}{note.quote}{note.after}"
    own = Text(words_of(context))
    first, last = own.words.inside(len(note.before), len(note.before) + len(note.quote))
    made = quote(own, first, last, opening(note.quote))
    # A context cut in the middle of a word says nothing of that word.
    place = sum(start < note.place for start in text.words.starts)
    return resolve(Tie(f"note:{note.id}", note.target, "", replace(made, place=place)), text, None)
