"""Following jobs: the list, the selected job, and what changes behind Blender's back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Layout, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer, showcase
from flamenco_client.tests.support.manager.records import Job

Look = Callable[[Callable[[], object]], None]


@pytest.fixture
def farm(manager: ManagerServer) -> ManagerServer:
    """A Manager with a job in each state."""
    manager.hand.worker()
    showcase.one_of_each(manager.farm)
    showcase.many(manager.farm, 40)
    return manager


@pytest.fixture
def view(extension: Extension, farm: ManagerServer) -> Any:
    """What is drawn of the jobs."""
    return lambda: extension.module("state").current().jobs


@pytest.fixture
def look(extension: Extension, view: Any) -> Look:
    """Draw the sidebar and turn the timer until something holds."""

    def until(condition: Callable[[], object]) -> None:
        def drawn() -> bool:
            _sidebar(extension)
            return bool(condition())

        extension.turn_until(drawn)

    return until


def _sidebar(extension: Extension) -> Any:
    panels = extension.module("ui.jobs.panels")
    drawn = draw(panels.FLAMENCO_CLIENT_PT_jobs, bpy.context)
    if panels.FLAMENCO_CLIENT_PT_selected_job.poll(bpy.context):
        drawn.labels += draw(panels.FLAMENCO_CLIENT_PT_selected_job, bpy.context).labels
    return drawn


def _job(farm: ManagerServer, name: str) -> Job:
    return next(job for job in farm.jobs if job.name == name)


def test_the_list(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """All jobs are listed with one empty line each; the header counts them."""
    look(lambda: len(view().shown) == len(farm.jobs))
    look(lambda: len(bpy.context.window_manager.flamenco_client.listed_jobs) == len(farm.jobs))
    assert "failed" in extension.module("ui.jobs.job_list").summary()
    layout = Layout()
    listed = extension.module("ui.jobs.job_list").FLAMENCO_CLIENT_UL_jobs
    listed.draw_item(None, bpy.context, layout, None, None, 0, None, "", 0)
    assert layout.drawn.labels[0] == view().rows[view().shown[0]]["name"]
    assert view().in_view == {view().shown[0]}
    listed.draw_item(None, bpy.context, layout, None, None, 0, None, "", 9999)  # a line too many is empty
    assert not bpy.data.is_dirty or bpy.app.background


def test_search_filter_and_order(view: Any, look: Look, farm: ManagerServer) -> None:
    """What is typed and chosen decides what is listed; hidden jobs are counted."""
    window = bpy.context.window_manager.flamenco_client
    try:
        window.job_search = "out-of"
        look(lambda: {view().rows[key]["name"] for key in view().shown} == {"out-of-vram", "out-of-memory"})
        window.job_search = ""
        window.job_filter = "unfinished"
        look(lambda: view().shown and all(view().rows[key]["status"] != "failed" for key in view().shown))
        window.job_order = "name"
        look(lambda: view().rows[view().shown[0]]["name"].startswith("a "))
    finally:
        window.job_search, window.job_filter, window.job_order = "", "all", "status"


def test_the_selection_stays_on_the_job(farm: ManagerServer, view: Any, look: Look) -> None:
    """Jobs come and go and change their rows; the selected one stays selected; a deleted one says so."""
    window = bpy.context.window_manager.flamenco_client
    look(lambda: view().shown)
    window.active_job = 3
    chosen = view().shown[3]
    assert view().selected.job_id == chosen
    del farm.farm.jobs[view().shown[0]]
    bpy.ops.flamenco_client.refresh_jobs()
    look(lambda: len(view().shown) == len(farm.jobs))
    assert view().shown[window.active_job] == chosen
    del farm.farm.jobs[chosen]
    bpy.ops.flamenco_client.refresh_jobs()
    look(lambda: len(view().shown) == len(farm.jobs))
    assert window.active_job == -1


def test_why_it_failed(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """The selected job says in words why it failed; its failed task is first, with its log."""
    lists = extension.module("bridge.jobs.lists")
    look(lambda: view().shown)
    lists.select(_job(farm, "out-of-vram").id)
    look(lambda: view().selected.log)
    drawn = _sidebar(extension)
    assert "The graphics card of the worker ran out of memory" in drawn.text
    assert view().selected.task["status"] == "failed"
    assert "System is out of GPU memory" in drawn.text
    assert len(bpy.context.window_manager.flamenco_client.listed_tasks) in {0, 5}


def test_every_state_can_be_drawn(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """Each job of the farm, also those with odd values, is drawn without an error."""
    odd = _job(farm, "a queued job")
    odd.updated, odd.steps_known = "0001-01-01T00:00:00Z", False
    farm.faults.rewrite("fetchJobs", lambda answer: {"jobs": [_odd(job, odd.id) for job in answer["jobs"]]}, times=99)
    look(lambda: view().shown and view().rows[odd.id]["status"] == "never heard of")
    lists = extension.module("bridge.jobs.lists")
    for job in farm.jobs[:30]:
        lists.select(job.id)
        look(lambda: view().selected.about)
        _sidebar(extension)
    output = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit
    bpy.ops.flamenco_client.check_manager()
    assert "Jobs" in draw(output, bpy.context).labels


def _odd(job: dict[str, Any], job_id: str) -> dict[str, Any]:
    return {**job, "status": "never heard of"} if job["id"] == job_id else job


def test_a_manager_that_is_away(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """The last state stays, with a reason; it comes back by itself."""
    look(lambda: view().shown)
    count = len(view().shown)
    farm.go_down()
    view().polling.soon()
    look(lambda: view().polling.error)
    assert len(view().shown) == count
    assert view().polling.error.message in _sidebar(extension).text
    farm.come_back()
    view().polling.soon()
    look(lambda: view().polling.error is None)


def test_hidden_jobs_are_not_asked_for(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """Once nothing is drawn any more, nothing is asked, except for own unfinished jobs (scenario 16)."""
    look(lambda: view().shown)
    polling = extension.module("bridge.jobs.polling")
    view().drawn_at = time.monotonic() - polling.UNSEEN
    view().polling.soon()
    farm.forget_requests()
    for _ in range(20):
        extension.module("bridge.timer").turn()
        time.sleep(0.01)
    assert farm.requests_of("fetchJobs") == []

    own = _job(farm, "a paused job")
    view().rows[own.id] = {**view().rows[own.id], "mine": True}
    view().polling.soon()
    extension.turn_until(lambda: view().polling.next_at - time.monotonic() > 10)


def test_another_manager(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """With another address nothing of the old list stays."""
    look(lambda: view().shown)
    bpy.context.preferences.addons[extension.key].preferences.manager_url = "http://127.0.0.1:9"
    extension.module("bridge.timer").turn()
    assert view().rows == {}


def test_scripts(farm: ManagerServer) -> None:
    """A script asks, waits, and reads what is known as JSON."""
    job = _job(farm, "no-camera")
    bpy.ops.flamenco_client.refresh_jobs(job_id=job.id)
    known = json.loads(bpy.context.window_manager.flamenco_client.jobs)
    assert known["manager_url"] == farm.url
    assert {row["id"] for row in known["jobs"]} == {job.id for job in farm.jobs}
    with pytest.raises(RuntimeError, match="does not exist any more"):
        bpy.ops.flamenco_client.refresh_jobs(job_id="0e6e4a43-0000-4000-8000-000000000000")


def test_workers(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """Workers are listed while they are drawn; controls are behind a preference."""
    panel = extension.module("ui.jobs.panels").FLAMENCO_CLIENT_PT_workers

    def known() -> bool:
        draw(panel, bpy.context)
        return bool(view().farm)

    look(known)
    drawn = draw(panel, bpy.context)
    assert {"box-1", "test-hand"} <= set(drawn.labels)
    assert "flamenco_client.control_worker" not in [name for name, _ in drawn.operators]
    preferences = bpy.context.preferences.addons[extension.key].preferences
    preferences.worker_controls = True
    try:
        drawn = draw(panel, bpy.context)
        assert "flamenco_client.control_worker" in [name for name, _ in drawn.operators]
    finally:
        preferences.worker_controls = False
    worker = farm.hand.worker()
    bpy.ops.flamenco_client.control_worker(worker_id=worker.id, action="sleep")
    assert worker.status_change is not None


def test_tool_tips(extension: Extension, farm: ManagerServer, view: Any, look: Look) -> None:
    """A line's tool-tip has what there is no room for; a line too many has none."""
    tips = extension.module("bridge.jobs.line_tips")
    look(lambda: len(bpy.context.window_manager.flamenco_client.listed_jobs) == len(farm.jobs))
    name = view().rows[view().shown[2]]["name"]
    assert name in bpy.context.window_manager.flamenco_client.listed_jobs[2].tip
    assert tips.tip_of("flamenco_client.listed_jobs[99999]") == ""
    assert tips.tip_of("flamenco_client.listed_files[0]") == ""
    assert tips.tip_of("something else") == ""
