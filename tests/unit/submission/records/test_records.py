"""Records of submissions on disk."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.core.text import say
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.records import records as on_disk
from flamenco_client.submission.records.record import Outcome, SubmissionRecord
from flamenco_client.submission.records.records import Records, SentFile

RECORD = SubmissionRecord(
    "id",
    "http://farm:8080",
    "Shot 🎬",
    "/p/a\udcff.blend",
    "Film-shot",
    settings={"frames": {"value": "1-3", "from": "scene"}},
)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(UserFiles(str(tmp_path)))


def test_round_trip(records: Records, tmp_path: Path) -> None:
    """The next process reads a record as it was written, texts with values filled in, too, until it is removed."""
    told = replace(RECORD, message=say('Submitted "{name}"', name="a"))
    records.write(told)

    read = Records(UserFiles(str(tmp_path))).read("id")

    assert read == told
    assert type(read.message) is type(told.message)
    records.remove("id")
    assert Records(UserFiles(str(tmp_path))).all() == ()


def test_several(records: Records) -> None:
    """Each submission has one record, however often it is written."""
    for record in (RECORD, RECORD, replace(RECORD, submission_id="other")):
        records.write(record)

    assert len(records.pending()) == 2


@pytest.mark.parametrize("submission_id", ["", "../../escape", "a/b", "x" * 1000, "\ud800", "a\0b"])
def test_any_id(records: Records, tmp_path: Path, submission_id: str) -> None:
    """An id is not a path: with any id the record and its files stay in their folder."""
    files = [SentFile("a.png", "0" * 64, 7, "/p/a.png")]
    records.write(replace(RECORD, submission_id=submission_id))
    records.write_files(submission_id, files)

    assert records.pending() == (replace(RECORD, submission_id=submission_id),)
    assert list(records.files(submission_id)) == files
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "submissions"}
    records.remove(submission_id)
    assert list((tmp_path / "submissions").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        b'{"submission_id": 1}',
        b'{"submission_id": "a", "manager_url": "", "job_name": "", "blend_path": "", "outcome": "newer"}',
        b'{"submission_id": "a", "manager_url": "", "job_name": "", "blend_path": "", "settings": {"frames": 1}}',
        b"x" * 100_000,
        b"[" * 50_000,
    ],
    ids=range(11),
)
def test_broken_files(records: Records, tmp_path: Path, content: bytes) -> None:
    """Invalid files are ignored; the other records are read."""
    records.write(RECORD)
    (tmp_path / "submissions" / "0.json").write_bytes(content)
    (tmp_path / "submissions" / "0.gz").write_bytes(content)

    assert records.pending() == (RECORD,)


def test_an_older_version(records: Records, tmp_path: Path) -> None:
    """A record without the newer parts is one whose outcome is not known."""
    (tmp_path / "submissions").mkdir()
    parts = '{"submission_id": "a", "manager_url": "http://farm", "job_name": "n", "blend_path": "", "checkout": ""}'
    (tmp_path / "submissions" / "0.json").write_text(parts)

    assert [record.outcome for record in records.pending()] == [Outcome.UNKNOWN]


def test_many_files(records: Records, tmp_path: Path) -> None:
    """A hundred thousand files need little space, and the same files give the same bytes."""
    files = [SentFile(f"textures/tile.{i}.exr", f"{i:064x}", i, f"/show/textures/tile.{i}.exr") for i in range(100_000)]
    contents = []
    for _ in range(2):
        records.write_files("id", files)
        (path,) = (tmp_path / "submissions").glob("*.gz")
        contents.append(path.read_bytes())

    assert list(records.files("id")) == files
    assert contents[0] == contents[1]
    assert len(contents[0]) < 3_000_000


@pytest.mark.parametrize("damage", [lambda content: content[:-20], lambda content: content[:50] + b"x" * 50])
def test_damaged_list(records: Records, tmp_path: Path, damage: object) -> None:
    """A damaged list ends where it is damaged."""
    assert callable(damage)
    files = [SentFile(f"{i}.exr", f"{i:064x}", i, f"/{i}.exr") for i in range(1000)]
    records.write_files("id", files)
    (path,) = (tmp_path / "submissions").glob("*.gz")
    path.write_bytes(damage(path.read_bytes()))

    read = list(records.files("id"))

    assert read == files[: len(read)]


def test_taken_once(records: Records) -> None:
    """An outcome is handed out once, oldest first; what is open or told is not."""
    for number, outcome in enumerate(Outcome):
        records.write(replace(RECORD, submission_id=outcome, outcome=outcome, at=float(number)))
    records.tell(Outcome.FAILED)

    taken = [record.outcome for record in records.take_untold()]

    assert taken == [each for each in Outcome if each not in {Outcome.SENDING, Outcome.UNKNOWN, Outcome.FAILED}]
    assert records.take_untold() == []


def test_old_ones_go(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are deleted with their files by age, number and size, unless their outcome is not known."""
    monkeypatch.setattr(on_disk, "KEEP", 3)
    for number in range(6):
        outcome = Outcome.UNKNOWN if number == 0 else Outcome.DONE
        records.write(replace(RECORD, submission_id=str(number), outcome=outcome))
        records.write_files(str(number), [SentFile("a", "", number, "/a")])
        for path in (tmp_path / "submissions").iterdir():
            os.utime(path, (path.stat().st_mtime - 10, path.stat().st_mtime - 10))

    records.prune()

    assert sorted(record.submission_id for record in records.all()) == ["0", "3", "4", "5"]
    assert list(records.files("1")) == []
    assert list(records.files("0")) == [SentFile("a", "", 0, "/a")]
    old = time.time() - on_disk.DAYS * 86400 - 60
    for path in (tmp_path / "submissions").iterdir():
        os.utime(path, (old, old))
    records.prune()
    assert [record.submission_id for record in records.all()] == ["0"]


def test_unwritable(tmp_path: Path) -> None:
    """The error names a folder that can't be written; an outcome that can't be written is lost silently."""
    (tmp_path / "state").touch()
    records = Records(UserFiles(str(tmp_path / "state")))

    with pytest.raises(FarmError, match="state"):
        records.write(RECORD)
    with pytest.raises(FarmError, match="state"):
        records.write_files("id", [])
    records.close(RECORD, Outcome.DONE)
    assert records.all() == ()


def test_nothing_half_written(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses in the middle leaves no file."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FarmError, match="No space"):
        records.write(RECORD)
    assert list((tmp_path / "submissions").iterdir()) == []
