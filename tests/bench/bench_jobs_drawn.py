"""Benchmark of jobs in a desktop Blender: 5 000 jobs polled and drawn; floor: the same panels without jobs.

Needs ``--window PATH``. It reports the time from the arrival of the list to its first draw, the longest turn of the
timer, and the time of one draw of the list.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from flamenco_client.tests.support.manager import ManagerServer, showcase
from flamenco_client.tools import archive

from .harness import Limit, Row, scaled

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JOBS = 5_000


def run() -> list[Row]:
    """Measure; return no rows without a desktop Blender."""
    blender = os.environ.get("FLAMENCO_CLIENT_BLENDER", "")
    if not blender:
        print("   did not run: it needs a desktop Blender (--window PATH)")
        return []
    with tempfile.TemporaryDirectory(prefix="flamenco-client-jobs-", dir="/tmp") as folder:
        few, many = (_measure(blender, Path(folder), count) for count in (0, scaled(JOBS)))
    print("   longest turns of the timer with jobs: {}".format(", ".join(f"{each:.1f}" for each in many["longest"])))
    return [
        Row(f"{JOBS} jobs: arrival to first draw", many["first"], few["turn"], 300, Limit.VALUE),
        Row(f"{JOBS} jobs: median turn of the timer while polled", many["turn"], few["turn"], 2.0),
        Row(f"{JOBS} jobs: longest turn while polled", many["longest"][-1], few["longest"][-1], 4.0, Limit.VALUE),
        Row(f"{JOBS} jobs: one draw of the list", many["draw"], few["draw"], 4.0, Limit.VALUE),
    ]


def _measure(blender: str, folder: Path, count: int) -> dict[str, Any]:
    surroundings = os.environ | {"BLENDER_USER_RESOURCES": str(folder / "user")}
    zipped = archive.build(ROOT, folder / "dist")
    install = ["--command", "extension", "install-file", "-r", "user_default", "-e", str(zipped)]
    subprocess.run([blender, *install], env=surroundings, stdin=subprocess.DEVNULL, check=True, capture_output=True)
    report = folder / "report.json"
    with ManagerServer(folder / f"storage {count}") as manager:
        showcase.many(manager.farm, count)
        given = {"FLAMENCO_MANAGER_URL": manager.url, "FLAMENCO_CLIENT_JOBS": f"{count} {report}"}
        subprocess.run(
            [blender, "--python", str(HERE / "jobs_inside.py")],
            env=surroundings | given,
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=300,
            capture_output=True,
        )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if found["end"] != "done":
        print(found["end"], file=sys.stderr)
    return found
