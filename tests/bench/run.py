"""Benchmarks of the Lines view, of the duties, of documents and of what leaves the program, printed for the record: ``python tests/bench/run.py [--scale 10,100]``.

Every figure stands beside one measured in the same run (a bare Qt window, the real number of
lines), because the machine's own speed drifts; judge the ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHONPATH"] = str(ROOT)

from tests.bench.collecting import bench_collecting  # noqa: E402  (the path is set above)
from tests.bench.packaged import bench_packaged  # noqa: E402
from tests.bench.papers import bench_papers  # noqa: E402

TYPED = (
    "beef frozen", "machine tools", "cheese", "0406.10", "parts of aircraft", "other", "牛", "チーズ",
    "steel pipe", "a", "o", "cotton woven", "bicycle", "chemical products", "wheat",
)  # fmt: skip


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def start_once(kind: str, bundle: Path, profile: Path) -> dict[str, float]:
    child = str(Path(__file__).with_name("child.py"))
    command = [sys.executable, child, kind, repr(time.perf_counter()), str(bundle), str(profile)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {k: float(v) for k, v in (pair.split("=") for pair in out.split())}


def drop_from_cache(paths: list[Path]) -> None:
    """Ask the system to forget these files, so that the next start reads them from the disk."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def bench_start(bundle: Path, runs: int) -> None:
    import PySide6

    qt = [
        p for p in Path(PySide6.__file__).parent.rglob("*.so*") if p.is_file() and "WebEngine" not in p.name
    ]
    ours = [*ROOT.glob("desktop/**/*.py*"), bundle]
    for name, cold in (("warm", False), ("cold files", True)):
        bare, window, table, memory = [], [], [], []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as profile:
                if cold:
                    drop_from_cache([*qt, *ours])
                bare.append(start_once("bare", bundle, Path(profile))["window"])
                if cold:
                    drop_from_cache([*qt, *ours])
                found = start_once("desk", bundle, Path(profile))
                window.append(found["window"])
                table.append(found["table"])
                memory.append(found["rss"])
        base = statistics.median(bare)
        print(
            f"start, {name}: bare window {base * 1e3:.0f} ms; first window {statistics.median(window) * 1e3:.0f} ms, "
            f"ratio {statistics.median(w / b for w, b in zip(window, bare, strict=True)):.2f} (goal 1.3); "
            f"table of all lines {statistics.median(table) * 1e3:.0f} ms, "
            f"ratio {statistics.median(t / b for t, b in zip(table, bare, strict=True)):.2f} (goal 1.6)"
        )
    print(f"resident memory with the table of all lines open: {max(memory):.0f} MB (goal 100)")


def bench_keys(bundle: Path, label: str) -> list[float]:
    """Milliseconds from a key press to the repainted table, one for each key."""
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop.compose import Session, make_application

    application = QApplication.instance() or make_application([])
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform complains of having no screen
    with tempfile.TemporaryDirectory() as profile:
        session = Session(application, Path(profile), bundle=bundle)
        session.window.resize(1366, 768)
        session.window.show()
        QTest.qWait(900)
        desk = session.desk
        box, viewport = desk.search.input, desk.lines.table.viewport()
        taken: list[float] = []
        for word in TYPED:
            for character in word:
                begin = time.perf_counter()
                if ord(character) < 128:
                    QTest.keyClick(box, character)
                else:
                    box.insert(character)
                viewport.repaint()
                taken.append((time.perf_counter() - begin) * 1e3)
                QTest.qWait(15)
            box.clear()
            QTest.qWait(30)
        floor = []
        for _ in range(30):
            begin = time.perf_counter()
            viewport.repaint()
            floor.append((time.perf_counter() - begin) * 1e3)
        print(
            f"key press to repainted table, {label}: p50 {statistics.median(taken):.1f} ms, "
            f"p95 {percentile(taken, 0.95):.1f} ms, worst {max(taken):.1f} ms; "
            f"a repaint alone {statistics.median(floor):.1f} ms"
        )
        if label == "real lines":
            bench_sort(desk)
            bench_detail(desk)
        session.window.close()
        session.stop()
    return taken


