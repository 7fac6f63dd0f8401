"""Report of missing files and render of a .blend: ``python inspect_and_render.py BLEND FOLDER RESULT``.

All files that the .blend refers to have to be in FOLDER.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from array import array
from pathlib import Path
from typing import Any

import bpy


def main(blend: Path, folder: Path, result: Path) -> None:
    """Write the report as JSON."""
    bpy.ops.wm.open_mainfile(filepath=str(blend), load_ui=False)
    used = {library for library in bpy.data.libraries if not _is_packed(library)}
    lost = [f"library {library.filepath}" for library in used if not _is_file(library.filepath)]
    for kind in bpy.data.bl_rna.properties:
        if kind.type == "COLLECTION":
            lost += [block.name_full for block in getattr(bpy.data, kind.identifier) if block.is_missing]
    own = bpy.utils.system_resource("DATAFILES")
    paths = {os.path.normpath(path) for path in bpy.utils.blend_paths(absolute=True, packed=False, local=False)}
    paths = {path for path in paths if not path.startswith(own) and path != "<builtin>"}
    astray = sorted(path for path in paths if not Path(path).is_relative_to(folder))
    needed = paths - {os.path.normpath(bpy.path.abspath(each.filepath)) for each in set(bpy.data.libraries) - used}
    # The file that names an image sequence need not exist.
    needed -= {
        os.path.normpath(bpy.path.abspath(each.filepath)) for each in bpy.data.images if each.source == "SEQUENCE"
    }
    seen = {
        "lost": lost,
        "astray": astray,
        "gone": sorted(path for path in needed if "<" not in path and not os.path.exists(path)),
        "paths": len(paths),
        **_render(result),
    }
    result.write_text(json.dumps(seen), encoding="utf-8")


def _is_packed(library: Any) -> bool:
    """Return whether all used data of a library is packed, so that the library need not exist."""
    if library.packed_file or getattr(library, "is_archive", False):
        return True
    blocks = (block for kind in _kinds() for block in getattr(bpy.data, kind))
    return bool(getattr(library, "archive_libraries", ())) and all(block.library != library for block in blocks)


def _kinds() -> list[str]:
    kinds = [each.identifier for each in bpy.data.bl_rna.properties if each.type == "COLLECTION"]
    return [kind for kind in kinds if kind not in {"libraries", "all_ids"}]


def _is_file(path: str) -> bool:
    return os.path.isfile(bpy.path.abspath(path))


def _render(result: Path) -> dict[str, object]:
    """Render the current frame; return a checksum of all pixels and the number of colours."""
    scene = bpy.context.scene
    scene.render.filepath = str(result.with_suffix(".exr"))
    bpy.ops.render.render(write_still=True)
    picture: Any = bpy.data.images.load(scene.render.filepath)
    pixels = array("f", [0.0]) * len(picture.pixels)
    picture.pixels.foreach_get(pixels)
    colours = {tuple(pixels[at : at + 3]) for at in range(0, len(pixels), 4)}
    return {"pixels": hashlib.sha256(pixels.tobytes()).hexdigest(), "colours": len(colours)}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
