"""Every duty text goes through its grammar once; what was understood is counted and written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.core import duty, duty_english, duty_japanese, duty_json, duty_words, without_deal
from desktop.core.duty import Duty

UNDERSTOOD, AS_TEXT, NOT = "understood", "condition kept as text", "not understood"


class Reader:
    """Reads texts of both languages, each once."""

    def __init__(self) -> None:
        self._japanese: dict[str, Duty] = {}
        self._english: dict[str, Duty] = {}
        self._derived: dict[tuple[str, str], Duty | None] = {}

    def japanese(self, published: str) -> Duty:
        """The tree of a text of Japan's schedule."""
        if published not in self._japanese:
            self._japanese[published] = duty_japanese.read(published)
        return self._japanese[published]

    def english(self, published: str) -> Duty:
        """The tree of a text of the HTSUS."""
        if published not in self._english:
            self._english[published] = duty_english.read(published)
        return self._english[published]

    def without_deal(self, published: str, column: str) -> Duty | None:
        """The tree of a derived duty; the lower of two cells where both apply."""
        key = (published, column)
        if key not in self._derived:
            self._derived[key] = without_deal.duty_of(published, column)
        return self._derived[key]

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Language, published text and tree of all that was read, for the reference file."""
        for published, tree in sorted(self._japanese.items()):
            yield "ja", published, duty_json.dumps(tree)
        for (published, column), derived in sorted(self._derived.items()):
            if "|" in column and derived is not None:
                yield "ja", published, duty_json.dumps(derived)
        for published, tree in sorted(self._english.items()):
            yield "en", published, duty_json.dumps(tree)


def grade(tree: Duty) -> str:
    """How far a text was understood."""
    if duty.unread(tree) is not None:
        return NOT
    return AS_TEXT if duty.kept_as_text(tree) else UNDERSTOOD


@dataclass(slots=True)
class Coverage:
    """How many cells of how many editions were understood, by column; and every text."""

    reader: Reader
    cells: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, language: str, column: str, published: str) -> None:
        """Count one cell of one edition."""
        if not published:
            return
        self.cells[language, column, published] += 1
        self.texts[language, published] += 1

    def tree(self, language: str, published: str) -> Duty:
        """The tree of a counted text."""
        return self.reader.japanese(published) if language == "ja" else self.reader.english(published)

    def by_column(self) -> Mapping[tuple[str, str], Counter[str]]:
        """Cells by grade for each language and column."""
        out: dict[tuple[str, str], Counter[str]] = {}
        for (language, column, published), count in self.cells.items():
            grades = out.setdefault((language, column), Counter())
            grades[grade(self.tree(language, published))] += count
        return out

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Every distinct text, sorted: language, text, cells, grade, English, reason."""
        for (language, published), count in sorted(self.texts.items()):
            tree = self.tree(language, published)
            failed = duty.unread(tree)
            reason = "" if failed is None else failed.reason
            yield language, published, count, grade(tree), duty_words.notation(tree), reason

    def report(self) -> Iterator[str]:
        """Lines for the import to print."""
        total: Counter[str] = Counter()
        columns = self.by_column()
        for language in ("ja", "en"):
            mine = {column: grades for (code, column), grades in columns.items() if code == language}
            sums = sum(mine.values(), Counter())
            total += sums
            country = "Japan" if language == "ja" else "United States"
            count = sum(1 for code, _ in self.texts if code == language)
            yield f"duties of {country}: {sum(sums.values()):,} cells, {count:,} distinct texts: {_said(sums)}"
            for column, grades in sorted(mine.items()):
                yield f"  {column}: {_said(grades)}"
        yield f"duties of both: {_said(total)}"
        for (language, published), count in sorted(self.texts.items()):
            failed = duty.unread(self.tree(language, published))
            if failed is not None:
                yield f"  not understood, {count} cells: {published[:70]!r}: {failed.reason}"


def _said(grades: Counter[str]) -> str:
    total = sum(grades.values())
    share = 100 * (total - grades[NOT]) / total if total else 100.0
    return (
        f"{grades[UNDERSTOOD]:,} understood, {grades[AS_TEXT]:,} with a condition or reference kept as text, "
        f"{grades[NOT]:,} not ({share:.3f} % read)"
    )
