"""``data/datapackage.json``: what each table is, where it came from, its digest (Frictionless)."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any, Final

from desktop.errors import KnownError
from desktop.ingest.provenance import Source, sha256_of
from desktop.ingest.schema import LINKS, SCHEMAS

# The day of the data: raise it whenever a table changes. Data packs are told apart and put in order by it.
RELEASE: Final = "2026-11-27"
_INTEGER = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def write_datapackage(data: Path, sources: tuple[Source, ...], tables: list[str], facts: list[str]) -> None:
    """Describe all files under ``data``; the same files give the same bytes."""
    resources = [_table(data, name, sources) for name in tables]
    resources += [_plain(data, "facts", name, name.replace("_", " ")) for name in facts]
    resources += [_plain(data, "links", name, title) for name, title in sorted(LINKS.items())]
    package = {
        "profile": "tabular-data-package",
        "name": "usjta-desk",
        "version": RELEASE,
        "title": "Tariff lines of Japan and the United States, and facts on their trade agreement",
        "resources": resources,
        "sources": [
            {
                "title": f"{source.title}, {source.edition}",
                "publisher": source.publisher,
                "licence": source.licence,
                "file": source.file,
                "sha256": source.sha256,
            }
            for source in sources
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (data / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _resource(data: Path, path: str, name: str, title: str) -> dict[str, Any]:
    file = data / path
    return {
        "name": name.replace("_", "-"),
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "hash": f"sha256:{sha256_of(file)}",
        "bytes": file.stat().st_size,
    }


def _table(data: Path, name: str, sources: tuple[Source, ...]) -> dict[str, Any]:
    schema = SCHEMAS[name]
    resource = _resource(data, f"tables/{name}.csv", name, schema.title)
    fields = []
    for field in schema.fields:
        entry = {"name": field.name, "type": field.type}
        if field.description:
            entry["description"] = field.description
        fields.append(entry)
    resource["schema"] = {"fields": fields, "primaryKey": list(schema.key), "missingValues": [""]}
    resource["sources"] = [
        {"title": source.title, "path": source.file}
        for source in sources
        if source.file.split("/")[0] in schema.sources
    ]
    return resource


def _plain(data: Path, folder: str, name: str, title: str) -> dict[str, Any]:
    """A table without a schema of ours: types as its values have them."""
    path = data / folder / f"{name}.csv"
    if not path.is_file():
        raise KnownError(f"{path} is missing; it is written by hand and belongs to the data.")
    resource = _resource(data, f"{folder}/{name}.csv", f"{folder}-{name}", title)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    fields = [
        {"name": header, "type": _type([row[i] for row in rows[1:]])} for i, header in enumerate(rows[0])
    ]
    resource["schema"] = {"fields": fields, "missingValues": [""]}
    return resource


def _type(values: list[str]) -> str:
    """The narrowest type that holds all values; digits that begin with 0 are text (codes)."""
    filled = [value for value in values if value]
    if not filled or any(re.match(r"-?0\d", value) for value in filled):
        return "string"
    if all(_INTEGER.fullmatch(value) for value in filled):
        return "integer"
    return "number" if all(_NUMBER.fullmatch(value) for value in filled) else "string"
