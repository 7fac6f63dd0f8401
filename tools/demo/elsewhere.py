"""Script that lists the files of a .blend, for a Python with bpy: ``python elsewhere.py BLEND RESULT``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import bpy


def main(blend: Path, result: Path) -> None:
    """Write to ``result`` all files that the .blend and its libraries refer to, and the missing ones."""
    bpy.ops.wm.open_mainfile(filepath=str(blend), load_ui=False)
    for image in bpy.data.images:
        if image.source == "FILE":
            image.reload()
    files = {os.path.realpath(path) for path in bpy.utils.blend_paths(absolute=True, packed=False)}
    missing = [f"library {library.filepath}" for library in bpy.data.libraries if library.is_missing]
    for kind in (bpy.data.objects, bpy.data.collections, bpy.data.materials, bpy.data.images):
        missing += [f"{block.bl_rna.name} {block.name}" for block in kind if block.is_missing]
    missing += [f"image {image.filepath}" for image in bpy.data.images if image.source == "FILE" and not _loads(image)]
    missing += [f"file {path}" for path in sorted(files) if not os.path.isfile(path)]
    counted = {
        "version": bpy.app.version_string,
        "libraries": len(bpy.data.libraries),
        "images": sum(image.source == "FILE" for image in bpy.data.images),
    }
    result.write_text(json.dumps({**counted, "files": sorted(files), "missing": missing}), encoding="utf-8")


def _loads(image: bpy.types.Image) -> bool:
    """Return whether an image loads; accessing the pixels makes Blender read the file."""
    return len(image.pixels) > 0 and image.has_data


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