def bench_sort(desk: object) -> None:
    desk.controller.ask(text="")
    viewport = desk.lines.table.viewport()
    worst = {}
    for name in (
        "code",
        "goods",
        "without_deal",
        "usjta",
        "cptpp",
        "eu",
        "uk",
        "standing_cptpp",
        "margin",
        "zero",
        "kind",
    ):
        for descending in (False, True):
            begin = time.perf_counter()
            desk.controller.ask(sort=(name, descending))
            viewport.repaint()
            worst[f"{name}{' down' if descending else ''}"] = (time.perf_counter() - begin) * 1e3
    desk.controller.ask(sort=("", False))
    slowest = max(worst, key=worst.__getitem__)
    print(
        f"sort all lines and repaint: median {statistics.median(worst.values()):.1f} ms, "
        f"worst {worst[slowest]:.1f} ms ({slowest}) (goal 25)"
    )


def bench_detail(desk: object) -> None:
    taken = []
    for place in range(0, 600, 9):
        begin = time.perf_counter()
        desk.lines.table.selectRow(place)
        desk.lines.detail.text.viewport().repaint()
        taken.append((time.perf_counter() - begin) * 1e3)
    print(
        f"opening a line: p50 {statistics.median(taken):.1f} ms, p95 {percentile(taken, 0.95):.1f} ms, "
        f"worst {max(taken):.1f} ms (goal: p95 30)"
    )
    begin = time.perf_counter()
    desk.show_view("ahead")
    desk.pages["ahead"].viewport().repaint()
    print(f"page of who is ahead: {(time.perf_counter() - begin) * 1e3:.0f} ms")
    desk.show_view("lines")


def timed(job) -> float:
    """Median milliseconds of five runs."""
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        job()
        taken.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(taken)


