"""A line as a table shows it, and the edition it comes from."""

from __future__ import annotations

from typing import NamedTuple

from desktop.core import codes
from desktop.core.line import Kind, RateState


class EditionInfo(NamedTuple):
    """One edition of a schedule; ``year`` is None for editions that no year shows."""

    key: str
    importer: str
    title: str
    date: str
    year: int | None
    publisher: str
    licence: str
    file: str
    sha256: str
    lines: int


class LineRow(NamedTuple):
    """One row of the table of lines, ready to show.

    ``states``, ``rates`` and ``shorts`` (forms for narrow cells) follow RATE_COLUMNS; ``standings`` has one
    letter for each comparator, ``margin`` and ``zero`` are cell texts.
    """

    id: int
    importer: codes.Importer
    code: str
    seq: int
    display: str
    goods: str
    context: str
    path_en: str
    goods_ja: str
    quality: str
    trade: int | None
    duty: int | None
    kind: Kind
    note: str
    states: tuple[RateState, ...]
    rates: tuple[str, ...]
    shorts: tuple[str, ...] = ()
    standings: str = ""
    margin: str = ""
    zero: str = ""

    @property
    def covered(self) -> bool:
        """Whether the line counts as one of the agreement's in this year.

        Lines of chapters 98 and 99 that carry a rate for Japan (9921.01.01 and 9921.01.02)
        do not count: 8415.90.80, which refers to them, does.
        """
        has_rate = self.states[1] not in (RateState.OUTSIDE, RateState.UNKNOWN)
        return has_rate and self.code[:2] < "98"
