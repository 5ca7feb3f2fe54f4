"""Data packs: one file with a reference file, a manifest and the manifest's detached Ed25519 signature.

Nothing is written before the signature, the manifest and the release have been found good; what is written is checked again
from the disk before anybody may use it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from desktop.core import manifest as manifests
from desktop.core.manifest import Manifest
from desktop.errors import KnownError
from desktop.store.bundle import Bundle
from desktop.store.schema import USER_VERSION

if TYPE_CHECKING:
    import zipfile

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
REFERENCE: Final = "reference.sqlite"
# What is signed begins with this, so that no signature of anything else passes for one of a pack.
SIGNED: Final = b"usjta-desk data pack, manifest\n"
# Room on the disk beyond the file itself.
_SPARE: Final = 16_000_000
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Key:
    """A signer whose packs the program takes."""

    name: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        """Sixteen digits by which two people can compare a key."""
        return fingerprint(self.public)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose signature and manifest were found good."""

    path: Path
    manifest: Manifest
    content: bytes
    signature: bytes
    signer: Key


def fingerprint(public: bytes) -> str:
    """The first sixteen hexadecimal digits of a key's sha256."""
    return hashlib.sha256(public).hexdigest()[:16]


def keys(folder: Path) -> tuple[Key, ...]:
    """The keys of a folder, by file name; a file that is no key is left out."""
    found = (key(path) for path in sorted(folder.glob("*.pub")))
    return tuple(one for one in found if one is not None)


def key(path: Path) -> Key | None:
    """A public key: the signer's name and 64 hexadecimal digits, a line each; None for anything else."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        public = bytes.fromhex(lines[1].strip())
    except (OSError, ValueError, IndexError):
        return None
    return Key(lines[0].strip(), public) if len(public) == 32 and lines[0].strip() else None


def look(path: Path, trusted: tuple[Key, ...]) -> Pack:
    """Read a pack's manifest and check its signature; KnownError with one sentence where it is not to be taken."""
    with _opened(path) as archive:
        _plain(archive, path)
        names = archive.namelist()
        if sorted(names) != sorted({MANIFEST, SIGNATURE, REFERENCE}):
            if MANIFEST in names and SIGNATURE not in names:
                raise _refused(path, "it is not signed")
            raise _refused(path, "it is no data pack of this program, or only part of one")
        content, signature = _small(archive, MANIFEST, path), _small(archive, SIGNATURE, path)
        signer = _signer(path, content, signature, trusted)
        try:
            manifest = manifests.read(content)
        except ValueError as error:
            raise _refused(path, f"its description cannot be read ({error})") from error
        if archive.getinfo(REFERENCE).file_size != manifest.size:
            raise _refused(path, "it is damaged: its data have not the size that was signed")
    return Pack(path, manifest, content, signature, signer)


def refuse(pack: Pack, release: str, digest: str) -> None:
    """KnownError where a pack does not fit this program or the data in use."""
    trouble = manifests.refusal(pack.manifest, USER_VERSION, release, digest)
    if trouble:
        raise _refused(pack.path, trouble)


def unpack(pack: Pack, out: Path, progress: Callable[[float], bool]) -> None:
    """Write the reference file of a pack to ``out`` and check it there; on any trouble ``out`` is gone again.

    ``progress`` is told the share done and answers whether to go on.
    """
    import shutil  # noqa: PLC0415  (with zipfile it brings libraries of which only an installation has need)

    size = pack.manifest.size
    try:
        free = shutil.disk_usage(out.parent).free
    except OSError:
        free = size + _SPARE  # a folder that does not tell is tried
    if free < size + _SPARE:
        raise KnownError(
            f"The data need {_mb(size + _SPARE)} MB in {out.parent}, where {_mb(free)} MB are free; "
            "nothing was changed. Make room and install the data pack again."
        )
    try:
        with out.open("xb") as stream:
            _copy(pack, stream, progress)
        _check(pack, out)
    except BaseException as error:
        with contextlib.suppress(OSError):
            out.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise KnownError(
                f"The data could not be written to {out.parent} ({error.strerror or error}); nothing was changed. "
                "Make room or choose another folder with --profile, and install the data pack again."
            ) from error
        raise


