"""Caches on this computer's disk, as they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .background import WorkView
from .polled_answer import PolledAnswer


@dataclass
class MaintenanceView:
    """The extension's files on this computer."""

    sizes: PolledAnswer[Mapping[str, Any]] = field(default_factory=PolledAnswer)
    """``{kinds: {name: {bytes, files}}}``, see ``submission.maintenance``."""
    clearing: WorkView = field(default_factory=WorkView)
    copies_cleared: str = ""
    """The result of the last Clear Copies, as a text."""
    drawn_at: float = float("-inf")
    """`time.monotonic` of the last draw, as in `State`."""

    @property
    def kinds(self) -> Mapping[str, Mapping[str, int]]:
        """The sizes by name, empty before they are known."""
        return self.sizes.answer["kinds"] if self.sizes.answer else {}
