"""Which line of 2022 took over from which line of 2021 (the schedule moved to HS 2022).

The editions do not print a concordance, so every link here is inferred and says so: within
the same heading (or between headings that gained or lost lines), a vanished line is linked to
the new lines whose wording is most like its own and whose general and column 2 rates are the
same. A line with several successors is flagged as split.
"""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz import fuzz

from desktop.core.detail import Link
from desktop.ingest.htsus import UsLine

_MIN_SCORE = 60.0
_NEAR_BEST = 12.0


def infer(before: list[UsLine], after: list[UsLine]) -> list[Link]:
    """Links for every code that is in one edition and not in the other.

    ``new`` is empty where no successor was found; the score is 0 to 100.
    """
    old = {line.code: line for line in before}
    new = {line.code: line for line in after}
    gone = [line for code, line in sorted(old.items()) if code not in new]
    come = [line for code, line in sorted(new.items()) if code not in old]
    by_heading: defaultdict[str, list[UsLine]] = defaultdict(list)
    for line in come:
        by_heading[line.code[:4]].append(line)
    links: list[Link] = []
    for line in gone:
        found = _candidates(line, by_heading[line.code[:4]])
        kind = "split" if len(found) > 1 else "renumbered" if found else "no successor found"
        links.extend(Link(line.code, code, kind, score) for code, score in found or [("", 0)])
    return links


def _candidates(line: UsLine, pool: list[UsLine]) -> list[tuple[str, int]]:
    ours = _words(line)
    scored = [
        (fuzz.token_sort_ratio(ours, _words(other)), other)
        for other in pool
        if (other.general, other.column2) == (line.general, line.column2)
    ]
    scored = [(score, other) for score, other in scored if score >= _MIN_SCORE]
    if not scored:
        return []
    best = max(score for score, _ in scored)
    return sorted((other.code, round(score)) for score, other in scored if score >= best - _NEAR_BEST)


def _words(line: UsLine) -> str:
    return " ".join(line.path[1:] or line.path).casefold()
