"""The duties of a line as trees, with every year that an edition publishes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from desktop.core import duty_json
from desktop.core.duty import Duty
from desktop.core.line import RATE_COLUMNS
from desktop.core.line_duties import COVERED, LineDuties
from desktop.core.record import LineRow
from desktop.store.bundle import Bundle


class DutyStore:
    """Answers with trees; a text is parsed from its stored form once and kept."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._db = bundle.connection
        self._memory: dict[tuple[str, str], Duty] = {}

    def trees(self, importer: str, published: Iterable[str]) -> dict[str, Duty]:
        """The trees of published texts of a country; a text that the file does not know is left out."""
        language = "ja" if importer == "jp" else "en"
        wanted = [text for text in dict.fromkeys(published) if text]
        missing = [text for text in wanted if (language, text) not in self._memory]
        for start in range(0, len(missing), 500):
            part = missing[start : start + 500]
            marks = ",".join("?" * len(part))
            for text, tree in self._db.execute(
                f"SELECT published, tree FROM duty WHERE language = ? AND published IN ({marks})",
                (language, *part),
            ):
                self._memory[language, text] = duty_json.loads(tree)
        return {text: self._memory[language, text] for text in wanted if (language, text) in self._memory}

    def of_line(self, row: LineRow, year: int) -> LineDuties:
        """The duties of a line in a year; a year without an edition has none, but all known years."""
        return self._japanese(row, year) if row.importer == "jp" else self._american(row, year)

    def _spans(self, importer: str) -> dict[str, int]:
        mine = [edition.key for edition in self._bundle.editions if edition.importer == importer]
        return {key: place for place, key in enumerate(mine)}

    def _japanese(self, row: LineRow, year: int) -> LineDuties:
        place = self._spans("jp")
        cells: dict[int, dict[str, str]] = {}
        for first, last, published, without_deal in self._db.execute(
            "SELECT first_edition, last_edition, cells, without_deal FROM japan_rate WHERE code = ? AND seq = ?",
            (row.code, row.seq),
        ):
            texts = json.loads(published) | {"without_deal": without_deal}
            for edition in self._bundle.editions:
                if edition.importer != "jp" or edition.year is None:
                    continue
                if place[first] <= place[edition.key] <= place[last]:
                    cells[edition.year] = texts
        trees = self.trees("jp", [text for texts in cells.values() for text in texts.values()])
        now = cells.get(year, {})
        known = {y: trees[texts["usjta"]] for y, texts in sorted(cells.items()) if texts.get("usjta")}
        newest = cells[max(cells)] if cells else {}
        return LineDuties(
            importer="jp",
            duties=tuple(trees.get(now.get(column.key, "")) for column in RATE_COLUMNS),
            states=row.states,
            known=known,
            base=trees.get(newest.get("without_deal", "")),
            code=row.code,
        )

    def _american(self, row: LineRow, year: int) -> LineDuties:
        rates = self._years([row.code]).get(row.code, {})
        trees = self.trees("us", [row.rates[0], *(rate for _, rate in rates.values())])
        base, source = self._base(row.code, rates)
        now = rates.get(year)
        here = trees.get(now[1]) if now is not None and row.states[1] in COVERED else None
        duties = (trees.get(row.rates[0]), here, *([None] * (len(RATE_COLUMNS) - 2)))
        return LineDuties(
            importer="us",
            duties=duties,
            states=row.states,
            known={y: trees[rate] for y, (_, rate) in sorted(rates.items()) if rate in trees},
            base=self.trees("us", [base]).get(base),
            base_from=source,
        )

    def _years(self, codes: Sequence[str]) -> dict[str, dict[int, tuple[str, str]]]:
        """Base of 2019 and rate by year for each American code."""
        out: dict[str, dict[int, tuple[str, str]]] = {}
        marks = ",".join("?" * len(codes))
        for code, year, base, rate in self._db.execute(
            f"SELECT code, year, base_2019, rate FROM us_year WHERE code IN ({marks})", tuple(codes)
        ):
            out.setdefault(code, {})[year] = (base, rate)
        return out

    def _base(self, code: str, rates: dict[int, tuple[str, str]]) -> tuple[str, str]:
        own = next((base for base, _ in rates.values() if base), "")
        if own or not rates:
            return own, ""
        before = [old for (old,) in self._db.execute("SELECT old FROM us_link WHERE new = ?", (code,))]
        found = {
            (base, old) for old, years in self._years(before).items() for base, _ in years.values() if base
        }
        return found.pop() if len(found) == 1 else ("", "")
