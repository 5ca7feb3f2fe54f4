import json
import os
import stat

import pytest

from desktop.viewmodels.settings import NAMES, Settings, SettingsFile


def test_only_differences_are_stored_and_come_back(tmp_path):
    file = SettingsFile(tmp_path / "profile")
    settings = file.load()
    settings.query, settings.zoom, settings.columns = "jp:0406", 150, {"jp": ["code", "goods"]}
    assert file.save()
    stored = json.loads(file.path.read_text(encoding="utf-8"))
    assert set(stored) == {"version", "query", "zoom", "columns"}
    again = SettingsFile(tmp_path / "profile").load()
    assert again.as_dict() == settings.as_dict()


def test_two_settings_share_nothing():
    first, second = Settings(), Settings()
    first.kinds.append("free")
    first.columns["jp"] = []
    assert second.as_dict() == Settings().as_dict()
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\x00\x01", '{"zoom": '])
def test_a_damaged_file_is_kept_and_said(tmp_path, content):
    file = SettingsFile(tmp_path)
    file.path.write_text(content, encoding="utf-8")
    assert file.load().as_dict() == Settings().as_dict()
    assert "settings.broken.json" in file.trouble
    assert (tmp_path / "settings.broken.json").read_text(encoding="utf-8") == content


def test_values_of_the_wrong_type_fall_back_one_by_one(tmp_path):
    file = SettingsFile(tmp_path)
    file.path.write_text(
        json.dumps({"zoom": "big", "query": "x", "kinds": [{}], "columns": 3, "zoomer": 1}), encoding="utf-8"
    )
    settings = file.load()
    assert (settings.zoom, settings.query, settings.kinds, settings.columns) == (100, "x", [], {})
    file.path.write_text(json.dumps({"zoom": 100_000}), encoding="utf-8")
    assert file.load().zoom == 300


def test_a_profile_that_cannot_be_written_is_said(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    file = SettingsFile(blocked / "profile")
    file.load()
    assert not file.save()
    assert "cannot be saved" in file.trouble
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_a_file_that_is_not_text_is_said(tmp_path):
    file = SettingsFile(tmp_path)
    file.path.write_bytes(b"\xff\xfe\x00")
    file.load()
    assert file.trouble


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_file_is_said(tmp_path):
    file = SettingsFile(tmp_path)
    file.path.write_text("{}", encoding="utf-8")
    file.path.chmod(stat.S_IWUSR)
    file.load()
    assert "cannot be read" in file.trouble
