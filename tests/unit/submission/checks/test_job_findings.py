"""Findings about a job, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from flamenco_client.core.finding import Finding, Severity
from flamenco_client.farm import farm_findings
from flamenco_client.farm.storage_paths import FarmStorage
from flamenco_client.job_types.job_type import JobTypeSpec, parse
from flamenco_client.submission.checks import job_findings

ROOT = {"key": "root", "type": "string", "subtype": "dir_path", "visible": "submission"}
OUTPUT = {
    "key": "out",
    "type": "string",
    "subtype": "file_path",
    "editable": False,
    "eval": "str(Path(settings.root) / jobname / '######')",
}
FRAMES = {"key": "frames", "type": "string", "eval": "f'{C.scene.frame_start}'"}
CHUNK = {"key": "chunk_size", "type": "int32"}
FORMAT = {"key": "format", "type": "string"}
EXTENSION = {"key": "image_file_extension", "type": "string"}
TAGS = [{"id": "1", "name": "gpu"}, {"id": "2", "name": "cpu"}]


def spec(*settings: dict[str, Any], name: str = "t") -> JobTypeSpec:
    found = parse({"name": name, "label": "T", "etag": "", "settings": list(settings)})
    assert found is not None
    return found


def only(found: Iterable[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_a_file_without_name() -> None:
    """It has to be saved first."""
    assert only(job_findings.about_saving("")).fix == "save"
    assert list(job_findings.about_saving("/a.blend")) == []


@pytest.mark.parametrize(
    ("must_have", "can_choose", "severity", "fix"),
    [(True, True, Severity.ERROR, "camera"), (True, False, Severity.ERROR, ""), (False, False, Severity.WARNING, "")],
)
def test_no_camera(must_have: bool, can_choose: bool, severity: Severity, fix: str) -> None:
    """An error if Blender would render nothing; with a fix if the file has a camera."""
    found = only(job_findings.about_camera("S {x}", has_camera=False, must_have=must_have, can_choose=can_choose))
    assert (found.severity, found.fix) == (severity, fix)
    assert found.text == 'The scene "S {x}" has no camera'
    assert list(job_findings.about_camera("S", has_camera=True, must_have=must_have, can_choose=can_choose)) == []


def test_settings_with_problems() -> None:
    """Named by label; only a folder that outputs are made of can be moved to the storage."""
    job_type = spec({**ROOT, "label": "Root"}, OUTPUT, FORMAT)
    first, second = job_findings.about_settings(job_type, {"root": "a value is required", "format": "odd"})
    assert (first.text, first.fix, first.about) == ("Root: a value is required", "storage_folder", "root")
    assert (second.text, second.fix) == ("Format: odd", "")


@pytest.mark.parametrize("text", ["1-10", "3, 5-10, 47-327", "1..5", " 7 "])
def test_frames_that_are_fine(text: str) -> None:
    """As the Manager reads them (scenario 54)."""
    assert list(job_findings.about_frames(spec(FRAMES), {"frames": text}, {})) == []


@pytest.mark.parametrize("text", ["10-1", "1-", "a", "1-99999999", ""])
def test_frames_that_are_not(text: str) -> None:
    """Blocks, with the reason; the scene's range is one click away."""
    found = only(job_findings.about_frames(spec(FRAMES), {"frames": text}, {}))
    assert found.blocks
    assert found.text.startswith("Frames: ")
    assert found.fix == "scene_frames"


def test_frames_are_told_once() -> None:
    """A problem of the setting is not reported twice; a setting with choices is not a frame range."""
    assert list(job_findings.about_frames(spec(FRAMES), {"frames": ""}, {"frames": "a value is required"})) == []
    assert list(job_findings.about_frames(spec({**FRAMES, "choices": ["all"]}), {"frames": "all"}, {})) == []
    assert only(job_findings.about_frames(spec({"key": "frames", "type": "string"}), {"frames": "x"}, {})).fix == ""


def test_chunk_size() -> None:
    """The Manager's script refuses anything below 1."""
    values = {"frames": "1-10", "chunk_size": 0}
    assert only(job_findings.about_frames(spec(FRAMES, CHUNK), values, {})).text == "Chunk Size: it must be 1 or more"


@pytest.mark.parametrize(
    ("frames", "chunk", "text"),
    [
        ("1-250", 10, "250 frames, 25 render tasks"),
        ("1-251", 10, "251 frames, 26 render tasks"),
        ("7", 10, "1 frame, 1 render task"),
        ("1-5, 3-8", 1, "8 frames, 8 render tasks"),
        ("1-10", 0, ""),
        ("a", 1, ""),
        ("1-1000000", 1, "1,000,000 frames, 1,000,000 render tasks"),
    ],
)
def test_what_the_frames_come_to(frames: str, chunk: int, text: str) -> None:
    """Frames and tasks are counted as the job script will."""
    assert job_findings.frame_summary(spec(FRAMES, CHUNK), {"frames": frames, "chunk_size": chunk}) == text


