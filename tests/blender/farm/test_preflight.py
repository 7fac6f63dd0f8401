"""Problems of a job are reported before the upload, with a button that fixes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.every_kind.stage import new_compositor
from flamenco_client.tests.support.manager import SHIPPED, ManagerServer
from flamenco_client.tests.support.waiting import until


@pytest.fixture
def look(extension: Extension, manager: ManagerServer, project: Project) -> Callable[[], Any]:
    """Update the state as the timer does, until the helper has answered; return it."""
    _prepare()
    state, session = extension.module("state"), extension.module("ipc.session")

    def refresh() -> Any:
        for _ in range(2):
            extension.module("bridge.settings.settings_form").refresh(bpy.context)
            extension.module("bridge.submission.preflight").refresh(bpy.context)
            until(lambda: not session.get().outstanding, meanwhile=session.get().pump)
        return state.current().preflight

    return refresh


def ids(view: Any, severity: str = "error") -> set[str]:
    return {finding.id for finding in view.findings if finding.severity.value == severity}


def test_nothing_is_wrong(look: Callable[[], Any], project: Project) -> None:
    """A shot that is fine: its frames, its project, and only that no worker is there."""
    view = look()

    assert ids(view) == set()
    assert ids(view, "warning") == {"output", "workers"}
    assert view.frames == "250 frames, 250 render tasks"
    assert view.disk.project == str(project.root)
    assert ".blender_project" in view.disk.how


def test_frames_follow_the_scene_and_the_chunks(look: Callable[[], Any]) -> None:
    """The numbers beside the frames are those of this moment."""
    bpy.context.scene.frame_end = 95
    bpy.context.scene.flamenco_client.set_setting("chunk_size", 10)
    assert look().frames == "95 frames, 10 render tasks"


def test_workers_paths_and_the_storage(look: Callable[[], Any], manager: ManagerServer) -> None:
    """An output folder on the storage is fine; Windows workers call it otherwise, and the panel says how."""
    root = f"{manager.storage}/render"
    bpy.context.scene.flamenco_client.set_setting("render_output_root", root)
    view = look()

    assert "output" not in ids(view, "warning")
    assert view.workers_paths["render_output_path"]["windows"] == "S:\\farm\\render\\shot\\{timestamp}\\######"


def test_the_storage_folder_is_one_click_away(look: Callable[[], Any], manager: ManagerServer) -> None:
    """Fix names a folder on the storage, and the warning is gone."""
    _fix(look(), "output")
    assert "output" not in ids(look(), "warning")
    assert bpy.context.scene.flamenco_client.get_setting("render_output_root") == f"{manager.storage}/render"


@pytest.mark.slow
def test_frames_that_exist_already(look: Callable[[], Any], manager: ManagerServer, project: Project) -> None:
    """A folder that is not made afresh for every job, and holds files: the helper reports their number."""
    types = [_stable(job_type) if job_type["name"] == "simple-blender-render" else job_type for job_type in SHIPPED]
    manager.set_types(types)
    _prepare()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", str(project.root))
    folder = project.root / "shot"
    folder.mkdir()
    (folder / "000001.png").touch()
    (folder / "000002.png").touch()
    (found,) = [finding for finding in look().findings if finding.id == "existing"]

    assert str(folder) in found.text
    assert "2 files" in found.text
    assert not found.blocks


@pytest.mark.slow
def test_another_folder_is_not_taken_for_the_last_one(
    extension: Extension, look: Callable[[], Any], manager: ManagerServer, project: Project
) -> None:
    """Until the helper has looked into a new output folder nothing is said of it."""
    test_frames_that_exist_already(look, manager, project)
    bpy.context.scene.flamenco_client.set_setting("render_output_root", str(project.root / "other"))
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    extension.module("bridge.submission.preflight").refresh(bpy.context)

    assert "existing" not in ids(extension.module("state").current().preflight, "warning")


def test_no_camera(look: Callable[[], Any], manager: ManagerServer) -> None:
    """Blocks the submission, without asking the Manager; Fix takes the scene's camera."""
    bpy.context.scene.camera = None
    manager.forget_requests()
    with pytest.raises(RuntimeError, match='"Scene" has no camera'):
        bpy.ops.flamenco_client.submit_job()
    assert manager.requests == []

    _fix(look(), "camera")
    assert bpy.context.scene.camera is not None
    assert ids(look()) == set()


