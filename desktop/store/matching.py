"""A list of codes against the lines of a year: in its order, each item with its lines or the reason why not."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.core import code_list, codes
from desktop.core.codes import CodePrefix, CodeRange, Importer
from desktop.store.fulltext import Search
from desktop.store.lines import LineStore

# Looking for the nearest code takes a millisecond; of more items than this only the reason is said.
MOST_EXPLAINED: Final = 500


@dataclass(frozen=True, slots=True)
class Match:
    """One item: the lines that answer it (ids), or none; ``said`` is the reason, or how it was read."""

    item: str
    ids: tuple[int, ...] = ()
    said: str = ""


class Matcher:
    """Matches lists in one year of one reference file. Not for use from two threads at once."""

    def __init__(self, store: LineStore, year: int) -> None:
        self._store = store
        self._search = Search(store)
        self._year = year
        alive = store.flags("alive", year)
        self._by_importer: dict[str, tuple[list[str], list[int]]] = {}
        self._ended: dict[tuple[str, str], str] = {}
        titles = {edition.key: edition.title for edition in store.bundle.editions}
        found: dict[str, list[tuple[str, int, int]]] = {"jp": [], "us": []}
        for line, importer, code, seq, last in store.bundle.connection.execute(
            "SELECT id, importer, code, seq, last_edition FROM line"
        ):
            if alive[line]:
                found[importer].append((code, seq, line))
            else:
                self._ended[importer, code] = titles[last]
        for importer, lines in found.items():
            lines.sort()
            for code, _, _ in lines:  # another wording of it ended; the code itself did not
                self._ended.pop((importer, code), None)
            self._by_importer[importer] = ([code for code, _, _ in lines], [line for _, _, line in lines])
        self._explained = 0

    def match(self, items: Sequence[str], tick: Callable[[int], None] = lambda _n: None) -> list[Match]:
        """Every item in turn; ``tick`` is told how many are done."""
        self._explained = 0
        out = []
        for count, item in enumerate(items, 1):
            out.append(self._one(item))
            if count % 500 == 0:
                tick(count)
        return out

    def _one(self, item: str) -> Match:
        read = code_list.read(item)
        if read is None and (item.startswith(code_list.NUMBER) or re.fullmatch(r"[\d.]+[eE]\+?\d+", item)):
            return Match(
                item, said="the cell holds a number, whose zeros are lost; format the column as text"
            )
        if read is None:
            return Match(item, said="this is not a tariff code")
        importer, code = read
        ids = self._lines(code, importer)
        if ids:
            return Match(item, ids, self._how(code, ids) or self._doubt(item, code, importer))
        if isinstance(code, CodePrefix) and len(code.digits) in (7, 8):
            # A spreadsheet takes codes for numbers and drops the zero that they begin with.
            whole = "0" + code.digits
            ids = self._lines(CodePrefix(whole), importer, exactly=True)
            if ids:
                return Match(item, ids, f"read as {codes.display(whole)}: its leading zero was lost")
        return Match(item, said=self._why(code, importer))

    def _doubt(self, item: str, code: CodePrefix | CodeRange, importer: Importer | None) -> str:
        """Eight bare digits may be an American code, or a Japanese one whose zero a spreadsheet dropped."""
        if (
            importer is None
            and isinstance(code, CodePrefix)
            and len(code.digits) == 8
            and item.strip().isdigit()
        ):
            whole = "0" + code.digits
            if self._lines(CodePrefix(whole), "jp", exactly=True):
                return f"if its leading zero was lost, it is {codes.display(whole)}"
        return ""

    @staticmethod
    def _how(code: CodePrefix | CodeRange, ids: tuple[int, ...]) -> str:
        if isinstance(code, CodePrefix) and len(code.digits) == codes.MAX_DIGITS:
            return "a statistical suffix; its tariff line is taken"
        return f"{len(ids)} lines" if len(ids) > 1 else ""

    def _lines(
        self, code: CodePrefix | CodeRange, importer: Importer | None, *, exactly: bool = False
    ) -> tuple[int, ...]:
        wanted: tuple[Importer, ...] = ("jp", "us") if importer is None else (importer,)
        if isinstance(code, CodeRange):
            return self._between(code.first, code.last, wanted)
        digits = code.digits
        if len(digits) == codes.MAX_DIGITS:
            return self._exact(digits[:8], ("us",)) if "us" in wanted else ()
        whole = self._exact(digits, wanted) if len(digits) >= 8 else ()
        return whole if whole or exactly else self._between(digits, digits, wanted)

    def _exact(self, digits: str, wanted: Sequence[Importer]) -> tuple[int, ...]:
        found: list[int] = []
        for importer in wanted:
            listed, ids = self._by_importer[importer]
            place = bisect_left(listed, digits)
            while place < len(listed) and listed[place] == digits:
                found.append(ids[place])
                place += 1
        return tuple(found)

    def _between(self, first: str, last: str, wanted: Sequence[Importer]) -> tuple[int, ...]:
        found: list[int] = []
        for importer in wanted:
            listed, ids = self._by_importer[importer]
            found += ids[bisect_left(listed, first) : bisect_left(listed, last + ":")]
        return tuple(found)

    def _why(self, code: CodePrefix | CodeRange, importer: Importer | None) -> str:
        whose = {"jp": " of Japan", "us": " of the United States"}
        where = whose[importer] if importer else ""
        if isinstance(code, CodeRange):
            return f"no line{where} lies in this range in {self._year}"
        scope: tuple[Importer, ...] = ("jp", "us") if importer is None else (importer,)
        last = next((self._ended[key] for name in scope if (key := (name, code.digits)) in self._ended), "")
        if last:
            return f"ended: its last edition at hand is {last}{self._successor(code.digits)}"
        self._explained += 1
        near = self._search.nearest(code.digits, self._year) if self._explained <= MOST_EXPLAINED else ""
        return f"no line{where} has it in {self._year}" + (
            f"; the nearest is {codes.display(near)}" if near else ""
        )

    def _successor(self, digits: str) -> str:
        rows = self._store.bundle.connection.execute(
            "SELECT new FROM us_link WHERE old = ? AND new <> ''", (digits,)
        )
        new = [codes.display(code) for (code,) in rows]
        return f"; succeeded by {', '.join(new)} (inferred)" if new else ""
