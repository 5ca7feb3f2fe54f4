"""Which data of the profile are in use: installed packs, their order, and the way back.

A folder ``data`` in the profile has the reference files of packs, each with the manifest and signature it came with, and
``current.json``, which says which one is in use and which was before. That small file is replaced in one step, and everything it
names is on the disk before; whoever ends the program at any moment leaves either the old state or the new one.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from desktop.core import manifest as manifests
from desktop.errors import KnownError
from desktop.store import pack as packs
from desktop.store.pack import Key, Pack
from desktop.store.schema import USER_VERSION

FOLDER: Final = "data"
POINTER: Final = "current.json"


@dataclass(frozen=True, slots=True)
class Installed:
    """Data that came as a pack; ``file`` is the name in the folder, ``when`` the local time of installation."""

    file: str
    release: str
    digest: str
    schema: int
    size: int
    signer: str
    when: str


@dataclass(frozen=True, slots=True)
class State:
    """What is in use and what was before; None stands for the data that came with the program."""

    current: Installed | None = None
    previous: Installed | None = None


class DataFolder:
    """The folder ``data`` of a profile."""

    def __init__(self, profile: Path) -> None:
        self.path = profile / FOLDER
        self._pointer = self.path / POINTER

    def state(self) -> State:
        """What the folder says; a file of it that cannot be read counts as absent."""
        try:
            found = json.loads(self._pointer.read_text(encoding="utf-8"))
            return State(_item(found.get("current")), _item(found.get("previous")))
        except (OSError, ValueError, AttributeError):
            return State()

    def file(self, item: Installed) -> Path:
        """Where the reference file of an item is."""
        return self.path / item.file

    def in_use(self, own_release: str) -> Installed | None:
        """What to open instead of the program's own data: what is installed, readable by this program and newer."""
        found = self.state().current
        return found if found is not None and self._usable(found, own_release) else None

    def _usable(self, item: Installed, own_release: str) -> bool:
        path = self.file(item)
        try:
            whole = path.stat().st_size == item.size
        except OSError:
            return False
        return whole and item.schema == USER_VERSION and manifests.newer(item.release, own_release)

    def before(self, own_release: str) -> Installed | None:
        """What going back would lead to; None for the program's own data."""
        found = self.state().previous
        return found if found is not None and self._usable(found, own_release) else None

    # --- changing it -----------------------------------------------------------------------

    def install(self, pack: Pack, in_use: Installed | None, progress: Callable[[float], bool]) -> Installed:
        """Put a pack's data in place and point to them; KnownError, and nothing is changed, where that fails."""
        manifest = pack.manifest
        name = f"{manifest.release}-{manifest.digest[:12]}"
        item = Installed(
            f"{name}.sqlite",
            manifest.release,
            manifest.digest,
            manifest.schema,
            manifest.size,
            pack.signer.name,
            _now(),
        )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._clean_partial()
            partial = self.path / f"{name}.{os.getpid()}.part"
            partial.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error
        packs.unpack(pack, partial, progress)
        try:
            self._write(self.path / f"{name}.json", pack.content)
            self._write(self.path / f"{name}.sig", pack.signature)
            partial.replace(self.file(item))
            self._sync()
            self._point(State(item, in_use))
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise self._unwritable(error) from error
        progress(1.0)
        self._clean_old()
        return item

    def go_back(self, own_release: str) -> Installed | None:
        """Use again what was used before; what is left stays, so that one can come back. None: the program's own data."""
        state = self.state()
        target = self.before(own_release)
        try:
            self._point(State(target, state.current))
        except OSError as error:
            raise self._unwritable(error) from error
        return target

    def set_aside(self) -> None:
        """What is in use was found damaged: the program's own data are used until a pack is installed."""
        with contextlib.suppress(OSError):
            self._point(State())

    def signer(
        self, item: Installed, trusted: tuple[Key, ...], stopped: Callable[[], bool] = lambda: False
    ) -> Key | None:
        """Who signed what lies on the disk, found out anew: the signature, and the file against its signed digest.

        Reads the whole file, unless it is ``stopped``.
        """
        stem = self.file(item).with_suffix("")
        try:
            content = stem.with_name(stem.name + ".json").read_bytes()
            key = packs.signed_by(content, stem.with_name(stem.name + ".sig").read_bytes(), trusted)
            manifest = manifests.read(content)
            return key if packs.sha256_of(self.file(item), stopped) == manifest.sha256 else None
        except (OSError, ValueError):
            return None

    # --- files -----------------------------------------------------------------------------

    def _point(self, state: State) -> None:
        content = {
            "version": 1,
            "current": asdict(state.current) if state.current else None,
            "previous": asdict(state.previous) if state.previous else None,
        }
        self._write(self._pointer, (json.dumps(content, indent=1) + "\n").encode())
        self._sync()

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all."""
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with partial.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise

    def _sync(self) -> None:
        """Names, too, reach the disk (Windows does that by itself)."""
        if os.name == "nt":
            return
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _clean_partial(self) -> None:
        """What an installation that was ended left behind; one that runs in another process is left alone."""
        for path in self.path.glob("*.part"):
            owner = path.name.split(".")[-2]
            if not (owner.isdecimal() and _runs(int(owner))):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _clean_old(self) -> None:
        """Only what is in use and what was before are kept."""
        state = self.state()
        kept = {Path(item.file).stem for item in (state.current, state.previous) if item is not None}
        for path in self.path.iterdir():
            if path.name != POINTER and path.suffix in (".sqlite", ".json", ".sig") and path.stem not in kept:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> KnownError:
        return KnownError(
            f"The data could not be written to {self.path} ({error.strerror or error}); nothing was changed. "
            "Make room or choose another folder with --profile, and try again."
        )


def _item(found: Any) -> Installed | None:
    if not isinstance(found, dict):
        return None
    try:
        item = Installed(**found)
    except TypeError:
        return None
    # A name of the folder's own, nothing that leads out of it.
    kinds = (item.file, str), (item.release, str), (item.digest, str), (item.schema, int), (item.size, int)
    sound = all(isinstance(value, kind) for value, kind in kinds) and Path(item.file).name == item.file
    return item if sound else None


def _runs(process: int) -> bool:
    if os.name == "nt":
        # A file that another process writes cannot be deleted there, which is answer enough.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
