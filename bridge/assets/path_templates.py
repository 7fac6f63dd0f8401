"""Paths with variables in braces, which Blender replaces: in folders of bakes from 5.3, with those of the project."""

from __future__ import annotations

import os
import re
from typing import Any

import bpy

from .collector import Home, ReferenceCollector

_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def expanded(written: str, home: Home, collector: ReferenceCollector) -> str:
    """Return a path as Blender reads it; unknown variables stay, and Blender finds nothing there either.

    Args:
        written: The path as written in a data-block.
        home: The .blend that contains the data-block.
        collector: The references found so far.
    """
    if "{" not in written or bpy.app.version < (5, 3, 0):
        return written
    values = {**_of_file(collector.blend, ""), **_of_file(home, "_lib"), **_of_project()}
    return _FIELD.sub(lambda match: match[0][0] if match[1] is None else values.get(match[1], match[0]), written)


def _of_file(home: Home, suffix: str) -> dict[str, str]:
    name = os.path.splitext(os.path.basename(home.file))[0]
    return {f"blend_name{suffix}": name, f"blend_dir{suffix}": home.folder}


def _of_project() -> dict[str, str]:
    project: Any = getattr(bpy.data, "project", None)
    if project is None:
        return {}
    return {**{each.name: _value(each) for each in project.variables}, "project_root": project.root_path}


def _value(variable: Any) -> str:
    """Return the value of a project's variable: a path, or a part of a name without what separates names."""
    value = str(variable.value)
    is_path = getattr(variable, "subtype", "") == "FILEPATH"
    return value if is_path else value.translate(_UNSAFE)
