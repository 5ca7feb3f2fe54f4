"""Documents: reading, finding parts, resolving ties, opening entries. Printed, never asserted."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def median_ms(act: Callable[[], object], runs: int = 5) -> float:
    taken = []
    for _ in range(runs):
        begin = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def bench_papers(bundle: Path) -> None:
    from desktop.sources import library
    from desktop.viewmodels.documents import Documents
    from tests.helpers.paper import treaty, treaty_pdf

    chapters = [f"CHAPTER {n}\n" for n in range(1, 48)]
    paragraphs = ["Trans-Pacific Partnership", ""]
    for number, chapter in enumerate(chapters, 1):
        paragraphs += [chapter.strip(), *treaty(range(1, 31), chapter=str(number))[2:]]
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "treaty.pdf"
        big.write_bytes(treaty_pdf(paragraphs))
        profile = Path(folder) / "profile"
        documents = Documents(bundle, profile)
        begin = time.perf_counter()
        added = documents.add(big)
        whole = time.perf_counter() - begin
        reading = documents.reading(added)
        kept = documents.library._cache(added.sha256)
        print(
            f"a treaty of {added.pages} pages, {len(reading.units):,} parts: added in {whole:.1f} s "
            f"({whole / added.pages * 1000:.0f} ms a page), recognised as {added.document or 'none'}; "
            f"read again from {kept.stat().st_size / 1e6:.1f} MB kept in {median_ms(lambda: library.load(kept.read_bytes())):.0f} ms"
        )
        for path in sorted((ROOT.parent / "shared" / "sources").glob("*")):
            if path.suffix in (".pdf", ".txt"):
                documents.add(path)
        first = median_ms(documents.reports, 1)
        counts = [report.said for report in documents.reports()]
        documents.close()

        def _start() -> None:
            opened = Documents(bundle, profile)
            opened.reports()
            opened.close()

        print(
            f"ties of {len(counts)} documents ({'; '.join(counts)}): first time {first:.0f} ms, at a start {median_ms(_start):.0f} ms (goal 100)"
        )
        opened = Documents(bundle, profile)
        opened.basis = "nothing kept"
        print(f"the same with no report kept, readings kept: {median_ms(opened.reports, 1):.0f} ms")
        opened.close()
    _bench_entries(bundle)


def _bench_entries(bundle: Path) -> None:
    from desktop.core.entry_query import words
    from desktop.store.bundle import Bundle
    from desktop.viewmodels.entries import Entries
    from desktop.viewmodels.html import Colours

    colours = Colours("#000", "#555", "#ccc", "#00f", "#fea", "#080", "#a00", {})
    opened = Bundle(bundle)
    entries = Entries(opened)
    names = list(entries.briefs)
    taken = sorted(median_ms(lambda name=name: entries.page(name, (), colours), 1) for name in names)
    entries.answer(words("beef"))
    search = median_ms(lambda: entries.answer(words("beef safeguard tri")))
    print(
        f"pages of {len(names)} entries: p50 {taken[len(taken) // 2]:.1f}, p95 {taken[len(taken) * 95 // 100]:.1f} ms; "
        f"a search among them {search:.1f} ms"
    )
    opened.close()
