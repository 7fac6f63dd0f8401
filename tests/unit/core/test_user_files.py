"""Records on disk: reading gives a record or None for any content, and writing is atomic."""

from __future__ import annotations

import json
import math
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from flamenco_client import standalone
from flamenco_client.core import user_files as module
from flamenco_client.core.user_files import MAX_BYTES, Kind, UserFiles

KEYS = ["id", "http://farm:8080/", "../../escape", "a/b", "C:\\x", "x" * 1000, "\ud800", "a\0b", "con", ".", ""]


@pytest.fixture
def files(tmp_path: Path) -> UserFiles:
    return UserFiles(str(tmp_path / "user"))


def put(files: UserFiles, content: bytes, key: str = "id") -> Path:
    path = files.path(Kind.HELD, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(files: UserFiles, kind: Kind = Kind.HELD) -> set[str]:
    return {path.name for path in files.directory(kind).iterdir()}


@pytest.mark.parametrize("key", KEYS)
def test_any_key(files: UserFiles, key: str) -> None:
    """A key is not a path: with any key the record is in its kind's folder and can be read again."""
    files.write_json(Kind.HELD, key, {"text": "🎬 \udcff", "nothing": None})

    assert files.read_json(Kind.HELD, key) == {"text": "🎬 \udcff", "nothing": None}
    (path,) = Path(files.folder).rglob("*.json")
    assert path == files.path(Kind.HELD, key)
    assert path.parent == files.directory(Kind.HELD)
    files.delete(Kind.HELD, key)
    assert files.read_json(Kind.HELD, key) is None


def test_every_key_has_a_record_of_its_own(files: UserFiles) -> None:
    """Names differ where keys do; a kind without keys has a file of its name."""
    paths = [files.path(Kind.HELD, key) for key in KEYS]

    assert len(set(paths)) == len(KEYS)
    assert files.path(Kind.ACCESS) == Path(files.folder, "access.json")


def test_names_on_users_disks(files: UserFiles) -> None:
    """What a version before has written is found by the next one."""
    assert files.path(Kind.HELD, "id") == Path(files.folder, "held", "a56145270ce6b3bebd1dd012b7394867.json")
    assert {kind.value for kind in Kind} == {
        *("accepted_files", "access", "checksums", "copies", "file_lists", "held", "job_copies"),
        *("last_images", "last_used", "managers", "outputs", "rewritten", "running", "submissions", "task_logs"),
    }


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"7", b'"text"', b"\xff\xfe", b"\0", b'{"a": "\xff"}', b"{'a': 1}"),
        *(b'{"a": 1e999}', b'{"a": -1e999}', b'{"a": NaN}', b'{"a": Infinity}', b'{"a": ' + b"9" * 5000 + b"}"),
        *(b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 200_000),
        b'{"a": 1}' + b" " * MAX_BYTES,
    ],
    ids=range(19),
)
def test_what_cannot_be_used_is_none(files: UserFiles, content: bytes) -> None:
    """Empty, cut off, another value, no UTF-8, no finite number, endlessly nested, too large: no record, no error."""
    put(files, content)

    assert files.read_json(Kind.HELD, "id") is None
    assert len(files.records(Kind.HELD)) == 1
    files.write_json(Kind.HELD, "id", {"a": 1})
    assert files.read_json(Kind.HELD, "id") == {"a": 1}


def test_something_else_in_its_place(files: UserFiles, tmp_path: Path) -> None:
    """A folder, a loop of links, a pipe without a writer and a device are not records; none of them blocks."""
    path = put(files, b"")
    path.unlink()
    path.mkdir()
    assert files.read_json(Kind.HELD, "id") is None
    with pytest.raises(OSError):
        files.write_json(Kind.HELD, "id", {})
    files.delete(Kind.HELD, "id")
    assert names(files) == {path.name}
    path.rmdir()

    for target in (path, "/dev/zero", "/dev/full", tmp_path):
        path.symlink_to(target)
        assert files.read_json(Kind.HELD, "id") is None
        path.unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        assert files.read_json(Kind.HELD, "id") is None


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    """Nothing is found, writing is an error, and deleting, pruning and locking do nothing."""
    (tmp_path / "user").write_bytes(b"in the way")
    nothing(UserFiles(str(tmp_path / "user")))


