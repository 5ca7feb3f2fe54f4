"""What must hold of the schedules; the import stops where it does not.

The counts are those that both governments and the research services give for the agreement:
241 American lines, 257 after the move to HS 2022, and 606 Japanese ones.
"""

from __future__ import annotations

from desktop.errors import KnownError
from desktop.ingest.htsus import UsLine, japan_rate
from desktop.ingest.japan_customs import JapanLine

_US_LINES_2026 = 14_835
_JAPAN_LINES_2026 = 9_654
_CHAPTER_99 = {"99210101", "99210102"}
_US_COVERED = {
    "us-2019-15": 0, "us-2020-01": 241, "us-2020-10": 241, "us-2021-10": 241, "us-2022-10": 257,
    "us-2023-10": 257, "us-2024-11": 257, "us-2025-32": 257, "us-2026-10": 257,
}  # fmt: skip


def check_schedules(us: dict[str, list[UsLine]], japan: dict[str, list[JapanLine]]) -> None:
    """Raise KnownError at the first count that is not as it must be."""
    _equal("lines of HTSUS 2026 Revision 10", len(us["us-2026-10"]), _US_LINES_2026)
    _equal("lines of Japan's schedule of July 9, 2026", len(japan["jp-2026-07-09"]), _JAPAN_LINES_2026)
    for key, lines in us.items():
        covered = {line.code for line in lines if japan_rate(line.special) is not None}
        _equal(f"{key}: lines with a rate for Japan", len(covered - _CHAPTER_99), _US_COVERED[key])
        if covered and not covered >= _CHAPTER_99:
            raise KnownError(f"{key}: 9921.01.01 and 9921.01.02 do not both carry a rate for Japan.")
        referring = [line.code for line in lines if "9921.01" in (japan_rate(line.special) or "")]
        if covered and referring != ["84159080"]:
            raise KnownError(f"{key}: lines that refer to 9921.01 are {referring}, not 8415.90.80 alone.")
    for key, japanese in japan.items():
        codes = [line.code for line in japanese if "usjta" in line.rates]
        _equal(f"{key}: lines with a rate for the United States", len(codes), 606)
        _equal(f"{key}: their distinct codes", len(set(codes)), 605)
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice != ["080510000"]:
            raise KnownError(f"{key}: codes that stand twice are {twice}, not 0805.10.000 alone.")


def _equal(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise KnownError(f"{what}: found {found}, expected {expected}.")
