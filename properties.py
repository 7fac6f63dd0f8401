"""Property groups: the job, saved with the Scene, and on the WindowManager what the interface shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import bpy

from .bridge import user_preferences
from .bridge.jobs import line_tips
from .bridge.jobs import lists as job_lists
from .bridge.managers import check_manager
from .bridge.scene.path_list import FLAMENCO_CLIENT_PG_path
from .bridge.scene.property_groups import NAME
from .bridge.settings import enum_menus, presets, setting_store, settings_form
from .bridge.submission import job_files


def _managers_named(_job: object, context: bpy.types.Context, _typed: str) -> list[str]:
    """Return the suggestions of the field; other names can be entered as well."""
    kept = user_preferences.stored(context)
    return [entry.name for entry in kept.managers] if kept else []


class FLAMENCO_CLIENT_PG_job(bpy.types.PropertyGroup):
    """The job that this scene submits. Scripts use it as well: see the user guide, "Scripting"."""

    def _get_preset(self) -> str:
        return presets.read(self.id_data)

    def _set_preset(self, text: str) -> None:
        presets.apply(self.id_data, text)

    if TYPE_CHECKING:
        manager: str
        job_name: str
        job_type: str
        priority: int
        start_paused: bool
        worker_tag: str
        preset: str
        exclude: str
        extra_files: Any  # a collection of FLAMENCO_CLIENT_PG_path
        active_extra_file: int
        stored_settings: Any  # a collection of FLAMENCO_CLIENT_PG_setting_value; its add() is not in the stubs
    else:
        manager: bpy.props.StringProperty(
            name="Manager",
            description="Name of a Manager in your preferences that this file is submitted to; empty: the "
            "active Manager",
            search=_managers_named,
        )
        job_name: bpy.props.StringProperty(
            name="Job Name", description="Name of the job on the farm; empty: the name of the file"
        )
        job_type: bpy.props.StringProperty(
            name="Job Type", description="Name of the job type, for example simple-blender-render"
        )
        priority: bpy.props.IntProperty(
            name="Priority",
            description="Jobs with a higher priority are rendered first",
            default=50,
            soft_min=0,
            soft_max=100,
        )
        start_paused: bpy.props.BoolProperty(
            name="Start Paused", description="Submit the job paused; it starts when someone resumes it"
        )
        worker_tag: bpy.props.StringProperty(
            name="Worker Tag", description="ID or name of the worker tag; empty: all workers"
        )
        preset: bpy.props.StringProperty(
            name="Preset",
            description="Job type, settings, priority and worker tag as JSON, for presets",
            options={"SKIP_SAVE", "HIDDEN"},
            get=_get_preset,
            set=_set_preset,
        )
        exclude: bpy.props.StringProperty(
            name="Exclude",
            description="Patterns of files that are not uploaded, separated by semicolons: *.mov; cache/; "
            "textures/old_*.png",
        )
        extra_files: bpy.props.CollectionProperty(
            type=FLAMENCO_CLIENT_PG_path,
            name="Extra Files",
            description="Files and folders that are uploaded although the .blend file does not refer to them",
        )
        active_extra_file: bpy.props.IntProperty(
            name="Active Extra File", description="The selected item in the list", options={"HIDDEN"}
        )
        stored_settings: bpy.props.CollectionProperty(type=setting_store.FLAMENCO_CLIENT_PG_setting_value)

    def get_setting(self, key: str, *, last_used: bool = False) -> Any:
        """Return the value with which the job's setting ``key`` would be submitted now: str, int, float, bool or None.

        Args:
            key: The setting's key.
            last_used: As in ``submit_job``, and for the panel's button: with the values of the last job.

        Raises:
            KeyError: the job type has no such setting.
            ValueError: its expression can't be computed; the message says why.
        """
        from .bridge.settings import computed_settings

        check_manager.recall(bpy.context)
        return computed_settings.effective(bpy.context, self.id_data, key, last_used=last_used)

    def set_setting(self, key: str, value: Any) -> None:
        """Set the value of the job's setting ``key``; it is not computed automatically any more.

        Raises:
            KeyError: the job type has no such setting.
            ValueError: the value does not fit the setting's type.
        """
        check_manager.recall(bpy.context)
        setting_store.assign(bpy.context, self.id_data, key, value)

    def reset_setting(self, key: str) -> None:
        """Reset the job's setting ``key``: its default or its expression is used again."""
        check_manager.recall(bpy.context)
        setting_store.forget(bpy.context, self.id_data, key)

    def setting_keys(self) -> Iterator[str]:
        """Yield the keys of the job type's settings, in their order."""
        check_manager.recall(bpy.context)
        yield from setting_store.keys(bpy.context, self.id_data)


