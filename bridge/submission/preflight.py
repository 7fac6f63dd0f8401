"""Preflight: findings of the job, kept for the panel, checked at the click, computed anew for scripts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, Severity, messages, worst_first
from ...job_types.job_type import JobTypeSpec
from ...job_types.setting_defaults import InitialValues
from ...job_types.setting_values import Computed
from ...state.job_form import FormView, PreflightView
from ...state.polled_answer import PolledAnswer
from ...submission.checks import job_findings
from ...submission.checks.all_findings import DiskFacts, Job, KnownFarm, SceneFacts, collect_findings
from ...submission.checks.job_findings import frame_summary, output_folder_of, output_path_of, output_roots
from .. import user_preferences
from ..managers import check_manager
from ..runtime import polled_answer, translation
from ..scene import property_groups, scene_facts
from ..settings import computed_settings, enum_menus, settings_form, shown_scene, suggested_values

LOOK_AGAIN = 10.0
"""Seconds between two reads of the disk while the panel is visible: others write to it as well."""

FARM = frozenset({"manager", "worker_tag"})
"""What findings about the farm are about; the helper asks the Manager for them again."""

MANY = "There are {count} problems: {lines}"
AND_MORE = "{first} (and {count} more)"

FRESH = 1.0
"""Seconds for which the findings of a turn of the timer are current."""


def get_findings() -> str:
    """Return all current findings as JSON, for scripts."""
    return json.dumps(messages(_compute(bpy.context)))


def _compute(context: bpy.types.Context) -> tuple[Finding, ...]:
    if bpy.app.background:
        suggested_values.load(context)  # without a window there is no timer that loads them
    check_manager.use_address(context)
    scene = property_groups.current_scene(context)
    found = [*check_manager.about_manager(context), *about_job_type(scene)]
    spec = state.current().manager.job_types.get(enum_menus.chosen_job_type(scene))
    if spec is not None:
        inputs = computed_settings.inputs(context, scene, spec, last_used=False)
        job = _job(scene, spec, settings_form.compute(spec, inputs), inputs.given)
        facts = scene_facts.read(context, scene, job.values, whole=True)
        disk = _disk_facts(_questions(context, spec, job.values, facts), wait=bpy.app.background)
        found += (*_found(job, facts, disk, _farm()), *notices(spec, inputs.given))
    return worst_first(found)


def about_job_type(scene: bpy.types.Scene) -> Iterator[Finding]:
    """Yield why there is no job to check: the Manager was not checked, or does not have the scene's job type."""
    return job_findings.about_job_type(enum_menus.chosen_job_type(scene), state.current().manager.job_types)


def notices(spec: JobTypeSpec, given: InitialValues) -> tuple[Finding, ...]:
    """Return the notices about the project's file, unsuitable values and the job type."""
    return (*suggested_values.project().notices, *given.unsuitable, *spec.notices)


def refresh(context: bpy.types.Context) -> bool:
    """Update the findings for the computed settings; return whether anything changed."""
    current = state.current()
    scene = property_groups.current_scene(context)
    spec = current.manager.job_types.get(enum_menus.chosen_job_type(scene))
    if spec is None or current.form.inputs is None:
        changed = bool(current.preflight.findings)
        current.preflight = PreflightView()
        return changed
    view = current.preflight
    job = _job(scene, spec, current.form, current.form.given)
    facts = scene_facts.read(context, scene, job.values)
    view.disk = _disk_facts(_questions(context, spec, job.values, facts), wait=False)
    view.seen_at = time.monotonic()
    inputs = (
        spec,
        job.values,
        job.problems,
        job.given,
        job.worker_tag,
        job.name,
        job.priority,
        job.shared_folders,
        facts,
        view.disk,
        current.manager.info,
        current.manager.from_cache,
        bpy.app.translations.locale,  # the number of frames is a text in the language of the interface
    )
    if inputs == view.inputs:
        return False
    farm = _farm()
    view.inputs = inputs
    view.findings = _found(job, facts, view.disk, farm)
    view.frames = frame_summary(spec, job.values, translation.iface_)
    view.workers_paths = _workers_paths(spec, job.values, farm)
    return True


