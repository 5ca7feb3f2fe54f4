"""Data packs: only what is signed, whole and newer gets in."""

import shutil
import sqlite3
import zipfile

import pytest

from desktop.errors import KnownError
from desktop.store import pack as packs
from desktop.store.bundle import Bundle
from desktop.viewmodels.proof import day
from desktop.viewmodels.updating import Installer
from tests.conftest import ROOT
from tests.helpers import newer_data

STYLES = ROOT / "resources" / "citation"


def rebuilt(pack, out, change):
    """The pack again, with its parts changed by ``change(parts)``."""
    with zipfile.ZipFile(pack) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out


def test_a_pack_is_installed_and_opens(installer, made):
    _, found = installer.install(made.pack)
    assert (found.release_before, found.release) == ("2026-11-27", "2027-03-01")
    item = installer.in_use()
    assert item is not None
    assert item.signer == "USJTA test"
    bundle = Bundle(installer.folder.file(item))
    assert bundle.release == "2027-03-01"
    assert bundle.verify() == ""
    bundle.close()
    assert newer_data.proven(installer.folder, item, made)
    assert not list(installer.folder.path.glob("*.part"))


def test_the_question_names_signer_editions_and_what_is_kept(installer, made):
    offer = installer.offer(made.pack)
    assert offer.question == "Install the data of March 1, 2027?"
    for words in ("Signed by USJTA test (key ", "HTSUS 2026", "November 27, 2026", "you can go back"):
        assert words in offer.explained
    assert day("2026-01-02.3") == "January 2, 2026 (3)"


def test_the_same_data_and_key_make_the_same_pack(made, tmp_path):
    again = newer_data.pack(made.later, made.key, tmp_path)
    assert again.read_bytes() == made.pack.read_bytes()


# --- what does not get in --------------------------------------------------------------------


def unsigned(parts):
    del parts[packs.SIGNATURE]


def forged(parts):
    parts[packs.MANIFEST] = parts[packs.MANIFEST].replace(b"2027-03-01", b"2028-03-01")


def swapped(parts):
    content = bytearray(parts[packs.REFERENCE])
    content[-50_000] ^= 1
    parts[packs.REFERENCE] = bytes(content)


def shortened(parts):
    parts[packs.REFERENCE] = parts[packs.REFERENCE][:-8192]


