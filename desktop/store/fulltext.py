"""Answer a query: which lines, in which order, which of them only close."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, islice

from desktop.core import codes, text
from desktop.core.codes import CodePrefix, CodeRange
from desktop.core.query import ListItem, Phrase, Query, Term, Word
from desktop.store.bundle import damaged
from desktop.store.facets import Facets
from desktop.store.lines import LineStore
from desktop.store.schema import STEP
from desktop.store.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Answer:
    """Lines for a query in a year.

    ``ids`` holds exact hits first, then ``close`` close ones (so the first ``len(ids) -
    close`` are exact). ``whole`` is False where only the first hits were asked for.
    ``corrections`` says which words were taken for which; ``unmatched`` explains the items
    of a list that no line answers; ``advice`` is a way on when there are no hits: (words for
    the user, query to try).
    """

    ids: Sequence[int]
    close: int = 0
    whole: bool = True
    corrections: tuple[tuple[str, str], ...] = ()
    unmatched: tuple[tuple[str, str], ...] = ()
    advice: tuple[tuple[str, str], ...] = field(default=())


class Search:
    """Searches one reference file. Not for use from two threads at once."""

    def __init__(self, store: LineStore) -> None:
        self._store = store
        self._db = store.bundle.connection
        self._spelling = Spelling(self._db)
        self.facets = Facets(store)

    def run(self, query: Query, year: int, limit: int | None = None) -> Answer:
        """Lines that answer a query, in the default order (a list: in the order of its items).

        With ``limit`` it stops after so many hits and says so; then nothing close is added.
        """
        try:
            return self._run(query, year, limit)
        except sqlite3.DatabaseError as error:
            raise damaged(self._store.bundle.path, error) from error

    def _run(self, query: Query, year: int, limit: int | None) -> Answer:
        if query.items:
            return self._list(query, year)
        ids = self._candidates(query, year)
        if limit is not None:
            first = list(islice(ids, limit + 1))
            if len(first) > limit:
                return Answer(first[:limit], whole=False)
            found = first
        else:
            found = list(ids)
        if not found and query.clauses:
            close, corrections = self._close(query, year)
            if close:
                return Answer(close, close=len(close), corrections=corrections)
        if not found:
            return Answer((), advice=self._advice(query, year))
        return Answer(found)

    def matching(self, query: Query) -> Iterable[int] | None:
        """Lines that have the words and codes of a query, filters aside; None: it names none."""
        found: Iterable[int] | None = None
        if query.items:
            listed = [item.code for item in query.items if item.code]
            found = self._by_codes(listed)
        elif query.clauses:
            found = self._by_words(query)
            if query.codes:
                allowed = set(self._by_codes(query.codes, query.importer))
                found = (line for line in found if line in allowed)
        elif query.codes:
            found = self._by_codes(query.codes, query.importer)
        out: set[int] = set()
        for term in query.excluded:
            if _needs_text(term):
                out.update(line for line in self._by_match(_match(term)) if self._reads(line, [[term]]))
        plain = [term for term in query.excluded if not _needs_text(term)]
        if plain and not query.clauses:
            out.update(self._by_match(" OR ".join(map(_match, plain))))
        if query.excluded_codes:
            out.update(self._by_codes(query.excluded_codes))
        if out:
            everything = range(1, self._store.bundle.lines + 1) if found is None else found
            return (line for line in everything if line not in out)
        return found

    def _candidates(self, query: Query, year: int) -> Iterable[int]:
        mask = self.facets.mask(query, year)
        found = self.matching(query)
        if found is None and query.among is not None:
            # A list of the user's and nothing else: in its own order.
            return (line for line in query.among if mask[line])
        if found is None:
            return compress(range(len(mask)), mask)
        return (line for line in found if mask[line])

    def _by_words(self, query: Query) -> Iterator[int]:
        match = " AND ".join(_clause(clause) for clause in query.clauses)
        plain = [term for term in query.excluded if not _needs_text(term)]
        if plain:
            match = f"({match}) NOT ({' OR '.join(map(_match, plain))})"
        found = self._by_match(match)
        phrases = [clause for clause in query.clauses if any(_needs_text(t) for t in clause)]
        if phrases:
            found = (line for line in found if self._reads(line, phrases))
        return found

    def _by_match(self, match: str) -> Iterator[int]:
        sql = "SELECT rowid FROM word_index WHERE word_index MATCH ? ORDER BY rowid"
        try:
            for row in self._db.execute(sql, (match,)):
                yield row[0]
        except sqlite3.OperationalError as error:
            if "interrupt" not in str(error):
                raise

    def _reads(self, line: int, clauses: Sequence[Sequence[Term]]) -> bool:
        """Whether the wording has the phrases, as neighbours; the index knows words only."""
        path_en, path_ja = self._db.execute(
            "SELECT path_en, path_ja FROM line WHERE id = ?", (line,)
        ).fetchone()
        english = " | ".join(" ".join(text.words(step)) for step in path_en.split(STEP))
        japanese = text.fold(path_ja)
        folded = text.fold(path_en)
        return all(any(_stands(term, english, folded, japanese) for term in c) for c in clauses)

    def _by_codes(
        self, terms: Sequence[CodePrefix | CodeRange], importer: codes.Importer | None = None
    ) -> list[int]:
        found: set[int] = set()
        for term in terms:
            if isinstance(term, CodePrefix):
                whole = self._exactly(term.digits, importer)
                if whole:
                    found.update(whole)
                    continue
                first, last = term.digits, term.digits
            else:
                first, last = term.first, term.last
            found.update(
                line
                for (line,) in self._db.execute(
                    "SELECT id FROM line WHERE code >= ? AND code < ?", (first, _after(last))
                )
            )
        return sorted(found)

    def _exactly(self, digits: str, importer: codes.Importer | None) -> list[int]:
        """Lines with this very code; a ten-digit statistical suffix stands for its American line.

        An American line of eight digits is not taken for the beginning of a Japanese one.
        """
        if len(digits) == codes.MAX_DIGITS:
            sql, digits = "SELECT id FROM line WHERE code = ? AND importer = 'us'", digits[:8]
        else:
            sql = "SELECT id FROM line WHERE code = ?" + (" AND importer = 'jp'" if importer == "jp" else "")
        return [line for (line,) in self._db.execute(sql, (digits,))] if len(digits) >= 8 else []

    def _list(self, query: Query, year: int) -> Answer:
        """Lines for each item in turn; a code that matches several lines gives them all."""
        mask = self.facets.mask(query, year)
        found: dict[int, None] = {}
        unmatched = []
        for item in query.items:
            lines = []
            if item.code is not None:
                scope = item.importer or query.importer
                own = self.facets.mask(replace(query, importer=scope), year) if item.importer else mask
                lines = [line for line in self._by_codes([item.code], scope) if own[line]]
                lines.sort(key=self._code_of)
            if lines:
                found.update(dict.fromkeys(lines))
            else:
                unmatched.append((item.text, self._why(item, year)))
        return Answer(list(found), unmatched=tuple(unmatched))

    def _code_of(self, line: int) -> tuple[str, int]:
        found = self._db.execute("SELECT code, seq FROM line WHERE id = ?", (line,)).fetchone()
        return (found[0], found[1])

    def _why(self, item: ListItem, year: int) -> str:
        if item.code is None:
            return "is not a tariff code"
        if not self._by_codes([item.code]):
            nearest = self.nearest(item.code.digits, year)
            near = f"; the nearest is {codes.display(nearest)}" if nearest else ""
            return f"no line of any edition has it{near}"
        return f"has no line in the data for {year} in this scope"

    def nearest(self, digits: str, year: int) -> str:
        """The code most like some digits: the longest common beginning, then the next in order."""
        alive = self._store.flags("alive", year)
        for length in range(len(digits), 1, -1):
            stem = digits[:length]
            row = self._db.execute(
                "SELECT code, id FROM line WHERE code >= ? AND code < ? "
                "ORDER BY abs(CAST(substr(code || '00', 1, 9) AS INTEGER) - ?), id",
                (stem, _after(stem), int(digits[:9].ljust(9, "0"))),
            )
            for code, line in row:
                if alive[line]:
                    return str(code)
        return ""

    def _close(self, query: Query, year: int) -> tuple[list[int], tuple[tuple[str, str], ...]]:
        """Hits for words that look like the unknown ones."""
        corrections = []
        clauses: list[tuple[Term, ...]] = []
        for clause in query.clauses:
            terms: list[Term] = []
            spread: list[tuple[Term, ...]] = []
            for term in clause:
                if isinstance(term, Word) and term.japanese and len(term.text) > 1 and _is_kanji(term.text):
                    if next(self._by_match(_match(term)), None) is None:
                        corrections.append((term.text, " + ".join(term.text)))
                        spread += [(Word(char, japanese=True),) for char in term.text]
                        continue
                elif self._is_unknown(term):
                    like = self._spelling.like(term.text)
                    corrections += [(term.text, word) for word in like]
                    terms += [Word(word) for word in like]
                    continue
                terms.append(term)
            if terms:
                clauses.append(tuple(terms))
            elif not spread:
                return [], ()
            clauses += spread
        if not corrections:
            return [], ()
        nearby = replace(query, clauses=tuple(clauses))
        return list(self._candidates(nearby, year)), tuple(corrections)

    def _is_unknown(self, term: Term) -> bool:
        """Whether a Latin word stands in no line."""
        if isinstance(term, Phrase) or term.japanese:
            return False
        return not self._spelling.known(term.text, prefix=term.prefix)

    def _advice(self, query: Query, year: int) -> tuple[tuple[str, str], ...]:
        """Ways on from no hits: another scope, the nearest code, a spelling, fewer words."""
        ways: list[tuple[str, str]] = []
        if query.importer:
            other: codes.Importer = "us" if query.importer == "jp" else "jp"
            count = sum(1 for _ in self._candidates(replace(query, importer=other), year))
            if count:
                whose = "Japan's" if other == "jp" else "American"
                ways.append((f"{count} among {whose} lines", f"{other}: {_plain(query)}"))
        for term in query.codes:
            if isinstance(term, CodePrefix):
                near = self.nearest(term.digits, year)
                if near:
                    ways.append((f"nearest code {codes.display(near)}", codes.display(near)))
                for shorter in (6, 4):
                    stem = term.digits[:shorter]
                    if len(term.digits) > shorter and self._by_codes([CodePrefix(stem)]):
                        ways.append((f"all of {codes.display(stem)}", codes.display(stem)))
                        break
        for word in query.words:
            if not self._spelling.known(word.text, prefix=word.prefix):
                ways += [(f"spelling “{like}”", like) for like in self._spelling.like(word.text)]
        if len(query.clauses) > 1:
            for i, clause in enumerate(query.clauses):
                rest = replace(query, clauses=query.clauses[:i] + query.clauses[i + 1 :])
                count = sum(1 for _ in self._candidates(rest, year))
                if count:
                    left = " ".join(_typed(t) for c in rest.clauses for t in c)
                    ways.append((f"{count} without “{_typed(clause[0])}”", left))
        return tuple(dict.fromkeys(ways))[:6] or (("all lines", ""),)


def _clause(terms: Sequence[Term]) -> str:
    return "(" + " OR ".join(_match(term) for term in terms) + ")"


def _match(term: Term) -> str:
    """An FTS5 expression; every token is quoted and made of letters and digits only."""
    if isinstance(term, Phrase):
        latin = [f'{{en ex}} : "{word}"' for word in text.words(term.text)]
        japanese = [_japanese(run) for run in text.cjk_runs(term.text)]
        return "(" + " AND ".join(latin + japanese) + ")"
    if term.japanese:
        return _japanese(term.text)
    if term.prefix:
        others = [f' OR en : "{form}"' for form in _forms(term.text) if not form.startswith(term.text)]
        return f'(en : "{term.text}" *{"".join(others)})'
    return "(" + " OR ".join(f'en : "{form}"' for form in _forms(term.text)) + ")"


def _japanese(run: str) -> str:
    if len(run) == 1:
        return f'(ja : "{run}" *)'
    return "(" + " AND ".join(f'ja : "{pair}"' for pair in text.bigrams(run)[:-1]) + ")"


def _forms(word: str) -> tuple[str, ...]:
    """A word and its plural or singular, which count as the same word."""
    if word.isdigit() or len(word) < 3:
        return (word,)
    if word.endswith("s") and not word.endswith("ss"):
        single = word[:-1]
        if word.endswith("ies"):
            return (word, single, word[:-3] + "y")
        return (word, single, word[:-2]) if word.endswith("es") and len(word) > 4 else (word, single)
    if word.endswith("y"):
        return (word, word[:-1] + "ies")
    return (word, word + "s", word + "es") if word[-1] in "shxo" else (word, word + "s")


def _needs_text(term: Term) -> bool:
    return isinstance(term, Phrase) or (term.japanese and len(term.text) > 2)


def _stands(term: Term, english: str, folded: str, japanese: str) -> bool:
    if isinstance(term, Word) and not term.japanese:
        return any(f" {form}" in f" {english}" for form in _forms(term.text))
    if term.text in japanese or term.text in folded:
        return True
    words = " ".join(text.words(term.text))
    return bool(words) and not text.cjk_runs(term.text) and f" {words} " in f" {english} "


def _is_kanji(run: str) -> bool:
    """Whether each character says something by itself; kana do not."""
    return not any("\u3041" <= char <= "\u30ff" for char in run)


def _after(digits: str) -> str:
    """The first string after all that begin with these digits."""
    return digits[:-1] + chr(ord(digits[-1]) + 1)


def _typed(term: Term) -> str:
    return f'"{term.text}"' if isinstance(term, Phrase) else term.text


def _plain(query: Query) -> str:
    words = " ".join(_typed(term) for clause in query.clauses for term in clause)
    return " ".join(filter(None, [*(str(code) for code in query.codes), words]))
