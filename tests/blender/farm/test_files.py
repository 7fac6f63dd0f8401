"""The files of the job: listed, chosen, asked about."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def gone(project: Project) -> Path:
    """A texture of the shot that no longer exists."""
    path = project.root / "lib" / "tex" / "wood.png"
    path.unlink()
    return path


@pytest.fixture
def ready(extension: Extension, manager: ManagerServer, project: Project) -> Any:
    """The shot's job, ready to be submitted."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.set_setting("render_output_root", "/render")
    return job


def _report() -> dict[str, Any]:
    report: dict[str, Any] = json.loads(bpy.context.window_manager.flamenco_client.files_report)
    return report


def test_a_script_lists_the_files(extension: Extension, project: Project, gone: Path) -> None:
    """Without any Manager: everything that would be sent, what is missing and who uses it, as JSON."""
    assert bpy.ops.flamenco_client.list_files() == {"FINISHED"}

    report = _report()
    sent = {entry["path_in_pack"] for entry in report["entries"] if not entry["states"]}
    assert sent == set(project.files) - {"lib/tex/wood.png"}
    (missing,) = [entry for entry in report["entries"] if entry["states"] == ["missing"]]
    assert missing["path"] == str(gone)
    assert any("prop texture" in user for user in missing["users"])
    assert report["counts"]["missing"]["files"] == 1


def test_the_button_excludes_a_file_once(ready: Any) -> None:
    """The file's pattern follows those that the artist typed; pressed twice, it is there once."""
    ready.exclude = "*.mov"
    for _ in range(2):
        assert bpy.ops.flamenco_client.exclude_file(pattern="lib/tex/wood.png") == {"FINISHED"}

    assert ready.exclude == "*.mov; lib/tex/wood.png"


def test_there_is_no_report_at_first(extension: Extension) -> None:
    """The property is empty, also when another file was listed; one that was never saved can't be listed."""
    assert bpy.context.window_manager.flamenco_client.files_report == ""
    with pytest.raises(RuntimeError, match="Save the file first"):
        bpy.ops.flamenco_client.list_files()


def test_a_script_fails_on_missing_files(ready: Any, manager: ManagerServer, gone: Path) -> None:
    """It names them and creates no job; if allowed, it continues, and the job lists them."""
    with pytest.raises(RuntimeError, match=r"wood\.png"):
        bpy.ops.flamenco_client.submit_job(as_saved=True)
    assert manager.jobs == []

    assert bpy.ops.flamenco_client.submit_job(as_saved=True, allow_missing=True) == {"FINISHED"}
    assert manager.jobs[0].metadata["flamenco_client.missing_files"] == str(gone)
    assert _report()["counts"]["missing"]["files"] == 1


@pytest.mark.slow
def test_the_button_waits_for_confirmation(
    extension: Extension, ready: Any, manager: ManagerServer, gone: Path
) -> None:
    """The submission asks and holds still; Continue lets it go on."""
    submission = extension.module("bridge.submission.submit")
    view = lambda: extension.module("state").current().submission  # noqa: E731
    submission.start(bpy.context, as_saved=True)
    extension.turn_until(lambda: view().asks)
    for _ in range(50):
        extension.module("bridge.timer").turn()
        time.sleep(0.01)
    assert view().asks == ("missing",)
    assert view().running
    assert manager.requests_of("shamanFileStore") == []

    assert bpy.ops.flamenco_client.continue_submission() == {"FINISHED"}
    assert view().asks == ()
    extension.turn_until(lambda: not view().running)

    assert view().status == "done"
    assert view().result["missing"] == [str(gone)]


def test_cancel_instead_of_confirmation(extension: Extension, ready: Any, manager: ManagerServer, gone: Path) -> None:
    """It ends at once, and nothing is left to ask."""
    view = lambda: extension.module("state").current().submission  # noqa: E731
    extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    extension.turn_until(lambda: view().asks)

    assert bpy.ops.flamenco_client.cancel_submission() == {"FINISHED"}
    extension.turn_until(lambda: not view().running)

    assert (view().status, view().asks, manager.jobs) == ("cancelled", (), [])
    assert not bpy.ops.flamenco_client.continue_submission.poll()


@pytest.mark.slow
def test_unsaved_changes_survive_the_waiting(
    extension: Extension, ready: Any, manager: ManagerServer, gone: Path
) -> None:
    """Another file may be opened while it waits: what is sent is still what was open at the click."""
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Late", None))
    view = lambda: extension.module("state").current().submission  # noqa: E731
    snapshot = extension.module("bridge.submission.freeze").freeze(bpy.context, with_copy=True, trouble="ask")
    start = extension.module("bridge.submission.submit")
    start._work(snapshot, with_copy=True, as_saved=False, keep=False).start()
    extension.turn_until(lambda: view().asks)
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")

    bpy.ops.flamenco_client.continue_submission()
    extension.turn_until(lambda: not view().running)

    (job,) = manager.jobs
    bpy.ops.wm.open_mainfile(filepath=str(manager.resolve(job.settings["blendfile"])))
    assert "Late" in bpy.data.objects
    copies = extension.module("bridge.user_preferences").copies_folder(bpy.context)
    assert not copies.exists() or list(copies.iterdir()) == []


