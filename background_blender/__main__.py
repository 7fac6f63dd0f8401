"""Entry point of the second Blender: ``blender --background ... --python __main__.py -- REQUEST``.

With the bpy module: ``python -I __main__.py REQUEST``.
"""

from __future__ import annotations

import importlib
import os
import runpy
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


if __name__ == "__main__":
    package = runpy.run_path(os.path.join(ROOT, "standalone.py"))["mount"]().__name__
    importlib.import_module(f"{package}.background_blender.requests").answer_all(sys.argv[-1])
