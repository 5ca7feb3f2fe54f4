"""CSL-JSON records of everything that can be cited.

A record's ``id`` is ``SOURCE#PLACE``: records with one source are cited in short form after the first. What is not
known stays out of a record; nothing is filled in. ``status`` carries the mark that must never be lost ("not
verified", "overtaken" ...).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from desktop.core.clipping import Record
from desktop.core.codes import display
from desktop.core.entry import Brief, Entry, Kind
from desktop.core.record import EditionInfo, LineRow

HTSUS: Final = "src-hts"
JAPAN: Final = "src-jpcust"
PROGRAM: Final = "USJTA Desk"
# Whole laws that citations name and that are no entries of their own.
LAWS: Final = (
    HTSUS, "law-19usc", "law-proclamation-2026", "law-85fr85514", "law-gats", "law-aoa", "law-schedule-xx",
)  # fmt: skip
# Fields written by hand for documents and agreements: id, field, value (data/links/citation_fields.csv).
Written = Mapping[str, Mapping[str, str]]


def source_of(record: Record) -> str:
    """The source that a record belongs to."""
    return str(record["id"]).partition("#")[0]


def line(row: LineRow, edition: EditionInfo | None, year: int, source_row: int | None, url: str) -> Record:
    """A tariff line in the edition of a year; ``source_row`` counts its row in the official file."""
    code = display(row.code, row.importer)
    season = f" ({row.context})" if row.seq > 1 and row.context else ""
    if row.importer == "jp":
        out: Record = {
            "id": f"{JAPAN}-{edition.date if edition else year}#{row.code}-{row.seq}",
            "type": "legislation",
            "author": [{"literal": "Japan Customs"}],
            "title": "Japan's Tariff Schedule",
            "title-short": "Japan's Tariff Schedule",
            "section": f"item {code}{season}",
        }
    else:
        out = {
            "id": f"{HTSUS}-{year}#{row.code}",
            "type": "legislation",
            "title": "Harmonized Tariff Schedule of the United States",
            "title-short": "HTSUS",
            "section": f"subheading {code}",
            "publisher": "United States International Trade Commission",
        }
    if edition is None:
        out["status"] = f"no edition for {year} in the data"
        return _with(out, URL=url)
    issued = _date(edition.date) if edition.date and row.importer == "jp" else _date(str(year))
    row_said = f"row {source_row} of the published file" if source_row else ""
    return _with(out, issued=issued, edition=_edition(edition), note=row_said, URL=url)


def merged(records: Sequence[Record]) -> list[Record]:
    """Lines of one schedule that follow each other as one record: "items 0202.30.010, 0202.30.020"."""
    out: list[Record] = []
    for record in records:
        before = out[-1] if out else None
        kind, _, code = str(record.get("section", "")).partition(" ")
        if (
            before is not None
            and kind in ("item", "subheading")
            and source_of(before) == source_of(record)
            and str(before.get("section", "")).startswith(kind)
            and before.get("status") == record.get("status")
        ):
            listed = str(before["section"]).partition(" ")[2]
            both = {key: value for key, value in before.items() if key != "note"}
            out[-1] = {**both, "id": f"{before['id']}+{code}", "section": f"{kind}s {listed}, {code}"}
        else:
            out.append(record)
    return out


def _edition(edition: EditionInfo) -> str:
    """What tells an edition from its neighbours: "2026 Revision 10"."""
    return edition.title.removeprefix("HTSUS ").removeprefix("Japan's Tariff Schedule, ")


def table(title: str, address: str, editions: tuple[str, ...], digest: str, made: str) -> Record:
    """A table or chart that the program puts together, with what it is made from; ``made`` is a date."""
    return _with(
        {"id": f"desk#{address}", **_ours(title)},
        issued=_date(made),
        note="; ".join(editions),
        version=f"data {digest[:12]}" if digest else "",
    )


def entry(found: Entry, brief: Brief, lookup: Callable[[str], Entry | None], written: Written) -> Record:
    """An entry: as a part of what it belongs to, or itself where it is a document, agreement or event.

    ``written`` holds the fields that are written by hand for documents and agreements, by id.
    """
    whole, place = _belongs(found)
    if whole:
        holder = lookup(whole)
        out = _own(whole, holder, written) if holder is not None or whole in written else _unknown(found)
        out["id"] = f"{whole}#{place}"
        if place:
            out["section"] = place
    else:
        out = _own(found.id, found, written)
    if brief.mark:
        out["status"] = brief.mark
    return out


def _unknown(found: Entry) -> Record:
    return {"type": "document", "title": found.branch[0]}


def _own(name: str, found: Entry | None, written: Written) -> Record:
    """The record of what stands for itself, from the fields written for it, else from what is known of it."""
    url = found.sources[0] if found is not None and found.sources else ""
    if name in written or found is None:
        return _with({"id": f"{name}#", **_fields(written[name])}, URL=url)
    if found.kind is Kind.EVENT:
        event: Record = {"id": f"{name}#", "type": "webpage", "title": found.title.rstrip(".")}
        # When the page that reports it was published is not known; the date is the event's.
        return _with(event, **{"event-date": _date(found.locator)}, note=f"event of {found.locator}", URL=url)
    if found.kind in (Kind.FIGURE, Kind.TOPIC):
        title = f"{found.branch[-1]}: {found.title}"
        return _with({**_ours(title), "id": f"desk#{name}"}, URL=url)
    publisher = found.extra.get("publisher", "")
    out: Record = {"id": f"{name}#", "type": "document", "title": found.title}
    if publisher:
        out["author"] = [{"literal": publisher}]
    return _with(out, issued=_date(found.extra.get("date", "")), URL=url)


def _ours(title: str) -> Record:
    """What the program itself puts together."""
    return {"type": "dataset", "author": [{"literal": PROGRAM}], "title": title, "title-short": PROGRAM}


def _fields(csl: Mapping[str, str]) -> Record:
    """Fields as they are written in the table: names divided by ``;`` (``family, given`` or whole), dates by ``-``."""
    out: Record = {}
    for field, value in csl.items():
        if field == "author":
            out[field] = [_name(part.strip()) for part in value.split(";")]
        elif field in ("issued", "event-date"):
            out[field] = _date(value)
        else:
            out[field] = value
    return out


def _name(text: str) -> dict[str, str]:
    family, comma, given = text.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": text}


def _with(out: Record, **more: object) -> Record:
    """A record with the fields that have a value."""
    return out | {key: value for key, value in more.items() if value}


def _date(text: str) -> Record | None:
    """``2019-10-07``, ``2019-10`` or ``2019`` as CSL has it; None for what is no date ("current")."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return None
    return {"date-parts": [[int(part) for part in text.split("-")]]}


