"""Findings about the scene that the job renders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...core.finding import Finding, error, warning


def about_scene(wanted: str, rendered: str, *, is_hidden_by_local: bool) -> Iterator[Finding]:
    """Blender on a worker renders another scene if it does not find the one that the job names.

    Args:
        wanted: Name in the job's settings.
        rendered: Name of the scene that Blender takes for it.
        is_hidden_by_local: That scene is linked, and a local one has its name.
    """
    if wanted != rendered:
        yield error("scene", 'There is no scene "{scene}" in this file', "scene", fix="open_scene", scene=wanted)
    elif is_hidden_by_local:
        text = 'The scene "{scene}" is linked, but workers render the local scene of that name: rename one of them'
        yield error("scene-twin", text, "scene", scene=wanted)


def about_layer(ignored: str, first: str) -> Iterator[Finding]:
    """Render Single Layer means the window's view layer here, and the first one on a worker."""
    if ignored:
        text = 'Render Single Layer is on: "{layer}" is rendered here, but workers render "{first}"'
        yield warning("single-layer", text, "blendfile", fix="all_layers", layer=ignored, first=first)


def about_layers_without_camera(scenes: Iterable[str]) -> Iterator[Finding]:
    """Blender refuses to render if a Render Layers node needs a scene without a camera."""
    for scene in scenes:
        text = 'The compositor uses the render layers of the scene "{scene}", which has no camera'
        yield error("layers-camera", text, "blendfile", scene=scene)


def about_path_variables(unknown: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Blender writes no file for a path with a variable that it does not know.

    Args:
        unknown: File Output nodes, each with such a variable.
    """
    for node, variable in unknown:
        text = 'The path of the File Output node "{node}" has the unknown variable {variable}: workers cannot write it'
        yield warning("path-variable", text, "blendfile", node=node, variable=f"{{{variable}}}")
