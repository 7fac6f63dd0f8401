"""Texts that workers run when they open the file, with what they need beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension

RIG = """
import sys
import bpy
import addon_utils
bpy.ops.wm.read_homefile(use_empty=True)
addon_utils.enable("rigify", default_set=True)
bpy.ops.object.armature_basic_human_metarig_add()
bpy.ops.pose.rigify_generate()
bpy.ops.wm.save_as_mainfile(filepath=sys.argv[-1])
"""
"""Makes a rig in a Blender of its own: some versions end in a crash after Rigify was disabled."""


@pytest.fixture
def scripts(extension: Extension, tmp_path: Path) -> Any:
    """Return the references to scripts, by name, each with its needs."""
    bpy.ops.wm.read_homefile(use_empty=True)
    blend = tmp_path / "shot.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))

    def found() -> dict[str, list[str]]:
        traced = extension.module("bridge.assets.trace").references(str(blend))
        return {each.owner: each.stem.splitlines() for each in traced if each.spread == "script"}

    return found


def _text(name: str, content: str) -> Any:
    text = bpy.data.texts.new(name)
    text.from_string(content)
    text.use_module = True
    return text


def test_registered_texts(scripts: Any) -> None:
    """What a registered text imports is needed, except what Blender and its Python have."""
    text = _text("setup", "import os, bpy, numpy, mathutils, studio_tools\nfrom bpy_extras import anim_utils\n")
    assert scripts() == {"setup": ["import studio_tools"]}
    text.use_module = False
    assert scripts() == {}


def test_generated_rig(scripts: Any, extension: Extension, tmp_path: Path) -> None:
    """A rig of Rigify with its registered text and many drivers needs nothing besides Blender."""
    blend = str(tmp_path / "shot.blend")
    user = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "user")}
    subprocess.run([sys.executable, "-c", RIG, blend], env=user, timeout=120, check=False)
    bpy.ops.wm.open_mainfile(filepath=blend)
    survey, needs = (extension.module(f"bridge.scene.{name}") for name in ("scene_survey", "addon_needs"))
    assert sum(len(each.animation_data.drivers) for each in bpy.data.objects if each.animation_data) > 10
    assert list(scripts()) == [text.name for text in bpy.data.texts if text.use_module] != []
    assert [need for each in scripts().values() for need in each] == []
    found = extension.module("core.sliced_work").finish(needs.find("CYCLES", survey._each))
    assert found == type(found)()


def test_paths_in_it(scripts: Any) -> None:
    """Constant paths relative to the .blend may be files that it reads."""
    _text("setup.py", "rows = open(bpy.path.abspath('//table.csv'))")
    assert scripts() == {"setup.py": ["//table.csv"]}
