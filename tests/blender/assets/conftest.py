"""Fixtures: a saved file, and the module that traces it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension


@pytest.fixture
def blend(tmp_path: Path) -> str:
    """A saved, empty file."""
    path = str(tmp_path / "shot.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return path


@pytest.fixture
def trace(extension: Extension) -> ModuleType:
    """The module that finds references."""
    return extension.module("bridge.assets.trace")
