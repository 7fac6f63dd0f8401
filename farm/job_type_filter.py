"""Which of the job types that a Manager offers can be handed on: what has a name, and some measure."""

from __future__ import annotations

import json
from typing import Any, Final

from ..core.finding import Finding, error, warning

MOST_JOB_TYPES: Final = 500
"""More than anybody could choose from."""
LARGEST_JOB_TYPE: Final = 256 * 1024
"""Characters of one as JSON; those in use have a few thousand."""
DEEPEST_JOB_TYPE: Final = 50
"""Lists and objects within each other in one; those in use have three."""
MOST_SHOWN: Final = 100
"""Characters of a name in a warning."""


def usable(job_types: list[Any] | None) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return those that can be used, as they came, and what is wrong with the others."""
    offered = job_types or ()
    warnings: list[Finding] = []
    if len(offered) > MOST_JOB_TYPES:
        text = "Only the first {most} of the Manager's {count} job types are used."
        warnings.append(warning("unusable-job-type", text, "job_type", most=MOST_JOB_TYPES, count=len(offered)))
    kept: dict[str, dict[str, Any]] = {}
    for number, job_type in enumerate(offered[:MOST_JOB_TYPES], start=1):
        name = job_type.get("name") if isinstance(job_type, dict) else None
        text = ""
        if not isinstance(name, str) or not name:
            name, text = "", "The Manager's job type number {number} has no name and can't be used."
        elif name in kept:
            text = 'The Manager has two job types called "{name}": the first is used.'
        elif _is_deep(job_type) or len(json.dumps(job_type)) > LARGEST_JOB_TYPE:
            text = 'The job type "{name}" is too large to be used.'
        else:
            kept[name] = job_type
            if not isinstance(job_type.get("settings") or [], list):
                text = 'The job type "{name}" is broken: its settings are no list.'
        if text:
            warnings.append(warning("unusable-job-type", text, "job_type", number=number, name=name[:MOST_SHOWN]))
    if not kept:
        text = "The Manager has no job type that can be used: nothing can be submitted."
        warnings.append(error("no-job-type", text, "job_type"))
    return list(kept.values()), warnings


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST_JOB_TYPE):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [item for items in inner for item in items]
    return bool(level)
