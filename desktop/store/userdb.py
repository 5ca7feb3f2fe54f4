"""The user's own file: documents added, corrections, notes; tray, bookmarks, lists and searches (``drafts``). One SQLite file in the profile.

It is migrated step by step, a copy made first; a file of a newer program is left as it is, a damaged one is
set aside and said so. Every change is on disk when its method returns.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.errors import KnownError

APPLICATION_ID: Final = 0x55534A55  # "USJU"
# Frozen once released: a new version is a new step at the end.
MIGRATIONS: Final = (
    """
    CREATE TABLE document (
        sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, bytes INTEGER NOT NULL, pages INTEGER NOT NULL,
        added TEXT NOT NULL, guess TEXT NOT NULL, guess_by TEXT NOT NULL, score REAL NOT NULL, chosen TEXT
    ) WITHOUT ROWID;
    CREATE TABLE tie_report (sha256 TEXT NOT NULL, basis TEXT NOT NULL, report TEXT NOT NULL,
        PRIMARY KEY (sha256)) WITHOUT ROWID;
    CREATE TABLE note (
        id INTEGER PRIMARY KEY, target TEXT NOT NULL, text TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
        sha256 TEXT NOT NULL DEFAULT '', quote TEXT NOT NULL DEFAULT '', before TEXT NOT NULL DEFAULT '',
        after TEXT NOT NULL DEFAULT '', place INTEGER NOT NULL DEFAULT 0, offered TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE refused (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE INDEX note_target ON note (target);
    """,
    """
    CREATE TABLE clip (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, heading INTEGER NOT NULL, note TEXT NOT NULL,
        taken TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, grid TEXT NOT NULL,
        edition TEXT NOT NULL, data TEXT NOT NULL, digest TEXT NOT NULL, records TEXT NOT NULL, whole INTEGER NOT NULL);
    CREATE TABLE bookmark (address TEXT PRIMARY KEY, title TEXT NOT NULL, made TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE line_set (name TEXT PRIMARY KEY, made TEXT NOT NULL, items TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE searched (id INTEGER PRIMARY KEY, made TEXT NOT NULL, query TEXT NOT NULL, said TEXT NOT NULL);
    """,
)
VERSION: Final = len(MIGRATIONS)
# How long to wait for another connection; notes are written on the main thread.
_BUSY_S: Final = 1.5


@dataclass(frozen=True, slots=True)
class Added:
    """A document that the user added; ``chosen`` is the user's correction (empty text: none of the known)."""

    sha256: str
    name: str
    kind: str
    size: int
    pages: int
    added: str
    guess: str
    guess_by: str
    score: float
    chosen: str | None

    @property
    def document(self) -> str:
        """The document it is taken for; empty where it is none that is known."""
        return self.guess if self.chosen is None else self.chosen


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the user's on an entry or, with ``quote``, on a passage of a document.

    ``before`` and ``after`` are up to 32 characters of the document around the quotation. ``offered`` is the sha256 of a
    newer version of the document in which the passage was found again and the user has not decided yet.
    """

    id: int
    target: str
    text: str
    created: str
    updated: str
    sha256: str = ""
    quote: str = ""
    before: str = ""
    after: str = ""
    place: int = 0
    offered: str = ""


class UserFile:
    """Opens or makes the file; ``trouble`` says in one sentence what went wrong on the way."""

    def __init__(self, profile: Path) -> None:
        self.path = profile / "user.sqlite"
        self.trouble = ""
        try:
            profile.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
        except OSError as error:
            raise KnownError(
                f"Your own file cannot be opened in {profile} ({error.strerror or error}); "
                "choose a folder that can be written with --profile."
            ) from error

    def _open(self) -> sqlite3.Connection:
        try:
            return self._checked()
        except sqlite3.OperationalError as error:
            raise KnownError(f"Your own file {self.path} cannot be opened: {error}.") from error
        except sqlite3.DatabaseError:
            kept = _free_name(self.path.with_name("user.broken.sqlite"))
            self.path.replace(kept)
            self.trouble = f"Your file of notes and documents is damaged; it was kept as {kept.name} and a new one begun."
            return self._checked()

    def _checked(self) -> sqlite3.Connection:
        new = not self.path.is_file() or self.path.stat().st_size == 0
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=_BUSY_S
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            application = int(connection.execute("PRAGMA application_id").fetchone()[0])
            if not new and application != APPLICATION_ID and (version or self._has_tables(connection)):
                raise sqlite3.DatabaseError("another program's file")  # noqa: TRY301
            if version > VERSION:
                raise KnownError(  # noqa: TRY301
                    f"Your own file {self.path} was written by a newer version of the program; "
                    "it is left as it is. Update the program, or use another --profile."
                )
            if version < VERSION:
                self._migrate(connection, version, new=new)
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("damaged")  # noqa: TRY301
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _has_tables(connection: sqlite3.Connection) -> bool:
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def _migrate(self, connection: sqlite3.Connection, version: int, *, new: bool) -> None:
        if not new and self._has_tables(connection):
            kept = _free_name(self.path.with_name(f"user.version{version}.sqlite"))
            try:
                with contextlib.closing(sqlite3.connect(kept)) as copy:
                    connection.backup(copy)
            except BaseException:
                # Half a copy is no copy; without a whole one the file is not touched.
                kept.unlink(missing_ok=True)
                raise
        # Two connections may meet here at a first start: the second finds the work done.
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            for step in MIGRATIONS[version:]:
                for statement in step.split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One change, whole or not at all; a full or locked disk is one sentence."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise KnownError(
                f"It could not be saved in {self.path} ({error}); nothing was lost, try again."
            ) from error
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise

    def read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement; what cannot be read is one sentence."""
        try:
            return self._db.execute(statement, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise KnownError(f"Your own file {self.path} cannot be read now ({error}); try again.") from error

    # --- documents -----------------------------------------------------------------------

    def documents(self) -> list[Added]:
        """All documents, in the order in which they were added."""
        rows = self.read(
            "SELECT sha256, name, kind, bytes, pages, added, guess, guess_by, score, chosen FROM document ORDER BY added, name"
        )
        return [Added(*row) for row in rows]

    def put_document(self, item: Added) -> None:
        """Add a document, or take what is newly known of it; the user's correction stays."""
        with self.change() as db:
            db.execute("DELETE FROM refused WHERE sha256 = ?", (item.sha256,))
            db.execute(
                "INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (sha256) DO UPDATE SET "
                "kind = excluded.kind, pages = excluded.pages, guess = excluded.guess, guess_by = excluded.guess_by, "
                "score = excluded.score",
                (item.sha256, item.name, item.kind, item.size, item.pages, item.added, item.guess, item.guess_by,
                 item.score, item.chosen),
            )  # fmt: skip

    def correct(self, sha256: str, document: str | None) -> None:
        """Say which document a file is; None goes back to the program's own guess."""
        with self.change() as db:
            db.execute("UPDATE document SET chosen = ? WHERE sha256 = ?", (document, sha256))
            db.execute("DELETE FROM tie_report WHERE sha256 = ?", (sha256,))

    def forget(self, sha256: str) -> None:
        """Take a document out of the list; notes on it stay."""
        with self.change() as db:
            db.execute("DELETE FROM document WHERE sha256 = ?", (sha256,))
            db.execute("DELETE FROM tie_report WHERE sha256 = ?", (sha256,))
            db.execute("INSERT OR IGNORE INTO refused VALUES (?)", (sha256,))

    def refused(self) -> set[str]:
        """Documents that the user took out; those that came with the program are not added again."""
        return {sha256 for (sha256,) in self.read("SELECT sha256 FROM refused")}

    def tie_report(self, sha256: str, basis: str) -> str:
        """The stored report of a document's ties, if it rests on the same data; else empty."""
        rows = self.read("SELECT report FROM tie_report WHERE sha256 = ? AND basis = ?", (sha256, basis))
        return str(rows[0][0]) if rows else ""

    def put_tie_report(self, sha256: str, basis: str, report: str) -> None:
        """Keep a report."""
        with self.change() as db:
            db.execute("INSERT OR REPLACE INTO tie_report VALUES (?,?,?)", (sha256, basis, report))

    # --- notes ---------------------------------------------------------------------------

    def notes(self, target: str = "", sha256: str = "") -> list[Note]:
        """Notes on an entry, on a document, or all."""
        wanted = [(c, v) for c, v in (("target", target), ("sha256", sha256)) if v]
        where = " AND ".join(f"{column} = ?" for column, _ in wanted) or "1"
        rows = self.read(
            "SELECT id, target, text, created, updated, sha256, quote, before, after, place, offered FROM note "
            f"WHERE {where} ORDER BY id",
            [value for _, value in wanted],
        )
        return [Note(*row) for row in rows]

    def put_note(self, note: Note) -> int:
        """Write a note, new (id 0) or changed; returns its id. An emptied note on an entry is taken away."""
        with self.change() as db:
            if note.id and not note.text.strip():
                db.execute("DELETE FROM note WHERE id = ?", (note.id,))
                return 0
            values = (
                note.target, note.text, note.created, note.updated, note.sha256, note.quote, note.before, note.after,
                note.place, note.offered,
            )  # fmt: skip
            if note.id:
                db.execute(
                    "UPDATE note SET target=?, text=?, created=?, updated=?, sha256=?, quote=?, before=?, after=?, place=?, "
                    "offered=? WHERE id=?",
                    (*values, note.id),
                )
                return note.id
            done = db.execute(
                "INSERT INTO note (target, text, created, updated, sha256, quote, before, after, place, offered) "
                "VALUES (?,?,?,?,?,?,?,?,?,?)",
                values,
            )
            return int(done.lastrowid or 0)

    def close(self) -> None:
        """Release the file."""
        self._db.close()


def _free_name(path: Path) -> Path:
    """A name beside that no file has yet."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return found
