"""Unsaved images: finds those that the render uses and whose pixels neither the .blend nor a file contains."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import bpy

from ...core.finding import Finding, remark, warning
from ...core.safe_names import printable
from ...core.text import say
from ...submission.snapshot import UNSAVED_IMAGES

SENT = "unsaved-images-sent"
"""Id of the finding about those whose pixels are sent."""

NOT_FROM_FILES = frozenset({"VIEWER"})
"""Sources of images that show results of rendering."""

MOVING = frozenset({"SEQUENCE", "MOVIE"})
"""Sources of images of which Blender holds only the frame that an editor shows."""

NOT_RENDERED = (
    bpy.types.Brush,
    bpy.types.Camera,
    bpy.types.Screen,
    bpy.types.WindowManager,
    bpy.types.WorkSpace,
)
"""Users of images that do not render them: a camera shows its background images in the 3D view only."""

PART = 200
"""Images that are looked at in one slice."""

NAMED = 5
"""Most images that a finding names."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An image that is not saved; unlike the data-block, it can be kept over a pause."""

    uid: int
    """The session_uid of the data-block."""
    name: str
    bytes: int
    """Bytes of its pixels in memory."""
    why_not: str = ""
    """Why its pixels cannot be sent; "" = they can."""


def find() -> Generator[None, None, tuple[Unsaved, ...]]:
    """Find the unsaved images that the render uses, in slices."""
    uids: set[int] = set()
    done = 0
    while part := bpy.data.images[done : done + PART]:
        uids.update(image.session_uid for image in part if is_unsaved(image))
        done += PART
        yield
    if not uids:
        return ()
    images = [image for image in bpy.data.images if image.session_uid in uids]
    return tuple(_unsaved(image) for image in _rendered(images))


def unsendable(image: Any) -> Unsaved | None:
    """Return an image if it is changed, has users and cannot be sent."""
    found = _unsaved(image) if _is_changed(image) else None
    return found if found is not None and found.why_not else None


def bytes_of_changed() -> int:
    """Return the bytes of all changed images that have users."""
    return sum(_bytes(image) for image in bpy.data.images if _is_changed(image))


def _is_changed(image: Any) -> bool:
    return bool(image.is_dirty and image.users and image.source not in NOT_FROM_FILES)


def is_unsaved(image: Any) -> bool:
    """Return whether Blender has pixels that are in no file: painted ones, or without any file to read them from."""
    if image.source in NOT_FROM_FILES:
        return False
    if image.is_dirty:
        return True
    has_place = image.filepath or image.packed_file is not None or image.library is not None
    return image.source in {"FILE", "TILED"} and not has_place and image.has_data


def _unsaved(image: Any) -> Unsaved:
    return Unsaved(image.session_uid, image.name, _bytes(image), _why_not(image))


def _bytes(image: Any) -> int:
    sizes = [tuple(tile.size) for tile in image.tiles] if image.source == "TILED" else [tuple(image.size)]
    pixels: int = sum(width * height for width, height in sizes) * image.channels
    return pixels * (4 if image.is_float else 1)


def _why_not(image: Any) -> str:
    if image.library is not None:
        return say("linked from a library")
    if image.source in MOVING:
        return say("a sequence or movie")
    if image.type == "MULTILAYER" or image.is_multiview:
        return say("several layers or views")
    if image.source == "TILED":
        if bpy.app.version < (4, 5, 0):
            return say("tiles, in Blender before 4.5")
        if image.is_float:
            return say("tiles of floats")
        if any(0 in tile.size[:] for tile in image.tiles):
            return say("tiles without pixels")
    elif not image.has_data or not image.channels:
        return say("no pixels")
    return ""


def _rendered(images: list[Any]) -> list[Any]:
    """Return those images that something uses which may be rendered."""
    data: Any = bpy.data  # the stubs want all arguments
    users = data.user_map(subset=images)
    textures = [user for image in images for user in users[image] if isinstance(user, bpy.types.Texture)]
    users_of_textures = data.user_map(subset=textures) if textures else {}

    def renders(user: Any, image: Any) -> bool:
        if isinstance(user, bpy.types.Texture):
            return any(not isinstance(each, bpy.types.Brush) for each in users_of_textures[user])
        if isinstance(user, bpy.types.Object):
            return user.data is None or user.data != image  # an empty shows its image in the 3D view only
        if isinstance(user, bpy.types.Scene):
            return _is_composited(user, image)
        return not isinstance(user, NOT_RENDERED)

    return [image for image in images if any(renders(user, image) for user in users[image])]


def _is_composited(scene: Any, image: Any) -> bool:
    """Return whether a scene's own compositor uses an image, which until 5.0 is part of the scene.

    Otherwise a scene has it only as the canvas that is painted on.
    """
    if bpy.app.version >= (5, 0, 0) or scene.node_tree is None:
        return False
    return any(getattr(node, "image", None) == image for node in scene.node_tree.nodes)


def findings(images: Iterable[Unsaved]) -> Iterator[Finding]:
    """Yield what is to be reported about unsaved images."""
    by_reason: dict[str, list[str]] = {}
    for image in images:
        by_reason.setdefault(image.why_not, []).append(printable(image.name))
    for reason, names in by_reason.items():
        named = ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
        if reason:
            text = "Unsaved changes of images cannot be sent ({reason}); the farm renders them as last saved: {names}"
            yield warning(UNSAVED_IMAGES, text, named, fix="save_images", reason=reason, names=named)
        else:
            yield remark(SENT, "Images that are not saved are sent with the file: {names}", named, names=named)
