"""What the job is called."""

from __future__ import annotations

import os

import bpy

from . import groups


def job_name(scene: bpy.types.Scene) -> str:
    """Return the name the job will have: as given, or else the file's."""
    stem = os.path.splitext(os.path.basename(bpy.data.filepath))[0]
    return groups.job(scene).job_name.strip() or stem or "Untitled"
