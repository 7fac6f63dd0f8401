"""Submit: upload everything the render needs, then create the job. All steps in order."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from ..core.cancel import CancelToken
from ..core.confirmation import UserConfirmation
from ..core.errors import Cancelled, ErrorKind, FarmError
from ..core.finding import Finding, Severity, messages
from ..core.progress import Phase, Progress
from ..core.safe_names import fresh_name, printable
from ..core.strictness import refuse_warnings
from ..core.text import join, say
from ..core.user_files import Kind
from ..farm.error_messages import explain
from ..farm.manager_url import job_url
from ..job_types import last_used
from ..manager_client.models import Job
from . import recorded_job
from .checks import farm_preflight
from .checks.farm_preflight import FarmFacts
from .file_report.confirm_files import FileConfirmation
from .local_files.file_sources import FileSources
from .local_files.held_blend import delete_stale_copies, open_held_blend, remove_copy
from .manager_api.manager import Manager, connect
from .manager_api.timeouts import Timeouts
from .manager_api.wait_for_manager import answered, patiently
from .output_turn import OutputTurn
from .packing.pack import Pack
from .packing.pack_note import with_note
from .packing.plan import plan_files
from .records.record import Outcome, SubmissionRecord
from .records.records import Records
from .recovery.earlier import EarlierSubmissions, content_of
from .recovery.job_creation import WithdrawalResult, create_job, withdraw_job
from .recovery.reconciliation import earlier_result, reconcile_before_submit
from .recovery.running_submissions import registered
from .rewriting.required_changes import flags_for
from .rewriting.rewrite import Rewritten, rewritten
from .snapshot import JobSnapshot
from .transfer.delivery import Delivered, Delivery, NoDelivery
from .transfer.shaman_delivery import LEFT_BEHIND, ShamanDelivery
from .transfer.storage_delivery import CopyDelivery, InPlaceDelivery, can_write_beside, inside, require_reachable

_log = logging.getLogger(__name__)


def submit(
    snapshot: JobSnapshot,
    *,
    cancel: CancelToken,
    confirmation: UserConfirmation | None = None,
    timeouts: Timeouts | None = None,
) -> Generator[Progress, None, dict[str, Any]]:
    """Submit a job in its state at the click.

    Args:
        snapshot: The job.
        cancel: Stops it.
        consent: The user's confirmation, awaited if files need one and the job is to ``ask``.
        patience: The timeouts.

    Returns:
        ``submission_id, job_id, job_name, job_url, checkout, files, files_sent, bytes_sent``, and lists: ``missing``
        (paths), ``copies`` (paths of copies beside the artist's file), ``warnings`` (findings as messages).
        ``settings`` has the value and the origin of each setting as the Manager has it, ``output_path`` is where frames
        are written to, "" = not known; ``already_submitted``: it is the job of an earlier submission whose outcome
        nobody was told.

    Raises:
        FarmError: No job was created; or ``kind="not-known"``: it may have been created.
        Cancelled: The user cancelled; the message names what is left behind, if anything.
    """
    records = Records(snapshot.user_files)
    with ExitStack() as stack:
        stack.enter_context(registered(snapshot, cancel))
        stack.callback(remove_copy, snapshot.blend)
        stack.enter_context(recorded_job.outcome_recorded(records, snapshot.submission_id))
        delete_stale_copies(snapshot.blend)
        records.require_room()
        record = records.read(snapshot.submission_id) or recorded_job.begin(records, snapshot)
        # The .blend is opened first: what the user saves from now on does not affect the job.
        sources = stack.enter_context(open_held_blend(snapshot))
        manager = stack.enter_context(connect(snapshot.manager_url, cancel, snapshot.user_files, timeouts))

        yield Progress(Phase.CHECKING, text="Asking the Manager")
        arrived = yield from reconcile_before_submit(snapshot, manager, records, cancel)
        if arrived is not None:
            return earlier_result(arrived)
        if record.outcome is not Outcome.SENDING:  # it was sent before, and did not arrive
            record = recorded_job.begin(records, snapshot)
        return (
            yield from _submit(
                snapshot,
                record,
                records=records,
                sources=sources,
                manager=manager,
                stack=stack,
                confirmation=confirmation or UserConfirmation(),
                cancel=cancel,
            )
        )


def _submit(
    snapshot: JobSnapshot,
    record: SubmissionRecord,
    *,
    records: Records,
    sources: FileSources,
    manager: Manager,
    stack: ExitStack,
    confirmation: UserConfirmation,
    cancel: CancelToken,
) -> Generator[Progress, None, dict[str, Any]]:
    """Submit a job that is recorded and has not arrived before."""
    looking = Progress(Phase.CHECKING, text="Asking the Manager")
    facts = yield from answered(manager, lambda: farm_preflight.fetch_farm_facts(snapshot, manager), looking)
    pack = yield from _plan(snapshot, facts, stack, cancel)
    sources.expect(pack.real_paths if pack else {})
    snapshot = _of_project(snapshot, pack)
    before = FileConfirmation(snapshot, confirmation, cancel)
    delivery = _choose(snapshot, facts, pack, sources=sources, manager=manager, cancel=cancel)
    earlier = EarlierSubmissions(snapshot, records)
    same = yield from earlier.find(recorded_job.sent(pack, delivery), sources, manager, cancel)
    if same is not None:
        records.remove(snapshot.submission_id)
        return earlier_result(same)
    yield from before.show_report(pack, delivery)
    missing = tuple(printable(entry.path) for entry in pack.unavailable) if pack else ()
    planned = farm_preflight.job_request(snapshot, facts, delivery.planned_blendfile, "", missing)
    yield from patiently(manager, lambda: manager.check(planned), looking, cancel)

    changed = yield from _rewrite(snapshot, facts, pack, delivery, sources=sources, stack=stack, cancel=cancel)
    if changed.pack is not pack:
        delivery = _choose(snapshot, facts, changed.pack, sources=sources, manager=manager, cancel=cancel)
    told = (*snapshot.warnings, *facts.warnings, *snapshot.findings, *before.warnings, *changed.notes)
    refuse_warnings((*told, *delivery.warnings) if snapshot.strict else ())
    yield from before.wait_for_user(delivery)
    try:
        delivered = yield from delivery.run()
        record = replace(record, checkout=delivered.checkout, made=delivered.made, copy=delivered.copy)
        known = recorded_job.checksums_of_originals(pack, changed.pack, delivered)
        content = yield from content_of(snapshot, recorded_job.sent(pack, delivery), known, sources, cancel)
        record = replace(record, content=content)
        records.write_files(snapshot.submission_id, recorded_job.recorded_files(pack, delivered))
    except Exception as error:
        raise _ended(error, delivery.undo(), snapshot, cancel) from error
    job, facts, doubtful = yield from _create(
        snapshot,
        facts,
        delivery,
        delivered,
        records=records,
        record=record,
        missing=missing,
        manager=manager,
        cancel=cancel,
    )
    output = _output(job, facts)
    recorded_job.close(records, record, job, _settings(snapshot, job), output)
    last_used.remember(snapshot.user_files, snapshot.manager_url, snapshot.job_type, snapshot.remember)
    warnings = (*told, *delivery.warnings, *doubtful, *earlier.close(content))
    return _report(snapshot, job, delivered, missing, warnings) | {"output_path": output}


def _create(
    snapshot: JobSnapshot,
    facts: FarmFacts,
    delivery: Delivery,
    delivered: Delivered,
    *,
    records: Records,
    record: SubmissionRecord,
    missing: tuple[str, ...],
    manager: Manager,
    cancel: CancelToken,
) -> Generator[Progress, None, tuple[Job, FarmFacts, tuple[Finding, ...]]]:
    """Create the job in its turn; return it, what was sent, and warnings about its output path."""
    try:
        with OutputTurn(snapshot.user_files, facts.outputs) as turn:
            yield from turn.wait(cancel)
            facts = replace(facts, settings=turn.settings(facts.settings))
            request = farm_preflight.job_request(snapshot, facts, delivered.blendfile, delivered.checkout, missing)
            job = yield from create_job(manager, records, record, request, cancel)
            return job, facts, turn.record(job)
    except Cancelled as error:
        raise Cancelled(_withdraw(manager, records, record, delivery)) from error
    except Exception as error:
        raise _ended(error, _left_behind(records, record, delivery), snapshot, cancel) from error


def _plan(
    snapshot: JobSnapshot, facts: FarmFacts, stack: ExitStack, cancel: CancelToken
) -> Generator[Progress, None, Pack | None]:
    """Return the pack to upload; ``None`` for a job without file."""
    if not facts.takes_blendfile:
        return None
    blend = snapshot.blend
    if blend is None:
        raise FarmError(
            say("The job type {name} renders a .blend file, and there is none.", name=repr(snapshot.job_type)),
            kind=ErrorKind.FILE,
            hint="Save the file, then submit again.",
        )
    pack = yield from plan_files(snapshot, blend, cancel)
    note = snapshot.user_files.path(Kind.HELD, f"{snapshot.submission_id}-note")
    stack.callback(note.unlink, missing_ok=True)
    return with_note(pack, note)


def _of_project(snapshot: JobSnapshot, pack: Pack | None) -> JobSnapshot:
    """Return the job with its project's name in the metadata, which is known only once the files are."""
    if pack is None:
        return snapshot
    project = printable(os.path.basename(pack.root))
    return replace(snapshot, metadata={"project": project, **snapshot.metadata})


def _choose(
    snapshot: JobSnapshot,
    facts: FarmFacts,
    pack: Pack | None,
    *,
    sources: FileSources,
    manager: Manager,
    cancel: CancelToken,
) -> Delivery:
    """Return the delivery for the Manager's current kind of storage."""
    if pack is None or snapshot.blend is None:
        return NoDelivery()

    def fresh() -> str:
        return fresh_name(snapshot.metadata["project"], snapshot.name)

    if facts.shaman_enabled:
        backoff = manager.timeouts.backoff
        return ShamanDelivery(
            pack,
            manager,
            sources,
            fresh_path=fresh,
            cancel=cancel,
            user_files=snapshot.user_files,
            backoff=backoff,
        )
    require_reachable(facts.storage_location)
    on_storage = inside(facts.storage_location, snapshot.blend.path)
    has_copy = pack.files[0].source != snapshot.blend.path
    changes = has_copy or snapshot.blend.images or flags_for(snapshot, facts)
    read_only = ""
    if on_storage and changes and not can_write_beside(on_storage, snapshot.submission_id):
        read_only = os.path.dirname(on_storage)
    if on_storage and not read_only:
        return InPlaceDelivery(
            pack,
            sources,
            facts.storage_location,
            on_storage=on_storage,
            submission_id=snapshot.submission_id,
            has_copy=has_copy,
            cancel=cancel,
        )
    return CopyDelivery(pack, sources, facts.storage_location, fresh(), cancel, read_only=read_only)


def _rewrite(
    snapshot: JobSnapshot,
    facts: FarmFacts,
    pack: Pack | None,
    delivery: Delivery,
    *,
    sources: FileSources,
    stack: ExitStack,
    cancel: CancelToken,
) -> Generator[Progress, None, Rewritten]:
    """Return the pack with rewritten copies in place of files whose paths would not resolve on the farm."""
    if pack is None:
        return Rewritten(pack)
    # A .blend that is rendered in place keeps its references.
    return (
        yield from rewritten(
            snapshot,
            pack,
            flags_for(snapshot, facts),
            paths=not isinstance(delivery, InPlaceDelivery),
            sources=sources,
            stack=stack,
            cancel=cancel,
        )
    )


def _ended(error: Exception, left_behind: str, snapshot: JobSnapshot, cancel: CancelToken) -> FarmError | Cancelled:
    """Return the error of a submission without a job, with what is left behind."""
    if isinstance(error, Cancelled) or (cancel.cancelled and not isinstance(error, FarmError)):
        return Cancelled(left_behind)
    if not isinstance(error, FarmError):
        _log.error("submission %s", snapshot.submission_id, exc_info=error)
    explained = explain(error, snapshot.manager_url)
    explained.details["left_behind"] = left_behind
    return explained


def _left_behind(records: Records, record: SubmissionRecord, delivery: Delivery) -> str:
    """Undo the delivery unless the job may have been created; return a message about files left behind, or ""."""
    is_open = any(other.submission_id == record.submission_id for other in records.pending())
    return _in_doubt(record) if is_open else delivery.undo()


def _in_doubt(record: SubmissionRecord) -> str:
    """Return a message about the files of a job that may have been created; "" = nothing was made for it."""
    if not record.made:
        return ""
    return say(
        "If the job did not arrive, {path} remains without a job; it can be deleted.", path=printable(record.made)
    )


def _withdraw(manager: Manager, records: Records, record: SubmissionRecord, delivery: Delivery) -> str:
    """Undo everything, including the job; return what is left behind, as a text."""
    with manager.afresh() as free:
        result = withdraw_job(free, records, record.submission_id)
    if result is WithdrawalResult.NOT_KNOWN:
        doubt = say(
            'It is not known whether the job "{name}" was made. If so, it is deleted at the next contact with {url}.',
            name=record.job_name,
            url=record.manager_url,
        )
        return join(" ", [doubt, *filter(None, [_in_doubt(record)])])
    if result is WithdrawalResult.DELETED and record.checkout:
        # The Manager deletes a checkout together with its job, but no earlier one whose answer was lost.
        return join(" ", [found.text for found in delivery.warnings if found.id == LEFT_BEHIND])
    return delivery.undo()


def _report(
    snapshot: JobSnapshot, job: Job, delivered: Delivered, missing: tuple[str, ...], warnings: tuple[Finding, ...]
) -> dict[str, Any]:
    found = {(each.id, each.about, str(each.text)): each for each in warnings if each.severity is Severity.WARNING}
    return {
        "submission_id": snapshot.submission_id,
        "job_id": job.id,
        "job_name": job.name,
        "job_url": job_url(snapshot.manager_url, job.id),
        "checkout": delivered.checkout,
        "files": delivered.files,
        "files_sent": delivered.files_sent,
        "bytes_sent": delivered.bytes_sent,
        "settings": _settings(snapshot, job),
        "output_path": "",
        "missing": list(missing),
        "copies": [delivered.copy] if delivered.copy else [],
        "already_submitted": False,
        "warnings": messages(found.values()),
    }


def _output(job: Job, facts: FarmFacts) -> str:
    """Return where the job's frames are written to, as the Manager resolved it; "" = not known."""
    key, path = next(iter(facts.outputs.items()), ("", ""))
    return str((job.settings or {}).get(key, path))


def _settings(snapshot: JobSnapshot, job: Job) -> dict[str, dict[str, Any]]:
    """Return the settings for the result; the path of the .blend has no origin, as the submission sets it."""
    return {
        key: {"value": value, "from": snapshot.origins.get(key) or "submission"}
        for key, value in (job.settings or {}).items()
    }
