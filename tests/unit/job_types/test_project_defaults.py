"""Project defaults: the file with a project's suggestions for its jobs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.job_types.project_defaults import FILE_NAME, MAX_BYTES, MAX_NOTICES, ProjectDefaults, parse
from flamenco_client.submission.checks.disk_checks import project_defaults
from flamenco_client.tests.unit.submission.helpers import run

FULL = b"""
manager = "Studio Farm"
job_type = "simple-blender-render"
priority = 60
worker_tag = "gpu"

[settings.simple-blender-render]
render_output_root = "/mnt/farm/render"
chunk_size = 10
scale = 0.5
has_previews = true
"my-key" = ""
"""


def test_all_entries_are_read() -> None:
    """Names, priority, and values by job type and key are read with their types."""
    assert parse(FULL) == ProjectDefaults(
        manager="Studio Farm",
        job_type="simple-blender-render",
        priority=60,
        worker_tag="gpu",
        settings={
            "simple-blender-render": {
                "render_output_root": "/mnt/farm/render",
                "chunk_size": 10,
                "scale": 0.5,
                "has_previews": True,
                "my-key": "",
            }
        },
    )


def test_message_round_trip() -> None:
    """The message from the helper to Blender gives the same defaults."""
    read = parse(FULL + b"[extra]\n")
    assert read.notices
    assert ProjectDefaults.from_message(read.as_message()) == read


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xef\xbb\xbfpriority = 50", b"[settings]"])
def test_empty_file_has_no_defaults(content: bytes) -> None:
    """An empty file gives no defaults, and a byte order mark is ignored."""
    assert parse(content).notices == ()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('url = "http://evil.example"', "url"),
        ('hook = "rm -rf /"', "hook"),
        ('[hooks]\nbefore = "x"', "hooks"),
        ('manager = "http://evil.example"', "manager"),
        ("manager = 3", "manager"),
        ('manager = "a\\u0000b"', "manager"),
        ('manager = ["a"]', "manager"),
        ("job_type = 3", "job_type"),
        ('worker_tag = "a\\nb"', "worker_tag"),
        ("priority = 101", "priority"),
        ("priority = -1", "priority"),
        ("priority = true", "priority"),
        ("priority = 50.0", "priority"),
        ('priority = "50"', "priority"),
        ("settings = 3", "settings"),
        ("settings.render = 3", "settings.render"),
        ("settings.render.when = 2026-01-01", "settings.render.when"),
        ("settings.render.list = [1]", "settings.render.list"),
        ("settings.render.table = {a = 1}", "settings.render.table"),
        ("settings.render.number = nan", "settings.render.number"),
        ("settings.render.number = 9999999999999999999", "settings.render.number"),
        (f'settings.render.text = "{"x" * 5000}"', "settings.render.text"),
    ],
)
def test_invalid_entries_are_reported(line: str, named: str) -> None:
    """An address, a hook or a wrong type is reported and ignored; the other entries are used."""
    read = parse(f"{line}\n[settings.other]\nkey = 1\n".encode() if "settings" not in line else line.encode())
    (notice,) = read.notices
    assert f" {named} " in notice.text
    assert "evil" not in repr((read.manager, read.job_type, read.worker_tag, read.settings))
    expected: dict[str, Any] = {"other": {"key": 1}} if "settings" not in line else {}
    assert {job_type: values for job_type, values in read.settings.items() if values} == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"priority = 50\njob_type = \n", "line 2"),
        (b"priority = 1\npriority = 2\n", "line 2"),
        (b'a = 1\nb = 2\nc = "\xff"\n', "line 3"),
        (b"x = " + b"[" * 16_000, ""),
        (b"x = " + b"9" * 16_000, ""),
        (b"a." * 8_000 + b"b = 1", ""),
    ],
)
def test_broken_file_is_not_used(content: bytes, where: str) -> None:
    """Nothing of a broken file is used, and the notice names the line."""
    read = parse(content)
    (notice,) = read.notices
    assert FILE_NAME in notice.text
    assert where in notice.text
    assert read == ProjectDefaults(notices=read.notices)
    assert len(notice.text) < 300


def test_number_of_notices_is_limited() -> None:
    """A file full of invalid entries does not fill the panel."""
    read = parse("\n".join(f"wrong{number} = 1" for number in range(100)).encode())
    assert len(read.notices) == MAX_NOTICES + 1
    assert str(100 - MAX_NOTICES) in read.notices[-1].text


@pytest.mark.slow
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_never_raises(content: bytes) -> None:
    """No content of the file raises an error."""
    parse(content)


@pytest.fixture
def blend(tmp_path: Path) -> Path:
    """Provide a .blend deep in a project."""
    (tmp_path / ".blender_project").mkdir()
    (tmp_path / "shots").mkdir()
    return tmp_path / "shots" / "a.blend"


def test_file_is_in_the_projects_folder(blend: Path, tmp_path: Path) -> None:
    """A file beside the .blend, inside of the project, is not used."""
    (tmp_path / FILE_NAME).write_bytes(b"priority = 60")
    (blend.parent / FILE_NAME).write_bytes(b"priority = 70")
    assert run(project_defaults(str(blend), ""))["priority"] == 60
    assert run(project_defaults(str(blend), str(blend.parent)))["priority"] == 70


def test_project_without_a_file(blend: Path) -> None:
    """A project without a file has no defaults and no notices."""
    assert ProjectDefaults.from_message(run(project_defaults(str(blend), ""))) == ProjectDefaults()


@pytest.mark.parametrize("what", ["folder", "pipe", "device", "large"])
def test_unreadable_file_is_reported(blend: Path, tmp_path: Path, what: str) -> None:
    """Anything but a small regular file is reported, and reading does not wait for it."""
    file = tmp_path / FILE_NAME
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "device":
        file.symlink_to("/dev/zero")
    else:
        file.write_bytes(b"#" * (MAX_BYTES + 1))
    read = run(project_defaults(str(blend), ""))
    assert len(read["notices"]) == 1
    assert FILE_NAME in read["notices"][0]["text"]
    assert read["notices"][0]["about"] == str(file)
