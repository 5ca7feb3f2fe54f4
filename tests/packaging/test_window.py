"""The packaged program on a screen, driven from outside as by a user: start, search, charts, copy, tray, quit."""

import os
import shutil
import subprocess
import time

import pytest

from tests.conftest import ROOT
from tests.packaging.test_program import foreign

PROGRAM = ROOT / "dist" / "usjta-desk" / "usjta-desk"
TOOLS = ("Xvfb", "openbox", "xdotool", "import")
EVIDENCE = ROOT / "tests" / "output"


@pytest.fixture
def screen():
    """An X server of its own with a window manager; both end with the test."""
    if not PROGRAM.is_file():
        pytest.skip("there is no built folder; python packaging/build.py makes one")
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"], pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as stream:
        display = f":{stream.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL)
    time.sleep(0.8)
    yield display
    for process in (manager, server):
        process.terminate()
        process.wait(timeout=10)


def test_from_start_to_quit(screen, tmp_path):
    environment = {"DISPLAY": screen, "HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}

    def tool(*arguments):
        done = subprocess.run(
            ["xdotool", *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout.strip()

    def picture(name):
        EVIDENCE.mkdir(parents=True, exist_ok=True)
        path = EVIDENCE / f"packaged_{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], env=environment, check=True, timeout=60)
        return path.stat().st_size

    log = tmp_path / "stderr.txt"
    with log.open("w") as stream:
        traced = ["strace", "-f", "-e", "trace=network", "-o", str(tmp_path / "trace")]
        command = [*(traced if shutil.which("strace") else []), str(PROGRAM)]
        program = subprocess.Popen(command, env=environment, stderr=stream)
    try:
        window = tool("search", "--sync", "--onlyvisible", "--name", "USJTA Desk").splitlines()[0]
        time.sleep(2.5)
        tool("windowactivate", "--sync", window)
        tool("windowsize", window, "1366", "740")
        tool("key", "ctrl+k")
        tool("type", "--delay", "25", "jp:0202.30.010")
        time.sleep(1)
        assert picture("search") > 30_000
        tool("key", "Down")
        tool("key", "ctrl+t")
        time.sleep(0.8)
        tool("key", "ctrl+4")
        time.sleep(3)
        assert picture("gallery") > 30_000
        tool("key", "ctrl+5")
        time.sleep(1.5)
        assert picture("timeline") > 30_000
        tool("key", "ctrl+6")
        time.sleep(1)
        assert picture("tray") > 20_000
        assert program.poll() is None
        tool("key", "ctrl+q")
        assert program.wait(timeout=15) == 0
    finally:
        if program.poll() is None:
            program.kill()
    said = log.read_text(errors="replace")
    assert "Traceback" not in said, said
    if (tmp_path / "trace").is_file():
        found = (tmp_path / "trace").read_text(errors="replace")
        assert "AF_UNIX" in found, "the trace sees the way to the screen"
        assert foreign(found) == []
    kept = list(tmp_path.rglob("user.sqlite"))
    assert kept, "the tray was written"
