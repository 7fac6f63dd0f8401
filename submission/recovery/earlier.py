"""Earlier submissions of the same job: one whose outcome nobody was told stands for the new one, once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ...core.cancel import CancelToken
from ...core.finding import Finding, warning
from ...core.progress import Progress
from ...manager_client.models import Job
from ..local_files.checksum_cache import ChecksumCache
from ..local_files.file_sources import FileSources
from ..manager_api.manager import Manager
from ..packing.pack import Pack
from ..records.record import Outcome, SubmissionRecord
from ..records.records import Records
from ..snapshot import JobSnapshot
from ..transfer.pack_contents import PackContents
from .job_creation import find_job
from .running_submissions import list_running

WITHIN: Final = 24 * 3600.0
"""Seconds for which an earlier submission counts."""
_WITHOUT_JOB: Final = frozenset({Outcome.ABSENT, Outcome.CANCELLED, Outcome.CUT_OFF, Outcome.FAILED})


class EarlierSubmissions:
    """The submissions before a new one."""

    def __init__(self, snapshot: JobSnapshot, records: Records) -> None:
        self._snapshot = snapshot
        self._records = records
        busy = {note["submission_id"] for note in list_running(snapshot.user_files)} | {snapshot.submission_id}
        self._of_this_manager = [
            record
            for record in records.all()
            if record.manager_url == snapshot.manager_url
            and record.submission_id not in busy
            and abs(time.time() - (record.sent_at or record.at)) < WITHIN
        ]

    @property
    def _may_be_same(self) -> Iterator[SubmissionRecord]:
        job = (self._snapshot.name, self._snapshot.job_type)
        for record in self._of_this_manager:
            if record.made_a_job and record.content and (record.job_name, record.job_type) == job:
                yield record

    @property
    def _alike(self) -> Iterator[SubmissionRecord]:
        blend = self._snapshot.blend
        job = (self._snapshot.name, blend.path if blend else "")
        return (record for record in self._of_this_manager if (record.job_name, record.blend_path) == job)

    def find(
        self, pack: Pack | None, sources: FileSources, manager: Manager, cancel: CancelToken
    ) -> Generator[Progress, None, SubmissionRecord | None]:
        """Return the submission of the same content whose outcome nobody was told, if its job exists.

        Args:
            pack: The files of the job that are sent, as planned.
            sources: Opens them.
            manager: The Manager.
            cancel: Stops it.

        Raises:
            FarmError: A file can't be read, or the Manager can't be asked.
            Cancelled: The user cancelled.
        """
        untold = [record for record in self._may_be_same if not record.told]
        if not untold or self._snapshot.again:
            return None
        content = yield from content_of(self._snapshot, pack, {}, sources, cancel)
        for record in untold:
            if record.content == content:
                job: Job | None = yield from find_job(manager, record, cancel, (0.0,))
                if job is not None:
                    return record
        return None

    def close(self, content: str) -> Iterator[Finding]:
        """Yield a warning about the newest job like the new one, which has been created."""
        named = [record for record in self._may_be_same if record.told and record.content == content]
        named += [record for record in self._alike if record.made_a_job and not record.told]
        for record in self._alike:
            if not record.told and (record.made_a_job or record.outcome in _WITHOUT_JOB):
                self._records.tell(record.submission_id)
        for record in sorted(named, key=lambda record: record.at)[-1:]:
            text = 'There is an earlier job "{name}" of the last 24 hours, too: {url}'
            yield warning("submitted-before", text, "job_name", name=record.job_name, url=record.job_url)


def content_of(
    snapshot: JobSnapshot, pack: Pack | None, known: Mapping[str, str], sources: FileSources, cancel: CancelToken
) -> Generator[Progress, None, str]:
    """Return a digest of a job and its files, equal if Manager, job type, name, settings and all files are.

    Args:
        snapshot: The job.
        pack: Its files.
        known: The checksums that are known, by path in the pack; other files are read.
        sources: Opens them.
        cancel: Stops it.

    Raises:
        FarmError: A file can't be read.
        Cancelled: The user cancelled.
    """
    files = pack.files if pack else ()
    checksums = {file.path_in_pack: known[file.path_in_pack] for file in files if file.path_in_pack in known}
    rest = tuple(file for file in files if file.path_in_pack not in checksums)
    if pack and rest:
        with ChecksumCache(snapshot.user_files) as cache:
            read = yield from PackContents(sources, cancel, cache).read(replace(pack, files=rest))
        checksums.update((entry.file.path_in_pack, entry.checksum.sha) for entry in read)
    job = [snapshot.manager_url, snapshot.job_type, snapshot.name, dict(snapshot.settings), sorted(checksums.items())]
    return hashlib.sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()
