"""Script that does an artist's steps, for a Python with bpy: ``python artist.py ZIP BLEND OUTPUT RESULT``.

It installs the zip into the user folder BLENDER_USER_RESOURCES, checks the Manager at FLAMENCO_MANAGER_URL, and submits
the .blend as a job that renders below OUTPUT.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import bpy

KEY = "bl_ext.user_default.flamenco_client"
JOB_TYPE = "simple-blender-render"


def main(archive: Path, blend: Path, output: Path, result: Path) -> None:
    """Write to ``result`` the extension's report on Manager and job, or the reason of a failure."""
    bpy.context.preferences.system.use_online_access = True
    bpy.context.preferences.filepaths.save_version = 0  # no backup beside the file
    bpy.ops.extensions.package_install_files(
        filepath=str(archive), repo="user_default", enable_on_install=True, overwrite=True
    )
    try:
        bpy.ops.wm.open_mainfile(filepath=str(blend))
        bpy.ops.flamenco_client.check_manager()
        job = bpy.context.scene.flamenco_client
        job.job_type = JOB_TYPE
        job.job_name = "Flamenco Client demo"
        job.set_setting("render_output_root", str(output))
        job.set_setting("chunk_size", 2)
        bpy.ops.wm.save_mainfile()
        # A Blender without a window always takes the file for changed and sends a copy of it, but only the file itself
        # can be compared.
        bpy.ops.flamenco_client.submit_job(as_saved=True)
        window = bpy.context.window_manager.flamenco_client
        told = {"manager": window.manager_name, "version": window.manager_version, "job_id": window.last_job_id}
        result.write_text(json.dumps(told), encoding="utf-8")
    except RuntimeError as error:  # an operator's error report
        result.write_text(json.dumps({"error": str(error).strip()}), encoding="utf-8")
    finally:
        # bpy 4.2 crashes at exit when classes stay registered.
        bpy.ops.preferences.addon_disable(module=KEY)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
