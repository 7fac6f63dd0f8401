"""Blender's own extension tool, `blender_ext.py`: a plain script inside the bpy package, run without importing bpy."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from .console import step


class Invalid(Exception):
    """Blender rejects the package; the text has its reasons."""


def find() -> Path:
    """Return the script's path in the bpy of this environment.

    Raises:
        Invalid: this Python has no bpy, or one with another layout.
    """
    spec = importlib.util.find_spec("bpy")
    if spec is None or spec.origin is None:
        raise Invalid("this Python has no bpy; run the command through build.py")
    found = sorted(Path(spec.origin).parent.glob("*/scripts/addons_core/bl_pkg/cli/blender_ext.py"))
    if not found:
        raise Invalid(f"no blender_ext.py below {Path(spec.origin).parent}")
    return found[-1]


def validate(package: Path) -> None:
    """Check a zip or a folder with a manifest by Blender's rules.

    Raises:
        Invalid: Blender rejects it.
    """
    step(f"validating {package.name} by Blender's rules")
    command = [sys.executable, "-I", str(find()), "validate", str(package)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if answer.returncode:
        raise Invalid(f"Blender rejects {package}:\n{answer.stdout}{answer.stderr}")
