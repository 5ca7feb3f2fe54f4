"""Where things lie: the data, the resources, the user's profile, the cache; frozen or not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "usjta-desk"
BUNDLE_NAME = "reference.sqlite"

_PACKAGE = Path(__file__).resolve().parent


def frozen() -> bool:
    """Whether this runs inside a packaged program."""
    return bool(getattr(sys, "frozen", False))


def _beside(name: str) -> Path:
    """A top-level folder: beside the package in a checkout, inside it when installed."""
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def data_folder() -> Path:
    """The folder with datapackage.json, tables/ and facts/."""
    return _beside("data")


def resources_folder() -> Path:
    """Icons, styles, fonts."""
    return _beside("resources")


def shipped_bundle() -> Path:
    """The reference file that a packaged program carries."""
    return _beside("data") / BUNDLE_NAME


def shipped_sources() -> Path:
    """Official documents that an office's build carries; the folder is absent from all others."""
    return _PACKAGE / "_sources"


def keys_folder() -> Path:
    """Keys of those whose data packs the program takes."""
    return resources_folder() / "keys"


def stamp_file() -> Path:
    """What a packaged program was built from; absent in a checkout."""
    return _PACKAGE / "build.json"


def cached_bundle(data: Path | None = None) -> Path:
    """The reference file built from source, named after what it was built from.

    The name holds a digest of datapackage.json (which holds the digest of every table) and of
    the builder's own version, so that newer data or a newer builder never meets an old cache.
    """
    import hashlib  # noqa: PLC0415  (these two are slow to import)

    import platformdirs  # noqa: PLC0415

    from desktop.store.schema import USER_VERSION  # noqa: PLC0415  (the store is not a path)

    package = (data or data_folder()) / "datapackage.json"
    content = package.read_bytes() if package.is_file() else b""
    stamp = hashlib.sha256(content + str(USER_VERSION).encode()).hexdigest()[:12]
    folder = Path(platformdirs.user_cache_dir(APP, appauthor=False))
    return (folder if _writable(folder) else _own_temporary_folder()) / f"reference-{stamp}.sqlite"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _own_temporary_folder() -> Path:
    """Where the cache goes when the user's own cannot be written."""
    import getpass  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    return Path(tempfile.gettempdir()) / f"{APP}-{getpass.getuser()}"


def portable_profile() -> Path | None:
    """The folder ``portable`` beside a packaged program, where it is and can be written: the user's files travel with it."""
    if not frozen():
        return None
    beside = Path(sys.executable).resolve().parent / "portable"
    return beside if beside.is_dir() and _takes_files(beside) else None


def _takes_files(folder: Path) -> bool:
    """Tried out, because on some systems permissions do not tell."""
    probe = folder / f".{os.getpid()}.probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def default_profile() -> Path:
    """The folder of the user's own files: the portable one, else the system's for this user."""
    portable = portable_profile()
    if portable is not None:
        return portable
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_data_dir(APP, appauthor=False))
