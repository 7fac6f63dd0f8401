"""Events during an upload; the test drives the timer, because the bpy module has no event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension, Traces
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE, until


@pytest.fixture
def sending(extension: Extension, manager: ManagerServer, project: Project) -> Callable[[], Any]:
    """A submission under way, slowed down so that files are still being sent; gives its view."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.set_setting("render_output_root", "/render")
    manager.faults.slow_upload(100_000, times=None)
    extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    extension.turn_until(lambda: bool(manager.requests_of("shamanCheckoutRequirements")))
    return lambda: extension.module("state").current().submission


@pytest.mark.slow
def test_it_goes_on_with_another_file_open(
    extension: Extension, manager: ManagerServer, project: Project, sending: Callable[[], Any]
) -> None:
    """Loading a file does not end it, and what is open now does not become the job."""
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    manager.faults.clear()
    extension.turn_until(lambda: not sending().running)

    assert sending().status == "done", sending().error
    assert manager.jobs[0].name == "shot"
    assert bpy.context.window_manager.flamenco_client.last_job_id == manager.jobs[0].id


@pytest.mark.slow
def test_settings_changed_meanwhile_are_not_the_jobs(
    extension: Extension, manager: ManagerServer, project: Project, sending: Callable[[], Any]
) -> None:
    """Frame range, name and settings are those of the click."""
    job = bpy.context.scene.flamenco_client
    job.job_name, bpy.context.scene.frame_end = "too late", 3
    job.set_setting("chunk_size", 99)
    manager.faults.clear()
    extension.turn_until(lambda: not sending().running)

    (made,) = manager.jobs
    assert (made.name, made.settings["frames"], made.settings["chunk_size"]) == ("shot", "1-250", 1)


@pytest.mark.slow
def test_only_one_at_a_time(extension: Extension, manager: ManagerServer, sending: Callable[[], Any]) -> None:
    """A second submission is refused with the reason, and the first is not disturbed."""
    with pytest.raises(RuntimeError, match="A submission is running"):
        bpy.ops.flamenco_client.submit_job(as_saved=True)

    assert sending().running


def test_whether_it_goes_on_is_ticked_beside_the_progress(
    extension: Extension, manager: ManagerServer, sending: Callable[[], Any]
) -> None:
    """The option of the preferences is below the progress, and counts for the running submission."""
    drawn = draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)
    assert "keep_sending" in [name for _, name in drawn.properties]
    preferences = bpy.context.preferences.addons[extension.key].preferences
    session = extension.module("ipc.session").get()
    assert not session.keeps
    try:
        preferences.keep_sending = True
        assert session.keeps
    finally:
        preferences.keep_sending = False
    assert not session.keeps


def test_cancelled(extension: Extension, manager: ManagerServer, sending: Callable[[], Any]) -> None:
    """The button comes back within moments; there is no job, no checkout and no copy."""
    assert bpy.ops.flamenco_client.cancel_submission() == {"FINISHED"}
    extension.turn_until(lambda: not sending().running)

    assert sending().status == "cancelled"
    assert manager.jobs == []
    assert not manager.checkouts.exists() or list(manager.checkouts.iterdir()) == []


@pytest.mark.slow
def test_what_was_sent_before_cancel_is_not_sent_again(
    extension: Extension, manager: ManagerServer, project: Project, sending: Callable[[], Any]
) -> None:
    """Files that arrived whole before the cancel stay with the farm."""
    extension.turn_until(lambda: len(manager.stored_files()) >= 1)
    extension.module("bridge.submission.submit").cancel()
    extension.turn_until(lambda: not sending().running)
    stored = set(manager.stored_files())
    manager.faults.clear()
    manager.forget_requests()
    bpy.ops.flamenco_client.submit_job(as_saved=True)

    sent = {record.path.split("/")[-2] for record in manager.requests_of("shamanFileStore") if record.status == 200}
    assert stored
    assert not sent & {name.split("/")[0] for name in stored}
    assert len(manager.jobs) == 1


