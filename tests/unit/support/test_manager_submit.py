"""Job types, and checking and submitting jobs."""

from __future__ import annotations

import re

import pytest

from flamenco_client.tests.support.manager import SHIPPED, ManagerServer

from .conftest import UNKNOWN_ID, Caller, echo_job, render_job


def test_job_types_are_sorted_and_complete(call: Caller) -> None:
    """All types are sent, sorted by name, also those with null, empty or invalid settings."""
    types = {found["name"]: found for found in call("GET", "jobs/types").json["job_types"]}
    assert list(types) == sorted(types)
    assert (types["no-settings"]["settings"], types["no-label"]["settings"]) == (None, [])
    assert types["no-label"]["label"] == ""
    odd = types["odd-settings"]["settings"]
    assert {"matrix", ""} < {setting["type"] for setting in odd}
    assert "false" in {setting.get("visible") for setting in odd}


def test_shipped_settings_keep_their_order(call: Caller) -> None:
    """The render type has its eleven settings in the order of the form."""
    settings = call("GET", "jobs/type/simple-blender-render").json["settings"]
    assert [setting["key"] for setting in settings] == [
        "frames",
        "chunk_size",
        "render_output_root",
        "add_path_components",
        "render_output_path",
        "blendfile",
        "fps",
        "format",
        "image_file_extension",
        "has_previews",
        "scene",
    ]
    assert call("GET", "jobs/type/none-such").json == {"code": 404, "message": "no such job type known"}


def test_the_etag_follows_the_definition(manager: ManagerServer, call: Caller) -> None:
    """A changed type has another etag, and a job with the old one is rejected with 412 at check and submission."""
    before = call("GET", "jobs/type/echo-sleep-test").json["etag"]
    assert call("POST", "jobs/check", echo_job(type_etag=before)).status == 204
    manager.set_types([{**SHIPPED[0], "label": "Renamed"}])
    assert call("GET", "jobs/type/echo-sleep-test").json["etag"] != before
    for path in ("jobs/check", "jobs"):
        got = call("POST", path, echo_job(type_etag=before))
        assert (got.status, got.json["code"]) == (412, 412)
    for etag in ({}, {"type_etag": ""}):
        assert call("POST", "jobs/check", echo_job(**etag)).status == 204


def test_check_makes_no_job(manager: ManagerServer, call: Caller) -> None:
    """A check answers 204 and stores no job."""
    assert call("POST", "jobs/check", render_job()).status == 204
    assert manager.jobs == []


@pytest.mark.parametrize("frames", ["1", "1-10", "3, 5-10, 47-327", "1..5", " 7 ", "1-3,2-4"])
def test_valid_frames_are_accepted(call: Caller, frames: str) -> None:
    """Single frames, ranges in both forms and lists of them are accepted."""
    assert call("POST", "jobs/check", render_job(frames=frames)).status == 204


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"frames": "10-1"}, r'GoError: invalid range "10-1": empty range at '),
        ({"frames": "-5"}, r'GoError: invalid range "-5":  -5 \('),
        ({"frames": "1-"}, r'GoError: invalid range "1-":  1- \('),
        ({"frames": "a"}, r'GoError: invalid range "a":  a \('),
        ({"frames": ""}, r'GoError: invalid range "": empty range at '),
        ({"frames": "1,,2"}, r'GoError: invalid range "1,,2":'),
        ({"chunk_size": 0}, r"GoError: invalid chunk size, must be positive number: 0 at "),
        ({"chunk_size": "three"}, r"GoError: invalid chunk size, must be positive number: 0 at "),
        ({"format": "FFMPEG"}, r'This job type only renders images, and not "FFMPEG" at '),
        ({"render_output_path": ""}, r"no render_output_path setting! at "),
    ],
)
def test_settings_rejected_by_the_script(call: Caller, settings: dict[str, object], message: str) -> None:
    """The message begins with the script's error, in a 400 with code, at check and at submission."""
    for path in ("jobs/check", "jobs"):
        got = call("POST", path, render_job(**settings))
        assert (got.status, got.json["code"]) == (400, 400)
        assert re.match(message, got.json["message"])


@pytest.mark.parametrize(
    "settings",
    [{"blendfile": ""}, {"other": 1}, {"format": "PAPER"}, {"chunk_size": 3.0}, {"format": "OPEN_EXR_MULTILAYER"}],
)
def test_unchecked_settings_are_accepted(call: Caller, settings: dict[str, object]) -> None:
    """An empty file name, unknown settings and unknown formats are accepted."""
    assert call("POST", "jobs/check", render_job(**settings)).status == 204


def test_unknown_type_and_throwing_script(call: Caller) -> None:
    """An unknown type and a script's error are answered 400 with a code."""
    assert call("POST", "jobs", echo_job(type="none-such")).json == {"code": 400, "message": "job type unknown"}
    got = call("POST", "jobs/check", echo_job(type="always-throws", settings={"message": "mine"}))
    assert (got.status, ", mine at " in got.json["message"]) == (400, True)


@pytest.mark.parametrize("tag", [UNKNOWN_ID, "no id at all"])
def test_an_unknown_tag_passes_the_check_only(manager: ManagerServer, call: Caller, tag: str) -> None:
    """The submission fails with 500 and no job is stored."""
    assert call("POST", "jobs/check", echo_job(worker_tag=tag)).status == 204
    got = call("POST", "jobs", echo_job(worker_tag=tag))
    assert (got.status, got.json["code"]) == (500, 500)
    assert manager.jobs == []


