"""Another Flamenco add-on is enabled too: one of our own making that takes the names such an add-on would take."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import addon_utils
import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

pytestmark = pytest.mark.slow

OTHER = """
import bpy

class FLAMENCO_OT_submit_job(bpy.types.Operator):
    bl_idname = "flamenco.submit_job"
    bl_label = "Submit"

    def execute(self, context):
        context.window_manager["other_was_called"] = True
        return {"FINISHED"}

class FLAMENCO_PT_job_submission(bpy.types.Panel):
    bl_space_type, bl_region_type, bl_context, bl_label = "PROPERTIES", "WINDOW", "output", "Flamenco"

    def draw(self, context):
        self.layout.operator("flamenco.submit_job")

CLASSES = (FLAMENCO_OT_submit_job, FLAMENCO_PT_job_submission)

def register():
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.flamenco_job_name = bpy.props.StringProperty()
    bpy.types.WindowManager.flamenco_version_mismatch = bpy.props.BoolProperty()

def unregister():
    del bpy.types.WindowManager.flamenco_version_mismatch
    del bpy.types.Scene.flamenco_job_name
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
"""


@pytest.fixture
def other(extension: Extension) -> Iterator[str]:
    """The other add-on, installed but not enabled."""
    folder = Path(bpy.utils.user_resource("SCRIPTS", path="addons", create=True))
    module = folder / "flamenco.py"
    module.write_text(textwrap.dedent(OTHER), encoding="utf-8")
    bpy.utils.refresh_script_paths()
    yield "flamenco"
    addon_utils.disable("flamenco")
    module.unlink()


@pytest.mark.parametrize("ours_first", [True, False])
def test_neither_disturbs_the_other(extension: Extension, other: str, manager: ManagerServer, ours_first: bool) -> None:
    """Enabled in either order both work; disabled in either order the one that is left works on."""
    extension.disable()
    for name in (extension.key, other) if ours_first else (other, extension.key):
        assert addon_utils.enable(name, default_set=True) is not None
    bpy.context.preferences.addons[extension.key].preferences.manager_url = manager.url
    bpy.context.scene.flamenco_job_name = "theirs"
    bpy.context.scene.flamenco_client.job_name = "ours"

    assert bpy.ops.flamenco.submit_job() == {"FINISHED"}
    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}
    assert (bpy.context.scene.flamenco_job_name, bpy.context.scene.flamenco_client.job_name) == ("theirs", "ours")

    addon_utils.disable(other if ours_first else extension.key, default_set=True)
    if ours_first:
        assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}
    else:
        assert bpy.ops.flamenco.submit_job() == {"FINISHED"}
        assert bpy.context.scene.flamenco_job_name == "theirs"
