"""Expressions put the job's name into paths as it is: what looks like a path may lead anywhere."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from flamenco_client.core.finding import Severity
from flamenco_client.job_types.job_type import JobTypeSpec, parse
from flamenco_client.submission.checks.name_findings import about_name, numbered, plain_name

NAMED = "str(Path(settings.root) / jobname / '######')"


def spec(expression: str = NAMED) -> JobTypeSpec:
    output = {"key": "out", "type": "string", "subtype": "file_path", "eval": expression}
    found = parse({"name": "t", "settings": [{"key": "root", "type": "string", "subtype": "dir_path"}, output]})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "flavour"),
    [
        ("..", PurePosixPath),
        ("../../shot", PurePosixPath),
        ("a/../../b", PurePosixPath),
        ("/home/me", PurePosixPath),
        ("..\\shot", PureWindowsPath),
        ("C: closeup", PureWindowsPath),
        ("\\\\host\\share", PureWindowsPath),
    ],
)
def test_a_name_that_leads_out(name: str, flavour: type[PurePath]) -> None:
    """Frames would be written anywhere: it blocks, and has a fix."""
    (found,) = about_name(spec(), name, (), flavour)
    assert (found.severity, found.fix) == (Severity.ERROR, "job_name")
    assert f'"{name}"' in found.text


@pytest.mark.parametrize(("name", "flavour"), [("shot/v01", PurePosixPath), ("shot\\v01", PureWindowsPath)])
def test_a_name_with_folders(name: str, flavour: type[PurePath]) -> None:
    """Some studios do this on purpose: it is reported and kept."""
    (found,) = about_name(spec(), name, {"windows"}, flavour)
    assert found.severity is Severity.REMARK


@pytest.mark.parametrize("name", ["take: 2", "what?", "v1.", "a|b"])
def test_a_name_that_windows_refuses(name: str) -> None:
    """Only where there are workers on Windows."""
    (found,) = about_name(spec(), name, {"linux", "windows"}, PurePosixPath)
    assert (found.severity, found.fix) == (Severity.WARNING, "job_name")
    assert list(about_name(spec(), name, {"linux"}, PurePosixPath)) == []


@pytest.mark.parametrize("name", ["shot_010", "..hidden", "Schuß 10 (final)", "a..b", "v1.2"])
def test_ordinary_names(name: str) -> None:
    """They give no finding."""
    assert list(about_name(spec(), name, {"windows"}, PurePosixPath)) == []


def test_a_name_that_is_in_no_path() -> None:
    """Any such name is allowed."""
    assert list(about_name(spec("str(Path(settings.root) / '######')"), "../..", {"windows"})) == []


@pytest.mark.parametrize(
    ("name", "plain"),
    [("../../shot", "shot"), ("/a/b", "a_b"), ("C: closeup", "C_ closeup"), ("..", ""), ("shot\\v01.", "shot_v01_")],
)
def test_the_fix_keeps_what_it_can(name: str, plain: str) -> None:
    """Its result raises no finding, on any system."""
    assert plain_name(name) == plain
    for flavour in (PurePosixPath, PureWindowsPath):
        assert list(about_name(spec(), plain, {"windows"}, flavour)) == []


def test_numbered_names() -> None:
    """Another name each time, and versions stay what they are."""
    assert [numbered(name) for name in ("shot", "shot_2", "shot_9", "shot_v010", "shot_010", "/farm/render")] == [
        "shot_2",
        "shot_3",
        "shot_10",
        "shot_v010_2",
        "shot_010_2",
        "/farm/render_2",
    ]
