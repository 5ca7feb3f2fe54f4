"""The scripts that make packages, as far as they can be tried without making one."""

import json
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from tests.conftest import ROOT

PACKAGING = ROOT / "packaging"


@pytest.fixture
def scripts(monkeypatch):
    """The folder of the scripts on the path, and what they import gone again afterwards."""
    for folder in (PACKAGING / "windows", PACKAGING):
        monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(PACKAGING) in str(sys.modules[name].__file__):
            del sys.modules[name]


def test_every_licence_travels_with_its_text(scripts, tmp_path, monkeypatch):
    import stage

    if not (stage.COMMON / "LGPL-3").is_file():
        pytest.skip("this system has no folder of common licences")
    monkeypatch.setattr(stage, "STAGE", tmp_path)
    stage.licences()
    import examine

    for name in (*stage.PACKAGES, "Python", "usjta-desk"):
        text = (tmp_path / "licences" / f"{name}.txt").read_text(encoding="utf-8")
        assert len(text) > examine.SHORTEST_LICENCE, name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "licences" / "PySide6.txt").read_text(
        encoding="utf-8"
    )
    assert "libsodium" in (tmp_path / "licences" / "PyNaCl.txt").read_text(encoding="utf-8")
    assert (
        "PYTHON SOFTWARE FOUNDATION LICENSE"
        in (tmp_path / "licences" / "Python.txt").read_text(encoding="utf-8").upper()
    )


def test_every_dependency_has_its_licence_on_the_list(scripts):
    import tomllib

    import stage

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = {name.casefold() for name in stage.PACKAGES}
    assert {item.split("==")[0].casefold() for item in project["dependencies"]} <= listed


