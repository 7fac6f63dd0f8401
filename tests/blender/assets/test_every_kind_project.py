"""The test project with every kind of file, in this version of Blender."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest

from flamenco_client.tests.support.every_kind.project import make


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on
def test_project_is_complete(tmp_path: Path) -> None:
    """All needed files exist, the missing ones do not, further files exist, and the project renders."""
    project = make(tmp_path)

    there = {path.relative_to(project.root).as_posix() for path in project.root.rglob("*") if path.is_file()}
    blenders = {each for each in project.needed if "/datafiles/" in each}
    assert len(blenders) == 1
    assert project.needed - there == {"../outside/stone.png", *blenders}
    assert (project.root / "../outside/stone.png").is_file()
    assert not project.missed & there
    assert there - project.needed > {"textures/packed.png", "outputs/Image0001.png", "edit/card_01.png"}
    bpy.context.scene.render.filepath = str(tmp_path / "render.png")
    assert bpy.ops.render.render(write_still=True) == {"FINISHED"}
    assert (tmp_path / "render.png").is_file()
