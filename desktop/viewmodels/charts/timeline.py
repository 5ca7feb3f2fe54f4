"""The timeline 2015 to 2026 as a chart: events in bands by what they are about, later measures in a band of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from desktop.core.clipping import Grid
from desktop.core.entry import Entry, Kind
from desktop.core.series import Axis, Band, Datum, Figure, Series, nothing, plural, year_of
from desktop.viewmodels.charts.base import Choice, Sources, Wanted, event_place

# Bands from top to bottom: name, and the tags that put an event into it; the first that fits takes it.
_LATER: Final = frozenset({"US-tariffs", "section-301", "framework-2025"})
_LANES: Final[tuple[tuple[str, str, frozenset[str]], ...]] = (
    ("Negotiation and law", "balance", frozenset({"negotiation", "TPA", "proclamation"})),
    ("USJTA and USJDTA", "usjta", frozenset({"USJTA", "USJDTA", "IF11120", "customs"})),
    ("TPP and CPTPP", "cptpp", frozenset({"TPP", "CPTPP"})),
    ("EU-Japan, RCEP, USMCA", "exports", frozenset({"EU-Japan", "RCEP", "USMCA"})),
    ("WTO and digital", "imports", frozenset({"WTO", "digital", "data-flows"})),
    ("Section 232 and others", "paper", frozenset({"section-232", "Japan"})),
)
_MARKS: Final = {"TPP and CPTPP": "triangle", "Later measures, outside the agreement": "diamond"}
_LATER_LANE: Final = "Later measures, outside the agreement"
_LATER_FROM: Final = "2025-01-01"
INSTRUMENTS: Final = ("USJTA", "USJDTA", "TPP", "CPTPP", "EU-Japan", "RCEP", "USMCA", "WTO")
TOPICS: Final[Mapping[str, str]] = {
    "negotiation": "negotiation", "TPA": "trade promotion authority", "Diet": "the Diet", "beef": "beef", "safeguards": "safeguards",
    "digital": "digital trade", "data-flows": "data flows", "motor-vehicles": "motor vehicles", "section-232": "section 232",
    "US-tariffs": "U.S. tariffs since 2025", "section-301": "section 301", "framework-2025": "framework of 2025", "trq": "tariff quotas",
    "side-letter": "side letters", "customs": "customs",
}  # fmt: skip


def timeline_choices(sources: Sources, _year: int) -> tuple[Choice, ...]:
    """Instrument and topic, those that events have."""
    tags = Counter(tag for event in events(sources) for tag in event.tags)
    return (
        Choice("instrument", "Instrument", (("", "All instruments"), *((name, name) for name in INSTRUMENTS if tags[name]))),
        Choice("topic", "Topic", (("", "All topics"), *((tag, words) for tag, words in TOPICS.items() if tags[tag]))),
    )  # fmt: skip


def events(sources: Sources) -> list[Entry]:
    """All dated events, in order."""

    def _read() -> list[Entry]:
        found = [sources.entries.entry(b.id) for b in sources.entries.briefs.values() if b.kind is Kind.EVENT]
        return sorted((e for e in found if e is not None), key=lambda e: e.locator)

    return sources.kept("events", _read)


def lane_of(event: Entry) -> str:
    """The band of an event."""
    tags = set(event.tags)
    if event.locator >= _LATER_FROM and (tags & _LATER or "section-232" in tags):
        return _LATER_LANE
    return next((name for name, _, wanted in _LANES if tags & wanted), _LANES[-1][0])


def timeline(sources: Sources, wanted: Wanted) -> Figure:
    """Events as marks on one axis of time."""
    instrument, topic = wanted.get("instrument", ""), wanted.get("topic", "")
    everything = events(sources)
    found = [
        e for e in everything if (not instrument or instrument in e.tags) and (not topic or topic in e.tags)
    ]
    source = f"Source: as named at each event. {sources.data}."
    if not found:
        asked = " and ".join(filter(None, (instrument, TOPICS.get(topic, topic))))
        return nothing(
            "timeline",
            "Timeline 2015-2026",
            "",
            source,
            f"No event of the timeline is tagged {asked}. Choose another instrument or topic.",
        )
    lanes = [name for name, _, _ in _LANES if any(lane_of(e) == name for e in found)]
    if any(lane_of(e) == _LATER_LANE for e in found):
        lanes.append(_LATER_LANE)
    looks = {name: look for name, look, _ in _LANES} | {_LATER_LANE: "bad"}
    rows = []
    data: dict[str, list[Datum]] = {lane: [] for lane in lanes}
    for row, event in enumerate(found):
        doubt = "" if event.verified else " [not verified]"
        said = f"{event.locator}: {event.title}{doubt}. {event.body}".strip()
        lane = lane_of(event)
        at = lanes.index(lane)
        data[lane].append(
            Datum(
                year_of(event.locator),
                at,
                (row, 0),
                said,
                label=f"{event.title}{doubt}",
                place=event_place(event.locator),
            )
        )
        rows.append(
            (event.locator, event.title + doubt, event.body, lane, ", ".join(event.tags), event.evidence)
        )
    later = sum(1 for e in found if lane_of(e) == _LATER_LANE)
    first, last = found[0], found[-1]
    key = next((e for e in found if "USJTA and USJDTA in force" in e.title), None)
    begun, ended = first.locator[:4], last.locator[:4]
    title = f"{plural(len(found), 'event')} {f'in {begun}' if begun == ended else f'from {begun} to {ended}'}"
    if later:
        title += f"; {later} of them, outside the agreement since {_LATER_FROM[:4]}, in a band of {'its' if later == 1 else 'their'} own"
    if key is not None:
        title += f"; the agreements have been in force since {key.locator}"
    return Figure(
        name="timeline", title=title,
        subtitle="Dated events around USJTA and USJDTA; each opens its entry with the provisions that it concerns",
        source=source,
        grid=Grid(("Date", "Event", "Detail", "Band", "Tags", "Evidence"), tuple(rows)),
        x=Axis("", "date", low=year_of(first.locator) - 0.3, high=year_of(last.locator) + 0.8),
        y=Axis(ticks=tuple(enumerate(lanes)), low=-0.7, high=len(lanes) - 0.4),
        series=tuple(Series(lane, "dots", looks[lane], tuple(data[lane]), mark=_MARKS.get(lane, "circle"), along="x") for lane in lanes),
        bands=(Band(len(lanes) - 1.5, len(lanes) - 0.5, "", vertical=False),) if later else (),
        notes=("Later measures are not part of the agreement; what they add is not in the rates of the Lines view.",) if later else (),
        keys=tuple(event_place(e.locator) for e in found), summary=f"{title}. First: {first.title}; last: {last.title}.",
        rows=len(lanes) * 2, zoom="x",
    )  # fmt: skip
