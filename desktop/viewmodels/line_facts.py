"""Everything that the detail of one line shows beside its published cells, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.detail import LineDetail
from desktop.core.provision import Event, Provision
from desktop.core.staging import Schedule
from desktop.store.applies import Applying
from desktop.viewmodels import plots
from desktop.viewmodels.detail_more import stops_at_half
from desktop.viewmodels.plots import DotPlot, PricePlot, StepPlot


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Schedule, drawings, provisions and later measures of a line in a year."""

    schedule: Schedule
    dots: DotPlot | None
    steps: StepPlot | None
    prices: PricePlot | None
    provisions: tuple[Provision, ...]
    events: tuple[Event, ...]


def work_out(detail: LineDetail, year: int, applying: Applying) -> LineFacts:
    """The facts of a line; a year without an edition has no dots but keeps its schedule."""
    duties = detail.duties
    schedule = duties.schedule() if duties.known else Schedule(())
    return LineFacts(
        schedule=schedule,
        dots=plots.dot_plot(duties, detail.row.shorts),
        steps=plots.step_plot(duties, schedule, year),
        prices=plots.price_plot(duties),
        provisions=applying.to_line(detail.row, year, halved=stops_at_half(schedule, duties)),
        events=applying.later_measures(detail.row),
    )
