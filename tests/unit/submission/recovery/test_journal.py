"""The journal on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.recovery.journal import Journal, JournalEntry

ENTRY = JournalEntry("id", "http://farm:8080", "Shot 🎬", "/p/a\udcff.blend", "Film-shot")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(UserFiles(str(tmp_path)))


def test_round_trip(journal: Journal, tmp_path: Path) -> None:
    """An entry can be read by the next process, until it is removed."""
    assert journal.pending() == ()
    journal.write(ENTRY)
    assert Journal(UserFiles(str(tmp_path))).pending() == (ENTRY,)
    journal.remove("id")
    assert Journal(UserFiles(str(tmp_path))).pending() == ()


def test_several(journal: Journal) -> None:
    """Each submission has an entry of its own; the same one has one."""
    journal.write(ENTRY)
    journal.write(ENTRY)
    journal.write(replace(ENTRY, submission_id="other"))
    assert len(journal.pending()) == 2


@pytest.mark.parametrize("submission_id", ["", "../../escape", "a/b", "x" * 1000, "\ud800", "a\0b"])
def test_any_id(journal: Journal, tmp_path: Path, submission_id: str) -> None:
    """An id is not a path: with any id the entry stays in its folder."""
    journal.write(replace(ENTRY, submission_id=submission_id))
    assert journal.pending() == (replace(ENTRY, submission_id=submission_id),)
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "submissions"]
    journal.remove(submission_id)
    assert journal.pending() == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"null", b"\xff", b'{"submission_id": 1}', b"x" * 100_000, b"[" * 50_000],
    ids=range(9),
)
def test_broken_files(journal: Journal, tmp_path: Path, content: bytes) -> None:
    """Invalid files are ignored; the other entries are read."""
    journal.write(ENTRY)
    (tmp_path / "submissions" / "0.json").write_bytes(content)
    assert journal.pending() == (ENTRY,)


def test_unwritable(tmp_path: Path) -> None:
    """The error names a folder that can't be written."""
    (tmp_path / "state").touch()
    with pytest.raises(FarmError, match="state"):
        Journal(UserFiles(str(tmp_path / "state"))).write(ENTRY)


def test_nothing_half_written(journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses in the middle leaves no file."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FarmError, match="No space"):
        journal.write(ENTRY)
    assert list((tmp_path / "submissions").iterdir()) == []
