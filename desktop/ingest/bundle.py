"""``data/`` to the reference file: one read-only SQLite file with a full-text index.

The file is built beside its place and moved there whole. Rows go in by a fixed order and no
clock or path is recorded, so two builds from the same tables on one machine are equal to the
byte; across machines the logical digest (over the rows, not the pages) is the same.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desktop.core import text
from desktop.errors import KnownError
from desktop.ingest import charted
from desktop.ingest.duties import Reader
from desktop.ingest.followed import Follower
from desktop.ingest.japan_customs import COLUMNS
from desktop.ingest.lines import JapanSource, UsSource, Wording
from desktop.ingest.provisions import Provisions
from desktop.ingest.ranks import Attributes
from desktop.store.schema import APPLICATION_ID, CONTENT_TABLES, STEP, TABLES, USER_VERSION

Progress = Callable[[float, str], None]


def build(data: Path, out: Path, progress: Progress) -> str:
    """Write the reference file and return its logical digest; KnownError if data/ is not whole."""
    _check_tables(data)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f"{out.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(partial, isolation_level=None)
        try:
            digest = _Builder(connection, data, progress).run()
        finally:
            connection.close()
        partial.replace(out)
    except sqlite3.Error as error:
        raise KnownError(f"The reference file could not be written to {out.parent}: {error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    progress(1.0, "Ready")
    return digest


def read_table(data: Path, name: str, folder: str = "tables") -> Iterator[dict[str, str]]:
    """Rows of one table, derived or (``links``) written by hand."""
    with (data / folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _check_tables(data: Path) -> None:
    package = data / "datapackage.json"
    try:
        described = json.loads(package.read_text(encoding="utf-8"))
        resources = described["resources"]
        described["version"]
    except (OSError, ValueError, KeyError) as error:
        raise KnownError(
            f"{package} is missing or damaged; the tables cannot be checked. Get the data again."
        ) from error
    for resource in resources:
        path = data / resource["path"]
        if not path.is_file():
            raise KnownError(f"{resource['path']} is missing from {data}. Get the data again.")
        if "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest() != resource["hash"]:
            raise KnownError(
                f"{resource['path']} is not the table that datapackage.json describes. "
                "Get the data again, or run the import."
            )


class _Builder:
    def __init__(self, connection: sqlite3.Connection, data: Path, progress: Progress) -> None:
        self._db = connection
        self._data = data
        self._say = progress
        self._editions = list(read_table(data, "editions"))
        self._coverage: dict[str, str] = {}

    def run(self) -> str:
        """All steps; returns the logical digest."""
        self._db.execute("PRAGMA page_size = 8192")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN")
        for statement in TABLES.split(";\n"):
            if statement.strip():
                self._db.execute(statement)
        self._say(0.02, "Reading the tables")
        duties = Reader()
        us = UsSource(self._data, self._editions, read_table, duties)
        japan = JapanSource(self._data, self._editions, read_table, duties)
        wordings = _in_order([*us.wordings(), *japan.wordings()])
        self._say(0.15, f"Writing {len(wordings)} lines")
        self._lines(wordings)
        self._say(0.3, "Writing the duties by year")
        attributes = Attributes(wordings)
        years = sorted({int(e["year"]) for e in self._editions if e["year"]})
        follower, courses = Follower(), charted.Courses()
        for year in years:
            rows = [row for source in (japan, us) for row in source.rates(year, wordings)]
            followed = list(follower.all_of(rows))
            self._insert(
                "rate",
                sorted(
                    (*row[:5], item.stored_letters, item.margin, item.zero_text, *row.cells)
                    for row, item in zip(rows, followed, strict=True)
                ),
            )
            listed = [w.id for w in wordings if (us if w.importer == "us" else japan).listed(w, year)]
            courses.add_year(year, rows, attributes.add_year(year, rows, followed, listed))
        self._say(0.5, "Writing sources, groups and trade")
        self._details(us, japan)
        self._insert("duty", self._duties(duties))
        self._provisions()
        trade = self._trade()
        attributes.add_trade(trade)
        self._groups(wordings)
        self._charted(courses)
        self._say(0.6, "Indexing words")
        self._index(wordings)
        self._say(0.8, "Sorting")
        self._insert("sort_rank", attributes.ranks())
        self._insert("attribute", attributes.blobs())
        digest = self._digest()
        self._meta(wordings, years, digest)
        self._db.execute("COMMIT")
        self._say(0.95, "Packing")
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version = {USER_VERSION}")
        self._db.execute("VACUUM")
        return digest

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        listed = list(rows)
        if listed:
            marks = ",".join("?" * len(listed[0]))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", listed)

    def _lines(self, wordings: list[Wording]) -> None:
        self._insert(
            "line",
            (
                (
                    w.id, w.importer, w.code, w.seq, STEP.join(w.path_en), STEP.join(w.path_ja),
                    w.quality, w.units, w.laws, w.first, w.last,
                )
                for w in wordings
            ),
        )  # fmt: skip

    def _details(self, us: UsSource, japan: JapanSource) -> None:
        columns = (
            "key",
            "importer",
            "title",
            "date",
            "year",
            "publisher",
            "licence",
            "file",
            "sha256",
            "lines",
        )
        self._insert(
            "edition",
            [
                (*(int(e[c]) if c in ("year", "lines") and e[c] else e[c] or (None if c == "year" else "")
                   for c in columns), place)
                for place, e in enumerate(self._editions)
            ],
        )  # fmt: skip
        self._insert("us_rate", sorted(us.rate_rows()))
        self._insert("us_year", [tuple(row.values()) for row in read_table(self._data, "us_usjta")])
        self._insert(
            "us_link",
            [
                (r["old"], r["new"], r["kind"], int(r["score"]))
                for r in read_table(self._data, "us_succession")
            ],
        )
        self._insert("japan_rate", sorted(japan.rate_rows()))
        self._insert("source_row", self._source_rows())
        self._insert("chapter", [tuple(row.values()) for row in read_table(self._data, "chapters")])
        self._insert("mark", [tuple(row.values()) for row in read_table(self._data, "marks")])
        package = json.loads((self._data / "datapackage.json").read_text(encoding="utf-8"))
        self._insert(
            "source",
            [(s["file"], s["title"], s["publisher"], s["licence"], s["sha256"]) for s in package["sources"]],
        )

    def _provisions(self) -> None:
        """Provisions, their ties to lines, dated events, and the duty texts that were not understood."""
        provisions = Provisions(self._data)
        ties = [tuple(row.values()) for row in read_table(self._data, "line_provisions", "links")]
        for tie in ties:
            first, _, last = tie[-1].partition("YEAR")
            if not any(key.startswith(first) and key.endswith(last) for key in provisions.ids):
                raise KnownError(
                    f"line_provisions names the provision {tie[-1]}, which the facts do not have."
                )
        self._insert("line_provision", [(int(tie[0]), *tie[1:]) for tie in ties])
        self._insert("entry", sorted(provisions.rows()))
        self._insert("link", [(place, *row) for place, row in enumerate(provisions.links(), 1)])
        self._insert("matrix", sorted(provisions.cells()))
        self._insert("citation", sorted(provisions.citations()))
        self._anchors(provisions.ids)
        texts = list(read_table(self._data, "duty_texts"))
        self._coverage = {
            "duty_texts": str(len(texts)),
            "duty_cells": str(sum(int(row["cells"]) for row in texts)),
        }
        self._insert(
            "unread",
            [
                (row["language"], row["published"], int(row["cells"]), row["reason"])
                for row in texts
                if row["reason"]
            ],
        )

    def _anchors(self, known: set[str]) -> None:
        """Ties to documents, and by what documents are known and read."""
        rows = []
        for row in read_table(self._data, "ties"):
            if row["entry"] not in known or row["document"] not in known:
                raise KnownError(f"ties: {row['entry']} or {row['document']} is no entry.")
            numbers = [int(row[name]) if row[name] else None for name in ("offset", "place", "words")]
            runs = array("I", (int(run, 16) for run in row["shingles"].split())).tobytes()
            rows.append(
                (row["entry"], row["document"], row["path"], row["block"], *numbers,
                 *(row[name] for name in ("digest", "before", "after", "opening")), runs)
            )  # fmt: skip
        self._insert("tie", sorted(rows, key=lambda row: (row[1], row[0], row[2])))
        self._insert(
            "reading_block",
            [
                (row["document"], int(row["place"]), *list(row.values())[2:])
                for row in read_table(self._data, "reading_blocks")
            ],
        )
        self._insert(
            "document_file", [tuple(r.values()) for r in read_table(self._data, "document_files", "links")]
        )
        signs = list(read_table(self._data, "document_signs", "links"))
        for sign in signs:
            if sign["document"] not in known:
                raise KnownError(f"document_signs names {sign['document']}, which is no document.")
        self._insert(
            "document_sign",
            [
                (place, row["document"], row["kind"], int(row["weight"]), row["value"])
                for place, row in enumerate(signs, 1)
            ],
        )

    def _duties(self, duties: Reader) -> list[tuple[str, str, str]]:
        """Trees of every text that the detail of a line shows; those that no table needed are read now."""
        for row in read_table(self._data, "japan_rates"):
            for name in COLUMNS.values():
                if row[name]:
                    duties.japanese(row[name])
        for row in read_table(self._data, "us_rates"):
            for name in ("general", "column2"):
                if row[name]:
                    duties.english(row[name])
        return list(duties.rows())

    def _source_rows(self) -> Iterator[tuple[object, ...]]:
        for importer, table in (("jp", "japan_rows"), ("us", "us_rows")):
            for row in read_table(self._data, table):
                places = ",".join(value for key, value in row.items() if key not in ("code", "seq"))
                yield importer, row["code"], int(row.get("seq") or 1), places

    def _trade(self) -> dict[str, int]:
        rows = [
            (row["code"], int(row["value_usd"]), int(row["duty_usd"]))
            for row in read_table(self._data, "us_imports_2024")
        ]
        self._insert("trade", rows)
        return {code: value for code, value, _ in rows}

    def _charted(self, courses: charted.Courses) -> None:
        """What only the charts draw."""
        self._insert("course", courses.courses())
        self._insert("outcome", courses.outcomes())
        makers = {
            "goods_year": charted.goods_years, "goods_month": charted.goods_months, "partner": charted.partners,
            "chapter_trade": charted.chapters, "point": charted.points, "farm": charted.farm,
        }  # fmt: skip
        for table, maker in makers.items():
            self._insert(table, maker(self._data, read_table))

    def _groups(self, wordings: list[Wording]) -> None:
        for place, group in enumerate(read_table(self._data, "product_groups")):
            prefixes = tuple(group["prefixes"].split())
            ids = array(
                "I",
                (w.id for w in wordings if w.importer == group["importer"] and w.code.startswith(prefixes)),
            )
            row = (group["key"], place, group["title"], group["importer"], group["prefixes"], ids.tobytes())
            self._insert("product_group", [row])

    def _index(self, wordings: list[Wording]) -> None:
        everyday: defaultdict[str, list[str]] = defaultdict(list)
        for row in read_table(self._data, "everyday_words"):
            for prefix in row["prefixes"].split():
                everyday[prefix].extend(row["words"].split())
        counts: Counter[str] = Counter()
        rows = []
        for w in wordings:
            english = [text.split_exclusions(part) for part in w.path_en]
            japanese = [text.split_exclusions_ja(part) for part in w.path_ja]
            extra = [word for n in (2, 4, 6) for word in everyday.get(w.code[:n], ())]
            said = " ".join(included for included, _ in english)
            words = text.words(f"{said} {' '.join(extra)}")
            counts.update(set(words))
            rows.append(
                (
                    w.id,
                    " ".join(words),
                    text.index_bigrams(" ".join([included for included, _ in japanese] + extra)),
                    text.index_words(" ".join(left_out for _, left_out in english)),
                )
            )
        self._db.executemany("INSERT INTO word_index (rowid, en, ja, ex) VALUES (?, ?, ?, ?)", rows)
        self._db.execute("INSERT INTO word_index (word_index) VALUES ('optimize')")
        self._insert("word", sorted((word, n) for word, n in counts.items() if not word.isdigit()))

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for table in CONTENT_TABLES:
            order = "1, 2, 3" if table not in ("trade", "chapter", "mark", "word", "outcome") else "1, 2"
            digest.update(table.encode())
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY {order}"):
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def _meta(self, wordings: list[Wording], years: list[int], digest: str) -> None:
        package = (self._data / "datapackage.json").read_bytes()
        described = json.loads(package)
        current = sum(w.current for w in wordings)
        self._insert(
            "meta",
            sorted(
                {
                    "logical_digest": digest,
                    "release": described["version"],
                    "datapackage_sha256": hashlib.sha256(package).hexdigest(),
                    "years": ",".join(map(str, years)),
                    "lines": str(len(wordings)),
                    "current_lines": str(current),
                    **self._coverage,
                }.items()
            ),
        )


def _in_order(wordings: list[Wording]) -> list[Wording]:
    wordings.sort(key=lambda w: (not w.current, not w.covered, w.importer, w.code, w.seq, w.first))
    for number, wording in enumerate(wordings, 1):
        wording.id = number
    return wordings
