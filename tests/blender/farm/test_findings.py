"""Scripts read what is wrong with the job, as it is at that moment."""

from __future__ import annotations

import json
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def job(manager: ManagerServer, project: Project) -> Any:
    """The job of a shot with nothing wrong."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.job_type = "simple-blender-render"
    bpy.context.scene.flamenco_client.set_setting("render_output_root", f"{manager.storage}/render")
    return bpy.context.scene.flamenco_client


def findings(severity: str = "") -> dict[str, str]:
    """What each finding is about, by id; of one severity, or of all."""
    found = json.loads(bpy.context.window_manager.flamenco_client.findings)
    assert all({"id", "severity", "text", "about"} <= each.keys() and all(each.values()) for each in found)
    ranks = ["error", "warning", "remark"]
    assert [each["severity"] for each in found] == sorted((each["severity"] for each in found), key=ranks.index)
    return {each["id"]: each["about"] for each in found if each["severity"] == severity or not severity}


@pytest.mark.slow
def test_a_broken_scene_and_the_same_put_right(job: Any) -> None:
    """Everything is found at once, without any timer; after each repair the next reading is without it."""
    scene = bpy.context.scene
    camera, scene.camera = scene.camera, None
    image: Any = scene.render.image_settings
    if "media_type" in image.bl_rna.properties:
        image.media_type = "VIDEO"
    else:
        image.file_format = "FFMPEG"
    job.set_setting("render_output_root", "")
    job.set_setting("frames", "10-1")
    errors = {"camera": "blendfile", "video": "format", "setting": "render_output_root", "frames": "frames"}
    assert findings("error") == errors

    scene.camera = camera
    del errors["camera"]
    assert findings("error") == errors
    bpy.ops.flamenco_client.fix_finding(fix="image_format")
    del errors["video"]
    assert findings("error") == errors
    job.set_setting("render_output_root", "/render")
    job.reset_setting("frames")
    assert findings() == {"output": "render_output_root", "workers": "worker_tag"}


@pytest.mark.slow
def test_what_is_on_the_disk(job: Any, manager: ManagerServer, project: Project) -> None:
    """The output folder and the project's file are looked at anew, each time."""
    output = {"key": "out", "type": "string", "subtype": "hashed_file_path", "visible": "submission"}
    root = {"key": "root", "type": "string", "subtype": "dir_path", "required": True}
    output["eval"] = "str(Path(abspath(settings.root), jobname, '######'))"
    manager.set_types(
        [{"name": "plain", "label": "Plain", "settings": [{"key": "blendfile", "type": "string"}, root, output]}]
    )
    bpy.ops.flamenco_client.check_manager()
    job.job_type = "plain"
    job.set_setting("root", str(project.root))
    file, folder = project.root / ".flamenco_client.toml", project.root / "shot"
    file.write_text('hook = 1\n[settings.plain]\nnone = "x"\n', encoding="utf-8")
    noted = {"project-file": str(file), "project-value": "none"}
    assert findings("warning").items() >= noted.items()
    assert "existing" not in findings()

    file.unlink()
    folder.mkdir()
    (folder / "000001.png").touch()
    assert not noted.keys() & findings("warning").keys()
    assert findings("warning")["existing"] == str(folder)


def test_the_manager_is_not_asked(job: Any, manager: ManagerServer) -> None:
    """What the last check has found is enough."""
    manager.forget_requests()
    assert findings("error") == {}
    assert manager.requests == []


def test_without_a_check(extension: Extension, project: Project, manager: ManagerServer) -> None:
    """Nothing can be said of a job whose type is not known, but that."""
    assert findings() == {"not-checked": "manager"}
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.job_type = "gone"
    bpy.context.scene.flamenco_client.manager = "Nobody's"
    assert findings() == {"job-type": "job_type", "unknown-manager": "manager"}


@pytest.mark.slow
def test_a_job_type_that_is_odd(job: Any, manager: ManagerServer) -> None:
    """What of it is not used is a remark about the setting."""
    manager.set_types([{"name": "odd", "label": "Odd", "settings": [{"key": "a", "type": "colour"}]}])
    bpy.ops.flamenco_client.check_manager()
    job.job_type = "odd"
    assert findings("remark") == {"odd-setting": "a"}


@pytest.mark.slow
def test_results_are_made_of_the_same(extension: Extension, manager: ManagerServer, job: Any, project: Project) -> None:
    """The outcome of a submission holds findings, too."""
    manager.hand.worker()
    gone = project.root / "shots" / "textures" / "sky.png"
    gone.unlink()
    assert bpy.ops.flamenco_client.submit_job(allow_missing=True) == {"FINISHED"}
    (warning,) = extension.module("state").current().submission.result["warnings"]
    assert (warning["id"], warning["severity"], warning["about"]) == ("missing", "warning", str(gone))


REFUSED = {"key": "user", "type": "string", "eval": "__import__('getpass').getuser()", "visible": "hidden"}
STUDIO: list[dict[str, Any]] = [
    {"key": "layers", "type": "string", "eval": "', '.join([v.name for v in C.scene.view_layers if v.use])"},
    {"key": "camera", "type": "string", "eval": "C.scene.camera.name if C.scene.camera else ''"},
    {"key": "kind", "type": "string", "choices": ["images", "video"]},
    {"key": "pass_index", "type": "int32", "eval": "C.scene.get('pass', 1) + len(bpy.data.scenes)"},
]