def signed_by(content: bytes, signature: bytes, trusted: tuple[Key, ...]) -> Key | None:
    """Whose signature of a manifest it is; None for nobody's that is trusted."""
    from nacl.exceptions import CryptoError  # noqa: PLC0415  (only packs are signed)
    from nacl.signing import VerifyKey  # noqa: PLC0415

    for key in trusted:
        try:
            VerifyKey(key.public).verify(SIGNED + content, signature)
        except (CryptoError, ValueError):
            continue
        return key
    return None


def _signer(path: Path, content: bytes, signature: bytes, trusted: tuple[Key, ...]) -> Key:
    if not trusted:
        raise _refused(path, "this build of the program knows no signer of data packs")
    found = signed_by(content, signature, trusted)
    if found is None:
        raise _refused(
            path, f"it was changed after it was signed, or signed by somebody else than {_listed(trusted)}"
        )
    return found


def _listed(trusted: tuple[Key, ...]) -> str:
    return " or ".join(f"{key.name} (key {key.fingerprint})" for key in trusted)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    import struct  # noqa: PLC0415
    import zipfile  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise KnownError(f"There is no file {path}.") from error
    except OSError as error:
        raise KnownError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (
        zipfile.BadZipFile,
        struct.error,
        ValueError,
        OverflowError,
        MemoryError,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _refused(path, "it is no data pack, or a damaged one") from error


def _plain(archive: zipfile.ZipFile, path: Path) -> None:
    """Packs are deflated; the other ways of packing have unpackers that take any amount of memory."""
    import zipfile  # noqa: PLC0415

    if any(
        item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for item in archive.infolist()
    ):
        raise _refused(path, "it is no data pack of this program")


def _small(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    if archive.getinfo(name).file_size > manifests.LARGEST_MANIFEST:
        raise _refused(path, "it is no data pack of this program")
    return archive.read(name)


def _copy(pack: Pack, stream: IO[bytes], progress: Callable[[float], bool]) -> None:
    done, size = 0, pack.manifest.size
    for block in _blocks(pack):
        done += len(block)
        if done > size:
            raise _refused(pack.path, "it is damaged: it holds more than was signed")
        stream.write(block)
        if not progress(done / size * 0.9):
            raise KnownError("The data pack was not installed; nothing was changed.")
    stream.flush()
    os.fsync(stream.fileno())


def _blocks(pack: Pack) -> Iterator[bytes]:
    """The reference file of a pack; troubles of reading are told apart from those of writing by where they arise."""
    with _opened(pack.path) as archive:
        _plain(archive, pack.path)
        packed = archive.open(REFERENCE)
        while block := packed.read(_BLOCK):
            yield block


def _check(pack: Pack, out: Path) -> None:
    """What lies on the disk is what was signed, and opens."""
    if sha256_of(out) != pack.manifest.sha256:
        raise _refused(pack.path, "it is damaged: its data are not what was signed")
    bundle = Bundle(out)
    try:
        trouble = bundle.verify()
        same = (bundle.digest, bundle.release) == (pack.manifest.digest, pack.manifest.release)
    finally:
        bundle.close()
    if trouble or not same:
        raise _refused(pack.path, "its data are not what its description says")


def sha256_of(path: Path, stopped: Callable[[], bool] = lambda: False) -> str:
    """The sha256 of a file, read in pieces; empty when it was ``stopped`` on the way."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if stopped():
                return ""
            digest.update(block)
    return digest.hexdigest()


def _mb(size: int) -> int:
    return -(-size // 1_000_000)


def _refused(path: Path, why: str) -> KnownError:
    return KnownError(f"The data pack {path.name} was not installed: {why}. The data in use are unchanged.")