def test_camera_of_another_scene(look: Callable[[], Any]) -> None:
    """Fix cannot use a camera that is not in the scene, and says so."""
    scene: Any = bpy.context.scene
    camera, other = scene.camera, bpy.data.scenes.new("Other")
    other.collection.objects.link(camera)
    for collection in [scene.collection, *scene.collection.children_recursive]:
        if camera.name in collection.objects:
            collection.objects.unlink(camera)
    scene.camera = None

    with pytest.raises(RuntimeError, match='cameras of this file are not in the scene "Scene"'):
        _fix(look(), "camera")
    assert scene.camera is None


def test_fix_that_does_not_exist(look: Callable[[], Any]) -> None:
    """A script that misspells a fix gets an error with the name, and nothing is changed."""
    with pytest.raises(RuntimeError, match='There is no fix "kamera"'):
        bpy.ops.flamenco_client.fix_finding(fix="kamera", key="")


def test_storage_folder_while_the_manager_is_unknown(extension: Extension, look: Callable[[], Any]) -> None:
    """Fix cannot name a folder on a storage that is not known, and says what to do."""
    extension.module("state").current().manager.info = {}

    with pytest.raises(RuntimeError, match="storage is not known: check the Manager first"):
        bpy.ops.flamenco_client.fix_finding(fix="storage_folder", key="render_output_root")


def test_frame_step(look: Callable[[], Any]) -> None:
    """The farm would render ten times as many frames as Blender; Fix names the frames that Blender renders."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.frame_step = 1, 31, 10
    _fix(look(), "frame-step")

    assert scene.flamenco_client.get_setting("frames") == "1, 11, 21, 31"
    assert "frame-step" not in ids(look(), "warning")


def test_frames_below_0(look: Callable[[], Any]) -> None:
    """The Manager takes no negative frames; Fix leaves them out."""
    bpy.context.scene.flamenco_client.set_setting("frames", "-5-10")
    _fix(look(), "frames")

    assert bpy.context.scene.flamenco_client.get_setting("frames") == "0-10"
    assert "frames" not in ids(look())


def test_a_camera_that_renders_hide(look: Callable[[], Any]) -> None:
    """A marker's camera counts only if Blender would take it."""
    scene = bpy.context.scene
    marker = scene.timeline_markers.new("cut", frame=1)
    marker.camera, scene.camera = scene.camera, None
    assert "camera" not in ids(look())

    marker.camera.hide_render = True
    assert "camera" in ids(look())


@pytest.mark.slow
def test_frames_from_the_compositor(look: Callable[[], Any]) -> None:
    """A scene without a camera may have a compositor, unless none of its effects takes part in the render (5.3)."""
    scene: Any = bpy.context.scene
    scene.camera = None
    assert "camera" in ids(look())
    new_compositor(scene)
    assert "camera" in ids(look(), "warning")

    for effect in getattr(scene, "compositor_effects", ()):
        effect.enable_for_render = False
        assert "camera" in ids(look())


@pytest.mark.slow
def test_frames_from_strips(look: Callable[[], Any]) -> None:
    """A scene without a camera renders its strips, so the missing camera is a warning."""
    scene = bpy.context.scene
    scene.camera = None
    editor = scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    arguments: dict[str, Any] = {"length": 10} if bpy.app.version >= (5, 0, 0) else {"frame_end": 11}
    strips.new_effect(name="Colour", type="COLOR", channel=1, frame_start=1, **arguments)
    view = look()

    assert "camera" not in ids(view)
    assert "camera" in ids(view, "warning")


