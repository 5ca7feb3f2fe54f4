"""What goes into a build beside the code: reference file, stamp, licences, keys, icon. The same on every system.

``python packaging/stage.py [--sources DIR] [--trust FILE.pub]`` fills ``build/stage``; the build does it by itself where it has not been done.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

from folder import ROOT, STAGE, run

# Names of the packages whose licence texts travel with the program, beside what they bring along.
PACKAGES = (
    "PySide6", "shiboken6", "PySide6_Essentials", "PyNaCl", "bibtexparser", "cffi", "citeproc-py", "lark", "openpyxl", "et_xmlfile",
    "platformdirs", "pylatexenc", "pypdfium2", "pyqtgraph", "numpy", "colorama", "python-docx", "lxml", "typing_extensions", "RapidFuzz", "rispy",
    "squarify", "XlsxWriter", "pyinstaller",
)  # fmt: skip
# Their wheels name these licences without their texts, which every Debian has.
OF_QT = ("PySide6", "shiboken6", "PySide6_Essentials")
COMMON = Path("/usr/share/common-licenses")
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS = ((b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024))


def stage(sources: Path | None, trust: list[Path]) -> None:
    """Everything, anew."""
    shutil.rmtree(STAGE, ignore_errors=True)
    STAGE.mkdir(parents=True)
    digest = reference()
    documents(sources)
    stamp(digest)
    licences()
    keys(trust)
    icons()


def documents(folder: Path | None) -> None:
    """The office's documents, checked and copied; without any, those of an earlier build are taken out."""
    step = [sys.executable, str(ROOT / "packaging" / "sources.py")]
    step += (
        ["--clear"]
        if folder is None
        else ["--sources", str(folder.absolute()), "--data", str(STAGE / "reference.sqlite")]
    )
    run(step)


def reference() -> str:
    """The reference file; returns its logical digest."""
    out = STAGE / "reference.sqlite"
    done = run([sys.executable, "-m", "desktop.ingest", "bundle", "--out", str(out)], capture_output=True)
    found = re.search(r"logical digest (\w{64})", done.stdout)
    if found is None:
        raise SystemExit("The reference file was built without a digest.")
    return found[1]


def stamp(digest: str) -> None:
    """What was built from what: version, commit and its date, release and editions of the data, their digests."""
    sys.path.insert(0, str(ROOT))
    from desktop import __version__
    from desktop.store.bundle import Bundle
    from desktop.store.pack import sha256_of

    def _git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    bundle = Bundle(STAGE / "reference.sqlite")
    content = {
        "version": __version__,
        "commit": _git("rev-parse", "--short=12", "HEAD"),
        "date": _git("log", "-1", "--format=%cs"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "release": bundle.release,
        "editions": [edition.key for edition in bundle.editions],
        "digest": digest,
        "sha256": sha256_of(STAGE / "reference.sqlite"),
    }
    bundle.close()
    (STAGE / "build.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def licences() -> None:
    """The licence text of every package that travels along, of the interpreter, and our own."""
    folder = STAGE / "licences"
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", folder / "usjta-desk.txt")
    for place in (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright"),
    ):
        if place.is_file():
            shutil.copy(place, folder / "Python.txt")
            break
    else:
        raise SystemExit("The licence text of Python is not on this machine, so it cannot travel along.")
    for name in PACKAGES:
        try:
            texts = _texts(name)
            meta = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            raise SystemExit(f"{name} is not installed, so its licence text cannot travel along.") from None
        said = f"{meta['Name']} {meta['Version']}\nLicence: {meta.get('License-Expression') or meta.get('License') or 'see below'}\n"
        if name in OF_QT:
            said += QT
        said += "".join(f"\n--- {title} ---\n{text}" for title, text in texts)
        (folder / f"{name}.txt").write_text(said, encoding="utf-8")


QT = """
Qt and Qt for Python are used under the GNU Lesser General Public License, version 3, whose text follows with that of the
GNU General Public License, version 3, on which it rests. Their libraries lie as separate files beside the program and may be
replaced by others of the same interface. Their sources are published by the Qt Company with each release.
"""


def _texts(name: str) -> list[tuple[str, str]]:
    """Licence texts of a package: those in its folder of licences, or named so."""
    named = re.compile(r"(licen[cs]e|copying|notice)", re.I)
    found = [
        f
        for f in importlib.metadata.files(name) or []
        if (named.search(f.name) and f.suffix.lower() in ("", ".txt", ".md", ".rst"))
        or ("licenses" in (part.lower() for part in f.parts[:-1]) and f.suffix.lower() in ("", ".txt"))
    ]
    texts = [
        (str(f.name), Path(str(f.locate())).read_text(encoding="utf-8", errors="replace"))
        for f in found
        if Path(str(f.locate())).is_file()
    ]
    if name in OF_QT:
        for common in ("LGPL-3", "GPL-3"):
            path = COMMON / common
            if not path.is_file():
                raise SystemExit(
                    f"The text of {common} is not in {COMMON}; make the stage on Debian or Ubuntu (packaging/stage.py)."
                )
            texts.append((common, path.read_text(encoding="utf-8")))
    return texts


def keys(trust: list[Path]) -> None:
    """Keys of those whose data packs the program takes: those of the project and those named."""
    folder = STAGE / "keys"
    folder.mkdir()
    from desktop.store.pack import key

    for path in [*(ROOT / "resources" / "keys").glob("*.pub"), *trust]:
        place = folder / path.name
        # A private key must never travel, under whatever name.
        if path.suffix != ".pub" or key(path) is None:
            raise SystemExit(
                f"{path} is no public key; packaging/datapack.py key makes one, in a file NAME.pub."
            )
        if place.exists():
            raise SystemExit(f"There are two keys in files called {path.name}; rename one.")
        shutil.copy(path, place)
    shutil.copy(ROOT / "resources" / "keys" / "README.txt", folder / "README.txt")


def icons() -> None:
    """The icon for Windows and that for macOS, several sizes in one file each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(ROOT / "resources" / "icons" / "usjta-desk.svg"))

    def _png(size: int) -> bytes:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(content.data())

    pictures = [_png(size) for size in ICON_SIZES]
    offset = 6 + 16 * len(pictures)
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in zip(ICON_SIZES, pictures, strict=True):
        head += struct.pack(
            "<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset + len(body)
        )
        body += picture
    (STAGE / "usjta-desk.ico").write_bytes(head + body)
    # The sizes that macOS looks for, each under its own name.
    body = b"".join(
        name + struct.pack(">I", 8 + len(picture)) + picture
        for name, picture in ((n, _png(s)) for n, s in ICNS)
    )
    (STAGE / "usjta-desk.icns").write_bytes(b"icns" + struct.pack(">I", 8 + len(body)) + body)


def main() -> int:
    """Fill the stage."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    options = parser.parse_args()
    stage(options.sources, options.trust)
    print(f"{STAGE.relative_to(ROOT)}: ready")
    return 0


def arguments(parser: object) -> None:
    """What of a build is decided at its stage."""
    add = parser.add_argument  # type: ignore[attr-defined]
    add("--sources", type=Path, help="folder of official documents that go with the program")
    add(
        "--trust",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.pub",
        help="key whose data packs the program takes",
    )


if __name__ == "__main__":
    sys.exit(main())
