"""The project of Blender 5.3 and the colour configuration: settings beside the .blend that decide about its pixels."""

from __future__ import annotations

import os
from typing import Any

import bpy

from ...submission.colour_findings import OF_PROJECT
from ..scene import colours
from .collector import Owner, ReferenceCollector

SETTINGS = (".blender_project", "project.toml")
"""Where Blender looks for a project, in the folder of the .blend and all folders above."""


def read_project(collector: ReferenceCollector) -> None:
    """Add the settings file of the open project."""
    project: Any = getattr(bpy.data, "project", None)
    if project is None or not project.root_path:
        return
    path = os.path.join(project.root_path, *SETTINGS)
    written = "//" + os.path.relpath(path, collector.blend.folder).replace("\\", "/")
    collector.add(
        Owner(f'{type(project).__name__} "{project.name}"', collector.blend), written, "project", spread="project"
    )


def read_colours(collector: ReferenceCollector) -> None:
    """Add the colour configuration that the environment or the user's folder names: workers need it, too."""
    found = colours.in_use()
    if found.path and found.source != OF_PROJECT:
        collector.add_environment(found.path, "colours", found.source)
