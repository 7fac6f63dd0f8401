"""Scripts that workers run: texts that are registered when the file is opened."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib.machinery import PathFinder
from typing import Any

import bpy

from ...submission import script_text
from .collector import ReferenceCollector, is_unused

ALWAYS = frozenset({"bpy", "bmesh", "mathutils", "gpu", "blf", "aud", "imbuf", "idprop", "freestyle", "bl_math"})
"""Modules that Blender has built in."""


BUNDLED = ("modules", "startup", "addons_core", "addons", "freestyle/modules")
"""Folders with Python modules of Blender, below its scripts."""


def runs_on_load(text: Any) -> bool:
    """Return whether Blender runs a text when the file is opened."""
    return bool(text.use_module)


def read_script(text: Any, collector: ReferenceCollector) -> None:
    """Add what a text that is run needs besides: the modules that it imports and the paths in it."""
    if not runs_on_load(text) or is_unused(text):
        return
    content = text.as_string()
    needs = {
        found.module: f"{'import' if found.is_needed else 'perhaps'} {found.module}"
        for found in script_text.imports(content)
        if found.top and not _is_blenders(found.top)  # a text is in no package: relative imports fail everywhere
    }
    collector.add_script(text, [*needs.values(), *script_text.relative_paths(content)])


def _is_blenders(module: str) -> bool:
    """Return whether a module comes with Blender or with its Python."""
    if module in ALWAYS or module in sys.stdlib_module_names:
        return True
    try:
        found = PathFinder.find_spec(module, _blenders_folders())
    except (ImportError, ValueError):
        return False
    return found is not None


def _blenders_folders() -> list[str]:
    scripts = bpy.utils.system_resource("SCRIPTS")  # type: ignore[attr-defined] # not in the stubs
    pythons = sysconfig.get_paths()
    return [*(os.path.join(scripts, name) for name in BUNDLED), pythons["purelib"], pythons["platlib"]]
