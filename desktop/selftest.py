"""Checks that the program runs on itself, also inside a package: ``--selftest`` prints JSON."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Callable
from pathlib import Path

from desktop import __version__
from desktop.core.query import parse
from desktop.errors import KnownError
from desktop.store.bundle import Bundle
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
    report["checks"] = checks
    failed = [check for check in checks if not check["ok"]]
    report["ok"] = not failed
    return (1 if failed else 0), json.dumps(report, ensure_ascii=False, indent=1)


def _data_checks(bundle: Bundle) -> list[dict[str, object]]:
    store = LineStore(bundle)
    search = Search(store)

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
    ]
    out: list[dict[str, object]] = []
    for name, look, expected in wanted:
        try:
            found = look()
        except (sqlite3.Error, KnownError, LookupError) as error:
            found = f"{type(error).__name__}: {error}"
        out.append({"check": name, "ok": found == expected, "found": found, "expected": expected})
    return out


def _window_check() -> dict[str, object]:
    try:
        from PySide6 import QtWidgets  # noqa: PLC0415
    except ImportError as error:
        return {"check": "window system", "ok": False, "found": str(error)}
    return {"check": "window system", "ok": True, "found": QtWidgets.__name__}
