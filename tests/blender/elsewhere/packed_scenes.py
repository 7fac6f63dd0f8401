"""Scenes with packed linked data: it is in the shot, and its paths resolve from its library's folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import bpy as any_bpy

from flamenco_client.tests.blender.elsewhere.scenes import Place, Scene, add_texture, begin, link, save_library, show

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""


def packed_relative(place: Place) -> None:
    """Make a shot with a packed library of the project; all paths are relative."""
    _tool(place.project / "sets" / "set.blend", "//../tex/moss.png")
    _shot_with_packed(place, "//../../sets/set.blend")


def packed_absolute(place: Place) -> None:
    """Make the same with absolute paths; Blender does not change the paths in the packed data."""
    packed_relative(place)
    bpy.ops.file.make_paths_absolute()
    assert all(os.path.isabs(library.filepath) for library in bpy.data.libraries)
    bpy.ops.wm.save_mainfile()


def packed_with_absolute(place: Place) -> None:
    """Make a shot with a packed library that has an absolute path."""
    _tool(place.project / "sets" / "set.blend", str(place.project / "tex" / "moss.png"))
    _shot_with_packed(place, "//../../sets/set.blend")


def packed_outside(place: Place) -> None:
    """Make a shot with a packed library from outside, which refers to files beside it and in the project.

    The shot has one path that is written like one of the library.
    """
    _tool(place.outside / "sets" / "set.blend", str(place.project / "tex" / "moss.png"))
    _shot_with_packed(place, str(place.outside / "sets" / "set.blend"))
    show(add_texture(place.shot.parent / "tex" / "stone.png", "//tex/stone.png", (10, 220, 10)))
    bpy.ops.wm.save_mainfile()


def packed_leaving(place: Place) -> None:
    """Make a shot with a packed library whose relative path leaves the project."""
    _tool(place.outside / "sets" / "set.blend", "//../far/moss.png")
    _shot_with_packed(place, "//../../../outside/sets/set.blend")


def packed_in_library(place: Place) -> None:
    """Make a shot with a linked library of the project, which contains a packed library from outside."""
    near = place.project / "sets" / "set.blend"
    save_library(place.outside / "prop.blend", "//tex/bark.png", (120, 60, 20))
    save_library(near, "//tex/stone.png", (90, 90, 110), links=str(place.outside / "prop.blend"), pack=True)
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def packed_in_library_with_absolute(place: Place) -> None:
    """Make the same with all files in the project; only the path in the packed data is absolute."""
    prop, bark = place.project / "props" / "prop.blend", place.project / "tex" / "bark.png"
    save_library(prop, str(bark), (120, 60, 20), bark)
    save_library(
        place.project / "sets" / "set.blend", "//tex/stone.png", (90, 90, 110), links="//../props/prop.blend", pack=True
    )
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def packed_whole(place: Place) -> None:
    """Make a shot with a whole packed library, which all versions of Blender support; its paths are relative."""
    save_library(place.project / "sets" / "set.blend", "//tex/stone.png", (90, 90, 110))
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.file.pack_libraries()
    bpy.ops.wm.save_mainfile()


def packed_whole_absolute(place: Place) -> None:
    """Make a shot with a whole packed library that has an absolute path, which Blender cannot change."""
    _tool(place.project / "sets" / "set.blend", str(place.project / "tex" / "moss.png"))
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.file.pack_libraries()
    bpy.ops.wm.save_mainfile()


def _tool(path: Path, other: str) -> None:
    """Save a library with a texture beside it, and another texture with the given path."""
    save_library(path, "//tex/stone.png", (90, 90, 110))
    begin(path, fresh=False)
    there = Path(os.path.normpath(bpy.path.abspath(other)))
    show(add_texture(there, other, (200, 20, 30)), path.stem)
    bpy.ops.wm.save_mainfile()


def _shot_with_packed(place: Place, written: str) -> None:
    begin(place.shot)
    link(written, pack=True)
    bpy.ops.wm.save_mainfile()


_IN_PARTS: tuple[Scene, ...] = (
    *(packed_relative, packed_absolute, packed_with_absolute, packed_outside, packed_leaving),
    *(packed_in_library, packed_in_library_with_absolute),
)

PACKED_SCENES: tuple[Scene, ...] = (packed_whole, *(_IN_PARTS if bpy.app.version >= (5, 0, 0) else ()))
"""Before 5.0 only whole libraries can be packed."""