def test_a_camera_by_marker(look: Callable[[], Any]) -> None:
    """Markers bring cameras, too."""
    scene = bpy.context.scene
    scene.timeline_markers.new("shot", frame=1).camera = scene.camera
    scene.camera = None
    assert "camera" not in ids(look())


def test_a_video_is_no_image(look: Callable[[], Any], manager: ManagerServer) -> None:
    """FFMPEG, or the media type "Video" of Blender 5: reported with the format; Fix goes back to images."""
    image = bpy.context.scene.render.image_settings
    if "media_type" in image.bl_rna.properties:
        image.media_type = "VIDEO"
    else:
        image.file_format = "FFMPEG"
    manager.forget_requests()
    with pytest.raises(RuntimeError, match='only renders images, and not "FFMPEG"'):
        bpy.ops.flamenco_client.submit_job()
    assert manager.requests == []

    _fix(look(), "video")
    assert image.file_format == "PNG"
    assert ids(look()) == set()


@pytest.mark.slow
@pytest.mark.parametrize("frames", ["-5", "10-1", "1-", "a", "1-99999999", ""])
def test_frames_that_the_manager_refuses(look: Callable[[], Any], manager: ManagerServer, frames: str) -> None:
    """Explained before any call to the Manager; Fix takes the scene's range."""
    bpy.context.scene.flamenco_client.set_setting("frames", frames)
    manager.forget_requests()
    with pytest.raises(RuntimeError, match="Frames: "):
        bpy.ops.flamenco_client.submit_job()
    assert manager.requests == []

    if frames:
        _fix(look(), "frames")
        assert bpy.context.scene.flamenco_client.get_setting("frames") == "1-250"


@pytest.mark.slow
@pytest.mark.parametrize("frames", ["1-10", "3, 5-10, 47-327", "1..5", " 7 "])
def test_frames_that_it_takes(look: Callable[[], Any], frames: str) -> None:
    """Lists, dots and blanks are fine."""
    bpy.context.scene.flamenco_client.set_setting("frames", frames)
    assert ids(look()) == set()


@pytest.mark.slow
def test_a_name_that_leads_out_of_the_output_folder(look: Callable[[], Any], manager: ManagerServer) -> None:
    """The job's name is part of the path; the fix takes the way up out of it."""
    job = bpy.context.scene.flamenco_client
    job.job_name = "../../shot"
    (found,) = look().errors
    assert (found.id, found.fix) == ("job-name", "job_name")
    with pytest.raises(RuntimeError, match="outside of the output folder"):
        bpy.ops.flamenco_client.submit_job()
    assert manager.jobs == []

    bpy.ops.flamenco_client.fix_finding(fix=found.fix)
    assert job.job_name == "shot"
    assert look().errors == ()


def test_scripts_get_all_errors_at_once(look: Callable[[], Any]) -> None:
    """Not one problem a run."""
    bpy.context.scene.camera = None
    bpy.context.scene.flamenco_client.set_setting("frames", "10-1")
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "render/here")

    with pytest.raises(RuntimeError, match="There are 3 problems") as caught:
        bpy.ops.flamenco_client.submit_job()

    for words in ("no camera", "before the first", "not an absolute path"):
        assert words in str(caught.value)


def test_the_panel_lists_them(extension: Extension, look: Callable[[], Any]) -> None:
    """Problems and warnings with their number and their buttons; errors say why Submit can't be pressed."""
    bpy.context.scene.camera = None
    look()
    drawn = draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)

    assert "1 problem, 2 warnings" in drawn.labels
    assert "250 frames, 250 render tasks" in drawn.text
    assert 'The scene "Scene" has no camera' in drawn.text
    fixes = [properties.fix for name, properties in drawn.operators if name == "flamenco_client.fix_finding"]
    assert fixes == ["camera", "camera", "storage_folder"], "the worst below the slot, all in the pop-over"
    assert extension.module("bridge.submission.preflight").objection() == 'The scene "Scene" has no camera'
    assert "flamenco_client.submit_job" in drawn.disabled


