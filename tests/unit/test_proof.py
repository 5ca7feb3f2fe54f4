"""What the page about the data proves: the origin of the data, the signature, and the sockets, which it must be able to see."""

import json
import shutil
import subprocess
import sys

import pytest

from desktop.store.installed import DataFolder
from desktop.viewmodels import proof
from desktop.viewmodels.proof import Places, Sockets
from desktop.viewmodels.updating import Installer
from tests.conftest import ROOT
from tests.helpers import newer_data

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads the tables of Linux")


def asked(code):
    """The sockets that a process sees of itself after some code."""
    code = f"import socket\n{code}\nfrom desktop.viewmodels import proof\nprint(proof.sockets())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return eval(done.stdout, {"Sockets": Sockets})


@LINUX
def test_no_socket_is_seen_where_none_is_open():
    assert asked("") == Sockets(0, 0, 0)


@LINUX
@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()", Sockets(1, 0, 0)),
        ("s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('127.0.0.1', 0))", Sockets(1, 0, 0)),
        ("s = socket.socketpair()", Sockets(0, 2, 0)),
    ],
)
def test_a_socket_would_be_seen(code, seen):
    assert asked(code) == seen


def test_what_is_said_of_sockets():
    assert proof.said(Sockets(0, 3, 0)).startswith(
        "Sockets of a network that this program has open now: none. Within this machine: 3"
    )
    assert "1, which must not be" in proof.said(Sockets(1, 0, 0))
    assert (
        proof.said(Sockets(None, None, None)) == "This system does not let a program look at its own sockets."
    )


@pytest.fixture
def places(tmp_path):
    (tmp_path / "keys").mkdir()
    return Places(tmp_path / "profile", tmp_path / "keys", tmp_path / "desktop" / "build.json")


def test_the_file_of_a_build_is_compared_with_its_stamp(places, bundle_path):
    from desktop.store.pack import sha256_of

    own = places.stamp.parent / "_data" / "reference.sqlite"
    own.parent.mkdir(parents=True)
    shutil.copy(bundle_path, own)
    places.stamp.write_text(json.dumps({"sha256": sha256_of(own)}))
    assert proof.check(own, places).origin.startswith(
        "Came with the program, and is the file that it was built with"
    )
    places.stamp.write_text(json.dumps({"sha256": "0" * 64}))
    assert proof.check(own, places).trouble == "it is not the file that the program was built with"
    places.stamp.unlink()
    assert "not signed" in proof.check(bundle_path, places).origin


def test_a_pack_is_checked_against_its_signature_at_every_start(places, bundle_path, tmp_path):
    key, trusted = newer_data.keys(tmp_path)
    assert trusted == places.keys
    later = newer_data.newer(bundle_path, tmp_path / "later.sqlite")
    pack = newer_data.pack(later, key, tmp_path)
    Installer(
        places.profile, bundle_path, "2026-11-27", places.keys, ROOT / "resources" / "citation"
    ).install(pack)
    folder = DataFolder(places.profile)
    file = folder.file(folder.in_use("2026-11-27"))
    found = proof.check(file, places)
    assert found.trouble == ""
    assert "signed by USJTA test (key " in found.origin
    assert "The signature is good" in found.origin
    # Somebody replaces the data by others that are whole in themselves, of the same size.
    other = newer_data.newer(bundle_path, tmp_path / "other.sqlite", rate="18.8%")
    assert other.stat().st_size == file.stat().st_size
    shutil.copy(other, file)
    assert proof.check(file, places).trouble == "it is not what was signed"


def test_the_rows_of_the_page(reference, places):
    rows = dict(proof.rows(reference.bundle, "", places))
    assert rows["Program"].endswith("run from its source")
    assert "Release 2026-11-27 (November 27, 2026)" in rows["Data"]
    assert rows["Data packs"] == "None are taken: this build knows no signer."
    places.stamp.parent.mkdir()
    places.stamp.write_text(
        json.dumps({"version": "1.2.3", "commit": "abc", "date": "2026-11-27", "changed": True})
    )
    assert dict(proof.rows(reference.bundle, "", places))["Program"] == (
        "Version 1.2.3, built from commit abc of 2026-11-27, with changes that are in no commit"
    )
    assert dict(proof.rows(reference.bundle, "", places))["Licences"].endswith(
        f"lie in {places.stamp.parent.parent / 'licences'}."
    )
    places.stamp.write_text("[]")
    assert "source" in dict(proof.rows(reference.bundle, "", places))["Program"]
