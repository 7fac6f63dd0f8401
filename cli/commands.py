"""Commands of the command line."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import bpy

from .. import state
from ..bridge import recovery, user_preferences
from ..bridge.managers import check_manager
from ..bridge.scene import property_groups
from ..bridge.settings import setting_store
from ..bridge.submission import job_files, list_files, submit
from ..core.errors import Cancelled, ErrorKind, FarmError
from ..core.finding import Finding, Severity, messages
from ..core.strictness import refuse_warnings
from ..core.text import say
from ..farm import manager_url
from ..submission.checks import job_findings
from .options import (
    FAILED,
    INTERRUPTED,
    MISSING,
    NOT_KNOWN,
    OK,
    USAGE,
    InvalidArguments,
    output_options,
    parser,
)
from .output import Teller

NO_SUCH_MANAGER = 'There is no Manager "{name}" in the preferences.'
NOT_OPENED = "Blender could not open {path}"
AS_ADDRESS = "An address looks like http://farm:8080."
_EXITS = {ErrorKind.MISSING_FILES: MISSING, ErrorKind.NOT_KNOWN: NOT_KNOWN}
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the result goes to stdout, everything else to stderr.

    Args:
        arguments: The arguments after the command's name.

    Returns:
        The exit code.
    """
    try:
        options = parser().parse_args(list(arguments))
    except SystemExit as end:  # argparse has printed the help
        return end.code if isinstance(end.code, int) else USAGE
    except InvalidArguments as error:
        return _refused(output_options(arguments), FarmError(str(error), kind=ErrorKind.BAD_ARGUMENTS))
    teller = Teller(as_json=options.json, output=options.output)
    try:
        teller.require_output()
    except FarmError as error:
        teller.failed(error)
        return USAGE
    return _told(options, teller)


def _refused(options: argparse.Namespace, error: FarmError) -> int:
    teller = Teller(as_json=options.json, output=options.output or "")
    with contextlib.suppress(FarmError):  # only its use is lost then
        teller.require_output()
    teller.failed(error)
    return USAGE


def _told(options: argparse.Namespace, teller: Teller) -> int:
    try:
        with _manager(options.manager), _interruptible():
            return _COMMANDS[options.command](options, teller)
    except FarmError as error:
        teller.failed(_for_the_shell(error))
        return _EXITS.get(error.kind, FAILED)
    except (KeyError, ValueError) as error:  # from get_setting or set_setting, with the reason
        teller.failed(FarmError(str(error.args[0] if error.args else error), kind=ErrorKind.SETTINGS))
        return FAILED
    except OSError as error:
        teller.failed(FarmError(str(error), kind=ErrorKind.DISK))
        return FAILED
    except Cancelled as stop:
        teller.cancelled(stop.message)
        return INTERRUPTED
    except KeyboardInterrupt:
        teller.cancelled("")
        return INTERRUPTED


def _check(options: argparse.Namespace, teller: Teller) -> int:
    info = check_manager.check(bpy.context)
    odd = [found for spec in state.current().manager.job_types.values() for found in job_findings.about_refused(spec)]
    warnings = [*info.get("warnings", ()), *messages(odd)]
    _mind(options, warnings)
    teller.check({**info, "warnings": warnings})
    return OK


def _files(options: argparse.Namespace, teller: Teller) -> int:
    _require_opened()
    _choose_files(options)
    list_files.run_listing(bpy.context, teller.advanced)
    report = json.loads(job_files.whole_report())
    warnings = [remark for remark in report.get("remarks", ()) if remark["severity"] == Severity.WARNING]
    _mind(options, warnings)
    teller.files({**report, "warnings": warnings})
    lacking = {"missing", "unreadable"} & set(report["counts"])
    return MISSING if lacking and not options.allow_missing else OK


def _submit(options: argparse.Namespace, teller: Teller) -> int:
    _require_opened()
    check_manager.check(bpy.context)
    scene = property_groups.current_scene(bpy.context)
    job = property_groups.job_properties(scene)
    job.job_type = options.job_type or job.job_type
    job.job_name = options.name or job.job_name
    if options.priority is not None:
        job.priority = options.priority
    if options.tag is not None:
        job.worker_tag = options.tag
    job.start_paused = options.paused or job.start_paused
    for key, value in options.settings:
        setting_store.assign_typed(bpy.context, scene, key, value)
    _choose_files(options)
    result = submit.run(
        bpy.context,
        as_saved=not options.unsaved,
        allow_missing=options.allow_missing,
        last_used=options.last_used,
        strict=options.strict,
        inside_only=options.inside_only,
        again=options.again,
        tell=False,
        on_progress=teller.advanced,
    )
    # From here on, the job exists: whatever happens to the output, the exit code says so.
    with contextlib.suppress(OSError):
        teller.submitted(result)
        recovery.tell_outcome_now(str(result["submission_id"]))
    return OK


_COMMANDS = {"check": _check, "files": _files, "submit": _submit}


def _mind(options: argparse.Namespace, warnings: Iterable[Mapping[str, Any]]) -> None:
    """Fail for any warning if the user wants that."""
    if options.strict:
        refuse_warnings(map(Finding.from_message, warnings))


def _require_opened() -> None:
    """Require that Blender could open the file of its command line: it runs a command without it all the same."""
    ends = [number for number, word in enumerate(sys.argv) if word in {"-c", "--command"}]
    named = [word for word in sys.argv[1 : min(ends, default=0)] if word.lower().endswith(".blend")]
    if named and not bpy.data.filepath:
        hint = "The lines above have Blender's reason"
        raise FarmError(say(NOT_OPENED, path=named[-1]), kind=ErrorKind.FILE, hint=hint)


def _choose_files(options: argparse.Namespace) -> None:
    scene = property_groups.current_scene(bpy.context)
    for pattern in options.exclude:
        job_files.exclude(scene, pattern)
    for path in options.add:
        entry = property_groups.job_properties(scene).extra_files.add()
        entry.path = path if path.startswith("//") else os.path.abspath(path)  # // is the folder of the .blend


@contextlib.contextmanager
def _manager(name_or_url: str) -> Iterator[None]:
    """Use this Manager instead of the active one, given by its name in the preferences or by its address.

    A file may never bring an address. Here it is the user's own word, as in the environment variable.
    """
    if not name_or_url:
        yield
        return
    kept = user_preferences.stored(bpy.context)
    named = kept.managers.get(name_or_url) if kept else None
    if named is None and not set(":/.") & set(name_or_url):  # not an address either
        raise FarmError(say(NO_SUCH_MANAGER, name=name_or_url), kind=ErrorKind.SETTINGS, hint=AS_ADDRESS)
    before = os.environ.get(user_preferences.URL_VARIABLE)
    os.environ[user_preferences.URL_VARIABLE] = named.url if named else manager_url.normalise(name_or_url).url
    try:
        yield
    finally:
        if before is None:
            del os.environ[user_preferences.URL_VARIABLE]
        else:
            os.environ[user_preferences.URL_VARIABLE] = before


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Make Ctrl-C and SIGTERM cancel the submission cleanly: by default Blender would exit at once."""
    before = [(number, signal.signal(number, signal.default_int_handler)) for number in _INTERRUPTS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler or signal.SIG_DFL)


def _for_the_shell(error: FarmError) -> FarmError:
    if error.kind is ErrorKind.OFFLINE and not bpy.app.online_access_override:
        error.hint = (
            "Start Blender with --online-mode, or switch on Allow Online Access in its preferences, under System"
        )
    if error.kind is ErrorKind.MISSING_FILES:
        error.hint = "Restore the missing files, exclude them with --exclude, or submit with --allow-missing"
    return error
