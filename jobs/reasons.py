"""Why tasks failed, and what completed wrongly: read from their logs, each log once, each reason once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..core.finding import Finding, Severity
from ..core.text import say
from .farm_jobs import FarmJobs
from .logs import log_report, task_log
from .statuses import FAILED_TASKS

AT_ONCE: Final = 8
"""Most logs that are read for one answer."""
MOST_READ: Final = 200
"""Most failed tasks of a job whose logs are read."""
PREVIEW: Final = "ffmpeg"
NO_PREVIEW = "All frames are rendered; only the preview video failed."


@dataclass
class Reasons:
    """What the logs of one job's tasks have shown so far."""

    read: dict[tuple[str, float], list[Finding]] = field(default_factory=dict)
    """By task and the time of its last change."""
    heads: dict[str, list[Finding]] = field(default_factory=dict)
    """Warnings in the first log of each worker."""

    def look(self, farm: FarmJobs, tasks: Sequence[Mapping[str, Any]], most: int = AT_ONCE) -> bool:
        """Read further logs, at most so many; return whether there is more to read."""
        failed = [task for task in tasks if task["status"] in FAILED_TASKS][:MOST_READ]
        unread = [task for task in failed if (task["id"], task["updated"]) not in self.read]
        firsts = [task for task in _first_of_workers(tasks) if task["worker_id"] not in self.heads]
        for task in unread[:most]:
            self.read[task["id"], task["updated"]] = _why(farm, task)
        left = most - len(unread[:most])
        for task in firsts[:left]:
            found = log_report.read(task_log.head(farm, task["id"]), "")
            self.heads[task["worker_id"]] = [each for each in found if each.severity is Severity.WARNING]
        return len(unread) > most or len(firsts) > left

    def failures(self, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the reasons of failed tasks, those of most tasks first; each with the tasks that have it."""
        found: dict[str, dict[str, Any]] = {}
        for task in tasks:
            reasons = self.read.get((task["id"], task["updated"]), []) if task["status"] in FAILED_TASKS else []
            for finding in reasons[:1]:
                _add(found, finding, task)
        failures = sorted(found.values(), key=lambda each: -each["count"])
        if failures and _only_preview_failed(tasks):
            failures.insert(0, _message(Finding("no-preview", Severity.REMARK, say(NO_PREVIEW))))
        return failures

    def warnings(self) -> list[dict[str, Any]]:
        """Return what is wrong with tasks that completed."""
        found: dict[str, dict[str, Any]] = {}
        for findings in self.heads.values():
            for finding in findings:
                found.setdefault(finding.id, _message(finding))
                found[finding.id]["count"] += 1
        return list(found.values())

    def of_task(self, task: Mapping[str, Any]) -> str:
        """Return why a task failed; "" if that is not known."""
        found = self.read.get((task["id"], task["updated"]), [])
        return found[0].text if found and task["status"] in FAILED_TASKS else ""


def _why(farm: FarmJobs, task: Mapping[str, Any]) -> list[Finding]:
    tail = farm.log_tail(task["id"])
    found = log_report.read(task_log.head(farm, task["id"]), tail)
    if any(each.severity is Severity.ERROR for each in found):
        return found
    line = log_report.last_telling_line(tail)
    text = (
        say("The log does not show a known reason. Its last line: {line}", line=line) if line else say("It has no log.")
    )
    return [Finding(f"unknown:{line}", Severity.ERROR, text, line), *found]


def _first_of_workers(tasks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the first completed render task of each worker."""
    found: dict[str, Mapping[str, Any]] = {}
    done = [task for task in tasks if task["status"] == "completed" and task["worker_id"] and task["type"] == "blender"]
    for task in sorted(done, key=lambda task: task["updated"]):
        found.setdefault(task["worker_id"], task)
    return list(found.values())


def _only_preview_failed(tasks: Sequence[Mapping[str, Any]]) -> bool:
    rendering = [task["status"] for task in tasks if task["type"] == "blender"]
    failed = {task["type"] for task in tasks if task["status"] in FAILED_TASKS}
    return bool(rendering) and set(rendering) == {"completed"} and failed == {PREVIEW}


def _add(found: dict[str, dict[str, Any]], finding: Finding, task: Mapping[str, Any]) -> None:
    entry = found.setdefault(finding.id, _message(finding))
    entry["count"] += 1
    entry["task_ids"].append(task["id"])
    if task["frames"]:
        entry["frames"].append(task["frames"])


def _message(finding: Finding) -> dict[str, Any]:
    about = {"id": finding.id, "text": finding.text, "line": finding.about, "severity": finding.severity.value}
    return {**about, "count": 0, "task_ids": [], "frames": []}