class FLAMENCO_CLIENT_PG_line(bpy.types.PropertyGroup):
    """A line of a long list; its content is in the state, at the same index."""

    def _get_tip(self) -> str:
        return line_tips.tip_of(self.path_from_id())

    if TYPE_CHECKING:
        tip: str
    else:
        tip: bpy.props.StringProperty(
            name="Details", description="The whole text of the line", get=_get_tip, options={"SKIP_SAVE", "HIDDEN"}
        )


def _get_outcome(_group: object) -> str:
    from .bridge.submission import outcome

    return outcome.get_outcome()


def _get_findings(_group: object) -> str:
    from .bridge.submission import preflight

    return preflight.get_findings()


class FLAMENCO_CLIENT_PG_window(bpy.types.PropertyGroup):
    """What the interface shows; not saved with the file."""

    if TYPE_CHECKING:
        address: str
        job_type: str
        worker_tag: str
        priority: int
        last_job_id: str
        outcome: str
        manager_name: str
        manager_version: str
        findings: str
        files_report: str
        listed_files: Any  # a collection of FLAMENCO_CLIENT_PG_line
        active_file: int
        file_search: str
        job_search: str
        job_filter: str
        job_kind: str
        job_order: str
        task_filter: str
        listed_jobs: Any  # a collection of FLAMENCO_CLIENT_PG_line
        active_job: int
        listed_tasks: Any  # a collection of FLAMENCO_CLIENT_PG_line
        active_task: int
        jobs: str
        form: bpy.types.PropertyGroup
    else:
        address: bpy.props.StringProperty(
            name="Address",
            description="Address of your Flamenco Manager, for example http://flamenco.local:8080",
            options={"SKIP_SAVE"},
        )
        job_type: bpy.props.EnumProperty(
            name="Job Type",
            description="What the farm does with the file",
            items=enum_menus.job_type_items,
            get=enum_menus.get_job_type,
            set=enum_menus.set_job_type,
        )
        worker_tag: bpy.props.EnumProperty(
            name="Worker Tag",
            description="Only workers with this tag render the job",
            items=enum_menus.worker_tag_items,
            get=enum_menus.get_worker_tag,
            set=enum_menus.set_worker_tag,
        )
        priority: bpy.props.IntProperty(
            name="Priority",
            description="Jobs with a higher priority are rendered first",
            min=0,
            max=100,
            get=enum_menus.get_priority,
            set=enum_menus.set_priority,
        )
        last_job_id: bpy.props.StringProperty(
            name="Last Job", description="ID of the last submitted job", get=enum_menus.get_last_job_id
        )
        outcome: bpy.props.StringProperty(
            name="Outcome",
            description="The outcome of the last submission, as JSON",
            get=_get_outcome,
            options={"HIDDEN", "SKIP_SAVE"},
        )
        manager_name: bpy.props.StringProperty(
            name="Manager", description="Name of the last checked Manager", get=enum_menus.get_manager_name
        )
        manager_version: bpy.props.StringProperty(
            name="Version",
            description="Version of the last checked Manager",
            get=enum_menus.get_manager_version,
        )
        findings: bpy.props.StringProperty(
            name="Findings",
            description="The current errors, warnings and remarks about the job, as JSON",
            get=_get_findings,
            options={"HIDDEN", "SKIP_SAVE"},
        )
        files_report: bpy.props.StringProperty(
            name="Report on Files",
            description="The last report on the files of the job, as JSON",
            get=job_files.get_report,
            options={"HIDDEN", "SKIP_SAVE"},
        )
        listed_files: bpy.props.CollectionProperty(type=FLAMENCO_CLIENT_PG_line, options={"SKIP_SAVE"})
        active_file: bpy.props.IntProperty(
            name="Active File", description="The selected file in the list", options={"HIDDEN", "SKIP_SAVE"}
        )
        file_search: bpy.props.StringProperty(
            name="Search",
            description="A part of the path of files, or a pattern such as *.exr; all files are searched",
            options={"SKIP_SAVE", "TEXTEDIT_UPDATE"},
        )
        job_search: bpy.props.StringProperty(
            name="Search",
            description="Words that name, user, job type or status must contain",
            options={"SKIP_SAVE", "TEXTEDIT_UPDATE"},
        )
        job_filter: bpy.props.EnumProperty(
            name="Jobs",
            description="Which jobs are listed",
            items=job_lists.FILTERS,
            default="all",
            options={"SKIP_SAVE"},
        )
        job_kind: bpy.props.EnumProperty(
            name="Job Type",
            description="Only jobs of this type are listed",
            items=job_lists.kind_items,
            options={"SKIP_SAVE"},
        )
        job_order: bpy.props.EnumProperty(
            name="Order", description="How jobs are sorted", items=job_lists.ORDERS, options={"SKIP_SAVE"}
        )
        task_filter: bpy.props.EnumProperty(
            name="Tasks", description="Which tasks are listed", items=job_lists.TASK_FILTERS, options={"SKIP_SAVE"}
        )
        listed_jobs: bpy.props.CollectionProperty(type=FLAMENCO_CLIENT_PG_line, options={"SKIP_SAVE"})
        active_job: bpy.props.IntProperty(
            name="Active Job",
            description="The selected job in the list",
            get=job_lists.get_active_job,
            set=job_lists.set_active_job,
            options={"HIDDEN", "SKIP_SAVE"},
        )
        listed_tasks: bpy.props.CollectionProperty(type=FLAMENCO_CLIENT_PG_line, options={"SKIP_SAVE"})
        active_task: bpy.props.IntProperty(
            name="Active Task",
            description="The selected task in the list",
            get=job_lists.get_active_task,
            set=job_lists.set_active_task,
            options={"HIDDEN", "SKIP_SAVE"},
        )
        jobs: bpy.props.StringProperty(
            name="Jobs",
            description="What is known of the jobs of the Manager, as JSON",
            get=job_lists.get_jobs,
            options={"HIDDEN", "SKIP_SAVE"},
        )


def register() -> None:
    """Add the groups to Scene and WindowManager."""
    setattr(bpy.types.Scene, NAME, bpy.props.PointerProperty(type=FLAMENCO_CLIENT_PG_job))
    setattr(bpy.types.WindowManager, NAME, bpy.props.PointerProperty(type=FLAMENCO_CLIENT_PG_window))
    settings_form.attach_to(FLAMENCO_CLIENT_PG_window)


def unregister() -> None:
    """Remove the groups; values saved in files are kept."""
    delattr(bpy.types.WindowManager, NAME)
    delattr(bpy.types.Scene, NAME)


CLASSES = (
    FLAMENCO_CLIENT_PG_path,
    setting_store.FLAMENCO_CLIENT_PG_setting_value,
    FLAMENCO_CLIENT_PG_job,
    FLAMENCO_CLIENT_PG_line,
    FLAMENCO_CLIENT_PG_window,
)
