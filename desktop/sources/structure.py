"""Articles, paragraphs, annex sections and notes of a legal text, found by how they are numbered.

A number at the beginning of a paragraph counts only where it is the next one of its row or the first of
a new row, so that "(a) of this Article" at the beginning of a printed line is no paragraph, and "(i)" after
"(h)" is a letter unless "(ii)" follows. Entries of a table of contents have headings but no text; of
two units with one path the one with more text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.core.structure_path import KINDS, NOTE_KINDS, Path, Step, flat
from desktop.sources.stream import FOOTNOTES, Stream


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the text with its path; ``end`` is where the next part of its rank or above begins."""

    path: Path
    title: str
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    """A unit whose end is not known yet. ``sort`` is a kind of heading or of number."""

    step: Step
    sort: str
    title: str
    start: int


_SORTS: Final = ("number", "letter", "roman", "upper", "bracketed")
_NUMERAL: Final = r"(?:[一二三四五六七八九十百〇]+|[0-9０-９]+)"
_JAPANESE: Final = {"kanji_article": "article", "kanji_chapter": "chapter", "kanji_section": "section"}
_ANNEX_MARKS: Final = {"一": "I", "二": "II", "三": "III", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III"}
_HEADING: Final = re.compile(
    r"^(?:CHAPTER|Chapter)\s+(?P<chapter>\d{1,3}|[IVXL]+)\b"
    r"|^(?:SUBCHAPTER|Subchapter)\s+(?P<subchapter>[IVXL]+)\b"
    r"|^(?:ANNEX|Annex)\s+(?P<annex>\d{1,2}-[A-Z]|[IVX]+|\d{1,2}|[A-Z])\b"
    r"|^(?:APPENDIX|Appendix)\s+(?P<appendix>[A-Z](?:-\d+)?|\d+(?:-[A-Z](?:-\d+)?)?)\b"
    r"|^(?:PART|Part)\s+(?P<part>\d+|[IVX]+|[A-Z])\b"
    r"|^(?:SUBSECTION|Subsection|Sub-Section)\s+(?P<subsection>\d+|[A-Z])\b"
    r"|^(?:SECTION|Section)\s+(?P<section>\d+[a-z]{0,2}|[A-Z]|[IVX]+)\b"
    r"|^(?:ARTICLE|Article)\s+(?P<article>\d{1,3}(?:\.\d{1,3})?(?:\s?bis)?|[IVXL]+)\b"
    r"|^(?:§|SEC\.|Sec\.)\s?(?P<statute>\d{1,5}[a-z]{0,2})\."
    rf"|^第(?P<kanji_article>{_NUMERAL})条(?:の[二三四五六七八九十]+)?(?=$|[\s　（(])"
    rf"|^第(?P<kanji_chapter>{_NUMERAL})章(?=$|[\s　（(])"
    rf"|^第(?P<kanji_section>{_NUMERAL})節(?=$|[\s　（(])"
    r"|^附属書(?P<fuzoku>[一二三ⅠⅡⅢⅠ-ⅫIVX]{0,4})(?=$|[\s　（(])"
)
_NOTES: Final = (
    (re.compile(r"^additional u\.?s\.? notes?\b:?$", re.I), "additional-us-notes"),
    (re.compile(r"^subheading notes?\b:?$", re.I), "subheading-notes"),
    (re.compile(r"^statistical notes?\b:?$", re.I), "statistical-notes"),
    (re.compile(r"^general notes?\b:?$", re.I), "general-notes"),
    (re.compile(r"^notes?\b:?$", re.I), "notes"),
)
_GENERAL_NOTE: Final = re.compile(r"^General Note\s+(\d{1,3})\b[.:]?", re.I)
_NUMBERS: Final = (
    ("number", re.compile(r"^(\d{1,3})\.(?=\s|$)\s*")),
    ("paren", re.compile(r"^\(?([a-z]{1,6})\)\s*\(?(?=\S|$)")),
    ("upper", re.compile(r"^\(([A-Z]{1,4})\)\s*")),
    ("bracketed", re.compile(r"^\((\d{1,3})\)\s*")),
    ("wide", re.compile(r"^([1-9１-９][0-9０-９]?)\s*(?=[\u3040-\u30ff\u4e00-\u9fff])")),
)
# Where the columns of a tariff begin, the notes before them end.
_TARIFF: Final = re.compile(r"^(?:Heading/|\d{4}(?:\.\d{2}){0,3}\s+(?:\(con\.\)\s*)?[A-Z])")
_LEADERS: Final = re.compile(r"(?:\.\s?){4,}|\t\s*\d+$")
_TITLE_WORDS: Final = 28
_ROMANS: Final = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
    "xviii", "xix", "xx", "xxi", "xxii", "xxiii", "xxiv", "xxv", "xxvi", "xxvii", "xxviii", "xxix", "xxx",
]  # fmt: skip


