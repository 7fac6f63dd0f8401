"""The cache serves what was kept, and is never in the way."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.encoded_json import LARGEST
from flamenco_client.core.errors import FarmError
from flamenco_client.core.finding import Finding, messages, warning
from flamenco_client.core.user_files import Kind, UserFiles
from flamenco_client.farm import manager_cache
from flamenco_client.farm.manager_summary import ManagerInfo

URL = "http://farm:8080"
INFO = ManagerInfo(
    url=URL,
    checked_at="2026-11-23 20:05+01:00",
    name="Studio Färm \udcff",
    version="3.9",
    shaman_enabled=True,
    is_first_run=False,
    storage_location="/srv/farm",
    storage_reachable=False,
    farm_status="idle",
    job_types=({"name": "simple-blender-render", "settings": None},),
    tags=({"id": "1", "name": "gpu", "description": ""},),
    warnings=(warning("gap", "Mind the gap."),),
).as_message()


@pytest.fixture
def user_files(tmp_path: Path) -> UserFiles:
    return UserFiles(str(tmp_path))


def test_nothing_kept(tmp_path: Path) -> None:
    """Before the first check there is nothing, also where the folder does not exist."""
    assert manager_cache.read(UserFiles(str(tmp_path / "none")), URL) is None


def test_what_is_kept_comes_back(user_files: UserFiles) -> None:
    """Reading gives the written values with any characters; newer values replace older ones."""
    manager_cache.write(user_files, INFO)
    assert manager_cache.read(user_files, URL) == INFO

    manager_cache.write(user_files, {**INFO, "name": "Other"})
    assert (manager_cache.read(user_files, URL) or {})["name"] == "Other"


def test_warnings_can_still_be_translated(user_files: UserFiles) -> None:
    """After a restart Blender may speak another language; what the Manager itself sent stays as it was."""
    broken = warning("odd", 'The job type "{name}" is broken: its settings are not a list.', name="a")
    plain = warning("plain", "{not a pattern}")
    odd = {"name": "a", "settings": {"text": "{b}", "filled_in": {"b": "x"}}}
    manager_cache.write(user_files, {**INFO, "warnings": messages([broken, plain]), "job_types": [odd]})
    kept = manager_cache.read(user_files, URL)
    assert kept is not None
    assert [Finding.from_message(message) for message in kept["warnings"]] == [broken, plain]
    assert kept["warnings"][0]["text"].pattern == 'The job type "{name}" is broken: its settings are not a list.'
    assert kept["job_types"] == [odd]


def test_a_large_answer_is_read_in_small_steps(user_files: UserFiles) -> None:
    """No step decodes more than a piece of it, and nothing is lost or mixed up."""
    job_types = [{"name": f"type {number}", "description": "x" * 1000} for number in range(1000)]
    tags = [{"id": str(number), "name": f"tag {number}", "description": ""} for number in range(3)]
    info = {**INFO, "job_types": job_types, "tags": tags}
    manager_cache.write(user_files, info)

    assert len(list(manager_cache.reading(user_files, URL))) > 1_000_000 / LARGEST
    assert manager_cache.read(user_files, URL) == info
    assert max(map(len, user_files.path(Kind.MANAGERS, URL).read_bytes().split(b"\n"))) < 1.1 * LARGEST


def test_one_file_a_manager(user_files: UserFiles) -> None:
    """Managers do not mix, and no temporary files remain."""
    manager_cache.write(user_files, INFO)
    manager_cache.write(user_files, {**INFO, "url": "http://other:8080", "name": "Other"})

    assert manager_cache.read(user_files, URL) == INFO
    assert (manager_cache.read(user_files, "http://other:8080") or {})["name"] == "Other"
    assert len(list(user_files.directory(Kind.MANAGERS).iterdir())) == 2


def keep(user_files: UserFiles, text: str | bytes) -> None:
    file = user_files.path(Kind.MANAGERS, URL)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def envelope(**changes: Any) -> str:
    return json.dumps({"schema": manager_cache.SCHEMA, "url": URL, "parts": 0, "info": INFO} | changes)


def test_envelope(user_files: UserFiles) -> None:
    """The file that the tests below damage is one that can be read."""
    keep(user_files, envelope())

    assert manager_cache.read(user_files, URL) == INFO


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "7",
        '"text"',
        envelope()[:-20],
        b"\xff\xfe\x00",
        "[" * 200_000,
        envelope(schema=0),
        envelope(schema=manager_cache.SCHEMA + 1),
        envelope(url="http://other"),
        envelope(info=None),
        envelope(info=[]),
        envelope(info={}),
        envelope(info={**INFO, "name": 7}),
        envelope(info={**INFO, "shaman_enabled": "yes"}),
        envelope(info={**INFO, "job_types": None}),
        envelope(info={**INFO, "job_types": ["text"]}),
        envelope(info={**INFO, "warnings": [{}]}),
        envelope(info={**INFO, "warnings": ["text"]}),
        envelope(info={**INFO, "warnings": [{"severity": "grave"}]}),
        envelope(padding="x" * manager_cache.MAX_BYTES),
        envelope(parts=1),
        envelope(parts=1) + "\n",
        envelope(parts=1) + '\n{"name":"job_types","elements":[7]}',
        envelope(parts=1) + '\n{"name":"name","elements":["x"]}',
        envelope(parts=1) + '\n{"name":"other","elements":[]}',
    ],
)
def test_what_cannot_be_used_is_ignored(user_files: UserFiles, text: str | bytes) -> None:
    """Empty, cut off, no JSON, endlessly nested, of another schema, Manager or type, or too large: nothing."""
    keep(user_files, text)

    assert manager_cache.read(user_files, URL) is None


def test_unknown_parts_are_dropped(user_files: UserFiles) -> None:
    """What a later version has added is passed over."""
    keep(user_files, envelope(info={**INFO, "colour": "red"}))

    assert manager_cache.read(user_files, URL) == INFO


def test_something_else_in_its_place(user_files: UserFiles) -> None:
    """A folder and a pipe without a writer are ignored at once."""
    file = user_files.path(Kind.MANAGERS, URL)
    file.mkdir(parents=True)
    assert manager_cache.read(user_files, URL) is None
    file.rmdir()

    if hasattr(os, "mkfifo"):
        os.mkfifo(file)
        assert manager_cache.read(user_files, URL) is None


def test_folder_cannot_be_made(tmp_path: Path, user_files: UserFiles) -> None:
    """Where nothing can be written the error names the place, and no temporary file is left."""
    user_files.directory(Kind.MANAGERS).write_text("in the way")

    with pytest.raises(FarmError) as failure:
        manager_cache.write(user_files, INFO)

    assert failure.value.kind == "cache"
    assert str(tmp_path) in failure.value.message


def test_failed_replacement_keeps_the_old(user_files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file can't be put in place the old one stays, and nothing else."""
    manager_cache.write(user_files, INFO)

    def refuse(_source: str, _target: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FarmError, match="Permission denied"):
        manager_cache.write(user_files, {**INFO, "name": "Other"})

    assert manager_cache.read(user_files, URL) == INFO
    assert len(list(user_files.directory(Kind.MANAGERS).iterdir())) == 1


def test_nested_too_deep_is_not_kept(user_files: UserFiles) -> None:
    """Answers nested beyond what JSON tools take are no reason to fail."""
    nest: list[Any] = []
    for _ in range(200_000):
        nest = [nest]
    with pytest.raises(FarmError, match="nested"):
        manager_cache.write(user_files, {**INFO, "job_types": [{"name": "odd", "settings": nest}]})
    while nest:
        nest = nest.pop()


def test_too_much_is_not_kept(user_files: UserFiles) -> None:
    """What could not be read again is not written."""
    with pytest.raises(FarmError, match="2 MiB"):
        manager_cache.write(user_files, {**INFO, "warnings": ["x" * manager_cache.MAX_BYTES]})

    assert manager_cache.read(user_files, URL) is None
