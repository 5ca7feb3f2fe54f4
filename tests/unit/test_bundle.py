"""The reference file: identity, size, determinism, and every way it can be broken."""

import shutil
import sqlite3

import pytest

from desktop.errors import KnownError
from desktop.ingest import bundle as builder
from desktop.store import check
from desktop.store.bundle import Bundle
from desktop.store.schema import APPLICATION_ID, USER_VERSION
from tests.conftest import ROOT


def test_identity_and_size(bundle_path):
    assert bundle_path.stat().st_size < 60_000_000
    db = sqlite3.connect(bundle_path)
    assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert db.execute("PRAGMA user_version").fetchone()[0] == USER_VERSION
    db.close()
    assert check.verify(bundle_path) == ""


def test_two_builds_are_equal_to_the_byte(bundle_path, tmp_path):
    again = tmp_path / "again.sqlite"
    builder.build(ROOT / "data", again, lambda share, text: None)
    assert again.read_bytes() == bundle_path.read_bytes()
    assert list(tmp_path.iterdir()) == [again]


def _broken(tmp_path, bundle_path, change):
    path = tmp_path / "reference.sqlite"
    shutil.copy(bundle_path, path)
    change(path)
    return path


def _sql(statement):
    def change(path):
        db = sqlite3.connect(path)
        db.execute(statement)
        db.commit()
        db.close()

    return change


def _cut(path):
    with path.open("r+b") as stream:
        stream.truncate(3_000_000)


def _scramble(path):
    with path.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\xff" * 4_000)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_text("hello " * 1000), "damaged"),
        (_cut, "cut short"),
        (_scramble, "damaged"),
        (_sql(f"PRAGMA user_version = {USER_VERSION + 1}"), "newer"),
        (_sql("PRAGMA application_id = 7"), "not a reference file"),
        (_sql("DELETE FROM meta"), "damaged"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path, bundle_path, change, said):
    path = _broken(tmp_path, bundle_path, change)
    with pytest.raises(KnownError) as caught:
        Bundle(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_page_that_went_bad_is_found_by_the_check(tmp_path, bundle_path):
    def spoil(path):
        with path.open("r+b") as stream:
            stream.seek(20_000_000)
            stream.write(b"\x00\xff" * 30_000)

    assert check.verify(_broken(tmp_path, bundle_path, spoil)) != ""


def test_the_file_is_never_written(bundle_path):
    bundle = Bundle(bundle_path)
    with pytest.raises(sqlite3.OperationalError):
        bundle.connection.execute("DELETE FROM line")
    bundle.close()


def test_a_path_with_odd_characters_opens(tmp_path, bundle_path):
    folder = tmp_path / "デスク 100% #1?"
    folder.mkdir()
    shutil.copy(bundle_path, folder / "ref.sqlite")
    bundle = Bundle(folder / "ref.sqlite")
    assert bundle.current_lines == 24_489
    bundle.close()


def test_tables_that_changed_are_refused(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    with (data / "tables" / "chapters.csv").open("a", encoding="utf-8") as stream:
        stream.write("77,Nothing\n")
    with pytest.raises(KnownError, match=r"chapters\.csv is not the table"):
        builder.build(data, tmp_path / "x.sqlite", lambda share, text: None)
    (data / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(KnownError, match="missing or damaged"):
        builder.build(data, tmp_path / "x.sqlite", lambda share, text: None)
    assert not (tmp_path / "x.sqlite").exists()
