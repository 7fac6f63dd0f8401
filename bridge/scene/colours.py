"""The colour configuration in use, if it is not Blender's own."""

from __future__ import annotations

import functools
import os
from typing import Any

import bpy

from ...submission.colour_findings import BLENDERS_OWN, OF_PROJECT, OF_USER, ColourConfiguration

VARIABLES = ("BLENDER_OCIO", "OCIO")
"""Environment variables that name a configuration; the first one counts from Blender 5.0."""


def in_use() -> ColourConfiguration:
    """Return the colour configuration; cheap enough for every turn of the timer."""
    space: Any = getattr(bpy.data, "colorspace", None)
    if not hasattr(space, "ocio_config_source"):  # before 5.3
        return _of_environment()
    path, source = space.ocio_config_path, space.ocio_config_source
    if not path or _is_own(path):  # from 5.1, Blender passes its own on to programs that it starts
        return BLENDERS_OWN
    if source in VARIABLES:
        return ColourConfiguration(path, f"${source}")
    if source == "PROJECT":
        project: Any = getattr(bpy.data, "project", None)
        return ColourConfiguration(path.replace("{project_root}", project.root_path if project else ""), OF_PROJECT)
    return ColourConfiguration(path, OF_USER)


def changed_project() -> str:
    """Return the name of the open project (from 5.3) if its settings have unsaved changes."""
    project: Any = getattr(bpy.data, "project", None)
    return (project.name or os.path.basename(project.root_path)) if project is not None and project.is_dirty else ""


@functools.cache
def _of_environment() -> ColourConfiguration:
    """Return the configuration that Blender loaded when it started, which is not known from its data."""
    for name in VARIABLES if bpy.app.version >= (5, 0, 0) else VARIABLES[1:]:
        path = os.environ.get(name, "")
        if path and not _is_own(path):
            return ColourConfiguration(path, f"${name}")
    path = os.path.join(bpy.utils.user_resource("DATAFILES"), "colormanagement", "config.ocio")
    return ColourConfiguration(path, OF_USER) if os.path.isfile(path) else BLENDERS_OWN


def _is_own(path: str) -> bool:
    own = bpy.utils.system_resource("DATAFILES")  # type: ignore[attr-defined] # not in the stubs
    user = bpy.utils.user_resource("DATAFILES")
    return bool(own) and path.startswith(os.path.join(own, "")) and not path.startswith(os.path.join(user, ""))
