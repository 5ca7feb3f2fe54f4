"""Words of goods descriptions: folding, tokens, and what "other than" leaves out.

Both sides of a search pass through the same functions: the texts when the reference
file is built, the query when it is typed.
"""

from __future__ import annotations

import re
import unicodedata

_CJK = r"\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK_RUN = re.compile(f"[{_CJK}ー]+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def fold(text: str) -> str:
    """Lower case, no accents, half width, katakana as hiragana: what a search compares.

    The length may change (ligatures, full-width forms), so offsets do not carry over.
    """
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA)
    split = unicodedata.normalize("NFD", wide)
    bare = "".join(c for c in split if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def words(text: str) -> list[str]:
    """Latin words and numbers of a folded text, apostrophes inside words dropped."""
    return [match.replace("'", "") for match in _WORD.findall(fold(text))]


def cjk_runs(text: str) -> list[str]:
    """Runs of Japanese characters of a folded text, in order."""
    return _CJK_RUN.findall(fold(text))


def bigrams(run: str) -> list[str]:
    """Overlapping pairs of one run, and its last character alone.

    Each position then begins exactly one token, so that a single character is found as a
    prefix and a longer word as all of its pairs.
    """
    return [run[i : i + 2] for i in range(len(run) - 1)] + [run[-1:]] if run else []


def index_words(text: str) -> str:
    """Latin words joined for the index."""
    return " ".join(words(text))


def index_bigrams(text: str) -> str:
    """Japanese pairs joined for the index."""
    return " ".join(pair for run in cjk_runs(text) for pair in bigrams(run))


_EXCLUDE_EN = re.compile(
    r"\b(?:other than|except(?:ing)?(?: for)?|excluding|not including|not containing"
    r"|but not|neither|(?<!with or )without"
    r"|(?<!or )(?P<short>not)(?! (?:more|less|exceed|over|under|further|elsewhere|only|later|earlier)))\b",
    re.IGNORECASE,
)


def split_exclusions(text: str) -> tuple[str, str]:
    """Divide an English description into what it includes and what it leaves out.

    "Fish fillets, other than salmon" includes "Fish fillets" and leaves out "salmon", so a
    search for salmon must not find it. A clause of exclusion runs to the closing bracket,
    a semicolon or the end of the phrase; a comma ends it too unless a list follows ("other
    than A, B and C"). After a bare "not" it always does ("not chilled or frozen, in cans").
    "Whether or not" and measures ("not more than", "not further worked than") leave nothing
    out. When in doubt the words count as left out: a missed hit is offered
    again by the heading, a wrong one is a wrong answer.
    """
    included: list[str] = []
    excluded: list[str] = []
    position = 0
    while match := _EXCLUDE_EN.search(text, position):
        included.append(text[position : match.start()])
        end = _clause_end(text, match.end(), at_comma=match["short"] is not None)
        excluded.append(text[match.end() : end])
        position = end
    included.append(text[position:])
    return "".join(included), " ; ".join(excluded)


def _clause_end(text: str, start: int, *, at_comma: bool) -> int:
    depth = 0
    commas: list[int] = []
    end = len(text)
    for i in range(start, len(text)):
        char = text[i]
        if char == "(":
            depth += 1
        elif char == ")":
            if depth == 0:
                end = i
                break
            depth -= 1
        elif depth == 0 and (char in ";:" or text.startswith(" > ", i)):
            end = i
            break
        elif depth == 0 and char == ",":
            commas.append(i)
    if commas and (at_comma or not re.search(r"\b(?:and|or|nor)\b", text[commas[0] : end])):
        return commas[0]
    return end


_JOGAI = re.compile(r"（[^（）]*?(?:除く|除き|除いたもの)[^（）]*）")
_IGAI = re.compile(r"[^、。（）＞>]*?以外の")


def split_exclusions_ja(text: str) -> tuple[str, str]:
    """Divide a Japanese description into what it includes and what it leaves out.

    Brackets that end in 除く ("excluding ...") and the words before 以外の ("other than")
    are left out.
    """
    excluded: list[str] = []

    def _take(match: re.Match[str]) -> str:
        excluded.append(match[0])
        return "。"

    included = _JOGAI.sub(_take, text)
    included = _IGAI.sub(_take, included)
    return included, " ".join(excluded)
