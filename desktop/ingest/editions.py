"""Which raw file is which edition, and for which year its rates are shown.

One edition a year stands for a calendar year: the last one published in it for the United
States, the one of 1 April 2025 for 2025 and the newest for 2026 on Japan's side (Japan's
rates change on 1 April; the editions of January 2026 and April 2026 are kept for comparison).
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.codes import Importer


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition of a schedule; ``year`` is 0 for editions not shown as a year."""

    key: str
    importer: Importer
    file: str
    title: str
    date: str
    year: int


EDITIONS: tuple[Edition, ...] = (
    Edition("us-2019-15", "us", "us/hts_2019_rev15.csv.gz", "HTSUS 2019 Revision 15", "", 2019),
    Edition("us-2020-01", "us", "us/hts_2020_rev1.csv.gz", "HTSUS 2020 Revision 1", "", 0),
    Edition("us-2020-10", "us", "us/hts_2020_rev10.csv.gz", "HTSUS 2020 Revision 10", "", 2020),
    Edition("us-2021-10", "us", "us/hts_2021_rev10.csv.gz", "HTSUS 2021 Revision 10", "", 2021),
    Edition("us-2022-10", "us", "us/hts_2022_rev10.csv.gz", "HTSUS 2022 Revision 10", "", 2022),
    Edition("us-2023-10", "us", "us/hts_2023_rev10.csv.gz", "HTSUS 2023 Revision 10", "", 2023),
    Edition("us-2024-11", "us", "us/hts_2024_nov.csv.gz", "HTSUS 2024, as of November 2024", "2024-11", 2024),
    Edition("us-2025-32", "us", "us/hts_2025_rev32.json.gz", "HTSUS 2025 Revision 32", "", 2025),
    Edition("us-2026-10", "us", "us/hts_2026_rev10.json.gz", "HTSUS 2026 Revision 10", "2026-06-08", 2026),
    Edition(
        "jp-2025-04-01",
        "jp",
        "japan/tariffdata_2025_04_01_5aa0178.tar.gz",
        "Japan's Tariff Schedule, April 1, 2025",
        "2025-04-01",
        2025,
    ),
    Edition(
        "jp-2026-01-01",
        "jp",
        "japan/tariffdata_2026_01_01_5d5757f.tar.gz",
        "Japan's Tariff Schedule, January 1, 2026",
        "2026-01-01",
        0,
    ),
    Edition(
        "jp-2026-04-01",
        "jp",
        "japan/tariffdata_2026_04_01_acf5dd7.tar.gz",
        "Japan's Tariff Schedule, April 1, 2026",
        "2026-04-01",
        0,
    ),
    Edition(
        "jp-2026-07-09",
        "jp",
        "japan/tariffdata_2026_07_09_715eff9.tar.gz",
        "Japan's Tariff Schedule, July 9, 2026",
        "2026-07-09",
        2026,
    ),
)

US = tuple(edition for edition in EDITIONS if edition.importer == "us")
JAPAN = tuple(edition for edition in EDITIONS if edition.importer == "jp")
