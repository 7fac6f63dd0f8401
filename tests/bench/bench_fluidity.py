"""Benchmark of fluidity in a desktop Blender: gaps between the ticks of a 5 ms timer during a submission.

Needs ``--window PATH`` of a desktop Blender. Runs alternate between idle, a submission, and the same processor load by
processes that have nothing to do with Blender. The 99th percentile of a submission must not exceed that of the load.

A second comparison redraws the Properties editor as often as the submission does: drawn by software, as under a virtual
screen, it takes tens of milliseconds, with any content.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flamenco_client.tests.bench.harness import Row, scaled
from flamenco_client.tools import archive

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROUNDS = 5
SECONDS = 6.0
FILES = 20_000
KINDS = ("idle", "ours", "foreign", "foreign, redrawn")
MAKE = """
import bpy, sys
bpy.ops.wm.read_homefile(use_factory_startup=True, app_template="")
bpy.ops.wm.save_as_mainfile(filepath=sys.argv[-1])
"""


def run() -> list[Row]:
    """Measure both scenes; return no rows without a desktop Blender."""
    blender = os.environ.get("FLAMENCO_CLIENT_BLENDER", "")
    if not blender:
        print("   did not run: it needs a desktop Blender (--window PATH)")
        return []
    with tempfile.TemporaryDirectory(prefix="flamenco-client-fluidity-", dir="/tmp") as folder, ExitStack() as stack:
        report = _measure(blender, Path(folder), stack)
    for seen in report["seen"]:
        print("   {}: in phase {!r}, helper {:.2f} and Manager {:.2f} of a processor".format(*seen))
    rows = []
    for scene in ("20 000 files", "silent"):
        p99 = {}
        for kind in KINDS:
            rounds = report[f"{scene} {kind}"]
            p99[kind] = statistics.median(_percentile(gaps, 0.99) for gaps in rounds)
            everything = [gap for gaps in rounds for gap in gaps]
            figures = statistics.median(everything), _percentile(everything, 0.99), max(everything)
            print("   {:32} median {:6.2f}  p99 {:6.2f}  longest {:7.1f} ms".format(f"{scene}, {kind}", *figures))
        rows.append(Row(f"fluid, {scene}: p99, floor: foreign load", p99["ours"], p99["foreign"], 1.0))
        drawn = p99["foreign, redrawn"]
        rows.append(Row(f"fluid, {scene}: the same, with as many redraws", p99["ours"], drawn, 1.0))
    return rows


def _measure(blender: str, folder: Path, stack: ExitStack) -> dict[str, Any]:
    project = folder / "project"
    (project / "many").mkdir(parents=True)
    for number in range(scaled(FILES)):
        (project / "many" / f"{number}.bin").write_bytes(number.to_bytes(4, "big") * 1024)
    surroundings = os.environ | {"BLENDER_USER_RESOURCES": str(folder / "user")}
    zipped = archive.build(ROOT, folder / "dist")
    _blender(blender, surroundings, "--command", "extension", "install-file", "-r", "user_default", "-e", str(zipped))
    (folder / "make.py").write_text(MAKE, encoding="utf-8")
    blend = project / "shot.blend"
    _blender(blender, surroundings, "-b", "-P", str(folder / "make.py"), "--", str(blend))
    given: dict[str, Any] = {
        "report": str(folder / "report.json"),
        "extra": str(project / "many"),
        "seconds": SECONDS,
        "managers": [_manager(folder / f"storage {number}", stack) for number in range(2 * ROUNDS)],
    }
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    surroundings["FLAMENCO_CLIENT_FLUIDITY"] = str(folder / "given.json")
    _blender(blender, surroundings, str(blend), "--python", str(HERE / "fluid_inside.py"))
    report: dict[str, Any] = json.loads(Path(given["report"]).read_text(encoding="utf-8"))
    assert report["end"] == "done", report["end"]
    return report


def _manager(storage: Path, stack: ExitStack) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "quick_manager.py"), str(storage)]
    process = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    stack.callback(process.kill)
    assert process.stdout is not None
    return {"url": process.stdout.readline().strip(), "pid": process.pid}


def _blender(blender: str, surroundings: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [blender, *arguments], env=surroundings, stdin=subprocess.DEVNULL, check=True, timeout=600, capture_output=True
    )


def _percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
