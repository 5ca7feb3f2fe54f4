"""Data packs with the packaged program, as an office would use them: its own key, installed, refused, cut off, on a full disk."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.conftest import ROOT
from tests.helpers import newer_data
from tests.packaging.test_program import foreign

PROGRAM = ROOT / "dist" / "usjta-desk"
pytestmark = pytest.mark.skipif(
    not (PROGRAM / "usjta-desk").is_file(),
    reason="there is no built folder; python packaging/build.py makes one",
)
QT = {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The program with an office's key in it, and packs: a later one, and one of a stranger."""
    folder = tmp_path_factory.mktemp("office")
    program = folder / "program"
    shutil.copytree(PROGRAM, program, symlinks=True, copy_function=os.link)
    key, trusted = newer_data.keys(folder, "The office")
    stranger, _ = newer_data.keys(folder / "stranger", "A stranger")
    shutil.copy(next(trusted.iterdir()), program / "_internal" / "desktop" / "_resources" / "keys")
    own = program / "_internal" / "desktop" / "_data" / "reference.sqlite"
    later = newer_data.newer(own, folder / "later.sqlite")
    return program, newer_data.pack(later, key, folder), newer_data.pack(later, stranger, folder / "stranger")


def run(program, *arguments, home, **more):
    return subprocess.run(
        [str(program / "usjta-desk"), *map(str, arguments)], cwd="/", env={"HOME": str(home), **QT}, capture_output=True, text=True, timeout=120,
        check=False, **more,
    )  # fmt: skip


def rate(program, home):
    out = home / "beef.csv"
    done = run(program, "--export", out, "jp:0202.30.010", "--as-of", "2026", home=home)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8-sig")
    out.unlink()
    return "19.9%" if "19.9%" in text else "20.8%"


def test_a_pack_is_installed_from_the_command_line_and_used(office, tmp_path):
    program, pack, _ = office
    assert rate(program, tmp_path) == "20.8%"
    done = run(program, "--data", pack, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["release"] == "2027-03-01"
    assert rate(program, tmp_path) == "19.9%"
    report = json.loads(run(program, "--selftest", home=tmp_path).stdout)
    assert (
        report["digest"] != json.loads(run(program, "--selftest", home=tmp_path / "other").stdout)["digest"]
    )


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_an_installation_opens_no_socket(office, tmp_path):
    program, pack, _ = office
    log = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-e",
        "trace=network",
        "-o",
        str(log),
        str(program / "usjta-desk"),
        "--data",
        str(pack),
    ]
    done = subprocess.run(
        command, env={"HOME": str(tmp_path), **QT}, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert foreign(log.read_text(errors="replace")) == []


def test_a_stranger_and_a_build_without_keys_take_nothing(office, tmp_path):
    program, pack, foreign = office
    done = run(program, "--data", foreign, home=tmp_path)
    assert done.returncode == 1
    assert "somebody else than The office" in done.stderr
    assert done.stderr.count("\n") == 1, "one sentence"
    done = run(PROGRAM, "--data", pack, home=tmp_path)
    assert done.returncode == 1
    assert "this build of the program knows no signer" in done.stderr
    assert not list(tmp_path.rglob("data"))


def test_ended_in_the_middle_nothing_is_lost(office, tmp_path):
    """SIGKILL at moments spread over an installation; the next start, and the next installation, are as if nothing had been."""
    program, pack, _ = office
    begun = time.monotonic()
    run(program, "--data", pack, home=tmp_path / "whole")
    whole = time.monotonic() - begun
    for step in range(8):
        process = subprocess.Popen(
            [str(program / "usjta-desk"), "--data", str(pack)], cwd="/", env={"HOME": str(tmp_path), **QT}, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(whole * (step + 1) / 9)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert rate(program, tmp_path) in ("20.8%", "19.9%")
    done = run(program, "--data", pack, home=tmp_path)
    assert done.returncode == 0 or "in use already" in done.stderr
    assert rate(program, tmp_path) == "19.9%"
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser can make a small disk"
)
def test_a_full_disk_is_one_sentence_and_the_window_still_opens(office, tmp_path):
    program, pack, _ = office
    home = tmp_path / "small"
    home.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(home)], check=False, capture_output=True
    ).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        done = run(program, "--data", pack, home=home)
        assert done.returncode == 1
        assert "MB are free; nothing was changed" in done.stderr
        (home / "filler").write_bytes(b"x" * (shutil.disk_usage(home).free - 4096))
        assert run(program, "--start-only", home=home).returncode == 0
        (home / "filler").unlink()
        assert rate(program, home) == "20.8%"
    finally:
        subprocess.run(["umount", str(home)], check=True)


