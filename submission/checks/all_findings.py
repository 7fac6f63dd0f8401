"""All findings about a job, from the scene, the settings and the last check of the Manager."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath
from typing import Any

from ...core.finding import Finding, worst_first
from ...farm import farm_findings, storage_paths
from ...farm.farm_findings import EMPTY_STORAGE
from ...farm.storage_paths import FarmStorage
from ...job_types.job_type import JobTypeSpec
from ..colour_findings import BLENDERS_OWN, ColourConfiguration, about_colours, about_project_settings
from . import job_findings, output_paths, scene_findings
from .addon_needs import about_addons
from .name_findings import about_name
from .other_outputs import about_other_outputs
from .scene_survey import SceneSurvey, about_own_lights
from .simulations import about_simulations


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """Facts about the open file."""

    scene: str
    """Name of the scene that is rendered."""
    scene_in_settings: str
    """The name that the job's settings give; the file may have no such scene."""
    is_hidden_by_local: bool
    """It is linked, and a local scene has its name."""
    ignored_layer: str
    """The only view layer that Blender renders here, if workers render ``first_layer`` instead; "" = none."""
    first_layer: str
    """Name of the first view layer."""
    layers_without_camera: tuple[str, ...]
    """Scenes without a camera that the compositor needs."""
    blend_path: str
    """Absolute path of the file; "" = never saved."""
    has_camera: bool
    """The scene has an active camera, or a marker with one."""
    must_have_camera: bool
    """The frames come from the 3D view alone, not from strips or the compositor."""
    frame_step: int
    """What Blender adds to a frame's number for the next frame that it renders."""
    can_choose_camera: bool
    """There are cameras in the file."""
    suits_old_managers: bool
    """Every scene has file extensions on, overwrite and placeholders off."""
    unknown_variables: tuple[tuple[str, str], ...] = ()
    """File Output nodes, each with a variable in its path that does not resolve."""
    colours: ColourConfiguration = BLENDERS_OWN
    """The colour configuration in use, if it is not Blender's own."""
    project: str = ""
    """Name of the project of Blender 5.3 that the file belongs to, if its settings have unsaved changes."""
    survey: SceneSurvey = field(default_factory=SceneSurvey)
    """Facts that take a walk through the file."""


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """Facts about this machine's disk, from the helper."""

    project: str = ""
    """The project's folder, "" = not known yet."""
    how: str = ""
    """The reason for that choice, as a text."""
    too_wide: bool = False
    """It is a home folder or a drive."""
    output_files: int = 0
    """Files that are already in the output folder."""
    last_job: str = ""
    """Name of this user's last job with that folder."""
    last_job_at: str = ""
    """When it was submitted, for messages."""
    filled: frozenset[str] = frozenset()
    """Folders of simulations that contain files."""
    packed_bakes: bool | None = None
    """The .blend contains bakes of simulation zones; None = not known."""

    @classmethod
    def of(cls, answers: Mapping[str, Mapping[str, Any]]) -> DiskFacts:
        """Read the helper's answers by task; parts without an answer are unknown."""
        project, output = answers.get("project_root", {}), answers.get("output_folder", {})
        path, how = project.get("path", ""), project.get("how", "")
        filled = frozenset(answers.get("filled_folders", {}).get("folders", ()))
        return cls(
            path,
            how,
            bool(project.get("too_wide")),
            output.get("files", 0),
            output.get("last_job", ""),
            output.get("last_job_at", ""),
            filled,
            answers.get("packed_bakes", {}).get("found"),
        )


@dataclass(frozen=True, slots=True)
class KnownFarm:
    """Facts about the farm, from a check of the Manager."""

    url: str
    version: str
    is_first_run: bool
    storage: FarmStorage
    storage_reachable: bool
    tags: Sequence[Mapping[str, Any]]
    workers: Sequence[Mapping[str, Any]] | None
    """None = not known."""
    is_fresh: bool
    """The check was in this session; an older one may be outdated."""
    empty_storage: tuple[Finding, ...] = ()
    """The check's finding that the storage is probably not mounted here."""

    @classmethod
    def from_info(cls, info: Mapping[str, Any], *, is_fresh: bool) -> KnownFarm:
        """Read ``farm.manager_summary.ManagerInfo`` as message."""
        return cls(
            url=str(info.get("url") or ""),
            version=str(info.get("version") or ""),
            is_first_run=bool(info.get("is_first_run")) and is_fresh,
            storage=storage_paths.from_info(info),
            storage_reachable=bool(info.get("storage_reachable")),
            tags=tuple(info.get("tags") or ()),
            workers=tuple(info.get("workers") or ()) if info.get("workers_known") and is_fresh else None,
            is_fresh=is_fresh,
            empty_storage=tuple(_empty_storage(info)) if is_fresh else (),
        )