def _letters() -> list[str]:
    one = [chr(n) for n in range(ord("a"), ord("z") + 1)]
    return one + [letter * 2 for letter in one]


_LETTERS: Final = _letters()


@dataclass(slots=True)
class _Reader:
    """Walks the paragraphs of a stream once."""

    stream: Stream
    found: list[Unit] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def run(self) -> list[Unit]:
        text = self.stream.text
        spans = [(p.start, p.end) for p in self.stream.paragraphs]
        ahead = [text[start : min(end, start + 200)] for start, end in spans]
        before = ""
        last = len(text)
        for number, (start, end) in enumerate(spans):
            if self.stream.paragraphs[number].block == FOOTNOTES:
                last = min(last, start)
                break
            line = text[start:end]
            self._take(line, start, ahead[number + 1 : number + 60], ended=_ended(before))
            before = line
        self._close_to(0, last)
        return self.found

    # --- one paragraph -------------------------------------------------------------------

    def _take(self, line: str, start: int, ahead: Sequence[str], *, ended: bool) -> None:
        if (ended and self._heading(line, start, ahead)) or self._tariff(line, start):
            return
        at = 0
        # "1. (a) (i) Each Party ..." opens three units at once.
        for _ in range(4):
            taken = self._numbered(line[at:], start + at, ahead)
            if not taken:
                break
            at += taken

    def _heading(self, line: str, start: int, ahead: Sequence[str]) -> bool:
        note = next((kind for pattern, kind in _NOTES if pattern.match(line)), "")
        if note:
            self._push(Step(note, "*"), note, line, start)
            return True
        general = _GENERAL_NOTE.match(line)
        if general and len(line.split()) <= _TITLE_WORDS:
            self._push(
                Step("general-notes", general[1]), "general-notes", line[general.end() :].strip(" .:"), start
            )
            return True
        match = _HEADING.match(line)
        if match is None or _LEADERS.search(line) or not _is_heading(line, match):
            return False
        kind = str(match.lastgroup)
        label = match[kind]
        if kind.startswith("kanji"):
            kind, label = _JAPANESE[kind], str(_japanese_number(label))
        if kind == "fuzoku":
            kind, label = "annex", _ANNEX_MARKS.get(label.strip(), label.strip() or "I")
        if kind == "statute":
            kind = "section"
        if kind == "article" and not self._article_fits(label, ahead):
            return False
        title = line[match.end() :].strip(" .:\u2014\u2013-\t\u3000")
        if (
            not title
            and ahead
            and len(ahead[0].split()) <= _TITLE_WORDS
            and not _NUMBERS[0][1].match(ahead[0])
        ):
            title = ahead[0].strip() if not _HEADING.match(ahead[0]) else ""
        self._push(Step(kind, label), kind, title, start)
        return True

    def _tariff(self, line: str, start: int) -> bool:
        places = [n for n, unit in enumerate(self.open) if unit.sort in NOTE_KINDS]
        if not places or not _TARIFF.match(line):
            return False
        self._close_to(places[0], start)
        return True

    def _article_fits(self, label: str, ahead: Sequence[str]) -> bool:
        """An article's number grows inside its chapter or annex, or begins anew at 1.

        A number that leaps ahead while the next one of the row is still to come is a mention.
        """
        last = next((unit.step.label for unit in reversed(self.open) if unit.sort == "article"), "")
        now, before = _ordinal(label), _ordinal(last)
        if not last or now is None or before is None:
            return True
        if now == 1:
            return True
        if now <= before:
            return label.rpartition(".")[0] != last.rpartition(".")[0]
        if now == before + 1:
            return True
        following = re.compile(rf"(?i)^article\s+{re.escape(last.rpartition('.')[0])}\.?{before + 1}\b")
        return now <= before + 6 and not any(following.match(text) for text in ahead)

    def _numbered(self, line: str, start: int, ahead: Sequence[str]) -> int:
        for sort, pattern in _NUMBERS:
            match = pattern.match(line)
            if match is None:
                continue
            label = match[1]
            if sort == "wide":
                label = str(int(label))
            for kind in _candidates(sort, label, ahead):
                if self._fits(kind, label):
                    self._push_number(kind, label, line[match.end(1) + 1 :].strip(" ."), start)
                    return match.end(1) + 1 + _blank(line[match.end(1) + 1 :])
        return 0

    def _fits(self, sort: str, label: str) -> bool:
        place = _place(sort, label)
        if place is None:
            return False
        numbers = [unit for unit in self.open if unit.sort in _SORTS]
        for unit in reversed(numbers):
            if unit.sort == sort:
                return place == (_place(sort, unit.step.label) or 0) + 1 or place == 0
        # Notes of a schedule may begin with any number where a file holds one of them only.
        return place == 0 or (sort == "number" and not numbers)

    # --- the open units ------------------------------------------------------------------

    def _push(self, step: Step, sort: str, title: str, start: int) -> None:
        rank = KINDS.index(sort)
        keep = 0
        for number, unit in enumerate(self.open):
            if unit.sort in KINDS and KINDS.index(unit.sort) < rank:
                # Sets of notes stand beside each other, never inside one another.
                if sort in NOTE_KINDS and unit.sort in NOTE_KINDS:
                    break
                keep = number + 1
            else:
                break
        self._close_to(keep, start)
        self.open.append(_Open(step, sort, title[:160], start))

    def _push_number(self, sort: str, label: str, rest: str, start: int) -> None:
        same = [n for n, unit in enumerate(self.open) if unit.sort == sort]
        if same:
            # The next of its row, or a new row at the same depth; a row of one sort never stands inside another of it.
            self._close_to(same[-1], start)
        self.open.append(_Open(Step("", label), sort, _title(rest), start))

    def _close_to(self, depth: int, end: int) -> None:
        while len(self.open) > depth:
            unit = self.open.pop()
            path = (*(item.step for item in self.open), unit.step)
            self.found.append(Unit(path, unit.title, unit.start, _trimmed(self.stream.text, unit.start, end)))


