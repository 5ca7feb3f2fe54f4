"""From the built folder for Windows to what users get: ``python packaging/windows/package.py [setup] [msi] [zip]``.

``setup`` is the installer for one user (makensis), ``msi`` the one for managed machines (wixl here, the same on Windows with ``--wxs`` and the WiX tools),
``zip`` runs from any folder and keeps the user's files in ``portable/`` beside it. ``--version`` and ``--quick`` are for trying upgrades.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from folder import ROOT, STAGE, built

HERE = Path(__file__).resolve().parent
FOLDER = built("windows")
MOST_SETUP_MB = 50
# What later versions know earlier ones by.
UPGRADES = uuid.UUID("6c5f5cc2-4d0c-5a3c-9d57-3b0f0d1b7a11")


def main() -> int:
    """Make what is asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=("setup", "msi", "zip", []), help="which (default: all)")
    parser.add_argument("--version", help="call it this version")
    parser.add_argument("--quick", action="store_true", help="pack loosely, for tries")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    if not FOLDER.program.is_file():
        raise SystemExit(
            "There is no built folder for Windows; run python packaging/build.py --for windows first."
        )
    made = json.loads((FOLDER.inside / "desktop" / "build.json").read_text(encoding="utf-8"))
    version = options.version or made["version"]
    options.out = options.out.absolute()
    options.out.mkdir(parents=True, exist_ok=True)
    makers = {"setup": setup, "msi": msi, "zip": portable}
    for kind in options.kinds or list(makers):
        out = makers[kind](version, options.out, quick=options.quick)
        digest = hashlib.sha256(out.read_bytes()).hexdigest()
        print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB, sha256 {digest}")
    return 0


