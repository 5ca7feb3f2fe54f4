"""The draft tray as the window sees it: items in a list, saved at every change, compared with the data of today."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from desktop.core.clipping import Clipping
from desktop.core.tray import Clip, Tray
from desktop.errors import KnownError
from desktop.store import drafts
from desktop.store.drafts import DraftStore
from desktop.store.userdb import UserFile

Index = QModelIndex | QPersistentModelIndex
CLIP_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
STALE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
_MIME: Final = "application/x-usjta-clips"
_NOWHERE: Final = QModelIndex()
_AGAIN_MS: Final = 4_000
_ASK_AGAIN_S: Final = 3.0
_NOTE_MS: Final = 400


class UserDrafts:
    """The user's file for tray, bookmarks, lists and searches, opened when first asked for.

    ``trouble`` says in one sentence why it cannot be used; then everything is kept in memory and said so.
    """

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._user: UserFile | None = None
        self._store: DraftStore | None = None
        self._refused: tuple[float, KnownError] | None = None
        self.trouble = ""

    @property
    def store(self) -> DraftStore:
        """The store; raises KnownError where the file cannot be opened."""
        if self._store is None:
            if self._refused is not None and time.monotonic() - self._refused[0] < _ASK_AGAIN_S:
                raise self._refused[1]
            try:
                self._user = UserFile(self._profile)
            except KnownError as error:
                # Every try waits for the other program; the window must not wait at each of its steps.
                self._refused = (time.monotonic(), error)
                raise
            self.trouble = self._user.trouble
            self._store = DraftStore(self._user)
        return self._store

    @property
    def rescue_path(self) -> Path:
        """Where what could not be saved at the end is kept until the next start."""
        return self._profile / "tray.not-saved.json"

    def close(self) -> None:
        """Release the file."""
        if self._user is not None:
            self._user.close()
        self._user = self._store = None


class TrayModel(QAbstractListModel):
    """The items in order; headings and clips are told apart by the delegate."""

    moved = Signal(object, int)

    def __init__(self, tray: Tray, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._clips: tuple[Clip, ...] = tray.clips
        self.stale: dict[int, Clipping] = {}

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Number of items."""
        return 0 if parent.isValid() else len(self._clips)

    def clip(self, row: int) -> Clip:
        """The item in a row."""
        return self._clips[row]

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Title, tooltip and the item itself."""
        clip = self._clips[index.row()]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return clip.title
        if role == CLIP_ROLE:
            return clip
        if role == STALE_ROLE:
            return clip.id in self.stale
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            kind = "Heading" if clip.heading else "Table" if clip.clipping.grid else "Clip"
            changed = ", what you clipped has changed" if clip.id in self.stale else ""
            return f"{kind}: {clip.title}{changed}"
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return clip.clipping.text[:400] or clip.title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Items are dragged; between them is where they are dropped."""
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return base if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Items are moved only."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Our own kind of items."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Ids of the items that are dragged."""
        data = QMimeData()
        ids = ",".join(str(self._clips[index.row()].id) for index in indexes)
        data.setData(_MIME, QByteArray(ids.encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Announce where items were dropped; the controller moves them."""
        if not data.hasFormat(_MIME):
            return False
        text = bytes(data.data(_MIME).data()).decode()
        ids = [int(part) for part in text.split(",") if part.isdecimal()]
        to = row if row >= 0 else parent.row() if parent.isValid() else len(self._clips)
        self.moved.emit(ids, to)
        # The controller has moved them: the view must not take them away.
        return False

    def refresh(self) -> None:
        """Show the tray as it is now; the selection follows the items."""
        self.layoutAboutToBeChanged.emit()
        before = self._clips
        self._clips = self._tray.clips
        places = {clip.id: place for place, clip in enumerate(self._clips)}
        old = self.persistentIndexList()
        new = []
        for index in old:
            place = places.get(before[index.row()].id, -1) if index.row() < len(before) else -1
            new.append(self.index(place, 0) if place >= 0 else QModelIndex())
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()


