"""Check every raw input against PROVENANCE.csv before a single row is read."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import KnownError


@dataclass(frozen=True, slots=True)
class Source:
    """One line of PROVENANCE.csv: who published the file, which edition, its digest."""

    file: str
    publisher: str
    title: str
    edition: str
    licence: str
    sha256: str


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(raw: Path) -> tuple[Source, ...]:
    """Read PROVENANCE.csv and compare each file with it; raise KnownError at the first difference."""
    listing = raw / "PROVENANCE.csv"
    if not listing.is_file():
        raise KnownError(f"{raw} has no PROVENANCE.csv, so its files cannot be checked.")
    sources = []
    with listing.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            path = raw / row["file"]
            if not path.is_file():
                raise KnownError(f"{row['file']} is listed in PROVENANCE.csv but is missing from {raw}.")
            digest = sha256_of(path)
            if digest != row["sha256"]:
                raise KnownError(
                    f"{row['file']} is not the file that PROVENANCE.csv describes: "
                    f"its sha256 is {digest}, expected {row['sha256']}."
                )
            sources.append(
                Source(
                    row["file"],
                    row["publisher"],
                    row["title"],
                    row["edition"],
                    row["licence"],
                    row["sha256"],
                )
            )
    return tuple(sorted(sources, key=lambda source: source.file))
