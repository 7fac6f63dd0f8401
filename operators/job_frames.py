"""Operators on the result of a job: folder, player, loading, comparing, rendering again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge.runtime.translation import n_, rpt_
from ..core.errors import ErrorKind, FarmError
from .job_views import OfOneJob
from .reporting import ReportingOperator

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

WIDTH = 420
"""Of a dialog, in pixels at a scale of 1."""


class FLAMENCO_CLIENT_OT_open_job_folder(OfOneJob):
    """Open the folder with the frames of the job"""

    bl_idname = "flamenco_client.open_job_folder"
    bl_label = "Open Folder"

    def run(self, _context: bpy.types.Context) -> None:
        """Open it."""
        from ..bridge.jobs import frames

        bpy.ops.wm.path_open(filepath=frames.known(self.chosen())["folder"])


class FLAMENCO_CLIENT_OT_play_job(OfOneJob):
    """Play the finished frames in Blender's own player, in a window of its own"""

    bl_idname = "flamenco_client.play_job"
    bl_label = "Play"

    def run(self, context: bpy.types.Context) -> None:
        """Play them."""
        from ..bridge.jobs import frames

        render = context.scene.render if context.scene else None
        found = frames.known(self.chosen())
        frames.play(found, render.fps / render.fps_base if render else 24.0)


class FLAMENCO_CLIENT_OT_load_frames(OfOneJob):
    """Load the frames into this file; new ones are added while the job renders, and all stay in your file"""

    bl_idname = "flamenco_client.load_frames"
    bl_label = "Load Frames"
    bl_options = {"UNDO"}

    if TYPE_CHECKING:
        into: str
    else:
        into: bpy.props.EnumProperty(
            name="Load",
            description="What the frames become",
            items=(
                ("IMAGE", n_("As Image Sequence"), "In the Image Editor"),
                ("STRIP", n_("As Strip in New Scene"), "For the Sequencer; the scene that is open stays"),
            ),
            options={"SKIP_SAVE"},
        )

    def run(self, context: bpy.types.Context) -> None:
        """Load them."""
        from ..bridge.jobs import frames, loading

        found = frames.known(self.chosen())
        name = str((state.current().jobs.active or {}).get("name", "Flamenco"))
        made: Any = loading.load_strip(found, name) if self.into == "STRIP" else loading.load_sequence(context, found)
        self.report({"INFO"}, rpt_('Loaded as "{name}"').format(name=made.name))


class FLAMENCO_CLIENT_OT_compare_jobs(ReportingOperator):
    """Show the frames of the two ticked jobs side by side; they stay in your file"""

    bl_idname = "flamenco_client.compare_jobs"
    bl_label = "Compare"
    bl_options = {"UNDO"}

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason unless two jobs are ticked."""
        return "" if len(state.current().jobs.ticked) == 2 else "Tick two jobs first"

    def run(self, context: bpy.types.Context) -> None:
        """Show them."""
        from ..bridge.jobs import frames

        frames.compare(context, state.current().jobs.chosen)


class FLAMENCO_CLIENT_OT_locate_output(ReportingOperator):
    """Choose the folder in which this machine sees the frames of the selected job; it is learnt for other jobs"""

    bl_idname = "flamenco_client.locate_output"
    bl_label = "Locate Output..."
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        directory: str
        filter_folder: bool
    else:
        directory: bpy.props.StringProperty(
            name="Folder", description="Folder with the frames", subtype="DIR_PATH", options={"SKIP_SAVE"}
        )
        filter_folder: bpy.props.BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Choose a folder."""
        assert context.window_manager is not None
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def run(self, context: bpy.types.Context) -> None:
        """Learn it."""
        from ..bridge.jobs import frames

        farm, local = frames.learn_output(context, self.directory)
        self.report({"INFO"}, rpt_("{farm} is {local} on this machine").format(farm=farm, local=local))


