"""The program as one folder that runs without Python: ``python packaging/build.py [--sources DIR]``.

Stamp, reference file, PyInstaller, prune, verify, size report; stops with one sentence and a code other than 0 at
anything that a user would meet. The folder is ``dist/usjta-desk``.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGE = ROOT / "build" / "stage"
DIST = ROOT / "dist" / "usjta-desk"
INSIDE = DIST / "_internal"
GOAL_MB, MOST_MB = 200, 250
# Libraries and folders that no build may carry.
FORBIDDEN = re.compile(
    r"WebEngine|Qt6?(Qml|Quick|Pdf|Multimedia|3D|Charts|Designer|Test)|pandas|tkinter|_tkinter|libpytest",
    re.I,
)
# Plugins of Qt that the program uses; all others go.
PLUGINS = {
    "platforms": {"libqxcb", "libqoffscreen", "libqwayland", "libqminimal", "qwindows", "qoffscreen"},
    "xcbglintegrations": {"libqxcb-egl-integration", "libqxcb-glx-integration"},
    "imageformats": {"libqsvg", "libqjpeg", "qsvg", "qjpeg"},
    "iconengines": {"libqsvgicon", "qsvgicon"},
    "platforminputcontexts": {"libibusplatforminputcontextplugin", "libcomposeplatforminputcontextplugin"},
    "platformthemes": {"libqxdgdesktopportal"},
    "printsupport": {"libcupsprintersupport", "windowsprintersupport"},
    "styles": {"qmodernwindowsstyle"},
    "wayland-shell-integration": {"libxdg-shell"},
    "wayland-decoration-client": {"libadwaita"},
    "wayland-graphics-integration-client": {"libqt-plugin-wayland-egl"},
}
# Libraries that every Linux desktop has and that must be those of the system; the Debian package depends on them.
OF_THE_SYSTEM = re.compile(
    r"lib(X11|Xext|Xrender|xcb\.|glib|gobject|gio|gmodule|gthread|dbus|systemd|cups|avahi|gnutls|nettle|hogweed|p11|tasn1|unistring|idn2|gmp|"
    r"gcrypt|gpg-error|lz4|cap|selinux|mount|blkid|uuid|pcre2|fontconfig|freetype|harfbuzz|graphite|"
    r"expat|png16|datrie|thai|fribidi|pango|cairo|pixman|atk|gdk|EGL|GL|wayland|readline|tinfo|zstd|lzma)"
)
# Names of the packages whose licence texts travel with the program, beside what they bring along.
PACKAGES = (
    "PySide6", "shiboken6", "PySide6_Essentials", "bibtexparser", "citeproc-py", "lark", "openpyxl", "et_xmlfile", "platformdirs", "pylatexenc",
    "pypdfium2", "pyqtgraph", "numpy", "colorama", "python-docx", "lxml", "typing_extensions", "RapidFuzz", "rispy", "squarify", "XlsxWriter", "pyinstaller",
)  # fmt: skip


def main() -> int:
    """All steps in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, help="folder of official documents that go with the program")
    parser.add_argument("--no-selftest", action="store_true", help="build only")
    options = parser.parse_args()
    begun = time.perf_counter()
    shutil.rmtree(STAGE, ignore_errors=True)
    shutil.rmtree(DIST, ignore_errors=True)
    STAGE.mkdir(parents=True)
    if not documents(options.sources):
        return 1
    stamp(reference())
    licences()
    run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(DIST.parent),
         "--workpath", str(ROOT / "build" / "work"), str(ROOT / "packaging" / "app.spec")])  # fmt: skip
    prune()
    troubles = verify()
    report()
    if not options.no_selftest:
        troubles += selftest()
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    print(
        f"{DIST.relative_to(ROOT)}: {'not fit to ship' if troubles else 'ready'}, {time.perf_counter() - begun:.0f} s"
    )
    return 1 if troubles else 0


