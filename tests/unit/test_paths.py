from pathlib import Path

from desktop import bundle_source, paths
from tests.conftest import ROOT


def test_a_checkout_finds_its_own_data():
    assert paths.data_folder() == ROOT / "data"
    assert paths.resources_folder() == ROOT / "resources"


def test_the_cache_is_named_after_what_it_was_built_from(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "datapackage.json").write_text("one", encoding="utf-8")
    first = paths.cached_bundle(tmp_path / "a")
    (tmp_path / "a" / "datapackage.json").write_text("two", encoding="utf-8")
    assert paths.cached_bundle(tmp_path / "a") != first
    assert first.parent == tmp_path / "usjta-desk"


def test_a_cache_that_cannot_be_written_goes_elsewhere(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked / "cache"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
    found = paths.cached_bundle()
    assert found.is_relative_to(tmp_path / "tmp")


def test_a_chosen_file_comes_first():
    assert bundle_source.find(Path("/x/y.sqlite")) == Path("/x/y.sqlite")


def test_a_portable_folder_beside_a_packaged_program_is_the_profile(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "usjta-desk"))
    assert paths.portable_profile() is None, "a checkout is never portable"
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert paths.portable_profile() is None
    (tmp_path / "portable").mkdir()
    assert paths.default_profile() == (tmp_path / "portable").resolve()
