"""The extension's own code does only a little work in Blender's main thread at a time, whatever there is to do.

Work is counted in instructions of Python, not in seconds, so a slow or busy machine makes no difference: the clock of
the slices goes on a bit with each instruction. `build.py bench -- fluidity` measures time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender import drawing
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import SHIPPED, ManagerServer
from flamenco_client.tests.support.waiting import until

pytestmark = pytest.mark.slow

MOST = 150_000
"""Instructions in one turn."""
OF_ONE = 2e-8
"""Seconds that the clock of the slices goes on with each instruction, so that MOST takes the 4 ms of a turn."""


class Work:
    """Counts instructions, and makes the clocks of the slices follow the count."""

    def __init__(self, extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
        self._done = 0
        perf_counter, monotonic = time.perf_counter, time.monotonic
        ticking = SimpleNamespace(
            perf_counter=lambda: perf_counter() + self._done * OF_ONE,
            monotonic=lambda: monotonic() + self._done * OF_ONE,
        )
        for name in ("bridge.assets.trace", "bridge.scene.scene_survey", "bridge.timer", "ipc.session"):
            monkeypatch.setattr(extension.module(name), "time", ticking)
        run_for = extension.module("core.sliced_work").SlicedWork.run_for
        monkeypatch.setattr(run_for, "__defaults__", (ticking.perf_counter,))

    def of(self, call: Callable[[], object]) -> int:
        """Return how many instructions a call takes."""
        before, tracing = self._done, sys.gettrace()
        sys.settrace(self._count)
        try:
            call()
        finally:
            sys.settrace(tracing)
        return self._done - before

    def _count(self, frame: FrameType, event: str, _argument: object) -> Any:
        if frame.f_code.co_filename in {drawing.__file__, __file__}:
            return None  # what stands in for Blender's own layout
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self._done += event == "opcode"
        return self._count

    def of_turns_until(self, extension: Extension, condition: Callable[[], object]) -> int:
        """Run the timer until a condition holds; return the instructions of the longest turn."""
        timer, turns = extension.module("bridge.timer"), [0]
        until(condition, meanwhile=lambda: turns.append(self.of(timer.turn)), pause=0.001)
        return max(turns)


@pytest.fixture
def work(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts work in the main thread."""
    return Work(extension, monkeypatch)


class Quick(drawing.Layout):
    """A layout that does not look up whether an operator exists, which takes longer than all drawing."""

    def operator(self, name: str, **_arguments: Any) -> SimpleNamespace:
        return SimpleNamespace()

    def _child(self, **_arguments: Any) -> Quick:
        return self

    row = column = box = split = _child

    def panel(self, idname: str, *, default_closed: bool = False) -> tuple[Quick, Quick]:
        return self, self


@pytest.fixture
def ready(extension: Extension, manager: ManagerServer, project: Project) -> Any:
    """A checked Manager, a form that is filled in, and a panel that is looked at; gives the state."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    return extension.module("state").current()


def test_many_answers(extension: Extension, ready: Any, work: Work) -> None:
    """Turns of the timer while thousands of answers arrive, with the panel in sight."""
    link = extension.module("ipc.session").get()
    answered: list[Any] = []
    for _ in range(3000):
        link.request("ping", {}, on_result=answered.append)

    def all_there() -> bool:
        ready.drawn_at = time.monotonic()
        return len(answered) == 3000

    assert work.of_turns_until(extension, all_there) <= MOST


@pytest.fixture
def with_timer(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is done in slices, as where timers turn."""
    monkeypatch.setattr(extension.module("bridge.runtime.helper_session"), "has_timer", lambda: True)


@pytest.fixture
def many_job_types(extension: Extension, manager: ManagerServer, with_timer: None) -> int:
    """More than a megabyte of job types, which is more than the largest studio has."""
    words = "What it is good for takes some words to say, and so does what it is not good for. " * 8
    settings = [{"key": f"setting_{number}", "type": "string", "description": words} for number in range(20)]
    types = [{"name": f"type-{number}", "label": f"Type {number}", "settings": settings} for number in range(90)]
    manager.set_types([*SHIPPED, *types])
    return len(SHIPPED) + len(types)


def test_a_large_answer(extension: Extension, manager: ManagerServer, many_job_types: int, work: Work) -> None:
    """Turns of the timer while a Manager's answer comes in and is read."""
    state = extension.module("state")
    state.reset()
    check = extension.module("bridge.managers.check_manager").start_check
    assert work.of(lambda: check(bpy.context)) <= MOST
    known = state.current().manager
    longest = work.of_turns_until(extension, lambda: not known.from_cache and len(known.job_types) == many_job_types)
    assert longest <= MOST


def test_a_large_answer_of_the_last_time(
    extension: Extension, manager: ManagerServer, many_job_types: int, work: Work
) -> None:
    """Turns of the timer while what was kept of a Manager's answer is read."""
    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}
    state = extension.module("state")
    state.reset()
    longest = work.of_turns_until(extension, lambda: len(state.current().manager.job_types) == many_job_types)
    assert state.current().manager.from_cache
    assert longest <= MOST


def test_asking(extension: Extension, ready: Any, work: Work) -> None:
    """Handing a request over, the first one apart, which starts the helper."""
    link = extension.module("ipc.session").get()
    assert max(work.of(lambda: link.request("ping", {})) for _ in range(200)) <= MOST


def test_long_lists(extension: Extension, ready: Any, work: Work) -> None:
    """Drawing the panel with more in it than anybody has."""
    word = {"what": "failed", "manager_url": "", "job_name": "shot", "job_id": "", "job_url": "http://x/y", "at": 0.0}
    text = {"message": "Something went wrong with this submission, and it takes a while to say what. " * 3, "hint": "?"}
    ready.recovery.notices = [word | text | {"submission_id": str(number)} for number in range(300)]
    ready.submission.status = type(ready.submission.status)("done")
    ready.submission.result = {
        "job_name": "shot",
        "job_id": "1",
        "files": 20_000,
        "files_sent": 20_000,
        "bytes_sent": 10**12,
        "missing": [f"/films/one/two/three/missing {number}.png" for number in range(5000)],
        "warnings": [{"text": "A warning that is a little longer than others are, so that it has several lines."}] * 20,
    }
    panel = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit
    assert work.of(lambda: panel.draw(SimpleNamespace(layout=Quick()), bpy.context)) <= MOST


@pytest.fixture
def many_textures(project: Project) -> int:
    """The shot, with thousands of images that are files."""
    folder = Path(bpy.data.filepath).parent / "many"
    folder.mkdir()
    for number in range(3000):
        path = folder / f"{number}.png"
        path.write_bytes(b"x")
        image = bpy.data.images.new(f"many {number}", 1, 1)
        image.source = "FILE"
        image.filepath = f"//many/{number}.png"
        image.use_fake_user = True
    bpy.ops.wm.save_mainfile()
    return 3000


def test_submit(
    extension: Extension, manager: ManagerServer, ready: Any, many_textures: int, with_timer: None, work: Work
) -> None:
    """The click on Submit and all turns up to the job, with thousands of references."""
    submission = extension.module("bridge.submission.submit")
    assert work.of(lambda: submission.start(bpy.context, as_saved=True)) <= MOST

    def ended() -> bool:
        ready.drawn_at = time.monotonic()
        if ready.submission.asks and not ready.submission.answered:
            submission.go_on()
        return not ready.submission.running

    longest = work.of_turns_until(extension, ended)
    assert ready.submission.status == "done", ready.submission.error
    assert ready.submission.result["files"] > many_textures
    assert longest <= MOST
