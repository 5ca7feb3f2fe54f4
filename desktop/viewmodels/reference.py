"""The opened reference file, as the views see it.

Opening it is on the way to the first table, so what only later answers need is imported by
the method that needs it.
"""

from __future__ import annotations

from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.codes import Importer
from desktop.core.record import EditionInfo
from desktop.store.bundle import Bundle
from desktop.store.lines import LineStore

if TYPE_CHECKING:
    import datetime

    from desktop.core.detail import LineDetail
    from desktop.store.applies import Applying
    from desktop.store.details import DetailStore
    from desktop.viewmodels.html import Colours
    from desktop.viewmodels.line_facts import LineFacts
    from desktop.viewmodels.proof import Places


class Reference:
    """One reference file; raises KnownError when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self.bundle = Bundle(path)
        self.store = LineStore(self.bundle)
        self.verified: bool | None = None
        self.verdict = "The reference file is being checked."
        self.origin = ""
        self._details: DetailStore | None = None
        self._applying: Applying | None = None

    def all_lines(self, year: int) -> list[int]:
        """Ids of all lines of a year in the default order."""
        alive = self.store.flags("alive", year)
        return list(compress(range(len(alive)), alive))

    def edition(self, importer: Importer, year: int) -> EditionInfo | None:
        """The edition that a year shows."""
        return self.bundle.edition(importer, year)

    def newest(self, importer: Importer) -> EditionInfo:
        """The last edition of a country."""
        return self.bundle.newest(importer)

    def chapters(self) -> dict[str, str]:
        """Short names of chapters."""
        return self.store.chapters()

    def groups(self) -> list[tuple[str, str, Importer, str]]:
        """Product groups: key, title, importer, prefixes."""
        return self.store.groups()

    def marks(self) -> dict[str, tuple[str, str]]:
        """Marks in published rates and what is known of them."""
        return self.store.marks()

    def detail(self, line: int, year: int) -> LineDetail:
        """One line in full."""
        if self._details is None:
            from desktop.store.details import DetailStore  # noqa: PLC0415

            self._details = DetailStore(self.store)
        return self._details.detail(line, year)

    def facts(self, detail: LineDetail, year: int) -> LineFacts:
        """What follows from a line's duties: years, drawings, provisions, later measures."""
        from desktop.viewmodels import line_facts  # noqa: PLC0415

        if self._applying is None:
            from desktop.store.applies import Applying  # noqa: PLC0415

            self._applying = Applying(self.bundle)
        return line_facts.work_out(detail, year, self._applying)

    def key_of(self, line: int, year: int) -> str:
        """A key of a line that outlives a rebuilt file: ``jp/020230010/1``."""
        rows = self.store.rows([line], year)
        return f"{rows[0].importer}/{rows[0].code}/{rows[0].seq}" if rows else ""

    def line_of(self, key: str, year: int) -> int | None:
        """The line of such a key in a year, if there is one."""
        parts = key.split("/")
        if len(parts) != 3 or not parts[2].isdecimal() or year not in self.bundle.years:
            return None
        return self.store.find(parts[0], parts[1], int(parts[2]), year)

    def set_verified(self, trouble: str, origin: str = "") -> None:
        """Take in what the check of all pages found (empty means whole), and where the file came from."""
        self.verified = not trouble
        self.origin = origin
        self.verdict = (
            "The reference file was checked and is whole."
            if self.verified
            else f"The reference file is damaged: {trouble}."
        )

    def about(self, colours: Colours, today: datetime.date, places: Places) -> str:
        """The page about the data; ``places`` are where the program's own proofs lie."""
        from desktop.viewmodels import about_data, proof  # noqa: PLC0415

        proven = proof.rows(self.bundle, self.origin, places)
        return about_data.render(self.store, colours, self.age_in_days(today), self.verdict, proven)

    def summary(self, colours: Colours, year: int) -> str:
        """The page that says who is ahead, as of a year."""
        from desktop.viewmodels import summary  # noqa: PLC0415

        return summary.render(self.store, year, colours)

    def age_in_days(self, today: datetime.date) -> int:
        """Days since the newest edition that states its date."""
        newest = max(edition.date for edition in self.bundle.editions if len(edition.date) == 10)
        year, month, day = map(int, newest.split("-"))
        return (today - type(today)(year, month, day)).days

    def close(self) -> None:
        """Release the file."""
        self.bundle.close()
