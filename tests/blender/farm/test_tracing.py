"""Tracing: after the click, the files are found over many short turns of the timer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import until


@pytest.fixture
def turn(
    extension: Extension, manager: ManagerServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], float]:
    """One turn of the timer; a trace pauses after every data-block."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    monkeypatch.setattr(extension.module("bridge.runtime.helper_session"), "time_budget", lambda _seconds: 0.0)
    manager.forget_requests()
    turn: Callable[[], float] = extension.module("bridge.timer").turn
    return turn


@pytest.fixture
def view(extension: Extension, turn: Callable[[], float]) -> Iterator[Any]:
    """A submission that was started a moment ago."""
    extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    return extension.module("state").current().submission


def test_many_short_turns(
    extension: Extension, manager: ManagerServer, project: Project, turn: Callable[[], float], view: Any
) -> None:
    """Nothing is sent before all is found; turns follow each other at once; then all files are on the farm."""
    turns = 0
    while view.work.request is None:
        assert manager.requests_of("submitJob") == []
        assert turn() == extension.module("bridge.timer").GOING_ON
        turns += 1
    _turn_until(turn, lambda: not view.running)

    assert turns > len(bpy.data.objects)
    assert view.status == "done", view.error
    (job,) = manager.jobs
    checkout = manager.resolve(job.settings["blendfile"]).parents[2]
    assert {path.relative_to(checkout).as_posix() for path in checkout.rglob("*.*") if path.is_file()} == {
        *project.files,
        "flamenco-client.json",
    }


@pytest.mark.slow
def test_another_file_is_opened(manager: ManagerServer, turn: Callable[[], float], view: Any) -> None:
    """What is found in another file would not be the job's: the submission ends and says so."""
    turn()
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    turn()

    assert (view.status, view.error.kind, view.work) == ("failed", "trace", None)
    assert "Another file was opened" in str(view.error)
    assert manager.jobs == []


@pytest.mark.slow
def test_cancel(manager: ManagerServer, turn: Callable[[], float], view: Any) -> None:
    """The button comes back at once, and nothing follows."""
    turn()
    assert bpy.ops.flamenco_client.cancel_submission() == {"FINISHED"}
    turn()

    assert (view.status, view.work) == ("cancelled", None)
    assert manager.jobs == []


def test_unexpected_error(
    extension: Extension, turn: Callable[[], float], view: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the trace ends the submission with a message; the button can be pressed again."""
    turn()
    monkeypatch.setattr(extension.module("bridge.assets.nodes"), "read_nodes", lambda *_: 1 / 0)
    _turn_until(turn, lambda: not view.running)

    assert (view.status, view.error.kind) == ("failed", "trace")
    assert "ZeroDivisionError" in str(view.error)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["start", "listing"])
def test_unexpected_error_when_calling_the_helper(
    extension: Extension, turn: Callable[[], float], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """If the helper can't be called, the submission ends with a message and the button can be pressed again."""
    state = extension.module("state").current()
    if where == "start":
        extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    else:
        extension.module("bridge.submission.list_files").start_listing(bpy.context)
    session = extension.module("ipc.session").Session
    whole = session.request

    def broken(self: Any, do: str, arguments: Any, **callbacks: Any) -> Any:
        return 1 / 0 if do in {"submit", "list_files"} else whole(self, do, arguments, **callbacks)

    monkeypatch.setattr(session, "request", broken)
    view = state.submission if where == "start" else state.listing
    _turn_until(turn, lambda: view.error is not None)

    assert (view.error.kind, view.work) == ("internal", None)
    assert "ZeroDivisionError" in str(view.error)
    assert not state.submission.running


@pytest.mark.slow
def test_list_files(extension: Extension, project: Project, turn: Callable[[], float]) -> None:
    """A dry run is traced in the same way, and can be stopped meanwhile."""
    list_files, state = extension.module("bridge.submission.list_files"), extension.module("state")
    list_files.start_listing(bpy.context)
    turn()
    list_files.stop_listing()
    turn()
    assert not state.current().listing.running

    list_files.start_listing(bpy.context)
    _turn_until(turn, lambda: bool(state.current().files.report))
    assert len(state.current().files.entries) >= len(project.files)


def _turn_until(turn: Callable[[], float], condition: Callable[[], bool]) -> None:
    until(condition, meanwhile=turn, pause=0.002)