def run(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
    """A step in a process of its own; its failure ends the build."""
    done = subprocess.run(command, cwd=ROOT, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        raise SystemExit(
            f"{Path(command[0]).name} {' '.join(command[1:3])} failed with code {done.returncode}."
        )
    return done  # type: ignore[no-any-return]


def documents(folder: Path | None) -> bool:
    """The office's documents, checked and copied; without any, those of an earlier build are taken out."""
    step = [sys.executable, str(ROOT / "packaging" / "sources.py")]
    step += ["--clear"] if folder is None else ["--sources", str(folder)]
    return subprocess.run(step, cwd=ROOT, check=False).returncode == 0


def reference() -> str:
    """The reference file; returns its logical digest."""
    out = STAGE / "reference.sqlite"
    done = run([sys.executable, "-m", "desktop.ingest", "bundle", "--out", str(out)], capture_output=True)
    found = re.search(r"logical digest (\w{64})", done.stdout)
    if found is None:
        raise SystemExit("The reference file was built without a digest.")
    return found[1]


def stamp(digest: str) -> None:
    """What was built from what: version, commit and its date, editions, digest."""
    sys.path.insert(0, str(ROOT))
    from desktop import __version__
    from desktop.store.bundle import Bundle

    def _git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    bundle = Bundle(STAGE / "reference.sqlite")
    content = {
        "version": __version__,
        "commit": _git("rev-parse", "--short=12", "HEAD"),
        "date": _git("log", "-1", "--format=%cs"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "editions": [edition.key for edition in bundle.editions],
        "digest": digest,
    }
    bundle.close()
    (STAGE / "build.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def licences() -> None:
    """The licence text of every package that travels along, and our own."""
    folder = STAGE / "licences"
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", folder / "usjta-desk.txt")
    for name in PACKAGES:
        try:
            files = importlib.metadata.files(name) or []
            meta = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            raise SystemExit(f"{name} is not installed, so its licence text cannot travel along.") from None
        texts = [
            f
            for f in files
            if re.search(r"(licen[cs]e|copying|notice)", f.name, re.I)
            and f.suffix.lower() in ("", ".txt", ".md", ".rst")
        ]
        wanted = [Path(str(f.locate())) for f in texts]
        said = f"{meta['Name']} {meta['Version']}\nLicence: {meta.get('License-Expression') or meta.get('License') or 'see below'}\n"
        said += "".join(
            f"\n--- {p.name} ---\n{p.read_text(encoding='utf-8', errors='replace')}"
            for p in wanted
            if p.is_file()
        )
        (folder / f"{name}.txt").write_text(said, encoding="utf-8")


def prune() -> None:
    """Plugins, translations and libraries that nothing asks for; debug symbols of the interpreter."""
    qt = next((p for p in (INSIDE / "PySide6" / "Qt", INSIDE / "PySide6") if (p / "plugins").is_dir()), None)
    if qt is None:
        raise SystemExit("The folder has no plugins of Qt; PyInstaller put them elsewhere.")
    for folder in sorted((qt / "plugins").iterdir()):
        wanted = PLUGINS.get(folder.name, set())
        for plugin in sorted(folder.iterdir()):
            if not any(plugin.stem.startswith(name) for name in wanted):
                plugin.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    for name in ("translations", "qml", "metatypes", "resources", "libexec"):
        shutil.rmtree(qt / name, ignore_errors=True)
    for path in (*INSIDE.rglob("*.pyi"), *INSIDE.rglob("*.a"), *(INSIDE / "numpy").rglob("tests")):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    # The same functions, once more for processors that have other instructions; those for all stay.
    for path in (INSIDE / "rapidfuzz").rglob("*_avx2*"):
        path.unlink()
    if sys.platform == "linux":
        drop_unreferenced()
        # Stripping everything would break numpy; the interpreter and its own modules are what has symbols.
        for python in [*INSIDE.glob("libpython*.so*"), *INSIDE.glob("python3*/lib-dynload/*.so")]:
            subprocess.run(["strip", "--strip-unneeded", str(python)], check=False)


def needed(path: Path) -> set[str]:
    """Names of the libraries that a library asks the loader for."""
    done = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False)
    return set(re.findall(r"NEEDED\s+(\S+)", done.stdout))


def drop_unreferenced() -> None:
    """Libraries that nothing in the folder asks for, however far one follows; what Python loads are the roots."""
    every = [p for p in INSIDE.rglob("*.so*") if p.is_file()]
    loaded = re.compile(r"\.(abi3|cpython-[\w-]+)\.so$")
    roots = [
        p for p in every if loaded.search(p.name) or "plugins" in p.parts or p.parent.name == "lib-dynload"
    ]
    roots += [DIST / "usjta-desk", *INSIDE.glob("libpython*"), *INSIDE.glob("pypdfium2_raw/*")]
    kept = {p for p in roots if p.is_file()}
    libraries: dict[str, list[Path]] = {}
    for path in every:
        if path not in kept:
            libraries.setdefault(path.name, []).append(path)
    reached: set[str] = set()
    waiting = [name for root in roots for name in needed(root)]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in libraries:
            waiting += needed(libraries[name][0])
    for name, paths in libraries.items():
        if name not in reached or OF_THE_SYSTEM.match(name):
            for path in paths:
                path.unlink()


def verify() -> list[str]:
    """What a build must not be."""
    found = [str(p.relative_to(DIST)) for p in DIST.rglob("*") if FORBIDDEN.search(p.name)]
    troubles = [f"{name} must not be in the build." for name in found[:8]]
    size = total(DIST) / 1e6
    if size > MOST_MB:
        troubles.append(f"The folder has {size:.0f} MB, more than {MOST_MB}.")
    for name in PACKAGES:
        text = INSIDE / "licences" / f"{name}.txt"
        if not text.is_file() or text.stat().st_size < 60:
            troubles.append(f"The licence text of {name} is missing.")
    return troubles


def total(folder: Path) -> int:
    """Bytes of all files below a folder, links not followed."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def report() -> None:
    """Sizes by component, largest first."""
    parts: dict[str, int] = {}
    for path in DIST.rglob("*"):
        if path.is_file() and not path.is_symlink():
            steps = path.relative_to(DIST).parts
            name = "/".join(steps[:3]) if steps[:2] == ("_internal", "PySide6") else "/".join(steps[:2])
            parts[name] = parts.get(name, 0) + path.stat().st_size
    print(f"size of {DIST.relative_to(ROOT)}: {total(DIST) / 1e6:.1f} MB (goal {GOAL_MB})")
    for name, size in sorted(parts.items(), key=lambda item: -item[1])[:16]:
        print(f"  {size / 1e6:6.1f} MB  {name}")


def selftest() -> list[str]:
    """The packaged program checks itself, with an empty environment and nothing of this checkout."""
    program = DIST / ("usjta-desk.exe" if os.name == "nt" else "usjta-desk")
    empty = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if os.name == "nt" else {"HOME": "/nonexistent"}
    done = subprocess.run(
        [str(program), "--selftest"], cwd="/", env=empty, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        print(f"selftest of the packaged program: {len(json.loads(done.stdout)['checks'])} checks, all well")
        return []
    failed = done.stdout or done.stderr
    try:
        failed = "; ".join(
            f"{c['check']}: {c['found']}" for c in json.loads(done.stdout)["checks"] if not c["ok"]
        )
    except ValueError:
        pass
    return [f"The packaged program does not pass its selftest: {failed[-800:]}"]


if __name__ == "__main__":
    sys.exit(main())