def _found(job: Job, facts: SceneFacts, disk: DiskFacts, farm: KnownFarm | None) -> tuple[Finding, ...]:
    """Return all findings, those about unsaved images too, which a submission finds for itself."""
    unsaved = facts.survey.unsendable_images if job.spec.takes_blendfile else ()
    return worst_first((*collect_findings(job, facts, disk, farm), *unsaved))


def _job(scene: bpy.types.Scene, spec: JobTypeSpec, settings: Computed | FormView, given: InitialValues) -> Job:
    tag, name = enum_menus.chosen_worker_tag(scene), property_groups.job_name(scene)
    shared = user_preferences.chosen(bpy.context).shared_folders
    priority = enum_menus.asked_priority(scene)
    return Job(spec, settings.values, settings.problems, tag, name, frozenset(given.values), priority, shared)


def blocking(
    scene: bpy.types.Scene, spec: JobTypeSpec, settings: Computed, given: InitialValues
) -> tuple[Finding, ...]:
    """Require that a job has no errors, as far as Blender and the last check know.

    Returns:
        The warnings, except those about the farm.

    Raises:
        FarmError: kind ``preflight``; names all errors; ``details`` has them as findings.
    """
    job = _job(scene, spec, settings, given)
    findings = collect_findings(job, scene_facts.read(bpy.context, scene, job.values), DiskFacts(), _farm())
    errors = [found for found in findings if found.blocks]
    if not errors:
        return tuple(found for found in findings if found.severity is Severity.WARNING and found.about not in FARM)
    lines = [translation.iface_(found.text) for found in errors]
    message = lines[0] if len(lines) == 1 else translation.rpt_(MANY).format(count=len(lines), lines="; ".join(lines))
    details = {"problems": dict(job.problems), "findings": messages(errors)}
    raise FarmError(message, kind=ErrorKind.PREFLIGHT, details=details)


def objection() -> str:
    """Return the first error of the panel in one line, "" if there is none or the findings are too old.

    The panel disables its button by it. A call is judged by ``blocking`` alone: a script may just have fixed the error.
    """
    view = state.current().preflight
    about_it = shown_scene.is_about(property_groups.current_scene(bpy.context))
    if time.monotonic() - view.seen_at > FRESH or not view.errors or not about_it:
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
    roots = {setting.key for setting in output_roots(spec)}  # shown by the paths that start with them
    shown_paths = [each.key for each in spec.settings if each.is_path and each.in_form and each.key not in roots]
    paths = {key: values.get(key) for key in shown_paths}
    found = {key: farm.storage.seen_by_workers(path) for key, path in paths.items() if isinstance(path, str) and path}
    return {key: others for key, others in found.items() if others}


def _questions(
    context: bpy.types.Context, spec: JobTypeSpec, values: Mapping[str, Any], facts: SceneFacts
) -> dict[str, dict[str, Any]]:
    """Return the helper's tasks for this disk: the project folder, the content of the output folder, bakes."""
    found: dict[str, dict[str, Any]] = {}
    if spec.takes_blendfile and bpy.data.filepath:
        chosen = bpy.path.abspath(user_preferences.chosen(context).project_folder)
        found["project_root"] = {"blend_path": bpy.data.filepath, "chosen": chosen}
    folder = output_folder_of(spec, values)
    if folder:
        found["output_folder"] = {"folder": folder, "path": output_path_of(spec, values)}
    simulations = facts.survey.simulations if spec.takes_blendfile else ()
    folders = sorted({each.folder for each in simulations if each.folder})
    if folders:
        found["filled_folders"] = {"folders": folders}
    if bpy.data.filepath and any(each.may_be_packed for each in simulations):
        found["packed_bakes"] = {"blend_path": bpy.data.filepath}
    return found


def _disk_facts(questions: Mapping[str, Mapping[str, Any]], *, wait: bool) -> DiskFacts:
    """Return the known facts of the disk, and let the helper update them; scripts wait for it."""
    answers = state.current().preflight.answers
    for task, arguments in questions.items():
        polled = answers.setdefault(task, PolledAnswer())
        if wait:
            polled_answer.fetch(polled, task, arguments)
        else:
            polled_answer.refresh(polled, task, arguments, LOOK_AGAIN)
    return DiskFacts.of({task: answers[task].answer or {} for task in questions})
