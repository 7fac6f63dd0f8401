"""Open a .blend, change every scene's output settings, and save the result as another file.

A program for a second Blender: ``blender --background ... --python change_copy.py -- REQUEST``, or with the bpy module
``python change_copy.py REQUEST``. REQUEST is a JSON file with ``source``, ``target``, ``render`` (property of a scene's
render settings to value) and ``answer``: the file that gets ``{}`` at the end, or ``{"error": text}``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy

COMPRESSED = (b"\x28\xb5\x2f\xfd", b"\x1f\x8b")
"""How compressed files begin: Zstandard, and gzip before Blender 3.0."""


def main(request_path: str) -> None:
    """Do what the request says, and answer."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    try:
        change(request["source"], request["target"], request["render"])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        answer = {"error": str(error).strip().removeprefix("Error: ") or type(error).__name__}
    else:
        answer = {}
    draft = f"{request['answer']}.part"
    Path(draft).write_text(json.dumps(answer), encoding="utf-8")
    os.replace(draft, request["answer"])


def change(source: str, target: str, render: Mapping[str, Any]) -> None:
    """Write a changed copy; paths in it stay as they are.

    Raises:
        RuntimeError: Blender can't open the file, or can't save the copy.
    """
    bpy.ops.wm.open_mainfile(filepath=source, load_ui=True, use_scripts=False)
    for scene in bpy.data.scenes:
        if scene.library is None:
            for name, value in render.items():
                setattr(scene.render, name, value)
    bpy.ops.wm.save_as_mainfile(
        filepath=target, copy=True, relative_remap=False, check_existing=False, compress=is_compressed(source)
    )
    if not os.path.isfile(target):
        raise RuntimeError("Blender wrote no file")


def is_compressed(path: str) -> bool:
    """Return whether a .blend is compressed; its copy should be, too."""
    with open(path, "rb") as file:
        return file.read(4).startswith(COMPRESSED)


if __name__ == "__main__":
    main(sys.argv[-1])
