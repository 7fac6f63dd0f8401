"""Settings of the last submitted jobs, by Manager and job type: initial values of the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..core.user_files import Kind, UserFiles

SCHEMA: Final = 1
MAX_BYTES: Final = 256 * 1024
MAX_JOB_TYPES: Final = 50
"""Job types kept for one Manager; the least recently used are dropped first."""

Values = dict[str, dict[str, Any]]
"""Job type to key to value."""


def read(user_files: UserFiles, url: str) -> Values:
    """Return the values used last, the latest job type last; empty if unreadable. Never raise."""
    kept = user_files.read_json(Kind.LAST_USED, url, MAX_BYTES) or {}
    job_types = kept.get("job_types")
    if kept.get("schema") != SCHEMA or kept.get("url") != url or not isinstance(job_types, dict):
        return {}
    return {name: values for name, values in job_types.items() if isinstance(values, dict)}


def remember(user_files: UserFiles, url: str, job_type: str, values: Mapping[str, Any]) -> bool:
    """Store the values of a submitted job.

    Returns:
        Whether they are kept; what was kept before still is when they are not. Never raises: the job is on the farm.
    """
    with user_files.lock():
        kept = read(user_files, url)
        if not values and job_type not in kept:
            return True
        kept.pop(job_type, None)
        kept[job_type] = dict(values)
        for first in range(max(0, len(kept) - MAX_JOB_TYPES), len(kept)):
            job_types = dict(list(kept.items())[first:])
            try:
                user_files.write_json(
                    Kind.LAST_USED, url, {"schema": SCHEMA, "url": url, "job_types": job_types}, MAX_BYTES
                )
            except ValueError:
                continue  # too large together: drop the oldest
            except (OSError, TypeError):
                return False
            return True
    return False
