"""The columns of the table of lines: one spec each, read by header, delegate, export and tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from desktop.core.line import RATE_COLUMNS, RateState
from desktop.core.record import LineRow
from desktop.core.standing import CELL, COMPARATORS, STANDINGS, TITLES

Style = Literal["code", "goods", "rate", "figure", "tag", "standing"]


class ColumnSpec(NamedTuple):
    """One column. ``width`` is in characters; ``place`` is the index of a rate column or -1."""

    key: str
    title: str
    long_title: str
    style: Style
    width: int
    text: Callable[[LineRow], str]
    sort: str
    place: int = -1
    scopes: tuple[str, ...] = ("all", "jp", "us")

    @property
    def numeric(self) -> bool:
        """Whether cells are right-aligned."""
        return self.style in ("rate", "figure")

    def spoken(self, row: LineRow) -> str:
        """The whole cell for a screen reader: "USJTA duty: 20.8 percent"."""
        text = self.text(row)
        if self.place >= 0:
            state = row.states[self.place]
            if state is RateState.NOT_PARTY:
                text = "not a party"
            elif state is RateState.STAGED_ZERO:
                text = "free, reached by yearly steps"
            elif state is RateState.UNKNOWN:
                text = "no edition for this year in the data"
            text = text.replace("%", " percent").replace("¥", "yen ").replace("¢", " cents")
            return f"{self.title} duty: {text}"
        return f"{self.title}: {text}"


def _rate(place: int) -> Callable[[LineRow], str]:
    def _text(row: LineRow) -> str:
        return row.rates[place]

    return _text


def _code(row: LineRow) -> str:
    return row.display


def _goods(row: LineRow) -> str:
    return row.goods


def _trade(row: LineRow) -> str:
    return "" if row.trade is None else f"{row.trade:,}"


def _duty(row: LineRow) -> str:
    return "" if row.duty is None else f"{row.duty:,}"


def _kind(row: LineRow) -> str:
    return row.kind.value


def _standing(place: int) -> Callable[[LineRow], str]:
    def _text(row: LineRow) -> str:
        return CELL[STANDINGS[row.standings[place]]]

    return _text


def _margin(row: LineRow) -> str:
    return row.margin


def _zero(row: LineRow) -> str:
    return row.zero


_JAPAN_ONLY: Final = {"cptpp", "eu", "uk", "rcep_asean_anz", "rcep_china", "rcep_korea", "australia"}
_SHOWN_FIRST: Final = {"without_deal", "usjta", "cptpp", "eu", "rcep_asean_anz"}
_HEADS: Final = {"rcep_asean_anz": "RCEP"}
_WIDTHS: Final = {
    "without_deal": 14, "usjta": 13, "cptpp": 12, "eu": 12, "uk": 12, "rcep_china": 12, "rcep_korea": 12,
}  # fmt: skip

COLUMNS: Final[tuple[ColumnSpec, ...]] = (
    ColumnSpec("code", "Line", "Tariff line", "code", 13, _code, "code"),
    ColumnSpec("goods", "Goods", "Goods, distinguishing words first", "goods", 34, _goods, "goods"),
    *(
        ColumnSpec(
            key=column.key,
            title=_HEADS.get(column.key, column.title),
            long_title=column.long_title,
            style="rate",
            width=_WIDTHS.get(column.key, 9),
            text=_rate(place),
            sort=column.key,
            place=place,
            scopes=tuple(
                scope
                for scope in ("all", "jp", "us")
                if column.key in _SHOWN_FIRST and not (scope == "us" and column.key in _JAPAN_ONLY)
            ),
        )
        for place, column in enumerate(RATE_COLUMNS)
    ),
    *(
        ColumnSpec(
            key=f"standing_{name}",
            title=f"vs {'RCEP' if name == 'rcep_asean_anz' else next(c.title for c in RATE_COLUMNS if c.key == name)}",
            long_title=f"The American exporter beside exporters under {TITLES[name]}",
            style="standing",
            width=19,
            text=_standing(place),
            sort=f"standing_{name}",
            scopes=("all", "jp") if name == "cptpp" else (),
        )
        for place, name in enumerate(COMPARATORS)
    ),
    ColumnSpec(
        "margin", "Margin", "Preference margin: the duty without the deal minus the agreement's",
        "figure", 10, _margin, "margin", scopes=(),
    ),
    ColumnSpec("zero", "Free from", "The year in which the agreement's duty reaches zero", "figure", 14, _zero, "zero", scopes=()),
    ColumnSpec(
        "trade", "2024 imports", "U.S. imports from Japan in 2024, customs value, US dollars (Census)",
        "figure", 15, _trade, "trade", scopes=("us",),
    ),
    ColumnSpec(
        "duty", "2024 duty", "Duty calculated on those imports, US dollars (Census)",
        "figure", 12, _duty, "", scopes=("us",),
    ),
    ColumnSpec("kind", "Duty is", "How the duty is expressed", "tag", 10, _kind, "kind", scopes=("us",)),
)  # fmt: skip

INDEX: Final = {spec.key: place for place, spec in enumerate(COLUMNS)}


def default_columns(scope: str) -> list[str]:
    """Keys of the columns that a scope (``all``, ``jp``, ``us``) shows until the user chooses."""
    return [spec.key for spec in COLUMNS if scope in spec.scopes]
