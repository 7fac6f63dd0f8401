"""What is known to be wrong with the job: kept for the panel, judged at the click, computed anew for scripts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, messages, worst_first
from ...job_types.job_type import JobTypeSpec
from ...job_types.setting_defaults import InitialValues
from ...job_types.setting_values import Computed
from ...state.job_form import FormView, PreflightView
from ...state.polled_answer import PolledAnswer
from ...submission.checks import job_findings
from ...submission.checks.all_findings import DiskFacts, Job, KnownFarm, collect_findings
from ...submission.checks.job_findings import frame_summary, output_folder_of, output_roots
from .. import user_preferences
from ..managers import check_manager
from ..runtime import polled_answer, translation
from ..scene import job_name, property_groups, scene_facts
from ..settings import computed_settings, enum_menus, settings_form, suggested_values

LOOK_AGAIN = 10.0
"""Seconds after which the disk is looked at again while the panel is seen: others save there, too."""

MANY = "There are {count} problems: {lines}"
AND_MORE = "{first} (and {count} more)"

FRESH = 1.0
"""Seconds that the findings of a turn of the pump count as those of now."""


def get_findings(_group: object) -> str:
    """Return all findings of this moment as JSON: for scripts."""
    return json.dumps(messages(_compute(bpy.context)))


def _compute(context: bpy.types.Context) -> tuple[Finding, ...]:
    if bpy.app.background:
        suggested_values.load(context)  # without a window there is no pump that would have
    check_manager.use_address(context)
    scene = property_groups.current_scene(context)
    found = [*check_manager.about_manager(context), *about_job_type(scene)]
    spec = state.current().manager.job_types.get(enum_menus.chosen_job_type(scene))
    if spec is not None:
        inputs = computed_settings.inputs(context, scene, spec)
        job = _job(scene, spec, settings_form.compute(spec, inputs))
        disk = _disk_facts(_questions(context, spec, job.values), wait=bpy.app.background)
        found += (*collect_findings(job, scene_facts.read(scene), disk, _farm()), *notices(spec, inputs.given))
    return worst_first(found)


def about_job_type(scene: bpy.types.Scene) -> Iterator[Finding]:
    """Yield why there is no job to judge: the Manager was not checked, or does not have the scene's job type."""
    return job_findings.about_job_type(enum_menus.chosen_job_type(scene), state.current().manager.job_types)


def notices(spec: JobTypeSpec, given: InitialValues) -> tuple[Finding, ...]:
    """Return what of the project's file, and of what the Manager says of the job type, is not used, or odd."""
    return (*suggested_values.project().notices, *given.unsuitable, *spec.notices)


def refresh(context: bpy.types.Context) -> bool:
    """Bring the findings up to date with what the form has computed; True when anything changed."""
    current = state.current()
    scene = property_groups.current_scene(context)
    spec = current.manager.job_types.get(enum_menus.chosen_job_type(scene))
    if spec is None or current.form.inputs is None:
        changed = bool(current.preflight.findings)
        current.preflight = PreflightView()
        return changed
    view = current.preflight
    view.disk = _disk_facts(_questions(context, spec, current.form.values), wait=False)
    view.seen_at = time.monotonic()
    job = _job(scene, spec, current.form)
    facts = scene_facts.read(scene)
    inputs = (
        spec,
        current.form.values,
        job.worker_tag,
        job.name,
        facts,
        view.disk,
        current.manager.info,
        current.manager.from_cache,
        bpy.app.translations.locale,  # the number of frames is told in the language of the interface
    )
    if inputs == view.inputs:
        return False
    farm = _farm()
    view.inputs = inputs
    view.findings = collect_findings(job, facts, view.disk, farm)
    view.frames = frame_summary(spec, job.values, translation.iface_)
    view.workers_paths = _workers_paths(spec, job.values, farm)
    return True


def _job(scene: bpy.types.Scene, spec: JobTypeSpec, settings: Computed | FormView) -> Job:
    tag, name = enum_menus.chosen_worker_tag(scene), job_name.job_name(scene)
    return Job(spec, settings.values, settings.problems, tag, name)


def blocking(scene: bpy.types.Scene, spec: JobTypeSpec, settings: Computed) -> None:
    """Let a job pass that nothing is wrong with, judged by what Blender and the last check know at this moment.

    Raises:
        FarmError: kind ``preflight``; names everything that blocks it, ``details`` has them one by one.
    """
    job = _job(scene, spec, settings)
    errors = [found for found in collect_findings(job, scene_facts.read(scene), DiskFacts(), _farm()) if found.blocks]
    if not errors:
        return
    lines = [translation.iface_(found.text) for found in errors]
    message = lines[0] if len(lines) == 1 else translation.rpt_(MANY).format(count=len(lines), lines="; ".join(lines))
    details = {"problems": dict(job.problems), "findings": messages(errors)}
    raise FarmError(message, kind=ErrorKind.PREFLIGHT, details=details)


def objection() -> str:
    """Return the first error that the panel shows, as one line, or ""; what is too old to rely on counts as none."""
    view = state.current().preflight
    if time.monotonic() - view.seen_at > FRESH or not view.errors:
        return ""
    first, more = translation.iface_(view.errors[0].text), len(view.errors) - 1
    return translation.rpt_(AND_MORE).format(first=first, count=more) if more else first


def _farm() -> KnownFarm | None:
    view = state.current().manager
    return KnownFarm.from_info(view.info, is_fresh=not view.from_cache) if view.info else None


def _workers_paths(
    spec: JobTypeSpec, values: Mapping[str, Any], farm: KnownFarm | None
) -> dict[str, Mapping[str, str]]:
    if farm is None:
        return {}
    told = {setting.key for setting in output_roots(spec)}  # by the paths that are made of them
    shown_paths = [each.key for each in spec.settings if each.is_path and each.in_form and each.key not in told]
    paths = {key: values.get(key) for key in shown_paths}
    found = {key: farm.storage.seen_by_workers(path) for key, path in paths.items() if isinstance(path, str) and path}
    return {key: others for key, others in found.items() if others}


def _questions(context: bpy.types.Context, spec: JobTypeSpec, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the helper can look up on this disk: where the project begins, what the output folder holds."""
    found = {}
    if spec.takes_blendfile and bpy.data.filepath:
        chosen = bpy.path.abspath(user_preferences.chosen(context).project_folder)
        found["project_root"] = {"blend_path": bpy.data.filepath, "chosen": chosen}
    folder = output_folder_of(spec, values)
    if folder:
        found["output_folder"] = {"folder": folder}
    return found


def _disk_facts(questions: Mapping[str, Mapping[str, Any]], *, wait: bool) -> DiskFacts:
    """Return what is known of the disk, and have the helper look again; scripts wait for that."""
    answers = state.current().preflight.answers
    for task, arguments in questions.items():
        polled = answers.setdefault(task, PolledAnswer())
        if wait:
            polled_answer.fetch(polled, task, arguments)
        else:
            polled_answer.refresh(polled, task, arguments, LOOK_AGAIN)
    return DiskFacts.of({task: answers[task].answer or {} for task in questions})
