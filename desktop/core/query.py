"""The search box: text in, a query and what was understood out.

Words are joined by AND, the last one is a prefix; ``"exact phrase"``, ``-word``, ``a OR b``;
codes in any shape, ranges, pasted lists; scopes ``us:`` and ``jp:``; fields ``cover:``,
``rate:``, ``kind:``, ``trade:``, ``year:``, ``group:``, ``set:``, ``parity:``, ``margin:``, ``zero:``. Nothing that is typed is an error: what
cannot be used is said in ``notes`` and the rest is searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from desktop.core import codes, text
from desktop.core.bound import Bound, both, parse_bound, say_bound
from desktop.core.codes import CodePrefix, CodeRange, Importer
from desktop.core.line import KIND_MEANING, Kind
from desktop.core.standing import NAMES, TYPED, Standing, say_standings

MAX_TERMS: Final = 48
MAX_LENGTH: Final = 10_000
MAX_LIST: Final = 500


@dataclass(frozen=True, slots=True)
class Word:
    """One word; Latin words compare whole or, with ``prefix``, by their beginning."""

    text: str
    prefix: bool = False
    japanese: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand next to each other, as typed (folded)."""

    text: str


Term = Word | Phrase
CodeTerm = CodePrefix | CodeRange


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a pasted list; ``code`` is None where the text is no code, ``importer`` its own scope."""

    text: str
    code: CodePrefix | None
    importer: Importer | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What a text asks for. ``clauses`` are ANDed, the terms inside one are ORed.

    ``set_name`` names a list of the user's, ``among`` its lines (ids, in its order) once somebody has looked it up.
    """

    clauses: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    codes: tuple[CodeTerm, ...] = ()
    excluded_codes: tuple[CodeTerm, ...] = ()
    items: tuple[ListItem, ...] = ()
    importer: Importer | None = None
    covered: bool | None = None
    kinds: frozenset[Kind] = frozenset()
    rate: Bound | None = None
    trade: Bound | None = None
    margin: Bound | None = None
    zero: Bound | None = None
    standings: frozenset[Standing] = frozenset()
    comparator: str = "cptpp"
    group: str = ""
    chapters: frozenset[int] = frozenset()
    year: int | None = None
    set_name: str = ""
    among: tuple[int, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for all lines."""
        return self == Query(notes=self.notes)

    @property
    def words(self) -> tuple[Word, ...]:
        """All Latin words that are looked for."""
        return tuple(
            term for clause in self.clauses for term in clause if isinstance(term, Word) and not term.japanese
        )


_TOKEN = re.compile(
    r"""(?P<minus>-(?=["\w]))?(?:
        (?P<key>[A-Za-z]{2,8}):(?P<value>"[^"]*"?|\S*)
      | "(?P<phrase>[^"]*)(?P<closed>"?)
      | (?P<word>\S+)
    )""",
    re.VERBOSE,
)
_UNAVAILABLE = {
    "art": "provisions",
    "dta": "provisions",
    "if": "statements of IF11120",
}
_FIELDS = ("cover", "rate", "kind", "trade", "year", "group", "parity", "margin", "zero", "set")


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    query: Query = field(default_factory=Query)
    notes: list[str] = field(default_factory=list)
    clauses: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    codes: list[CodeTerm] = field(default_factory=list)
    excluded_codes: list[CodeTerm] = field(default_factory=list)
    join: bool = False
    terms: int = 0


def parse(typed: str) -> Query:
    """Read what was typed or pasted. Never fails, and its time is bounded by MAX_LENGTH."""
    notes = []
    typed = typed.encode("utf-8", "replace").decode()
    if len(typed) > MAX_LENGTH:
        typed = typed[:MAX_LENGTH]
        notes.append(f"Only the first {MAX_LENGTH:,} characters were read.")
    listed = codes.split_list(typed)
    if listed is not None:
        return _list(listed, notes)
    clean = codes.normalise(re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]+", " ", typed))
    clean = re.sub("[“”„«»「」『』]", '"', clean)
    clean = re.sub(r"(?i)(?<![^\s:])(us|jp):", r"\1: ", clean)
    state = _State(notes=notes)
    tokens = _merge_codes(list(_TOKEN.finditer(clean)))
    for token in tokens:
        if state.terms >= MAX_TERMS:
            state.notes.append(f"Only the first {MAX_TERMS} terms were used.")
            break
        _take(state, token)
    return _finish(state, clean)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["word", "phrase", "field", "code"]
    text: str
    minus: bool = False
    key: str = ""
    closed: bool = True


def _merge_codes(matches: list[re.Match[str]]) -> list[_Token]:
    """Tokens, with codes that are written in several pieces (``0406 10``, ``ch 4``) put together."""
    raw = [_plain_token(match) for match in matches]
    out: list[_Token] = []
    i = 0
    while i < len(raw):
        token = raw[i]
        merged = _code_at(raw, i) if token.kind == "word" else None
        if merged is None:
            out.append(token)
            i += 1
        else:
            code, used = merged
            out.append(_Token("code", code, minus=token.minus))
            i += used
    return out


def _plain_token(match: re.Match[str]) -> _Token:
    minus = match["minus"] is not None
    if match["key"]:
        return _Token("field", match["value"].strip('"'), minus, match["key"].lower())
    if match["phrase"] is not None:
        return _Token("phrase", match["phrase"], minus, closed=bool(match["closed"]))
    return _Token("word", match["word"], minus)


_NAMES_A_CODE = r"hs|hts|htsus|headings?|subheadings?|codes?|items?|lines?"


def _code_at(tokens: list[_Token], start: int) -> tuple[str, int] | None:
    """A code that begins at a word, and how many words it takes up."""
    first = tokens[start].text.strip(",;()")
    following = tokens[start + 1] if start + 1 < len(tokens) else None
    if re.fullmatch(_NAMES_A_CODE, first, re.IGNORECASE) and following and following.kind == "word":
        inner = _code_at(tokens, start + 1)
        return (inner[0], inner[1] + 1) if inner else None
    if start + 2 < len(tokens) and re.fullmatch(r"-|to", tokens[start + 1].text, re.IGNORECASE):
        spread = f"{first}-{tokens[start + 2].text.strip(',;()')}"
        if tokens[start + 1].kind == tokens[start + 2].kind == "word" and codes.parse_range(spread):
            return spread, 3
    if re.fullmatch(r"(?i)(?:ch\.?\d{1,2}|第\d{1,2}類?)", first) and codes.parse_prefix(first):
        return first, 1
    return _chapter_at(first, following) or _digits_at(tokens, start, first, following)


def _chapter_at(first: str, following: _Token | None) -> tuple[str, int] | None:
    """``ch 4`` and ``chapters 1-24``."""
    names = re.fullmatch(r"ch|ch\.|chap|chapters?", first, re.IGNORECASE)
    number = following.text if following and following.kind == "word" else ""
    return (f"ch {number}", 2) if names and re.fullmatch(r"\d{1,2}(-\d{1,2})?", number) else None


def _digits_at(
    tokens: list[_Token], start: int, first: str, following: _Token | None
) -> tuple[str, int] | None:
    """A range or code in digits, its pieces put together."""
    if codes.parse_range(first):
        return first, 1
    digits = first.rstrip("*").replace(".", "").replace("-", "")
    if not digits.isdigit() or codes.parse_prefix(first) is None:
        return None
    if len(digits) < 4 and not (len(tokens) == 1 or first.endswith("*")):
        return None
    if _is_measure(digits, following):
        return None
    used = 1
    text_so_far = first
    while start + used < len(tokens) and len(digits) >= 4 and len(digits) < codes.MAX_DIGITS:
        piece = tokens[start + used]
        if piece.kind != "word" or piece.minus or not re.fullmatch(r"\d{2,3}\*?", piece.text):
            break
        if len(digits) + len(piece.text.rstrip("*")) > codes.MAX_DIGITS:
            break
        digits += piece.text.rstrip("*")
        text_so_far += " " + piece.text
        used += 1
    return text_so_far, used


def _is_measure(digits: str, following: _Token | None) -> bool:
    """Whether a bare number is a figure with its unit (``1000 cc``) and no code."""
    units = r"cc|kg|g|mm|cm|m|m2|m3|l|liters?|litres?|v|volts?|w|kw|kva|hp|dtex|decitex|percent|°c|yen"
    after = following.text.casefold() if following and following.kind == "word" else ""
    return len(digits) == 4 and re.fullmatch(units, after) is not None


def _take(state: _State, token: _Token) -> None:
    if token.kind == "word" and token.text == "OR":
        state.join = bool(state.clauses)
        return
    if token.kind == "field" and _take_field(state, token):
        return
    if token.kind == "code":
        code = codes.parse_range(token.text) or codes.parse_prefix(token.text)
        if code is not None:
            (state.excluded_codes if token.minus else state.codes).append(code)
            state.join = False
        return
    if token.kind == "phrase":
        _take_phrase(state, token)
        return
    typed = f"{token.key} {token.text}" if token.kind == "field" else token.text
    for term in _words_of(typed, state):
        _add(state, term, minus=token.minus)


def _take_phrase(state: _State, token: _Token) -> None:
    if not token.closed:
        state.notes.append("The quotation mark was not closed; all that follows it was taken as the phrase.")
    folded = " ".join(text.fold(token.text).split())
    if not text.words(folded) and not text.cjk_runs(folded):
        return
    _add(state, Phrase(folded), minus=token.minus)


def _words_of(typed: str, state: _State) -> list[Term]:
    digits = re.sub(r"[\s.]", "", typed)
    if digits.isdigit() and len(digits) > codes.MAX_DIGITS:
        state.notes.append(f"{typed[:20]} has {len(digits)} digits; no tariff code has more than ten.")
    terms: list[Term] = [Word(word) for word in text.words(typed)]
    terms += [Word(run, japanese=True) for run in text.cjk_runs(typed)]
    return terms


def _add(state: _State, term: Term, *, minus: bool) -> None:
    state.terms += 1
    if minus:
        state.excluded.append(term)
    elif state.join and state.clauses:
        state.clauses[-1].append(term)
    else:
        state.clauses.append([term])
    state.join = False


def _take_field(state: _State, token: _Token) -> bool:
    """Use a scope or field; False where the token is to be searched as words instead."""
    key, value = token.key, token.text.strip()
    if key in ("us", "jp"):
        wanted: Importer = "us" if (key == "us") != token.minus else "jp"
        if state.query.importer not in (None, wanted):
            state.notes.append("Both countries were named; the last was used. Leave both out for all lines.")
        state.query = replace(state.query, importer=wanted)
        return True
    if key in _UNAVAILABLE:
        state.notes.append(f"“{key}:” searches {_UNAVAILABLE[key]}, which this version does not have yet.")
        return True
    if key not in _FIELDS:
        state.notes.append(f"“{key}:” is no field; its words were searched.")
        return False
    if token.minus and key == "cover":
        value = {"in": "out", "out": "in"}.get(value.casefold(), value)
    elif token.minus:
        state.notes.append(f"“-{key}:” cannot be used: a field cannot be excluded.")
        return True
    done = _FIELD_READERS[key](state.query, value.casefold())
    if done is not None and key in ("cover", "year", "group"):
        name = {"cover": "covered"}.get(key, key)
        if getattr(state.query, name) not in (None, "", getattr(done, name)):
            state.notes.append(f"“{key}:” was given twice; the last was used.")
    if done is None:
        state.notes.append(f"“{key}:{value}” was not understood: {_FIELD_HELP[key]}.")
    else:
        state.query = done
    return True


def _cover(query: Query, value: str) -> Query | None:
    return replace(query, covered=value == "in") if value in ("in", "out") else None


def _rate(query: Query, value: str) -> Query | None:
    bound = Bound(0.0, 0.0) if value == "free" else parse_bound(value)
    return replace(query, rate=both(query.rate, bound)) if bound else None


def _kind(query: Query, value: str) -> Query | None:
    wanted = value.replace("-", " ").replace("_", " ")
    found = [kind for kind in Kind if kind.value == wanted or (kind.value.startswith(wanted) and wanted)]
    return replace(query, kinds=query.kinds | set(found)) if found else None


def _trade(query: Query, value: str) -> Query | None:
    bound = parse_bound(value)
    return replace(query, trade=both(query.trade, bound)) if bound else None


def _margin(query: Query, value: str) -> Query | None:
    bound = parse_bound(value)
    return replace(query, margin=both(query.margin, bound)) if bound else None


def _zero(query: Query, value: str) -> Query | None:
    bound = parse_bound(value)
    return replace(query, zero=both(query.zero, bound)) if bound else None


def _parity(query: Query, value: str) -> Query | None:
    """``behind``, ``eu:behind``, ``eu-behind``, ``eu``: a comparator, a standing, or both."""
    first, sign, rest = value.replace("_", "-").replace(":", "-").partition("-")
    name = NAMES.get(first)
    typed = (rest if sign else "parity") if name else value
    wanted = TYPED.get(typed.replace(" ", "-"))
    if wanted is None:
        return None
    return replace(query, standings=query.standings | wanted, comparator=name or query.comparator)


def _year(query: Query, value: str) -> Query | None:
    return replace(query, year=int(value)) if re.fullmatch(r"(?:19|20)\d\d", value) else None


def _group(query: Query, value: str) -> Query | None:
    return replace(query, group=value.replace(" ", "-")) if value else None


def _set(query: Query, value: str) -> Query | None:
    return replace(query, set_name=value) if value else None


_FIELD_READERS = {
    "cover": _cover, "rate": _rate, "kind": _kind, "trade": _trade, "year": _year, "group": _group,
    "parity": _parity, "margin": _margin, "zero": _zero, "set": _set,
}  # fmt: skip
_FIELD_HELP = {
    "cover": "write cover:in or cover:out",
    "rate": "write rate:free, rate:>10, rate:<=5 or rate:5-10",
    "kind": "write one of " + ", ".join(kind.value.replace(" ", "-") for kind in KIND_MEANING),
    "trade": "write trade:>1000000 or trade:5m-10m (US dollars of 2024)",
    "parity": "write parity:behind, parity:ahead, parity:part, parity:eu-behind and the like",
    "margin": "write margin:>10 (points between the duty without the deal and the agreement's)",
    "zero": "write a year such as zero:2028 or zero:<=2030",
    "year": "write a year such as year:2026",
    "group": "write a product group such as group:beef",
    "set": "write the name of one of your lists, such as set:our-products",
}


def _finish(state: _State, clean: str) -> Query:
    clauses = [tuple(clause) for clause in state.clauses]
    if clauses:
        clauses[-1] = tuple(_as_prefix(term) for term in clauses[-1])
    query = replace(
        state.query,
        clauses=tuple(clauses),
        excluded=tuple(state.excluded),
        codes=tuple(state.codes),
        excluded_codes=tuple(state.excluded_codes),
        notes=tuple(dict.fromkeys(state.notes)),
    )
    if clean and query.is_empty and not query.notes:
        said = "Nothing in it can be searched for: words in English or Japanese, or codes, can."
        query = replace(query, notes=(said,))
    several = [code for code in query.codes if isinstance(code, CodePrefix)]
    if len(several) > 1 and len(several) == len(query.codes) and not query.clauses:
        notes = query.notes
        if len(several) > MAX_LIST:
            notes += (f"The list has {len(several):,} items; the first {MAX_LIST} were looked up.",)
        items = tuple(ListItem(str(code), code) for code in several[:MAX_LIST])
        return replace(query, codes=(), items=items, notes=notes)
    return query


def _as_prefix(term: Term) -> Term:
    return replace(term, prefix=True) if isinstance(term, Word) and not term.japanese else term


def _list(items: list[str], notes: list[str]) -> Query:
    if len(items) > MAX_LIST:
        notes.append(f"The list has {len(items):,} items; the first {MAX_LIST} were looked up.")
    parsed = []
    for item in items[:MAX_LIST]:
        scope = re.match(r"(us|jp):\s*", item, re.IGNORECASE)
        importer: Importer | None = None
        if scope:
            importer = "us" if scope[1].lower() == "us" else "jp"
        bare = item[scope.end() :] if scope else item
        parsed.append(ListItem(bare[:60], codes.parse_prefix(bare), importer))
    return Query(items=tuple(parsed), notes=tuple(notes))


def understood(query: Query) -> str:
    """What was understood, in words; empty for a query that asks for all lines."""
    parts: list[str] = []
    if query.importer:
        parts.append("Japan's lines" if query.importer == "jp" else "American lines")
    if query.items:
        parts.append(f"a list of {len(query.items)} codes, in its order")
    if query.codes:
        parts.append(" or ".join(_say_code(code) for code in query.codes))
    if query.clauses:
        parts.append(" and ".join(_say_clause(clause) for clause in query.clauses))
    dropped = [_say_term(term) for term in query.excluded] + [str(c) for c in query.excluded_codes]
    if dropped:
        parts.append("without " + ", ".join(dropped))
    if query.covered is not None:
        parts.append("in the agreement" if query.covered else "outside the agreement")
    if query.kinds:
        parts.append("duty is " + " or ".join(sorted(kind.value for kind in query.kinds)))
    return " · ".join([*parts, *_figures_said(query)])


def _figures_said(query: Query) -> list[str]:
    """Comparisons with figures, standings, group and year, in words."""
    parts: list[str] = []
    if query.rate:
        parts.append("duty " + say_bound(query.rate, "%"))
    if query.trade:
        parts.append("2024 imports " + say_bound(query.trade, " USD"))
    if query.margin:
        parts.append("preference margin " + say_bound(query.margin, " points"))
    if query.zero:
        parts.append("free from " + say_bound(query.zero, "").replace(",", ""))
    if query.standings:
        parts.append(say_standings(query.standings, query.comparator))
    if query.group:
        parts.append(f"product group {query.group}")
    if query.set_name:
        parts.append(f"my list {query.set_name}")
    if query.year:
        parts.append(f"as of {query.year}")
    return parts


def _say_code(code: CodeTerm) -> str:
    return f"{code.level} {code}" if isinstance(code, CodePrefix) else f"codes {code}"


def _say_clause(clause: tuple[Term, ...]) -> str:
    said = " or ".join(_say_term(term) for term in clause)
    return f"({said})" if len(clause) > 1 else said


def _say_term(term: Term) -> str:
    if isinstance(term, Phrase):
        return f"“{term.text}”"
    return f"{term.text}…" if term.prefix else term.text
