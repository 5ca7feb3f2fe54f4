"""Reference files and packs of a later day, made from the one at hand: other words, other rates, its own digest."""

import hashlib
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import NamedTuple

from desktop.store import pack as packs
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
try:
    import datapack
finally:
    sys.path.pop(0)


def newer(bundle: Path, out: Path, release="2027-03-01", rate="19.9%", lost=("usjdta-12",)) -> Path:
    """A reference file of another day: frozen beef of 2026 has another duty, and some entries are gone."""
    shutil.copy(bundle, out)
    db = sqlite3.connect(out)
    (line,) = db.execute(
        "SELECT id FROM line WHERE code = '020230010' AND importer = 'jp' ORDER BY last_edition DESC"
    ).fetchone()
    db.execute("UPDATE rate SET usjta = ? WHERE id = ? AND year = 2026", (rate, line))
    db.executemany("DELETE FROM entry WHERE id = ?", [(name,) for name in lost])
    digest = hashlib.sha256(f"{release}{rate}{lost}".encode()).hexdigest()
    db.execute("UPDATE meta SET value = ? WHERE key = 'release'", (release,))
    db.execute("UPDATE meta SET value = ? WHERE key = 'logical_digest'", (digest,))
    db.commit()
    db.close()
    return out


def keys(folder: Path, name="USJTA test") -> tuple[Path, Path]:
    """A pair of keys: the private file, and the folder that holds the public one."""
    trusted = folder / "keys"
    datapack.main(["key", name, "--out", str(folder)])
    stem = name.replace(" ", "-")
    trusted.mkdir(exist_ok=True)
    shutil.move(folder / f"{stem}.pub", trusted / f"{stem}.pub")
    return folder / f"{stem}.key", trusted


def pack(bundle: Path, key: Path, folder: Path) -> Path:
    """The pack of a reference file."""
    folder.mkdir(parents=True, exist_ok=True)
    return datapack.pack(bundle, key, folder, level=1)


class Signed(NamedTuple):
    """A private key, the folder with its public half, a later reference file, and its pack."""

    key: Path
    keys: Path
    later: Path
    pack: Path


def signed(bundle: Path, folder: Path) -> Signed:
    """All that a test of packs begins with."""
    key, trusted = keys(folder)
    later = newer(bundle, folder / "later.sqlite")
    return Signed(key, trusted, later, pack(later, key, folder / "out"))


def proven(folder, item, made):
    """What lies on the disk is what was signed by a known key."""
    _, key, same = folder.origin(folder.file(item), packs.keys(made.keys))
    return key is not None and same


def left(folder):
    """Files of the folder, but for the lock."""
    return [p.name for p in folder.path.glob("*") if p.is_file() and p.name != "lock"]
