"""Tool-tips of the lines of long lists, made when Blender asks for one."""

from __future__ import annotations

import re

from ... import state
from ..runtime.translation import iface_
from ..submission import job_files

_LINE = re.compile(r"(listed_\w+)\[(\d+)\]$")


def tip_of(path: str) -> str:
    """Return the tool-tip of a line by its path in Blender's data, such as ``flamenco_client.listed_files[3]``."""
    found = _LINE.search(path)
    if found is None:
        return ""
    index = int(found[2])
    match found[1]:
        case "listed_files":
            entries = job_files.known().entries
            return str(entries[index]["path"]) if index < len(entries) else ""
        case "listed_jobs":
            jobs = state.current().jobs
            row = jobs.rows.get(jobs.shown[index]) if index < len(jobs.shown) else None
            lines = (row["name"], row["user"], row["why"] or row["warning"] or row["waits"]) if row else ()
        case _:
            job = state.current().jobs.selected
            task = job.tasks.get(job.shown_tasks[index]) if index < len(job.shown_tasks) else None
            lines = (task["name"], task["worker"], task["why"]) if task else ()
    return "\n".join(iface_(line) for line in lines if line)
