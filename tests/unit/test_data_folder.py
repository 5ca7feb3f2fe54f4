"""The data of a profile: whatever happens while they are changed, the old or the new are in use, and there is a way back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from desktop import bundle_source, paths
from desktop.errors import KnownError
from desktop.store import pack as packs
from desktop.store.installed import DataFolder
from desktop.viewmodels.updating import Installer
from tests.conftest import ROOT
from tests.helpers import newer_data

STYLES = ROOT / "resources" / "citation"


def test_a_full_disk_is_said_before_anything_is_written(installer, made, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 30_000_000))
    with pytest.raises(KnownError, match="where 30 MB are free; nothing was changed"):
        installer.install(made.pack)
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
            Installer(Path({str(tmp_path)!r}), Path({str(bundle_path)!r}), "2026-11-27", Path({str(made.keys)!r}), Path({str(STYLES)!r})).install(Path({str(made.pack)!r}))
        except Exception as error:
            print(type(error).__name__, error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("KnownError The data could not be written"), done.stdout + done.stderr
    folder = DataFolder(tmp_path)
    assert folder.in_use("2026-11-27") is None
    assert not newer_data.left(folder)


@pytest.mark.skipif(os.name == "nt", reason="processes end another way there")
def test_killed_at_any_moment_the_old_data_or_the_new_are_in_use(made, bundle_path, tmp_path):
    """Ended with SIGKILL at moments spread over the whole installation, then installed again."""
    code = f"""
        import sys, time
        from pathlib import Path
        from desktop.viewmodels.updating import Installer
        installer = Installer(Path(sys.argv[1]), Path({str(bundle_path)!r}), "2026-11-27", Path({str(made.keys)!r}), Path({str(STYLES)!r}))
        print("begun", flush=True)
        installer.install(Path({str(made.pack)!r}))
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
            assert newer_data.proven(folder, item, made)
            shutil.rmtree(profile)
    assert False in outcomes, "some were ended before the new data were in place"
    installer = Installer(profile, bundle_path, "2026-11-27", made.keys, STYLES)
    installer.install(made.pack)
    assert installer.in_use() is not None
    assert not list(installer.folder.path.glob("*.part")), "what the ended ones left is gone"


def test_a_profile_that_cannot_be_written_is_one_sentence(made, bundle_path, tmp_path):
    (tmp_path / "profile").write_text("a file where the folder should be")
    installer = Installer(tmp_path / "profile", bundle_path, "2026-11-27", made.keys, STYLES)
    with pytest.raises(KnownError, match=r"could not be written to .*; nothing was changed"):
        installer.install(made.pack)


def test_it_can_be_stopped(installer, made):
    with pytest.raises(KnownError, match="nothing was changed"):
        installer.install(made.pack, lambda share: share < 0.4)
    assert installer.in_use() is None
    assert not list(installer.folder.path.glob("*.part"))


def test_the_data_before_are_kept_and_can_be_used_again(made, bundle_path, tmp_path):
    profile = tmp_path / "profile"

    def at(path):
        return Installer(profile, path, "2026-11-27", made.keys, STYLES)

    first = at(bundle_path)
    assert first.previous() is None
    first.install(made.pack)
    one = first.folder.file(first.in_use())
    assert first.previous() == "the program's own data"
    second = newer_data.newer(bundle_path, tmp_path / "second.sqlite", release="2027-06-01", rate="18.5%")
    at(one).install(newer_data.pack(second, made.key, tmp_path / "second"))
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
    at(two).install(newer_data.pack(third, made.key, tmp_path / "third"))
    assert not one.exists(), "only the data in use and those before are kept"
    assert two.is_file()


def test_going_back_to_the_programs_own_data_and_forth(installer, made, bundle_path):
    installer.install(made.pack)
    pack_file = installer.folder.file(installer.in_use())
    again = Installer(installer.folder.path.parent, pack_file, "2026-11-27", made.keys, STYLES)
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
    installer.install(made.pack)
    installed = installer.folder.file(installer.in_use())
    assert bundle_source.find(None, profile) == installed
    assert bundle_source.find(made.later, profile) == made.later, "what is named is opened"
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


def test_the_same_data_as_a_repair_keep_the_way_back(installer, made, bundle_path, tmp_path):
    installer.install(made.pack)
    first = installer.in_use()
    second = newer_data.newer(bundle_path, tmp_path / "second.sqlite", release="2027-06-01", rate="18.5%")
    pack = newer_data.pack(second, made.key, tmp_path / "second")
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
    installer.install(made.pack)
    installer.folder.set_aside(tmp_path / "profile" / "data" / "2020-01-01-000000000000.sqlite")
    assert installer.in_use() is not None


def test_two_at_once_is_one_sentence(installer, made):
    with (
        installer.folder._locked(),
        pytest.raises(KnownError, match="Another window of the program is changing its data"),
    ):
        installer.install(made.pack)
    installer.install(made.pack)


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
    installer.install(made.pack)
    pointer = installer.folder.path / "current.json"
    found = json.loads(pointer.read_text())
    found["current"] |= change
    pointer.write_text(json.dumps(found))
    assert installer.in_use() is None


def test_a_pointer_that_claims_another_release_is_not_proven(installer, made):
    path, _ = installer.install(made.pack)
    pointer = installer.folder.path / "current.json"
    pointer.write_text(pointer.read_text().replace('2027-03-01",', '9999-01-01",'))
    _, key, same = installer.folder.origin(path, packs.keys(made.keys))
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
    installer.install(made.pack)
    assert installer.in_use() is not None


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
