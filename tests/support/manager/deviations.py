"""Known deviations of the real Manager's answers from its own definition, which the test Manager imitates.

Any other deviation is an error of the test Manager: it is recorded and fails the test.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass


@dataclass(frozen=True)
class Deviation:
    """One way in which an answer differs from the definition."""

    operation: str
    """Operation id, ``*`` for any."""
    status: int
    """Status code of the answer, 0 for any."""
    where: str
    """Position in the JSON body, with ``*`` for list indices and free keys."""
    rule: str
    """The broken rule: ``required``, ``type``, ``enum``, ``status``, ``content type``, ``body``..."""

    def covers(self, other: Deviation) -> bool:
        return (
            self.operation in {"*", other.operation}
            and self.status in {0, other.status}
            and self.rule == other.rule
            and fnmatch.fnmatchcase(other.where, self.where)
        )


KNOWN: dict[Deviation, str] = {
    Deviation("fetchJobTasks", 200, "jobs", "required"): "the schema requires `jobs`, the list is called `tasks`",
    Deviation("getVariables", 200, "*/name", "required"): "a variable's name is its key, not a property",
    Deviation("registerWorker", 200, "current_task", "required"): "required, but no property of that name exists",
    Deviation("registerWorker", 200, "status", "enum"): "a worker that never signed on has the empty status",
    Deviation("getSharedStorage", 200, "audience", "enum"): "any audience is accepted and returned",
    Deviation("shamanFileStore", 200, "", "content type"): "an upload is answered 200 with an empty body, not 204",
    Deviation("shamanFileStore", 417, "", "body"): "a rejected upload is explained in a body",
    Deviation("*", 0, "code", "required"): "errors of the web framework have a message and no code",
    Deviation("*", 400, "", "status"): "rejections by the middleware are not in the definition of every operation",
    Deviation("*", 403, "", "status"): "neither is the rejection of unknown workers",
    Deviation("*", 404, "", "status"): "neither is the answer for unknown objects",
    Deviation("*", 500, "", "status"): "neither is a failed database",
}

ODD_JOB_TYPES: dict[Deviation, str] = {
    Deviation(operation, 200, prefix + place, rule): reason
    for operation, prefix in (("getJobTypes", "job_types/*/"), ("getJobType", ""))
    for place, rule, reason in (
        ("settings", "type", "a script without settings gives null"),
        ("settings", "nullable", "a script without settings gives null"),
        ("settings/*/type", "enum", "scripts are not checked"),
        ("settings/*/subtype", "enum", "scripts are not checked"),
        ("settings/*/visible", "enum", "scripts are not checked"),
    )
}

OLD_MANAGERS: dict[Deviation, str] = {
    Deviation("*", 200, place, "required"): "Managers before 3.8 have no steps"
    for name in ("steps_completed", "steps_total", "total_step_count")
    for place in (name, f"*/{name}")
}


def explained(deviation: Deviation, *, old: bool = False) -> bool:
    """Return whether a deviation is a known one; ``old``: the Manager imitates one before 3.8."""
    tables = [KNOWN, ODD_JOB_TYPES, *([OLD_MANAGERS] if old else [])]
    return any(known.covers(deviation) for table in tables for known in table)
