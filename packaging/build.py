"""The program as one folder that runs without Python.

``python packaging/build.py [--sources DIR] [--trust FILE.pub] [--small] [--for windows] [--staged]``: stage, freeze, trim, verify, report,
selftest; stops with one sentence and a code other than 0 at anything that a user would meet. ``--for windows`` makes the build for Windows on Debian
(packaging/windows/wine.py says how).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time

import examine
import stage
from folder import HERE, ROOT, STAGE, Folder, built, run
from trim import trim


def main() -> int:
    """All steps in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    stage.arguments(parser)
    parser.add_argument(
        "--small", action="store_true", help="numpy without linear algebra (some minutes more)"
    )
    parser.add_argument(
        "--for", dest="system", choices=("windows",), default=HERE, help="build for Windows with wine"
    )
    parser.add_argument("--staged", action="store_true", help="take build/stage as it is")
    parser.add_argument("--no-selftest", action="store_true", help="build only")
    options = parser.parse_args()
    begun = time.perf_counter()
    folder = built(options.system)
    shutil.rmtree(folder.path, ignore_errors=True)
    if not options.staged:
        stage.stage(options.sources, options.trust)
    elif not (STAGE / "build.json").is_file():
        raise SystemExit(f"There is no stage in {STAGE}; packaging/stage.py makes it.")
    freeze(folder)
    trim(folder, small=options.small)
    troubles = examine.verify(folder)
    examine.report(folder)
    if not options.no_selftest:
        troubles += examine.selftest(folder)
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    state = "not fit to ship" if troubles else "ready"
    print(f"{folder.path.relative_to(ROOT)}: {state}, {time.perf_counter() - begun:.0f} s")
    return 1 if troubles else 0


def freeze(folder: Folder) -> None:
    """PyInstaller, of this system or under wine."""
    if folder.system != HERE:
        sys.path.insert(0, str(ROOT / "packaging" / "windows"))
        import wine

        wine.freeze(folder)
        return
    run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(folder.path.parent),
         "--workpath", str(ROOT / "build" / "work"), str(ROOT / "packaging" / "app.spec")])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
