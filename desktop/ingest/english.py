"""English names of Japan's lines: the best official wording there is, labelled, never invented.

Order of preference for a line's own words: the table of the lines of the agreement (its own
label says how far it is official); Japan Customs' English schedule of 2024 where the code is
still in use; for ``...000`` codes the six-digit line of the 2025 English list; the 2016 code
list where it knows every code that the subheading has today and its numbering and its "Other"
agree with the Japanese wording of the line. Otherwise the six-digit English stands alone, and
the Japanese says the rest.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from desktop.errors import KnownError


@dataclass(frozen=True, slots=True)
class EnglishName:
    """An English path of a line (broadest first) with its quality label (a key of QUALITY_LABEL)."""

    path: tuple[str, ...]
    quality: str


class EnglishNames:
    """All sources of English names, read once."""

    def __init__(self, raw: Path, facts: Path) -> None:
        self._agreement = _agreement(facts / "japan_usjta_english.csv")
        self._headings = _headings(raw / "japan" / "HS_2025_Japan_codes.xlsx")
        self._leaves_2024 = _leaves_2024(raw / "japan" / "jpn-2024.json")
        self._list_2016, self._suffixes_2016 = _list_2016(raw / "japan" / "hs9_english_2016.csv.gz")

    def name(
        self, code: str, seq: int, siblings: frozenset[str], japanese: str = "", times: int = 1
    ) -> EnglishName:
        """The best English for a line.

        ``siblings`` are all codes of its subheading today, ``japanese`` the line's own words.
        ``times`` says how often the code stands in the schedule: where it stands twice (two
        seasons) and a list has it once, the list does not say which of the two it means.
        """
        agreement = self._agreement.get((code, seq))
        if agreement:
            return agreement
        broad = tuple(name for name in (self._headings.get(code[:4]), self._headings.get(code[:6])) if name)
        if times > 1 and (code, times) not in self._leaves_2024:
            return EnglishName(broad, "subheading only")
        leaf = self._leaves_2024.get((code, seq))
        if leaf and broad:
            return EnglishName(_join(broad, leaf), "official 2024")
        if code.endswith("000") and code[:6] in self._headings:
            return EnglishName(broad, "official 2025 subheading")
        if broad and self._list_2016_fits(code, siblings, japanese):
            return EnglishName(_join(broad, (self._list_2016[code],)), "official 2016 list")
        return EnglishName(broad, "subheading only" if broad else "none")

    def _list_2016_fits(self, code: str, siblings: frozenset[str], japanese: str) -> bool:
        english = self._list_2016.get(code)
        if english is None or not siblings <= self._suffixes_2016[code[:6]]:
            return False
        is_other = re.fullmatch(r"[^A-Za-z]*Other", english) is not None
        return _number(english) == _number(japanese) and is_other == ("その他" in japanese[:8])


def _number(text: str) -> str:
    """The number at the head of a subdivision: ``(1)`` and ``1`` give ``1``, dashes nothing."""
    match = re.match(r"[-−*〔(（]*(\d{1,2})[)）〕 ]", text)
    return match[1] if match else ""


def _join(broad: tuple[str, ...], leaf: tuple[str, ...]) -> tuple[str, ...]:
    """Headings and leaf words, a repetition at the seam left out."""
    if leaf and broad and leaf[0].casefold() == broad[-1].casefold():
        leaf = leaf[1:]
    return (*broad, *leaf)


def _agreement(path: Path) -> dict[tuple[str, int], EnglishName]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            (row["code9"], int(row["seq"])): EnglishName(
                tuple(part.strip() for part in row["desc_en"].split(" > ") if part.strip()),
                row["desc_en_quality"],
            )
            for row in csv.DictReader(stream)
        }


def _headings(path: Path) -> dict[str, str]:
    book = openpyxl.load_workbook(path, read_only=True)
    names: dict[str, str] = {}
    rows = book.worksheets[0].iter_rows(values_only=True)
    if next(rows)[:4] != ("HS2", "HS4", "HS6", "Description"):
        raise KnownError(f"{path.name}: row 1 is not the expected header.")
    for row in rows:
        code = row[2] or row[1] or row[0]
        if code and row[3]:
            names[str(code)] = " ".join(str(row[3]).split()).rstrip(":")
    return names


def _leaves_2024(path: Path) -> dict[tuple[str, int], tuple[str, ...]]:
    """Words of each code; a code that stands twice (two seasons) counts its occurrences from 1."""
    leaves: dict[tuple[str, int], tuple[str, ...]] = {}
    seen: Counter[str] = Counter()
    for record in json.loads(path.read_text(encoding="utf-8"))["records"]:
        seen[record["code"]] += 1
        leaves[record["code"], seen[record["code"]]] = tuple(
            part.strip().lstrip("- ").strip() for part in record["name"].split(" — ") if part.strip()
        )
    return leaves


def _list_2016(path: Path) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    names: dict[str, str] = {}
    siblings: defaultdict[str, set[str]] = defaultdict(set)
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        code = row["hs9"].strip().zfill(9)
        names[code] = " ".join(row["hs9_name"].replace("_", " ").split())
        siblings[code[:6]].add(code)
    return names, {subheading: frozenset(codes) for subheading, codes in siblings.items()}
