"""What a Manager older than 3.9 leaves to the client: output flags that the .blend itself has to carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ...farm import manager_versions

if TYPE_CHECKING:
    from ..checks.farm_preflight import FarmFacts
    from ..snapshot import JobSnapshot

OUTPUT_FLAGS: Final[Mapping[str, bool]] = {
    "use_file_extension": True,
    "use_overwrite": False,
    "use_placeholder": False,
}
"""Render settings that newer Managers' job scripts set on the command line of every task."""


def flags_for(snapshot: JobSnapshot, facts: FarmFacts) -> Mapping[str, bool]:
    """Return the render settings that the job's .blend has to get for this Manager; nothing where it has them."""
    if (
        not facts.takes_blendfile
        or not manager_versions.wants_output_flags(facts.version)
        or snapshot.suits_old_managers
    ):
        return {}
    return OUTPUT_FLAGS
