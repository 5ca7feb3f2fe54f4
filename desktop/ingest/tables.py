"""Raw official files to the derived tables under ``data/``.

Every table is sorted and written with the same line ends, so that a second run changes no
byte. What could not be resolved is counted and named in the report, never dropped.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.core import without_deal
from desktop.core.detail import Link
from desktop.core.line import RateState
from desktop.errors import KnownError
from desktop.ingest import (
    checks,
    editions,
    english,
    groups,
    htsus,
    japan_customs,
    provenance,
    succession,
    ties,
)
from desktop.ingest.datapackage import write_datapackage
from desktop.ingest.duties import Coverage, Reader
from desktop.ingest.editions import Edition
from desktop.ingest.schema import SCHEMAS
from desktop.ingest.spans import collapse

PATH_SEPARATOR = " > "


@dataclass
class Report:
    """What went in, what came out, what stayed open; printed at the end."""

    lines: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add one line."""
        self.lines.append(text)


@dataclass(frozen=True)
class Schedules:
    """All editions of both countries as read."""

    us: dict[str, list[htsus.UsLine]]
    japan: dict[str, list[japan_customs.JapanLine]]


def build(
    raw: Path, facts: Path, data: Path, progress: Callable[[str], None], documents: Path | None = None
) -> Report:
    """Check, read, derive and write everything; raises KnownError at anything unexpected.

    ``documents`` is the folder of official documents; without it the ties of the last run stay.
    """
    report = Report()
    progress("Checking the raw files")
    sources = provenance.check(raw)
    report.say(f"raw files checked against PROVENANCE.csv: {len(sources)}")
    schedules = _read(raw, report, progress)
    writer = _Writer(data, report)
    progress("Writing the tables of the United States")
    _write_us(writer, schedules, facts, report)
    progress("Writing the tables of Japan")
    _write_japan(writer, schedules, english.EnglishNames(raw, facts), report)
    progress("Reading every duty")
    _write_duties(writer, schedules, report)
    _write_reference(writer, sources, schedules)
    fact_files = _write_facts(facts, data, report)
    progress("Tying statements and provisions to their passages")
    _write_ties(writer, data, documents, report)
    write_datapackage(data, sources, sorted(writer.written), fact_files)
    return report


def _read(raw: Path, report: Report, progress: Callable[[str], None]) -> Schedules:
    us: dict[str, list[htsus.UsLine]] = {}
    japan: dict[str, list[japan_customs.JapanLine]] = {}
    for edition in editions.US:
        progress(f"Reading {edition.title}")
        us[edition.key] = htsus.read(raw, edition)
        report.say(f"{edition.title}: {len(us[edition.key])} eight-digit lines")
    for edition in editions.JAPAN:
        progress(f"Reading {edition.title}")
        read = japan_customs.read(raw, edition)
        japan[edition.key] = read.lines
        report.say(f"{edition.title}: {read.entries} entries in, {len(read.lines)} statistical lines out")
        for note in read.notes:
            report.say(f"  passed over: {note}")
    checks.check_schedules(us, japan)
    return Schedules(us, japan)


