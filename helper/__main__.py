"""Start the helper: ``python -I .../helper/__main__.py [user's folder]``; a program, run by its path."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def _mount() -> str:
    """Mount the extension's folder and return its name as a package."""
    spec = importlib.util.spec_from_file_location("standalone", os.path.join(ROOT, "standalone.py"))
    if spec is None or spec.loader is None:
        raise ImportError(f"{ROOT} is not the folder of the extension")
    standalone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(standalone)
    return str(standalone.mount().__name__)


if __name__ == "__main__":
    helper = f"{_mount()}.helper"
    main = importlib.import_module(f"{helper}.main")
    tasks = importlib.import_module(f"{helper}.tasks")
    main.main(ROOT, sys.argv[1] if len(sys.argv) > 1 else "", tasks.TASKS)