def test_a_problem_that_is_fixed_by_the_default(extension: Extension, look: Callable[[], Any]) -> None:
    """The value is the same before and after, since a setting with a problem shows its default; the problem is not."""
    job = bpy.context.scene.flamenco_client
    job.set_setting("chunk_size", 1)
    entry = next(entry for entry in job.stored_settings if entry.key == "chunk_size")
    for value in ('"abc"', "true"):
        entry.value = value
        assert ids(look()) == {"setting"}
        entry.value = "1"
        assert ids(look()) == set()


def test_a_fix_counts_at_once(look: Callable[[], Any], manager: ManagerServer) -> None:
    """A script that fixes what the panel shows submits in the same breath, whatever it fixes."""
    job, camera = bpy.context.scene.flamenco_client, bpy.context.scene.camera
    job.set_setting("frames", "10-1")
    bpy.context.scene.camera, job.job_name = None, "../shot"
    assert len(ids(look())) == 3
    job.set_setting("frames", "1-10")
    bpy.context.scene.camera, job.job_name = camera, "shot"
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}


def test_old_findings_do_not_block(extension: Extension, look: Callable[[], Any]) -> None:
    """Findings of a hidden panel do not disable the button."""
    bpy.context.scene.camera = None
    view = look()
    view.seen_at -= 60
    assert extension.module("bridge.submission.preflight").objection() == ""


@pytest.mark.slow
def test_the_tag_was_deleted(look: Callable[[], Any], manager: ManagerServer) -> None:
    """Since the last check: the submission asks again, and stops before it sends anything (scenario 57)."""
    tag = manager.add_tag("gpu")
    _prepare()
    bpy.context.scene.flamenco_client.worker_tag = tag.id
    assert "tag" not in ids(look())
    manager.farm.tags.clear()
    with pytest.raises(RuntimeError, match="has no worker tag"):
        bpy.ops.flamenco_client.submit_job()
    assert manager.requests_of("shamanFileStore") == []

    bpy.ops.flamenco_client.check_manager()
    _fix(look(), "tag")
    assert bpy.context.scene.flamenco_client.worker_tag == ""


@pytest.mark.slow
def test_no_worker_has_the_tag(look: Callable[[], Any], manager: ManagerServer) -> None:
    """A job that waits for a worker which is not there is sent, with a warning."""
    manager.add_tag("gpu")
    _prepare()
    bpy.context.scene.flamenco_client.worker_tag = "gpu"
    (found,) = [finding for finding in look().findings if finding.id == "workers"]
    assert 'No worker with the tag "gpu" is online' in found.text

    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    assert len(manager.jobs) == 1


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.6", "3.8", "4.0"])
def test_other_versions(extension: Extension, project: Project, tmp_path: Path, version: str) -> None:
    """Each works; one that the client was not made for is only a warning (scenario 24)."""
    with ManagerServer(tmp_path / "storage", version=version) as manager:
        bpy.context.preferences.addons[extension.key].preferences.manager_url = manager.url
        _prepare()
        extension.module("bridge.settings.settings_form").refresh(bpy.context)
        extension.module("bridge.submission.preflight").refresh(bpy.context)
        view = extension.module("state").current().preflight
        assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
        assert len(manager.jobs) == 1
        extension.module("ipc.session").reset()
        extension.module("state").reset()

    assert ("version" in ids(view, "warning")) is (version == "4.0")
    assert ("output-flags" in ids(view, "remark")) is (version != "4.0")


def _stable(job_type: dict[str, Any]) -> dict[str, Any]:
    """The job type with an output folder of the job's name alone."""
    expression = "str(Path(abspath(settings.render_output_root), jobname, '######'))"
    settings = [
        {**setting, "eval": expression} if setting["key"] == "render_output_path" else setting
        for setting in job_type["settings"]
    ]
    return {**job_type, "settings": settings}


def _prepare() -> None:
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")


def _fix(view: Any, name: str) -> None:
    """Press the button of a finding."""
    (found,) = [finding for finding in view.findings if finding.id == name]
    assert bpy.ops.flamenco_client.fix_finding(fix=found.fix, key=found.about) == {"FINISHED"}
