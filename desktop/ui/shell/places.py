"""Going to places: addresses from the search box, the command line and other windows; back and forward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.core import locator, manifest
from desktop.core.history import History
from desktop.core.locator import Locator
from desktop.errors import KnownError

if TYPE_CHECKING:
    from desktop.ui.shell.desk import Desk
    from desktop.ui.shell.handing import Handing
    from desktop.ui.shell.rooms import Rooms

_LINE: Final = "usjta:line/"
# Places that are passed quicker than this, such as lines under the arrow keys, are no steps of their own.
_RESTED_MS = 500


class Places(QObject):
    """One history over lines, provisions and comparisons."""

    def __init__(self, desk: Desk, rooms: Rooms, handing: Handing) -> None:
        super().__init__(desk)
        self._desk, self._rooms, self._handing = desk, rooms, handing
        self._history = History()
        self._moving = False
        self._pending = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTED_MS)
        self._rest.timeout.connect(self.remember)

    # --- history -------------------------------------------------------------------------

    def passed(self) -> None:
        """Something else is shown. Of lines under the arrow keys only the one that stays becomes a step."""
        if self._moving or self._desk.reference is None or self._desk.controller is None:
            return
        address = self._handing.place().address
        both_lines = all(text.startswith(_LINE) for text in (self._pending, address))
        if self._pending and not both_lines:
            self._history.push(self._pending)
        self._pending = address
        self._rest.start()

    @Slot()
    def remember(self) -> None:
        """What was shown last is a step."""
        self._rest.stop()
        if self._pending:
            self._history.push(self._pending)
            self._pending = ""

    def step(self, step: int) -> None:
        """Back (-1) or forward (1)."""
        self.remember()
        address = self._history.back() if step < 0 else self._history.forward()
        if not address:
            self._desk.say("There is nothing further back" if step < 0 else "There is nothing further ahead")
            return
        self._moving = True
        try:
            self.go(address)
        finally:
            self._moving = False

    # --- going ---------------------------------------------------------------------------

    def go(self, address: str) -> bool:
        """Show what an address names; says in one sentence where it names nothing here."""
        try:
            place = locator.parse(address)
        except ValueError as error:
            self._desk.say(str(error))
            return False
        # What is shown on the way there is no step.
        before, self._moving = self._moving, True
        try:
            trouble = self._to(place)
        finally:
            self._moving = before
        if trouble:
            self._desk.say(trouble)
        else:
            self.passed()
        return not trouble

    def take(self, query: str) -> None:
        """A query from outside: the command line, or a second start. An address, a provision or a search."""
        if manifest.is_pack(query):
            self._desk.updating.offer(query)
        elif locator.is_address(query):
            self.go(query)
        elif not self._rooms.papers.takes(query):
            self._desk.run_query(query)

    def typed(self, text: str) -> None:
        """An address in the search box is gone to when it is whole; until then it is only said."""
        box = self._desk.search
        try:
            locator.parse(text)
        except ValueError:
            box.set_status("an address of the program: usjta:line/jp/…, usjta:entry/…")
            return
        box.input.blockSignals(True)
        box.input.clear()
        box.input.blockSignals(False)
        self.go(text)

    def _to(self, place: Locator) -> str:
        ways = {
            "line": self._line, "across": self._across, "entry": self._entry, "search": self._search,
            "compare": self._compare, "changes": self._changes, "chart": self._chart, "set": self._set, "view": self._view,
        }  # fmt: skip
        return ways[place.kind](place)

    def _year(self, place: Locator) -> str:
        """Take the address's year over; a sentence where the data have no such year."""
        desk = self._desk
        assert desk.controller is not None
        if place.year is None or place.year == desk.controller.year:
            return ""
        if place.year not in desk.controller.years:
            years = desk.controller.years
            return f"The data have no edition for {place.year}; they cover {years[0]} to {years[-1]}."
        desk.set_year(place.year)
        return ""

    def _line(self, place: Locator) -> str:
        desk = self._desk
        if trouble := self._year(place):
            return trouble
        found = self._rooms.comparer.line_of(place)
        if found is None or desk.lines is None or desk.controller is None:
            return f"The data have no line {place.path[1]} in {place.year or 'any year'}."
        desk.show_view("lines")
        # The detail of a line stands where a chart may stand.
        self._rooms.charting.close_beside()
        if desk.lines.table.lines.place_of(found[0]) < 0:
            desk.clear()
        desk.lines.go_to(found[0])
        return ""

    def _across(self, place: Locator) -> str:
        if self._rooms.comparer.line_of(place) is None:
            return f"The data have no line {place.path[1]} in {place.year or 'any year'}."
        self._desk.show_view("compare")
        self._rooms.make_compare().open_across(place)
        return ""

    def _entry(self, place: Locator) -> str:
        name = place.path[0]
        if name not in self._rooms.papers.entries.briefs and not self._rooms.papers.entries.first_of(name):
            return f"The data have no entry {name[:60]}."
        self._rooms.papers.open(name)
        return ""

    def _search(self, place: Locator) -> str:
        if trouble := self._year(place):
            return trouble
        self._desk.run_query(place.option("q"))
        return ""

    def _compare(self, place: Locator) -> str:
        try:
            sides = [locator.parse(place.option(name)) for name in ("a", "b") if place.option(name)]
        except ValueError as error:
            return str(error)
        if any(side.kind not in ("line", "entry") for side in sides):
            return "Lines and provisions can stand side by side; this address names something else."
        try:
            if sides:
                self._rooms.make_compare().open_pair(sides[0], sides[1] if len(sides) > 1 else None)
        except KnownError as error:
            return str(error)
        self._desk.show_view("compare")
        return ""

    def _changes(self, place: Locator) -> str:
        if place.path[0] not in ("jp", "us"):
            return "The address names no schedule; write usjta:changes/jp or usjta:changes/us."
        assert self._desk.reference is not None
        years = {
            str(e.year)
            for e in self._desk.reference.bundle.editions
            if e.importer == place.path[0] and e.year
        }
        for name in ("from", "to"):
            if place.option(name) and place.option(name) not in years:
                return f"The data have no edition of this schedule for {place.option(name)[:20]}; they have {', '.join(sorted(years))}."
        self._desk.show_view("compare")
        self._rooms.make_compare().open_changes(place)
        return ""

    def _chart(self, place: Locator) -> str:
        return self._year(place) or self._rooms.charting.open(place)

    def _set(self, place: Locator) -> str:
        if self._rooms.mine.find(place.path[0]) is None:
            return f"There is no list called “{place.path[0][:60]}”."
        self._desk.show_view("my_lines")
        self._rooms.make_my_lines().open_set(place.path[0])
        return ""

    def _view(self, place: Locator) -> str:
        from desktop.ui.shell.views import VIEWS  # noqa: PLC0415  (one table)

        if place.path[0] not in dict(VIEWS):
            return f"There is no view called {place.path[0][:40]}."
        if trouble := self._year(place):
            return trouble
        self._desk.show_view(place.path[0])
        return ""
