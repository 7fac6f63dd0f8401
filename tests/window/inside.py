"""Runs inside a desktop Blender: plays steps, one a turn of its event loop, writes what it saw, and quits.

A script of this folder imports `play` and hands it a generator function. The generator yields conditions; it goes on
when a condition holds. What it puts into the report is what the test asserts on.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import bpy

EXTENSION = "bl_ext.user_default.flamenco_client"
TURN = 0.02
LIMIT = 60.0
"""Seconds for all steps together."""

Steps = Generator[Callable[[], bool], None, None]


def arguments() -> dict[str, Any]:
    """What the test handed over."""
    given: dict[str, Any] = json.loads(Path(os.environ["FLAMENCO_CLIENT_WINDOW_TEST"]).read_text(encoding="utf-8"))
    return given


def module(name: str) -> Any:
    """A module of the installed extension."""
    return importlib.import_module(f"{EXTENSION}.{name}")


def state() -> Any:
    """What the extension draws."""
    return module("state").current()


def show_output_properties() -> None:
    """Make the Properties editor show the panel, as an artist would."""
    for area in bpy.context.window_manager.windows[0].screen.areas:
        if area.type == "PROPERTIES":
            area.spaces.active.context = "OUTPUT"


def for_seconds(seconds: float) -> Callable[[], bool]:
    """A condition that holds after a while."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() >= until


def play(steps: Callable[[dict[str, Any]], Steps]) -> None:
    """Play the steps and quit; the report says how it ended under "end"."""
    report: dict[str, Any] = {}
    running = steps(report)
    began = time.monotonic()
    waiting: list[Callable[[], bool]] = []

    def end(how: str) -> None:
        report["end"] = how
        Path(arguments()["report"]).write_text(json.dumps(report), encoding="utf-8")
        if not report.get("stay"):
            bpy.ops.wm.quit_blender()

    def turn() -> float | None:
        if time.monotonic() - began > LIMIT:
            end(f"nothing happened for {LIMIT} s")
            return None
        try:
            if waiting and not waiting[0]():
                return TURN
            waiting[:] = [next(running)]
        except StopIteration:
            end("done")
            return None
        except BaseException:  # noqa: BLE001 - the report says what it was, and Blender must quit
            end(traceback.format_exc())
            return None
        return TURN

    bpy.app.timers.register(turn, first_interval=1.0, persistent=True)


sys.modules.setdefault("inside", sys.modules[__name__])
