"""The packaged program itself, from the folder that packaging/build.py makes: it runs without Python and without a network."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

PROGRAM = ROOT / "dist" / "usjta-desk"
pytestmark = pytest.mark.skipif(
    not (PROGRAM / "usjta-desk").is_file(),
    reason="there is no built folder; python packaging/build.py makes one",
)


def run(*arguments, program=PROGRAM, **environment):
    """The program with an environment that has nothing of this machine in it."""
    return subprocess.run(
        [str(program / "usjta-desk"), *arguments], cwd="/", env={"HOME": "/nonexistent", **environment}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_it_checks_itself_with_an_empty_environment():
    done = run("--selftest")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    report = json.loads(done.stdout)
    assert report["ok"]
    assert {check["check"] for check in report["checks"]} >= {"charts drawn", "a citation", "the PDF library"}


def test_it_says_what_it_was_built_from():
    stamp = json.loads((PROGRAM / "_internal" / "desktop" / "build.json").read_text(encoding="utf-8"))
    report = json.loads(run("--selftest").stdout)
    assert stamp["digest"] == report["digest"]
    assert stamp["version"] == report["version"]
    assert stamp["editions"] == report["editions"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", stamp["date"])


def test_it_carries_no_library_that_it_must_not_and_every_licence():
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        import examine
        from folder import built
    finally:
        sys.path.pop(0)
    assert examine.verify(built()) == []
    names = {path.name for path in (PROGRAM / "_internal" / "licences").iterdir()}
    lgpl = (PROGRAM / "_internal" / "licences" / "PySide6.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lgpl
    assert {
        "usjta-desk.txt",
        "Python.txt",
        "PySide6.txt",
        "numpy.txt",
        "pyqtgraph.txt",
        "pypdfium2.txt",
    } <= names


def test_it_answers_without_a_window(tmp_path):
    out = tmp_path / "beef.csv"
    done = run("--export", str(out), "jp:0202", "--as-of", "2026")
    assert done.returncode == 0, done.stderr
    assert "0202.30.010" in out.read_text(encoding="utf-8-sig")
    read = json.loads(run("--read", "29.8%＋1,159円/kg", LANG="C.UTF-8").stdout)
    assert read["published"] == "29.8%＋1,159円/kg"


def test_it_runs_from_a_folder_with_spaces_and_japanese_letters_and_keeps_the_profile_beside_it(tmp_path):
    folder = tmp_path / "米国 と 日本 desk"
    shutil.copytree(PROGRAM, folder, symlinks=True, copy_function=os.link)
    (folder / "portable").mkdir()
    done = run("--selftest", program=folder, LANG="C.UTF-8")
    assert done.returncode == 0, done.stderr
    treaty = tmp_path / "text.txt"
    treaty.write_text(
        "ARTICLE 1\nScope\n\n1. This is a text of our own, long enough to be read as one.\n" * 5,
        encoding="utf-8",
    )
    added = run("--add-source", str(treaty), program=folder, LANG="C.UTF-8")
    assert added.returncode == 0, added.stderr
    assert any((folder / "portable").iterdir()), "the user's files lie in the portable folder"


def test_it_opens_no_socket_but_those_of_this_machine(tmp_path):
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    log = tmp_path / "trace"
    command = ["strace", "-f", "-e", "trace=network", "-o", str(log), str(PROGRAM / "usjta-desk")]
    environment = {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    for arguments in (["--selftest"], ["--export", str(tmp_path / "x.xlsx"), "beef"]):
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr[-800:]
        assert foreign(log.read_text(errors="replace")) == []
    window = subprocess.Popen([*command, "jp:0406"], env=environment, stderr=subprocess.DEVNULL)
    time.sleep(6)
    assert window.poll() is None, "the window stands"
    subprocess.run(["pkill", "-TERM", "-P", str(window.pid)], check=False)
    window.wait(timeout=20)
    assert foreign(log.read_text(errors="replace")) == []


def foreign(trace):
    """Sockets of a trace that are of another family than that of this machine's own."""
    return [
        line
        for line in trace.splitlines()
        if "socket(" in line and not re.search(r"socket\(AF_(UNIX|LOCAL)", line)
    ]


def test_a_socket_would_be_noticed():
    assert foreign(
        "12 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n13 socket(AF_UNIX, SOCK_STREAM, 0) = 4"
    ) == ["12 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3"]
