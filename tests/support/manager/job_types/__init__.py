"""Job types of the test Manager: the two shipped ones, and odd and hostile ones for tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from .hostile import HOSTILE
from .odd import ODD
from .shipped import SHIPPED

JobType = dict[str, Any]
"""A job type as the Manager sends it: name, label, description, settings; the etag is added."""

ALL: tuple[JobType, ...] = (*SHIPPED, *ODD, *HOSTILE)

__all__ = ["ALL", "HOSTILE", "ODD", "SHIPPED", "JobType", "with_etags"]


def with_etags(types: Iterable[JobType]) -> dict[str, JobType]:
    """Return copies by name, in the order of their names, each with the etag of its content.

    The etag changes with label, description or any setting.
    """
    return {
        found["name"]: {**found, "etag": _etag(found)} for found in sorted(types, key=lambda item: str(item["name"]))
    }


def _etag(found: JobType) -> str:
    facts = {key: value for key, value in found.items() if key != "etag"}
    return hashlib.sha1(json.dumps(facts, sort_keys=True).encode(), usedforsecurity=False).hexdigest()