_SENTENCE_END: Final = re.compile(r"(?:[.;:?!。」）)\]\"\u201d\u2019]|[;,]\s*(?:and|or))$", re.IGNORECASE)
# Words after which a heading cannot stand.
_GOES_ON: Final = re.compile(
    r"\b(?:in|of|under|to|with|by|and|or|the|a|an|from|for|at|on|that|which|is|are|article|articles|section|paragraph|annex)$",
    re.IGNORECASE,
)


def _ended(before: str) -> bool:
    """Whether what stands before lets a heading begin: a sentence that ended, a title, another heading, nothing."""
    plain = before.rstrip()
    if not plain or _SENTENCE_END.search(plain):
        return True
    return len(plain.split()) <= 14 and not _GOES_ON.search(plain)


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _title(rest: str) -> str:
    """The first words, for a list of parts; at most twelve."""
    return " ".join(rest.split()[:12])


def _is_heading(line: str, match: re.Match[str]) -> bool:
    """A heading is short and does not read on as a sentence."""
    rest = line[match.end() :].strip()
    if len(line.split()) > _TITLE_WORDS:
        return False
    if not rest:
        return True
    if str(match.lastgroup).startswith(("kanji", "fuzoku", "statute")):
        return True
    # "Article 5. This does not apply." and "Article 28.3 (Scope)." are sentences, or the end of one.
    if rest[0] in ".(" and (rest.endswith((".", ";", ",")) and len(rest) > 1):
        return False
    if rest[0] in ":.\u2014\u2013-(\u3000":
        return True
    return rest[0].isupper() and not rest.endswith((",", ";"))


def _candidates(sort: str, label: str, ahead: Sequence[str]) -> Iterator[str]:
    if sort == "wide":
        yield "number"
    elif sort == "upper":
        yield "upper"
    elif sort != "paren":
        yield sort
    elif label in _ROMANS and label in _LETTERS:
        # (i), (v), (x) and the like: a roman number where its successor comes before the letter's.
        roman_next = f"({_ROMANS[_ROMANS.index(label) + 1]})"
        letter_next = f"({_LETTERS[_LETTERS.index(label) + 1]})"
        first = next((text for text in ahead if text.startswith((roman_next, letter_next))), "")
        yield from ("roman", "letter") if first.startswith(roman_next) else ("letter", "roman")
    else:
        yield "roman" if label in _ROMANS else "letter"


