"""Operators for the files of the job: list, exclude, add, save the list, confirm."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.runtime.translation import rpt_
from ..bridge.scene import path_list, property_groups, text_datablock
from ..bridge.submission import job_files
from .reporting import ReportingOperator

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

LISTED = "Files to upload: {files}; missing or unreadable: {missing}"
EMPTY = "The list is empty"
WRITTEN = 'Saved as text block "{name}": open it in a Text Editor'


class FLAMENCO_CLIENT_OT_list_files(ReportingOperator):
    """List the files that would be uploaded and those that are missing, without contacting a Manager"""

    bl_idname = "flamenco_client.list_files"
    bl_label = "List Files"

    def start(self, context: bpy.types.Context) -> None:
        """Start listing and return at once, for the button."""
        from ..bridge.submission import list_files

        list_files.start_listing(context)

    def run(self, context: bpy.types.Context) -> None:
        """Wait for the list, for scripts; it is in ``window_manager.flamenco_client.files_report``."""
        from ..bridge.submission import list_files

        report = list_files.run_listing(context)
        missing = state.current().files.count("missing", "unreadable")
        self.report({"WARNING" if missing else "INFO"}, rpt_(LISTED).format(files=report["files"], missing=missing))


class FLAMENCO_CLIENT_OT_continue_submission(ReportingOperator):
    """Submit the job anyway"""

    bl_idname = "flamenco_client.continue_submission"
    bl_label = "Continue"
    bl_options = {"INTERNAL"}

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason unless a submission waits for confirmation."""
        return "" if state.current().submission.asks else "No submission is waiting for your confirmation"

    def run(self, _context: bpy.types.Context) -> None:
        """Confirm."""
        from ..bridge.submission import submit

        submit.go_on()


class FLAMENCO_CLIENT_OT_exclude_file(bpy.types.Operator):
    """Exclude this file, so that it is not uploaded, or take it back in"""

    bl_idname = "flamenco_client.exclude_file"
    bl_label = "Exclude File"
    bl_options = {"INTERNAL", "UNDO"}

    if TYPE_CHECKING:
        pattern: str
        include: bool
    else:
        include: bpy.props.BoolProperty(
            name="Include", description="Remove the pattern instead", options={"SKIP_SAVE", "HIDDEN"}
        )
        pattern: bpy.props.StringProperty(
            name="Pattern", description="Pattern of the files that are not uploaded", options={"SKIP_SAVE"}
        )

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add or remove the pattern, and list the files again."""
        if not self.pattern:
            return {"CANCELLED"}
        from ..bridge.submission import list_files

        change = job_files.include if self.include else job_files.exclude
        change(property_groups.current_scene(context), self.pattern)
        if state.current().files.report and not state.current().submission.running:
            list_files.start_listing(context)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_add_extra_files(bpy.types.Operator):
    """Add files or a folder to upload that the .blend file does not refer to"""

    bl_idname = "flamenco_client.add_extra_files"
    bl_label = "Add Files"
    bl_options = {"INTERNAL", "UNDO"}

    if TYPE_CHECKING:
        directory: str
        files: Any
    else:
        directory: bpy.props.StringProperty(subtype="DIR_PATH", options={"HIDDEN", "SKIP_SAVE"})
        files: bpy.props.CollectionProperty(type=bpy.types.OperatorFileListElement, options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Open the file browser; if no file is chosen, its folder is added."""
        assert context.window_manager is not None
        # Without a folder the browser fills in the name of the .blend.
        self.directory = os.path.join(os.path.dirname(bpy.data.filepath), "")
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add the chosen paths, relative to the .blend file if possible."""
        names = [file.name for file in self.files if file.name]
        chosen = [os.path.join(self.directory, name) for name in names] or [self.directory]
        job = property_groups.job_properties(property_groups.current_scene(context))
        for path in filter(None, chosen):
            path_list.add(job.extra_files, job_files.relative(path))
        job.active_extra_file = max(0, len(job.extra_files) - 1)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_remove_extra_file(ReportingOperator):
    """Remove the selected file or folder from the extra files"""

    bl_idname = "flamenco_client.remove_extra_file"
    bl_label = "Remove File"
    bl_options = {"INTERNAL", "UNDO"}

    @classmethod
    def why_not(cls, context: bpy.types.Context) -> str:
        """Return a reason unless the list has an entry."""
        has_one = context.scene is not None and property_groups.job_properties(context.scene).extra_files
        return "" if has_one else EMPTY

    def run(self, context: bpy.types.Context) -> None:
        """Remove the selected entry."""
        job = property_groups.job_properties(property_groups.current_scene(context))
        job.active_extra_file = path_list.remove(job.extra_files, job.active_extra_file)


class FLAMENCO_CLIENT_OT_files_to_text(ReportingOperator):
    """Save the complete list as a text block of this .blend file"""

    bl_idname = "flamenco_client.files_to_text"
    bl_label = "Save as Text Block"
    bl_options = {"INTERNAL", "UNDO"}

    def run(self, _context: bpy.types.Context) -> None:
        """Load the file that the helper wrote."""
        name = text_datablock.load(job_files.known().report.get("saved", {}).get("text", ""))
        self.report({"INFO"}, rpt_(WRITTEN).format(name=name))


class FLAMENCO_CLIENT_OT_save_files(ReportingOperator):
    """Save the complete list as a JSON file"""

    bl_idname = "flamenco_client.save_files"
    bl_label = "Save as JSON"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        filepath: str
        check_existing: bool
        filter_glob: str
    else:
        filepath: bpy.props.StringProperty(
            name="File Path", description="Path of the JSON file", subtype="FILE_PATH", options={"SKIP_SAVE"}
        )
        check_existing: bpy.props.BoolProperty(default=True, options={"HIDDEN"})
        filter_glob: bpy.props.StringProperty(default="*.json", options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Open the file browser."""
        assert context.window_manager is not None
        self.filepath = f"{os.path.splitext(bpy.data.filepath)[0]}_files.json"
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def run(self, _context: bpy.types.Context) -> None:
        """Write the list."""
        job_files.save_list(bpy.path.ensure_ext(bpy.path.abspath(self.filepath), ".json"))