class TrayController(QObject):
    """Owns the tray: every change is saved at once, and tried again where the disk refuses."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, own: UserDrafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = own
        self.tray = Tray()
        self.unsaved = False
        self.blocked = ""
        self._load()
        self.model = TrayModel(self.tray, self)
        self.model.moved.connect(self._on_moved)
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._on_again)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_NOTE_MS)
        self._soon.timeout.connect(self._save)

    def _load(self) -> None:
        try:
            # Two windows of one profile never give two clips one number.
            clips = self._drafts.store.clips()
        except KnownError as error:
            self.blocked = str(error)
            self.tray = Tray(first=int.from_bytes(os.urandom(5), "big"))
            return
        self.tray = Tray(clips, first=int.from_bytes(os.urandom(5), "big"))
        rescued = drafts.rescued(self._drafts.rescue_path)
        known = {clip.id for clip in clips}
        if rescued is not None:
            self.tray.merge([*clips, *(clip for clip in rescued if clip.id not in known)])
            with contextlib.suppress(KnownError):
                self._drafts.store.save_clips(self.tray.clips)
                self._drafts.rescue_path.unlink(missing_ok=True)

    def look_again(self) -> None:
        """Take in what another window of this profile has put into the tray."""
        try:
            if self.unsaved or self.blocked or not self._drafts.store.changed_elsewhere():
                return
            self.tray.merge(self._drafts.store.clips())
        except KnownError:
            return
        self.model.refresh()
        self.changed.emit()

    @property
    def clips(self) -> tuple[Clip, ...]:
        """All items in order."""
        return self.tray.clips

    def clip(self, name: int) -> Clip | None:
        """An item by its id."""
        place = self.tray.place_of(name)
        return self.tray.clips[place] if place >= 0 else None

    # --- changing ------------------------------------------------------------------------

    def add(self, clippings: Sequence[Clipping], after: int = 0) -> list[int]:
        """Put clippings behind an item, or at the end; returns their ids."""
        made = self.tray.add(clippings, _now(), after=after)
        self._done()
        what = clippings[0].title if len(clippings) == 1 else f"{len(clippings)} clips"
        self._say(f"In the tray: {what}")
        return made

    def add_heading(self, title: str, after: int = 0) -> int:
        """Begin a group; returns its id."""
        made = self.tray.add([Clipping("", title)], _now(), after=after, heading=True)
        self._done()
        return made[0]

    def remove(self, names: Sequence[int]) -> None:
        """Take items out; undo brings them back."""
        self.tray.remove(names)
        self._done()
        count = "1 item" if len(names) == 1 else f"{len(names)} items"
        self._say(f"{count} removed; Ctrl+Z brings them back")

    def step(self, names: Sequence[int], by: int) -> None:
        """Move items up or down."""
        self.tray.step(names, by)
        self._done()

    def rename(self, name: int, title: str) -> None:
        """Give an item another title."""
        if title.strip():
            self.tray.rename(name, title.strip())
            self._done()

    def annotate(self, name: int, note: str) -> None:
        """Change the note on an item; what is typed is saved when the keys rest, and at the latest on leaving."""
        self.tray.annotate(name, note)
        self.unsaved = True
        # Not started anew at each key: who types on and on is saved all the same.
        if not self._soon.isActive():
            self._soon.start()

    def renew(self, name: int) -> None:
        """Take over what the place says today."""
        found = self.model.stale.pop(name, None)
        if found is not None:
            self.tray.renew(name, found)
            self._done()

    def undo(self) -> None:
        """Take back the last change."""
        act = self.tray.undoable
        self.said.emit(f"Undone: {act}" if self.tray.undo() else "There is nothing to undo in the tray")
        self._done()

    def redo(self) -> None:
        """Do again what was taken back."""
        act = self.tray.redoable
        self.said.emit(f"Done again: {act}" if self.tray.redo() else "There is nothing to redo in the tray")
        self._done()

    @Slot(object, int)
    def _on_moved(self, names: list[int], to: int) -> None:
        self.tray.move(names, to)
        self._done()

    def _done(self) -> None:
        self.model.refresh()
        self._save()
        self.changed.emit()

    def _say(self, text: str) -> None:
        """What was done, unless there is something graver to say: that it is not saved."""
        if not self.unsaved:
            self.said.emit(text)

    # --- saving --------------------------------------------------------------------------

    @Slot()
    def _save(self) -> None:
        self._soon.stop()
        try:
            if self.blocked:
                self._merge_blocked()
            self._drafts.store.save_clips(self.tray.clips)
        except KnownError as error:
            self.unsaved = True
            self._again.start()
            self.said.emit(f"{error} What is in the tray is kept in memory and tried again.")
            return
        self.unsaved = False
        self._again.stop()

    def _merge_blocked(self) -> None:
        """The file opens at last: what it holds stands before what was collected meanwhile."""
        kept = self._drafts.store.clips()
        self.blocked = ""
        if kept:
            self.tray.merge([*kept, *self.tray.clips])
            self.model.refresh()

    @Slot()
    def _on_again(self) -> None:
        self._save()
        if not self.unsaved:
            self.said.emit("The tray is saved")

    def save_now(self) -> None:
        """Save what is not saved yet."""
        if self.unsaved:
            self._save()

    def shut(self) -> str:
        """Save at the end; what the file does not take is kept beside it. A sentence where even that fails."""
        self.save_now()
        self._again.stop()
        return drafts.rescue(self._drafts.rescue_path, self.tray.clips) if self.unsaved else ""

    # --- what has changed ----------------------------------------------------------------

    def outdated(self, data: str) -> list[Clip]:
        """Clips taken from another state of the data, which may say something else today."""
        return [clip for clip in self.tray.clips if not clip.heading and clip.clipping.data != data]

    @Slot(object)
    def take_changes(self, found: dict[int, Clipping]) -> None:
        """Remember which clips say something else today."""
        self.model.stale = found
        self.model.refresh()
        self.changed.emit()
        if found:
            count = "One clip in the tray has" if len(found) == 1 else f"{len(found)} clips in the tray have"
            self.said.emit(f"{count} changed since you took it; the tray shows both")


def changes_of(clips: Sequence[Clip], again: Callable[[Clipping], Clipping | None]) -> dict[int, Clipping]:
    """Clips whose place says something else today, with what it says."""
    out = {}
    for clip in clips:
        now = again(clip.clipping)
        if now is not None and now.digest != clip.clipping.digest:
            out[clip.id] = now
    return out


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
