"""Script for a desktop Blender, used by ``bench_jobs_drawn``: shows the jobs and measures turns and draws."""

from __future__ import annotations

import importlib
import json
import os
import statistics
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

bpy: Any = importlib.import_module("bpy")  # the extension's properties are unknown to the stubs
EXTENSION = "bl_ext.user_default.flamenco_client"
COUNT, _, REPORT = os.environ["FLAMENCO_CLIENT_JOBS"].partition(" ")
SECONDS = 12.0

Steps = Generator[Callable[[], object], None, None]


def module(name: str) -> Any:
    """Return a module of the installed extension."""
    return importlib.import_module(f"{EXTENSION}.{name}")


def timed(owner: Any, name: str, times: list[float]) -> None:
    """Record the milliseconds of each call of a function."""
    before = getattr(owner, name)

    def call(*arguments: Any, **more: Any) -> Any:
        began = time.perf_counter()
        try:
            return before(*arguments, **more)
        finally:
            times.append((time.perf_counter() - began) * 1000)

    setattr(owner, name, call)


def steps(report: dict[str, Any]) -> Steps:
    """Show the jobs in an Image Editor, and measure."""
    turns: list[float] = []
    draws: list[float] = []
    timed(module("bridge.timer"), "turn", turns)
    timed(module("ui.jobs.panels").job_list, "draw", draws)
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    jobs = module("state").current().jobs
    yield lambda: not module("state").current().manager.checking
    area = next(each for each in bpy.context.window_manager.windows[0].screen.areas if each.type == "VIEW_3D")
    area.type = "IMAGE_EDITOR"
    module("bridge.jobs.window").show_in(area)
    jobs = module("state").current().jobs
    yield lambda: jobs.version and len(jobs.rows) == int(COUNT)
    began = time.monotonic()
    yield lambda: bool(jobs.in_view) or not int(COUNT)
    report["first"] = (time.monotonic() - began) * 1000
    yield lambda: len(bpy.context.window_manager.flamenco_client.listed_jobs) == int(COUNT)
    turns.clear()
    draws.clear()
    until = time.monotonic() + SECONDS
    yield lambda: time.monotonic() > until
    report["turn"], report["longest"] = statistics.median(turns), sorted(turns)[-5:]
    report["draw"] = statistics.median(draws)


def play() -> None:
    """Do the steps, one a turn, and quit."""
    report: dict[str, Any] = {}
    running = steps(report)
    waiting: list[Callable[[], object]] = []
    limit = time.monotonic() + 120

    def turn() -> float | None:
        end = ""
        try:
            if time.monotonic() > limit:
                end = "too late"
            elif not waiting or waiting[0]():
                waiting[:] = [next(running)]
        except StopIteration:
            end = "done"
        except BaseException:  # noqa: BLE001 - the report has it, and Blender must quit
            end = traceback.format_exc()
        if not end:
            return 0.005
        Path(REPORT).write_text(json.dumps({**report, "end": end}), encoding="utf-8")
        bpy.ops.wm.quit_blender()
        return None

    bpy.app.timers.register(turn, first_interval=1.0, persistent=True)


play()
