"""Job scripts, which create the tasks of a submitted job, or throw an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from . import clock, frames
from .frames import ScriptError
from .records import Command, Job, Task

VIDEO_FORMATS = {"FFMPEG", "AVI_RAW", "AVI_JPEG", "FRAMESERVER"}
NO_VIDEO_FROM = {"OPEN_EXR", "OPEN_EXR_MULTILAYER"}

_SAFE_OUTPUT = "import bpy; bpy.context.scene.render.use_overwrite = False"
"""Python code for Blender to run before it renders; the test Manager never runs it."""

_FIELD = re.compile(r"\{([^}]+)\}")
"""The nearest braces, as the shipped script looks for them: ``{a {timestamp}`` is one field, and an unknown one."""

Script = Callable[[Job], None]


def compile_job(job: Job) -> None:
    """Create the tasks of a job, numbered from 1.

    Raises:
        ScriptError: The script of its type rejects the settings.
    """
    _SCRIPTS.get(job.type, _no_tasks)(job)
    for number, task in enumerate(job.tasks, 1):
        task.index_in_job = number


def _integer(value: Any) -> int:
    """Convert a value to a number as JavaScript does: anything else counts as 0."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _simple_blender_render(job: Job) -> None:
    settings = job.settings
    if settings.get("format") in VIDEO_FORMATS:
        place = "at compileJob (simple_blender_render.js)"
        raise ScriptError(f'This job type only renders images, and not "{settings["format"]}" {place}')
    output = _text(settings.get("render_output_path"))
    if not output:
        raise ScriptError("no render_output_path setting! at renderOutputPath (simple_blender_render.js)")
    output = _FIELD.sub(lambda field: clock.path_time(job.created) if field[1] == "timestamp" else field[0], output)
    settings["render_output_path"] = output
    for chunk in frames.chunks(_text(settings.get("frames")), _integer(settings.get("chunk_size"))):
        job.tasks.append(_render_task(job, output, chunk))
    if settings.get("format") not in NO_VIDEO_FROM or settings.get("has_previews"):
        job.tasks.append(_video_task(job, output))


def _render_task(job: Job, output: str, chunk: list[int]) -> Task:
    written = frames.write(chunk)
    arguments = [
        "--python-expr",
        _SAFE_OUTPUT,
        "--render-output",
        output,
        "--render-format",
        _text(job.settings.get("format")),
    ]
    if scene := _text(job.settings.get("scene")):
        arguments = ["--scene", scene, *arguments]
    parameters = {
        "exe": "{blender}",
        "exeArgs": "{blenderArgs}",
        "argsBefore": [],
        "blendfile": _text(job.settings.get("blendfile")),
        "args": [*arguments, "--render-frame", written.replace("-", "..")],
    }
    command = Command("blender-render", parameters, total_step_count=len(chunk))
    return Task(job, f"render-{written}", "blender", [command], steps_total=len(chunk))


def _video_task(job: Job, output: str) -> Task:
    parameters = {
        "exe": "ffmpeg",
        "fps": job.settings.get("fps", 24),
        "inputGlob": output.replace("######", "*") + _text(job.settings.get("image_file_extension")),
        "outputFile": f"{output.replace('######', '')}preview.mp4",
    }
    needs = list(job.tasks)
    return Task(job, "preview-video", "ffmpeg", [Command("frames-to-video", parameters)], needs=needs)


def _echo_sleep(job: Job) -> None:
    echo = Task(job, "echo", "misc", [Command("echo", {"message": job.settings.get("message", "")})])
    job.tasks.append(echo)
    seconds = {"duration_in_seconds": _integer(job.settings.get("sleep_duration_seconds"))}
    for _ in range(_integer(job.settings.get("sleep_repeats"))):
        job.tasks.append(Task(job, "sleep", "misc", [Command("sleep", seconds)], needs=[echo]))


def _many_tasks(job: Job) -> None:
    command = _text(job.settings.get("command")) or "sleep"
    for number in range(1, _integer(job.settings.get("count")) + 1):
        job.tasks.append(Task(job, f"task-{number}", "misc", [Command(command, {})]))


def _always_throws(job: Job) -> None:
    raise ScriptError(
        f"nothing suits this script, {_text(job.settings.get('message'))} at compileJob (always_throws.js)"
    )


def _no_tasks(job: Job) -> None:
    """Accept any settings and create no tasks, as an empty script does."""


_SCRIPTS: dict[str, Script] = {
    "simple-blender-render": _simple_blender_render,
    "echo-sleep-test": _echo_sleep,
    "many-tasks": _many_tasks,
    "always-throws": _always_throws,
}
