"""Open the reference file: read-only, immutable, checked before anything is asked of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from desktop.core.record import EditionInfo
from desktop.errors import KnownError
from desktop.store.schema import APPLICATION_ID, USER_VERSION


def damaged(path: Path, error: Exception) -> KnownError:
    """What to say of a file that cannot be read where it should be."""
    return KnownError(
        f"The reference file {path} is damaged ({error}). Reinstall the program or build the data again."
    )


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection to a checked reference file; one for each thread.

    Raises KnownError with one sentence when the file is missing, damaged, foreign or of
    another version than this program reads.
    """
    if path.is_dir():
        raise KnownError(f"{path} is a folder, not a reference file. Choose the file in it.")
    if not path.is_file():
        raise KnownError(
            f"The reference file {path} is missing. Reinstall the program or add the data again."
        )
    if path.stat().st_size == 0:
        raise KnownError(f"The reference file {path} is empty. Reinstall the program or add the data again.")
    _check_size(path)
    try:
        connection = sqlite3.connect(
            _address(path),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=64,
        )
    except sqlite3.Error as error:
        raise KnownError(f"The reference file {path} cannot be opened: {error}.") from error
    try:
        _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_size(path: Path) -> None:
    """Compare the file's length with what its own header says (bytes 16 and 28 of the format)."""
    try:
        with path.open("rb") as stream:
            header = stream.read(100)
    except OSError as error:
        raise KnownError(f"The reference file {path} cannot be read: {error.strerror}.") from error
    if not header.startswith(b"SQLite format 3\x00"):
        raise KnownError(f"{path} is damaged or not a reference file of this program. Choose another file.")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if (65536 if page == 1 else page) * pages != path.stat().st_size:
        raise KnownError(
            f"The reference file {path} is cut short or has grown. "
            "Reinstall the program or build the data again."
        )


def _address(path: Path) -> str:
    """The file as SQLite wants it in a URI: read-only, nobody else writes it."""
    plain = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{plain}?mode=ro&immutable=1"


def _check(connection: sqlite3.Connection, path: Path) -> None:
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION_ID:
            raise KnownError(f"{path} is not a reference file of this program. Choose another file.")
        if version > USER_VERSION:
            raise KnownError(
                f"The reference file {path} is newer (version {version}) than this program reads "
                f"(version {USER_VERSION}). Update the program."
            )
        if version < USER_VERSION:
            raise KnownError(
                f"The reference file {path} is of an older version ({version}); this program needs "
                f"version {USER_VERSION}. Build or install the data again."
            )
        connection.execute("PRAGMA query_only = 1")
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("SELECT value FROM meta WHERE key = 'logical_digest'").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise damaged(path, error) from error


class Bundle:
    """What the reference file says of itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = connect(path)
        try:
            self._read()
        except (sqlite3.DatabaseError, KeyError, ValueError) as error:
            self.connection.close()
            raise damaged(path, error) from error

    def _read(self) -> None:
        meta: dict[str, str] = dict(self.connection.execute("SELECT key, value FROM meta"))
        self.digest = meta["logical_digest"]
        self.release = meta["release"]
        self.years: tuple[int, ...] = tuple(map(int, meta["years"].split(",")))
        self.lines = int(meta["lines"])
        self.current_lines = int(meta["current_lines"])
        self.editions = tuple(
            EditionInfo(*row)
            for row in self.connection.execute(
                "SELECT key, importer, title, date, year, publisher, licence, file, sha256, lines "
                "FROM edition ORDER BY place"
            )
        )

    def edition(self, importer: str, year: int) -> EditionInfo | None:
        """The edition whose rates a year shows; None where there is none."""
        for edition in self.editions:
            if edition.importer == importer and edition.year == year:
                return edition
        return None

    def newest(self, importer: str) -> EditionInfo:
        """The last edition of a country."""
        return [edition for edition in self.editions if edition.importer == importer][-1]

    def sources(self) -> list[tuple[str, str, str, str, str]]:
        """Raw files the data came from: file, title, publisher, licence, sha256."""
        return list(
            self.connection.execute(
                "SELECT file, title, publisher, licence, sha256 FROM source ORDER BY file"
            )
        )

    def duty_coverage(self) -> tuple[int, int, list[tuple[str, int, str]]]:
        """Distinct duty texts, cells of all editions, and each text not understood: text, cells, reason."""
        meta = dict(self.connection.execute("SELECT key, value FROM meta WHERE key LIKE 'duty_%'"))
        unread = self.connection.execute(
            "SELECT published, cells, reason FROM unread ORDER BY cells DESC, published"
        )
        return int(meta["duty_texts"]), int(meta["duty_cells"]), list(unread)

    def verify(self) -> str:
        """Check every page; empty when whole, else what is wrong. Takes up to a second."""
        try:
            result: Any = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            return str(error)
        return "" if result == "ok" else str(result)

    def close(self) -> None:
        """Release the file."""
        self.connection.close()
