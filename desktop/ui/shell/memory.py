"""Between the search and the settings: what is searched, filtered and sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.line import Kind
from desktop.core.query import MAX_LENGTH
from desktop.core.standing import COMPARATORS, Standing
from desktop.viewmodels.search import Filters, SearchController
from desktop.viewmodels.settings import Settings

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk


def restore_search(stored: Settings, controller: SearchController) -> None:
    """Put filters, year and order of the last session into the controller.

    Values that mean nothing any more (a year without data, an unknown kind) are left out.
    """
    kinds = {kind.value for kind in Kind}
    controller.filters = Filters(
        importer="jp" if stored.importer == "jp" else "us" if stored.importer == "us" else None,
        covered={"in": True, "out": False}.get(stored.covered),
        kinds=frozenset(Kind(value) for value in stored.kinds if value in kinds),
        chapters=frozenset(n for n in stored.chapters if 1 <= n <= 99),
        group=stored.group,
        standings=frozenset(
            Standing(value) for value in stored.standings if value in {s.value for s in Standing}
        ),
        set_name=stored.set_name,
        comparator=stored.comparator if stored.comparator in COMPARATORS else COMPARATORS[0],
    )
    if stored.year in controller.years:
        controller.year = stored.year
    controller.sort, controller.descending = stored.sort_column, stored.sort_descending


def store_search(stored: Settings, controller: SearchController) -> None:
    """Take query, year, filters and order into the settings."""
    stored.query = controller.text[:MAX_LENGTH]
    stored.year = 0 if controller.year == max(controller.years) else controller.year
    filters = controller.filters
    stored.importer = filters.importer or ""
    stored.covered = {True: "in", False: "out", None: ""}[filters.covered]
    stored.kinds = sorted(kind.value for kind in filters.kinds)
    stored.chapters = sorted(filters.chapters)
    stored.group = filters.group
    stored.standings = sorted(standing.value for standing in filters.standings)
    stored.comparator = filters.comparator
    stored.set_name = filters.set_name
    stored.sort_column, stored.sort_descending = controller.sort, controller.descending


def remember(desk: Desk) -> None:
    """Take what is searched, chosen and how the panes stand into the settings."""
    if desk.lines is None or desk.reference is None or desk.controller is None:
        return
    store_search(desk.settings, desk.controller)
    if desk.settings.show_detail:
        desk.settings.splitter = desk.lines.sizes or desk.settings.splitter
    current, year = desk.lines.current, desk.controller.result.year
    desk.settings.selected = "" if current is None else desk.reference.key_of(current, year)
