"""What a built folder must and must not be; its sizes; its own checks."""

from __future__ import annotations

import json
import os
import re
import subprocess

from folder import HERE, Folder
from stage import PACKAGES

GOAL_MB, MOST_MB = 200, 250
# Libraries and folders that no build may carry.
FORBIDDEN = re.compile(
    r"WebEngine|Qt6?(Qml|Quick|Pdf|Multimedia|3D|Charts|Designer|Test)|pandas|tkinter|_tkinter|libpytest|icuuc\.dll|ucrtreal",
    re.I,
)
# A licence in less than this is a name without its text.
SHORTEST_LICENCE = 400


def verify(folder: Folder) -> list[str]:
    """Sentences on what a build must not be."""
    found = [str(p.relative_to(folder.path)) for p in folder.path.rglob("*") if FORBIDDEN.search(p.name)]
    troubles = [f"{name} must not be in the build." for name in found[:8]]
    size = folder.size() / 1e6
    if size > MOST_MB:
        troubles.append(f"The folder has {size:.0f} MB, more than {MOST_MB}.")
    licences = next(
        (p for p in (folder.inside / "licences", folder.path / "Contents/Resources/licences") if p.is_dir()),
        folder.inside,
    )
    for name in (*PACKAGES, "Python", "usjta-desk"):
        text = licences / f"{name}.txt"
        if not text.is_file() or text.stat().st_size < SHORTEST_LICENCE:
            troubles.append(f"The licence text of {name} is missing.")
    return troubles


def report(folder: Folder) -> None:
    """Sizes by component, largest first."""
    parts: dict[str, int] = {}
    for path in folder.path.rglob("*"):
        if path.is_file() and not path.is_symlink():
            steps = path.relative_to(folder.path).parts
            name = "/".join(steps[:3]) if steps[:2] == ("_internal", "PySide6") else "/".join(steps[:2])
            parts[name] = parts.get(name, 0) + path.stat().st_size
    print(f"size of {folder.path.name} for {folder.system}: {folder.size() / 1e6:.1f} MB (goal {GOAL_MB})")
    for name, size in sorted(parts.items(), key=lambda item: -item[1])[:16]:
        print(f"  {size / 1e6:6.1f} MB  {name}")


def selftest(folder: Folder) -> list[str]:
    """The packaged program checks itself, with an empty environment and nothing of this checkout."""
    if folder.system != HERE:
        print(f"selftest: not run, this is no {folder.system}")
        return []
    empty = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if os.name == "nt" else {"HOME": "/nonexistent"}
    done = subprocess.run(
        [str(folder.program), "--selftest"],
        cwd="/",
        env=empty,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode == 0 and done.stdout.strip():
        print(f"selftest of the packaged program: {len(json.loads(done.stdout)['checks'])} checks, all well")
        return []
    failed = done.stdout or done.stderr
    try:
        failed = "; ".join(
            f"{c['check']}: {c['found']}" for c in json.loads(done.stdout)["checks"] if not c["ok"]
        )
    except ValueError:
        pass
    return [f"The packaged program does not pass its selftest (code {done.returncode}): {failed[-800:]}"]
