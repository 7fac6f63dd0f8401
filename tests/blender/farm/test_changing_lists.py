"""Job type and tag are stored by name and ID: changed lists keep them (scenario 21)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.job_types import ALL

pytestmark = pytest.mark.slow

RENDER, ECHO = "simple-blender-render", "echo-sleep-test"


@pytest.fixture
def saved(extension: Extension, manager: ManagerServer, tmp_path: Path) -> Path:
    """A file whose job is of a type and for a tag in the middle of the Manager's lists, chosen in the menus."""
    tags = [manager.add_tag(name) for name in ("cpu", "gpu", "night")]
    bpy.ops.flamenco_client.check_manager()
    window = bpy.context.window_manager.flamenco_client
    window.job_type, window.worker_tag = f":{ECHO}", f":{tags[1].id}"
    bpy.context.scene.flamenco_client.set_setting("message", "hello")
    path = tmp_path / "shot.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


def test_longer_and_in_another_order(extension: Extension, manager: ManagerServer, saved: Path) -> None:
    """The same job type and tag are selected in the menus, and go out with the job."""
    with manager.farm.lock:
        tags = list(manager.farm.tags.values())
        manager.farm.tags.clear()
    before = manager.add_tag("another")
    with manager.farm.lock:
        manager.farm.tags.update({tag.id: tag for tag in reversed(tags)})
    _offer(manager, ["brand-new", *(str(job_type["name"]) for job_type in reversed(ALL))])
    _open(saved)

    window = bpy.context.window_manager.flamenco_client
    items = extension.module("bridge.settings.enum_menus").worker_tag_items(window, bpy.context)
    assert [item[1] for item in items[1:]] == [before.name, "night", "gpu", "cpu"]
    assert (window.job_type, window.worker_tag) == (f":{ECHO}", f":{tags[1].id}")
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    (made,) = manager.jobs
    assert (made.type, made.tag.name, made.settings["message"]) == (ECHO, "gpu", "hello")


def test_a_job_type_that_is_gone(extension: Extension, manager: ManagerServer, saved: Path) -> None:
    """It stays chosen, is reported, and nothing is uploaded; when it is back, it has its values."""
    _offer(manager, [RENDER])
    _open(saved)
    window = bpy.context.window_manager.flamenco_client

    assert window.job_type == f":{ECHO}"
    assert f'no job type "{ECHO}"' in _drawn(extension)
    with pytest.raises(RuntimeError, match=ECHO):
        bpy.ops.flamenco_client.submit_job()
    bpy.ops.wm.save_mainfile()
    assert manager.jobs == []

    _offer(manager, [RENDER, ECHO])
    _open(saved)
    assert bpy.context.scene.flamenco_client.get_setting("message") == "hello"
    assert ECHO not in _drawn(extension)


def test_a_tag_that_is_gone(extension: Extension, manager: ManagerServer, saved: Path) -> None:
    """It stays chosen, is reported, and no job for all workers is created instead."""
    with manager.farm.lock:
        gone = next(tag for tag in manager.farm.tags.values() if tag.name == "gpu")
        del manager.farm.tags[gone.id]
    _open(saved)
    window = bpy.context.window_manager.flamenco_client

    assert window.worker_tag == f":{gone.id}"
    label = extension.module("bridge.settings.enum_menus").worker_tag_items(window, bpy.context)[-1][1]
    assert label == f"{gone.id} (not on this Manager)"
    with pytest.raises(RuntimeError, match="tag"):
        bpy.ops.flamenco_client.submit_job()
    assert manager.jobs == []


def test_a_manager_without_anything(extension: Extension, manager: ManagerServer, saved: Path) -> None:
    """Both stay chosen when there is nothing to choose from any more."""
    _offer(manager, [])
    with manager.farm.lock:
        gone = {tag.name: tag.id for tag in manager.farm.tags.values()}["gpu"]
        manager.farm.tags.clear()
    _open(saved)
    job = bpy.context.scene.flamenco_client

    assert (job.job_type, job.worker_tag) == (ECHO, gone)
    assert bpy.context.window_manager.flamenco_client.job_type == f":{ECHO}"


def _offer(manager: ManagerServer, names: list[str]) -> None:
    """The Manager has these job types, in this order."""
    known: dict[str, dict[str, Any]] = {str(job_type["name"]): job_type for job_type in ALL}
    with manager.farm.lock:
        manager.farm.types = tuple(known.get(name, {"name": name, "label": name, "settings": []}) for name in names)


def _open(path: Path) -> None:
    """Open the file as another day would: with what the Manager says now."""
    bpy.ops.wm.open_mainfile(filepath=str(path))
    bpy.ops.flamenco_client.check_manager()


def _drawn(extension: Extension) -> str:
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    return draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context).text
