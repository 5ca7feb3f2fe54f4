"""What a built folder can do without: unused parts of Qt, libraries that nothing asks for, tables of other languages."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from folder import ROOT, Folder, run

# Plugins of Qt that the program uses; all others go.
PLUGINS = {
    "platforms": {
        "libqxcb",
        "libqoffscreen",
        "libqwayland",
        "libqminimal",
        "qwindows",
        "qoffscreen",
        "libqcocoa",
    },
    "xcbglintegrations": {"libqxcb-egl-integration", "libqxcb-glx-integration"},
    "imageformats": {"libqsvg", "libqjpeg", "qsvg", "qjpeg"},
    "iconengines": {"libqsvgicon", "qsvgicon"},
    "platforminputcontexts": {"libibusplatforminputcontextplugin", "libcomposeplatforminputcontextplugin"},
    "platformthemes": {"libqxdgdesktopportal"},
    "printsupport": {"libcupsprintersupport", "windowsprintersupport", "libcocoaprintersupport"},
    "styles": {"qmodernwindowsstyle", "libqmacstyle"},
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
# Of the thirty megabytes of ICU's tables Qt uses collation, names of time zones and character sets; ours are English and Japanese.
ICU_KEPT = re.compile(
    r"(coll/|zone/)?(res_index|pool|root|en|en_US|ja|ja_JP)\.res|coll/ucadata\.icu|curr/supplementalData\.res|"
    r"(keyTypeData|supplementalData|timezoneTypes|zoneinfo64|metaZones|windowsZones|numberingSystems|icuver|genderList|plurals|dayPeriods|"
    r"currencyNumericCodes)\.res|(cnvalias|ulayout|uemoji|unames)\.icu|\w+\.nrm|(ibm-943_P15A-2003|ibm-5348_P100-1997|euc-jp-2007)\.cnv"
)
# Modules of packages that the program has no use for.
UNUSED = (
    "lxml/isoschematron",
    "lxml/html/diff*",
    "lxml/html/_difflib*",
    "lxml/sax*",
    "numpy/_core/_multiarray_tests*",
)


def trim(folder: Folder, *, small: bool) -> None:
    """All of it; with ``small`` numpy gives way to one without a library of linear algebra (needs a compiler, some minutes)."""
    plugins(folder)
    inside = folder.inside
    for path in (*inside.rglob("*.pyi"), *inside.rglob("*.a"), *(inside / "numpy").rglob("tests")):
        _remove(path)
    for pattern in UNUSED:
        for path in inside.glob(pattern):
            _remove(path)
    # The same functions, once more for processors that have other instructions; those for all stay.
    for path in (inside / "rapidfuzz").rglob("*_avx2*"):
        path.unlink()
    if folder.system == "windows":
        windows(folder)
    if folder.system == "linux":
        if small:
            small_numpy(folder)
        drop_unreferenced(folder)
        icu(folder)
        # Stripping everything would break numpy; the interpreter and its own modules are what has symbols.
        for python in [*inside.glob("libpython*.so*"), *inside.glob("python3*/lib-dynload/*.so")]:
            subprocess.run(["strip", "--strip-unneeded", str(python)], check=False)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def plugins(folder: Folder) -> None:
    """Plugins, translations and the rest of Qt's own data."""
    places = (folder.inside / "PySide6" / "Qt", folder.inside / "PySide6")
    qt = next((p for p in places if (p / "plugins").is_dir()), None)
    if qt is None:
        raise SystemExit("The folder has no plugins of Qt; PyInstaller put them elsewhere.")
    for kind in sorted((qt / "plugins").iterdir()):
        wanted = PLUGINS.get(kind.name, set())
        for plugin in sorted(kind.iterdir()):
            if plugin.stem not in wanted and not any(plugin.stem.startswith(f"{name}.") for name in wanted):
                _remove(plugin)
        if not any(kind.iterdir()):
            kind.rmdir()
    for name in ("translations", "qml", "metatypes", "resources", "libexec"):
        shutil.rmtree(qt / name, ignore_errors=True)


def windows(folder: Folder) -> None:
    """A software renderer of OpenGL, which no widget asks for, and what belongs to modules that are left out."""
    for name in ("opengl32sw.dll", "Qt6Quick*.dll", "Qt6Qml*.dll", "Qt6OpenGL*.dll", "Qt6VirtualKeyboard*.dll", "d3dcompiler_*.dll", "avcodec*.dll",
                 "libcrypto-3*.dll", "libssl-3*.dll"):  # fmt: skip
        for path in folder.inside.rglob(name):
            path.unlink()