def setup(version: str, folder: Path, *, quick: bool) -> Path:
    """The installer for one user."""
    out = folder / f"usjta-desk-{version}-windows-setup.exe"
    tool = (
        shutil.which("makensis")
        or shutil.which("makensis.exe")
        or r"C:\Program Files (x86)\NSIS\makensis.exe"
    )
    facts = {
        "VERSION": version, "SOURCE": str(FOLDER.path), "OUT": str(out), "ICON": str(STAGE / "usjta-desk.ico"), "SIZE_KB": str(FOLDER.size() // 1024),
        **({"PACKING": "zlib"} if quick else {}), **({"X86": "1"} if sys.platform == "win32" else {}),
    }  # fmt: skip
    command = [
        tool,
        "-V2",
        "-WX",
        *(f"-D{name}={value}" for name, value in facts.items()),
        str(HERE / "installer.nsi"),
    ]
    subprocess.run(command, check=True)
    if not quick and out.stat().st_size > MOST_SETUP_MB * 1e6:
        raise SystemExit(f"{out.name} has {out.stat().st_size / 1e6:.1f} MB, more than {MOST_SETUP_MB}.")
    return out


def portable(version: str, folder: Path, *, quick: bool) -> Path:
    """One archive with one folder in it."""
    out = folder / f"usjta-desk-{version}-windows-portable.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1 if quick else 9) as archive:
        for path in sorted(FOLDER.path.rglob("*")):
            if path.is_file():
                archive.write(path, f"USJTA Desk/{path.relative_to(FOLDER.path).as_posix()}")
        archive.write(ROOT / "packaging" / "PORTABLE.txt", "USJTA Desk/portable/README.txt")
    return out


def msi(version: str, folder: Path, *, quick: bool) -> Path:  # noqa: ARG001  (a cabinet has one way)
    """The installer for managed machines, for all users of one."""
    out = folder / f"usjta-desk-{version}-windows.msi"
    # Sources of files are named from the folder that the description lies in.
    description = FOLDER.path / "usjta-desk.wxs"
    content = wxs(version)
    try:
        description.write_text(content, encoding="utf-8")
        if shutil.which("wixl"):
            _run(["wixl", "-a", "x64", "-o", str(out), description.name])
        else:
            # The WiX tools of a Windows machine, version 3.
            made = ROOT / "build" / "usjta-desk.wixobj"
            _run(["candle", "-nologo", "-arch", "x64", "-o", str(made), description.name])
            _run(["light", "-nologo", "-sval", "-b", str(FOLDER.path), "-o", str(out), str(made)])
    finally:
        description.unlink(missing_ok=True)
    return out


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=FOLDER.path, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(
            f"{command[0]} failed with code {done.returncode}: {(done.stderr or done.stdout)[-600:]}"
        )


def wxs(version: str) -> str:
    """The description of the MSI: every file a component, the same names in every version."""
    components: list[str] = []
    body = _directory(FOLDER.path, components, 4)
    program = "[INSTALLDIR]usjta-desk.exe"
    entries = (
        (r"Software\Classes\.usjtadata", "", "USJTADesk.Data"), (r"Software\Classes\USJTADesk.Data", "", "Data pack of USJTA Desk"),
        (r"Software\Classes\USJTADesk.Data\DefaultIcon", "", f"{program},0"),
        (r"Software\Classes\USJTADesk.Data\shell\open\command", "", f'"{program}" "%1"'), (r"Software\Classes\usjta", "", "URL:USJTA Desk"),
        (r"Software\Classes\usjta", "URL Protocol", ""), (r"Software\Classes\usjta\shell\open\command", "", f'"{program}" "%1"'),
    )  # fmt: skip
    values = "".join(
        f'<RegistryValue Root="HKLM" Key={quoteattr(key)}{f" Name={quoteattr(name)}" if name else ""} Type="string" Value={quoteattr(value)}/>'
        for key, name, value in entries
    )
    components += ["Entries", "Shortcut"]
    references = "".join(f'<ComponentRef Id="{name}"/>' for name in components)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="{uuid.uuid5(UPGRADES, f"product {version}")}" Name="USJTA Desk" Language="1033" Version="{version}" Manufacturer="The authors of USJTA Desk"
 UpgradeCode="{UPGRADES}">
<Package InstallerVersion="200" Compressed="yes" InstallScope="perMachine" Description="USJTA Desk {version}"/>
<Media Id="1" Cabinet="program.cab" EmbedCab="yes"/>
<Upgrade Id="{UPGRADES}"><UpgradeVersion Minimum="0.0.0" IncludeMinimum="yes" Maximum="{version}" IncludeMaximum="no" Property="OLDER"/></Upgrade>
<InstallExecuteSequence><RemoveExistingProducts After="InstallInitialize"/></InstallExecuteSequence>
<Directory Id="TARGETDIR" Name="SourceDir">
<Directory Id="ProgramMenuFolder"><Component Id="Shortcut" Guid="{uuid.uuid5(UPGRADES, "shortcut")}">
<Shortcut Id="Menu" Name="USJTA Desk" Target="{program}"/>
<RegistryValue Root="HKCU" Key="Software\\USJTADesk" Name="Menu" Type="integer" Value="1" KeyPath="yes"/></Component></Directory>
<Directory Id="ProgramFiles64Folder"><Directory Id="INSTALLDIR" Name="USJTA Desk">
<Component Id="Entries" Guid="{uuid.uuid5(UPGRADES, "entries")}" Win64="yes">{values}</Component>
{body}</Directory></Directory></Directory>
<Feature Id="Program" Level="1">{references}</Feature>
</Product></Wix>
"""


def _directory(folder: Path, components: list[str], depth: int) -> str:
    parts = []
    for path in sorted(folder.iterdir()):
        name = path.relative_to(FOLDER.path).as_posix()
        key = hashlib.sha256(name.encode()).hexdigest()[:20]
        if path.is_dir():
            parts.append(
                f'<Directory Id="d{key}" Name={quoteattr(path.name)}>{_directory(path, components, depth + 1)}</Directory>'
            )
            continue
        components.append(f"c{key}")
        parts.append(
            f'<Component Id="c{key}" Guid="{uuid.uuid5(UPGRADES, name)}" Win64="yes">'
            f'<File Id="f{key}" Name={quoteattr(path.name)} Source={quoteattr(name)} KeyPath="yes"/></Component>\n'
        )
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
