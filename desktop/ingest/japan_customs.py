"""Read one edition of Japan's tariff schedule (Japan Customs, Japanese, one JSON a chapter)."""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.errors import KnownError
from desktop.ingest.editions import Edition

# The published name of each rate column and ours, in the order of the schedule.
COLUMNS: Final[dict[str, str]] = {
    "基本": "general",
    "暫定": "temporary",
    "WTO協定": "wto",
    "特恵": "gsp",
    "特別特恵": "ldc",
    "EPA_シンガポール": "singapore",
    "EPA_メキシコ": "mexico",
    "EPA_マレーシア": "malaysia",
    "EPA_チリ": "chile",
    "EPA_タイ": "thailand",
    "EPA_インドネシア": "indonesia",
    "EPA_ブルネイ": "brunei",
    "EPA_アセアン": "asean",
    "EPA_フィリピン": "philippines",
    "EPA_スイス": "switzerland",
    "EPA_ベトナム": "viet_nam",
    "EPA_インド": "india",
    "EPA_ペルー": "peru",
    "EPA_豪州": "australia",
    "EPA_モンゴル": "mongolia",
    "EPA_CPTPP": "cptpp",
    "EPA_欧州連合": "eu",
    "EPA_英国": "uk",
    "EPA_RCEP_アセアン豪州NZ": "rcep_asean_anz",
    "EPA_RCEP_中国": "rcep_china",
    "EPA_RCEP_韓国": "rcep_korea",
    "EPA_日米貿易協定": "usjta",
}
INHERITED: Final = ("general", "temporary", "wto")


@dataclass(frozen=True, slots=True)
class JapanLine:
    """One nine-digit statistical line of one edition.

    ``seq`` counts lines that share a code (two seasons), from 1. ``row`` is the 1-based place
    of the line among all entries of the edition, in tree order. ``rates`` maps each of our
    column names to the published text, inherited ones filled in; ``inherited`` maps general,
    temporary and wto to the number of levels up from which the text came (0: its own).
    """

    code: str
    seq: int
    row: int
    path: tuple[str, ...]
    units: tuple[str, ...]
    laws: tuple[str, ...]
    rates: dict[str, str]
    inherited: dict[str, int]


@dataclass(frozen=True, slots=True)
class JapanEdition:
    """The lines of an edition and what was passed over, in words."""

    lines: list[JapanLine]
    entries: int
    notes: list[str]


def read(raw: Path, edition: Edition) -> JapanEdition:
    """All statistical lines of an edition, in tree order."""
    reader = _Reader(edition)
    with tarfile.open(raw / edition.file) as archive:
        members = sorted(
            (m for m in archive.getmembers() if re.search(r"/j_\d\d_tariff_data\.json$", m.name)),
            key=lambda member: member.name,
        )
        for member in members:
            stream = archive.extractfile(member)
            if stream is None:
                raise KnownError(f"{edition.file}: {member.name} is no file.")
            for node in json.load(stream):
                reader.walk(node, ())
    return JapanEdition(reader.lines, reader.row, reader.notes)


class _Reader:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.lines: list[JapanLine] = []
        self.notes: list[str] = []
        self.row = 0
        self._seen: Counter[str] = Counter()

    def walk(self, node: dict[str, Any], ancestors: tuple[dict[str, Any], ...]) -> None:
        self.row += 1
        self._check(node)
        if node["hs_code"]:
            self.lines.append(self._line(node, ancestors))
            kept = [child for child in node["children"] if child["desc"].strip() or child["rate"]]
            if kept:
                raise KnownError(f"{self._place(node)}: a statistical line has lines below it.")
            for child in node["children"]:
                self.row += 1
                self.notes.append(f"{self._place(child)}: an empty entry below a line is passed over")
            return
        for child in node["children"]:
            self.walk(child, (*ancestors, node))

    def _place(self, node: dict[str, Any]) -> str:
        return f"{self.edition.file}: entry {self.row} ({node['stat_code']} {node['hs_code']})"

    def _check(self, node: dict[str, Any]) -> None:
        unknown = node["rate"].keys() - COLUMNS.keys()
        if unknown:
            raise KnownError(f"{self._place(node)}: unknown rate column {sorted(unknown)[0]!r}.")
        if node["hs_code"] and not re.fullmatch(r"\d{4}\.\d{2}\d{3}", node["stat_code"] + node["hs_code"]):
            raise KnownError(f"{self._place(node)}: not a nine-digit code.")
        if node["hs_code"] and not node["rate"]:
            raise KnownError(f"{self._place(node)}: a statistical line has no rate columns.")

    def _line(self, node: dict[str, Any], ancestors: tuple[dict[str, Any], ...]) -> JapanLine:
        code = node["stat_code"].replace(".", "") + node["hs_code"]
        self._seen[code] += 1
        rates: dict[str, str] = {}
        inherited: dict[str, int] = {}
        for published, ours in COLUMNS.items():
            text, levels = _cell(node, ancestors, published, inherit=ours in INHERITED)
            if text:
                rates[ours] = text
                if ours in INHERITED:
                    inherited[ours] = levels
        units = (node["unit"].get("I", ""), node["unit"].get("II", ""))
        return JapanLine(
            code=code,
            seq=self._seen[code],
            row=self.row,
            path=tuple(filter(None, (_clean(item["desc"]) for item in (*ancestors, node)))),
            units=tuple(_clean(unit) for unit in units if unit and unit.strip()),
            laws=tuple(node["law"]),
            rates=rates,
            inherited=inherited,
        )


def _cell(
    node: dict[str, Any], ancestors: tuple[dict[str, Any], ...], column: str, *, inherit: bool
) -> tuple[str, int]:
    """The published text of a cell and how many levels up it stands."""
    chain = (node, *reversed(ancestors)) if inherit else (node,)
    for levels, item in enumerate(chain):
        text = (item["rate"].get(column) or "").replace("\r\n", "\n").strip()
        if text:
            return text, levels
    return "", 0


def _clean(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
