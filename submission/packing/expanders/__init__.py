"""Expanders: all files that one reference stands for, such as frames, tiles, folders, caches and linked files."""

from __future__ import annotations

from .expander import Expander
from .expansion import NOTHING_THERE, Expansion, MissingPath, missing_path, reason
from .linked_files import COLOUR_TABLES

__all__ = ["COLOUR_TABLES", "NOTHING_THERE", "Expander", "Expansion", "MissingPath", "missing_path", "reason"]