# --- what an entry belongs to ------------------------------------------------------------

_SHORTER: Final = (
    (r"\bArticles?\b", "art."), (r"\bArt\.", "art."), (r"\bSection\b", "sec."), (r"\bsubsections\b", "subsecs."),
    (r"\b[Ss]ubsection\b", "subsec."), (r"\bparagraphs\b", "paras."), (r"\bparagraph\b", "para."),
    (r"\bHTS chapter\b", "ch."), (r"\bHTS General Note\b", "General Note"), (r" \(effect\)", ""),
)  # fmt: skip


def _place(locator: str) -> str:
    """A locator as citations abbreviate it: "sec. B, subsec. 4, para. 14"."""
    locator = re.sub(r"(?<=Section [A-Z]) (?=subsection)", ", ", locator)
    for long, short in _SHORTER:
        locator = re.sub(long, short, locator)
    return locator


def _belongs(found: Entry) -> tuple[str, str]:
    """The document or agreement that an entry is a part of, and where in it; empty for what stands for itself."""
    if found.kind is Kind.STATEMENT:
        paragraph = re.match(r"paragraph (\d+)", found.locator)
        return "src-if11120", f"para. {paragraph[1]}" if paragraph else "heading"
    if found.kind is Kind.ARTICLE:
        return _annexed(found)
    if found.kind is not Kind.PROVISION:
        return "", ""
    first, place = found.branch[0], _place(found.locator)
    for start, whole, before in (
        ("Digital Trade Agreement", "in:usjdta", ""),
        ("Trade Agreement", "in:usjta", ""),
        ("Protocol of 2022", "in:usjta-prot", "amending Annex I, "),
    ):
        if first.startswith(start):
            return whole, "" if "as a whole" in place else before + place
    if first.startswith("Annex"):
        annex = "Annex II" if first.startswith("Annex II") else "Annex I"
        if found.locator.startswith("HTS "):
            return HTSUS, place
        return "in:usjta", annex if place == annex else f"{annex}, {place}"
    if first == "Side letters":
        return ("src-usjdta-ics" if found.id.endswith("-ics") else "src-usjta-exn"), found.locator
    return _law(found.locator, place)


# Treaties annexed to the WTO Agreement, which the cross-references count among its articles.
_ANNEXED: Final = (
    ("at:GATS ", "law-gats"),
    ("at:WTO AoA ", "law-aoa"),
    ("at:WTO Schedule XX", "law-schedule-xx"),
)


def _annexed(found: Entry) -> tuple[str, str]:
    """The treaty of an article: the one that its cross-reference names, not the one to which that is annexed."""
    for start, whole in _ANNEXED:
        if found.id.startswith(start):
            rest = found.id.removeprefix(start).strip()
            return whole, _place(
                rest if rest.startswith(("Annex", "Understanding")) else f"Article {rest}" if rest else ""
            )
    return found.extra.get("agreement", ""), _place(found.locator)


def _law(locator: str, place: str) -> tuple[str, str]:
    """American law: the tariff schedule, the Code, a proclamation, the Federal Register."""
    if code := re.match(r"19 U\.S\.C\. (.+)", locator):
        return "law-19usc", code[1]
    if locator.startswith("Proclamation of 6 February 2026"):
        return "law-proclamation-2026", locator.partition(", ")[2]
    if locator.startswith("85 FR 85514"):
        return "law-85fr85514", ""
    return HTSUS, place
