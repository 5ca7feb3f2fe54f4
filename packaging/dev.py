"""From a bare clone to the running program, or to its tests, in one command.

``python3 packaging/dev.py open [QUERY ...]`` makes the environment in ``.venv``, checks the
system libraries that Qt needs and opens the program; ``python3 packaging/dev.py test
[PYTEST ...]`` does the same and runs the tests. Standard library only, because nothing else is there
yet. Missing system packages are installed when this runs as the superuser on Debian or
Ubuntu, and named with the command to install them everywhere else.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)

# The library that the loader misses, and the Debian package that has it.
PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
}
FONTS = ("fonts-dejavu-core", "fonts-noto-cjk")
PROBE = (
    "import os; os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')\n"
    "from PySide6 import QtCore, QtGui, QtWidgets, QtSvg\n"
    "QtWidgets.QApplication([])\n"
)


def main() -> int:
    """Make everything ready, then open the program or run the tests."""
    if len(sys.argv) < 2 or sys.argv[1] not in ("open", "test"):
        print(__doc__)
        return 2
    if sys.version_info < OLDEST:
        print(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
        return 1
    if not make_environment() or not install_libraries():
        return 1
    rest = sys.argv[2:]
    if sys.argv[1] == "test":
        return subprocess.call([PYTHON, "-m", "pytest", *rest], cwd=ROOT)
    install_fonts()
    return subprocess.call([PYTHON, "-m", "desktop", *rest], cwd=ROOT)


def make_environment() -> bool:
    """A virtual environment with the pinned packages; made again when the pins change."""
    constraints = ROOT / "packaging" / "constraints.txt"
    pins = (ROOT / "pyproject.toml").read_bytes() + constraints.read_bytes()
    stamp = VENV / "pins.sha256"
    digest = hashlib.sha256(pins).hexdigest()
    if PYTHON.exists() and stamp.is_file() and stamp.read_text() == digest:
        return True
    print("Making the environment in .venv ...", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
        shutil.rmtree(VENV, ignore_errors=True)
        if not install_packages(["python3-venv"]):
            return False
        if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
            return False
    command = [PYTHON, "-m", "pip", "install", "--quiet", "-c", constraints, *requirements()]
    if subprocess.call(command):
        print("The packages could not be installed; see the message above.")
        return False
    stamp.write_text(digest)
    return True


def requirements() -> list[str]:
    """What the program and its tests need, as pyproject.toml says."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def install_libraries() -> bool:
    """Ask Qt to start; name or install the libraries that it misses, one after the other."""
    for _ in range(len(PACKAGES) + 1):
        done = subprocess.run([PYTHON, "-c", PROBE], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return True
        missing = re.search(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object", done.stderr)
        if missing is None or missing[1] not in PACKAGES:
            print(done.stderr.strip())
            print("Qt could not be started; see the message above.")
            return False
        # One is missing: most likely the others are too, and one round is quicker than six.
        if not install_packages(sorted(set(PACKAGES.values()))):
            return False
    return False


def install_fonts() -> None:
    """Japanese names need a font that has their characters."""
    if shutil.which("fc-list") is None:
        return
    found = subprocess.run(["fc-list", ":lang=ja"], capture_output=True, text=True, check=False)
    if not found.stdout.strip():
        install_packages(list(FONTS))


def install_packages(names: list[str]) -> bool:
    """Install Debian packages as the superuser; otherwise say which and how."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    may = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None
    if not may:
        print("These system packages are missing. Install them, then run this command again:")
        print("  sudo " + " ".join(command))
        return False
    print("Installing system packages: " + " ".join(names), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=environment)
    return subprocess.call(command, env=environment, stdout=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    sys.exit(main())