def stuffed(parts):
    parts["extra.exe"] = b"MZ"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (unsigned, "it is not signed"), (forged, "changed after it was signed"), (swapped, "its data are not what was signed"),
        (shortened, "the size that was signed"), (stuffed, "no data pack of this program"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_refused_and_nothing_changes(installer, made, tmp_path, change, said):
    with pytest.raises(KnownError, match=said) as refused:
        installer.install(rebuilt(made.pack, tmp_path / "p.usjtadata", change))
    assert str(refused.value).endswith("The data in use are unchanged.")
    assert installer.in_use() is None
    assert not newer_data.left(installer.folder)


def test_another_key_is_refused_by_name(installer, made, tmp_path):
    key, _ = newer_data.keys(tmp_path, "Somebody else")
    foreign = newer_data.pack(made.later, key, tmp_path / "out")
    with pytest.raises(KnownError, match=r"somebody else than USJTA test \(key [0-9a-f]{16}\)"):
        installer.offer(foreign)


def test_without_a_key_no_pack_is_taken(made, bundle_path, tmp_path):
    with pytest.raises(KnownError, match="knows no signer of data packs"):
        Installer(tmp_path, bundle_path, "2026-11-27", ROOT / "resources" / "keys", STYLES).offer(made.pack)


@pytest.mark.parametrize("cut", [0, 10, 5_000, 1_000_000, -1])
def test_a_pack_cut_anywhere_is_refused(installer, made, tmp_path, cut):
    path = tmp_path / "cut.usjtadata"
    path.write_bytes(made.pack.read_bytes()[:cut])
    with pytest.raises(KnownError, match="no data pack, or a damaged one"):
        installer.install(path)
    assert installer.in_use() is None


def test_a_byte_changed_anywhere_never_gets_in(installer, made, tmp_path):
    content = made.pack.read_bytes()
    for place in range(100, len(content), len(content) // 24):
        changed = bytearray(content)
        changed[place] ^= 0x55
        path = tmp_path / "changed.usjtadata"
        path.write_bytes(changed)
        try:
            installer.install(path)
        except KnownError:
            assert installer.in_use() is None
            continue
        # A byte that stands for nothing (a flag, a date): what got in is what was signed.
        item = installer.in_use()
        assert newer_data.proven(installer.folder, item, made)
        shutil.rmtree(installer.folder.path)


def test_an_older_pack_and_the_same_are_refused(installer, made, bundle_path, tmp_path):
    older = newer_data.newer(bundle_path, tmp_path / "old.sqlite", release="2025-01-01")
    with pytest.raises(KnownError, match="older than that of the data in use"):
        installer.install(newer_data.pack(older, made.key, tmp_path / "a"))
    same = newer_data.pack(bundle_path, made.key, tmp_path / "b")
    with pytest.raises(KnownError, match="are in use already"):
        installer.install(same)
    with pytest.raises(KnownError, match="There is no file"):
        installer.install(tmp_path / "none.usjtadata")


def test_a_pack_of_other_tables_is_refused(installer, made, bundle_path, tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.store.schema.USER_VERSION", 99)
    other = tmp_path / "other.sqlite"
    shutil.copy(bundle_path, other)
    db = sqlite3.connect(other)
    db.execute("PRAGMA user_version = 99")
    db.close()
    monkeypatch.setattr("desktop.store.bundle.USER_VERSION", 99)
    path = newer_data.pack(other, made.key, tmp_path / "out")
    monkeypatch.undo()
    with pytest.raises(KnownError, match="needs a newer version of the program"):
        installer.install(path)


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("member", [packs.MANIFEST, packs.SIGNATURE, packs.REFERENCE])
def test_other_ways_of_packing_are_refused_before_anything_is_unpacked(
    installer, made, tmp_path, kind, member
):
    path = tmp_path / "p.usjtadata"
    with zipfile.ZipFile(made.pack) as archive, zipfile.ZipFile(path, "w") as other:
        for name in archive.namelist():
            content = b" " * 50_000_000 if name == packs.MANIFEST == member else archive.read(name)
            other.writestr(
                name,
                content[: 50_000_000 if name == packs.MANIFEST else 200_000],
                compress_type=kind if name == member else zipfile.ZIP_DEFLATED,
            )
    with pytest.raises(KnownError, match="no data pack of this program"):
        installer.install(path)


@pytest.mark.parametrize("method", [1, 6, 8, 9, 12, 14, 93, 255])
def test_a_signed_pack_with_another_method_written_in_is_one_sentence(installer, made, tmp_path, method):
    content = bytearray(made.pack.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = content.rfind(
            mark,
            0,
            content.find(packs.REFERENCE.encode(), content.rfind(b"PK\x01\x02") - 300 if mark[2] == 1 else 0),
        )
        content[place + offset] = method
    path = tmp_path / "p.usjtadata"
    path.write_bytes(content)
    try:
        installer.install(path)
    except KnownError as error:
        said = str(error)
        assert installer.in_use() is None
    else:
        said = ""
    assert "\n" not in said


def test_a_window_that_is_behind_cannot_go_back_by_installing(installer, made, bundle_path, tmp_path):
    """Another process installed later data: what this window shows does not count."""
    late = newer_data.newer(bundle_path, tmp_path / "late.sqlite", release="2027-09-01", rate="17.1%")
    installer.install(newer_data.pack(late, made.key, tmp_path / "late"))
    with pytest.raises(KnownError, match="older than that of the data in use, 2027-09-01"):
        installer.install(made.pack)
    old = newer_data.newer(bundle_path, tmp_path / "old.sqlite", release="2025-01-01")
    shown = Installer(tmp_path / "other", old, "2026-11-27", made.keys, STYLES)
    middle = newer_data.newer(bundle_path, tmp_path / "middle.sqlite", release="2026-06-01", rate="18.1%")
    with pytest.raises(KnownError, match="older than that of the data in use, 2026-11-27"):
        shown.install(newer_data.pack(middle, made.key, tmp_path / "middle"))


def test_what_was_changed_since_the_question_is_not_installed(installer, made, bundle_path, tmp_path):
    path = tmp_path / "p.usjtadata"
    shutil.copy(made.pack, path)
    offered = installer.offer(path)
    other = newer_data.newer(bundle_path, tmp_path / "other.sqlite", release="2027-08-01", rate="16%")
    shutil.copy(newer_data.pack(other, made.key, tmp_path / "other"), path)
    with pytest.raises(KnownError, match="changed since you were asked"):
        installer.install(path, offered=offered)
    assert installer.in_use() is None
