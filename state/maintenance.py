"""Caches on this computer's disk, as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class MaintenanceView:
    """What lies on this computer's disk."""

    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Name to ``{bytes, files}``, see ``submission.maintenance``."""
    busy: bool = False
    measured_at: float = float("-inf")
    drawn_at: float = float("-inf")
    """`time.monotonic` of the last draw, as in `State`."""
