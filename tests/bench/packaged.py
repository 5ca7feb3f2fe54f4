"""How the packaged program starts beside the same program from its source, in pairs: ``python tests/bench/packaged.py [--runs 15]``.

Each start is timed from the beginning of the process until the table is painted and the menus are made.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / "dist" / "usjta-desk"


def once(command: list[str], profile: Path) -> float:
    """Seconds from the start of a process to the table and the menus, which it tells by the clock."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    begun = time.time()
    done = subprocess.run(
        [*command, "--start-only", "--profile", str(profile)],
        env=environment, cwd=profile, check=True, timeout=120, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout) - begun


def bench_packaged(runs: int) -> None:
    """Print medians and the median ratio of pairs."""
    if not (PROGRAM / "usjta-desk").is_file():
        print("start of the packaged program: not measured, there is no built folder")
        return
    bundle = PROGRAM / "_internal" / "desktop" / "_data" / "reference.sqlite"
    ways = {
        "source": [sys.executable, "-m", "desktop", "--data", str(bundle)],
        "packaged": [str(PROGRAM / "usjta-desk"), "--data", str(bundle)],
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as profile:
        for command in ways.values():
            once(command, Path(profile))  # the files are in memory for both
        for turn in range(runs):
            for name in list(ways) if turn % 2 else list(ways)[::-1]:
                taken[name].append(once(ways[name], Path(profile)))
    ratio = statistics.median(p / s for p, s in zip(taken["packaged"], taken["source"], strict=True))
    print(
        f"start to table and menus: from source {statistics.median(taken['source']) * 1e3:.0f} ms, packaged "
        f"{statistics.median(taken['packaged']) * 1e3:.0f} ms, ratio {ratio:.2f} (goal 1.3), {runs} pairs"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    bench_packaged(parser.parse_args().runs)
