"""Enabling the extension in Blender, against enabling an extension that does nothing."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from flamenco_client.tools import archive

from .harness import Limit, Row

ROOT = Path(__file__).resolve().parents[2]
LIMIT_MS = 50
PROCESSES = 7

EMPTY_MANIFEST = """\
schema_version = "1.0.0"
id = "empty"
version = "1.0.0"
name = "Empty"
tagline = "Does nothing"
maintainer = "Nobody"
type = "add-on"
blender_version_min = "4.2.0"
license = ["SPDX:GPL-3.0-or-later"]
"""

INSTALL = """
import sys
import bpy
for path in sys.argv[1:]:
    bpy.ops.extensions.package_install_files(
        filepath=path, repo="user_default", enable_on_install=False, overwrite=True)
"""

MEASURE = """
import json, time
import bpy
import addon_utils
times = {}
for name in ("empty", "flamenco_client"):
    key = f"bl_ext.user_default.{name}"
    begin = time.perf_counter()
    module = addon_utils.enable(key)
    times[name] = (time.perf_counter() - begin) * 1000
    assert module is not None, key
    addon_utils.disable(key)
print("TIMES", json.dumps(times))
"""


def run() -> list[Row]:
    """Measure in fresh processes: the second time in one process the modules are loaded already."""
    with tempfile.TemporaryDirectory() as place:
        surroundings = {**os.environ, "BLENDER_USER_RESOURCES": f"{place}/user"}
        empty = Path(place, "empty.zip")
        with zipfile.ZipFile(empty, "w") as packed:
            packed.writestr("blender_manifest.toml", EMPTY_MANIFEST)
            packed.writestr("__init__.py", "def register(): pass\ndef unregister(): pass\n")
        _python(INSTALL, surroundings, str(empty), str(archive.build(ROOT, Path(place))))
        times = [_times(surroundings) for _ in range(PROCESSES + 1)][1:]  # the first one writes the bytecode
    measured, floor = (statistics.median(one[name] for one in times) for name in ("flamenco_client", "empty"))
    return [Row("enabling the extension", measured, floor, LIMIT_MS, Limit.VALUE)]


def _times(surroundings: dict[str, str]) -> dict[str, float]:
    output = _python(MEASURE, surroundings)
    line = next(line for line in output.splitlines() if line.startswith("TIMES "))
    times: dict[str, float] = json.loads(line.removeprefix("TIMES "))
    return times


def _python(script: str, surroundings: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    answer = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stdout + answer.stderr)
    return answer.stdout
