"""What the last jobs were submitted with, per Manager and job type: what the next ones begin with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..core import atomic_files

SCHEMA: Final = 1
MAX_BYTES: Final = 256 * 1024
MAX_JOB_TYPES: Final = 50
"""Kept for one Manager; those not used for longest go first."""

Values = dict[str, dict[str, Any]]
"""Job type to key to value."""


def path(folder: str | os.PathLike[str], url: str) -> Path:
    """The file for one Manager; the URL is in the name as a hash only."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return Path(folder) / "last_used" / f"{digest[:24]}.json"


def read(folder: str | os.PathLike[str], url: str) -> Values:
    """The values used last, the latest job type last; nothing when there is nothing that can be read. Never raises."""
    try:
        kept = json.loads(atomic_files.read(path(folder, url), MAX_BYTES))
        if kept["schema"] != SCHEMA or kept["url"] != url:
            return {}
        return {name: dict(values) for name, values in kept["job_types"].items() if isinstance(values, dict)}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def remember(folder: str | os.PathLike[str], url: str, job_type: str, values: Mapping[str, Any]) -> bool:
    """Keep the values of a job that was submitted; another process sees the old file or the new, nothing between.

    Returns:
        Whether they are kept; what was kept before still is when they are not. Never raises: the job is on the farm.
    """
    kept = read(folder, url)
    if not values and job_type not in kept:
        return True
    kept.pop(job_type, None)
    kept[job_type] = dict(values)
    for forgotten in list(kept)[:-MAX_JOB_TYPES]:
        del kept[forgotten]
    try:
        content = json.dumps({"schema": SCHEMA, "url": url, "job_types": kept}).encode()
        while len(content) > MAX_BYTES and len(kept) > 1:
            del kept[next(iter(kept))]
            content = json.dumps({"schema": SCHEMA, "url": url, "job_types": kept}).encode()
        if len(content) > MAX_BYTES:
            return False
        atomic_files.replace(path(folder, url), content)
    except (OSError, ValueError, TypeError, RecursionError):
        return False
    return True
