"""The user's own file: kept, migrated with a copy, never overwritten."""

import sqlite3
from dataclasses import replace

import pytest

from desktop.errors import KnownError
from desktop.store import userdb
from desktop.store.userdb import Added, Note, UserFile

DOC = Added("ab" * 32, "paper.pdf", "pdf", 10, 2, "2026-01-01", "src-gn36", "same file", 1.0, None)


def test_documents_corrections_and_reports(tmp_path):
    user = UserFile(tmp_path)
    user.put_document(DOC)
    user.put_tie_report(DOC.sha256, "b1", "[]")
    assert user.tie_report(DOC.sha256, "b1") == "[]"
    assert user.tie_report(DOC.sha256, "b2") == ""
    user.correct(DOC.sha256, "src-hts-2")
    assert user.tie_report(DOC.sha256, "b1") == ""
    user.put_document(replace(DOC, guess="src-tpp"))
    user.close()
    again = UserFile(tmp_path)
    assert again.documents()[0].document == "src-hts-2"
    again.correct(DOC.sha256, None)
    assert again.documents()[0].document == "src-tpp"
    again.forget(DOC.sha256)
    assert again.documents() == []
    again.close()


def test_notes(tmp_path):
    user = UserFile(tmp_path)
    name = user.put_note(Note(0, "usjta-6", "first", "t", "t"))
    user.put_note(Note(name, "usjta-6", "changed", "t", "u"))
    user.put_note(Note(0, "src-gn36", "on words", "t", "t", "ab", "the words", "before ", " after", 7))
    assert [note.text for note in user.notes("usjta-6")] == ["changed"]
    assert user.notes(sha256="ab")[0].quote == "the words"
    user.put_note(Note(name, "usjta-6", "  ", "t", "v"))
    assert user.notes("usjta-6") == []
    user.close()


def test_a_damaged_file_is_set_aside_and_a_new_one_begun(tmp_path):
    (tmp_path / "user.sqlite").write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)
    user = UserFile(tmp_path)
    assert "user.broken.sqlite" in user.trouble
    assert (tmp_path / "user.broken.sqlite").read_bytes().endswith(b"\x07")
    user.put_note(Note(0, "x", "kept", "t", "t"))
    user.close()
    assert UserFile(tmp_path).trouble == ""


def test_a_newer_file_is_left_as_it_is(tmp_path):
    UserFile(tmp_path).close()
    with sqlite3.connect(tmp_path / "user.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = (tmp_path / "user.sqlite").read_bytes()
    with pytest.raises(KnownError, match="newer version"):
        UserFile(tmp_path)
    assert (tmp_path / "user.sqlite").read_bytes() == before


def test_a_migration_makes_a_copy_first(tmp_path, monkeypatch):
    user = UserFile(tmp_path)
    user.put_note(Note(0, "x", "kept", "t", "t"))
    user.close()
    monkeypatch.setattr(userdb, "MIGRATIONS", (*userdb.MIGRATIONS, "ALTER TABLE note ADD COLUMN colour TEXT"))
    before = userdb.VERSION
    monkeypatch.setattr(userdb, "VERSION", before + 1)
    user = UserFile(tmp_path)
    assert user.notes("x")[0].text == "kept"
    user.close()
    with sqlite3.connect(tmp_path / f"user.version{before}.sqlite") as db:
        assert db.execute("SELECT text FROM note").fetchone() == ("kept",)
    db.close()


def test_a_locked_file_is_one_sentence_and_loses_nothing(tmp_path):
    user = UserFile(tmp_path)
    user.put_note(Note(0, "x", "kept", "t", "t"))
    user._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "user.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(KnownError, match="nothing was lost"):
        user.put_note(Note(0, "x", "second", "t", "t"))
    other.execute("ROLLBACK")
    other.close()
    user.put_note(Note(0, "x", "second", "t", "t"))
    assert [note.text for note in user.notes("x")] == ["kept", "second"]
    user.close()


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path):
    user = UserFile(tmp_path)
    user.put_note(Note(0, "x", "kept", "t", "t"))
    pages = user._db.execute("PRAGMA page_count").fetchone()[0]
    user._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(KnownError, match="full"):
        user.put_note(Note(0, "x", "long " * 20_000, "t", "t"))
    assert [note.text for note in user.notes("x")] == ["kept"]
    user.close()


def test_a_profile_that_is_a_file(tmp_path):
    (tmp_path / "p").write_text("x")
    with pytest.raises(KnownError, match="--profile"):
        UserFile(tmp_path / "p")


def test_two_connections_at_a_first_start(tmp_path):
    import threading

    failed = []
    for n in range(25):
        barrier = threading.Barrier(2)

        def _open(folder=tmp_path / str(n), barrier=barrier):
            barrier.wait()
            try:
                UserFile(folder).close()
            except KnownError as error:
                failed.append(str(error))

        both = [threading.Thread(target=_open) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    assert failed == []
