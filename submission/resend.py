"""Send a job again, or some of its frames, from the record of its submission: same files, a checkout of its own."""

from __future__ import annotations

import time
import uuid
from collections.abc import Generator
from dataclasses import replace
from typing import Any, Final

from ..core.cancel import CancelToken
from ..core.errors import ErrorKind, FarmError
from ..core.finding import listed
from ..core.progress import Phase, Progress
from ..core.safe_names import fresh_name
from ..core.text import say
from ..core.user_files import UserFiles
from ..farm.manager_url import job_url
from ..job_types.frame_ranges import FrameRangeError, parse_frames
from ..manager_client.models import Job, ShamanFileSpec
from .manager_api.manager import METADATA_KEY, connect
from .recorded_job import outcome_recorded
from .records.record import Outcome, SubmissionRecord
from .records.records import Records
from .recovery.job_creation import create_job

FRAMES: Final = "frames"
INSTEAD = "Take over its settings, then submit the open file instead."


def resend(
    url: str, job_id: str, frames: str, platform: str, *, user_files: UserFiles, cancel: CancelToken
) -> Generator[Progress, None, dict[str, Any]]:
    """Make a new job with the files of an earlier one, for some of its frames, into the same folder.

    The settings are those that the Manager has, so that a resolved ``{timestamp}`` stays. The new job has a checkout
    of its own: deleting one of the two jobs leaves the other's files.

    Args:
        url: Address of the Manager.
        job_id: The earlier job.
        frames: Frames to render; "" = the same.
        platform: This machine's, as the Manager names it.
        user_files: With the records of submissions.
        cancel: Set when the user cancels.

    Returns:
        ``job_id, job_name, job_url, submission_id``.

    Raises:
        FarmError: The record can't be used, and why; or the Manager refused the job.
        Cancelled: The user cancelled.
    """
    records = Records(user_files)
    record = next((each for each in records.all() if each.job_id == job_id and each.manager_url == url), None)
    if record is None:
        raise _unusable(say("This job was not sent from this computer, so its files are not known here."))
    if not record.checkout:
        raise _unusable(say("This job's files were not uploaded, so they can't be used for a job of its own."))
    _check_frames(frames)
    yield Progress(Phase.ASKING, text="Asking the Manager")
    with connect(url, cancel, user_files) as manager:
        with manager.explained("ask about the job"):
            job = manager.job(job_id)
        if job is None:
            raise _unusable(say("This job does not exist any more on the farm."))
        entries = _entries(records, record)
        with manager.explained("ask which files are stored"):
            lost = manager.requirements(entries)
        if lost:
            names = listed([each.path for each in lost])
            raise _unusable(say("The farm has lost {count} files of this job: {names}.", count=len(lost), names=names))
        yield Progress(Phase.CHECKOUT, text="Preparing the files")
        with manager.explained("prepare the files"):
            checkout = manager.checkout(entries, fresh_name("", job.name))
        new = replace(
            record,
            submission_id=uuid.uuid4().hex,
            checkout=checkout,
            copy="",
            content="",
            job_id="",
            job_url="",
            outcome=Outcome.SENDING,
            told=False,
            at=time.time(),
        )
        records.write(new)
        records.write_files(new.submission_id, list(records.files(record.submission_id)))
        request = _request(job, record, new, frames, platform)
        with outcome_recorded(records, new.submission_id):
            made = yield from create_job(manager, records, new, request, cancel)
        link = job_url(url, made.id)
        text = say('Submitted "{name}"', name=made.name)
        records.close(new, Outcome.DONE, sent_at=time.time(), job_id=made.id, job_url=link, message=text, told=True)
    return {"job_id": made.id, "job_name": made.name, "job_url": link, "submission_id": new.submission_id}


def _request(job: Job, record: SubmissionRecord, new: SubmissionRecord, frames: str, platform: str) -> dict[str, Any]:
    """Return the job to submit: everything as it was, the path of the .blend in the new checkout."""
    settings = dict(job.settings or {})
    if frames:
        settings[FRAMES] = frames
    blend = settings.get("blendfile")
    if isinstance(blend, str):
        settings["blendfile"] = blend.replace(record.checkout, new.checkout, 1)
    request: dict[str, Any] = {
        "name": job.name,
        "type": job.type,
        "priority": job.priority,
        "settings": settings,
        "metadata": {**(job.metadata or {}), METADATA_KEY: new.submission_id},
        "submitter_platform": platform,
        "storage": {"shaman_checkout_id": new.checkout},
    }
    if job.worker_tag:
        request["worker_tag"] = job.worker_tag
    return request


def _entries(records: Records, record: SubmissionRecord) -> list[ShamanFileSpec]:
    found = [
        ShamanFileSpec(sha=file.sha, size=file.size, path=file.path)
        for file in records.files(record.submission_id)
        if file.sha and file.path
    ]
    if not found:
        raise _unusable(say("The list of this job's files is not on this computer any more."))
    return found


def _check_frames(frames: str) -> None:
    try:
        if frames:
            parse_frames(frames)
    except FrameRangeError as error:
        raise FarmError(str(error), kind=ErrorKind.SETTINGS) from error


def _unusable(text: str) -> FarmError:
    return FarmError(text, kind=ErrorKind.NOT_READY, hint=INSTEAD, details={"use_open_file": True})