def needed(path: Path) -> set[str]:
    """Names of the libraries that a library asks the loader for."""
    done = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False)
    return set(re.findall(r"NEEDED\s+(\S+)", done.stdout))


def drop_unreferenced(folder: Folder) -> None:
    """Libraries that nothing in the folder asks for, however far one follows; what Python loads are the roots."""
    every = [p for p in folder.inside.rglob("*.so*") if p.is_file()]
    loaded = re.compile(r"\.(abi3|cpython-[\w-]+)\.so$")
    roots = [
        p for p in every if loaded.search(p.name) or "plugins" in p.parts or p.parent.name == "lib-dynload"
    ]
    roots += [folder.program, *folder.inside.glob("libpython*"), *folder.inside.glob("pypdfium2_raw/*")]
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


def icu(folder: Folder) -> None:
    """ICU's tables with the languages of the program alone, in a library of the same name and symbol."""
    (library,) = folder.inside.glob("PySide6/Qt/lib/libicudata.so.*")
    if shutil.which("icupkg") is None or shutil.which("ld") is None:
        print("ICU's tables stay whole: icupkg is missing (apt-get install icu-devtools binutils).")
        return
    version = library.name.rsplit(".", 1)[1]
    package = f"icudt{version}l.dat"
    with tempfile.TemporaryDirectory() as work:
        whole, some = Path(work) / "whole" / package, Path(work) / package
        whole.parent.mkdir()
        whole.write_bytes(_rodata(library))
        names = run(["icupkg", "-l", str(whole)], capture_output=True).stdout.split()
        gone = Path(work) / "gone.txt"
        gone.write_text(
            "\n".join(name for name in names if not ICU_KEPT.fullmatch(name)) + "\n", encoding="utf-8"
        )
        run(["icupkg", "-r", str(gone), str(whole), str(some)], capture_output=True)
        made = Path(work) / "made.o"
        subprocess.run(["ld", "-r", "-b", "binary", "-o", str(made), some.name], cwd=work, check=True)
        section = ".rodata,alloc,load,readonly,data,contents"
        symbol = f"_binary_{re.sub(r'[^A-Za-z0-9]', '_', some.name)}_start=icudt{version}_dat"
        run(
            [
                "objcopy",
                "--rename-section",
                f".data={section}",
                "--set-section-alignment",
                ".data=16",
                "--redefine-sym",
                symbol,
                str(made),
            ]
        )
        out = Path(work) / library.name
        run(["ld", "-shared", "-soname", library.name, "-z", "noexecstack", "-s", "-o", str(out), str(made)])
        shutil.copy(out, library)


def _rodata(library: Path) -> bytes:
    """The one table of a library that holds nothing else."""
    said = run(["objdump", "-h", str(library)], capture_output=True).stdout
    found = re.search(r"\.rodata\s+(\w+)\s+\w+\s+\w+\s+(\w+)", said)
    if found is None:
        raise SystemExit(f"{library.name} has no section of data.")
    size, offset = int(found[1], 16), int(found[2], 16)
    return library.read_bytes()[offset : offset + size]


def small_numpy(folder: Folder) -> None:
    """Numpy built here without a library of linear algebra: thirty megabytes less; the charts use none of it."""
    wheels = ROOT / "build" / "wheels"
    found = sorted(wheels.glob("numpy-*.whl"))
    if not found:
        import sys

        pins = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
        version = re.search(r"(?m)^numpy==(\S+)$", pins)
        assert version is not None
        options = ("allow-noblas=true", "blas=none", "lapack=none", "cpu-dispatch=none", "cpu-baseline=min")
        print("building numpy without linear algebra; this takes some minutes", flush=True)
        run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-binary", "numpy", f"numpy=={version[1]}", "-w", str(wheels),
             *(f"-Csetup-args=-D{option}" for option in options)])  # fmt: skip
        found = sorted(wheels.glob("numpy-*.whl"))
    with zipfile.ZipFile(found[-1]) as wheel:
        names = set(wheel.namelist())
        for path in (folder.inside / "numpy").rglob("*.so"):
            name = path.relative_to(folder.inside).as_posix()
            if name not in names:
                raise SystemExit(f"{found[-1].name} has no {name}.")
            path.write_bytes(wheel.read(name))
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
    for path in [
        folder.inside / "numpy.libs",
        *folder.inside.glob("lib*openblas*"),
        *folder.inside.glob("libgfortran*"),
        *folder.inside.glob("libquadmath*"),
    ]:
        _remove(path)