class _Writer:
    def __init__(self, data: Path, report: Report) -> None:
        self._folder = data / "tables"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._report = report
        self.written: list[str] = []

    def write(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        """Write a table under its schema's header; rows come sorted."""
        header = [item.name for item in SCHEMAS[name].fields]
        count = 0
        with (self._folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            for row in rows:
                if len(row) != len(header):
                    raise KnownError(f"table {name}: a row has {len(row)} cells, not {len(header)}.")
                writer.writerow(row)
                count += 1
        self.written.append(name)
        self._report.say(f"table {name}: {count} rows")


def _joined(path: tuple[str, ...], where: str) -> str:
    if any(PATH_SEPARATOR in part for part in path):
        raise KnownError(f"{where}: a description contains {PATH_SEPARATOR!r}.")
    return PATH_SEPARATOR.join(path)


def _write_us(writer: _Writer, schedules: Schedules, facts: Path, report: Report) -> None:
    keys = [edition.key for edition in editions.US]
    wording = {
        key: {line.code: (_joined(line.path, f"{key} {line.code}"), " ".join(line.units)) for line in lines}
        for key, lines in schedules.us.items()
    }
    writer.write(
        "us_lines",
        ((code, span.first, span.last, *value) for code, span, value in collapse(keys, wording)),
    )
    rates = {
        key: {line.code: (line.general, line.special, line.column2, line.rate_level) for line in lines}
        for key, lines in schedules.us.items()
    }
    writer.write(
        "us_rates",
        ((code, span.first, span.last, *value) for code, span, value in collapse(keys, rates)),
    )
    rows = {key: {line.code: line.row for line in lines} for key, lines in schedules.us.items()}
    codes = sorted({code for lines in rows.values() for code in lines})
    writer.write("us_rows", ((code, *(rows[key].get(code, "") for key in keys)) for code in codes))
    _write_us_programmes(writer, rates, report)
    links = succession.infer(schedules.us["us-2021-10"], schedules.us["us-2022-10"])
    writer.write("us_usjta", _us_usjta(schedules, links))
    writer.write("us_succession", ((x.old, x.new, x.kind, x.score, "inferred") for x in links))
    for kind, count in sorted(Counter(link.kind for link in links).items()):
        report.say(f"  lines of 2021 and 2022 linked by inference: {kind}: {count}")
    writer.write("us_imports_2024", _us_imports(facts, set(codes), report))


def _write_us_programmes(
    writer: _Writer, rates: dict[str, dict[str, tuple[str, str, str, str]]], report: Report
) -> None:
    texts = sorted({value[1] for lines in rates.values() for value in lines.values() if value[1]})
    out: list[tuple[object, ...]] = []
    unread = 0
    for text in texts:
        pairs, rest = htsus.split_special(text)
        out.extend((text, i, rate, " ".join(codes)) for i, (rate, codes) in enumerate(pairs, 1))
        if rest:
            out.append((text, len(pairs) + 1, rest, ""))
            unread += 1
    writer.write("us_programmes", out)
    report.say(f"  special columns that name no programme, kept whole: {unread} of {len(texts)} texts")


def _us_usjta(schedules: Schedules, links: list[Link]) -> list[tuple[object, ...]]:
    """Rates for Japan by year; a line new in 2022 counts from its predecessor's first rate."""
    before = {link.new: link.old for link in links if link.new}
    base = {line.code: line.general for line in schedules.us["us-2019-15"]}
    entry: dict[str, str] = {}
    out: list[tuple[object, ...]] = []
    for edition in editions.US:
        for line in schedules.us[edition.key]:
            rate = htsus.japan_rate(line.special)
            if rate is None or not edition.year:
                continue
            entry.setdefault(line.code, entry.get(before.get(line.code, ""), rate))
            state = RateState.DUTIABLE
            if rate == "Free":
                state = RateState.FREE if entry[line.code] == "Free" else RateState.STAGED_ZERO
            out.append(
                (line.code, edition.year, edition.key, line.row, base.get(line.code, ""),
                 line.general, rate, state.value)
            )  # fmt: skip
    return sorted(out, key=lambda row: (str(row[0]), str(row[1])))


def _us_imports(facts: Path, known: set[str], report: Report) -> Iterable[tuple[object, ...]]:
    unknown = []
    with (facts / "us_imports_from_japan_2024_hts8.csv").open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: row["code"])
    for row in rows:
        if row["code"] not in known:
            unknown.append(row["code"])
        yield row["code"], row["value_usd"], row["calculated_duty_usd"]
    report.say(f"  2024 imports on codes that no edition has: {len(unknown)} {unknown[:8]}")


def _write_japan(writer: _Writer, schedules: Schedules, names: english.EnglishNames, report: Report) -> None:
    keys = [edition.key for edition in editions.JAPAN]
    wording: dict[str, dict[tuple[str, int], tuple[str, ...]]] = {}
    rates: dict[str, dict[tuple[str, int], tuple[object, ...]]] = {}
    quality: Counter[str] = Counter()
    for key, lines in schedules.japan.items():
        siblings: defaultdict[str, set[str]] = defaultdict(set)
        for line in lines:
            siblings[line.code[:6]].add(line.code)
        times = Counter(line.code for line in lines)
        wording[key] = {}
        for line in lines:
            place = f"{key} {line.code}"
            name = names.name(
                line.code, line.seq, frozenset(siblings[line.code[:6]]), line.path[-1], times[line.code]
            )
            wording[key][line.code, line.seq] = (
                _joined(line.path, place),
                _joined(name.path, place),
                name.quality,
                " ".join(line.units),
                " ".join(line.laws),
            )
        _mark_missing_steps(wording[key])
        rates[key] = {(line.code, line.seq): _rate_row(line) for line in lines}
    writer.write(
        "japan_lines",
        ((*code, span.first, span.last, *value) for code, span, value in collapse(keys, wording)),
    )
    writer.write(
        "japan_rates",
        ((*code, span.first, span.last, *value) for code, span, value in collapse(keys, rates)),
    )
    rows = {key: {(x.code, x.seq): x.row for x in lines} for key, lines in schedules.japan.items()}
    places = sorted({place for lines in rows.values() for place in lines})
    writer.write("japan_rows", ((*place, *(rows[key].get(place, "") for key in keys)) for place in places))
    quality.update(row[2] for row in wording[keys[-1]].values())
    for label, count in sorted(quality.items()):
        report.say(f"  English of Japan's lines, {editions.JAPAN[-1].date}: {label}: {count}")
    unsafe = Counter(re.split("[:;]", str(row[-1]))[0] for row in rates[keys[-1]].values() if row[-1])
    for note, count in sorted(unsafe.items()):
        report.say(f"  duty without the deal not safe: {note}: {count}")


def _mark_missing_steps(lines: dict[tuple[str, int], tuple[str, ...]]) -> None:
    """Say so where one English path stands for lines that differ in Japanese.

    The English lists leave out steps that have no number of their own (chestnuts and hazelnuts
    are both "Other nuts > In shell" there).
    """
    japanese: defaultdict[str, set[str]] = defaultdict(set)
    for row in lines.values():
        japanese[row[1]].add(row[0])
    for key, row in lines.items():
        if len(japanese[row[1]]) > 1 and row[2].startswith("official 20"):
            lines[key] = (*row[:2], "steps missing", *row[3:])


def _rate_row(line: japan_customs.JapanLine) -> tuple[object, ...]:
    get = line.rates.get
    free = without_deal.derive(get("general", ""), get("temporary", ""), get("wto", ""))
    return (
        *(get(column, "") for column in japan_customs.COLUMNS.values()),
        *(line.inherited.get(column, "") for column in japan_customs.INHERITED),
        free.published,
        free.column,
        free.note,
    )


def _write_duties(writer: _Writer, schedules: Schedules, report: Report) -> None:
    """Every rate cell of every edition through its grammar; each distinct text with what came of it."""
    coverage = Coverage(Reader())
    for japan in schedules.japan.values():
        for line in japan:
            for column, published in line.rates.items():
                coverage.take("ja", column, published)
    for us in schedules.us.values():
        for item in us:
            coverage.take("en", "general", item.general)
            coverage.take("en", "column 2", item.column2)
            pairs, rest = htsus.split_special(item.special)
            for published in [rate for rate, _ in pairs] + [rest]:
                coverage.take("en", "special", published)
    writer.write("duty_texts", coverage.rows())
    for line_said in coverage.report():
        report.say(line_said)


def _write_reference(writer: _Writer, sources: tuple[provenance.Source, ...], schedules: Schedules) -> None:
    by_file = {source.file: source for source in sources}

    def _row(edition: Edition) -> tuple[object, ...]:
        source = by_file[edition.file]
        lines = schedules.us.get(edition.key) or schedules.japan[edition.key]
        return (
            edition.key, edition.importer, edition.title, edition.date, edition.year or "",
            source.publisher, source.licence, edition.file, source.sha256, len(lines),
        )  # fmt: skip

    writer.write("editions", [_row(edition) for edition in editions.EDITIONS])
    writer.write("chapters", sorted(groups.CHAPTERS.items()))
    writer.write("product_groups", groups.GROUPS)
    writer.write("everyday_words", groups.EVERYDAY_WORDS)
    writer.write("marks", groups.MARKS)


def _write_ties(writer: _Writer, data: Path, documents: Path | None, report: Report) -> None:
    """Ties worked out with the documents at hand, or those of the last run."""
    if documents is None:
        report.say("ties: no folder of documents, those of the last run are kept")
        for name in ("reading_blocks", "ties"):
            writer.write(name, ties.kept(data, name))
        return
    blocks = ties.reading_blocks(data, documents)
    writer.write("reading_blocks", blocks)
    writer.write("ties", ties.tie_rows(data, documents, blocks))


def _write_facts(facts: Path, data: Path, report: Report) -> list[str]:
    folder = data / "facts"
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted(facts.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        for number, row in enumerate(rows[1:], 2):
            if len(row) != len(rows[0]):
                raise KnownError(f"{path.name}: row {number} has {len(row)} cells, not {len(rows[0])}.")
        with (folder / path.name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
        names.append(path.stem)
        report.say(f"facts {path.stem}: {len(rows) - 1} rows")
    return names
