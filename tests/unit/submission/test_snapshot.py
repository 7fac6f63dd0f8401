"""The snapshot as a JSON message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.snapshot import AssetReference, BlendSource, FileChoices, JobSnapshot, SnapshotError

SNAPSHOT = JobSnapshot(
    submission_id="2026-abc",
    manager_url="http://localhost:8080",
    platform="linux",
    name="Shot 10 🎬",
    job_type="simple-blender-render",
    job_type_etag="etag",
    settings={"chunk_size": 1, "fps": 24.5, "has_previews": False, "frames": "1-10"},
    priority=77,
    start_paused=True,
    worker_tag="gpu",
    metadata={"project": "Film"},
    blend=BlendSource("/p/shot.blend", "/tmp/copy.blend", 2**40, 1_700_000_000_123_456_789),
    assets=(
        AssetReference("/p/t\udcff.png", "//t\udcff.png", "image", 'Image "t"', "/p/shot.blend"),
        AssetReference("/p/f1.png", "//f1.png", "sequence", 'Image "f"', "/p/l.blend", "frames", ((1, 5), (9, 9))),
        AssetReference("/p/c", "", "cache", "", "/p/shot.blend", "point_cache", stem="Cloth", optional=True),
    ),
    project_root="",
    user_files=UserFiles("/state"),
    remember={"frames": "1-10"},
    origins={"frames": "expression"},
    files=FileChoices(("*.mov",), ("/p/notes.txt",), ("/studio",), 10**9, "ask"),
)


def _with(path: str, value: object) -> dict[str, Any]:
    message: Any = json.loads(json.dumps(SNAPSHOT.as_message()))
    *parents, last = path.split("/")
    at = message
    for name in parents:
        at = at[int(name) if name.isdigit() else name]
    at[int(last) if last.isdigit() else last] = value
    return dict(message)


def test_round_trip() -> None:
    """A snapshot is the same after JSON, also with a path that is not UTF-8."""
    assert JobSnapshot.from_message(json.loads(json.dumps(SNAPSHOT.as_message()))) == SNAPSHOT


def test_job_without_file() -> None:
    """A snapshot without a .blend is valid, for a job that needs no file."""
    assert JobSnapshot.from_message(_with("blend", None)).blend is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", None),
        ("priority", "50"),
        ("priority", True),
        ("priority", 50.0),
        ("start_paused", 0),
        ("settings", []),
        ("metadata", {"a": 1}),
        ("platform", "beos"),
        ("platform", ["linux"]),
        ("blend", "/p/shot.blend"),
        ("blend/size", "1"),
        ("assets", {}),
        ("assets/0", "a.png"),
        ("assets/0/written", 3),
        ("assets/0/spread", "everywhere"),
        ("assets/1/frames", [[1]]),
        ("assets/1/frames", [1, 5]),
        ("files/exclude", "*.mov"),
        ("files/trouble", "panic"),
    ],
)
def test_wrong_type_is_named(path: str, value: object) -> None:
    """A part of the wrong type is rejected with its name."""
    with pytest.raises(SnapshotError) as caught:
        JobSnapshot.from_message(_with(path, value))
    last = path.rsplit("/", maxsplit=1)[-1]
    assert (last if not last.isdigit() else f"[{last}]") in str(caught.value)


@pytest.mark.parametrize("name", list(SNAPSHOT.as_message()))
def test_missing_part_is_named(name: str) -> None:
    """A missing part is rejected with its name."""
    message = SNAPSHOT.as_message()
    del message[name]
    with pytest.raises(SnapshotError, match=name):
        JobSnapshot.from_message(message)


def test_message_is_not_an_object() -> None:
    """A message that is not an object is rejected."""
    with pytest.raises(SnapshotError):
        JobSnapshot.from_message([1])