def _place(sort: str, label: str) -> int | None:
    """The place of a label in its row, from 0."""
    if sort in ("number", "bracketed"):
        return int(label) - 1 if label.isdigit() else None
    row = {"letter": _LETTERS, "roman": _ROMANS, "upper": [x.upper() for x in _LETTERS]}.get(sort, [])
    return row.index(label) if label in row else None


def _ordinal(label: str) -> int | None:
    last = label.rsplit(".", 1)[-1]
    if last.isdigit():
        return int(last)
    return _ROMANS.index(last.casefold()) + 1 if last.casefold() in _ROMANS else None


_KANJI: Final = {letter: number for number, letter in enumerate("〇一二三四五六七八九")}


def _japanese_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for letter in text:
        if letter in ("十", "百"):
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _KANJI[letter]
    return total + digit


def units_of(stream: Stream) -> tuple[Unit, ...]:
    """All units of a text in the order in which they begin."""
    best: dict[tuple[tuple[str, str], ...], Unit] = {}
    for unit in _Reader(stream).run():
        key = tuple((step.kind, step.label.casefold()) for step in unit.path)
        if key not in best or unit.end - unit.start > best[key].end - best[key].start:
            best[key] = unit
    return tuple(sorted(best.values(), key=lambda unit: (unit.start, len(unit.path))))


def find(units: Sequence[Unit], path: Path, scope: Path = ()) -> Unit | None:
    """The unit that a path names, or None.

    Steps of the path that are the document's own ``scope`` (Annex I in a file that is Annex I) need not stand in
    the text. Headings in between that the path does not name are passed over; numbered paragraphs are not.
    Of several the shallowest, then the longest wins.
    """
    if not path:
        return None
    wanted = path
    tries = [wanted]
    for step in scope:
        if wanted and _same(wanted[0], step):
            wanted = wanted[1:]
            tries.append(wanted)
        elif wanted and step.label == "*" and wanted[0].kind == step.kind:
            wanted = (Step("", wanted[0].label), *wanted[1:])
            tries.append(wanted)
    for place, attempt in enumerate(tries):
        # What the file's own scope stands for must not stand above by another name.
        shut = {step.kind for step in scope} if place else set()
        hits = [
            unit
            for unit in units
            if attempt and _matches(unit.path, attempt) and not any(step.kind in shut for step in unit.path)
        ]
        if hits:
            first = min(hits, key=lambda unit: (len(unit.path), -(unit.end - unit.start)))
            return _to_last(units, first, attempt)
    # The document is what the path names.
    return Unit(path, "", 0, max(unit.end for unit in units)) if units and not wanted else None


def _to_last(units: Sequence[Unit], first: Unit, path: Path) -> Unit:
    """For a range, from its first paragraph to its last."""
    step = path[-1]
    if step.first == step.last:
        return first
    last = (*first.path[:-1], Step("", step.last))
    for unit in units:
        if len(unit.path) == len(last) and all(_same(a, b) for a, b in zip(unit.path, last, strict=True)):
            return Unit(first.path, first.title, first.start, max(first.end, unit.end))
    return first


def _same(a: Step, b: Step) -> bool:
    return a.kind == b.kind and a.first.casefold() == b.first.casefold()


def _matches(have: Path, want: Path) -> bool:
    """Whether the steps of ``want`` follow each other in ``have``, which must end with the last of them."""
    steps = flat(have)
    wanted = flat(want)
    if not steps or not _same(steps[-1], wanted[-1]):
        return False
    place = len(steps) - 1
    for step in reversed(wanted):
        while place >= 0 and not _same(steps[place], step):
            # Only headings may be passed over.
            if not steps[place].kind:
                return False
            place -= 1
        if place < 0:
            return False
        place -= 1
    # What is left above must be headings, too: paragraph 1 of a path without an article is not that of Article 5,
    # and an article of an annex is not that of the main text.
    above = steps[: place + 1]
    if any(step.kind in ("annex", "appendix") for step in above):
        return False
    return all(step.kind and step.kind != "article" for step in above) or bool(wanted[0].kind)