class FLAMENCO_CLIENT_OT_add_shared_folder(bpy.types.Operator):
    """Add a folder that all workers see under the same path"""

    bl_idname = "flamenco_client.add_shared_folder"
    bl_label = "Add Shared Folder"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        directory: str
    else:
        directory: bpy.props.StringProperty(subtype="DIR_PATH", options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Open the file browser."""
        assert context.window_manager is not None
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add the folder."""
        kept = user_preferences.stored(context)
        if kept is None or not self.directory:
            return {"CANCELLED"}
        path_list.add(kept.shared_folders, bpy.path.abspath(self.directory))
        kept.active_shared_folder = max(0, len(kept.shared_folders) - 1)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_remove_shared_folder(ReportingOperator):
    """Remove the selected folder, so that files in it are uploaded like all others"""

    bl_idname = "flamenco_client.remove_shared_folder"
    bl_label = "Remove Shared Folder"
    bl_options = {"INTERNAL"}

    @classmethod
    def why_not(cls, context: bpy.types.Context) -> str:
        """Return a reason unless the list has an entry."""
        kept = user_preferences.stored(context)
        return "" if kept is not None and kept.shared_folders else EMPTY

    def run(self, context: bpy.types.Context) -> None:
        """Remove the folder."""
        kept = user_preferences.stored(context)
        assert kept is not None
        kept.active_shared_folder = path_list.remove(kept.shared_folders, kept.active_shared_folder)


CLASSES = (
    FLAMENCO_CLIENT_OT_list_files,
    FLAMENCO_CLIENT_OT_continue_submission,
    FLAMENCO_CLIENT_OT_exclude_file,
    FLAMENCO_CLIENT_OT_add_extra_files,
    FLAMENCO_CLIENT_OT_remove_extra_file,
    FLAMENCO_CLIENT_OT_files_to_text,
    FLAMENCO_CLIENT_OT_save_files,
    FLAMENCO_CLIENT_OT_add_shared_folder,
    FLAMENCO_CLIENT_OT_remove_shared_folder,
)
