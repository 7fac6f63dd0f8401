"""What one reference stands for on disk: a file, frames, tiles, folders, caches, or what a file itself refers to."""

from __future__ import annotations

from .expander import Expander
from .expansion import NOTHING_THERE, Found, Lack, lack, reason

__all__ = ["NOTHING_THERE", "Expander", "Found", "Lack", "lack", "reason"]
