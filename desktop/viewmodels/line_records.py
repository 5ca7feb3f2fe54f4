"""What the Lines view exports: the columns, and a record for each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from desktop.core import codes, wording
from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.record import LineRow
from desktop.core.standing import COMPARATORS, STANDINGS
from desktop.export.table import Value
from desktop.store.bundle import Bundle
from desktop.store.details import DetailStore
from desktop.store.lines import LineStore
from desktop.viewmodels.notes import LATER_MEASURES

_RATE_KEYS: Final = tuple(column.key for column in RATE_COLUMNS)
COLUMNS: Final[tuple[str, ...]] = (
    "importer", "code", "goods_en", "goods_ja", *_RATE_KEYS, "kind", "edition",
    "year", "code_digits", "seq", "coverage", "usjta_state", "without_deal_note",
    "english_quality", "imports_2024_usd", "duty_2024_usd", "source_row",
    *(f"{key}_percent" for key in _RATE_KEYS), "without_deal_published", "usjta_published",
    "margin", "margin_points", "free_from", "usjta_zero_year", *(f"beside_{name}" for name in COMPARATORS),
    "beside_cptpp_because",
)  # fmt: skip

_WHOSE: Final = (("jp", "Japan's"), ("us", "the United States'"))
WIDTHS: Final = {"code": 14, "goods_en": 60, "goods_ja": 40, "edition": 34, "without_deal_note": 40}
# Columns that hold numbers in XLSX; every other cell is text.
NUMBERS: Final = frozenset(
    {"year", "seq", "imports_2024_usd", "duty_2024_usd", "source_row", "margin_points", "usjta_zero_year"}
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
        self.margins = store.figures("margin", year)
        self.zeros = store.figures("zero", year)
        self.duties = details.duties
        self.year = year


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
        row.margin,
        _figure(places.margins[row.id]),
        row.zero,
        _figure(places.zeros[row.id]),
        *(STANDINGS[letter].value for letter in row.standings),
        _because(row, places),
    )


def _because(row: LineRow, places: _Places) -> str:
    """Why the American exporter stands so beside CPTPP, on the lines that are compared."""
    if row.standings[0] in "opun":
        return ""
    return places.duties.of_line(row, places.year).verdict("cptpp").sentence


def _figure(value: float) -> Decimal | None:
    return None if value != value else Decimal(repr(value)).normalize() + 0  # noqa: PLR0124  (NaN)


def _percent(text: str) -> Decimal | None:
    return wording.plain_percent(text)


def about(
    store: LineStore, typed: str, said: str, year: int, count: int, made_on: str
) -> tuple[tuple[str, str], ...]:
    """What an export of lines says of itself on its About sheet."""
    return (
        ("Title", title(year)),
        ("Query", typed or "(all lines)"),
        ("Understood as", said or "all lines"),
        ("As of", str(year)),
        ("Lines", str(count)),
        *((f"Edition {n}", edition) for n, edition in enumerate(editions(store.bundle, year), 1)),
        ("Data digest", store.bundle.digest),
        ("Made on", made_on),
        (
            "Rates",
            "In the English wording of the published text; the *_percent columns give the number "
            "where a duty is nothing but a percentage (free is 0), the *_published columns the original.",
        ),
        (
            "kind",
            "How the duty is expressed that an exporter of the other country pays: the USJTA rate "
            "where there is one, otherwise the duty without the deal.",
        ),
        ("Not counted", LATER_MEASURES),
    )


def editions(bundle: Bundle, year: int) -> tuple[str, ...]:
    """The editions of both countries that a year shows, and a sentence for one that is missing."""
    found = [(name, bundle.edition(importer, year)) for importer, name in _WHOSE]
    return tuple(
        edition.title if edition else f"no edition of {name} schedule for {year}" for name, edition in found
    )


def title(year: int) -> str:
    """Title of an export."""
    return f"Tariff lines of {codes.IMPORTER_NAME['jp']} and the {codes.IMPORTER_NAME['us']}, {year}"