def test_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder nothing is read from, or written to, wherever the process happens to run."""
    monkeypatch.chdir(tmp_path)
    UserFiles(str(tmp_path)).write_json(Kind.HELD, "id", {"a": 1})

    nothing(UserFiles(""))
    assert [path.name for path in tmp_path.rglob("*.json")] == [UserFiles("").path(Kind.HELD, "id").name]


def nothing(files: UserFiles) -> None:
    assert files.read_json(Kind.HELD, "id") is None
    assert files.records(Kind.HELD) == []
    files.delete(Kind.HELD, "id")
    files.prune(Kind.HELD, keep=0)
    with files.lock(), pytest.raises(OSError):
        files.write_json(Kind.HELD, "id", {})


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_disk_that_refuses(files: UserFiles, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """What was there before stays, and no draft beside it."""
    files.write_json(Kind.HELD, "id", {"old": True})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(OSError, match="No space"):
        files.write_json(Kind.HELD, "id", {"new": True}, durable=True)
    assert files.read_json(Kind.HELD, "id") == {"old": True}
    assert len(names(files)) == 1


def test_what_could_not_be_read_again_is_not_written(files: UserFiles) -> None:
    """Too large, not finite, nested too deep: what was there before stays."""
    files.write_json(Kind.HELD, "id", {"old": True})
    nest: list[Any] = []
    for _ in range(200_000):
        nest = [nest]

    for value in ({"a": "x" * MAX_BYTES}, {"a": math.inf}, {"a": math.nan}, {"a": nest}):
        with pytest.raises(ValueError):
            files.write_json(Kind.HELD, "id", value)
    with pytest.raises(ValueError):
        files.write_json(Kind.HELD, "id", {"a": "x" * 20}, most=20)
    assert files.read_json(Kind.HELD, "id") == {"old": True}
    assert files.read_json(Kind.HELD, "id", most=5) is None
    while nest:
        nest = nest.pop()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_this_user_reads_it(files: UserFiles) -> None:
    """Only the user can read it, with any umask and any permissions of the replaced file."""
    put(files, b"{}").chmod(0o666)
    before = os.umask(0)
    try:
        files.write_json(Kind.HELD, "id", {})
        with files.lock():
            pass
    finally:
        os.umask(before)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in Path(files.folder).rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_newest_first(files: UserFiles) -> None:
    """Files of one name are one record, with the size of all and the time of the newest."""
    for age, key in enumerate(("new", "middle", "old")):
        for suffix in (".json", ".txt"):
            path = files.path(Kind.HELD, key, suffix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * 10)
            os.utime(path, (1000 - age, 1000 - age - (suffix == ".txt")))

    found = files.records(Kind.HELD)

    assert [record.path for record in found] == [files.path(Kind.HELD, key) for key in ("new", "middle", "old")]
    assert [(record.size, record.changed_at, len(record.files)) for record in found] == [
        (20, 1000, 2),
        (20, 999, 2),
        (20, 998, 2),
    ]


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ({}, 5),
        ({"keep": 2}, 2),
        ({"keep": 0}, 0),
        ({"days": 2.5}, 3),
        ({"size": 30}, 3),
        ({"size": 29}, 2),
        ({"size": 0, "spare": 1.5 * 86400}, 2),
        ({"keep": 4, "days": 1.5, "size": 30}, 2),
    ],
)
def test_prune(files: UserFiles, rule: dict[str, Any], left: int) -> None:
    """The newest records stay, up to a number, an age and a total size; very new ones always stay."""
    paths = [put(files, b"x" * 10, f"{age} days") for age in range(5)]
    for age, path in enumerate(paths):
        os.utime(path, (time.time() - age * 86400,) * 2)

    files.prune(Kind.HELD, **rule)

    assert [path.exists() for path in paths] == [True] * left + [False] * (5 - left)


def test_pruned_meanwhile(files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that another process deletes between listing and deleting are no error; nor is a folder among them."""
    path = put(files, b"x")
    (path.parent / "folder").mkdir()
    records = files.records(Kind.HELD)
    path.unlink()
    monkeypatch.setattr(UserFiles, "records", lambda _self, _kind: records)

    files.prune(Kind.HELD, keep=0)

    assert names(files) == {"folder"}


WRITER = """
import sys
sys.path[:0] = [sys.argv[1]]
import standalone
standalone.mount()
from flamenco_client.core import user_files
from flamenco_client.core.user_files import Kind, UserFiles
user_files._LOCK_WITHIN = 60.0
files, name = UserFiles(sys.argv[2]), sys.argv[3]
print("ready", flush=True)
for number in range(200):
    files.write_json(Kind.HELD, "whole", {"by": name, "padding": name * 20_000})
    with files.lock():
        kept = files.read_json(Kind.HELD, "counter") or {"count": 0}
        files.write_json(Kind.HELD, "counter", {"count": kept["count"] + 1})
"""


@pytest.mark.slow
def test_two_processes_at_once(files: UserFiles) -> None:
    """Readers always see a whole record of one of the writers; with the lock no change is lost."""
    root = str(Path(standalone.__file__).parent)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, root, files.folder, name], stdout=subprocess.PIPE)
        for name in "ab"
    ]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        record = files.read_json(Kind.HELD, "whole")
        if record is not None:
            assert record == {"by": record["by"], "padding": record["by"] * 20_000}
            seen.add(record["by"])
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= {"a", "b"}
    assert files.read_json(Kind.HELD, "counter") == {"count": 400}
    assert len(names(files)) == 2


def test_a_lock_that_is_not_let_go(files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread waits for the lock, but not forever for one that hangs."""
    monkeypatch.setattr(module, "_LOCK_WITHIN", 0.1)
    turns = []

    def change() -> None:
        with files.lock():
            turns.append("second")

    with files.lock():
        thread = threading.Thread(target=change)
        thread.start()
        time.sleep(0.03)
        turns.append("first")
        thread.join(5)
    assert turns == ["first", "second"]


def test_records_of_others_are_json(files: UserFiles) -> None:
    """Files are plain ASCII, which every tool reads."""
    files.write_json(Kind.HELD, "id", {"text": "ä"})

    assert json.loads(files.path(Kind.HELD, "id").read_bytes().decode("ascii")) == {"text": "ä"}
