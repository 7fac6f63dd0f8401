"""Frames loaded into the file, by the artist's wish: as an image sequence, or as a strip; new ones are added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

KEY = "flamenco_client_frames"
"""Custom property of an image or strip with the folder of its frames."""


def load_sequence(context: bpy.types.Context, found: Mapping[str, Any]) -> bpy.types.Image:
    """Load the frames as an image sequence, and show it where the click was."""
    image: Any = bpy.data.images.load(found["first"])
    image.source = "SEQUENCE"
    image[KEY] = found["folder"]
    area = context.area
    if area is not None and area.type == "IMAGE_EDITOR":
        space: Any = area.spaces.active
        space.image = image
        _fit(space.image_user, found)
    return image  # type: ignore[no-any-return]


def _fit(user: Any, found: Mapping[str, Any]) -> None:
    first, last = found["range"]
    user.frame_duration = last - first + 1
    user.frame_start = first
    user.frame_offset = first - 1
    user.use_auto_refresh = True


def load_strip(found: Mapping[str, Any], name: str) -> bpy.types.Scene:
    """Load the frames as a strip in a new scene; the shown scene stays."""
    scene = bpy.data.scenes.new(name)
    editor: Any = scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences  # until 4.3
    first, last = found["range"]
    strip = strips.new_image(name=name, filepath=found["first"], channel=1, frame_start=first)
    for file in found["names"][1:]:
        strip.elements.append(file)
    strip[KEY] = found["folder"]
    scene.frame_start, scene.frame_end = first, last
    return scene


def grow(found: Mapping[str, Any]) -> None:
    """Add new frames to the sequences and strips that show this folder."""
    if not found.get("there"):
        return
    manager = bpy.context.window_manager
    for window in manager.windows if manager else ():
        for area in window.screen.areas:
            space: Any = area.spaces.active
            image = space.image if area.type == "IMAGE_EDITOR" else None
            if image is not None and image.get(KEY) == found["folder"]:
                _fit(space.image_user, found)
    for scene in bpy.data.scenes:
        editor: Any = scene.sequence_editor
        for strip in (editor.strips if hasattr(editor, "strips") else editor.sequences) if editor else ():
            if strip.get(KEY) == found["folder"]:
                there = {element.filename for element in strip.elements}
                for file in found["names"]:
                    if file not in there:
                        strip.elements.append(file)
