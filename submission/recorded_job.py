"""Recording of one submission: what ``submit`` writes to its record, and when."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..core.errors import Cancelled, FarmError
from ..core.text import fixed, say
from ..farm.manager_url import job_url
from ..manager_client.models import Job
from .packing.pack import Pack
from .records.record import Outcome, SubmissionRecord
from .records.records import Records, SentFile
from .recovery import job_copies
from .recovery.job_copies import JobCopy
from .snapshot import JobSnapshot
from .transfer.delivery import Delivered, Delivery
from .transfer.storage_delivery import InPlaceDelivery


@contextlib.contextmanager
def outcome_recorded(records: Records, submission_id: str) -> Iterator[None]:
    """Record that the submission failed or was cancelled; whoever gets the exception is told."""
    try:
        yield
    except Cancelled as end:
        records.end(submission_id, Outcome.CANCELLED, told=True, message=end.message)
        raise
    except Exception as error:
        hint = error.hint if isinstance(error, FarmError) else ""
        records.end(submission_id, Outcome.FAILED, told=True, message=fixed(str(error)), hint=hint)
        raise


def begin(records: Records, snapshot: JobSnapshot) -> SubmissionRecord:
    """Record the submission before anything is sent, and delete old records.

    Raises:
        FarmError: The disk refuses.
    """
    records.prune()
    record = SubmissionRecord(
        submission_id=snapshot.submission_id,
        manager_url=snapshot.manager_url,
        job_name=snapshot.name,
        blend_path=snapshot.blend.path if snapshot.blend else "",
        outcome=Outcome.SENDING,
        at=time.time(),
        job_type=snapshot.job_type,
        user=snapshot.metadata.get("user.name", ""),
        scene=str(snapshot.settings.get("scene", "")),
        settings={
            key: {"value": value, "from": snapshot.origins.get(key, "")} for key, value in snapshot.settings.items()
        },
    )
    records.write(record)
    return record


def sent(pack: Pack | None, delivery: Delivery) -> Pack | None:
    """Return the pack with the files that are sent or copied: of a .blend on the storage itself no other file."""
    return replace(pack, files=pack.files[:1]) if pack and isinstance(delivery, InPlaceDelivery) else pack


def checksums_of_originals(planned: Pack | None, changed: Pack | None, delivered: Delivered) -> dict[str, str]:
    """Return the checksums by path in the pack, without those of rewritten copies."""
    if planned is None or changed is None:
        return {}
    originals = {file.path_in_pack: file.source for file in planned.files}
    same = (file.path_in_pack for file in changed.files if file.source == originals.get(file.path_in_pack))
    return {place: delivered.checksums[place] for place in same if place in delivered.checksums}


def recorded_files(pack: Pack | None, delivered: Delivered) -> Iterator[SentFile]:
    """Yield the files of the job, and what was left out."""
    if pack is None:
        return
    for file in pack.files:
        yield SentFile(file.path_in_pack, delivered.checksums.get(file.path_in_pack, ""), file.size, file.source)
    for lacking in pack.unavailable:
        yield SentFile("", "", 0, lacking.path, lacking.why or "missing")
    for skipped in (*pack.excluded, *pack.shared):
        yield SentFile("", "", 0, skipped.path, skipped.why or "shared")


def close(
    records: Records, record: SubmissionRecord, job: Job, settings: Mapping[str, Mapping[str, Any]], output: str
) -> None:
    """Record the job and its copy; nobody is told yet, for the result may not reach Blender."""
    if record.copy:
        copy = JobCopy(record.submission_id, record.manager_url, job.id, job.name, record.copy)
        job_copies.keep(records.user_files, copy)
    records.close(
        record,
        Outcome.DONE,
        settings=settings,
        sent_at=time.time(),
        output=output,
        job_id=job.id,
        job_url=job_url(record.manager_url, job.id),
        message=say('Submitted "{name}"', name=job.name),
    )