@pytest.mark.slow
def test_what_a_studio_computes_is_sent(extension: Extension, job: Any, manager: ManagerServer) -> None:
    """Hidden settings have Python's value; one that is refused is a warning in each place until it has a value."""
    settings = [{**setting, "visible": "hidden"} for setting in STUDIO]
    manager.set_types([{"name": "studio", "label": "Studio", "settings": [*settings, REFUSED]}])
    bpy.ops.flamenco_client.check_manager()
    job.job_type = "studio"
    assert findings("warning")["expression"] == "user"
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    scene = bpy.context.scene
    layers = ", ".join(layer.name for layer in scene.view_layers if layer.use)
    sent = {"layers": layers, "camera": scene.camera.name, "kind": "images", "pass_index": 1 + len(bpy.data.scenes)}
    assert manager.jobs[-1].settings == {**sent, "user": ""}
    result = extension.module("state").current().submission.result
    (warning,) = [found for found in result["warnings"] if found["id"] == "expression"]
    assert "set_setting" in warning["text"]

    job.set_setting("user", "ann")
    assert "expression" not in findings()
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    assert manager.jobs[-1].settings == {**sent, "user": "ann"}
    result = extension.module("state").current().submission.result
    assert "expression" not in {found["id"] for found in result["warnings"]}


@pytest.mark.slow
def test_names_that_workers_refuse(job: Any, manager: ManagerServer) -> None:
    """Braces are a warning, a name that is too long an error; the fixes give a name that suits."""
    job.job_name = "shot {v1"
    assert findings()["braces"] == "job_name"
    bpy.ops.flamenco_client.fix_finding(fix="job_name", key="job_name")
    assert (job.job_name, "braces" in findings()) == ("shot _v1", False)
    job.job_name = "s" * 300
    assert findings("error") == {"long-name": "job_name"}
    with pytest.raises(RuntimeError, match="name of 300 bytes"):
        bpy.ops.flamenco_client.submit_job()
    assert manager.jobs == []
    bpy.ops.flamenco_client.fix_finding(fix="job_name", key="job_name")
    assert findings("error") == {}
    job.set_setting("render_output_root", f"{manager.storage}/{{take}}")
    assert findings()["braces"] == "render_output_root"
    job.set_setting("render_output_root", "{render}/take")
    assert findings()["braces"] == "render_output_root"
    job.set_setting("render_output_root", "{jobs}/take")
    assert "braces" not in findings()


STABLE = [
    {"key": "root", "type": "string", "subtype": "dir_path", "required": True},
    {
        "key": "out",
        "type": "string",
        "subtype": "file_path",
        "editable": False,
        "eval": "str(Path(settings.root, jobname, '######'))",
    },
]


@pytest.mark.slow
def test_a_folder_that_two_jobs_share(extension: Extension, job: Any, manager: ManagerServer, project: Project) -> None:
    """The second job is told whose frames are there, before and after it is sent; each fix leads to other frames."""
    manager.set_types([{"name": "stable", "label": "Stable", "settings": STABLE}])
    bpy.ops.flamenco_client.check_manager()
    job.job_type, job.job_name = "stable", "walk"
    job.set_setting("root", f"{manager.storage}/render")
    assert not {"existing", "same-output"} & findings().keys()
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    folder = manager.storage / "render" / "walk"
    folder.mkdir(parents=True)
    (folder / "000001.png").touch()
    assert findings("warning").items() >= {("existing", str(folder)), ("same-output", str(folder))}
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    warnings = extension.module("state").current().submission.result["warnings"]
    assert {"existing", "same-output"} <= {found["id"] for found in warnings}

    bpy.ops.flamenco_client.fix_finding(fix="new_name")
    assert (job.job_name, {"existing", "same-output"} & findings().keys()) == ("walk_2", set())
    job.job_name = "walk"
    bpy.ops.flamenco_client.fix_finding(fix="new_folder")
    assert job.get_setting("root") == f"{manager.storage}/render_2"
    assert not {"existing", "same-output"} & findings().keys()


@pytest.mark.slow
def test_two_jobs_of_one_second(job: Any, manager: ManagerServer) -> None:
    """The time in the path has seconds: the second job waits for the next one."""
    for _ in range(2):
        assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    first, second = (job.settings["render_output_path"] for job in manager.jobs)
    assert first != second
    assert "{timestamp}" not in first + second


@pytest.mark.slow
def test_storage_that_is_not_mounted(copying_manager: ManagerServer, project: Project) -> None:
    """An empty storage is found before a job is sent, if the Manager has jobs with files there, until it is mounted."""
    bpy.ops.flamenco_client.check_manager()
    job: Any = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", f"{copying_manager.storage}/render")
    bpy.ops.flamenco_client.submit_job()
    assert "empty-storage" not in findings()
    away = copying_manager.storage.with_name("away")
    copying_manager.storage.rename(away)
    copying_manager.storage.mkdir()
    bpy.ops.flamenco_client.check_manager()
    assert findings("warning")["empty-storage"] == "manager"
    copying_manager.storage.rmdir()
    away.rename(copying_manager.storage)
    bpy.ops.flamenco_client.check_manager()
    assert "empty-storage" not in findings()
