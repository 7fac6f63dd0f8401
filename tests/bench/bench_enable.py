"""Benchmark of enabling the extension at Blender's start; floor: enabling an extension that does nothing."""

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
        filepath=path, repo="user_default", enable_on_install=True, overwrite=True)
bpy.ops.wm.save_userpref()
for addon in list(bpy.context.preferences.addons.keys()):
    if addon.startswith("bl_ext."):
        bpy.ops.preferences.addon_disable(module=addon)
"""

# Reading the preferences enables their add-ons by addon_utils.enable, as at the start of a desktop Blender.
MEASURE = """
import importlib.machinery, json, sys, time

times = {}

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name != "addon_utils":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        load = spec.loader.exec_module
        def load_and_watch(module):
            load(module)
            enable = module.enable
            def timed(name, **options):
                begin = time.perf_counter()
                try:
                    return enable(name, **options)
                finally:
                    times[name.rpartition(".")[2]] = (time.perf_counter() - begin) * 1000
            module.enable = timed
        spec.loader.exec_module = load_and_watch
        return spec

sys.meta_path.insert(0, Watch())
import bpy
bpy.ops.wm.read_userpref()
import addon_utils
for name in ("empty", "flamenco_client"):
    assert f"bl_ext.user_default.{name}" in sys.modules, name
    addon_utils.disable(f"bl_ext.user_default.{name}")
print("TIMES", json.dumps(times))
"""


def run() -> list[Row]:
    """Start a Blender for each measurement, because a second time in one process the modules are already loaded."""
    with tempfile.TemporaryDirectory() as place:
        surroundings = {**os.environ, "BLENDER_USER_RESOURCES": f"{place}/user"}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # Blender compiles an extension once, not at each start
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
