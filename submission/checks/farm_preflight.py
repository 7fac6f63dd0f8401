"""Checks of a job against the Manager's current state, before anything is uploaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding
from ...core.text import say
from ...farm import farm_findings
from ...farm.empty_storage import about_empty_storage
from ...job_types import job_type
from ...job_types.job_type import JobTypeSpec
from ...manager_client.models import SharedStorageLocation
from ..manager_api.manager import METADATA_KEY, Manager
from ..snapshot import JobSnapshot
from .disk_checks import about_output_folder
from .output_paths import output_paths

MISSING_KEY = "flamenco_client.missing_files"
"""Name of the job's metadata that lists missing files, one path a line."""
_MOST_MISSING = 100


@dataclass(frozen=True, slots=True)
class FarmFacts:
    """Facts about the farm, just requested, never from a cache."""

    shaman_enabled: bool
    storage_location: str
    """The shared storage on this machine, according to the Manager."""
    worker_tag: str
    """Id of the worker tag, "" = any worker."""
    takes_blendfile: bool
    settings: Mapping[str, Any]
    """A value for every setting that the job type declares now."""
    version: str
    """The Manager's, such as ``3.9-beta1``."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """The paths that frames are written to, by key; see ``output_paths``."""
    warnings: tuple[Finding, ...] = ()
    """Warnings about the farm."""


def fetch_farm_facts(snapshot: JobSnapshot, manager: Manager) -> FarmFacts:
    """Request the Manager's facts for this job.

    Raises:
        FarmError: The job can't be submitted as it is.
    """
    if manager.is_first_run():
        raise FarmError(
            say("The Manager at {url} is not set up yet: jobs would not be rendered.", url=manager.url),
            kind=ErrorKind.SET_UP,
            hint="Finish the set-up assistant in its web interface, then submit again.",
        )
    version = manager.version()
    spec = _job_type(snapshot, manager)
    storage = manager.shared_storage(snapshot.platform)
    settings = _settings(snapshot, spec)
    return FarmFacts(
        shaman_enabled=storage.shaman_enabled,
        storage_location=storage.location,
        worker_tag=_worker_tag(snapshot.worker_tag, manager),
        takes_blendfile=spec.takes_blendfile,
        settings=settings,
        version=version,
        outputs=output_paths(spec, settings),
        warnings=(
            *_about_farm(version, snapshot.worker_tag, manager),
            *_about_storage(snapshot, spec, storage, manager),
            *about_output_folder(spec, settings, snapshot.user_files),
        ),
    )


def job_request(
    snapshot: JobSnapshot, facts: FarmFacts, blendfile: str, checkout: str, missing: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the job as it is sent to the Manager.

    What has no value is left out: the Manager answers ``null`` with 400.

    Args:
        snapshot: The job.
        facts: The Manager's facts.
        blendfile: Path, or planned path, of the .blend on the farm; "" = no file.
        checkout: The checkout's path, "" without Shaman; deleting the job will delete it.
        missing: The missing files, stored with the job to explain incomplete frames.
    """
    settings = {key: value for key, value in facts.settings.items() if value is not None}
    if facts.takes_blendfile:
        settings["blendfile"] = blendfile
    metadata = {**snapshot.metadata, METADATA_KEY: snapshot.submission_id}
    if missing:
        metadata[MISSING_KEY] = "\n".join(missing[:_MOST_MISSING])
    job: dict[str, Any] = {
        "name": snapshot.name,
        "type": snapshot.job_type,
        "priority": snapshot.priority,
        "settings": settings,
        "metadata": metadata,
        "submitter_platform": snapshot.platform,
    }
    optional = {
        "type_etag": snapshot.job_type_etag,
        "worker_tag": facts.worker_tag,
        "initial_status": "paused" if snapshot.start_paused else "",
    }
    job.update({key: value for key, value in optional.items() if value})
    if checkout:
        job["storage"] = {"shaman_checkout_id": checkout}
    return job


def _about_farm(version: str, worker_tag: str, manager: Manager) -> Iterator[Finding]:
    """Yield warnings about the farm."""
    yield from farm_findings.about_version(version)
    tags = [{"id": tag.id, "name": tag.name} for tag in manager.tags()] if worker_tag else []
    yield from farm_findings.about_workers(worker_tag, tags, manager.workers(with_tags=bool(worker_tag)))


def _about_storage(
    snapshot: JobSnapshot, spec: JobTypeSpec, storage: SharedStorageLocation, manager: Manager
) -> Iterator[Finding]:
    """Yield a warning if files are copied to a storage that is not mounted."""
    if spec.takes_blendfile and not storage.shaman_enabled:
        location, platform = storage.location, snapshot.platform
        yield from about_empty_storage(location, manager.jobs, lambda: manager.variables(platform))


def _job_type(snapshot: JobSnapshot, manager: Manager) -> JobTypeSpec:
    offered, _ = job_type.parse_all(manager.job_types())
    for spec in offered:
        if spec.name == snapshot.job_type:
            break
    else:
        names = ", ".join(spec.name for spec in offered) or say("none at all")
        raise FarmError(
            say(
                "The Manager at {url} has no job type {name} (it has: {names}).",
                url=manager.url,
                name=repr(snapshot.job_type),
                names=names,
            ),
            kind=ErrorKind.OUTDATED,
            hint="Refresh the Manager's information and choose another job type.",
        )
    if snapshot.job_type_etag and spec.etag and snapshot.job_type_etag != spec.etag:
        raise FarmError(
            say("The job type {name} has changed on the Manager since its settings were read.", name=repr(spec.label)),
            kind=ErrorKind.OUTDATED,
            hint="Refresh the Manager's information, look over the settings and submit again.",
        )
    return spec


def _settings(snapshot: JobSnapshot, spec: JobTypeSpec) -> dict[str, Any]:
    """Return every declared setting with its value, or the zero of its type: job scripts rely on them."""
    settings = dict(snapshot.settings)
    lacking = []
    for setting in spec.settings:
        if settings.get(setting.key) is None:
            settings[setting.key] = setting.zero
        if setting.required and not setting.is_blendfile and settings[setting.key] == "":
            lacking.append(setting.label or setting.key)
    if lacking:
        raise FarmError(
            say(
                "The job type {name} needs a value for {settings}.", name=repr(spec.label), settings=", ".join(lacking)
            ),
            kind=ErrorKind.SETTINGS,
            hint="Fill it in, then submit again.",
        )
    return settings


def _worker_tag(wanted: str, manager: Manager) -> str:
    """Return the id of the tag: an unknown tag passes the Manager's check, but creating the job fails with HTTP 500."""
    if not wanted:
        return ""
    tags = manager.tags()
    for tag in tags:
        if tag.id and tag.id == wanted:
            return wanted
    for tag in tags:
        if tag.id and tag.name == wanted:
            return tag.id
    names = ", ".join(tag.name for tag in tags) or say("none at all")
    raise FarmError(
        say(
            "The Manager at {url} has no worker tag {name} (it has: {names}).",
            url=manager.url,
            name=repr(wanted),
            names=names,
        ),
        kind=ErrorKind.TAG,
        hint="Choose another tag, or none, then submit again.",
    )