def test_what_they_come_to_without_chunks() -> None:
    """Unknown facts give no finding."""
    assert job_findings.frame_summary(spec(FRAMES), {"frames": "1-3"}) == "3 frames"
    assert job_findings.frame_summary(spec(CHUNK), {"chunk_size": 1}) == ""


def test_project_folder_that_is_too_wide() -> None:
    """A home folder or a drive is named in a warning; a project of its own is not."""
    found = only(job_findings.about_project("/home/ann", too_wide=True))

    assert (found.severity, found.about) == (Severity.WARNING, "/home/ann")
    assert "/home/ann" in found.text
    assert list(job_findings.about_project("/home/ann/film", too_wide=False)) == []


@pytest.mark.parametrize("video", ["FFMPEG", "AVI_RAW", "AVI_JPEG"])
def test_videos(video: str) -> None:
    """An error for the Manager's own job type, a warning for one that looks like it, nothing for others."""
    settings = (FORMAT, EXTENSION)
    values = {"format": video}
    own = only(job_findings.about_format(spec(*settings, name="simple-blender-render"), values))
    assert own.blocks
    assert own.text == f'This job type only renders images, and not "{video}"'
    assert not only(job_findings.about_format(spec(*settings), values)).blocks
    assert list(job_findings.about_format(spec(FORMAT), values)) == []
    assert list(job_findings.about_format(spec(*settings), {"format": "PNG"})) == []


def test_output_beside_the_storage() -> None:
    """Reported with both paths, only for output folders and if the storage is known."""
    job_type = spec(ROOT, OUTPUT)
    found = only(job_findings.about_output(job_type, {"root": "/home/me"}, FarmStorage("/farm")))
    assert "/home/me is not on the farm's storage, /farm" in found.text
    assert (found.severity, found.fix, found.about) == (Severity.WARNING, "storage_folder", "root")
    for value, storage in (("/farm/render", "/farm"), ("", "/farm"), ("/home/me", ""), ("{storage}/x", "/farm")):
        assert list(job_findings.about_output(job_type, {"root": value}, FarmStorage(storage))) == []
    assert list(job_findings.about_output(spec(ROOT), {"root": "/home/me"}, FarmStorage("/farm"))) == []


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/farm/shot/######", "/farm/shot"),
        ("/farm/shot/shot_######", "/farm/shot"),
        ("/farm/{timestamp}/######", ""),
        ("/farm/##/######", "/farm"),
        ("farm/######", ""),
        ("/farm/tiles", ""),
    ],
)
def test_output_folder(path: str, folder: str) -> None:
    """The folder of the frames, unless it is a new one for every job."""
    assert job_findings.output_folder_of(spec(ROOT, OUTPUT), {"out": path}) == folder


def test_frames_in_the_way() -> None:
    """Counted; beyond a thousand not exactly."""
    assert list(job_findings.about_existing_output("/out", 0)) == []
    assert "/out holds 3 files" in only(job_findings.about_existing_output("/out", 3)).text
    assert "1,000 or more" in only(job_findings.about_existing_output("/out", 1000)).text
    assert "not rendered again" in only(job_findings.about_existing_output("/out", 3)).text


def test_a_folder_that_each_job_shares() -> None:
    """What lies there, and whose job was the last one, each with a fix that changes the path; never refused."""
    values = {"root": "/farm", "out": "/farm/shot/######"}
    both = list(job_findings.about_output_folder(spec(ROOT, OUTPUT), values, 3, "earlier", "2026-12-01 01:00"))
    assert [(found.id, found.fix, found.severity) for found in both] == [
        ("existing", "new_folder", Severity.WARNING),
        ("same-output", "new_name", Severity.WARNING),
    ]
    assert '"earlier"' in both[1].text
    assert list(job_findings.about_output_folder(spec(ROOT, OUTPUT), values, 0, "", "")) == []
    fresh = {**values, "out": "/farm/{timestamp}/######"}
    assert list(job_findings.about_output_folder(spec(ROOT, OUTPUT), fresh, 3, "earlier", "")) == []
    fixed = {**OUTPUT, "eval": "str(Path('/farm', jobname, '######'))"}
    assert only(job_findings.about_output_folder(spec(ROOT, fixed), values, 3, "", "")).fix == "new_name"


@pytest.mark.parametrize(("version", "warned"), [("3.5", True), ("3.6", False), ("3.9-beta1", False), ("4.0", True)])
def test_versions(version: str, warned: bool) -> None:
    """Outside of what the client was made for a warning, which can be accepted (scenario 24)."""
    found = list(farm_findings.about_version(version))
    assert bool(found) is warned
    assert not any(finding.blocks for finding in found)


@pytest.mark.parametrize(("version", "told"), [("3.8", True), ("3.9-beta1", False), ("3.9", False), ("odd", False)])
def test_output_flags(version: str, told: bool) -> None:
    """Managers before 3.9 leave them to the client; no finding if nothing needs to change."""
    assert bool(list(farm_findings.about_output_flags(version, suits=False))) is told
    assert list(farm_findings.about_output_flags(version, suits=True)) == []


