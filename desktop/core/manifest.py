"""What a data pack says of itself, and whether this program may take it.

A pack is one file: the reference file, this manifest and a detached signature of the manifest, which holds the digest of the
reference file. Releases are dates, with a number where there are several of a day: ``2026-11-27``, ``2026-11-27.2``.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final

PRODUCT: Final = "usjta-desk"
FORMAT: Final = 1
SUFFIX: Final = ".usjtadata"
# A manifest is some hundred bytes, a reference file some sixty megabytes; what claims more is none of ours.
LARGEST_MANIFEST: Final = 65_536
LARGEST_FILE: Final = 2_000_000_000
_RELEASE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:\.([1-9]\d{0,3}))?")
_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A pack in words.

    ``schema`` is the version of the reference file's tables, ``digest`` that of its content, ``sha256`` and ``size`` (bytes)
    those of the file, ``editions`` the schedules in it by title.
    """

    product: str
    format: int
    schema: int
    release: str
    digest: str
    sha256: str
    size: int
    editions: tuple[str, ...]

    def written(self) -> bytes:
        """The bytes that are signed; the same manifest gives the same bytes."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


def is_pack(name: str) -> bool:
    """Whether a file is meant to be a data pack, by its name."""
    return name.casefold().endswith(SUFFIX)


def read(content: bytes) -> Manifest:
    """A manifest from its bytes; ValueError says what is wrong with them."""
    found: Any = json.loads(content.decode("utf-8"))
    if not isinstance(found, dict):
        raise ValueError("it is no object")  # noqa: TRY004  (one kind of trouble for whoever reads)
    kinds: dict[str, type] = {
        "product": str, "format": int, "schema": int, "release": str, "digest": str, "sha256": str, "size": int, "editions": list,
    }  # fmt: skip
    for name, kind in kinds.items():
        value = found.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"it has no {name}")  # noqa: TRY004
    editions = found["editions"]
    if not all(isinstance(title, str) for title in editions):
        raise ValueError("its editions are no titles")
    if not _RELEASE.fullmatch(found["release"]):
        raise ValueError("its release is no date")
    if not (_HEX.fullmatch(found["digest"]) and _HEX.fullmatch(found["sha256"])):
        raise ValueError("it has no digest")
    if not 0 < found["size"] <= LARGEST_FILE:
        raise ValueError("its size cannot be")
    return Manifest(**{name: found[name] for name in kinds if name != "editions"}, editions=tuple(editions))


def order(release: str) -> tuple[int, ...]:
    """What releases are compared by; one that cannot be read comes before all."""
    found = _RELEASE.fullmatch(release)
    return tuple(int(part or 1) for part in found.groups()) if found else ()


def newer(release: str, than: str) -> bool:
    """Whether a release comes after another."""
    return order(release) > order(than)


def refusal(manifest: Manifest, schema: int, release: str, digest: str) -> str:
    """Why this program does not take a pack, as the end of a sentence; empty where it does.

    ``schema`` is what the program reads, ``release`` and ``digest`` are those of the data in use.
    """
    if manifest.product != PRODUCT or manifest.format > FORMAT:
        return "it is made for another program or a newer version of this one"
    if manifest.schema > schema:
        return f"it needs a newer version of the program (its tables are version {manifest.schema}, this one reads {schema})"
    if manifest.schema < schema:
        return f"it was made for an older version of the program (its tables are version {manifest.schema}, this one reads {schema})"
    if manifest.digest == digest:
        return f"its data, release {manifest.release}, are in use already"
    if order(manifest.release) < order(release):
        return f"its release, {manifest.release}, is older than that of the data in use, {release}"
    if order(manifest.release) == order(release):
        return f"its release, {manifest.release}, is that of the data in use, but with other content; ask for a later one"
    return ""
