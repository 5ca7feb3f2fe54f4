"""What the program can show for itself: what it was built from, who signed the data, which sockets it has open. No Qt here."""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop import __version__
from desktop.store import check as checks
from desktop.store import pack as packs
from desktop.store.bundle import Bundle
from desktop.store.installed import FOLDER, DataFolder

_INTERNET: Final = ("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the proof is looked for: profile, trusted keys, stamp of the build."""

    profile: Path
    keys: Path
    stamp: Path


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of a reference file found; ``trouble`` is empty where it is whole.

    ``foreign``: the trouble is not the file's, but that this build does not know who signed it.
    """

    trouble: str
    origin: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Sockets:
    """How many sockets the program has open: of a network, within this machine, of neither kind (Linux's own signals).

    None where this system does not let itself be asked.
    """

    network: int | None
    local: int | None
    other: int | None


def check(path: Path, places: Places, stopped: Callable[[], bool] = lambda: False) -> Checked:
    """Check all pages of a reference file, and where it came from: its signature, or the digest of the build.

    Reads the whole file, unless it is ``stopped``; then what it returns means nothing.
    """
    trouble = checks.verify(path)
    if trouble:
        return Checked(trouble, "")
    if path.parent == places.profile / FOLDER:
        return _pack(path, places, stopped)
    stamp = build(places.stamp)
    if stamp.get("sha256") and path.parent.parent == places.stamp.parent:
        if packs.sha256_of(path, stopped) != stamp["sha256"]:
            return Checked("it is not the file that the program was built with", "")
        return Checked("", "Came with the program, and is the file that it was built with (sha256 compared).")
    return Checked("", "Built on this machine from the tables of the program, or chosen by you; not signed.")


def _pack(path: Path, places: Places, stopped: Callable[[], bool]) -> Checked:
    item, key, same = DataFolder(places.profile).origin(path, packs.keys(places.keys), stopped)
    if item is None:
        return Checked("", "Another window has installed other data since; start again to see them.")
    if key is None:
        return Checked(
            f"signed by {item.signer}, whom this build of the program does not know", "", foreign=True
        )
    if not same:
        return Checked("it is not what was signed", "")
    return Checked(
        "",
        f"Came as a data pack, signed by {key.name} (key {key.fingerprint}), installed {item.when[:10]}. The signature is good, "
        "and the file is what was signed.",
    )


def build(stamp: Path) -> dict[str, Any]:
    """What a packaged program was built from; empty in a checkout."""
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def sockets() -> Sockets:
    """The sockets that this process has open now."""
    if sys.platform == "win32":
        return Sockets(_windows(), None, None)
    try:
        return _linux(Path("/proc/self"))
    except (OSError, ValueError, IndexError):
        return Sockets(None, None, None)


def _linux(process: Path) -> Sockets:
    own = set()
    for handle in (process / "fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", str(handle.readlink()))
        except OSError:
            continue  # closed meanwhile
        if found:
            own.add(found[1])
    network = {
        line.split()[9]
        for name in _INTERNET
        if (process / "net" / name).is_file()
        for line in (process / "net" / name).read_text().splitlines()[1:]
    }
    local = {line.split()[6] for line in (process / "net" / "unix").read_text().splitlines()[1:]}
    return Sockets(len(own & network), len(own & local), len(own - network - local))


def _windows() -> int | None:
    """Entries of this process in the system's tables of TCP and UDP, both families."""
    import ctypes  # noqa: PLC0415
    import struct  # noqa: PLC0415

    count = 0
    try:
        library = ctypes.windll.iphlpapi  # type: ignore[attr-defined,unused-ignore]
        # Function, class of table, then for each family the length of a row and the place of the process in it.
        for function, table, rows in (
            (library.GetExtendedTcpTable, 5, ((2, 24, 20), (23, 56, 52))),
            (library.GetExtendedUdpTable, 1, ((2, 12, 8), (23, 28, 24))),
        ):
            for family, length, place in rows:
                size = ctypes.c_ulong(0)
                function(None, ctypes.byref(size), False, family, table, 0)
                content = ctypes.create_string_buffer(size.value + 4096)
                size = ctypes.c_ulong(len(content))
                if function(content, ctypes.byref(size), False, family, table, 0):
                    return None
                (number,) = struct.unpack_from("<I", content, 0)
                for row in range(number):
                    (owner,) = struct.unpack_from("<I", content, 4 + row * length + place)
                    count += owner == os.getpid()
    except (OSError, AttributeError, struct.error):
        return None
    return count


def said(found: Sockets) -> str:
    """The sockets in a sentence."""
    if found.network is None:
        return "This system does not let a program look at its own sockets."
    text = "none" if not found.network else f"{found.network}, which must not be; please report it"
    text = f"Sockets of a network that this program has open now: {text}."
    if found.local is not None:
        text += f" Within this machine: {found.local} (to the screen, and where a second start hands over its search)."
    if "_socket" not in sys.modules:
        text += " Python's network library is not loaded."
    return text


def rows(bundle: Bundle, origin: str, places: Places) -> list[tuple[str, str]]:
    """What the page about the data says of program, data and network: heading and text, plain."""
    stamp = build(places.stamp)
    built = f"Version {__version__}, run from its source"
    if stamp:
        changed = ", with changes that are in no commit" if stamp.get("changed") else ""
        built = f"Version {stamp.get('version')}, built from commit {stamp.get('commit')} of {stamp.get('date')}{changed}"
    trusted = packs.keys(places.keys)
    names = ", ".join(f"{key.name} (key {key.fingerprint})" for key in trusted)
    licences = places.stamp.parent.parent / "licences"
    return [
        ("Program", built),
        ("Licences", f"MIT; those of all that it brings along lie in {licences}." if stamp else "MIT; see LICENSE."),
        ("Data", f"Release {bundle.release} ({day(bundle.release)}). {origin or 'Where they came from is being checked.'}"),
        ("Data packs", f"Taken when signed by {names}." if names else "None are taken: this build knows no signer."),
        ("Network", said(sockets())),
    ]  # fmt: skip


def day(release: str) -> str:
    """A release as a date for people: ``November 27, 2026``."""
    date, _, number = release.partition(".")
    try:
        found = datetime.date.fromisoformat(date)
    except ValueError:
        return release or "an unknown day"
    return f"{found:%B} {found.day}, {found.year}" + (f" ({number})" if number else "")
