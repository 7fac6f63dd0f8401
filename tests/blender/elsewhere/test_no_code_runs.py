"""The second Blender runs no code of the studio, of the user or of the file, whatever way Blender offers for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = pytest.mark.slow

SCRIPT = """
import os, sys
with open({log!r}, "a") as file:
    file.write("{way} %s\\n" % " ".join(sys.argv + getattr(sys, "orig_argv", [])))
def register(): pass
def unregister(): pass
"""


class Ways:
    """Scripts that note when they are run, in all places where Blender or Python looks for some."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "ran.txt"

    def script(self, path: str, way: str) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(SCRIPT.format(log=str(self.log), way=way))
        return place

    def environment(self) -> dict[str, str]:
        version = f"{bpy.app.version[0]}.{bpy.app.version[1]}"
        for name in ("system", "user", "resources/scripts", "config_home/blender/scripts"):
            self.script(f"{name}/startup/studio.py", f"{name} startup")
            self.script(f"{name}/addons/studio_addon/__init__.py", f"{name} add-on")
            self.script(f"{name}/startup/bl_app_templates_user/studio/__init__.py", f"{name} template")
        self.script(f"config_home/blender/{version}/scripts/startup/studio.py", "home startup")
        self.script("extensions/system/studio/__init__.py", "system extension")
        self.script("python/sitecustomize.py", "sitecustomize")
        self.script("python/usercustomize.py", "usercustomize")
        self.script("python/numpy.py", "a module in the place of another")
        return {
            "BLENDER_SYSTEM_SCRIPTS": str(self.folder / "system"),
            "BLENDER_USER_SCRIPTS": str(self.folder / "user"),
            "BLENDER_USER_RESOURCES": str(self.folder / "resources"),
            "BLENDER_SYSTEM_EXTENSIONS": str(self.folder / "extensions"),
            "BLENDER_USER_EXTENSIONS": str(self.folder / "extensions"),
            "BLENDER_USER_CONFIG": str(self.folder / "config"),
            "XDG_CONFIG_HOME": str(self.folder / "config_home"),
            "PYTHONPATH": str(self.folder / "python"),
            "PYTHONSTARTUP": str(self.script("startup.py", "PYTHONSTARTUP")),
            "PYTHONUSERBASE": str(self.folder / "python"),
        }

    def in_the_file(self) -> None:
        """Add a text that Blender runs on load, and a driver with code."""
        text = bpy.data.texts.new("on_load.py")
        text.from_string(SCRIPT.format(log=str(self.log), way="text"))
        text.use_module = text.use_fake_user = True
        thing = bpy.data.objects.new("Driven", None)
        bpy.context.scene.collection.objects.link(thing)
        code = f"open({str(self.log)!r}, 'a').write('driver\\n')"
        thing.driver_add("location", 0).driver.expression = code if len(code) < 256 else "1"

    def others(self) -> list[str]:
        """Return what ran in other processes than this one."""
        return self.log.read_text().splitlines() if self.log.exists() else []


def test_nothing_runs(
    extension: Extension, manager: ManagerServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Start-up scripts, add-ons, templates, customised Python, texts and drivers do not run for the copy."""
    shot = tmp_path / "project" / "shot.blend"
    shot.parent.mkdir()
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(shot))
    bpy.context.scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    outside = tmp_path / "outside" / "a.png"
    outside.parent.mkdir()
    made = bpy.data.images.new("made", 4, 4)
    made.file_format = "PNG"
    made.save(filepath=str(outside))
    bpy.data.images.load(str(outside)).use_fake_user = True
    ways = Ways(tmp_path / "ways")
    ways.in_the_file()
    bpy.ops.wm.save_mainfile()

    extension.module("ipc.session").reset()  # the helper, and with it the second Blender, gets this environment
    for name, value in ways.environment().items():
        monkeypatch.setenv(name, value)
    if ways.log.exists():
        ways.log.unlink()
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    bpy.ops.flamenco_client.submit_job(as_saved=True)

    sent = manager.resolve(manager.jobs[0].settings["blendfile"])
    assert sent.read_bytes() != shot.read_bytes()  # it was changed
    assert ways.others() == []
