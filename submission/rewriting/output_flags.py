"""Output flags that a .blend itself has to contain for a Manager older than 3.9."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...farm import manager_versions
from ..checks.farm_preflight import FarmFacts
from ..snapshot import JobSnapshot

OUTPUT_FLAGS: Final[Mapping[str, bool]] = {
    "use_file_extension": True,
    "use_overwrite": False,
    "use_placeholder": False,
}
"""Render settings that job types of newer Managers set on the command line of each task."""


def flags_for(snapshot: JobSnapshot, facts: FarmFacts) -> Mapping[str, bool]:
    """Return the render settings to change in the job's .blend for this Manager; empty if none are needed."""
    if (
        not facts.takes_blendfile
        or not manager_versions.wants_output_flags(facts.version)
        or snapshot.suits_old_managers
    ):
        return {}
    return OUTPUT_FLAGS
