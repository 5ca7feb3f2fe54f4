"""The tray: order, groups, undo; and that nothing of it is ever lost on disk."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.clipping import Clipping, Grid
from desktop.core.tray import Tray
from desktop.errors import KnownError
from desktop.store import userdb
from desktop.store.drafts import Bookmark, DraftStore, LineSet, Searched
from desktop.store.userdb import UserFile
from tests.conftest import ROOT


def clipping(n):
    grid = Grid(("Line", "Duty"), ((f"0202.{n:02}", "20.8%"),), frozenset({1})) if n % 3 == 0 else None
    return Clipping(
        f"usjta:entry/{n}",
        f"Clip {n}",
        f"text {n} 日本",
        grid,
        "edition",
        "data",
        ({"id": f"{n}#", "type": "document"},),
        1,
    )


def titles(tray):
    return [clip.title for clip in tray.clips]


def filled(*names):
    tray = Tray()
    for name in names:
        tray.add([Clipping("", name)], "t", heading=name.startswith("#"))
    return tray


ACTS = st.lists(
    st.tuples(st.sampled_from(["add", "heading", "remove", "up", "down", "move", "note", "rename", "undo", "redo"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=25,
)  # fmt: skip


def act(tray, what, a, b):
    clips = tray.clips
    name = clips[a % len(clips)].id if clips else 0
    if what == "add":
        tray.add([clipping(a)], "t", after=name if b % 2 else 0)
    elif what == "heading":
        tray.add([Clipping("", f"Heading {a}")], "t", after=name, heading=True)
    elif what == "remove":
        tray.remove([name])
    elif what in ("up", "down"):
        tray.step([name], -1 if what == "up" else 1)
    elif what == "move":
        tray.move([name], b % (len(clips) + 1))
    elif what == "note":
        tray.annotate(name, f"note {b}")
    elif what == "rename":
        tray.rename(name, f"title {b}")
    elif what == "undo":
        tray.undo()
    else:
        tray.redo()


@given(ACTS)
def test_undo_goes_back_through_every_state_and_redo_forward(acts):
    tray = Tray()
    for what, a, b in acts:
        act(tray, what, a, b)
    last = tray.clips
    assert len({clip.id for clip in last}) == len(last)
    states = [last]
    while tray.undo():
        states.append(tray.clips)
    for state in reversed(states[:-1]):
        assert tray.redo()
        assert tray.clips == state
    while tray.redo():
        pass


@given(ACTS)
def test_moving_loses_nothing(acts):
    tray = filled("a", "#1", "b", "c", "#2", "d")
    before = sorted(clip.id for clip in tray.clips)
    for what, a, b in acts:
        if what in ("up", "down", "move"):
            act(tray, what, a, b)
    assert sorted(clip.id for clip in tray.clips) == before


def test_a_heading_takes_its_group_along():
    tray = filled("a", "#1", "b", "c", "#2", "d")
    tray.step([5], -1)
    assert titles(tray) == ["a", "#2", "d", "#1", "b", "c"]
    tray.step([5], 1)
    assert titles(tray) == ["a", "#1", "b", "c", "#2", "d"]
    tray.move([2], 6)
    assert titles(tray) == ["a", "#2", "d", "#1", "b", "c"]
    tray.remove([5])
    assert titles(tray) == ["a", "d", "#1", "b", "c"]


def test_typing_a_note_is_one_step():
    tray = filled("a")
    for text in ("U", "Us", "Use"):
        tray.annotate(1, text)
    assert tray.clips[0].note == "Use"
    tray.undo()
    assert tray.clips[0].note == ""


@pytest.fixture
def store(tmp_path):
    user = UserFile(tmp_path)
    yield DraftStore(user)
    user.close()


@given(ACTS)
def test_what_is_saved_is_what_comes_back(tmp_path_factory, acts):
    user = UserFile(tmp_path_factory.mktemp("p"))
    first = DraftStore(user)
    first.clips()
    tray = Tray()
    for what, a, b in acts:
        act(tray, what, a, b)
        first.save_clips(tray.clips)
    assert tuple(DraftStore(user).clips()) == tray.clips
    user.close()


def test_bookmarks_lists_and_searches(store):
    store.put_bookmark(Bookmark("usjta:entry/a", "A", "2026-01-01"))
    store.put_bookmark(Bookmark("usjta:entry/b", "B", "2026-01-02"))
    assert [item.title for item in store.bookmarks()] == ["B", "A"]
    store.drop_bookmark("usjta:entry/a")
    assert [item.title for item in store.bookmarks()] == ["B"]
    store.put_set(LineSet("Our", "t", ("0202.30.010", "foo")))
    store.put_set(LineSet("Ours", "t", ("0202.30.010", "foo")), "Our")
    assert [(item.name, item.items) for item in store.sets()] == [("Ours", ("0202.30.010", "foo"))]
    for n in range(3):
        store.log_search(Searched(f"t{n}", "beef", f"said {n}"))
    store.log_search(Searched("t4", "pork", "pork"))
    assert [item.said for item in store.searches()] == ["pork", "said 2"]


def test_a_file_of_the_first_version_is_copied_and_keeps_its_notes(tmp_path, monkeypatch):
    with monkeypatch.context() as old:
        old.setattr(userdb, "MIGRATIONS", userdb.MIGRATIONS[:1])
        old.setattr(userdb, "VERSION", 1)
        user = UserFile(tmp_path)
        user.put_note(userdb.Note(0, "usjta-5", "kept", "t", "t"))
        user.close()
    user = UserFile(tmp_path)
    assert user.notes()[0].text == "kept"
    assert DraftStore(user).clips() == []
    user.close()
    with sqlite3.connect(tmp_path / "user.version1.sqlite") as copy:
        assert copy.execute("SELECT text FROM note").fetchone() == ("kept",)
    copy.close()


def test_a_full_disk_keeps_what_was_saved(store, tmp_path):
    tray = Tray()
    tray.add([clipping(1)], "t")
    store.save_clips(tray.clips)
    pages = store._user._db.execute("PRAGMA page_count").fetchone()[0]
    store._user._db.execute(f"PRAGMA max_page_count = {pages}")
    tray.add([Clipping("", "long", "x" * 200_000)], "t")
    with pytest.raises(KnownError, match="full"):
        store.save_clips(tray.clips)
    store._user._db.execute("PRAGMA max_page_count = 100000")
    store.save_clips(tray.clips)
    assert tuple(DraftStore(store._user).clips()) == tray.clips


CHILD = """
import sys
from pathlib import Path
from desktop.core.clipping import Clipping
from desktop.core.tray import Tray
from desktop.store.drafts import DraftStore
from desktop.store.userdb import UserFile
store = DraftStore(UserFile(Path(sys.argv[1])))
tray = Tray(store.clips())
for n in range(10_000):
    tray.add([Clipping("usjta:entry/x", f"clip {n}", "text " * 50)], "t")
    store.save_clips(tray.clips)
    print(n, flush=True)
"""


def test_a_program_that_is_killed_keeps_every_clip_that_it_said_was_saved(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    said = [child.stdout.readline() for _ in range(20)]
    time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    user = UserFile(tmp_path)
    kept = [clip.title for clip in DraftStore(user).clips()]
    user.close()
    assert kept[: len([line for line in said if line.strip()])] == [
        f"clip {line.strip()}" for line in said if line.strip()
    ]
