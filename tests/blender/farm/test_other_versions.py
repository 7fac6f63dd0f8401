"""Scenes saved by older and newer versions of the extension, linked scenes, and an upgrade with a file open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

pytestmark = pytest.mark.slow

RENDER = "simple-blender-render"


TEXT, NUMBER, TRUTH = bpy.props.StringProperty(), bpy.props.IntProperty(), bpy.props.BoolProperty()


def _group(name: str, properties: dict[str, Any]) -> type:
    return type(name, (bpy.types.PropertyGroup,), {"__annotations__": properties})


OldValue = _group("OldValue", {"job_type": TEXT, "key": TEXT, "value": TEXT})
"""A stored setting before there was a toggle for computing."""

OldJob = _group(
    "OldJob",
    {"job_name": TEXT, "job_type": TEXT, "stored_settings": bpy.props.CollectionProperty(type=OldValue)},
)
"""A job of a version that knew neither priority, worker tag nor Manager."""

NewValue = _group("NewValue", {"job_type": TEXT, "key": TEXT, "value": TEXT, "automatic": TRUTH, "reason": TEXT})
"""A stored setting of a version to come."""

NewJob = _group(
    "NewJob",
    {
        "job_name": TEXT,
        "job_type": TEXT,
        "priority": NUMBER,
        "moods": TEXT,
        "stored_settings": bpy.props.CollectionProperty(type=NewValue),
    },
)
"""A job of a version to come."""


def test_of_an_older_version(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """Its values are there, what it did not know has its default, and the job can be submitted."""
    path = tmp_path / "old.blend"
    with _version(extension, OldJob, OldValue):
        bpy.ops.wm.read_homefile(use_empty=True, app_template="")
        job = _fill(path)
    bpy.ops.wm.open_mainfile(filepath=str(path))
    bpy.ops.flamenco_client.check_manager()

    job = bpy.context.scene.flamenco_client
    assert (job.job_type, job.job_name, job.priority, job.worker_tag) == (RENDER, "shot_010", 50, "")
    assert (job.manager, job.start_paused) == ("", False)
    assert (job.get_setting("chunk_size"), job.get_setting("render_output_root")) == (10, "/render")
    assert job.get_setting("frames") == "5"
    bpy.context.scene.camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    assert manager.jobs[0].settings["chunk_size"] == 10


def test_of_a_newer_version(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """What this version does not know survives being opened, changed and saved by it."""
    path = tmp_path / "new.blend"
    with _version(extension, NewJob, NewValue):
        job = _fill(path)
        job.moods = "gloomy"
        job.stored_settings[0].reason = "tests"
        bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=str(path))
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    assert job.get_setting("chunk_size") == 10
    job.set_setting("chunk_size", 20)
    bpy.ops.wm.save_mainfile()

    with _version(extension, NewJob, NewValue):
        bpy.ops.wm.open_mainfile(filepath=str(path))
        job = bpy.context.scene.flamenco_client
        assert job.moods == "gloomy"
        first = job.stored_settings[0]
        assert (first.key, first.value, first.reason) == ("chunk_size", "20", "tests")


def test_an_upgrade_with_the_file_open(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """Installed over itself: the values are there, also those of job types and keys that no longer exist."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "gone"
    job.set_setting("any", [1, "ä"])
    job.job_type = RENDER
    job.set_setting("chunk_size", 10)
    extension.module("bridge.settings.setting_store").write(bpy.context.scene, RENDER, "removed-key", 3)
    before = _entries()
    extension.module("ipc.session").reset()
    extension.install(extension.archive)
    assert _entries() == before

    path = tmp_path / "shot.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    bpy.ops.flamenco_client.check_manager()
    assert _entries() == before
    assert bpy.context.scene.flamenco_client.get_setting("chunk_size") == 10


def test_readable_without_the_extension(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """A file saved while the extension is disabled keeps everything."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.job_type = RENDER
    bpy.context.scene.flamenco_client.set_setting("chunk_size", 10)
    before = _entries()
    path = tmp_path / "shot.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    extension.disable()
    bpy.ops.wm.open_mainfile(filepath=str(path))
    bpy.ops.wm.save_mainfile()
    extension.enable()
    bpy.ops.wm.open_mainfile(filepath=str(path))

    assert _entries() == before


@pytest.mark.parametrize("value", ["", "{", "nan", "100000000000000000000", '"\\ud800"', "[" * 5000, "null", "1e999"])
def test_a_broken_entry(extension: Extension, manager: ManagerServer, value: str) -> None:
    """An entry that can't be read is none, and breaks neither the form nor the panel."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = RENDER
    entry = job.stored_settings.add()
    entry.job_type, entry.key, entry.value = RENDER, "chunk_size", value

    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)
    assert job.get_setting("chunk_size") == 1


@pytest.mark.parametrize("overridden", [False, True])
def test_a_linked_scene(extension: Extension, manager: ManagerServer, tmp_path: Path, overridden: bool) -> None:
    """The scene of a library shows what is stored there; the form, the panel and a preset get along with it."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    bpy.context.scene.name = "Linked"
    job.job_type, job.priority = RENDER, 70
    job.set_setting("chunk_size", 10)
    library = tmp_path / "library.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(library))
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    with bpy.data.libraries.load(str(library), link=True) as (_there, here):
        here.scenes = ["Linked"]
    scene = here.scenes[0]
    if overridden:
        scene = scene.override_create() or scene
    with bpy.context.temp_override(scene=scene):
        assert bpy.context.scene == scene
        extension.module("bridge.settings.settings_form").refresh(bpy.context)
        extension.module("bridge.submission.preflight").refresh(bpy.context)
        draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)
        job = scene.flamenco_client
        assert (job.get_setting("chunk_size"), job.job_type, job.priority) == (10, RENDER, 70)
        assert json.loads(job.preset)["settings"]["chunk_size"] == 10


@contextmanager
def _version(extension: Extension, job: type, value: type) -> Iterator[None]:
    """Another version of the extension in this one's place, as far as files go."""
    url = bpy.context.preferences.addons[extension.key].preferences.manager_url
    extension.disable()
    bpy.utils.register_class(value)
    bpy.utils.register_class(job)
    bpy.types.Scene.flamenco_client = bpy.props.PointerProperty(type=job)
    try:
        yield
    finally:
        del bpy.types.Scene.flamenco_client
        bpy.utils.unregister_class(job)
        bpy.utils.unregister_class(value)
        extension.enable()
        bpy.context.preferences.addons[extension.key].preferences.manager_url = url


def _fill(path: Path) -> Any:
    job = bpy.context.scene.flamenco_client
    job.job_name, job.job_type = "shot_010", RENDER
    for key, value in {"chunk_size": 10, "render_output_root": "/render", "frames": "5", "removed": 1}.items():
        entry = job.stored_settings.add()
        entry.job_type, entry.key, entry.value = RENDER, key, json.dumps(value)
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return job


def _entries() -> list[tuple[str, str, str, bool]]:
    stored = bpy.context.scene.flamenco_client.stored_settings
    return [(entry.job_type, entry.key, entry.value, entry.automatic) for entry in stored]
