"""The helper's tasks by name. Imports are lazy: each helper loads only the tasks that are requested."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from typing import Final

from ..core.cancel import CancelToken
from ..core.confirmation import UserConfirmation
from ..core.errors import Cancelled, FarmError
from ..core.progress import Phase, Progress
from ..core.text import fixed, join
from ..core.user_files import UserFiles
from . import frame_tasks, job_tasks
from .dispatcher import Arguments, InteractiveTask, Steps, Task


def ping(_arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Return process id, Python version and the paths from which libraries would be imported."""
    import importlib.util

    specs = {name: importlib.util.find_spec(name) for name in ("urllib3", "dateutil")}
    yield Progress(Phase.CHECKING)
    return {
        "pid": os.getpid(),
        "python": platform.python_version(),
        "libraries": {name: spec.origin if spec else None for name, spec in specs.items()},
    }


def check_manager(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``farm.check_manager.check_manager`` with ``url``, ``platform``."""
    from ..farm.check_manager import check_manager as steps

    return steps(
        arguments["url"], platform=arguments["platform"], user_files=UserFiles(arguments["user_folder"]), cancel=cancel
    )


def find_managers(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``farm.discovery.find_managers``; ``target``: host and port instead of the multicast group, for tests."""
    from ..farm.discovery import GROUP
    from ..farm.discovery import find_managers as steps

    host, port = arguments.get("target") or GROUP
    return steps(cancel=cancel, target=(host, port))


def project_root(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.checks.disk_checks.project_root`` with ``blend_path`` and ``chosen``."""
    from ..submission.checks.disk_checks import project_root as steps

    return steps(arguments["blend_path"], arguments["chosen"])


def project_defaults(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.checks.disk_checks.project_defaults`` with ``blend_path`` and ``chosen``."""
    from ..submission.checks.disk_checks import project_defaults as steps

    return steps(arguments["blend_path"], arguments["chosen"])


def last_used(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Return the settings of the last jobs: ``job_types.last_used.read`` with ``url``."""
    from ..job_types.last_used import read

    yield Progress(Phase.CHECKING)
    return {"job_types": read(UserFiles(arguments["user_folder"]), arguments["url"])}


def output_folder(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.checks.disk_checks.output_folder`` with ``folder``, ``path``."""
    from ..submission.checks.disk_checks import output_folder as steps

    return steps(arguments["folder"], arguments["path"], UserFiles(arguments["user_folder"]))


def filled_folders(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.checks.disk_checks.filled_folders`` with ``folders``."""
    from ..submission.checks.disk_checks import filled_folders as steps

    return steps(arguments["folders"])


def packed_bakes(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.checks.packed_bakes.packed_bakes`` with ``blend_path``."""
    from ..submission.checks.packed_bakes import packed_bakes as steps

    return steps(arguments["blend_path"])


def reconcile(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.recovery.reconciliation.reconcile_all`` with ``url``, ``take``."""
    from ..submission.recovery.reconciliation import reconcile_all

    user_files = UserFiles(arguments["user_folder"])
    return reconcile_all(arguments["url"], user_files=user_files, cancel=cancel, take=arguments["take"])


def local_records(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.recovery.reconciliation.read_local_records`` with ``take``."""
    from ..submission.recovery.reconciliation import read_local_records

    yield Progress(Phase.CHECKING)
    return read_local_records(UserFiles(arguments["user_folder"]), take=arguments["take"])


def tell_outcome(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.records.records.Records.tell`` with ``submission_id``."""
    from ..submission.records.records import Records

    yield Progress(Phase.CHECKING)
    Records(UserFiles(arguments["user_folder"])).tell(arguments["submission_id"])
    return {}


def outcome_of(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.recovery.reconciliation.outcome_of`` with ``submission_id``."""
    from ..submission.recovery.reconciliation import outcome_of as steps

    return steps(arguments["submission_id"], user_files=UserFiles(arguments["user_folder"]), cancel=cancel)


def stop_submission(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Request the end of another helper's submission: ``running_submissions.request_stop`` with ``submission_id``."""
    from ..submission.recovery.running_submissions import request_stop as do

    yield Progress(Phase.CHECKING)
    do(UserFiles(arguments["user_folder"]), arguments["submission_id"])
    return {}


def submit(arguments: Arguments, cancel: CancelToken, confirmation: UserConfirmation) -> Steps:
    """Run ``submission.submit.submit`` with ``snapshot``, a ``JobSnapshot`` as message."""
    from ..submission.snapshot import JobSnapshot
    from ..submission.submit import submit as steps

    message = arguments["snapshot"]
    snapshot = JobSnapshot.from_message(message)
    message["assets"] = []  # free a second copy of perhaps a hundred thousand references
    return steps(snapshot, cancel=cancel, confirmation=confirmation)


def list_files(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.dry_run.list_files`` with ``snapshot``, a ``JobSnapshot`` with a .blend as message."""
    from ..submission.dry_run import list_files as steps
    from ..submission.snapshot import JobSnapshot

    snapshot = JobSnapshot.from_message(arguments["snapshot"])
    if snapshot.blend is None:
        raise ValueError("a .blend is needed")
    return steps(snapshot, snapshot.blend, cancel)


def copy_list(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``submission.dry_run.copy_list`` with ``source`` and ``target``."""
    from ..submission.dry_run import copy_list as steps

    return steps(arguments["source"], arguments["target"])


def search_list(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.dry_run.search_list`` with ``source`` and ``wanted``."""
    from ..submission.dry_run import search_list as steps

    return steps(arguments["source"], arguments["wanted"], cancel)


def record_end(arguments: Arguments, end: FarmError | Cancelled, keep: bool) -> None:
    """Record for the next Blender how a submission ended without a job after its Blender had ended."""
    from ..submission.records.record import Outcome
    from ..submission.records.records import Records
    from ..submission.recovery.reconciliation import SEND_AGAIN, cut_off
    from ..submission.snapshot import JobSnapshot

    snapshot = JobSnapshot.from_message(arguments["snapshot"])
    outcome, message, hints = Outcome.CANCELLED, end.message, [""]
    if isinstance(end, FarmError):
        outcome, hints = Outcome.FAILED, [end.hint, end.left_behind]
    elif not keep:
        outcome, message, hints = Outcome.CUT_OFF, cut_off(snapshot.name), [SEND_AGAIN, end.message]
    hint = join(" ", [fixed(hint) for hint in hints if hint])
    Records(snapshot.user_files).end(snapshot.submission_id, outcome, told=False, message=message, hint=hint)


def report(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Return the text of a bug report, from ``facts``, ``error`` (a message, or None), ``hosts``."""
    from ..farm.bug_report import anonymous, compose, names_here
    from . import log

    yield Progress(Phase.CHECKING)
    text = compose(arguments["facts"], arguments["error"], log.tail(arguments["user_folder"]))
    return {"text": anonymous(text, home=os.path.expanduser("~"), names=names_here(arguments["hosts"]))}


def measure_caches(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.maintenance.measure`` with ``copies_folder``."""
    from ..submission.maintenance import measure

    return measure(UserFiles(arguments["user_folder"]), arguments["copies_folder"], cancel)


def clear_caches(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.maintenance.clear`` with ``copies_folder``."""
    import importlib.util

    from ..submission.maintenance import clear

    spec = importlib.util.find_spec("urllib3")
    libraries = os.path.dirname(os.path.dirname(spec.origin)) if spec and spec.origin else ""
    return clear(UserFiles(arguments["user_folder"]), arguments["copies_folder"], libraries, cancel)


def clear_copies(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.recovery.job_copies.clear`` with ``online``."""
    from ..submission.recovery.job_copies import clear

    return clear(UserFiles(arguments["user_folder"]), online=arguments["online"], cancel=cancel)


def call(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Call any operation of the client; see ``helper.client_call``."""
    from .client_call import call as steps

    return steps(arguments, cancel)


TASKS: Final[Mapping[str, Task | InteractiveTask]] = {
    **frame_tasks.TASKS,
    **job_tasks.TASKS,
    "call": call,
    "check_manager": check_manager,
    "clear_caches": clear_caches,
    "clear_copies": clear_copies,
    "copy_list": copy_list,
    "filled_folders": filled_folders,
    "find_managers": find_managers,
    "last_used": last_used,
    "list_files": list_files,
    "local_records": local_records,
    "measure_caches": measure_caches,
    "outcome_of": outcome_of,
    "output_folder": output_folder,
    "packed_bakes": packed_bakes,
    "ping": ping,
    "project_defaults": project_defaults,
    "project_root": project_root,
    "reconcile": reconcile,
    "report": report,
    "search_list": search_list,
    "stop_submission": stop_submission,
    "submit": InteractiveTask(submit, record_end),
    "tell_outcome": tell_outcome,
}
