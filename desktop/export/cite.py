"""Citations rendered by citeproc-py from the program's own two styles, and records for reference managers.

The processor is loaded when the first citation is asked for (50 ms); a style is read once.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from desktop.core.citation import merged, source_of
from desktop.core.clipping import Record

Style = Literal["bluebook", "plain"]
_LOCK: Final = threading.Lock()


class Citer:
    """Renders records in one style; ``folder`` holds the .csl files. May be used from any thread."""

    def __init__(self, folder: Path, style: Style = "bluebook") -> None:
        self._path = folder / f"{style}.csl"
        self.style: Style = style

    def cite(self, record: Record) -> str:
        """One record in full."""
        return self._render([_told(record)])[0]

    def joined(self, records: Sequence[Record]) -> str:
        """Several records as one citation, each once."""
        once = {json.dumps(record, sort_keys=True): record for record in records}
        said = self._render([_told(record) for record in merged(list(once.values()))])
        return (" " if self.style == "plain" else "; ").join(said)

    def notes(self, footnotes: Sequence[Sequence[Record]], first: int = 1) -> list[str]:
        """Footnotes in order: a source in full where it comes first, in short form with "supra" afterwards.

        The same place again in the very next note is "Id."; ``first`` is the number of the first note.
        """
        seen: dict[str, int] = {}
        out: list[str] = []
        before = ""
        for number, records in enumerate(footnotes, first):
            said = []
            once = {json.dumps(record, sort_keys=True): record for record in records}
            for record in merged(list(once.values())):
                source, place = source_of(record), str(record["id"])
                # What the program puts together has no common source: each table is its own.
                if source == "desk":
                    said.append(self.cite(record))
                elif place == before and len(once) == 1 and self.style == "bluebook":
                    mark = f" [{record['status']}]" if record.get("status") else ""
                    said.append(f"Id.{mark}")
                elif source in seen:
                    short = {**_told(record), "first-reference-note-number": str(seen[source])}
                    said.append(self._render([short])[0])
                else:
                    seen[source] = number
                    said.append(self.cite(record))
                before = place if len(once) == 1 else ""
            out.append((" " if self.style == "plain" else "; ").join(dict.fromkeys(said)))
        return [_stopped(text) for text in out]

    def _render(self, records: Sequence[Record]) -> list[str]:
        with _LOCK:
            return _processed(str(self._path), [json.dumps(record, sort_keys=True) for record in records])


def _told(record: Record) -> Record:
    """A record as the processor takes it: no markup, and an id that is a plain name."""
    return {key: _plain(value) for key, value in record.items() if key != "id"}


def _plain(value: object) -> object:
    if isinstance(value, str):
        # The processor reads a few tags; in titles of ours an angle bracket is only itself.
        return value.replace("<", "\u2039").replace(">", "\u203a") if "<" in value else value
    return value


def _stopped(text: str) -> str:
    return text if text.endswith((".", "]")) else text + "."


@cache
def _style(path: str) -> Any:
    from citeproc import CitationStylesStyle  # noqa: PLC0415  (only when something is cited)

    return CitationStylesStyle(path, validate=False)


def _processed(path: str, texts: Sequence[str]) -> list[str]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter  # noqa: PLC0415
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

    records = [{**json.loads(text), "id": f"r{place}"} for place, text in enumerate(texts)]
    known = [{key: value for key, value in record.items() if key != "version"} for record in records]
    for record in known:
        if "page" in record:
            # The processor takes the comma of "72,187" for the end of one page and the beginning of the next.
            record["references"] = record.pop("page")
    bibliography = CitationStylesBibliography(_style(path), CiteProcJSON(known), formatter.plain)
    citations = [Citation([CitationItem(record["id"])]) for record in records]
    for citation in citations:
        bibliography.register(citation)
    return [_tidy(str(bibliography.cite(citation, _missing))) for citation in citations]


def _missing(item: Any) -> None:  # pragma: no cover  (every item is registered above)
    raise KeyError(item.key)


def _tidy(text: str) -> str:
    """What the processor leaves between two fields: doubled stops and spaces."""
    text = re.sub(r"\.\.(?!\.)", ".", " ".join(text.split()))
    return text.replace("\u2039", "<").replace("\u203a", ">")


# --- records for reference managers ------------------------------------------------------


def references(records: Sequence[Record], form: str) -> str:
    """Records in an exchange format (``csl``, ``ris``, ``bibtex``), each once, for Zotero and its like."""
    once = {json.dumps(record, sort_keys=True): record for record in records}
    taken: dict[str, int] = {}
    named = []
    for record in once.values():
        # Two statements of one paragraph are one place with two marks: neither may stand for the other.
        name = str(record["id"])
        taken[name] = taken.get(name, 0) + 1
        named.append(record if taken[name] == 1 else {**record, "id": f"{name}.{taken[name]}"})
    return {"csl": _csl, "ris": _ris, "bibtex": _bibtex}[form](named)


def _csl(records: Sequence[Record]) -> str:
    """CSL-JSON; the mark that something is not verified goes into the note, which every program shows."""
    out = []
    for record in records:
        kept = {key: value for key, value in record.items() if key != "status"}
        if record.get("status"):
            kept["note"] = _note(record)
        out.append({**kept, "id": str(record["id"]).replace("#", "/").strip("/")})
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


def _note(record: Record) -> str:
    mark = f"[{record['status']}]" if record.get("status") else ""
    return " ".join(part for part in (mark, str(record.get("note", ""))) if part)


_RIS_TYPE: Final = {
    "legislation": "STAT",
    "treaty": "STAT",
    "report": "RPRT",
    "webpage": "ELEC",
    "dataset": "DATA",
}


def _ris(records: Sequence[Record]) -> str:
    import rispy  # noqa: PLC0415

    class _Writer(rispy.RisWriter):  # type: ignore[misc]
        """Without the numbers that rispy puts before its records and that are no RIS."""

        def set_header(self, count: int) -> str:
            return ""

    entries = []
    for record in records:
        entry = {
            "type_of_reference": _RIS_TYPE.get(str(record["type"]), "GEN"),
            "id": str(record["id"]),
            "title": _titled(record),
            "authors": _names(record),
            "publisher": record.get("publisher"),
            "number": record.get("number"),
            "year": _year(record),
            "date": _day(record, "/"),
            "volume": record.get("volume"),
            "journal_name": record.get("container-title"),
            "start_page": record.get("page"),
            "section": record.get("section"),
            "edition": record.get("edition"),
            "urls": [record["URL"]] if record.get("URL") else None,
            "notes": [_note(record)] if _note(record) else None,
        }
        entries.append({key: value for key, value in entry.items() if value})
    return str(rispy.dumps(entries, implementation=_Writer)).strip() + "\n"


def _bibtex(records: Sequence[Record]) -> str:
    from bibtexparser.entrypoint import write_string  # noqa: PLC0415
    from bibtexparser.library import Library  # noqa: PLC0415
    from bibtexparser.model import Entry, Field  # noqa: PLC0415
    from pylatexenc.latexencode import unicode_to_latex  # noqa: PLC0415

    library = Library()
    taken: dict[str, int] = {}
    for record in records:
        fields = {
            "author": " and ".join(name if ", " in name else f"{{{name}}}" for name in _names(record)),
            "title": _titled(record),
            "institution" if record["type"] == "report" else "organization": record.get("publisher"),
            "number": record.get("number"),
            "volume": record.get("volume"),
            "journal": record.get("container-title"),
            "pages": record.get("page"),
            "edition": record.get("edition"),
            "year": _year(record),
            "howpublished": record.get("section"),
            "note": _note(record),
        }
        made = [
            Field(key, value if key == "author" else unicode_to_latex(str(value), non_ascii_only=False))
            for key, value in fields.items()
            if value
        ]
        if record.get("URL"):
            made.append(Field("url", str(record["URL"])))
        kind = "techreport" if record["type"] == "report" else "misc"
        key = re.sub(r"[^0-9A-Za-z]+", "-", str(record["id"])).strip("-")
        taken[key] = taken.get(key, 0) + 1
        library.add(Entry(kind, key if taken[key] == 1 else f"{key}-{taken[key]}", made))
    return str(write_string(library))


def _titled(record: Record) -> str:
    title = record.get("title") or f"{record.get('volume', '')} {record.get('container-title', '')}".strip()
    jurisdiction = f", {record['jurisdiction']}" if record.get("jurisdiction") else ""
    section = f", {record['section']}" if record.get("section") else ""
    return f"{title}{jurisdiction}{section}"


def _names(record: Record) -> list[str]:
    names = record.get("author") or []
    assert isinstance(names, list)
    return [name.get("literal") or f"{name['family']}, {name['given']}" for name in names]


def _parts(record: Record) -> list[int]:
    found = record.get("issued") or {"date-parts": [[]]}
    assert isinstance(found, dict)
    return list(found["date-parts"][0])


def _year(record: Record) -> str:
    parts = _parts(record)
    return str(parts[0]) if parts else ""


def _day(record: Record, sign: str) -> str:
    parts = _parts(record)
    return sign.join(f"{part:02}" for part in parts) if len(parts) > 1 else ""
