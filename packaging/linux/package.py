"""From the built folder to what Linux users get: ``python packaging/linux/package.py [deb] [tar] [--version V] [--out DIR]``.

The Debian package puts the program under /opt and its name on the path; the archive runs from any folder, also a
read-only one, and keeps the user's files in ``portable/`` beside it where that folder exists.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
PROGRAM = ROOT / "dist" / "usjta-desk"
DEPENDS = (
    "libc6 (>= 2.36), libgl1, libegl1, libxkbcommon0, libxkbcommon-x11-0, libglib2.0-0, libfontconfig1, libfreetype6, "
    "libdbus-1-3, libx11-6, libx11-xcb1, libxcb1, libxcb-cursor0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, "
    "libxcb-randr0, libxcb-render-util0, libxcb-render0, libxcb-shape0, libxcb-shm0, libxcb-sync1, libxcb-xfixes0, "
    "libxcb-xkb1, liblzma5, libuuid1, libzstd1"
)
MOST_DEB_MB = 58


def stamp() -> dict[str, str]:
    """What the folder was built from."""
    path = PROGRAM / "_internal" / "desktop" / "build.json"
    if not path.is_file():
        raise SystemExit("There is no built folder; run python packaging/build.py first.")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Make what is asked for, or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=("deb", "tar", []), help="which (default: both)")
    parser.add_argument("--version", help="call it this version, for trying upgrades")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    made = stamp()
    made["version"] = options.version or made["version"]
    options.out = options.out.absolute()
    options.out.mkdir(parents=True, exist_ok=True)
    for kind in options.kinds or ["deb", "tar"]:
        out = {"deb": deb, "tar": tar}[kind](made, options.out)
        print(
            f"{out.name}: {out.stat().st_size / 1e6:.1f} MB, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}"
        )
    return 0


def seconds(made: dict[str, str]) -> int:
    """The date of the commit as a time, so that two builds of it are the same."""
    done = subprocess.run(
        ["date", "-u", "-d", made["date"], "+%s"], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def tar(made: dict[str, str], folder: Path) -> Path:
    """One archive with one folder in it."""
    out = folder / f"usjta-desk-{made['version']}-linux-x86_64.tar.gz"
    when = seconds(made)

    def _plain(item: tarfile.TarInfo) -> tarfile.TarInfo:
        item.uid = item.gid = 0
        item.uname = item.gname = "root"
        item.mtime = when
        return item

    with (
        out.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=when, compresslevel=9) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in sorted(PROGRAM.rglob("*")):
            archive.add(path, f"usjta-desk/{path.relative_to(PROGRAM)}", recursive=False, filter=_plain)
        archive.add(ROOT / "packaging" / "PORTABLE.txt", "usjta-desk/portable/README.txt", filter=_plain)
    return out


def deb(made: dict[str, str], folder: Path) -> Path:
    """The Debian package, built from a tree of our own."""
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(PROGRAM, tree / "opt" / "usjta-desk", symlinks=True)
    _put(
        tree,
        "usr/share/applications/usjta-desk.desktop",
        (HERE / "usjta-desk.desktop").read_text(encoding="utf-8"),
    )
    info = (HERE / "usjta-desk.metainfo.xml").read_text(encoding="utf-8")
    info = info.replace("@VERSION@", made["version"]).replace("@DATE@", made["date"])
    _put(tree, "usr/share/metainfo/usjta_desk.desktop_program.metainfo.xml", info)
    _put(
        tree,
        "usr/share/mime/packages/usjta-desk.xml",
        (HERE / "usjta-desk.mime.xml").read_text(encoding="utf-8"),
    )
    icon = (
        (ROOT / "resources" / "icons" / "usjta-desk.svg")
        .read_text(encoding="utf-8")
        .replace("currentColor", "#ffffff")
    )
    _put(tree, "usr/share/icons/hicolor/scalable/apps/usjta-desk.svg", icon)
    _put(tree, "usr/share/lintian/overrides/usjta-desk", OVERRIDES)
    _documents(tree, made)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "usjta-desk").symlink_to("/opt/usjta-desk/usjta-desk")
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == tree / "opt/usjta-desk/usjta-desk" else 0o644)
    size = sum(p.stat().st_size for p in tree.rglob("*") if p.is_file() and not p.is_symlink()) // 1024
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        CONTROL.format(version=made["version"], depends=DEPENDS, size=size), encoding="utf-8"
    )
    sums = [
        f"{hashlib.md5(p.read_bytes()).hexdigest()}  {p.relative_to(tree)}\n"  # noqa: S324  (the form of the package wants it)
        for p in sorted(tree.rglob("*"))
        if p.is_file() and not p.is_symlink() and control not in p.parents
    ]
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")
    out = folder / f"usjta-desk_{made['version']}_amd64.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds(made))}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--build", str(tree), str(out)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    if out.stat().st_size > MOST_DEB_MB * 1e6:
        raise SystemExit(f"{out.name} has {out.stat().st_size / 1e6:.0f} MB, more than {MOST_DEB_MB}.")
    return out


CONTROL = """Package: usjta-desk
Version: {version}
Section: misc
Priority: optional
Architecture: amd64
Maintainer: The authors of USJTA Desk <usjta-desk@authors.invalid>
Installed-Size: {size}
Depends: {depends}
Recommends: fonts-dejavu-core, fonts-noto-cjk, libcups2, libwayland-client0, libwayland-cursor0, libwayland-egl1
Description: reference for the U.S.-Japan Trade Agreement, offline
 Every tariff line of the U.S.-Japan Trade Agreement and of both countries'
 schedules, what exporters under other agreements pay beside it, and the row
 of the official file that each figure comes from; provisions in plain words,
 tied to their source text; charts. The program opens no network connection.
"""
# What the checks of Debian hold against a program that brings its own interpreter and lives under /opt.
OVERRIDES = "".join(
    f"usjta-desk: {tag}\n"
    for tag in (
        # There is no public address yet; ".invalid" says so and reaches nobody by mistake.
        "bogus-mail-host *", "bogus-mail-host-in-debian-changelog *",
        "dir-or-file-in-opt", "embedded-library *", "custom-library-search-path *",
        "unstripped-binary-or-object *", "shared-library-lacks-prerequisites *", "no-manual-page *", "library-not-linked-against-libc *",
    )
)  # fmt: skip


def _put(tree: Path, name: str, text: str) -> None:
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _documents(tree: Path, made: dict[str, str]) -> None:
    """Copyright with the licences of all parts, and the changes in Debian's form."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    body = re.sub(r"(?m)^", " ", licence.strip()).replace("\n \n", "\n .\n")
    _put(
        tree,
        "usr/share/doc/usjta-desk/copyright",
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: USJTA Desk\n\n"
        f"Files: *\nCopyright: 2026 the authors of USJTA Desk\nLicense: MIT\n{body}\nComment: The licences of all parts that it brings along lie in\n"
        " /opt/usjta-desk/_internal/licences.\n",
    )
    when = subprocess.run(
        ["date", "-uR", "-d", made["date"]], capture_output=True, text=True, check=True
    ).stdout.strip()
    said = (
        f"usjta-desk ({made['version']}) stable; urgency=low\n\n  * Built from commit {made['commit']}, data {made['digest'][:12]}.\n\n"
        f" -- The authors of USJTA Desk <usjta-desk@authors.invalid>  {when}\n"
    )
    path = tree / "usr/share/doc/usjta-desk/changelog.gz"
    path.write_bytes(gzip.compress(said.encode(), 9, mtime=0))


if __name__ == "__main__":
    sys.exit(main())
