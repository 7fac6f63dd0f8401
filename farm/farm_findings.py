"""Findings about the farm, computed from the last check of the Manager: one function for each subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..core.finding import Finding, error, listed, remark, warning
from ..core.text import say
from . import manager_versions
from .manager_url import web_url

ONLINE: Final = frozenset({"awake", "starting", "testing", "restart"})
"""States of workers that accept tasks, or soon will."""
ASLEEP: Final = "asleep"
EMPTY_STORAGE: Final = "empty-storage"
"""Id of the finding of ``empty_storage``, which a check of the Manager makes."""

Json = Mapping[str, Any]


def about_version(version: str) -> Iterator[Finding]:
    """Yield a warning if the client does not support the Manager's version."""
    if not manager_versions.is_supported(version):
        yield warning(
            "version",
            "The Manager's version is {version}; this client supports {span}: some features may not work",
            "manager",
            version=version or say("unknown"),
            span=manager_versions.span(),
        )


def about_output_flags(version: str, *, suits: bool) -> Iterator[Finding]:
    """Yield a remark if the copy gets other output flags: Managers before 3.9 use those of the .blend.

    Args:
        version: The Manager's version.
        suits: Every scene of the file has file extensions on, overwrite and placeholders off.
    """
    if manager_versions.wants_output_flags(version) and not suits:
        yield remark(
            "output-flags",
            "This Manager is older than 3.9: in the copy that is sent, file extensions are switched on, "
            "overwrite and placeholders off",
            "blendfile",
        )


def about_setup(url: str, *, is_first_run: bool) -> Iterator[Finding]:
    """Yield an error if the Manager is in set-up mode: it would accept the job, but not render it."""
    if is_first_run:
        text = "The Manager is in set-up mode: finish its set-up in the web interface, {address}"
        yield error("set-up", text, "manager", fix="check", address=web_url(url))


def about_storage(location: str, *, has_shaman: bool, reachable: bool, is_fresh: bool) -> Iterator[Finding]:
    """Yield a finding if this machine must copy files to the storage and can't access it.

    Args:
        location: Path of the storage on this machine.
        has_shaman: Files are uploaded instead.
        reachable: The folder existed when the Manager was checked.
        is_fresh: That check was in this session.
    """
    if not has_shaman and not reachable:
        found = error if is_fresh else warning
        yield found(
            "storage",
            "The farm's storage {location} is unreachable from this machine: connect to it, or correct its path "
            "in the Manager's variables, then check again",
            "manager",
            fix="check",
            location=location or say("(unknown)"),
        )


def about_tag(chosen: str, tags: Sequence[Json], *, is_fresh: bool) -> Iterator[Finding]:
    """Yield a finding if the tag is unknown: the Manager would reject the job, after all files are uploaded."""
    if chosen and tag_id(chosen, tags) is None:
        found = error if is_fresh else warning
        text = 'The Manager has no worker tag "{tag}" (it has: {names}): choose another one'
        names = listed([str(tag.get("name")) for tag in tags]) or say("none at all")
        yield found("tag", text, "worker_tag", fix="any_worker", tag=chosen, names=names)


def tag_id(chosen: str, tags: Sequence[Json]) -> str | None:
    """Return the id of a tag, given by id or name; None if it is unknown."""
    for name in ("id", "name"):
        for tag in tags:
            if chosen and tag.get(name) == chosen:
                return str(tag["id"])
    return None


def about_workers(chosen: str, tags: Sequence[Json], workers: Sequence[Json] | None) -> Iterator[Finding]:
    """Yield a finding if no worker for the job is online.

    Args:
        chosen: Id or name of the job's worker tag, "" = any worker.
        tags: The Manager's tags.
        workers: Its workers with ``status`` and ``tags`` (ids, None = not requested); None = not known.
    """
    wanted = tag_id(chosen, tags)
    if workers is None or (chosen and wanted is None):
        return
    suitable = [w for w in workers if not wanted or w.get("tags") is None or wanted in w["tags"]]
    states = {str(worker.get("status")) for worker in suitable}
    if states & ONLINE:
        return
    name = next((str(tag.get("name")) for tag in tags if tag.get("id") == wanted), "")
    asleep = ASLEEP in states
    if chosen:
        text = (
            'All workers with the tag "{tag}" are asleep: the job waits for them'
            if asleep
            else 'No worker with the tag "{tag}" is online: the job waits for one'
        )
    else:
        text = "All workers are asleep: the job waits for them" if asleep else "No worker is online: the job waits"
    found = remark if asleep else warning
    yield found("workers", text, "worker_tag", tag=name)