@dataclass(frozen=True, slots=True)
class Job:
    """The job as it would be submitted now."""

    spec: JobTypeSpec
    values: Mapping[str, Any]
    """Key to value of its settings."""
    problems: Mapping[str, str]
    """Key to the problem with its value."""
    worker_tag: str
    """Id or name, "" = any worker."""
    name: str
    given: Collection[str] = ()
    """Keys of settings with a value of the artist, of the project or of the last job."""
    priority: int = 50
    """As it was asked for."""
    shared_folders: tuple[str, ...] = ()
    """Folders that all workers see under the same path."""


def collect_findings(job: Job, scene: SceneFacts, disk: DiskFacts, farm: KnownFarm | None) -> tuple[Finding, ...]:
    """Return all findings, the worst first."""
    found = chain(
        _about_file(job, scene, disk, farm) if job.spec.takes_blendfile else (),
        job_findings.about_settings(job.spec, job.problems),
        job_findings.about_refused(job.spec, job.values, job.given),
        job_findings.about_priority(job.priority),
        about_name(job.spec, job.name, farm.storage.worker_platforms if farm else ()),
        output_paths.about_long_names(job.spec, job.values, job.name),
        output_paths.about_braces(job.spec, job.values, job.name, (farm and farm.storage.variable_names) or None),
        output_paths.about_preview_name(job.spec, job.values, PurePath(scene.blend_path).stem),
        job_findings.about_frames(job.spec, job.values, job.problems),
        job_findings.about_frame_step(job.spec, job.values, job.problems, step=scene.frame_step),
        job_findings.about_format(job.spec, job.values),
        job_findings.about_output_folder(job.spec, job.values, disk.output_files, disk.last_job, disk.last_job_at),
        _about_farm(job, scene, farm) if farm is not None else (),
    )
    return worst_first(found)


def _about_file(job: Job, scene: SceneFacts, disk: DiskFacts, farm: KnownFarm | None) -> Iterator[Finding]:
    yield from job_findings.about_saving(scene.blend_path)
    yield from scene_findings.about_scene(
        scene.scene_in_settings, scene.scene, is_hidden_by_local=scene.is_hidden_by_local
    )
    yield from scene_findings.about_layer(scene.ignored_layer, scene.first_layer)
    yield from scene_findings.about_layers_without_camera(scene.layers_without_camera)
    yield from job_findings.about_camera(
        scene.scene,
        has_camera=scene.has_camera,
        must_have=scene.must_have_camera,
        can_choose=scene.can_choose_camera,
    )
    yield from scene_findings.about_path_variables(scene.unknown_variables)
    yield from about_colours(scene.colours)
    yield from about_project_settings(scene.project, changed=bool(scene.project))
    yield from job_findings.about_project(disk.project, too_wide=disk.too_wide)
    yield from about_simulations(
        job.spec, job.values, scene.survey.simulations, filled=disk.filled, has_packed=disk.packed_bakes
    )
    storage = farm.storage if farm else None
    yield from about_other_outputs(scene.survey.outputs, scene.blend_path, storage, job.shared_folders)
    yield from about_own_lights(scene.survey.own_lights)
    yield from about_addons(scene.survey.addons)


def _about_farm(job: Job, scene: SceneFacts, farm: KnownFarm) -> Iterator[Finding]:
    has_shaman = farm.storage.has_shaman
    yield from farm_findings.about_setup(farm.url, is_first_run=farm.is_first_run)
    yield from farm_findings.about_version(farm.version)
    yield from farm_findings.about_tag(job.worker_tag, farm.tags, is_fresh=farm.is_fresh)
    yield from farm_findings.about_workers(job.worker_tag, farm.tags, farm.workers)
    yield from job_findings.about_output(job.spec, job.values, farm.storage)
    if job.spec.takes_blendfile:
        yield from farm_findings.about_output_flags(farm.version, suits=scene.suits_old_managers)
        yield from farm_findings.about_storage(
            farm.storage.location, has_shaman=has_shaman, reachable=farm.storage_reachable, is_fresh=farm.is_fresh
        )
        yield from farm.empty_storage


def _empty_storage(info: Mapping[str, Any]) -> Iterator[Finding]:
    for warning in info.get("warnings") or ():
        if warning.get("id") == EMPTY_STORAGE:
            yield Finding.from_message(warning)
