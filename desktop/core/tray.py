"""The draft tray: clippings and headings in order, with the user's notes, and undo.

A heading and the clips below it, up to the next heading, are a group; a heading moves with its group.
Every state is a tuple that is never changed, so that undo is going back to the tuple before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.core.clipping import Clipping

MOST_UNDONE: Final = 200
Clips = tuple["Clip", ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """One item: a clipping, or with ``heading`` the name of a group. ``taken`` is a date and time, ``id`` never repeats."""

    id: int
    clipping: Clipping
    taken: str
    note: str = ""
    heading: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return self.clipping.title


class Tray:
    """The items as they are now, and the way back."""

    def __init__(self, clips: Sequence[Clip] = (), first: int = 1) -> None:
        """Begin with what was saved; new items are numbered from ``first`` on, which two windows choose apart."""
        self._states: list[tuple[Clips, str]] = [(tuple(clips), "")]
        self._at = 0
        self._newest = max((*(clip.id for clip in clips), first - 1))

    @property
    def clips(self) -> Clips:
        """All items in order."""
        return self._states[self._at][0]

    def place_of(self, name: int) -> int:
        """Where an item stands, or -1."""
        return next((place for place, clip in enumerate(self.clips) if clip.id == name), -1)

    def _to(self, clips: Clips, act: str) -> None:
        if clips == self.clips:
            return
        self._states = [*self._states[: self._at + 1], (clips, act)][-MOST_UNDONE:]
        self._at = len(self._states) - 1

    def add(
        self, clippings: Sequence[Clipping], taken: str, *, after: int = 0, heading: bool = False
    ) -> list[int]:
        """Put new items behind an item (0: at the end); returns their ids."""
        made = []
        for clipping in clippings:
            self._newest += 1
            made.append(Clip(self._newest, clipping, taken, heading=heading))
        place = self.place_of(after) + 1 if after and self.place_of(after) >= 0 else len(self.clips)
        if made:
            what = "heading" if heading else made[0].title if len(made) == 1 else f"{len(made)} clips"
            self._to((*self.clips[:place], *made, *self.clips[place:]), f"adding {what}")
        return [clip.id for clip in made]

    def remove(self, names: Sequence[int]) -> None:
        """Take items out; of a heading only itself, its clips stay."""
        gone = set(names)
        kept = tuple(clip for clip in self.clips if clip.id not in gone)
        self._to(kept, f"removing {len(self.clips) - len(kept)} items")

    def annotate(self, name: int, note: str) -> None:
        """Change the note on an item; typing on is one step of undo."""
        changed = tuple(replace(clip, note=note) if clip.id == name else clip for clip in self.clips)
        title = next((clip.title for clip in self.clips if clip.id == name), "")
        act = f"the note on “{title}”"
        if self._at and self._states[self._at][1] == act and self._at == len(self._states) - 1:
            self._states[self._at] = (changed, act)
        else:
            self._to(changed, act)

    def rename(self, name: int, title: str) -> None:
        """Change the title of an item."""
        changed = tuple(
            replace(clip, clipping=replace(clip.clipping, title=title)) if clip.id == name else clip
            for clip in self.clips
        )
        self._to(changed, "renaming")

    def renew(self, name: int, clipping: Clipping) -> None:
        """Take what the place says today; the note stays."""
        changed = tuple(replace(clip, clipping=clipping) if clip.id == name else clip for clip in self.clips)
        self._to(changed, "taking over what changed")

    def move(self, names: Sequence[int], to: int) -> None:
        """Put items before the place ``to`` (counted among the items as they are); headings take their groups along."""
        moving = self._with_groups(names)
        before = [clip for clip in self.clips[:to] if clip.id not in moving]
        after = [clip for clip in self.clips[to:] if clip.id not in moving]
        taken = [clip for clip in self.clips if clip.id in moving]
        self._to((*before, *taken, *after), "moving")

    def step(self, names: Sequence[int], by: int) -> None:
        """Move items up (-1) or down (1) past their neighbour; a heading past the neighbouring group."""
        moving = self._with_groups(names)
        places = [place for place, clip in enumerate(self.clips) if clip.id in moving]
        if not places:
            return
        first, last = places[0], places[-1]
        whole_group = self.clips[first].heading
        if by < 0 and first > 0:
            to = first - 1
            while whole_group and to > 0 and not self.clips[to].heading:
                to -= 1
            self.move(names, to)
        elif by > 0 and last < len(self.clips) - 1:
            to = last + 2
            while whole_group and to < len(self.clips) and not self.clips[to].heading:
                to += 1
            self.move(names, to)

    def _with_groups(self, names: Sequence[int]) -> set[int]:
        moving = set(names)
        inside = False
        for clip in self.clips:
            if clip.heading:
                inside = clip.id in names
            elif inside:
                moving.add(clip.id)
        return moving

    @property
    def undoable(self) -> str:
        """What undo would take back; empty where there is nothing."""
        return self._states[self._at][1] if self._at else ""

    @property
    def redoable(self) -> str:
        """What redo would do again; empty where there is nothing."""
        return self._states[self._at + 1][1] if self._at + 1 < len(self._states) else ""

    def undo(self) -> bool:
        """Go back one step; whether there was one."""
        if not self._at:
            return False
        self._at -= 1
        return True

    def redo(self) -> bool:
        """Go forward again; whether there was a step."""
        if self._at + 1 >= len(self._states):
            return False
        self._at += 1
        return True

    def merge(self, clips: Sequence[Clip]) -> None:
        """Start again from what the user's file holds, where another window changed it."""
        self._states, self._at = [(tuple(clips), "")], 0
        self._newest = max(self._newest, *(clip.id for clip in clips), 0)
