"""Fixtures: no socket, no unexpected log, the reference file built once from the tables in data/."""

from __future__ import annotations

import gc
import logging
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile(
    "desk", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150
)
settings.load_profile("desk")


def pytest_collection_modifyitems(items):
    """Tests that need the official files are skipped, with the reason, where those are absent."""
    if (SHARED / "raw" / "PROVENANCE.csv").is_file():
        return
    reason = pytest.mark.skip(reason=f"the official files are not at {SHARED.name}/raw beside the checkout")
    for item in items:
        if "raw" in item.keywords:
            item.add_marker(reason)


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch):
    """The program opens no socket; neither do its tests."""

    def _refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", _refuse)
    monkeypatch.setattr(socket.socket, "bind", _refuse)


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog):
    """A warning or error in the log fails the test, unless it asked for it with ``expected_log``."""
    yield
    found = [
        record
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and not getattr(caplog, "expected", False)
    ]
    assert not found, f"unexpected log: {[record.getMessage() for record in found]}"


@pytest.fixture
def expected_log(caplog):
    """The test makes something fail that is logged."""
    caplog.expected = True
    return caplog


@pytest.fixture(scope="session")
def bundle_path(tmp_path_factory) -> Path:
    """The reference file, built from the tables of the checkout."""
    from desktop.ingest.bundle import build

    out = tmp_path_factory.mktemp("bundle") / "reference.sqlite"
    build(ROOT / "data", out, lambda share, text: None)
    gc.collect()
    return out


@pytest.fixture(scope="session")
def made(bundle_path, tmp_path_factory):
    """A key, a later reference file, and its pack."""
    from tests.helpers import newer_data

    return newer_data.signed(bundle_path, tmp_path_factory.mktemp("packs"))


@pytest.fixture
def installer(made, bundle_path, tmp_path):
    """What installs packs into a profile of its own; the program's own data are the reference file of the tests."""
    from desktop.viewmodels.updating import Installer

    styles = ROOT / "resources" / "citation"
    return Installer(tmp_path / "profile", bundle_path, "2026-11-27", made.keys, styles)


@pytest.fixture(scope="session")
def reference(bundle_path):
    """The reference file as the view models read it."""
    from desktop.viewmodels.reference import Reference

    found = Reference(bundle_path)
    yield found
    found.close()


@pytest.fixture(scope="session")
def entries(reference):
    """Every provision and fact of the reference file."""
    from desktop.viewmodels.entries import Entries

    return Entries(reference.bundle)


@pytest.fixture(scope="session")
def clipper(reference, entries):
    """What is taken out of the reference file, with its citations."""
    from desktop.viewmodels.clipper import Clipper

    return Clipper(reference, entries, ROOT / "resources" / "citation")


@pytest.fixture(scope="session")
def store(bundle_path):
    from desktop.store.bundle import Bundle
    from desktop.store.lines import LineStore

    bundle = Bundle(bundle_path)
    yield LineStore(bundle)
    bundle.close()


@pytest.fixture(scope="session")
def search(store):
    from desktop.store.fulltext import Search

    return Search(store)


@pytest.fixture
def ask(search, store):
    """Answer a query: rows in order."""

    def _ask(text: str, year: int = 2026):
        from desktop.core.query import parse

        query = parse(text)
        year = query.year or year
        return store.rows(list(search.run(query, year).ids), year)

    return _ask


def pytest_addoption(parser):
    parser.addoption("--accept", action="store_true", help="rewrite the golden files under tests/acceptance")