def test_tags() -> None:
    """Known by id or name; one that was known last time only may be there again."""
    assert list(farm_findings.about_tag("1", TAGS, is_fresh=True)) == []
    assert list(farm_findings.about_tag("gpu", TAGS, is_fresh=True)) == []
    assert list(farm_findings.about_tag("", TAGS, is_fresh=True)) == []
    assert only(farm_findings.about_tag("3", TAGS, is_fresh=True)).blocks
    assert "gpu" in only(farm_findings.about_tag("3", TAGS, is_fresh=True)).text
    assert "none at all" in only(farm_findings.about_tag("3", [], is_fresh=True)).text
    assert only(farm_findings.about_tag("3", TAGS, is_fresh=False)).severity is Severity.WARNING


@pytest.mark.parametrize(
    ("tag", "workers", "told"),
    [
        ("", [{"status": "awake", "tags": []}], ""),
        ("", [{"status": "offline", "tags": []}], "No worker is online"),
        ("", [], "No worker is online"),
        ("", [{"status": "asleep", "tags": []}], "asleep"),
        ("gpu", [{"status": "awake", "tags": ["1"]}], ""),
        ("gpu", [{"status": "awake", "tags": ["2"]}], 'No worker with the tag "gpu"'),
        ("1", [{"status": "awake", "tags": ["2"]}, {"status": "error", "tags": ["1"]}], 'the tag "gpu"'),
        ("gpu", [{"status": "asleep", "tags": ["1"]}], 'All workers with the tag "gpu" are asleep'),
        ("gpu", [{"status": "awake", "tags": None}], ""),
        ("gone", [], ""),
        ("", None, ""),
    ],
)
def test_workers(tag: str, workers: list[dict[str, Any]] | None, told: str) -> None:
    """A finding if no worker can take the job; none if the workers are not known."""
    found = list(farm_findings.about_workers(tag, TAGS, workers))
    assert bool(found) is bool(told)
    assert not found or told in found[0].text
    assert not any(finding.blocks for finding in found)


def test_storage_and_set_up() -> None:
    """Files that this machine copies need a storage that it sees; a Manager in set-up mode renders nothing."""
    seen = farm_findings.about_storage("/farm", has_shaman=False, reachable=False, is_fresh=True)
    assert only(seen).blocks
    assert list(farm_findings.about_storage("/farm", has_shaman=True, reachable=False, is_fresh=True)) == []
    assert list(farm_findings.about_storage("/farm", has_shaman=False, reachable=True, is_fresh=True)) == []
    assert not only(farm_findings.about_storage("/f", has_shaman=False, reachable=False, is_fresh=False)).blocks
    assert only(farm_findings.about_setup("http://farm:8080", is_first_run=True)).blocks


@pytest.mark.parametrize(
    ("frames", "step", "text"),
    [
        ("1-100", 10, "The scene has a frame step of 10, but the job renders every frame: 100 frames"),
        ("1, 11-12", 10, "The scene has a frame step of 10, but the job renders every frame: 3 frames"),
        ("1-100", 1, None),
        ("1, 11, 21", 10, None),
        ("a", 10, None),
    ],
)
def test_frame_step(frames: str, step: int, text: str | None) -> None:
    """A range of the job renders more frames than Blender would; single frames were chosen one by one."""
    found = list(job_findings.about_frame_step(spec(FRAMES), {"frames": frames}, {}, step=step))

    assert [(each.text, each.fix, each.severity) for each in found] == (
        [(text, "frame_step", Severity.WARNING)] if text else []
    )
    assert not list(job_findings.about_frame_step(spec(CHUNK), {"chunk_size": 1}, {}, step=step))


@pytest.mark.parametrize(
    ("frames", "fix"), [("-5-10", "frames_from_zero"), ("-5, 3", "frames_from_zero"), ("-5--1", "scene_frames")]
)
def test_negative_frames(frames: str, fix: str) -> None:
    """The fix leaves them out, if other frames remain."""
    assert only(job_findings.about_frames(spec(FRAMES), {"frames": frames}, {})).fix == fix


def test_an_expression_that_is_refused() -> None:
    """What is sent in its place is wrong as a rule: a warning that says how to give a value, until there is one."""
    refused = {"key": "user", "type": "string", "eval": "__import__('getpass').getuser()", "visible": "hidden"}
    odd = spec(refused, {**refused, "key": "level", "type": "int32"}, FRAMES)
    first, second = job_findings.about_refused(odd, {"user": "", "level": 3})
    assert (first.severity, first.about, second.about) == (Severity.WARNING, "user", "level")
    assert "'' is sent" in first.text
    assert "3 is sent" in second.text
    assert all(said in first.text for said in ("__import__", 'set_setting("user", ...)', "--set user=..."))
    assert only(job_findings.about_refused(odd, {}, {"user"})).about == "level"
    assert list(job_findings.about_refused(odd, {}, {"user", "level"})) == []
