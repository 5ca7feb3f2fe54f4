"""Data packs: only what is signed, whole and newer gets in; whatever happens on the way, the data in use stay."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
import zipfile

import pytest

from desktop import app, bundle_source, paths
from desktop.errors import KnownError
from desktop.store import pack as packs
from desktop.store.bundle import Bundle
from desktop.store.installed import DataFolder
from desktop.store.userdb import Note, UserFile
from desktop.viewmodels.proof import day
from desktop.viewmodels.updating import Installer
from tests.conftest import ROOT
from tests.helpers import newer_data

STYLES = ROOT / "resources" / "citation"


@pytest.fixture(scope="module")
def made(bundle_path, tmp_path_factory):
    """A key, a newer file and its pack."""
    folder = tmp_path_factory.mktemp("packs")
    key, trusted = newer_data.keys(folder)
    later = newer_data.newer(bundle_path, folder / "later.sqlite")
    return key, trusted, later, newer_data.pack(later, key, folder / "out")


@pytest.fixture
def installer(made, bundle_path, tmp_path):
    return Installer(tmp_path / "profile", bundle_path, "2026-11-27", made[1], STYLES)


def proven(folder, item, made):
    """What lies on the disk is what was signed by a known key."""
    _, key, same = folder.origin(folder.file(item), packs.keys(made[1]))
    return key is not None and same


def left(folder):
    """Files of the folder, but for the lock."""
    return [p.name for p in folder.path.glob("*") if p.is_file() and p.name != "lock"]


def rebuilt(pack, out, change):
    """The pack again, with its parts changed by ``change(parts)``."""
    with zipfile.ZipFile(pack) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out


def test_a_pack_is_installed_and_opens(installer, made):
    _, found = installer.install(made[3])
    assert (found.release_before, found.release) == ("2026-11-27", "2027-03-01")
    item = installer.in_use()
    assert item is not None
    assert item.signer == "USJTA test"
    bundle = Bundle(installer.folder.file(item))
    assert bundle.release == "2027-03-01"
    assert bundle.verify() == ""
    bundle.close()
    assert proven(installer.folder, item, made)
    assert not list(installer.folder.path.glob("*.part"))


def test_the_question_names_signer_editions_and_what_is_kept(installer, made):
    offer = installer.offer(made[3])
    assert offer.question == "Install the data of March 1, 2027?"
    for words in ("Signed by USJTA test (key ", "HTSUS 2026", "November 27, 2026", "you can go back"):
        assert words in offer.explained
    assert day("2026-01-02.3") == "January 2, 2026 (3)"


def test_the_same_data_and_key_make_the_same_pack(made, tmp_path):
    again = newer_data.pack(made[2], made[0], tmp_path)
    assert again.read_bytes() == made[3].read_bytes()


# --- what does not get in --------------------------------------------------------------------


def unsigned(parts):
    del parts[packs.SIGNATURE]


def forged(parts):
    parts[packs.MANIFEST] = parts[packs.MANIFEST].replace(b"2027-03-01", b"2028-03-01")


def swapped(parts):
    content = bytearray(parts[packs.REFERENCE])
    content[-50_000] ^= 1
    parts[packs.REFERENCE] = bytes(content)


def shortened(parts):
    parts[packs.REFERENCE] = parts[packs.REFERENCE][:-8192]


def stuffed(parts):
    parts["extra.exe"] = b"MZ"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (unsigned, "it is not signed"), (forged, "changed after it was signed"), (swapped, "its data are not what was signed"),
        (shortened, "the size that was signed"), (stuffed, "no data pack of this program"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_refused_and_nothing_changes(installer, made, tmp_path, change, said):
    with pytest.raises(KnownError, match=said) as refused:
        installer.install(rebuilt(made[3], tmp_path / "p.usjtadata", change))
    assert str(refused.value).endswith("The data in use are unchanged.")
    assert installer.in_use() is None
    assert not left(installer.folder)


def test_another_key_is_refused_by_name(installer, made, tmp_path):
    key, _ = newer_data.keys(tmp_path, "Somebody else")
    foreign = newer_data.pack(made[2], key, tmp_path / "out")
    with pytest.raises(KnownError, match=r"somebody else than USJTA test \(key [0-9a-f]{16}\)"):
        installer.offer(foreign)


def test_without_a_key_no_pack_is_taken(made, bundle_path, tmp_path):
    with pytest.raises(KnownError, match="knows no signer of data packs"):
        Installer(tmp_path, bundle_path, "2026-11-27", ROOT / "resources" / "keys", STYLES).offer(made[3])


@pytest.mark.parametrize("cut", [0, 10, 5_000, 1_000_000, -1])
def test_a_pack_cut_anywhere_is_refused(installer, made, tmp_path, cut):
    path = tmp_path / "cut.usjtadata"
    path.write_bytes(made[3].read_bytes()[:cut])
    with pytest.raises(KnownError, match="no data pack, or a damaged one"):
        installer.install(path)
    assert installer.in_use() is None


def test_a_byte_changed_anywhere_never_gets_in(installer, made, tmp_path):
    content = made[3].read_bytes()
    for place in range(100, len(content), len(content) // 24):
        changed = bytearray(content)
        changed[place] ^= 0x55
        path = tmp_path / "changed.usjtadata"
        path.write_bytes(changed)
        try:
            installer.install(path)
        except KnownError:
            assert installer.in_use() is None
            continue
        # A byte that stands for nothing (a flag, a date): what got in is what was signed.
        item = installer.in_use()
        assert proven(installer.folder, item, made)
        shutil.rmtree(installer.folder.path)


def test_an_older_pack_and_the_same_are_refused(installer, made, bundle_path, tmp_path):
    older = newer_data.newer(bundle_path, tmp_path / "old.sqlite", release="2025-01-01")
    with pytest.raises(KnownError, match="older than that of the data in use"):
        installer.install(newer_data.pack(older, made[0], tmp_path / "a"))
    same = newer_data.pack(bundle_path, made[0], tmp_path / "b")
    with pytest.raises(KnownError, match="are in use already"):
        installer.install(same)
    with pytest.raises(KnownError, match="There is no file"):
        installer.install(tmp_path / "none.usjtadata")


def test_a_pack_of_other_tables_is_refused(installer, made, bundle_path, tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.store.schema.USER_VERSION", 99)
    other = tmp_path / "other.sqlite"
    shutil.copy(bundle_path, other)
    db = sqlite3.connect(other)
    db.execute("PRAGMA user_version = 99")
    db.close()
    monkeypatch.setattr("desktop.store.bundle.USER_VERSION", 99)
    path = newer_data.pack(other, made[0], tmp_path / "out")
    monkeypatch.undo()
    with pytest.raises(KnownError, match="needs a newer version of the program"):
        installer.install(path)


# --- the disk --------------------------------------------------------------------------------


def test_a_full_disk_is_said_before_anything_is_written(installer, made, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 30_000_000))
    with pytest.raises(KnownError, match="where 30 MB are free; nothing was changed"):
        installer.install(made[3])
    assert installer.in_use() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of file sizes for a process")
@pytest.mark.parametrize("limit", [1_000_000, 30_000_000])
def test_a_disk_that_fills_up_on_the_way_leaves_nothing(made, bundle_path, tmp_path, limit):
    code = f"""
        import resource, signal, sys
        from pathlib import Path
        from desktop.viewmodels.updating import Installer
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
        try:
            Installer(Path({str(tmp_path)!r}), Path({str(bundle_path)!r}), "2026-11-27", Path({str(made[1])!r}), Path({str(STYLES)!r})).install(Path({str(made[3])!r}))
        except Exception as error:
            print(type(error).__name__, error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("KnownError The data could not be written"), done.stdout + done.stderr
    folder = DataFolder(tmp_path)
    assert folder.in_use("2026-11-27") is None
    assert not left(folder)


@pytest.mark.skipif(os.name == "nt", reason="processes end another way there")
def test_killed_at_any_moment_the_old_data_or_the_new_are_in_use(made, bundle_path, tmp_path):
    """Ended with SIGKILL at moments spread over the whole installation, then installed again."""
    code = f"""
        import sys, time
        from pathlib import Path
        from desktop.viewmodels.updating import Installer
        installer = Installer(Path(sys.argv[1]), Path({str(bundle_path)!r}), "2026-11-27", Path({str(made[1])!r}), Path({str(STYLES)!r}))
        print("begun", flush=True)
        installer.install(Path({str(made[3])!r}))
        print("done", flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    started = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole")], cwd=ROOT, check=True, capture_output=True)
    whole = time.monotonic() - started
    profile, outcomes = tmp_path / "profile", set()
    for step in range(14):
        process = subprocess.Popen(
            [*command, str(profile)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        process.stdout.readline()
        time.sleep(whole * 0.6 * step / 13)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        folder = DataFolder(profile)
        item = folder.in_use("2026-11-27")
        outcomes.add(item is not None)
        if item is not None:
            assert proven(folder, item, made)
            shutil.rmtree(profile)
    assert False in outcomes, "some were ended before the new data were in place"
    installer = Installer(profile, bundle_path, "2026-11-27", made[1], STYLES)
    installer.install(made[3])
    assert installer.in_use() is not None
    assert not list(installer.folder.path.glob("*.part")), "what the ended ones left is gone"


def test_a_profile_that_cannot_be_written_is_one_sentence(made, bundle_path, tmp_path):
    (tmp_path / "profile").write_text("a file where the folder should be")
    installer = Installer(tmp_path / "profile", bundle_path, "2026-11-27", made[1], STYLES)
    with pytest.raises(KnownError, match=r"could not be written to .*; nothing was changed"):
        installer.install(made[3])


def test_it_can_be_stopped(installer, made):
    with pytest.raises(KnownError, match="nothing was changed"):
        installer.install(made[3], lambda share: share < 0.4)
    assert installer.in_use() is None
    assert not list(installer.folder.path.glob("*.part"))


# --- going back, and which data are opened ---------------------------------------------------


def test_the_data_before_are_kept_and_can_be_used_again(made, bundle_path, tmp_path):
    profile = tmp_path / "profile"

    def at(path):
        return Installer(profile, path, "2026-11-27", made[1], STYLES)

    first = at(bundle_path)
    assert first.previous() is None
    first.install(made[3])
    one = first.folder.file(first.in_use())
    assert first.previous() == "the program's own data"
    second = newer_data.newer(bundle_path, tmp_path / "second.sqlite", release="2027-06-01", rate="18.5%")
    at(one).install(newer_data.pack(second, made[0], tmp_path / "second"))
    two = first.folder.file(first.in_use())
    assert two != one
    assert one.is_file(), "the data before are kept"
    assert at(two).previous() == "the data of March 1, 2027"
    path, _ = at(two).go_back(bundle_path)
    assert path == one
    assert first.in_use().release == "2027-03-01"
    path, _ = at(one).go_back(bundle_path)
    assert path == two, "and forth again"
    third = newer_data.newer(bundle_path, tmp_path / "third.sqlite", release="2027-09-01", rate="17.1%")
    at(two).install(newer_data.pack(third, made[0], tmp_path / "third"))
    assert not one.exists(), "only the data in use and those before are kept"
    assert two.is_file()


def test_going_back_to_the_programs_own_data_and_forth(installer, made, bundle_path):
    installer.install(made[3])
    pack_file = installer.folder.file(installer.in_use())
    again = Installer(installer.folder.path.parent, pack_file, "2026-11-27", made[1], STYLES)
    path, _ = again.go_back(bundle_path)
    assert path == bundle_path
    assert installer.in_use() is None
    assert installer.previous() == "the data of March 1, 2027"
    path, _ = installer.go_back(bundle_path)
    assert path == pack_file


def test_what_is_opened(installer, made, bundle_path, monkeypatch):
    profile = installer.folder.path.parent
    monkeypatch.setattr(paths, "shipped_bundle", lambda: bundle_path)
    assert bundle_source.find(None, profile) == bundle_path
    installer.install(made[3])
    installed = installer.folder.file(installer.in_use())
    assert bundle_source.find(None, profile) == installed
    assert bundle_source.find(made[2], profile) == made[2], "what is named is opened"
    monkeypatch.setattr(bundle_source, "own_release", lambda: "2028-01-01")
    assert bundle_source.find(None, profile) == bundle_path, "a newer program brings newer data"
    monkeypatch.setattr(bundle_source, "own_release", lambda: "2026-11-27")
    installed.unlink()
    assert bundle_source.find(None, profile) == bundle_path, "a pack that is gone is not missed"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"current": 3}', b'{"current": {"file": "x"}}', b"\xff\xfe",
     json.dumps({"current": {"file": "../../x.sqlite", "release": "2099-01-01", "digest": "", "schema": 8, "size": 1, "signer": "", "when": ""}}).encode()],
)  # fmt: skip
def test_a_damaged_note_of_what_is_in_use_is_as_if_there_were_none(tmp_path, content):
    folder = DataFolder(tmp_path)
    folder.path.mkdir()
    (folder.path / "current.json").write_bytes(content)
    assert folder.in_use("2026-11-27") is None


# --- what is reported ------------------------------------------------------------------------


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
    _, found = installer.install(made[3])
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
    monkeypatch.setattr(paths, "keys_folder", lambda: made[1])
    assert app.main(["--profile", str(belongings), "--data", str(made[3])]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["release"] == "2027-03-01"
    assert {item["kind"] for item in found["items"]} == {"note", "clip", "bookmark", "list"}
    assert app.main(["--profile", str(belongings), "--data", str(made[3])]) == 1
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


# --- what a reader of this code found --------------------------------------------------------


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("member", [packs.MANIFEST, packs.SIGNATURE, packs.REFERENCE])
def test_other_ways_of_packing_are_refused_before_anything_is_unpacked(
    installer, made, tmp_path, kind, member
):
    path = tmp_path / "p.usjtadata"
    with zipfile.ZipFile(made[3]) as archive, zipfile.ZipFile(path, "w") as other:
        for name in archive.namelist():
            content = b" " * 50_000_000 if name == packs.MANIFEST == member else archive.read(name)
            other.writestr(
                name,
                content[: 50_000_000 if name == packs.MANIFEST else 200_000],
                compress_type=kind if name == member else zipfile.ZIP_DEFLATED,
            )
    with pytest.raises(KnownError, match="no data pack of this program"):
        installer.install(path)


@pytest.mark.parametrize("method", [1, 6, 8, 9, 12, 14, 93, 255])
def test_a_signed_pack_with_another_method_written_in_is_one_sentence(installer, made, tmp_path, method):
    content = bytearray(made[3].read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = content.rfind(
            mark,
            0,
            content.find(packs.REFERENCE.encode(), content.rfind(b"PK\x01\x02") - 300 if mark[2] == 1 else 0),
        )
        content[place + offset] = method
    path = tmp_path / "p.usjtadata"
    path.write_bytes(content)
    try:
        installer.install(path)
    except KnownError as error:
        said = str(error)
        assert installer.in_use() is None
    else:
        said = ""
    assert "\n" not in said


def test_a_window_that_is_behind_cannot_go_back_by_installing(installer, made, bundle_path, tmp_path):
    """Another process installed later data: what this window shows does not count."""
    late = newer_data.newer(bundle_path, tmp_path / "late.sqlite", release="2027-09-01", rate="17.1%")
    installer.install(newer_data.pack(late, made[0], tmp_path / "late"))
    with pytest.raises(KnownError, match="older than that of the data in use, 2027-09-01"):
        installer.install(made[3])
    old = newer_data.newer(bundle_path, tmp_path / "old.sqlite", release="2025-01-01")
    shown = Installer(tmp_path / "other", old, "2026-11-27", made[1], STYLES)
    middle = newer_data.newer(bundle_path, tmp_path / "middle.sqlite", release="2026-06-01", rate="18.1%")
    with pytest.raises(KnownError, match="older than that of the data in use, 2026-11-27"):
        shown.install(newer_data.pack(middle, made[0], tmp_path / "middle"))


def test_the_same_data_as_a_repair_keep_the_way_back(installer, made, bundle_path, tmp_path):
    installer.install(made[3])
    first = installer.in_use()
    second = newer_data.newer(bundle_path, tmp_path / "second.sqlite", release="2027-06-01", rate="18.5%")
    pack = newer_data.pack(second, made[0], tmp_path / "second")
    path, _ = installer.install(pack)
    size = path.stat().st_size
    path.write_bytes(b"x" * size)
    installer.folder.set_aside(path)
    assert installer.in_use() is None
    assert installer.previous() == "the data of March 1, 2027", "what was before is not forgotten"
    installer.install(pack)
    assert installer.in_use().release == "2027-06-01"
    assert installer.folder.file(first).is_file() or installer.folder.state().previous is None


def test_only_what_is_in_use_is_set_aside(installer, made, tmp_path):
    installer.install(made[3])
    installer.folder.set_aside(tmp_path / "profile" / "data" / "2020-01-01-000000000000.sqlite")
    assert installer.in_use() is not None


def test_what_was_changed_since_the_question_is_not_installed(installer, made, bundle_path, tmp_path):
    path = tmp_path / "p.usjtadata"
    shutil.copy(made[3], path)
    offered = installer.offer(path)
    other = newer_data.newer(bundle_path, tmp_path / "other.sqlite", release="2027-08-01", rate="16%")
    shutil.copy(newer_data.pack(other, made[0], tmp_path / "other"), path)
    with pytest.raises(KnownError, match="changed since you were asked"):
        installer.install(path, offered=offered)
    assert installer.in_use() is None


def test_two_at_once_is_one_sentence(installer, made):
    with (
        installer.folder._locked(),
        pytest.raises(KnownError, match="Another window of the program is changing its data"),
    ):
        installer.install(made[3])
    installer.install(made[3])


@pytest.mark.parametrize(
    "change",
    [
        {"file": "a\u0000b.sqlite"},
        {"file": ""},
        {"file": ".."},
        {"file": "..sqlite"},
        {"when": None},
        {"signer": 5},
        {"size": "1"},
        {"schema": True},
    ],
)
def test_a_pointer_that_is_not_sound_in_every_part_counts_as_none(installer, made, change):
    installer.install(made[3])
    pointer = installer.folder.path / "current.json"
    found = json.loads(pointer.read_text())
    found["current"] |= change
    pointer.write_text(json.dumps(found))
    assert installer.in_use() is None


def test_a_pointer_that_claims_another_release_is_not_proven(installer, made):
    path, _ = installer.install(made[3])
    pointer = installer.folder.path / "current.json"
    pointer.write_text(pointer.read_text().replace('2027-03-01",', '9999-01-01",'))
    _, key, same = installer.folder.origin(path, packs.keys(made[1]))
    assert key is not None
    assert not same
    pointer.write_text("[" * 100_000)
    assert installer.in_use() is None


def test_a_folder_that_will_not_be_synced_is_no_reason_to_fail(installer, made, monkeypatch):
    real = os.fsync

    def _refuse(handle):
        import stat

        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(22, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", _refuse)
    installer.install(made[3])
    assert installer.in_use() is not None


def test_what_is_damaged_can_be_mended_by_a_pack(made, bundle_path, tmp_path):
    broken = tmp_path / "broken.sqlite"
    content = bytearray(bundle_path.read_bytes())
    content[8192 * 40 : 8192 * 3000] = b"\xff" * (8192 * 2960)
    broken.write_bytes(content)
    for shown in (broken, None, tmp_path / "none.sqlite"):
        profile = tmp_path / f"profile{shown and shown.name}"
        (profile / "x").mkdir(parents=True)
        UserFile(profile).close()
        _, found = Installer(profile, shown, "2026-11-27", made[1], STYLES).install(made[3])
        assert found.rows == ()


def test_a_damaged_file_of_the_users_is_named_in_the_report(installer, made):
    profile = installer.folder.path.parent
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.sqlite").write_bytes(b"no database" * 1000)
    _, found = installer.install(made[3])
    assert "it was kept as user.broken.sqlite" in found.said


@pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and not shutil.which("setpriv")),
    reason="needs a user without rights",
)
def test_a_data_folder_that_cannot_be_read_is_as_if_there_were_none(tmp_path):
    (tmp_path / "data").mkdir(mode=0o000)
    code = f"from pathlib import Path\nfrom desktop import bundle_source, single\np = Path({str(tmp_path)!r})\nprint(bundle_source.installed_bundle(p), single.hand_over(p, 'x'))"
    command = [sys.executable, "-c", code]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (tmp_path / "data").chmod(0o700)
    assert done.stdout.strip() == "None False", done.stderr
