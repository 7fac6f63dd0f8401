"""Where outputs besides the job's own go."""

from __future__ import annotations

import pytest

from flamenco_client.farm.storage_paths import FarmStorage
from flamenco_client.submission.checks.other_outputs import Destination, OtherOutput, about_other_outputs, destination

SHAMAN = FarmStorage("/farm/jobs", has_shaman=True)
PLAIN = FarmStorage("/farm")


@pytest.mark.parametrize(
    ("written", "path", "blend", "storage", "expected"),
    [
        ("/farm/passes", "/farm/passes", "/home/a/s.blend", SHAMAN, Destination.STORAGE),
        ("/tmp/x", "/tmp/x", "/farm/s.blend", SHAMAN, Destination.WORKER),
        ("/nas/x", "/nas/x", "/farm/s.blend", SHAMAN, Destination.STORAGE),
        ("/nas2/x", "/nas2/x", "/farm/s.blend", SHAMAN, Destination.WORKER),
        ("//x", "/farm/x", "/farm/s.blend", SHAMAN, Destination.BESIDE),
        ("//x", "/farm/x", "/farm/s.blend", PLAIN, Destination.STORAGE),
        ("//x", "/home/a/x", "/home/a/s.blend", PLAIN, Destination.BESIDE),
        ("x", "x", "/farm/s.blend", PLAIN, Destination.WORKER),
        ("/tmp/x", "/tmp/x", "/farm/s.blend", None, Destination.NOT_KNOWN),
    ],
)
def test_destination(written: str, path: str, blend: str, storage: FarmStorage | None, expected: Destination) -> None:
    """By the path, the kind of storage, and whether the .blend is rendered in place."""
    output = OtherOutput("Node", written, path)
    assert destination(output, blend, storage, ("/nas/",)) is expected


def test_one_finding_for_each_kind() -> None:
    """Many nodes are one line, with the first names."""
    outputs = [OtherOutput(f"Node {number}", "/tmp/x", "/tmp/x") for number in range(20)]
    (found,) = about_other_outputs(outputs, "/farm/s.blend", PLAIN)
    assert "Node 0: /tmp/x" in found.text
    assert "Node 19" not in found.text
    assert "15 more" in found.text
