"""Output of the command line: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from ..core.errors import ErrorKind, FarmError
from ..core.progress import Progress
from ..core.text import say
from ..job_types.setting_defaults import ValueOrigin

EVERY = 1.0
"""Seconds between two lines of progress of one phase."""


ELSEWHERE = {ValueOrigin.PROJECT: "the project", ValueOrigin.LAST_USED: "the last job"}
"""Sources of values that the user of the command line does not see."""


class Teller:
    """Output for a person, or for a program that reads JSON."""

    def __init__(self, *, as_json: bool, output: str = "") -> None:
        """Prepare; ``output`` is a file for the JSON alone, "" = none."""
        self._as_json = as_json
        self._output = output
        self._phase = ""
        self._next = 0.0
        self._line = ""

    def require_output(self) -> None:
        """Check that the file for the JSON can be written, before anything is done.

        Raises:
            FarmError: It can't.
        """
        if not self._output:
            return
        path = Path(self._output)
        try:
            existed = path.exists()
            with path.open("ab"):
                pass
            if not existed:
                path.unlink()
        except (OSError, ValueError) as error:
            reason, self._output = getattr(error, "strerror", None) or str(error), ""
            raise FarmError(
                say("The result can't be written to {path}: {reason}.", path=str(path), reason=reason),
                kind=ErrorKind.BAD_ARGUMENTS,
                hint="Choose another file for --output; nothing was sent.",
            ) from error

    def check(self, info: Mapping[str, Any]) -> None:
        """Print the summary of a Manager."""
        self._result(info, _about_manager(info))

    def files(self, report: Mapping[str, Any]) -> None:
        """Print the files that would be uploaded."""
        self._result(report, _about_files(report))

    def submitted(self, result: Mapping[str, Any]) -> None:
        """Print the created job; the settings that come from elsewhere than the file are named."""
        self._result(result, [f"{result['job_id']}  {result['job_url']}"])
        for copy in result.get("copies", ()):
            _aside(f"The job renders a copy with the unsaved changes: {copy}")
        for key, setting in result.get("settings", {}).items():
            if setting["from"] in ELSEWHERE:
                _aside(f"Setting: {key}={setting['value']} (from {ELSEWHERE[setting['from']]})")
        if result.get("output_path"):
            _aside(f"Output: {result['output_path']}")
        for warning in result.get("warnings", ()):
            _aside(f"Warning: {warning['text']}")

    def advanced(self, progress: Progress) -> None:
        """Print progress: each phase at its beginning, then once a second."""
        now = time.monotonic()
        if progress.phase == self._phase and now < self._next:
            return
        self._phase, self._next = progress.phase, now + EVERY
        numbers = f" {progress.bytes_done} of {progress.bytes_total} bytes" if progress.bytes_done else ""
        line = f"{progress.text or progress.phase}{numbers}"
        if line != self._line:
            _aside(line)
        self._line = line

    def failed(self, error: FarmError) -> None:
        """Print the error."""
        _aside(" ".join(filter(None, (f"Error: {error}", error.left_behind))))
        self._json({"error": error.as_message()})

    def cancelled(self, left_behind: str) -> None:
        """Print that the command was interrupted."""
        _aside(f"Cancelled. {left_behind}".rstrip())
        self._json({"cancelled": True, "left_behind": left_behind})

    def _result(self, value: Mapping[str, Any], lines: list[str]) -> None:
        if not self._as_json:
            _say("\n".join(lines))
        self._json(value)

    def _json(self, value: Mapping[str, Any]) -> None:
        line = json.dumps(value)
        if self._as_json:
            _say(line)
        if self._output:
            try:
                Path(self._output).write_text(f"{line}\n", encoding="utf-8")
            except OSError as error:
                _aside(f"Warning: the result can't be written to {self._output}: {error.strerror or error}")
                if not self._as_json:
                    _say(line)  # it must be somewhere


def _about_manager(info: Mapping[str, Any]) -> list[str]:
    names = [str(job_type.get("name", "")) for job_type in info.get("job_types") or ()]
    tags = [str(tag.get("name", "")) for tag in info.get("tags") or ()]
    return [
        f"{info['name']} {info['version']} at {info['url']}",
        f"Storage: {'Shaman' if info.get('shaman_enabled') else info.get('storage_location', '')}",
        f"Farm: {info.get('farm_status', '')}",
        f"Job types: {', '.join(names)}",
        f"Worker tags: {', '.join(tags)}",
        *(f"Warning: {warning['text']}" for warning in info.get("warnings", ())),
    ]


def _about_files(report: Mapping[str, Any]) -> list[str]:
    remarks = [f"{remark['severity'].capitalize()}: {remark['text']}" for remark in report.get("remarks", ())]
    return [line for entry in report["entries"] for line in _about_file(entry)] + [
        *remarks,
        f"{report['files']} files, {report['bytes']} bytes, project {report['project']}",
    ]


def _about_file(entry: Mapping[str, Any]) -> Iterator[str]:
    states = f"[{', '.join(entry['states'])}] " if entry["states"] else ""
    yield f"{states}{entry['path']}"
    if entry["states"]:
        yield from (f"    used by {user}" for user in entry["users"])


def _say(line: str) -> None:
    _write(sys.stdout, line)


def _aside(line: str) -> None:
    _write(sys.stderr, line)


def _write(stream: TextIO, line: str) -> None:
    # Escape characters that the terminal can't encode: a path must not stop the command.
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, errors="backslashreplace").decode(encoding) + "\n")
    stream.flush()
