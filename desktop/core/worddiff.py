"""Two texts word by word: what one has and the other has not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Above this many words the texts are compared sentence by sentence, which takes time in proportion.
MOST_WORDS: Final = 6_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``own`` where the other text has it not."""

    text: str
    own: bool = False


def diff(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; joined, the pieces of each give it back to the letter.

    Case and white space do not count, punctuation does.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415  (only when something is compared)

    ours, theirs = _split(left), _split(right)
    matcher = SequenceMatcher(None, [_key(w) for w in ours], [_key(w) for w in theirs], autojunk=False)
    one: list[Piece] = []
    two: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        _add(one, "".join(ours[a:b]), own=tag != "equal")
        _add(two, "".join(theirs[c:d]), own=tag != "equal")
    return tuple(one), tuple(two)


def likeness(left: str, right: str) -> float:
    """The share of words that both texts have in the same order, 0 to 1."""
    from difflib import SequenceMatcher  # noqa: PLC0415

    if not left.strip() and not right.strip():
        return 1.0
    ours, theirs = [_key(w) for w in _split(left)], [_key(w) for w in _split(right)]
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _split(text: str) -> list[str]:
    """Words and signs, each with the white space behind it."""
    words = re.findall(r"\s*(?:\w+(?:['’.,-]\w+)*|[^\w\s])\s*|\s+", text)
    if len(words) > MOST_WORDS:
        return re.findall(r"[^.;\n]*(?:[.;\n]+\s*|\Z)", text)
    return words


def _key(word: str) -> str:
    return " ".join(word.split()).casefold()


def _add(pieces: list[Piece], text: str, *, own: bool) -> None:
    if not text:
        return
    if pieces and pieces[-1].own == own:
        pieces[-1] = Piece(pieces[-1].text + text, own)
    else:
        pieces.append(Piece(text, own))
