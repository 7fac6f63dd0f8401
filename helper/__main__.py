"""Start the helper: ``python -I .../helper/__main__.py [user's folder]``; a program, run by its path."""

from __future__ import annotations

import importlib
import os
import runpy
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


if __name__ == "__main__":
    package = runpy.run_path(os.path.join(ROOT, "standalone.py"))["mount"]().__name__
    helper = f"{package}.helper"
    main = importlib.import_module(f"{helper}.main")
    tasks = importlib.import_module(f"{helper}.tasks")
    main.main(ROOT, sys.argv[1] if len(sys.argv) > 1 else "", tasks.TASKS)