class _AgainOperator(OfOneJob):
    """Base of the operators that make a new job of an earlier one."""

    bl_options = set()

    if TYPE_CHECKING:
        frames: str
        move_files: bool
    else:
        frames: bpy.props.StringProperty(
            name="Frames", description="Frames to render; empty: all of the job", options={"SKIP_SAVE"}
        )
        move_files: bpy.props.BoolProperty(
            name="Move Files Away First",
            description="Move the files of these frames, and empty and cut-off ones, into a folder beside them: the "
            "farm skips frames that exist",
            default=True,
            options={"SKIP_SAVE"},
        )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask what is rendered, and whether files may be moved."""
        try:
            self.chosen()
        except FarmError as error:
            self.report({"ERROR"}, rpt_(str(error)))
            return {"CANCELLED"}
        self.begin()
        ask: Any = context.window_manager.invoke_props_dialog  # type: ignore[union-attr]  # a window has one
        result: set[OperatorReturnItems] = ask(
            self, width=WIDTH, title=rpt_(self.bl_label), confirm_text=rpt_("Submit")
        )
        return result

    def begin(self) -> None:
        """Fill in what is known."""

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw frames, what happens to files, and where the new ones go."""
        layout = self.layout
        assert layout is not None
        found = state.current().jobs.selected.frames
        layout.prop(self, "frames")
        if not found.get("why"):
            layout.prop(self, "move_files")
            layout.label(text=str(found.get("folder", "")), icon="FILE_FOLDER", translate=False)
        else:
            layout.label(text="Files that exist cannot be moved from here: the farm skips their frames", icon="INFO")

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Send it."""
        return self._report(self.run, context)

    def run(self, context: bpy.types.Context) -> None:
        """Move files if wanted, and make the new job."""
        from ..bridge.jobs import frames

        found = frames.look(self.chosen())
        bad = (*found.get("empty", ()), *found.get("cut", ())) if self.move_files else ()
        move = self.frames or "0-1048574" if self.move_files else ""
        frames.render_again(context, self.chosen(), self.frames, move=move, names=bad)


class FLAMENCO_CLIENT_OT_render_missing(_AgainOperator):
    """Render the missing, empty and cut-off frames of the job by a new job into the same folder"""

    bl_idname = "flamenco_client.render_missing"
    bl_label = "Render Missing Frames"

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason unless frames are missing."""
        found = state.current().jobs.selected.frames
        if bpy.app.background or not found or found["why"]:
            return ""
        return "" if found["missing"] or found["bad"] else "No frames are missing"

    def begin(self) -> None:
        """Fill in the missing ones."""
        found = state.current().jobs.selected.frames
        self.frames = ", ".join(filter(None, (found.get("missing", ""), found.get("bad", ""))))

    def run(self, context: bpy.types.Context) -> None:
        """Make the job for what is missing."""
        if not self.frames:
            from ..bridge.jobs import frames

            frames.known(self.chosen())
            self.begin()
        if not self.frames:
            raise FarmError("No frames are missing", kind=ErrorKind.NOT_READY)
        super().run(context)


class FLAMENCO_CLIENT_OT_render_again(_AgainOperator):
    """Render frames of the job again by a new job into the same folder"""

    bl_idname = "flamenco_client.render_again"
    bl_label = "Render Frames Again"

    def begin(self) -> None:
        """Fill in the frames of the selected task."""
        task = state.current().jobs.selected.task
        self.frames = self.frames or (task["frames"] if task is not None else "")


class FLAMENCO_CLIENT_OT_submit_again(OfOneJob):
    """Submit the job again with the same files and settings; frames that exist are skipped"""

    bl_idname = "flamenco_client.submit_again"
    bl_label = "Submit Again"

    def run(self, context: bpy.types.Context) -> None:
        """Make the new job."""
        from ..bridge.jobs import frames

        frames.render_again(context, self.chosen(), "", move="", names=())


class FLAMENCO_CLIENT_OT_take_over_settings(OfOneJob):
    """Put job type and settings of the job into this scene"""

    bl_idname = "flamenco_client.take_over_settings"
    bl_label = "Take Over Settings"
    bl_options = {"UNDO"}

    def run(self, context: bpy.types.Context) -> None:
        """Set them."""
        from ..bridge.jobs import frames

        done = frames.take_over(context)
        self.report({"INFO"}, rpt_("{count} settings were taken over").format(count=len(done)))


class FLAMENCO_CLIENT_OT_add_farm_path(bpy.types.Operator):
    """Add a folder of the farm, and where it is on this machine"""

    bl_idname = "flamenco_client.add_farm_path"
    bl_label = "Add Path"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add an empty pair."""
        from ..bridge import user_preferences

        kept = user_preferences.stored(context)
        if kept is not None:
            kept.farm_paths.add()
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_remove_farm_path(bpy.types.Operator):
    """Remove this pair of folders"""

    bl_idname = "flamenco_client.remove_farm_path"
    bl_label = "Remove Path"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        index: int
    else:
        index: bpy.props.IntProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove it."""
        from ..bridge import user_preferences

        kept = user_preferences.stored(context)
        if kept is not None and 0 <= self.index < len(kept.farm_paths):
            kept.farm_paths.remove(self.index)
        return {"FINISHED"}


CLASSES = (
    FLAMENCO_CLIENT_OT_open_job_folder,
    FLAMENCO_CLIENT_OT_play_job,
    FLAMENCO_CLIENT_OT_load_frames,
    FLAMENCO_CLIENT_OT_compare_jobs,
    FLAMENCO_CLIENT_OT_locate_output,
    FLAMENCO_CLIENT_OT_render_missing,
    FLAMENCO_CLIENT_OT_render_again,
    FLAMENCO_CLIENT_OT_submit_again,
    FLAMENCO_CLIENT_OT_take_over_settings,
    FLAMENCO_CLIENT_OT_add_farm_path,
    FLAMENCO_CLIENT_OT_remove_farm_path,
)
