"""Expanders: all files that one reference stands for, such as frames, tiles, folders, caches and linked files."""

from __future__ import annotations

from .expander import Expander
from .expansion import NOTHING_THERE, Expansion, MissingPath, missing_path, reason

__all__ = ["NOTHING_THERE", "Expander", "Expansion", "MissingPath", "missing_path", "reason"]