def test_icons_hold_every_size(scripts, tmp_path, qapp, monkeypatch):
    import stage

    monkeypatch.setattr(stage, "STAGE", tmp_path)
    stage.icons()
    icon = (tmp_path / "usjta-desk.ico").read_bytes()
    _, kind, count = struct.unpack("<HHH", icon[:6])
    assert (kind, count) == (1, len(stage.ICON_SIZES))
    for place in range(count):
        width, *_, size, offset = struct.unpack("<BBBBHHII", icon[6 + 16 * place : 22 + 16 * place])
        assert icon[offset : offset + 8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", icon[offset + 16 : offset + 20])[0] == (width or 256)
        assert offset + size <= len(icon)
    mac = (tmp_path / "usjta-desk.icns").read_bytes()
    assert mac[:4] == b"icns"
    assert struct.unpack(">I", mac[4:8])[0] == len(mac)


def test_keys_that_are_none_stop_the_build(scripts, tmp_path, monkeypatch):
    import datapack
    import stage

    monkeypatch.setattr(stage, "STAGE", tmp_path / "stage")
    datapack.main(["key", "own", "--out", str(tmp_path)])
    bad, renamed, again = tmp_path / "bad.pub", tmp_path / "secret.pub", tmp_path / "again" / "own.pub"
    bad.write_text("no key")
    renamed.write_bytes((tmp_path / "own.key").read_bytes())
    again.parent.mkdir()
    again.write_bytes((tmp_path / "own.pub").read_bytes())
    for trust, said in (
        ([bad], "no public key"), ([tmp_path / "own.key"], "no public key"), ([renamed], "no public key"), ([tmp_path / "own.pub", again], "two keys"),
    ):  # fmt: skip
        (tmp_path / "stage").mkdir()
        with pytest.raises(SystemExit, match=said):
            stage.keys(trust)
        assert not list((tmp_path / "stage").rglob("*.key"))
        for path in sorted((tmp_path / "stage").rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (tmp_path / "stage").rmdir()
    assert datapack.main(["make", "--key", str(tmp_path / "own.pub"), "--out", str(tmp_path)]) == 1, (
        "the public half signs nothing"
    )


def test_the_description_of_the_msi_names_every_file_once(scripts, tmp_path, monkeypatch):
    import package
    from folder import Folder
    from package import wxs

    (tmp_path / "_internal" / "日本").mkdir(parents=True)
    for name in ("usjta-desk.exe", "_internal/a & b.txt", "_internal/日本/c.dll"):
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(package, "FOLDER", Folder(tmp_path, "windows"))
    tree = ET.fromstring(wxs("1.2.3"))
    space = {"w": "http://schemas.microsoft.com/wix/2006/wi"}
    files = [item.get("Source") for item in tree.iterfind(".//w:File", space)]
    assert sorted(files) == ["_internal/a & b.txt", "_internal/日本/c.dll", "usjta-desk.exe"]
    components = [item.get("Id") for item in tree.iterfind(".//w:Component", space)]
    assert sorted(components) == sorted(item.get("Id") for item in tree.iterfind(".//w:ComponentRef", space))
    assert ET.fromstring(wxs("1.2.4")).find("w:Product", space).get("UpgradeCode") == tree.find(
        "w:Product", space
    ).get("UpgradeCode")
    assert ET.fromstring(wxs("1.2.4")).find("w:Product", space).get("Id") != tree.find(
        "w:Product", space
    ).get("Id")


def test_the_stand_ins_hand_on_everything_and_are_never_shipped(scripts):
    import examine
    import wine

    code, exports = wine.ucrtbase(["malloc", "crealf", "cpow", "sin"])
    assert "malloc=ucrtreal.malloc" in exports
    assert "crealf=own_crealf" in exports
    assert "D own_cpow(D a, D b)" in code
    for name in ("icuuc.dll", "ucrtreal.dll"):
        assert examine.FORBIDDEN.search(name)


def test_a_private_key_is_for_its_owner_alone_and_never_overwritten(tmp_path):
    command = [
        sys.executable,
        str(PACKAGING / "datapack.py"),
        "key",
        "An Office, Inc.",
        "--out",
        str(tmp_path),
    ]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    private = tmp_path / "An-Office-Inc.key"
    assert private.stat().st_mode & 0o077 == 0
    before = private.read_bytes()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "is left as it is" in done.stderr
    assert private.read_bytes() == before


def test_the_stamp_says_what_was_built(scripts, tmp_path, bundle_path, monkeypatch):
    import shutil

    import stage

    monkeypatch.setattr(stage, "STAGE", tmp_path)
    shutil.copy(bundle_path, tmp_path / "reference.sqlite")
    stage.stamp("d" * 64)
    found = json.loads((tmp_path / "build.json").read_text(encoding="utf-8"))
    assert found["release"] == "2026-11-27"
    assert found["digest"] == "d" * 64
    assert len(found["sha256"]) == 64


def test_no_script_or_workflow_names_a_host_or_a_place_of_some_machine():
    import re

    for path in [*PACKAGING.rglob("*"), *(ROOT / ".github").rglob("*"), *(ROOT / ".ci").rglob("*")]:
        if path.is_file() and path.suffix in (".py", ".sh", ".ps1", ".yml", ".nsi", ""):
            text = path.read_text(encoding="utf-8")
            hosts = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.debian.org", "schemas.microsoft.com"}
            assert not hosts, (path, hosts)
            assert str(ROOT) not in text, path


def test_an_offices_documents_are_read_before_they_travel(scripts, tmp_path, bundle_path, capsys):
    import sources

    folder, into = tmp_path / "documents", tmp_path / "into"
    folder.mkdir()
    words = "ARTICLE 1\nScope\n\n1. This is a text of our own, long enough to be read as one.\n" * 5
    (folder / "own.txt").write_text(words, encoding="utf-8")
    (folder / "README.txt").write_text("what lies here", encoding="utf-8")
    wanted = ["--sources", str(folder), "--data", str(bundle_path)]
    assert sources.main(wanted, into) == 0
    assert [path.name for path in into.iterdir()] == ["own.txt"]
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert sources.main(wanted, into) == 1, "what the program could not read would travel for nothing"
    assert "scan.pdf" in capsys.readouterr().err
    assert sources.main(["--clear"], into) == 0
    assert not into.exists()
    assert sources.main(["--sources", str(tmp_path / "none")], into) == 1
