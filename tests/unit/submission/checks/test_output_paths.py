"""Output paths with braces, and with names that are too long."""

from __future__ import annotations

from typing import Any

import pytest

from flamenco_client.core.finding import Severity
from flamenco_client.job_types.job_type import JobTypeSpec, parse
from flamenco_client.submission.checks.name_findings import plain_name
from flamenco_client.submission.checks.output_paths import (
    about_braces,
    about_long_names,
    about_preview_name,
    keeps_timestamp,
    odd_braces,
)

ROOT = {"key": "root", "type": "string", "subtype": "dir_path", "label": "Root"}
PARTS = {"key": "parts", "type": "int32"}
EVAL = "str(Path(abspath(settings.root), last_n_dir_parts(settings.parts), jobname, '{timestamp}', '######'))"
OUTPUT = {"key": "out", "type": "string", "subtype": "file_path", "eval": EVAL, "label": "Output"}
MESSAGE = {"key": "message", "type": "string"}


def spec(*settings: dict[str, Any], name: str = "t") -> JobTypeSpec:
    found = parse({"name": name, "settings": list(settings or (ROOT, PARTS, OUTPUT, MESSAGE))})
    assert found is not None
    return found


def values(root: str = "/farm", folders: str = "", name: str = "shot", **others: Any) -> dict[str, Any]:
    output = "/".join(part for part in (root, folders, name, "{timestamp}", "######") if part)
    return {"root": root, "parts": len(folders.split("/")) if folders else 0, "out": output, **others}


@pytest.mark.parametrize(
    ("text", "variables", "odd"),
    [
        ("/a/{timestamp}/######", (), []),
        ("{storage}/a/{timestamp}", {"storage"}, []),
        ("{jobs}/a", (), []),
        ("{storage}/a", {"other"}, ["{storage}"]),
        ("{storage}/a/{shot}", None, ["{shot}"]),
        ("{/a", None, ["{"]),
        ("/a{b}c/{timestamp}", None, ["{b}"]),
        ("/a{b/{timestamp}/c}", (), ["{", "}"]),
        ("/{}/{{timestamp}}", (), ["{}", "{", "}"]),
    ],
)
def test_braces_that_stay(text: str, variables: Any, odd: list[str]) -> None:
    """The Manager replaces the time and its variables; all other braces reach the worker."""
    assert odd_braces(text, variables) == odd


def test_where_braces_come_from() -> None:
    """The warning is about what has them, once, and its fix changes just that."""

    def found(name: str = "shot", **parts: str) -> list[tuple[str, str, Severity]]:
        findings = about_braces(spec(), values(name=name, **parts), name, {"storage"})
        return [(finding.about, finding.fix, finding.severity) for finding in findings]

    assert found() == found(root="{storage}/render") == []
    assert found(name="shot {a}") == [("job_name", "job_name", Severity.WARNING)]
    assert found(root="/farm/{x}") == [("root", "storage_folder", Severity.WARNING)]
    assert found(folders="film}/a") == [("parts", "no_folders", Severity.WARNING)]
    assert [about for about, _, _ in found(root="/{x}", name="a{")] == ["root", "job_name"]
    assert list(about_braces(spec(), values(message="{x}"), "shot", ())) == []


def test_what_the_manager_does_not_replace() -> None:
    """A brace before the time makes one unknown field of both."""
    assert not keeps_timestamp("/a{b}/{timestamp}/}{x")
    assert keeps_timestamp("/a{b/{timestamp}/c")
    assert not keeps_timestamp("/a/b")


def test_long_names() -> None:
    """The first frame would fail: an error; it counts bytes, the time and the extension as workers write them."""

    def found(name: str = "shot", **parts: str) -> list[tuple[str, str]]:
        findings = list(about_long_names(spec(), values(name=name, **parts), name))
        assert all(finding.severity is Severity.ERROR for finding in findings)
        return [(finding.about, finding.fix) for finding in findings]

    assert found("a" * 255) == found(root="/" + "a" * 255) == []
    assert found("a" * 256) == found("ü" * 128) == [("job_name", "job_name")]
    assert found(root="/" + "a" * 256) == [("root", "")]
    frames = {**OUTPUT, "eval": "str(Path(settings.root, jobname + '_{timestamp}_######'))"}
    name = "a" * (255 - len("_2026-12-31_235959_######.jpeg"))
    for length, count in ((name, 0), (name + "a", 1)):
        path = f"/farm/{length}_{{timestamp}}_######"
        assert len(list(about_long_names(spec(ROOT, frames), {"root": "/farm", "out": path}, length))) == count


def test_a_long_list_of_frames() -> None:
    """The preview video of the Manager's own job type is named after the file and the frames."""
    frames = {"key": "frames", "type": "string", "label": "Frames"}
    own = spec(frames, name="simple-blender-render")
    long = ",".join(map(str, range(1, 120, 2)))
    (found,) = about_preview_name(own, {"frames": long + "," + long}, "shot")
    assert (found.about, found.severity) == ("frames", Severity.WARNING)
    assert list(about_preview_name(own, {"frames": "1-100"}, "shot")) == []
    assert list(about_preview_name(spec(frames), {"frames": long + long}, "shot")) == []


def test_plain_names_have_no_braces_and_are_short() -> None:
    """The fix for a name suits every file system, with room for what expressions add."""
    assert plain_name("shot {a}}") == "shot _a__"
    assert len(plain_name("ü" * 300).encode()) == 200
