"""Where the real Manager's answers differ from its own definition; the test Manager repeats exactly these.

An answer that differs in any other way is a mistake of the test Manager: it is recorded and fails the test.
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
    """Place in the JSON body, with ``*`` for list indices and free keys."""
    rule: str
    """The rule that is broken: ``required``, ``type``, ``enum``, ``status``, ``content type``, ``body``..."""

    def covers(self, other: Deviation) -> bool:
        return (
            self.operation in {"*", other.operation}
            and self.status in {0, other.status}
            and self.rule == other.rule
            and fnmatch.fnmatchcase(other.where, self.where)
        )


KNOWN: dict[Deviation, str] = {
    Deviation("fetchJobTasks", 200, "jobs", "required"): "the schema requires `jobs`, the list is called `tasks`",
    Deviation("getVariables", 200, "*/name", "required"): "a variable's name is its key, it has no property for it",
    Deviation("registerWorker", 200, "current_task", "required"): "required, yet no property of that name exists",
    Deviation("registerWorker", 200, "status", "enum"): "a worker that never signed on has the empty status",
    Deviation("getSharedStorage", 200, "audience", "enum"): "any audience is taken and given back",
    Deviation("shamanFileStore", 200, "", "content type"): "an upload is answered 200 and empty, not 204",
    Deviation("shamanFileStore", 417, "", "body"): "the refusal of an upload explains itself in a body",
    Deviation("*", 0, "code", "required"): "errors of the web framework have a message and no code",
    Deviation("*", 400, "", "status"): "refusals by the middleware are not in the definition of every operation",
    Deviation("*", 403, "", "status"): "so is the refusal of unknown workers",
    Deviation("*", 404, "", "status"): "so is the answer for what does not exist",
    Deviation("*", 500, "", "status"): "so is a failing database",
}

ODD_JOB_TYPES: dict[Deviation, str] = {
    Deviation(operation, 200, prefix + place, rule): reason
    for operation, prefix in (("getJobTypes", "job_types/*/"), ("getJobType", ""))
    for place, rule, reason in (
        ("settings", "type", "a script without settings gives null"),
        ("settings", "nullable", "a script without settings gives null"),
        ("settings/*/type", "enum", "what a script declares is not checked"),
        ("settings/*/subtype", "enum", "what a script declares is not checked"),
        ("settings/*/visible", "enum", "what a script declares is not checked"),
    )
}

OLD_MANAGERS: dict[Deviation, str] = {
    Deviation("*", 200, place, "required"): "Managers before 3.8 know no steps"
    for name in ("steps_completed", "steps_total", "total_step_count")
    for place in (name, f"*/{name}")
}


def explained(deviation: Deviation, *, old: bool = False) -> bool:
    """Whether a deviation is one of the known ones; ``old``: the Manager plays one before 3.8."""
    tables = [KNOWN, ODD_JOB_TYPES, *([OLD_MANAGERS] if old else [])]
    return any(known.covers(deviation) for table in tables for known in table)
