"""Tray, bookmarks, lists of lines and the search log in the user's own file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.core.clipping import Clipping, Grid, Record
from desktop.core.tray import Clip
from desktop.store.userdb import UserFile

# Searches that the log keeps; older ones go.
MOST_SEARCHES: Final = 500
_CLIP: Final = "id, heading, note, taken, address, title, text, grid, edition, data, digest, records, whole"


@dataclass(frozen=True, slots=True)
class LineSet:
    """A list of lines that the user saved: items as they were typed, in their order."""

    name: str
    made: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that the user marked."""

    address: str
    title: str
    made: str


@dataclass(frozen=True, slots=True)
class Searched:
    """One search: when, what was typed, and the paragraph that says what was found."""

    made: str
    query: str
    said: str


class DraftStore:
    """Reads and writes what the user collects; each change is whole and on disk when its method returns."""

    def __init__(self, user: UserFile) -> None:
        self._user = user
        self._saved: dict[int, tuple[int, Clip]] = {}
        self._version = 0

    # --- tray ----------------------------------------------------------------------------

    def clips(self) -> list[Clip]:
        """All items of the tray in order."""
        found = [_clip(row) for row in self._user.read(f"SELECT {_CLIP} FROM clip ORDER BY place, taken, id")]
        self._saved = {clip.id: (place, clip) for place, clip in enumerate(found)}
        self.changed_elsewhere()
        return found

    def save_clips(self, clips: Sequence[Clip]) -> None:
        """Write what differs from what was saved last: new and changed items, places, removals."""
        wanted = {clip.id: (place, clip) for place, clip in enumerate(clips)}
        gone = [(name,) for name in self._saved if name not in wanted]
        changed, moved = [], []
        for name, (place, clip) in wanted.items():
            before = self._saved.get(name)
            if before is None or before[1] != clip:
                changed.append((place, clip))
            elif before[0] != place:
                moved.append((place, name))
        with self._user.change() as db:
            db.executemany("DELETE FROM clip WHERE id = ?", gone)
            db.executemany("UPDATE clip SET place = ? WHERE id = ?", moved)
            db.executemany(
                f"INSERT OR REPLACE INTO clip (place, {_CLIP}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                [(place, *_columns(clip)) for place, clip in changed],
            )
        self._saved = wanted

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written to the file since this was asked last."""
        version = int(self._user.read("PRAGMA data_version")[0][0])
        before, self._version = self._version, version
        return before not in (0, version)

    # --- bookmarks -----------------------------------------------------------------------

    def bookmarks(self) -> list[Bookmark]:
        """All bookmarks, the newest first."""
        rows = self._user.read("SELECT address, title, made FROM bookmark ORDER BY made DESC, address")
        return [Bookmark(*row) for row in rows]

    def put_bookmark(self, item: Bookmark) -> None:
        """Mark a place."""
        with self._user.change() as db:
            db.execute(
                "INSERT OR REPLACE INTO bookmark VALUES (?,?,?)", (item.address, item.title, item.made)
            )

    def drop_bookmark(self, address: str) -> None:
        """Take a mark away."""
        with self._user.change() as db:
            db.execute("DELETE FROM bookmark WHERE address = ?", (address,))

    # --- lists of lines ------------------------------------------------------------------

    def sets(self) -> list[LineSet]:
        """All lists, by name."""
        rows = self._user.read("SELECT name, made, items FROM line_set ORDER BY name")
        return [LineSet(name, made, tuple(json.loads(items))) for name, made, items in rows]

    def put_set(self, item: LineSet, was: str = "") -> None:
        """Save a list; ``was`` is the name that it had before, if it is renamed."""
        with self._user.change() as db:
            if was and was != item.name:
                db.execute("DELETE FROM line_set WHERE name = ?", (was,))
            items = json.dumps(item.items, ensure_ascii=False)
            db.execute("INSERT OR REPLACE INTO line_set VALUES (?,?,?)", (item.name, item.made, items))

    def drop_set(self, name: str) -> None:
        """Delete a list."""
        with self._user.change() as db:
            db.execute("DELETE FROM line_set WHERE name = ?", (name,))

    # --- search log ----------------------------------------------------------------------

    def searches(self) -> list[Searched]:
        """The log, the newest first."""
        return [
            Searched(*row)
            for row in self._user.read("SELECT made, query, said FROM searched ORDER BY id DESC")
        ]

    def log_search(self, item: Searched) -> None:
        """Add a search; the same one again takes the place of the last."""
        with self._user.change() as db:
            last = db.execute("SELECT id, query FROM searched ORDER BY id DESC LIMIT 1").fetchone()
            if last is not None and last[1] == item.query:
                db.execute("DELETE FROM searched WHERE id = ?", (last[0],))
            db.execute(
                "INSERT INTO searched (made, query, said) VALUES (?,?,?)", (item.made, item.query, item.said)
            )
            db.execute(
                "DELETE FROM searched WHERE id NOT IN (SELECT id FROM searched ORDER BY id DESC LIMIT ?)",
                (MOST_SEARCHES,),
            )

    def clear_searches(self) -> None:
        """Empty the log."""
        with self._user.change() as db:
            db.execute("DELETE FROM searched")


def rescue(path: Path, clips: Sequence[Clip]) -> str:
    """Keep clips beside the file that did not take them; a sentence where that fails too."""
    partial = path.with_suffix(".part")
    try:
        partial.write_text(json.dumps([_columns(clip) for clip in clips]), encoding="utf-8")
        partial.replace(path)
    except (OSError, ValueError) as error:
        return f"What is in the tray could not be saved in {path.parent} ({error})."
    return ""


def rescued(path: Path) -> list[Clip] | None:
    """What was kept so; None where there is nothing."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [_clip(tuple(row)) for row in found]
    except (OSError, ValueError, IndexError, TypeError):
        return None


def _columns(clip: Clip) -> tuple[Any, ...]:
    taken = clip.clipping
    grid = ""
    if taken.grid is not None:
        grid = json.dumps([taken.grid.heads, taken.grid.rows, sorted(taken.grid.right)], ensure_ascii=False)
    records = json.dumps(taken.records, ensure_ascii=False)
    # Half a pair of surrogates, as a damaged PDF may have it, is no text that a file can hold.
    note, title, text, grid, records = (
        part.encode("utf-8", "replace").decode()
        for part in (clip.note, taken.title, taken.text, grid, records)
    )
    return (
        clip.id, int(clip.heading), note, clip.taken, taken.address, title, text, grid, taken.edition,
        taken.data, taken.digest, records, taken.whole,
    )  # fmt: skip


def _clip(row: tuple[Any, ...]) -> Clip:
    name, heading, note, taken, address, title, text, grid, edition, data, _digest, records, whole = row
    table: Grid | None = None
    cited: tuple[Record, ...] = ()
    try:
        if grid:
            heads, rows, right = json.loads(grid)
            table = Grid(tuple(heads), tuple(map(tuple, rows)), frozenset(right))
        cited = tuple(json.loads(records))
    except (ValueError, TypeError):
        text = text or "The table of this clip cannot be read any more; its address still leads to it."
    clipping = Clipping(address, title, text, table, edition, data, cited, whole)
    return Clip(name, clipping, taken, note, bool(heading))
