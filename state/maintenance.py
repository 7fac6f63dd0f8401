"""Caches on this computer's disk, as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .background import WorkView
from .polled_answer import PolledAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class MaintenanceView:
    """What lies on this computer's disk."""

    sizes: PolledAnswer[Mapping[str, Any]] = field(default_factory=PolledAnswer)
    """``{kinds: {name: {bytes, files}}}``, see ``submission.maintenance``."""
    clearing: WorkView = field(default_factory=WorkView)
    drawn_at: float = float("-inf")
    """`time.monotonic` of the last draw, as in `State`."""

    @property
    def kinds(self) -> Mapping[str, Mapping[str, int]]:
        """The sizes by name, empty before they are known."""
        return self.sizes.answer["kinds"] if self.sizes.answer else {}
