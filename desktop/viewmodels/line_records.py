"""What the Lines view exports: the columns, and a record for each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from desktop.core import codes, wording
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.record import LineRow
from desktop.export.table import Value
from desktop.store.details import DetailStore
from desktop.store.lines import LineStore

_RATE_KEYS: Final = tuple(column.key for column in RATE_COLUMNS)
COLUMNS: Final[tuple[str, ...]] = (
    "importer", "code", "goods_en", "goods_ja", *_RATE_KEYS, "kind", "edition",
    "year", "code_digits", "seq", "coverage", "usjta_state", "without_deal_note",
    "english_quality", "imports_2024_usd", "duty_2024_usd", "source_row",
    *(f"{key}_percent" for key in _RATE_KEYS), "without_deal_published", "usjta_published",
)  # fmt: skip

# Columns that hold numbers in XLSX; every other cell is text.
NUMBERS: Final = frozenset(
    {"year", "seq", "imports_2024_usd", "duty_2024_usd", "source_row"}
    | {f"{key}_percent" for key in _RATE_KEYS}
)


def records(store: LineStore, ids: Sequence[int], year: int) -> Iterator[tuple[Value, ...]]:
    """One record a line, in the order given, following COLUMNS."""
    places = _Places(store, year)
    for start in range(0, len(ids), 500):
        for row in store.rows(list(ids[start : start + 500]), year):
            yield _record(row, year, places)


class _Places:
    """Edition titles, rows and published texts of a year, read once."""

    def __init__(self, store: LineStore, year: int) -> None:
        details = DetailStore(store)
        self.editions = {importer: store.bundle.edition(importer, year) for importer in ("jp", "us")}
        self.rows = details.source_rows(year)
        self.published = details.published_japan(year)


def _record(row: LineRow, year: int, places: _Places) -> tuple[Value, ...]:
    edition = places.editions[row.importer]
    key = (row.importer, row.code, row.seq)
    if row.importer == "us":
        published = ("" if row.states[0] is RateState.UNKNOWN else row.rates[0], row.rates[1])
    else:
        published = places.published.get((row.code, row.seq), ("", ""))
    state = row.states[1]
    has_rate = state not in (RateState.OUTSIDE, RateState.UNKNOWN)
    return (
        row.importer,
        row.display,
        row.path_en.replace(" › ", " > "),
        row.goods_ja.replace(" › ", " > "),
        *row.rates,
        row.kind.value,
        edition.title if edition else f"no edition for {year}",
        year,
        row.code,
        row.seq,
        "in" if row.covered else "unknown" if edition is None else "outside",
        state.value,
        row.note,
        row.quality,
        row.trade,
        row.duty,
        places.rows.get(key),
        *(_percent(text) for text in row.rates),
        published[0] if edition else "",
        published[1] if has_rate else "",
    )


def _percent(text: str) -> Decimal | None:
    return wording.plain_percent(text)


def title(year: int) -> str:
    """Title of an export."""
    return f"Tariff lines of {codes.IMPORTER_NAME['jp']} and the {codes.IMPORTER_NAME['us']}, {year}"
