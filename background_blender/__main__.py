"""Entry point of the second Blender: ``blender --background ... --python __main__.py -- REQUEST``.

With the bpy module: ``python -I __main__.py REQUEST``.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def _mount() -> str:
    """Mount the extension's folder and return its name as a package; it is not installed in this Blender."""
    spec = importlib.util.spec_from_file_location("standalone", os.path.join(ROOT, "standalone.py"))
    if spec is None or spec.loader is None:
        raise ImportError(f"{ROOT} is not the folder of the extension")
    standalone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(standalone)
    return str(standalone.mount().__name__)


if __name__ == "__main__":
    importlib.import_module(f"{_mount()}.background_blender.requests").answer_all(sys.argv[-1])
