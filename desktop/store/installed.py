"""Which data of the profile are in use: installed packs, their order, and the way back.

A folder ``data`` in the profile has the reference files of packs, each with the manifest and signature it came with, and
``current.json``, which says which one is in use and which was before. That small file is replaced in one step, and everything it
names is on the disk before; whoever ends the program at any moment leaves either the old state or the new one.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

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
        except (OSError, ValueError, AttributeError, RecursionError):
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
            f"{name}.sqlite", manifest.release, manifest.digest, manifest.schema, manifest.size, pack.signer.name, _now()
        )  # fmt: skip
        with self._locked():
            partial = self.path / f"{name}.part"
            self._clean_partial()
            packs.unpack(pack, partial, progress)
            if not progress(0.95):
                partial.unlink(missing_ok=True)
                raise KnownError("The data pack was not installed; nothing was changed.")
            before = self.state()
            # The same data once more, as a repair: what was before them stays what it was.
            previous = before.previous if in_use is not None and in_use.file == item.file else in_use
            try:
                self._write(self.path / f"{name}.json", pack.content)
                self._write(self.path / f"{name}.sig", pack.signature)
                partial.replace(self.file(item))
                self._point(State(item, previous))
            except OSError as error:
                self._clean_partial()
                self._clean_old(before)
                raise self._unwritable(error) from error
            self._clean_old(self.state())
        progress(1.0)
        return item

    def go_back(self, own_release: str) -> Installed | None:
        """Use again what was used before; what is left stays, so that one can come back. None: the program's own data."""
        with self._locked():
            state = self.state()
            target = self.before(own_release)
            try:
                self._point(State(target, state.current))
            except OSError as error:
                raise self._unwritable(error) from error
        return target

    def set_aside(self, path: Path) -> None:
        """A file was found damaged: where it is the one in use, the program's own data are used until a pack is installed."""
        with contextlib.suppress(KnownError, OSError), self._locked():
            state = self.state()
            if state.current is not None and self.file(state.current) == path:
                self._point(State(None, state.previous))

    def origin(
        self, path: Path, trusted: tuple[Key, ...], stopped: Callable[[], bool] = lambda: False
    ) -> tuple[Installed | None, Key | None, bool]:
        """What a file of the folder is, found out anew: its item, who signed it, whether it is what was signed.

        No item: the file is in use no longer. No key: nobody signed it whom this build knows. Reads the whole file, unless it is ``stopped``.
        """
        state = self.state()
        item = next((one for one in (state.current, state.previous) if one and self.file(one) == path), None)
        if item is None:
            return None, None, False
        try:
            content = path.with_name(f"{path.stem}.json").read_bytes()
            key = packs.signed_by(content, path.with_name(f"{path.stem}.sig").read_bytes(), trusted)
            manifest = manifests.read(content)
            said = (manifest.release, manifest.digest, manifest.schema, manifest.size)
            same = said == (item.release, item.digest, item.schema, item.size)
            return item, key, same and packs.sha256_of(path, stopped) == manifest.sha256
        except (OSError, ValueError):
            return item, None, False

    # --- files -----------------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time, also from two windows; the lock goes with the process that holds it, however that ends."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            stream = (self.path / "lock").open("a+b")
        except OSError as error:
            raise self._unwritable(error) from error
        with stream:
            if not _lock(stream):
                raise KnownError(
                    "Another window of the program is changing its data just now; nothing was changed. Try again in a moment."
                )
            yield

    def _point(self, state: State) -> None:
        content = {
            "version": 1,
            "current": asdict(state.current) if state.current else None,
            "previous": asdict(state.previous) if state.previous else None,
        }
        self._sync()
        self._write(self._pointer, (json.dumps(content, indent=1) + "\n").encode())
        self._sync()

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all."""
        partial = path.with_name(f"{path.name}.part")
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
        """Names, too, reach the disk, where the system lets one ask for it."""
        if os.name == "nt":
            return
        with contextlib.suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _clean_partial(self) -> None:
        """What an installation that was ended left behind; no other runs while the lock is held."""
        for path in self.path.glob("*.part"):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _clean_old(self, state: State) -> None:
        """Only what is in use and what was before are kept."""
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
    """An item of the pointer; one that is not sound in every part counts as none."""
    if not isinstance(found, dict):
        return None
    try:
        item = Installed(**found)
    except TypeError:
        return None
    texts = (item.file, item.release, item.digest, item.signer, item.when)
    numbers = (item.schema, item.size)
    sound = all(type(text) is str for text in texts) and all(type(number) is int for number in numbers)
    # A name of the folder's own, nothing that leads out of it.
    return item if sound and re.fullmatch(r"\w[\w.-]*\.sqlite", item.file) else None


def _lock(stream: IO[bytes]) -> bool:
    """Take the lock of an open file; False where another process has it. Where there are no locks, there is no other either."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
