"""Which reference file to open, and how to build one where there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop import paths


def find(chosen: Path | None, profile: Path | None = None) -> Path | None:
    """The reference file to open; None: build it.

    The chosen one, else that of a data pack in the profile where it is newer than the program's own, else the program's own:
    the one it carries or the one it built into the cache.
    """
    if chosen is not None:
        return chosen
    if profile is not None and (installed := installed_bundle(profile)) is not None:
        return installed
    return own()


def own() -> Path | None:
    """The program's own reference file; None where it has to be built first."""
    shipped = paths.shipped_bundle()
    if shipped.is_file():
        return shipped
    cached = paths.cached_bundle()
    return cached if cached.is_file() else None


def installed_bundle(profile: Path) -> Path | None:
    """The reference file of the data pack that is in use; None where the program's own data are."""
    # Most profiles have none, and a start must not pay for it.
    try:
        if not (profile / "data" / "current.json").is_file():
            return None
    except OSError:
        return None
    from desktop.store.installed import DataFolder  # noqa: PLC0415

    folder = DataFolder(profile)
    item = folder.in_use(own_release())
    return None if item is None else folder.file(item)


def own_release() -> str:
    """The release of the program's own data; empty where it cannot be read."""
    import json  # noqa: PLC0415

    from desktop.errors import KnownError  # noqa: PLC0415
    from desktop.store.bundle import Bundle  # noqa: PLC0415

    shipped = paths.shipped_bundle()
    try:
        if shipped.is_file():
            bundle = Bundle(shipped)
            try:
                return bundle.release
            finally:
                bundle.close()
        described = json.loads((paths.data_folder() / "datapackage.json").read_text(encoding="utf-8"))
        return str(described["version"])
    except (KnownError, OSError, ValueError, KeyError):
        return ""


def build_command(out: Path) -> list[str]:
    """The command that builds the reference file in a process of its own."""
    return [sys.executable, "-m", "desktop.ingest", "bundle", "--progress", "--out", str(out)]


def build_environment() -> dict[str, str]:
    """The environment for that command: this package can be imported from any folder."""
    root = str(Path(__file__).resolve().parent.parent)
    before = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": root + (os.pathsep + before if before else "")}
