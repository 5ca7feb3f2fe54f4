"""From the screen into the memo: exports, tray, lists, changes, citations. Printed, never asserted."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.papers import ROOT, median_ms

EXPORT = """
import sys, time
from pathlib import Path
from desktop.viewmodels.exporting import export_query
begin = time.perf_counter()
export_query(Path(sys.argv[1]), "", 2026, Path(sys.argv[2]))
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(time.perf_counter() - begin, int(peak.split()[1]) / 1024)
"""


def bench_export(bundle: Path, folder: Path) -> None:
    for suffix in (".xlsx", ".csv"):
        out = folder / f"all{suffix}"
        done = subprocess.run(
            [sys.executable, "-c", EXPORT, str(bundle), str(out)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, memory = map(float, done.stdout.split())
        print(
            f"all lines of both countries to {suffix[1:].upper()}: {seconds:.1f} s (goal 15), {memory:.0f} MB (goal 400), "
            f"{out.stat().st_size / 1e6:.1f} MB"
        )


def bench_tray(bundle: Path, folder: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from desktop.store.drafts import DraftStore
    from desktop.store.userdb import UserFile
    from desktop.ui.theme import Theme
    from desktop.ui.views.tray import TrayView
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.keeping import Keeping
    from desktop.viewmodels.reference import Reference
    from desktop.viewmodels.settings import Settings
    from desktop.viewmodels.tray import TrayController, UserDrafts, changes_of

    application = QApplication.instance() or QApplication([])
    reference = Reference(bundle)
    clipper = Clipper(reference, Entries(reference.bundle), ROOT / "resources" / "citation")
    names = list(clipper._entries.briefs)
    taken = [clipper.lines([n], 2026, ()) if n % 2 else clipper.entry(names[n]) for n in range(1, 501)]
    drafts = UserDrafts(folder / "profile")
    first = TrayController(drafts)
    one = median_ms(lambda: first.tray.add([taken[0]], "t") and first._save(), 9)
    first.tray.add([clipping for clipping in taken[1:] if clipping], "t")
    first._save()
    grown = median_ms(lambda: first.tray.add([taken[0]], "t") and first._save(), 9)
    store = DraftStore(UserFile(folder / "profile"))
    read = median_ms(store.clips, 9)
    theme = Theme(application, "light", 100)
    keeping = Keeping(drafts, Settings(), reference.bundle)

    def opened() -> None:
        controller = TrayController(UserDrafts(folder / "profile"))
        view = TrayView(controller, keeping, clipper, theme)
        view.resize(1200, 700)
        view.grab()
        view.deleteLater()

    shown = median_ms(opened, 5)
    compared = median_ms(lambda: changes_of(store.clips(), clipper.again), 3)
    print(
        f"tray of {len(store.clips())} clips: read {read:.0f} ms, opened and painted {shown:.0f} ms (goal 200), "
        f"one clip saved {one:.0f} ms alone and {grown:.0f} ms among them, all compared with today's data {compared:.0f} ms"
    )
    reference.close()


def bench_lists(bundle: Path) -> None:
    from desktop.core import code_list
    from desktop.store.bundle import Bundle
    from desktop.store.changes import changes
    from desktop.store.lines import LineStore
    from desktop.store.matching import Matcher

    opened = Bundle(bundle)
    store = LineStore(opened)
    codes = [code for (code,) in opened.connection.execute("SELECT code FROM line")]
    text = "\n".join((codes * 4)[:100_000])
    begin = time.perf_counter()
    items = code_list.from_text(text).items
    read = time.perf_counter()
    found = Matcher(store, 2026).match(items)
    print(
        f"a list of {len(items):,} codes: read {read - begin:.1f} s, matched {time.perf_counter() - read:.1f} s, "
        f"{sum(bool(match.ids) for match in found):,} found"
    )
    for importer, before, after in (("jp", 2025, 2026), ("us", 2020, 2026)):
        begin = time.perf_counter()
        rows = changes(store, importer, before, after)
        print(
            f"what changed, {importer} {before} to {after}: {len(rows):,} changes in {time.perf_counter() - begin:.1f} s"
        )
    opened.close()


def bench_citations(bundle: Path) -> None:
    from desktop.core import citation
    from desktop.export.cite import Citer, references
    from desktop.store.bundle import Bundle
    from desktop.store.entries import EntryStore

    opened = Bundle(bundle)
    entries = EntryStore(opened)
    records = [
        citation.entry(entries.entry(name), brief, entries.entry, entries.citations)
        for name, brief in entries.briefs.items()
    ]
    citer = Citer(ROOT / "resources" / "citation")
    begin = time.perf_counter()
    citer.cite(records[0])
    first = (time.perf_counter() - begin) * 1e3
    each = median_ms(lambda: [citer.cite(record) for record in records[:100]], 3) / 100
    times = {
        form: median_ms(lambda form=form: references(records, form), 1) for form in ("ris", "bibtex", "csl")
    }
    said = ", ".join(f"{form} {value:.0f} ms" for form, value in times.items())
    print(f"citations: the first {first:.0f} ms, then {each:.1f} ms each; {len(records)} records as {said}")
    opened.close()


def bench_collecting(bundle: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench_export(bundle, folder)
        bench_lists(bundle)
        bench_citations(bundle)
        bench_tray(bundle, folder)
