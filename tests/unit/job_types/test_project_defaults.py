"""The file in which a project suggests values for its jobs."""

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


def test_everything_that_it_can_say() -> None:
    """Names, priority, and values by job type and key with their types."""
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


def test_as_message() -> None:
    """What the worker sends to Blender is what it has read."""
    read = parse(FULL + b"[extra]\n")
    assert read.notices
    assert ProjectDefaults.from_message(read.as_message()) == read


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xef\xbb\xbfpriority = 50", b"[settings]"])
def test_little(content: bytes) -> None:
    """An empty file says nothing, and a byte order mark does no harm."""
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
def test_what_it_can_not_say(line: str, named: str) -> None:
    """An address, a hook, a wrong type: named and passed over; what else stands there holds."""
    read = parse(f"{line}\n[settings.other]\nkey = 1\n".encode() if "settings" not in line else line.encode())
    (notice,) = read.notices
    assert f" {named} " in notice
    assert "evil" not in repr((read.manager, read.job_type, read.worker_tag, read.settings))
    expected: dict[str, Any] = {"other": {"key": 1}} if "settings" not in line else {}
    assert {job_type: values for job_type, values in read.settings.items() if values} == expected


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
def test_a_broken_file(content: bytes, where: str) -> None:
    """Nothing of it is used, and the line is told."""
    read = parse(content)
    (notice,) = read.notices
    assert FILE_NAME in notice
    assert where in notice
    assert read == ProjectDefaults(notices=read.notices)
    assert len(notice) < 300


def test_many_mistakes_are_counted() -> None:
    """A file full of nonsense does not fill the panel."""
    read = parse("\n".join(f"wrong{number} = 1" for number in range(100)).encode())
    assert len(read.notices) == MAX_NOTICES + 1
    assert str(100 - MAX_NOTICES) in read.notices[-1]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_never_raises(content: bytes) -> None:
    """Whatever stands in the file."""
    parse(content)


@pytest.fixture
def blend(tmp_path: Path) -> Path:
    """A file deep in a project."""
    (tmp_path / ".blender_project").mkdir()
    (tmp_path / "shots").mkdir()
    return tmp_path / "shots" / "a.blend"


def test_it_lies_in_the_projects_folder(blend: Path, tmp_path: Path) -> None:
    """One beside the .blend, in the middle of the project, is not meant."""
    (tmp_path / FILE_NAME).write_bytes(b"priority = 60")
    (blend.parent / FILE_NAME).write_bytes(b"priority = 70")
    assert run(project_defaults(str(blend), ""))["priority"] == 60
    assert run(project_defaults(str(blend), str(blend.parent)))["priority"] == 70


def test_without_a_file(blend: Path) -> None:
    """A project without one suggests nothing and is told nothing."""
    assert ProjectDefaults.from_message(run(project_defaults(str(blend), ""))) == ProjectDefaults()


@pytest.mark.parametrize("what", ["folder", "pipe", "device", "large"])
def test_no_file_to_read(blend: Path, tmp_path: Path, what: str) -> None:
    """What is no small ordinary file is told, and nothing waits for it."""
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
    assert FILE_NAME in read["notices"][0]
