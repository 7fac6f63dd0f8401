"""Name of the job."""

from __future__ import annotations

import os

import bpy

from . import property_groups


def job_name(scene: bpy.types.Scene) -> str:
    """Return the name of the job: as set, or else that of the file, without invalid UTF-8."""
    stem = os.path.splitext(os.path.basename(bpy.data.filepath))[0]
    stem = stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return property_groups.job_properties(scene).job_name.strip() or stem or "Untitled"
