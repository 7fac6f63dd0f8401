"""Freeze: a ``JobSnapshot`` of the open file, the scene's settings and the Manager's job type."""

from __future__ import annotations

import contextlib
import os
import sys
import uuid
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...job_types import setting_values
from ...job_types.setting_defaults import worth_remembering
from ...submission.checks.job_findings import FRAMES
from ...submission.snapshot import BlenderProgram, BlendSource, FileChoices, JobSnapshot
from .. import user_preferences
from ..managers import check_manager
from ..runtime import extension_version
from ..runtime.translation import rpt_
from ..scene import colours, opened_file, property_groups, scene_facts
from ..settings import computed_settings, enum_menus, settings_form
from . import job_files, preflight

MEGABYTE = 1_000_000

NEVER_SAVED = "Save the file first: the farm needs its name and folder"
CHANGED_ON_DISK = "{path} has changed on disk since it was opened here"
UNREADABLE = "{path} can't be read: {reason}"


def why_not(context: bpy.types.Context) -> str:
    """Return in one line why Submit can't be pressed now, or "". Draw functions call this, so it reads no disk.

    This is the only place with the rule of one submission at a time; a queue would replace it.
    """
    if state.current().submitting:
        return "A submission is running"
    return next((found.text for found in preflight.about_job_type(property_groups.current_scene(context))), "")


def freeze(
    context: bpy.types.Context,
    *,
    with_copy: bool,
    trouble: str = "refuse",
    last_used: bool = False,
    strict: bool = False,
    again: bool = False,
) -> JobSnapshot:
    """Read everything that the job needs from Blender, except references to files, which the trace finds later.

    The copy with unsaved changes is not written yet.

    Args:
        context: Blender's context.
        with_copy: The open file will be copied; it need not exist on disk.
        trouble: What to do if files have problems, one of ``submission.snapshot.TROUBLES``.
        last_used: Settings without a value have that of the last job, as in the panel.
        strict: A warning ends the submission before anything is sent.
        again: Make a new job even if an earlier submission of the same job may have arrived.

    Raises:
        FarmError: something is missing or invalid; nothing was changed.
    """
    url = check_manager.require_url(context)
    reason = why_not(context)
    if reason:
        raise FarmError(reason, kind=ErrorKind.NOT_READY)
    scene = property_groups.current_scene(context)
    job = property_groups.job_properties(scene)
    spec = state.current().manager.job_types[enum_menus.chosen_job_type(scene)]
    inputs = computed_settings.inputs(context, scene, spec, last_used=last_used)
    computed = settings_form.compute(spec, inputs)
    notices = (*check_manager.about_manager(context), *preflight.notices(spec, inputs.given))
    warnings = (*notices, *preflight.blocking(scene, spec, computed, inputs.given))
    blend = _blend_source(with_copy=with_copy, as_sent=not with_copy) if spec.takes_blendfile else None
    return JobSnapshot(
        submission_id=uuid.uuid4().hex,
        manager_url=url,
        platform=check_manager.platform(),
        name=property_groups.job_name(scene),
        job_type=spec.name,
        job_type_etag=spec.etag,
        settings=computed.values,
        origins=setting_values.origins(spec, inputs.given, computed),
        priority=enum_menus.chosen_priority(scene),
        start_paused=job.start_paused,
        worker_tag=enum_menus.chosen_worker_tag(scene),
        metadata=_metadata(context),
        blend=blend,
        assets=(),
        project_root=bpy.path.abspath(user_preferences.chosen(context).project_folder),
        user_files=user_preferences.user_files(),
        blender=_program(context),
        # Unknown for the file on disk if the open file has changes.
        suits_old_managers=(with_copy or not bpy.data.is_dirty) and scene_facts.all_suit_old_managers(),
        remember=worth_remembering(spec, inputs.given.values),
        files=_file_choices(context, trouble),
        warnings=warnings,
        strict=strict,
        again=again,
    )


def freeze_files(context: bpy.types.Context) -> JobSnapshot:
    """Read what a dry run needs from Blender: the .blend, no Manager and no job.

    Raises:
        FarmError: the file was never saved, or no longer exists.
    """
    if not bpy.data.filepath:
        raise FarmError(NEVER_SAVED, kind=ErrorKind.NOT_READY)
    blend = _blend_source(with_copy=False)
    return JobSnapshot(
        submission_id=uuid.uuid4().hex,
        manager_url="",
        platform=check_manager.platform(),
        name="",
        job_type="",
        job_type_etag="",
        settings=_frames(context),
        priority=0,
        start_paused=False,
        worker_tag="",
        metadata={},
        blend=blend,
        assets=(),
        project_root=bpy.path.abspath(user_preferences.chosen(context).project_folder),
        user_files=user_preferences.user_files(),
        files=_file_choices(context, "allow"),
    )


def _file_choices(context: bpy.types.Context, trouble: str) -> FileChoices:
    """Return the artist's choices for the files of the scene's job.

    Args:
        context: Blender's context.
        trouble: What to do if files have problems, one of ``submission.snapshot.TROUBLES``.
    """
    job = property_groups.job_properties(property_groups.current_scene(context))
    chosen = user_preferences.chosen(context)
    return FileChoices(
        exclude=job_files.patterns(job.exclude),
        extra=tuple(bpy.path.abspath(entry.path) for entry in job.extra_files if entry.path),
        shared_folders=chosen.shared_folders,
        large_bytes=chosen.large_files * MEGABYTE,
        trouble=trouble,
    )


def _frames(context: bpy.types.Context) -> dict[str, Any]:
    """Return the setting with the rendered frames, if known: only these files of sequences are uploaded."""
    if not bpy.app.background:
        return {key: value for key, value in state.current().form.values.items() if key == FRAMES}
    with contextlib.suppress(KeyError, ValueError):  # without a window there is no timer that computes it
        scene = property_groups.current_scene(context)
        return {FRAMES: computed_settings.effective(context, scene, FRAMES, last_used=False)}
    return {}


def _program(context: bpy.types.Context) -> BlenderProgram:
    """Return how a second Blender is started; with the bpy module, Python is the program."""
    return BlenderProgram(
        binary=bpy.app.binary_path,
        python="" if bpy.app.binary_path else sys.executable,
        folder=str(user_preferences.copies_folder(context)),
        colours=colours.in_use().path,
    )


def _blend_source(*, with_copy: bool, as_sent: bool = False) -> BlendSource:
    path = os.path.normpath(bpy.data.filepath)
    if as_sent and opened_file.is_changed():
        message = rpt_(CHANGED_ON_DISK).format(path=path)
        raise FarmError(message, kind=ErrorKind.CHANGED, hint="Open the file again, then submit")
    try:
        found = os.stat(path)
    except OSError as error:
        if with_copy:
            return BlendSource(path=path, copy="", size=0, mtime_ns=0)
        message = rpt_(UNREADABLE).format(path=path, reason=error.strerror)
        raise FarmError(message, kind=ErrorKind.FILE, hint="Save the file again, then submit it") from error
    return BlendSource(path=path, copy="", size=found.st_size, mtime_ns=found.st_mtime_ns)


def _metadata(context: bpy.types.Context) -> dict[str, str]:
    facts = {
        "user.name": user_preferences.user_name(context),
        "blender.version": bpy.app.version_string,
        "flamenco_client.version": extension_version.extension_version(),
    }
    return {key: value for key, value in facts.items() if value}
