"""Submit, called by a script, in all three ways of storage."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

MISSING = """
import os, sys
import bpy
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
paths = bpy.utils.blend_paths(absolute=True, packed=False, local=False)
missing = [path for path in paths if not os.path.exists(path)]
print("EXTRA", "Late" in bpy.data.objects)
sys.exit(f"missing: {missing}" if missing or not paths else 0)
"""


def test_with_shaman(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Everything the shot needs is in the checkout, byte by byte, and the job points there."""
    result = _submit(as_saved=True)

    (job,) = manager.jobs
    assert result == job.id
    checkout = manager.resolve(job.settings["blendfile"])
    root = checkout.parents[2]
    assert _contents(root) == {name: _hash(project.root / name) for name in project.files}
    assert job.settings["blendfile"].startswith("{jobs}/")
    assert job.checkout == str(root.relative_to(manager.checkouts))
    assert job.settings["frames"] == "1-250"
    assert job.settings["scene"] == "Scene"


@pytest.mark.slow
def test_the_checkout_opens_elsewhere(
    extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path
) -> None:
    """A fresh Blender opens the job's file, with the project gone, and misses nothing; unsaved changes are in it."""
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Late", None))
    _submit()
    project.root.rename(tmp_path / "elsewhere")

    blend = manager.resolve(manager.jobs[0].settings["blendfile"])
    done = subprocess.run(
        [sys.executable, "-c", MISSING, str(blend)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "EXTRA True" in done.stdout


def test_the_artists_file_is_not_written(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """A submission with unsaved changes leaves the file, its name and its state alone, and no copy behind."""
    before = (_hash(project.shot), project.shot.stat().st_mtime_ns)
    bpy.context.scene.frame_end = 7
    _submit()

    assert (_hash(project.shot), project.shot.stat().st_mtime_ns) == before
    assert bpy.data.filepath == str(project.shot)
    copies = extension.module("bridge.user_preferences").copies_folder(bpy.context)
    assert not copies.exists() or list(copies.iterdir()) == []
    assert manager.jobs[0].settings["frames"] == "1-7"


def test_blender_s_own_words(
    extension: Extension, manager: ManagerServer, project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    """What Blender reports about the copy does not read as if the artist's file had been saved."""
    _submit()
    said = [line for line in capfd.readouterr().out.splitlines() if "Saved" in line]
    assert len(said) == 1
    assert "copy-for-the-farm" in said[0]
    assert project.shot.name not in said[0]


def test_automatic_packing(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """With Automatically Pack Resources on and a file missing, the copy is made, and nothing is packed."""
    (project.root / "shots" / "textures" / "sky.png").unlink()
    bpy.data.use_autopack = True
    with pytest.raises(RuntimeError, match=r"sky\.png"):
        _submit()
    assert manager.jobs == []
    _submit(allow_missing=True)

    assert bpy.data.use_autopack
    assert not any(image.packed_file for image in bpy.data.images)
    checkout = manager.resolve(manager.jobs[0].settings["blendfile"]).parents[2]
    assert set(_contents(checkout)) == set(project.files) - {"shots/textures/sky.png"}


def test_the_second_time_nothing_is_sent(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """The farm has the files already: no body is uploaded, the job is made."""
    _submit(as_saved=True)
    manager.forget_requests()
    _submit(as_saved=True)

    assert manager.requests_of("shamanFileStore") == []
    assert len(manager.jobs) == 2


def test_copied_to_the_storage(extension: Extension, copying_manager: ManagerServer, project: Project) -> None:
    """Without Shaman a fresh folder is filled, and the path is right for a .blend in a sub-folder of the project."""
    _submit(as_saved=True)

    blend = copying_manager.resolve(copying_manager.jobs[0].settings["blendfile"])
    assert blend.is_file()
    assert _contents(blend.parents[2]) == {name: _hash(project.root / name) for name in project.files}
    assert copying_manager.storage in blend.parents


@pytest.mark.slow
def test_already_on_the_storage(extension: Extension, copying_manager: ManagerServer, project: Project) -> None:
    """A saved file on the shared storage is the job's file itself: nothing is copied, one job is made."""
    there = copying_manager.storage / "project"
    project.root.rename(there)
    bpy.ops.wm.open_mainfile(filepath=str(there / "shots" / "010" / "shot.blend"))
    before = sorted(copying_manager.storage.rglob("*"))
    _submit(as_saved=True)

    assert sorted(copying_manager.storage.rglob("*")) == before
    (job,) = copying_manager.jobs
    assert copying_manager.resolve(job.settings["blendfile"]) == there / "shots" / "010" / "shot.blend"


@pytest.mark.slow
def test_unsaved_on_the_storage(extension: Extension, copying_manager: ManagerServer, project: Project) -> None:
    """With unsaved changes one copy is written beside the file, and nothing else."""
    there = copying_manager.storage / "project"
    project.root.rename(there)
    shot = there / "shots" / "010" / "shot.blend"
    bpy.ops.wm.open_mainfile(filepath=str(shot))
    before = set(copying_manager.storage.rglob("*"))
    _submit()

    (copy,) = set(copying_manager.storage.rglob("*")) - before
    assert copy.parent == shot.parent
    assert copy.name.startswith("shot.")
    assert copying_manager.resolve(copying_manager.jobs[0].settings["blendfile"]) == copy


@pytest.mark.slow
def test_a_job_without_a_file(extension: Extension, manager: ManagerServer) -> None:
    """A job type that takes no .blend gets none; every declared setting is sent. The file need not be saved."""
    job = _job("echo-sleep-test")
    job.set_setting("message", "hello")
    bpy.ops.flamenco_client.submit_job()

    assert manager.jobs[0].settings == {"message": "hello", "sleep_duration_seconds": 1, "sleep_repeats": 1}
    assert manager.requests_of("shamanCheckoutRequirements") == []


@pytest.mark.slow
def test_paused_with_tag_and_priority(extension: Extension, manager: ManagerServer) -> None:
    """The tag may be given by name; the Manager gets its id."""
    tag = manager.add_tag("gpu")
    job = _job("echo-sleep-test")
    job.set_setting("message", "hello")
    job.start_paused, job.priority, job.worker_tag = True, 77, "gpu"
    bpy.ops.flamenco_client.submit_job()

    assert manager.jobs[0].priority == 77
    assert manager.jobs[0].tag == tag
    assert manager.jobs[0].status == "paused"


def test_rejections_are_reported(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """The script gets the Manager's message; no file was uploaded and no job created."""
    manager.faults.answer("submitJobCheck", 400, json={"code": 400, "message": "no goats in this farm"})

    with pytest.raises(RuntimeError, match="no goats in this farm"):
        _submit(as_saved=True)

    assert manager.jobs == []
    assert manager.requests_of("shamanFileStore") == []
    assert not extension.module("state").current().submission.running


@pytest.mark.slow
def test_a_required_setting_is_empty(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Told before anything is sent, by the setting's label."""
    _job("simple-blender-render")
    manager.forget_requests()

    with pytest.raises(RuntimeError, match="Render Output Root"):
        bpy.ops.flamenco_client.submit_job()

    assert manager.requests == []


def test_a_file_that_was_never_saved(extension: Extension, manager: ManagerServer) -> None:
    """Its place in the project is not known: the message says to save it."""
    _job("simple-blender-render").set_setting("render_output_root", "/render")

    with pytest.raises(RuntimeError, match="Save the file first"):
        bpy.ops.flamenco_client.submit_job()


def _job(name: str) -> Any:
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = name
    return job


def _submit(**options: bool) -> str:
    _job("simple-blender-render").set_setting("render_output_root", "/render")
    assert bpy.ops.flamenco_client.submit_job(**options) == {"FINISHED"}
    return bpy.context.window_manager.flamenco_client.last_job_id


def _contents(root: Path) -> dict[str, str]:
    """Return the checksums of the job's files, that is without the note about them."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "flamenco-client.json")
    return {path.relative_to(root).as_posix(): _hash(path) for path in files}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize(("key", "value"), [("format", "OPEN_EXR"), ("fps", 12.5), ("image_file_extension", ".tif")])
def test_any_setting_can_be_set_by_its_key(
    extension: Extension, manager: ManagerServer, project: Project, key: str, value: object
) -> None:
    """Even one that the form does not show and that is computed otherwise; reset, it is computed again."""
    if key == "scene":
        bpy.data.scenes.new("Other").camera = bpy.context.scene.camera
    job = _job("simple-blender-render")
    before = job.get_setting(key)
    job.set_setting(key, value)
    _submit(as_saved=True)
    job.reset_setting(key)

    assert manager.jobs[0].settings[key] == value != before
    assert job.get_setting(key) == before


@pytest.mark.parametrize("key", ["blendfile", "render_output_path"])
def test_what_cannot_be_set_says_so(extension: Extension, manager: ManagerServer, key: str) -> None:
    """A value that would never be used is refused, with the reason and the key."""
    job = _job("simple-blender-render")

    with pytest.raises(ValueError, match=f'"{key}" can\'t be set'):
        job.set_setting(key, "/mine")


def test_a_wrong_value_names_its_key(extension: Extension, manager: ManagerServer) -> None:
    """A script that sets many settings learns which one was wrong."""
    with pytest.raises(ValueError, match='"chunk_size"'):
        _job("simple-blender-render").set_setting("chunk_size", "abc")


def test_the_job_says_whose_it_is(
    extension: Extension, manager: ManagerServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its metadata names the user, the project, both versions and the submission."""
    monkeypatch.setenv("USER", "artist")
    _submit(as_saved=True)

    metadata = manager.jobs[0].metadata
    assert (metadata["user.name"], metadata["project"]) == ("artist", project.root.name)
    assert metadata["blender.version"] == bpy.app.version_string
    assert set(metadata) >= {"flamenco_client.version", "flamenco_client.submission_id"}


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems have no such names")
def test_a_file_whose_name_is_no_text(
    extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path
) -> None:
    """Bytes that are no UTF-8 can't be drawn or sent: they are not in the job's name, nor in its output path."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "sh\udcffot.blend"))
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.set_setting("render_output_root", "/render")

    assert extension.module("bridge.scene.property_groups").job_name(bpy.context.scene) == "sh\ufffdot"
    assert "sh\ufffdot" in job.get_setting("render_output_path")
