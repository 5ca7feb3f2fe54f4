"""What changed in a schedule between two years: choices above, counts beside them, one row a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.core import locator
from desktop.core.clipping import Clipping
from desktop.core.locator import Locator
from desktop.errors import KnownError
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.grid_view import GridView
from desktop.viewmodels import change_list
from desktop.viewmodels.change_list import CHANGE_MEANING, ChangeKind, Changes

if TYPE_CHECKING:
    from desktop.ui.theme import Theme
    from desktop.viewmodels.clipper import Clipper
    from desktop.viewmodels.reference import Reference
    from desktop.viewmodels.tasks import Cancel, TaskRunner

_TYPING_MS = 150
_ALL = "all"


class ChangePanel(QWidget):
    """Asks the worker for the changes; the choices narrow what it brought."""

    said = Signal(str)
    line_chosen = Signal(object)
    shown = Signal()

    def __init__(
        self, reference: Reference, theme: Theme, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reference, self._theme, self._tasks = reference, theme, tasks
        self.found: Changes | None = None
        self._asked = ("", 0, 0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._narrow)
        self._build()

    def _build(self) -> None:
        bar = QFrame(self)
        row = FlowLayout(bar)
        row.setContentsMargins(14, 0, 14, 6)
        self.country = self._box(bar, "Schedule", [("Japan", "jp"), ("United States", "us")])
        self.country.activated.connect(self._on_country)
        self.before = self._box(bar, "From", [])
        self.after = self._box(bar, "To", [])
        self.kind = self._box(bar, "What changed", [("Every change", "")])
        self.column = self._box(bar, "In which column", [("Every column", _ALL)])
        for box in (self.before, self.after):
            box.activated.connect(self._on_years)
        for box in (self.kind, self.column):
            box.activated.connect(self._on_choice)
        self.covered = QCheckBox("Lines of USJTA only", bar)
        self.covered.setChecked(True)
        self.covered.toggled.connect(self._on_choice)
        self.words = QLineEdit(bar)
        self.words.setObjectName("field")
        self.words.setMinimumWidth(24 * self._theme.em())
        self.words.setPlaceholderText("Narrow by code or words")
        self.words.setAccessibleName("Narrow the changes by code or words")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._on_typed)
        for widget in (
            self.country,
            self.before,
            self.after,
            self.kind,
            self.column,
            self.covered,
            self.words,
        ):
            row.addWidget(widget)
        self.count = QLabel(self)
        self.count.setWordWrap(True)
        self.count.setContentsMargins(14, 0, 14, 6)
        self.table = GridView("Changes", self._theme, self)
        self.table.key_chosen.connect(self.line_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        self._fill_years("", "")

    def _box(self, parent: QWidget, name: str, items: list[tuple[str, str]]) -> QComboBox:
        made = QComboBox(parent)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for text, key in items:
            made.addItem(text, key)
        return made

    # --- choosing ------------------------------------------------------------------------

    def _fill_years(self, before: str, after: str) -> None:
        importer = self.country.currentData()
        years = sorted({e.year for e in self._reference.bundle.editions if e.importer == importer and e.year})
        for box, wanted, default in ((self.before, before, years[-2]), (self.after, after, years[-1])):
            box.clear()
            for year in years:
                box.addItem(f"{'from' if box is self.before else 'to'} {year}", year)
            chosen = int(wanted) if wanted.isdecimal() and int(wanted) in years else default
            box.setCurrentIndex(box.findData(chosen))

    def choose(self, importer: str, before: str, after: str) -> None:
        """A schedule and two years."""
        self.country.setCurrentIndex(max(0, self.country.findData(importer)))
        self._fill_years(before, after)

    @Slot(int)
    def _on_country(self, _row: int) -> None:
        self._fill_years("", "")
        self.start()

    @Slot(int)
    def _on_years(self, _row: int) -> None:
        self.start()

    @Slot()
    def _on_choice(self) -> None:
        self._narrow()

    @Slot(str)
    def _on_typed(self, _text: str) -> None:
        self._soon.start()

    def start(self) -> None:
        """Read the changes of what is chosen, unless they are there already."""
        asked = (
            str(self.country.currentData()),
            int(self.before.currentData()),
            int(self.after.currentData()),
        )
        if asked == self._asked and self.found is not None:
            return
        self._asked = asked
        self.found = None
        path = self._reference.bundle.path
        if asked[1] == asked[2]:
            self.count.setText("Choose two different years.")
            return

        def _job(cancel: Cancel) -> Changes | str:
            def _tick(_share: float) -> None:
                if cancel.requested:
                    raise KnownError("Another comparison was asked for.")

            try:
                return change_list.read(path, *asked, _tick)
            except KnownError as error:
                return str(error)

        self.count.setText("Comparing the two editions …")
        self._tasks.run("changes", _job, self._on_found)

    def _on_found(self, found: Changes | str) -> None:
        if isinstance(found, str):
            self.count.setText(found)
            return
        self.found = found
        keys: list[object] = [
            locator.line(
                found.importer, c.code, c.seq, found.before if c.kind is ChangeKind.REMOVED else found.after
            )
            for c in found.rows
        ]
        self.table.show_grid(found.grid, keys)
        self._narrow()
        self.shown.emit()

    @Slot()
    def _narrow(self) -> None:
        if self.found is None:
            return
        kind, column = str(self.kind.currentData() or ""), str(self.column.currentData())
        left = change_list.narrow(
            self.found,
            kind=kind,
            column=None if column == _ALL else column,
            covered=self.covered.isChecked(),
            words=self.words.text(),
        )
        self._offer(self.kind, [("Every change", "", sum(left.kinds.values()))] + [
            (k.value, k.value, left.kinds.get(k.value, 0)) for k in CHANGE_MEANING
        ], kind)  # fmt: skip
        columns = sorted(left.columns, key=lambda key: (-left.columns[key], key))
        if column != _ALL and column not in columns:
            columns.append(column)
        self._offer(self.column, [("Every column", _ALL, sum(left.columns.values()))] + [
            (change_list.column_title(key), key, left.columns.get(key, 0)) for key in columns
        ], column)  # fmt: skip
        self.table.grid.show_only(left.places)
        meaning = f" “{kind}”: {CHANGE_MEANING[ChangeKind(kind)]}." if kind else ""
        nothing = " Nothing here: take a filter away." if not left.places else ""
        self.count.setText(
            f"{len(left.places):,} changes on {left.lines:,} lines, {' against '.join(reversed(self.found.editions))}.{meaning}{nothing}"
        )

    @staticmethod
    def _offer(box: QComboBox, choices: list[tuple[str, str, int]], chosen: str) -> None:
        box.clear()
        for text, key, count in choices:
            if count or key in ("", _ALL, chosen):
                box.addItem(f"{text} ({count:,})", key)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    # --- what it hands out ---------------------------------------------------------------

    def place(self) -> Locator:
        """The address of the comparison."""
        return locator.changes(*self._asked) if self._asked[0] else locator.view("compare")

    def taken(self, clipper: Clipper, *, whole: bool = False) -> Clipping | None:
        """The rows that are selected, or all that are shown, as a table that cites both editions."""
        if self.found is None:
            return None
        grid = self.table.grid.grid() if whole else self.table.taken()
        return clipper.table(self.found.title, self.place(), grid, self.found.editions)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.words, self.table]