def test_returned_job(manager: ManagerServer, call: Caller) -> None:
    """The returned job has id, times and tag, an empty platform, and neither etag nor initial status."""
    tag = manager.add_tag("fast")
    wish = {"initial_status": "paused", "worker_tag": tag.id, "storage": {"shaman_checkout_id": "a/b"}}
    etag = call("GET", "jobs/type/simple-blender-render").json["etag"]
    got = call("POST", "jobs", {**render_job(), **wish, "priority": 77, "type_etag": etag, "colour": "red"}).json
    assert got["status"] == "paused"
    assert (got["priority"], got["worker_tag"], got["storage"]) == (77, tag.id, {"shaman_checkout_id": "a/b"})
    assert (got["submitter_platform"], got["steps_total"]) == ("", 0)
    assert not {"type_etag", "initial_status", "colour"} & got.keys()
    assert got == call("GET", f"jobs/{got['id']}").json == call("GET", "jobs").json["jobs"][0]


def test_the_time_is_written_into_the_output_path(call: Caller) -> None:
    """`{timestamp}` becomes the time of submission, also in the returned job."""
    path = call("POST", "jobs", render_job()).json["settings"]["render_output_path"]
    assert re.fullmatch(r"/out/\d{4}-\d\d-\d\d_\d{6}/######", path)


@pytest.mark.parametrize(
    ("path", "replaced"),
    [
        ("/a{b}/{timestamp}/c{}", "/a{b}/TIME/c{}"),
        ("/{}/{timestamp}", "/{}/TIME"),
        ("/a}/{timestamp}{timestamp}", "/a}/TIMETIME"),
        ("/a{b/{timestamp}/c", "/a{b/{timestamp}/c"),
        ("/{{timestamp}}", "/{{timestamp}}"),
    ],
)
def test_the_nearest_braces_are_a_field(call: Caller, path: str, replaced: str) -> None:
    """The script of a real Manager reads from a brace to the next closing one, and leaves unknown fields."""
    got = call("POST", "jobs", render_job(render_output_path=path)).json["settings"]["render_output_path"]
    assert re.sub(r"\d{4}-\d\d-\d\d_\d{6}", "TIME", got) == replaced


def test_two_way_variables(manager: ManagerServer, call: Caller) -> None:
    """Paths below a two-way variable's value for the submitter's platform are returned with the variable."""
    job = render_job(blendfile=f"{manager.storage}/a.blend", render_output_path="/elsewhere/######")
    got = call("POST", "jobs", {**job, "metadata": {"path": str(manager.storage)}}).json
    assert got["settings"]["blendfile"] == "{storage}/a.blend"
    assert got["settings"]["render_output_path"] == "/elsewhere/######"
    assert got["metadata"] == {"path": "{storage}"}
    windows = render_job(blendfile="s:/FARM/a.blend", render_output_path="S:\\farm\\out\\######")
    got = call("POST", "jobs", {**windows, "submitter_platform": "windows"}).json["settings"]
    assert (got["blendfile"], got["render_output_path"]) == ("{storage}/a.blend", "{storage}\\out\\######")
    assert manager.resolve(got["blendfile"]) == manager.storage / "a.blend"


def test_submitting_twice_creates_two_jobs(manager: ManagerServer, call: Caller) -> None:
    """There is no idempotency key."""
    ids = {call("POST", "jobs", echo_job()).json["id"] for _ in range(2)}
    assert len(ids) == len(manager.jobs) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "n" * 300},
        {"name": 'na\u00efve \u202e/\\:*?"<>|\n\t \U0001f3ac'},
        {"priority": -5},
        {"priority": 1000},
        {"initial_status": "completed"},
        {"submitter_platform": "amiga"},
        {"type": "no-settings", "settings": {}},
    ],
)
def test_odd_jobs_are_accepted(call: Caller, fields: dict[str, object]) -> None:
    """Any names, priorities, statuses and platforms are stored unchanged."""
    got = call("POST", "jobs", echo_job(**fields))
    assert got.status == 200
    for key, value in fields.items():
        assert key == "submitter_platform" or got.json.get(key, value) == value


def test_render_tasks(call: Caller) -> None:
    """Each chunk of frames becomes a task named after it, and the last task creates the video."""
    job = call("POST", "jobs", render_job(frames="1-8, 12")).json
    tasks = call("GET", f"jobs/{job['id']}/tasks").json["tasks"]
    assert [(task["index_in_job"], task["name"], task["steps_total"], task["task_type"]) for task in tasks] == [
        (1, "render-1-3", 3, "blender"),
        (2, "render-4-6", 3, "blender"),
        (3, "render-7,8,12", 3, "blender"),
        (4, "preview-video", 1, "ffmpeg"),
    ]
    assert {task["status"] for task in tasks} == {"queued"}
    assert tasks[0]["worker"] == {"id": "", "name": "", "address": ""}
    command = call("GET", f"tasks/{tasks[0]['id']}").json["commands"][0]
    assert command["parameters"]["args"][-2:] == ["--render-frame", "1..3"]
    assert command["parameters"]["exe"] == "{blender}"
    assert command["total_step_count"] == 3


def test_no_video_from_exr(manager: ManagerServer, call: Caller) -> None:
    """For formats that video tools cannot read there is no video task, unless there are previews."""
    for previews, last in ((False, "render-7,8"), (True, "preview-video")):
        call("POST", "jobs", render_job(format="OPEN_EXR", has_previews=previews))
        assert manager.jobs[-1].tasks[-1].name == last


def test_job_type_with_many_tasks(manager: ManagerServer, call: Caller) -> None:
    """A job type for tests creates any number of tasks."""
    call("POST", "jobs", echo_job(type="many-tasks", settings={"count": 1234, "command": "sleep"}))
    assert len(manager.jobs[0].tasks) == 1234
