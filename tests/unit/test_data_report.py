"""What new data mean for what the user has: reported both ways, and nothing of it is lost."""

import json

import pytest

from desktop import app, paths
from desktop.store.userdb import Note, UserFile
from desktop.viewmodels.updating import Installer
from tests.conftest import ROOT

STYLES = ROOT / "resources" / "citation"


@pytest.fixture
def belongings(installer, bundle_path, clipper):
    """A profile with notes, clips, bookmarks and a list."""
    from desktop.core.tray import Tray
    from desktop.store.drafts import Bookmark, DraftStore, LineSet

    profile = installer.folder.path.parent
    user = UserFile(profile)
    drafts = DraftStore(user)
    user.put_note(Note(0, "usjdta-11", "stays", "t", "t"))
    user.put_note(Note(0, "usjdta-12", "its entry goes", "t", "t"))
    tray = Tray()
    beef = clipper._reference.line_of("jp/020230010/1", 2026)
    clips = [clipper.lines([beef], 2026, ()), clipper.entry("usjdta-11"), clipper.entry("usjdta-12")]
    tray.add(clips, "t")
    drafts.save_clips(tray.clips)
    drafts.put_bookmark(Bookmark("usjta:entry/usjdta-12", "Article 12", "t"))
    drafts.put_bookmark(Bookmark("usjta:line/jp/0202.30.010?year=2026", "Beef", "t"))
    drafts.put_set(LineSet("beef", "t", ("0202.30.010", "9999.99.999")))
    user.close()
    return profile


def test_what_reads_differently_is_reported_both_ways(installer, made, belongings):
    before = (belongings / "user.sqlite").read_bytes()
    _, found = installer.install(made.pack)
    rows = {(row.kind, row.name): row for row in found.rows}
    assert rows["note", "stays"].same
    assert "no longer; the note is kept" in rows["note", "its entry goes"].after
    clips = [row for row in found.rows if row.kind == "clip"]
    assert [row.same for row in clips] == [False, True, False]
    assert clips[0].after == "reads differently; the tray shows both"
    assert clips[2].after == "No longer in the data"
    assert not rows["bookmark", "Article 12"].same
    assert rows["bookmark", "Beef"].same
    assert rows["list", "beef"].after == "1 of 2 items have lines"
    assert found.said.endswith("looked at again: 4 as before, 4 changed.")
    user = UserFile(belongings)
    assert len(user.notes()) == 2, "nothing of the user's was dropped"
    user.close()
    assert before, "there was something to lose"


def test_the_command_line_installs_and_reports(made, bundle_path, belongings, monkeypatch, capsys):
    monkeypatch.setattr(paths, "shipped_bundle", lambda: bundle_path)
    monkeypatch.setattr(paths, "keys_folder", lambda: made.keys)
    assert app.main(["--profile", str(belongings), "--data", str(made.pack)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["release"] == "2027-03-01"
    assert {item["kind"] for item in found["items"]} == {"note", "clip", "bookmark", "list"}
    assert app.main(["--profile", str(belongings), "--data", str(made.pack)]) == 1
    assert "are in use already" in capsys.readouterr().err
    assert (
        app.main(
            [
                "--profile",
                str(belongings),
                "--export",
                str(belongings / "x.csv"),
                "jp:0202.30.010",
                "--as-of",
                "2026",
            ]
        )
        == 0
    )
    assert "19.9%" in (belongings / "x.csv").read_text(encoding="utf-8-sig"), (
        "what is exported comes from the new data"
    )


def test_what_is_damaged_can_be_mended_by_a_pack(made, bundle_path, tmp_path):
    broken = tmp_path / "broken.sqlite"
    content = bytearray(bundle_path.read_bytes())
    content[8192 * 40 : 8192 * 3000] = b"\xff" * (8192 * 2960)
    broken.write_bytes(content)
    for shown in (broken, None, tmp_path / "none.sqlite"):
        profile = tmp_path / f"profile{shown and shown.name}"
        (profile / "x").mkdir(parents=True)
        UserFile(profile).close()
        _, found = Installer(profile, shown, "2026-11-27", made.keys, STYLES).install(made.pack)
        assert found.rows == ()


def test_a_damaged_file_of_the_users_is_named_in_the_report(installer, made):
    profile = installer.folder.path.parent
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.sqlite").write_bytes(b"no database" * 1000)
    _, found = installer.install(made.pack)
    assert "it was kept as user.broken.sqlite" in found.said