def test_a_home_that_cannot_be_written(office, tmp_path):
    """A read-only disk: the window opens, an export elsewhere works, a pack is refused with a sentence."""
    program, pack, _ = office
    home = tmp_path / "locked"
    home.mkdir()
    mounted = (
        subprocess.run(["mount", "--bind", str(home), str(home)], check=False, capture_output=True).returncode
        == 0
    )
    if (
        not mounted
        or subprocess.run(
            ["mount", "-o", "remount,ro,bind", str(home)], check=False, capture_output=True
        ).returncode
    ):
        if mounted:
            subprocess.run(["umount", str(home)], check=True)
        home.chmod(0o500)
        if os.access(home, os.W_OK):
            pytest.skip("no folder can be locked here")
        mounted = False
    try:
        started = run(program, "--start-only", home=home)
        assert started.returncode == 0
        assert "Traceback" not in started.stderr
        done = run(program, "--data", pack, home=home)
        assert done.returncode == 1
        assert "could not be written" in done.stderr
        assert run(program, "--export", tmp_path / "x.csv", "jp:0202", home=home).returncode == 0
    finally:
        if mounted:
            subprocess.run(["umount", str(home)], check=True)


def test_a_profile_of_a_newer_program_is_left_as_it_is(office, tmp_path):
    program, pack, _ = office
    profile = tmp_path / ".local" / "share" / "usjta-desk"
    profile.mkdir(parents=True)
    db = sqlite3.connect(profile / "user.sqlite")
    db.executescript("CREATE TABLE note (id); PRAGMA user_version = 99; PRAGMA application_id = 0x55534A55;")
    db.close()
    before = (profile / "user.sqlite").read_bytes()
    assert run(program, "--start-only", home=tmp_path).returncode == 0
    done = run(program, "--data", pack, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "written by a newer version of the program" in json.loads(done.stdout)["said"]
    done = run(program, "--ties", home=tmp_path)
    assert done.returncode == 1
    assert "newer version of the program; it is left as it is" in done.stderr
    assert (profile / "user.sqlite").read_bytes() == before


def test_newer_data_of_the_program_take_the_place_of_an_installed_pack(office, tmp_path):
    program, pack, _ = office
    run(program, "--data", pack, home=tmp_path)
    pointer = next(tmp_path.rglob("current.json"))
    found = json.loads(pointer.read_text())
    found["current"]["release"] = "2020-01-01"
    pointer.write_text(json.dumps(found))
    assert rate(program, tmp_path) == "20.8%"


def test_an_archive_in_a_folder_that_cannot_be_written_keeps_the_profile_with_the_user(office, tmp_path):
    program = tmp_path / "stick"
    shutil.copytree(office[0], program, symlinks=True, copy_function=os.link)
    (program / "portable").write_text("no folder, so not used")
    assert run(program, "--start-only", home=tmp_path / "a").returncode == 0
    assert (tmp_path / "a" / ".local" / "share" / "usjta-desk" / "settings.json").is_file()
    (program / "portable").unlink()
    (program / "portable").mkdir()
    assert run(program, "--start-only", home=tmp_path / "b").returncode == 0
    assert (program / "portable" / "settings.json").is_file()
    assert not (tmp_path / "b").exists()