def test_exclude_and_extra_files_are_of_the_scene(
    extension: Extension, ready: Any, manager: ManagerServer, project: Project
) -> None:
    """They are saved with the file and frozen into the job at the click."""
    (project.root / "notes.txt").write_text("notes", encoding="utf-8")
    ready.exclude = " *.mov;; cache/ ; "
    bpy.ops.flamenco_client.add_extra_files(directory=str(project.root), files=[{"name": "notes.txt"}])
    bpy.ops.flamenco_client.add_extra_files(directory=str(project.root / "lib"))
    bpy.ops.wm.save_mainfile()
    project.open()

    choices = extension.module("bridge.submission.freeze")._file_choices(bpy.context, "ask")

    assert choices.exclude == ("*.mov", "cache/")
    assert [Path(path).resolve() for path in choices.extra] == [project.root / "notes.txt", project.root / "lib"]
    paths = [entry.path for entry in bpy.context.scene.flamenco_client.extra_files]
    assert all(path.startswith("//") for path in paths)
    assert choices.trouble == "ask"
    bpy.context.scene.flamenco_client.active_extra_file = 0
    bpy.ops.flamenco_client.remove_extra_file()
    assert [entry.path for entry in bpy.context.scene.flamenco_client.extra_files] == paths[1:]


def test_large_size_and_shared_folders_are_the_users(extension: Extension, tmp_path: Path) -> None:
    """They are of the preferences, empty at first, and go into every job."""
    kept = bpy.context.preferences.addons[extension.key].preferences
    choices = extension.module("bridge.submission.freeze")._file_choices
    assert choices(bpy.context, "allow").shared_folders == ()
    assert choices(bpy.context, "allow").large_bytes == 2_000_000_000
    bpy.ops.flamenco_client.add_shared_folder(directory=str(tmp_path))
    bpy.ops.flamenco_client.add_shared_folder(directory=str(tmp_path))
    kept.large_files = 0
    try:
        assert choices(bpy.context, "allow").shared_folders == (str(tmp_path),)
        assert choices(bpy.context, "allow").large_bytes == 0
    finally:
        bpy.ops.flamenco_client.remove_shared_folder()
        kept.large_files = 2000
    assert choices(bpy.context, "allow").shared_folders == ()


def test_the_list_as_text_and_as_json(extension: Extension, project: Project, gone: Path, tmp_path: Path) -> None:
    """Everything is in the text block, which the next list replaces, and in the file."""
    for _ in range(2):
        bpy.ops.flamenco_client.list_files()
        assert bpy.ops.flamenco_client.files_to_text() == {"FINISHED"}
    assert [text.name for text in bpy.data.texts] == ["flamenco_files"]
    content = bpy.data.texts["flamenco_files"].as_string()
    assert f"[missing] {gone}" in content
    assert str(project.shot) in content

    target = tmp_path / "list"
    assert bpy.ops.flamenco_client.save_files(filepath=str(target)) == {"FINISHED"}
    assert json.loads(target.with_suffix(".json").read_text(encoding="utf-8")) == _report()
    with pytest.raises(RuntimeError, match="can't be written"):
        bpy.ops.flamenco_client.save_files(filepath=str(tmp_path / "no" / "such" / "folder"))


def test_the_dry_run_lists_the_frames_of_the_job(ready: Any, project: Project) -> None:
    """Of a sequence just the frames that the job renders, also when the scene has others."""
    folder = project.root / "shots" / "plate"
    folder.mkdir()
    for frame in range(1, 21):
        (folder / f"plate_{frame:04}.png").write_bytes(b"png")
    image = bpy.data.images.new("plate", 8, 8)
    image.source = "SEQUENCE"
    image.filepath = "//../plate/plate_0001.png"
    camera = bpy.context.scene.camera.data
    background = camera.background_images.new()
    camera.show_background_images = True
    background.image = image
    background.image_user.frame_duration, background.image_user.frame_start = 20, 1
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, 2
    bpy.ops.wm.save_mainfile()

    ready.set_setting("frames", "10-12")
    bpy.ops.flamenco_client.list_files()
    listed = {Path(entry["path"]).name for entry in _report()["entries"] if "plate_" in entry["path"]}

    assert {"plate_0010.png", "plate_0011.png", "plate_0012.png"} <= listed
    assert "plate_0015.png" not in listed
