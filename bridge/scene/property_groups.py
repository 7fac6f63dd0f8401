"""The extension's two property groups, typed."""

from __future__ import annotations

import os
from typing import Any, Protocol

import bpy

NAME = "flamenco_client"
"""The only property that the extension adds to Scene and to WindowManager."""


class JobProperties(Protocol):
    """The job of a scene; the class is in ``properties``."""

    manager: str
    job_name: str
    job_type: str
    priority: int
    start_paused: bool
    worker_tag: str
    preset: str
    exclude: str
    extra_files: Any  # a collection of FLAMENCO_CLIENT_PG_path
    active_extra_file: int
    stored_settings: Any  # a collection of FLAMENCO_CLIENT_PG_setting_value; its add() is not in the stubs

    def is_property_set(self, property: str, /) -> bool: ...  # noqa: A002 - Blender's name
    def set_setting(self, key: str, value: Any) -> None: ...


class WindowProperties(Protocol):
    """What the interface shows; the class is in ``properties``."""

    address: str
    job_type: str
    worker_tag: str
    priority: int
    listed_files: Any  # a collection of FLAMENCO_CLIENT_PG_line
    active_file: int
    file_search: str
    job_search: str
    job_filter: str
    job_kind: str
    job_order: str
    task_filter: str
    listed_jobs: Any  # a collection of FLAMENCO_CLIENT_PG_line
    listed_tasks: Any  # a collection of FLAMENCO_CLIENT_PG_line
    form: bpy.types.PropertyGroup


def job_properties(scene: bpy.types.Scene) -> JobProperties:
    """Return the job properties of a scene."""
    group: JobProperties = getattr(scene, NAME)
    return group


def window_properties(context: bpy.types.Context) -> WindowProperties:
    """Return the properties of the interface."""
    group: WindowProperties = getattr(context.window_manager, NAME)
    return group


def current_scene(context: bpy.types.Context) -> bpy.types.Scene:
    """Return the scene that the interface shows."""
    assert context.scene is not None
    return context.scene


def job_name(scene: bpy.types.Scene) -> str:
    """Return the name of the job: as set, or else that of the file, without invalid UTF-8.

    Two scenes of a file are two jobs: any but the one with Blender's own name, or else the first, adds its name.
    """
    stem = os.path.splitext(os.path.basename(bpy.data.filepath))[0]
    stem = stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace") or "Untitled"
    main = bpy.data.scenes.get("Scene") or bpy.data.scenes[0]
    name = stem if scene == main else f"{stem} {scene.name}"
    return job_properties(scene).job_name.strip() or name