def test_disabled(extension: Extension, manager: ManagerServer, sending: Callable[[], Any]) -> None:
    """Helper, timer and copy are gone at once, no job is made, and it can be enabled again."""
    helper = extension.module("ipc.session").get().helper_pid
    assert helper is not None
    extension.disable()

    assert not Path(f"/proc/{helper}").exists()
    assert manager.jobs == []
    extension.enable()


@pytest.fixture
def kept(extension: Extension) -> Iterator[None]:
    """The option to go on when Blender closes."""
    bpy.context.preferences.addons[extension.key].preferences.keep_sending = True
    yield
    bpy.context.preferences.addons[extension.key].preferences.keep_sending = False


@pytest.mark.slow
def test_disabled_while_kept(
    extension: Extension, manager: ManagerServer, kept: None, sending: Callable[[], Any]
) -> None:
    """Closing Blender is one thing, disabling another: then nothing goes on, since its files may be taken away."""
    helper = extension.module("ipc.session").get().helper_pid
    assert extension.module("ipc.session").get().keeps
    extension.disable()

    assert not Path(f"/proc/{helper}").exists()
    assert manager.jobs == []
    extension.enable()


@pytest.mark.parametrize(
    ("callers", "by_hand"), [(["disable"], True), (["disable_all", "disable"], False), ([], False)]
)
def test_who_disables(extension: Extension, callers: list[str], by_hand: bool) -> None:
    """The call stack distinguishes quitting Blender from disabling the extension."""
    call = extension.module("bridge.runtime.quitting").is_disabled_by_hand
    for name in reversed(callers):
        space = {"__name__": "addon_utils", "call": call}
        exec(f"def {name}(): return call()", space)
        call = space[name]
    assert call() is by_hand


@pytest.mark.skipif("not hasattr(bpy.app.handlers, 'exit_pre')", reason="older ones don't say that they quit")
def test_quitting_while_kept(
    extension: Extension, manager: ManagerServer, kept: None, sending: Callable[[], Any]
) -> None:
    """From 5.1 on Blender says that it quits, also when another file was opened: the helper sends the job."""
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    manager.faults.clear()
    process = extension.module("ipc.session").get()._helper
    for handler in bpy.app.handlers.exit_pre:
        handler(False, None)
    extension.disable()

    until(lambda: manager.jobs)
    (helper,) = process._let_go
    helper.wait(PATIENCE)
    extension.enable()


@pytest.mark.slow
def test_upgraded(extension: Extension, manager: ManagerServer, sending: Callable[[], Any]) -> None:
    """Installing a version over the one that sends ends the submission with its helper, and the new one works."""
    helper = extension.module("ipc.session").get().helper_pid
    extension.install(extension.archive)

    assert not Path(f"/proc/{helper}").exists()
    bpy.context.preferences.addons[extension.key].preferences.manager_url = manager.url
    manager.faults.clear()
    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}


@pytest.mark.slow
def test_disabled_with_the_form_shown(extension: Extension, manager: ManagerServer) -> None:
    """The form of the job type, made at run time, goes too."""
    extension.disable()
    without = Traces.now()
    extension.enable()
    bpy.context.preferences.addons[extension.key].preferences.manager_url = manager.url
    bpy.ops.flamenco_client.check_manager()
    assert extension.module("bridge.settings.settings_form").refresh(bpy.context)
    form = type(bpy.context.window_manager.flamenco_client.form)
    assert form.is_registered
    extension.disable()

    assert Traces.now() == without
    assert not form.is_registered
    extension.enable()


@pytest.mark.slow
def test_the_check_button_without_an_answer(extension: Extension, manager: ManagerServer) -> None:
    """The error arrives in the panel, the hourglass goes, and the button can be pressed again."""
    bpy.ops.flamenco_client.check_manager()
    manager.go_down()
    check = extension.module("bridge.managers.check_manager").start_check
    check(bpy.context)
    extension.turn_until(lambda: not extension.module("state").current().manager.checking)

    view = extension.module("state").current().manager
    assert view.error.kind == "refused"
    assert view.job_types
    manager.come_back()
    check(bpy.context)
    assert view.checking
    extension.turn_until(lambda: not view.checking)
    assert view.error is None