def bench_duties(bundle: Path) -> None:
    """The grammars on every text, and the 606 lines of the agreement computed and compared."""
    import csv
    from decimal import Decimal

    from desktop.core import duty_english, duty_japanese, duty_json
    from desktop.core.duty_facts import Shipment
    from desktop.core.duty_value import evaluate
    from desktop.core.query import parse
    from desktop.store.bundle import Bundle
    from desktop.store.duties import DutyStore
    from desktop.store.fulltext import Search
    from desktop.store.lines import LineStore

    with (ROOT / "data" / "tables" / "duty_texts.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    readers = {"ja": duty_japanese.read, "en": duty_english.read}
    readers["ja"]("5%"), readers["en"]("5%")
    reading = timed(lambda: [readers[row["language"]](row["published"]) for row in rows])
    stored = [duty_json.dumps(readers[row["language"]](row["published"])) for row in rows]
    loading = timed(lambda: [duty_json.loads(text) for text in stored])
    print(
        f"{len(rows):,} duty texts: read {reading:.0f} ms; loaded from their stored trees {loading:.0f} ms, ratio {loading / reading:.2f}"
    )
    opened = Bundle(bundle)
    store = LineStore(opened)
    found = store.rows(list(Search(store).run(parse("jp: cover:in"), 2026).ids), 2026)
    fresh = timed(lambda: [DutyStore(opened).of_line(row, 2026) for row in found[:60]])
    duties = DutyStore(opened)
    lines = [duties.of_line(row, 2026) for row in found]
    kilos = {"kg": Decimal(100), "head": Decimal(1), "litre": Decimal(100)}
    shipment = Shipment(Decimal(30_000), "JPY", kilos, {"quota": "in"})
    usjta = timed(lambda: [evaluate(line.usjta, shipment, "JPY", line.without_deal) for line in lines])
    every = timed(
        lambda: [
            evaluate(duty, shipment, "JPY", line.without_deal)
            for line in lines
            for duty in line.duties
            if duty
        ]
    )
    print(
        f"evaluating {len(lines)} lines for one year: USJTA {usjta:.0f} ms, every column {every:.0f} ms (goal 100); "
        f"verdicts beside seven agreements {timed(lambda: [line.verdicts() for line in lines]):.0f} ms; "
        f"schedules {timed(lambda: [line.schedule() for line in lines]):.0f} ms; "
        f"trees of one line, nothing in memory {fresh / 60:.1f} ms"
    )
    opened.close()


def enlarged(bundle: Path, times: int, folder: Path) -> Path:
    """A reference file with so many times the lines: copies with ids and codes moved on."""
    out = folder / f"times{times}.sqlite"
    shutil.copy(bundle, out)
    db = sqlite3.connect(out, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    count = db.execute("SELECT max(id) FROM line").fetchone()[0]
    from desktop.core import text
    from desktop.store.schema import STEP

    source = db.execute("SELECT id, path_en, path_ja FROM line").fetchall()
    words = []
    for line, english, japanese in source:
        included = " ".join(text.split_exclusions(part)[0] for part in english.split(STEP))
        words.append(
            (line, text.index_words(included), text.index_bigrams(text.split_exclusions_ja(japanese)[0]))
        )
    columns = "importer, code, seq, path_en, path_ja, quality, units, laws, first_edition, last_edition"
    for copy in range(1, times):
        shift = copy * count
        db.execute(f"INSERT INTO line SELECT id + {shift}, {columns} FROM line WHERE id <= {count}")
        rates = "states, kind, note, standings, margin, zero, without_deal, usjta, cptpp, eu, uk, rcep_asean_anz, rcep_china, rcep_korea, australia"
        db.execute(
            f"INSERT INTO rate SELECT year, id + {shift}, {rates} FROM rate WHERE id <= {count} AND year = 2026"
        )
        db.executemany(
            "INSERT INTO word_index (rowid, en, ja, ex) VALUES (?, ?, ?, '')",
            ((line + shift, en, ja) for line, en, ja in words),
        )
    db.execute("INSERT INTO word_index (word_index) VALUES ('optimize')")
    from array import array

    for year, name, vals in db.execute("SELECT year, name, vals FROM attribute").fetchall():
        if name in ("margin", "zero"):
            continue  # sparse: ids and figures of the first copy
        width = len(vals) // (count + 1)
        db.execute(
            "UPDATE attribute SET vals = ? WHERE year = ? AND name = ?",
            (vals[:width] + vals[width:] * times, year, name),
        )
    for year, name, ranks in db.execute("SELECT year, name, ranks FROM sort_rank").fetchall():
        small = array("H")
        small.frombytes(ranks)
        body = array("I", small[1:]) * times
        db.execute(
            "UPDATE sort_rank SET ranks = ? WHERE year = ? AND name = ?",
            ((array("I", [small[0]]) + body).tobytes(), year, name),
        )
    db.execute("UPDATE meta SET value = ? WHERE key = 'lines'", (str(count * times),))
    db.execute("COMMIT")
    db.close()
    return out


def bench_scale(bundle: Path, scales: list[int], base: list[float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for times in scales:
            begin = time.perf_counter()
            big = enlarged(bundle, times, Path(folder))
            made = time.perf_counter() - begin
            taken = bench_keys(big, f"{times} times the lines (made in {made:.0f} s)")
            print(
                f"  ratio to the real lines: p50 {statistics.median(taken) / statistics.median(base):.2f}, "
                f"p95 {percentile(taken, 0.95) / percentile(base, 0.95):.2f} (goal 2)"
            )
            big.unlink()


def bench_import() -> None:
    raw = ROOT.parent / "shared" / "raw"
    if not raw.is_dir():
        print("raw to tables: not measured, the official files are not beside this checkout")
        return
    with tempfile.TemporaryDirectory() as data:
        shutil.copytree(ROOT / "data" / "links", Path(data) / "links")
        begin = time.perf_counter()
        command = [
            sys.executable, "-m", "desktop.ingest", "tables", "--raw", str(raw),
            "--facts", str(raw.parent / "facts"), "--data", data,
        ]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        print(f"raw to tables: {time.perf_counter() - begin:.1f} s (goal 120)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="10", help="multiples of the lines, by comma; empty for none")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--bundle", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bundle = options.bundle
        if bundle is None:
            bundle = Path(folder) / "reference.sqlite"
            begin = time.perf_counter()
            command = [sys.executable, "-m", "desktop.ingest", "bundle", "--out", str(bundle)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            size = bundle.stat().st_size / 1e6
            print(
                f"tables to reference file: {time.perf_counter() - begin:.1f} s (goal 20), {size:.1f} MB (goal 60)"
            )
        bench_start(bundle, options.runs)
        bench_packaged(options.runs)
        bench_duties(bundle)
        bench_papers(bundle)
        bench_collecting(bundle)
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("charts.py")), str(bundle)], check=True, cwd=ROOT
        )
        base = bench_keys(bundle, "real lines")
        bench_scale(bundle, [int(n) for n in options.scale.split(",") if n], base)
        bench_import()


if __name__ == "__main__":
    main()
