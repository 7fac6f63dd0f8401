"""An artist paints an image, does not save it, submits, and undoes the last step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bpy
import inside

COLOUR = [0.25, 0.5, 0.75, 1.0]


def paint() -> None:
    """Paint an image that the render shows."""
    image: Any = bpy.data.images.new("Painted", 8, 8)
    material = bpy.data.materials.new("Painted")
    if material.node_tree is None:
        material.use_nodes = True
    material.node_tree.nodes.new("ShaderNodeTexImage").image = image
    bpy.ops.mesh.primitive_cube_add()
    bpy.context.object.data.materials.append(material)
    image.pixels[:] = COLOUR * 64
    image.update()


def seen() -> list[Any]:
    """Return what an artist would miss: the painting, that it is not saved, and where it comes from."""
    image: Any = bpy.data.images["Painted"]
    return [[round(value, 2) for value in image.pixels[:4]], image.is_dirty, image.source, image.filepath]


def steps(report: dict[str, Any]) -> inside.Steps:
    given = inside.arguments()
    bpy.ops.wm.open_mainfile(filepath=given["blend"])
    yield inside.for_seconds(0.5)
    inside.show_output_properties()
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not inside.state().manager.checking
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", given["output"])
    paint()
    bpy.context.object.name = "Before"
    bpy.ops.ed.undo_push(message="paint")
    yield inside.for_seconds(1.5)
    bpy.context.object.name = "After"
    bpy.ops.ed.undo_push(message="rename")
    yield inside.for_seconds(0.5)

    report["before"] = seen()
    bpy.ops.flamenco_client.submit_job("INVOKE_DEFAULT")
    yield lambda: not inside.state().submission.running
    report["status"] = str(inside.state().submission.error or inside.state().submission.status)
    report["after"] = seen()
    bpy.ops.ed.undo()
    yield inside.for_seconds(0.3)
    report["undone"] = [bpy.context.object.name, *seen()]

    (sent,) = Path(given["storage"]).glob("**/shot.blend")
    bpy.ops.wm.open_mainfile(filepath=str(sent))
    yield inside.for_seconds(0.5)
    report["sent"] = seen()


inside.play(steps)
