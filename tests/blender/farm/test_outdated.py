"""The job type has changed on the Manager since its settings were read (scenario 26)."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import SHIPPED, ManagerServer

pytestmark = pytest.mark.slow


@pytest.fixture
def changed(extension: Extension, manager: ManagerServer, project: Project) -> Any:
    """The scene's job, with a value that was given before the Manager's job types changed."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    job.set_setting("chunk_size", 5)
    manager.set_types([{**job_type, "label": f"New {job_type['label']}"} for job_type in SHIPPED])
    return job


def test_scripts(extension: Extension, changed: Any, manager: ManagerServer) -> None:
    """Nothing is sent; the job types are read again, the values kept, and the user asked to look."""
    with pytest.raises(RuntimeError, match="check the settings"):
        bpy.ops.flamenco_client.submit_job()

    assert manager.requests_of("shamanFileStore") == []
    assert manager.jobs == []
    assert _label(extension).startswith("New ")
    assert changed.get_setting("chunk_size") == 5
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    assert manager.jobs[0].settings["chunk_size"] == 5


def test_the_button(extension: Extension, changed: Any, manager: ManagerServer) -> None:
    """The panel says it, and asks for the job types by itself; pressed again, the job is made."""
    submission, state = extension.module("bridge.submission.submit"), extension.module("state")
    submission.start(bpy.context, as_saved=True)
    extension.turn_until(lambda: not state.current().submission.running)
    error = state.current().submission.error
    extension.turn_until(lambda: not state.current().manager.checking)

    assert error.kind == "outdated"
    assert "values are kept" in error.hint
    assert _label(extension).startswith("New ")
    submission.start(bpy.context, as_saved=True)
    extension.turn_until(lambda: not state.current().submission.running)
    assert manager.jobs[0].settings["chunk_size"] == 5


def test_by_the_managers_own_check(extension: Extension, changed: Any, manager: ManagerServer) -> None:
    """A change in the very moment: the Manager says 412, which means the same, before any file is sent."""
    bpy.ops.flamenco_client.check_manager()
    manager.faults.answer("submitJobCheck", 412, json={"code": 412, "message": "etag"})
    with pytest.raises(RuntimeError, match="check the settings"):
        bpy.ops.flamenco_client.submit_job()

    assert manager.requests_of("shamanFileStore") == []
    assert manager.jobs == []


def _label(extension: Extension) -> str:
    return str(extension.module("state").current().manager.job_types["simple-blender-render"].label)
