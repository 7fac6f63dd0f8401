"""Script for a desktop Blender, used by ``bench_fluidity``: a 5 ms timer while idle, submitting, or under load."""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

bpy: Any = importlib.import_module("bpy")  # the extension's properties are unknown to the stubs
GIVEN: dict[str, Any] = json.loads(Path(os.environ["FLAMENCO_CLIENT_FLUIDITY"]).read_text(encoding="utf-8"))
EXTENSION = "bl_ext.user_default.flamenco_client"
TICK = 0.005
SECONDS: float = GIVEN["seconds"]
BURN = """
import os, sys, time
os.nice(int(sys.argv[2]))
part, end = float(sys.argv[1]), time.monotonic() + float(sys.argv[3])
while time.monotonic() < end:
    until = time.monotonic() + 0.01 * part
    while time.monotonic() < until:
        pass
    time.sleep(max(0.0, 0.01 * (1 - part)))
"""
"""Uses a part of one processor for some time."""

Steps = Generator[Callable[[], object], None, None]


def module(name: str) -> Any:
    """Return a module of the installed extension."""
    return importlib.import_module(f"{EXTENSION}.{name}")


class Ticks:
    """Gaps between the ticks of a timer, recorded on request."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = 0.0
        bpy.app.timers.register(self._tick, persistent=True)

    def _tick(self) -> float:
        now = time.monotonic()
        self.gaps.append((now - self._last) * 1000)
        self._last = now
        return TICK

    def during(self, seconds: float) -> Steps:
        """Record the gaps of the next seconds."""
        self.gaps.clear()
        until = time.monotonic() + seconds
        yield lambda: time.monotonic() >= until


def used(pid: int | None) -> float:
    """Return the seconds of processor time of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(ticks: Ticks, report: dict[str, list[Any]], manager: dict[str, Any], scene: str) -> Steps:
    """Measure one round: idle, a submission, a foreign load."""
    yield from ticks.during(SECONDS)
    report[f"{scene} idle"].append(ticks.gaps[1:])

    preferences = bpy.context.preferences.addons[EXTENSION].preferences
    preferences.manager_url = manager["url"]
    state, link = module("state").current(), module("ipc.session").get()
    bpy.ops.flamenco_client.clear_caches()
    until = time.monotonic() + 1
    yield lambda: time.monotonic() > until
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not state.manager.checking and state.manager.job_types
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    until = time.monotonic() + 1.5
    yield lambda: time.monotonic() > until
    pids = [link.helper_pid, manager["pid"]]
    if scene == "silent":
        os.kill(manager["pid"], signal.SIGSTOP)
    before = [used(pid) for pid in pids]
    began = time.monotonic()
    bpy.ops.flamenco_client.submit_job("INVOKE_DEFAULT")
    ticks.gaps.clear()
    redraws = {state.redraw.at}

    def over() -> bool:
        redraws.add(state.redraw.at)
        if state.submission.asks and not state.submission.answered:
            module("bridge.submission.submit").go_on()
        return time.monotonic() - began >= SECONDS

    yield over
    gaps = ticks.gaps[1:]
    took = time.monotonic() - began
    parts = [(used(pid) - start) / took for pid, start in zip(pids, before, strict=True)]
    report[f"{scene} ours"].append(gaps)
    progress = state.submission.progress
    report.setdefault("seen", []).append([scene, progress.phase if progress else "", *parts])
    if state.submission.running:
        bpy.ops.flamenco_client.cancel_submission()
        yield lambda: not state.submission.running
    if scene == "silent":
        os.kill(manager["pid"], signal.SIGCONT)

    for kind, times in (("foreign", 0), ("foreign, redrawn", len(redraws) - 1)):
        burning = burn(parts)
        until = time.monotonic() + 0.5
        yield functools.partial(is_past, until)
        ticks.gaps.clear()
        for number in range(1, times + 1):
            yield functools.partial(is_past, until + number * SECONDS / (times + 1))
            module("bridge.runtime.redraw").tag()
        yield functools.partial(is_past, until + SECONDS)
        report[f"{scene} {kind}"].append(ticks.gaps[1:])
        for process in burning:
            process.wait()


def is_past(moment: float) -> bool:
    return time.monotonic() >= moment


def burn(parts: list[float]) -> list[subprocess.Popen[bytes]]:
    """Use as much of the processors as the helper, with its niceness, and the Manager did."""
    burning = []
    for part, nice in zip(parts, ("10", "0"), strict=True):
        left = part
        while left > 0.005:
            command = [sys.executable, "-c", BURN, str(min(left, 1.0)), nice, str(SECONDS + 1)]
            burning.append(subprocess.Popen(command))
            left -= 1.0
    return burning


def steps(report: dict[str, list[Any]]) -> Steps:
    """Run all rounds of all scenes."""
    for area in bpy.context.window_manager.windows[0].screen.areas:
        if area.type == "PROPERTIES":
            area.spaces.active.context = "OUTPUT"
    scene = bpy.context.scene
    scene.flamenco_client.extra_files.add().path = GIVEN["extra"]
    bpy.ops.wm.save_mainfile()
    ticks = Ticks()
    until = time.monotonic() + 2
    yield lambda: time.monotonic() > until
    for number, manager in enumerate(GIVEN["managers"]):
        name = "silent" if number % 2 else "20 000 files"
        for kind in ("idle", "ours", "foreign", "foreign, redrawn"):
            report.setdefault(f"{name} {kind}", [])
        yield from measure(ticks, report, manager, name)


def play() -> None:
    """Run the steps, write the report, quit."""
    report: dict[str, Any] = {}
    running = steps(report)
    waiting: list[Callable[[], object]] = []

    def turn() -> float | None:
        try:
            if not waiting or waiting[0]():
                waiting[:] = [next(running)]
            return 0.02
        except StopIteration:
            report["end"] = "done"
        except BaseException:  # noqa: BLE001 - it is in the report, and Blender must quit
            report["end"] = traceback.format_exc()
        Path(GIVEN["report"]).write_text(json.dumps(report), encoding="utf-8")
        bpy.ops.wm.quit_blender()
        return None

    bpy.app.timers.register(turn, first_interval=1.0, persistent=True)


play()
