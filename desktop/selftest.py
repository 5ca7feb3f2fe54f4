"""Checks that the program runs on itself, also inside a package: ``--selftest`` prints JSON."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from desktop import __version__, paths
from desktop.core import citation
from desktop.core.clipping import Record
from desktop.core.draft import Draft, Paragraph
from desktop.core.duty_facts import Shipment
from desktop.core.duty_value import evaluate
from desktop.core.entry import Kind
from desktop.core.query import parse
from desktop.errors import KnownError
from desktop.export import draft_docx
from desktop.export.cite import Citer, references
from desktop.store.bundle import Bundle
from desktop.store.duties import DutyStore
from desktop.store.entries import EntryStore
from desktop.store.fulltext import Search
from desktop.store.lines import LineStore


def run(bundle_path: Path) -> tuple[int, str]:
    """Exit code (0: all well) and a JSON report with one entry for each check."""
    report: dict[str, object] = {
        "version": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    checks: list[dict[str, object]] = []
    try:
        bundle = Bundle(bundle_path)
    except KnownError as error:
        checks.append({"check": "open the reference file", "ok": False, "found": str(error)})
    else:
        report["digest"] = bundle.digest
        report["editions"] = [edition.key for edition in bundle.editions]
        checks.extend(_data_checks(bundle))
        bundle.close()
    checks.append(_window_check())
    checks.append(_chart_check(bundle_path))
    report["checks"] = checks
    failed = [check for check in checks if not check["ok"]]
    report["ok"] = not failed
    return (1 if failed else 0), json.dumps(report, ensure_ascii=False, indent=1)


def _data_checks(bundle: Bundle) -> list[dict[str, object]]:
    store = LineStore(bundle)
    search = Search(store)
    entries = EntryStore(bundle)

    def _count(query: str) -> int:
        asked = parse(query)
        return len(search.run(asked, asked.year or max(bundle.years)).ids)

    def _beef() -> str:
        found = search.run(parse("jp:0202.30.010"), 2026).ids
        return store.rows(list(found), 2026)[0].rates[1]

    wanted: list[tuple[str, Callable[[], object], object]] = [
        ("pages of the reference file", bundle.verify, ""),
        ("Japan's lines of the agreement", lambda: _count("jp: cover:in"), 606),
        ("American lines of the agreement, 2026", lambda: _count("us: cover:in year:2026"), 257),
        ("American lines of the agreement, 2020", lambda: _count("us: cover:in year:2020"), 241),
        ("lines of both countries", lambda: _count(""), 24_489),
        ("words", lambda: _count("jp: beef frozen") > 0, True),
        ("Japanese words", lambda: _count("冷凍") > 0, True),
        ("a rate", _beef, "20.8%"),
        ("lines at parity with CPTPP, 2026", lambda: _count("jp: cover:in parity:parity"), 573),
        ("a duty computed", lambda: _pork(store), "1504.8"),
        ("statements", lambda: sum(b.kind is Kind.STATEMENT for b in entries.briefs.values()), 97),
        (
            "articles of the Digital Trade Agreement",
            lambda: len(entries.with_words(["digital", "trade", "agreement", "usjdta"])) >= 22,
            True,
        ),
        ("ties with a quotation", lambda: sum(tie.quotation is not None for tie in entries.ties()), 107),
        ("the PDF library", _pdf, True),
        ("a signature, and one that is none", _signed, (True, False)),
        ("a citation", lambda: _cited(entries), _CITED),
        ("a Word document and its references", lambda: _written(entries), True),
        ("a duty read", _read, "54 yen per kg, or the gap to 524 yen × 1.002, per kg, whichever is less"),
    ]
    out: list[dict[str, object]] = []
    for name, look, expected in wanted:
        try:
            found = look()
        except (sqlite3.Error, KnownError, LookupError, AssertionError, ImportError, OSError) as error:
            found = f"{type(error).__name__}: {error}"
        out.append({"check": name, "ok": found == expected, "found": found, "expected": expected})
    return out


def _pork(store: LineStore) -> str:
    """100 kg of pork at 510 yen a kilogram under the gate price formula, exactly."""
    line = store.find("jp", "020322023", 1, 2026)
    row = store.rows([line or 0], 2026)[0]
    duties = DutyStore(store.bundle).of_line(row, 2026)
    assert duties.usjta is not None
    outcome = evaluate(duties.usjta, Shipment(Decimal(51_000), "JPY", {"kg": Decimal(100)}), "JPY")
    return "" if outcome.amount is None else f"{float(outcome.amount):g}"


_CITED = "Agreement Between the United States of America and Japan Concerning Digital Trade, Japan-U.S., art. 11, Oct. 7, 2019"


def _record(entries: EntryStore) -> Record:
    found = entries.entry("usjdta-11")
    assert found is not None
    return citation.entry(found, entries.briefs[found.id], entries.entry, entries.citations)


def _cited(entries: EntryStore) -> str:
    """The processor and its style must be in the package."""
    return Citer(paths.resources_folder() / "citation").cite(_record(entries))


def _written(entries: EntryStore) -> bool:
    """The writers of Word documents, RIS and BibTeX, too; and the readers of workbooks and the print system."""
    import openpyxl  # noqa: PLC0415
    from PySide6 import QtNetwork, QtPrintSupport  # noqa: PLC0415

    record = _record(entries)
    draft = Draft("t", (Paragraph("words", records=(record,)),))
    made = draft_docx.made(draft, [_CITED])
    texts = [references([record], form) for form in ("ris", "bibtex", "csl")]
    return made.startswith(b"PK") and all(texts) and all((openpyxl, QtNetwork, QtPrintSupport))


def _pdf() -> bool:
    from desktop.sources import pdf  # noqa: PLC0415  (a native library, which must be in the package)

    return pdf.works()


def _signed() -> tuple[bool, bool]:
    """What data packs are checked with."""
    from nacl.signing import SigningKey  # noqa: PLC0415  (a native library, which must be in the package)

    from desktop.store.pack import SIGNED, Key, signed_by  # noqa: PLC0415

    key = SigningKey.generate()
    trusted = (Key("selftest", bytes(key.verify_key)),)
    signature = key.sign(SIGNED + b"words").signature
    return signed_by(b"words", signature, trusted) is not None, signed_by(
        b"other", signature, trusted
    ) is not None


def _read() -> str:
    from desktop.core import duty_japanese, duty_words  # noqa: PLC0415  (the grammar, too, must be in the package)

    return duty_words.plain(
        duty_japanese.read("（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率")
    )


def _chart_check(bundle_path: Path) -> dict[str, object]:
    """Draw every chart small, and one as each kind of picture: only this loads what draws."""
    name = "charts drawn"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        from desktop.ui.charts import export  # noqa: PLC0415
        from desktop.ui.charts.style import on_paper  # noqa: PLC0415
        from desktop.viewmodels.charts.base import Wanted  # noqa: PLC0415
        from desktop.viewmodels.charts.catalogue import CHARTS, Charts  # noqa: PLC0415
        from desktop.viewmodels.entries import Entries  # noqa: PLC0415
        from desktop.viewmodels.reference import Reference  # noqa: PLC0415

        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        reference = Reference(bundle_path)
        charts = Charts(reference, Entries(reference.bundle))
        style = on_paper(application.font().family(), 8)
        figures = [charts.figure(spec.name, Wanted(max(reference.bundle.years))) for spec in CHARTS]
        drawn = sum(
            not export.preview(figure, style, 320, 200, 1.0).isNull()
            for figure in figures
            if not figure.empty
        )
        size = export.PictureSize(8.0, 6.0)
        heads = [maker(figures[0], size)[:5] for maker in (export.png, export.svg, export.pdf)]
        reference.close()
    except (ImportError, KnownError, AssertionError, OSError, RuntimeError, AttributeError) as error:
        return {"check": name, "ok": False, "found": f"{type(error).__name__}: {error}"}
    expected = len(CHARTS)
    well = drawn == expected and heads == [b"\x89PNG\r", b"<?xml", b"%PDF-"]
    return {"check": name, "ok": well, "found": drawn, "expected": expected}


def _window_check() -> dict[str, object]:
    try:
        from PySide6 import QtWidgets  # noqa: PLC0415
    except ImportError as error:
        return {"check": "window system", "ok": False, "found": str(error)}
    return {"check": "window system", "ok": True, "found": QtWidgets.__name__}
