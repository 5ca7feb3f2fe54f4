"""How the packaged program starts beside the same program from its source, in pairs: ``python tests/bench/packaged.py [--runs 15]``.

Each start is a whole process: begun, window painted, table painted, menus made, closed.
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
    """Seconds of one start."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    subprocess.run(
        [*command, "--start-only", "--profile", str(profile)],
        env=environment,
        cwd=profile,
        check=True,
        timeout=120,
    )
    return time.perf_counter() - begun


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
        f"start to table and menus, whole process: from source {statistics.median(taken['source']) * 1e3:.0f} ms, packaged "
        f"{statistics.median(taken['packaged']) * 1e3:.0f} ms, ratio {ratio:.2f} (goal 1.3), {runs} pairs"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    bench_packaged(parser.parse_args().runs)
