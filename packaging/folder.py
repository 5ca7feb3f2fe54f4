"""Where the parts of a build lie: the stage that goes in, the folder that comes out, for each system."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGE = ROOT / "build" / "stage"
HERE = {"linux": "linux", "win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)


@dataclass(frozen=True)
class Folder:
    """A built program; ``system`` is linux, windows or macos."""

    path: Path
    system: str

    @property
    def inside(self) -> Path:
        """What the program needs, beside its executable."""
        return self.path / ("Contents/Frameworks" if self.system == "macos" else "_internal")

    @property
    def program(self) -> Path:
        """The executable."""
        if self.system == "macos":
            return self.path / "Contents" / "MacOS" / "usjta-desk"
        return self.path / ("usjta-desk.exe" if self.system == "windows" else "usjta-desk")

    def size(self) -> int:
        """Bytes of all files, links not followed."""
        return sum(p.stat().st_size for p in self.path.rglob("*") if p.is_file() and not p.is_symlink())


def built(system: str = HERE) -> Folder:
    """The folder of a system: ``dist/usjta-desk`` for Linux, ``dist/windows/usjta-desk``, ``dist/macos/USJTA Desk.app``."""
    places = {"windows": "windows/usjta-desk", "macos": "macos/USJTA Desk.app"}
    return Folder(ROOT / "dist" / places.get(system, "usjta-desk"), system)


def run(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
    """A step in a process of its own; its failure ends the build."""
    done = subprocess.run(command, cwd=ROOT, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        said = (done.stderr or done.stdout or "").strip()[-800:]
        raise SystemExit(
            f"{Path(command[0]).name} {' '.join(command[1:3])} failed with code {done.returncode}. {said}"
        )
    return done  # type: ignore[no-any-return]
