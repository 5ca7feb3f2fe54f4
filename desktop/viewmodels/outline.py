"""The outline of entries as a tree, whole or narrowed to what a search found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.entry import STEP, Brief

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
KEY_ROLE = int(Qt.ItemDataRole.UserRole)
# Figures are reached through links; in the outline they would bury the rest.
# What needs no second look takes little room; the words stand in the tool tip and are spoken.
_SIGN = {
    "confirmed": "✓",
    "confirmed, same publisher": "(✓)",
    "confirmed, weak source": "(✓)",
    "not checked": "not checked",
}
_HIDDEN = frozenset({"Figures", "Official documents"})


@dataclass(slots=True)
class _Node:
    key: str
    text: str
    parent: int
    row: int
    mark: str = ""
    children: list[int] = field(default_factory=list)


class OutlineModel(QAbstractItemModel):
    """Branches (keys ``branch:...``) and entries; ``show_only`` narrows it to some entries."""

    def __init__(self, briefs: Mapping[str, Brief], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._briefs = briefs
        self._nodes: list[_Node] = []
        self._places: dict[str, int] = {}
        self.narrowed = False
        self._fill(briefs.values())

    def _fill(self, briefs: Iterable[Brief], *, hidden: bool = True) -> None:
        self._nodes = [_Node("", "", -1, 0)]
        self._places = {}
        for brief in briefs:
            if hidden and brief.branch[0] in _HIDDEN:
                continue
            parent = 0
            for depth in range(len(brief.branch)):
                key = "branch:" + STEP.join(brief.branch[: depth + 1])
                if key not in self._places:
                    self._add(key, brief.branch[depth], parent)
                parent = self._places[key]
            self._add(brief.id, _said(brief), parent, brief.said)
        for node in self._nodes[1:]:
            if node.key.startswith("branch:"):
                node.text += f"  ({self._count(node)})"

    def _count(self, node: _Node) -> int:
        total = 0
        for child in node.children:
            below = self._nodes[child]
            total += self._count(below) if below.key.startswith("branch:") else 1
        return total

    def _add(self, key: str, text: str, parent: int, mark: str = "") -> None:
        place = len(self._nodes)
        siblings = self._nodes[parent].children
        self._nodes.append(_Node(key, text, parent, len(siblings), mark))
        siblings.append(place)
        self._places[key] = place

    def show_only(self, names: Iterable[str] | None) -> None:
        """Only these entries, or (None) all."""
        self.beginResetModel()
        self.narrowed = names is not None
        if names is None:
            self._fill(self._briefs.values())
        else:
            wanted = set(names)
            self._fill((b for b in self._briefs.values() if b.id in wanted), hidden=False)
        self.endResetModel()

    def shown_entries(self) -> list[str]:
        """Ids of the entries that the outline holds, in its order."""
        return [node.key for node in self._nodes[1:] if not node.key.startswith("branch:")]

    def place_of(self, key: str) -> QModelIndex:
        """Where an entry or a branch stands; invalid where it is not shown."""
        place = self._places.get(key)
        return QModelIndex() if place is None else self.createIndex(self._nodes[place].row, 0, place)

    def key_at(self, index: Index) -> str:
        """The key of a row."""
        return self._nodes[index.internalId()].key if index.isValid() else ""

    # --- QAbstractItemModel --------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The index of a child."""
        node = self._nodes[parent.internalId() if parent.isValid() else 0]
        if column != 0 or not 0 <= row < len(node.children):
            return QModelIndex()
        return self.createIndex(row, 0, node.children[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The index of what a row stands under."""
        if not index.isValid():
            return QModelIndex()
        place = self._nodes[index.internalId()].parent
        return QModelIndex() if place <= 0 else self.createIndex(self._nodes[place].row, 0, place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows stand under one."""
        if parent.column() > 0:
            return 0
        return len(self._nodes[parent.internalId() if parent.isValid() else 0].children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One column."""
        return 1

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Text, full text as tool tip and spoken, key."""
        if not index.isValid():
            return None
        node = self._nodes[index.internalId()]
        if role == DISPLAY:
            # First, because a narrow outline cuts off what stands last.
            return f"{_SIGN.get(node.mark, node.mark)} · {node.text}" if node.mark else node.text
        if role in (TOOLTIP, ACCESSIBLE):
            return f"{node.text} ({node.mark})" if node.mark else node.text
        return node.key if role == KEY_ROLE else None


def _said(brief: Brief) -> str:
    if (
        brief.kind.value in ("provision", "event")
        and brief.locator
        and not brief.locator.startswith("Section")
    ):
        return f"{brief.locator}  {brief.title}"
    return f"{brief.locator}: {brief.title}" if brief.kind.value == "instrument" else brief.title
