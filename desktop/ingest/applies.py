"""Which provisions apply to which lines, beside the rate: safeguards, quotas, origin, letters.

One row ties a group of lines (prefixes of codes, as the product groups are defined) to one entry
of the table of provisions. ``scope`` says to which of those lines: ``covered`` (in the agreement),
``quota`` (in it, with a rate that turns on a quota), ``all``, or ``halved`` (American lines whose cut
stops at half).
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Applies(NamedTuple):
    """One tie; ``prefixes`` are divided by spaces, empty for every line."""

    importer: str
    scope: str
    prefixes: str
    topic: str
    provisions: str


_BEEF: Final = "0201 0202"
_PORK: Final = "0203 02063009 02064109 02064909"
_WHEY: Final = "0404"
_GLUCOSE: Final = "170230 170240 170260 17029052"

TIES: Final[tuple[Applies, ...]] = (
    Applies(
        "jp", "covered", _BEEF, "safeguard", "usjta-sg-beef-rate usjta-sg-beef-YEAR usjta-prot-1 usjta-prot-3"
    ),
    Applies("jp", "covered", _BEEF, "staging", "usjta-st-beef"),
    Applies("jp", "covered", _BEEF, "safeguard", "usjta-sg-beef-2021event usjta-sg-wto"),
    Applies("jp", "covered", _BEEF, "side letter", "usjta-sl-sg"),
    Applies("jp", "covered", "020610 020621 020622 020629", "staging", "usjta-st-offal"),
    Applies("jp", "covered", "021020 160250", "staging", "usjta-st-beefp"),
    Applies("jp", "covered", _PORK, "safeguard", "usjta-sg-pork usjta-sg-wto"),
    Applies("jp", "covered", _PORK, "staging", "usjta-st-pork"),
    Applies("jp", "covered", _PORK, "side letter", "usjta-sl-sg"),
    Applies("jp", "covered", _WHEY, "safeguard", "usjta-sg-wpc usjta-sg-whey"),
    Applies("jp", "quota", _WHEY, "quota", "usjta-q-whey usjta-q-wheyrate"),
    Applies("jp", "covered", _WHEY, "staging", "usjta-st-whey"),
    Applies("jp", "covered", _WHEY, "side letter", "usjta-sl-whey usjta-sl-sg"),
    Applies("jp", "covered", "0406", "staging", "usjta-st-cheese"),
    Applies("jp", "quota", "040630", "quota", "usjta-q-pcheese"),
    Applies("jp", "all", "040210 040221", "quota", "usjta-q-smp"),
    Applies("jp", "all", "040210 040221", "side letter", "usjta-sl-smp"),
    Applies("jp", "covered", "080510", "safeguard", "usjta-sg-orange"),
    Applies("jp", "covered", "080510", "staging", "usjta-st-orange"),
    Applies("jp", "covered", "010129", "safeguard", "usjta-sg-horse"),
    Applies("jp", "covered", "0101", "staging", "usjta-st-horse"),
    Applies("jp", "covered", "170211 170219 350220", "staging", "usjta-st-lact"),
    Applies("jp", "quota", "1001 100860", "quota", "usjta-q-wheat usjta-q-wheat-rate"),
    Applies("jp", "covered", "1001 1003", "state trading", "usjta-st-markup"),
    Applies("jp", "quota", "190120", "quota", "usjta-q-mix"),
    Applies("jp", "quota", "1107", "quota", "usjta-q-malt usjta-q-other"),
    Applies("jp", "quota", "110812 110813 110820", "quota", "usjta-q-starch usjta-q-other"),
    Applies("jp", "quota", _GLUCOSE, "quota", "usjta-q-gluc usjta-q-other"),
    Applies("jp", "covered", "1005 1007", "staging", "usjta-st-corn"),
    Applies("jp", "all", "1006", "excluded", "usjta-st-ex"),
    Applies("jp", "all", "1006", "side letter", "usjta-sl-rice"),
    Applies("jp", "all", "0405", "excluded", "usjta-st-ex"),
    Applies("jp", "all", "03 44", "excluded", "usjta-st-ex"),
    Applies("jp", "covered", "", "origin", "usjta-I-C usjta-I-C-psr usjta-I-C-decl"),
    Applies("us", "covered", "84159080", "special line", "usjta-II-hts-99"),
    Applies("us", "all", "0201 0202", "quota", "usjta-II-beef usjta-II-beef-2026"),
    Applies("us", "all", "0201 0202", "side letter", "usjta-sl-beef"),
    Applies("us", "all", "8701 8702 8703 8704 8705 8706 8707 8708", "excluded", "usjta-II-auto"),
    Applies("us", "all", "2204 2205 2206 2208", "side letter", "usjta-sl-alc usjta-sl-alc-ttb"),
    Applies("us", "halved", "", "limit on cuts", "usjta-tpa-2"),
    Applies("us", "covered", "", "staging", "usjta-II-gn2 usjta-II-gn3"),
    Applies("us", "covered", "", "origin", "usjta-II-roo usjta-II-hts-a usjta-II-hts-b1 usjta-II-hts-b2"),
    Applies("us", "covered", "", "fees", "usjta-II-mpf"),
)


def rows() -> list[tuple[object, ...]]:
    """Rows of the derived table, one for each tie of a group to one provision."""
    return [
        (place, tie.importer, tie.scope, tie.prefixes, tie.topic, provision)
        for place, (tie, provision) in enumerate(
            ((tie, provision) for tie in TIES for provision in tie.provisions.split()), 1
        )
    ]
