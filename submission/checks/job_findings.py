"""Findings about a job, computed from plain values: one function for each subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Final

from ...core.finding import Finding, error, warning
from ...core.text import fixed, say
from ...farm.storage_paths import FarmStorage
from ...job_types.frame_ranges import FrameRange, FrameRangeError, parse_frames, without_negative
from ...job_types.job_type import JobTypeSpec, SettingSpec
from .output_paths import TIMESTAMP, output_paths

FRAMES: Final = "frames"
CHUNK_SIZE: Final = "chunk_size"
FORMAT: Final = "format"
"""Keys that job scripts agree on."""

IMAGE_JOB: Final = "simple-blender-render"
"""The Manager's own job type; its script rejects video formats."""

VIDEO_FORMATS: Final = frozenset({"FFMPEG", "AVI_RAW", "AVI_JPEG"})
"""Blender's video formats; "Video" is the media type from 5.0 on."""


def about_job_type(name: str, known: Collection[str]) -> Iterator[Finding]:
    """Yield an error if the Manager does not have the job type.

    Args:
        name: The chosen job type.
        known: The Manager's job types; empty before the first check.
    """
    if not known:
        yield error("not-checked", "Check the Manager first: its job types are not known yet", "manager", fix="check")
    elif name not in known:
        yield error("job-type", 'The Manager has no job type "{name}": choose another one', "job_type", name=name)


def about_priority(asked: int) -> Iterator[Finding]:
    """Yield a warning if the Manager would not take the priority that a script, a preset or the file asks for."""
    used = valid_priority(asked)
    if used != asked:
        text = "The priority {asked} is outside of 0 to 100: {used} is used"
        yield warning("priority", text, "priority", asked=asked, used=used)


def valid_priority(asked: int) -> int:
    """Return the nearest priority that the Manager takes."""
    return min(max(asked, 0), 100)


def about_saving(blend_path: str) -> Iterator[Finding]:
    """Yield an error if the file was never saved: it has no name and no project."""
    if not blend_path:
        yield error("unsaved", "Save the file first: the farm needs its name and folder", "blendfile", fix="save")


def about_camera(scene: str, *, has_camera: bool, must_have: bool, can_choose: bool) -> Iterator[Finding]:
    """Yield a finding if the scene has no camera, which Blender needs unless the frames come from elsewhere.

    Args:
        scene: Name of the scene.
        has_camera: It has an active camera, or markers with one.
        must_have: Its frames come from the 3D view alone, not from strips or the compositor.
        can_choose: The file has a camera that could be used.
    """
    if has_camera:
        return
    found = error if must_have else warning
    fix = "camera" if can_choose else ""
    yield found("camera", 'The scene "{scene}" has no camera', "blendfile", fix=fix, scene=scene)


def about_settings(spec: JobTypeSpec, problems: Mapping[str, str]) -> Iterator[Finding]:
    """Yield errors for invalid settings: required and empty, not absolute, out of range, not computable."""
    roots = {setting.key for setting in output_roots(spec)}
    for setting in spec.settings:
        if setting.key in problems:
            fix = "storage_folder" if setting.key in roots else ""
            problem = fixed(problems[setting.key])
            yield error("setting", "{label}: {problem}", setting.key, fix=fix, label=setting.label, problem=problem)


def about_refused(
    spec: JobTypeSpec, values: Mapping[str, Any] = MappingProxyType({}), given: Container[str] = ()
) -> Iterator[Finding]:
    """Settings whose expression is not run, and that nobody has given a value.

    Args:
        spec: The job type.
        values: Key to the value that is sent.
        given: Keys that have a value of the artist, of the project or of the last job.
    """
    for setting in spec.settings:
        if setting.refused and setting.key not in given:
            text = (
                "{label}: its expression is not run ({reason}), and {value} is sent. Give it a value in the panel, by "
                'set_setting("{key}", ...) or by --set {key}=...'
            )
            value = repr(values.get(setting.key, setting.initial))
            yield warning(
                "expression",
                text,
                setting.key,
                label=setting.label,
                reason=fixed(setting.refused),
                value=value,
                key=setting.key,
            )


def about_frames(spec: JobTypeSpec, values: Mapping[str, Any], problems: Mapping[str, str]) -> Iterator[Finding]:
    """Yield errors for frames and chunk sizes that the Manager's job scripts would reject."""
    frames, chunk = frame_setting(spec), spec.setting(CHUNK_SIZE)
    if frames is not None and frames.key not in problems:
        try:
            parse_frames(str(values.get(frames.key)))
        except FrameRangeError as problem:
            fix = "scene_frames" if frames.expression is not None else ""
            if without_negative(str(values.get(frames.key))):
                fix = "frames_from_zero"
            text = "{label}: {problem}"
            yield error("frames", text, frames.key, fix=fix, label=frames.label, problem=str(problem))
    size = values.get(CHUNK_SIZE)
    if frames is not None and chunk is not None and isinstance(size, int) and size < 1 and chunk.key not in problems:
        yield error("chunk", "{label}: it must be 1 or more", CHUNK_SIZE, label=chunk.label)


def about_frame_step(
    spec: JobTypeSpec, values: Mapping[str, Any], problems: Mapping[str, str], *, step: int
) -> Iterator[Finding]:
    """Ranges of a job have no step: the farm renders every frame of them.

    Args:
        spec: The job type.
        values: Its settings.
        problems: What is wrong with them.
        step: The scene's frame step.
    """
    setting = frame_setting(spec)
    frames = known_frames(spec, values) if setting is not None and setting.key not in problems else None
    if step > 1 and setting is not None and frames is not None and len(frames.ranges) < frames.count:
        text = "The scene has a frame step of {step}, but the job renders every frame: {count} frames"
        yield warning("frame-step", text, setting.key, fix="frame_step", step=step, count=f"{frames.count:,}")


def known_frames(spec: JobTypeSpec, values: Mapping[str, Any]) -> FrameRange | None:
    """Return the frames of a job; None if the job type has none or the Manager would reject them."""
    setting = frame_setting(spec)
    try:
        return parse_frames(str(values.get(setting.key))) if setting is not None else None
    except FrameRangeError:
        return None


def frame_setting(spec: JobTypeSpec) -> SettingSpec | None:
    """Return the setting with the frame range, if the job type has one."""
    setting = spec.setting(FRAMES)
    return setting if setting is not None and setting.type == "string" and not setting.choices else None


def frame_summary(spec: JobTypeSpec, values: Mapping[str, Any], translate: Callable[[str], str] = str) -> str:
    """Return the number of frames and tasks, "250 frames, 25 render tasks"; "" if they can't be computed.

    Args:
        spec: The job type.
        values: Its settings.
        translate: Translates a pattern into the user's language.
    """
    frames = known_frames(spec, values)
    if frames is None:
        return ""
    try:
        tasks = frames.chunks(int(values[CHUNK_SIZE])) if spec.setting(CHUNK_SIZE) else 0
    except (FrameRangeError, KeyError, TypeError, ValueError):
        return ""
    count = translate("1 frame" if frames.count == 1 else "{count:,} frames").format(count=frames.count)
    if not tasks:
        return count
    work = translate("1 render task" if tasks == 1 else "{count:,} render tasks").format(count=tasks)
    return f"{count}, {work}"


def about_format(spec: JobTypeSpec, values: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error for video formats, which the Manager's script rejects: chunks would be separate videos."""
    chosen = values.get(FORMAT)
    if chosen not in VIDEO_FORMATS or spec.setting(FORMAT) is None:
        return
    text = 'This job type only renders images, and not "{format}"'
    if spec.name == IMAGE_JOB:
        yield error("video", text, FORMAT, fix="image_format", format=chosen)
    elif spec.setting("image_file_extension") is not None:
        # Made after the Manager's own, it may well be that its script says the same.
        yield warning("video", text, FORMAT, fix="image_format", format=chosen)


def about_output(spec: JobTypeSpec, values: Mapping[str, Any], storage: FarmStorage) -> Iterator[Finding]:
    """Yield a warning if the output is not on the farm's storage, where other machines can't see it."""
    if not storage.root:
        return
    for setting in output_roots(spec):
        path = values.get(setting.key)
        if isinstance(path, str) and path.strip() and not storage.holds(path):
            yield warning(
                "output",
                "{label}: {path} is not on the farm's storage, {storage}. Workers may not see it",
                setting.key,
                fix="storage_folder",
                label=setting.label,
                path=path,
                storage=storage.root,
            )


def output_path_of(spec: JobTypeSpec, values: Mapping[str, Any]) -> str:
    """Return the path of the frames; "" = not known."""
    return next((path for path in output_paths(spec, values).values() if "#" in path), "")


def output_folder_of(spec: JobTypeSpec, values: Mapping[str, Any]) -> str:
    """Return the folder of the frames if it may exist before the job does; "" = not known."""
    path = output_path_of(spec, values)
    folder = PurePath(path).parent
    while "#" in str(folder):
        folder = folder.parent
    return str(folder) if folder.is_absolute() and TIMESTAMP not in path else ""


def lasting_folder_of(spec: JobTypeSpec, values: Mapping[str, Any]) -> str:
    """Return the folder below which all frames are, without parts that each job gets anew; "" = not known."""
    folder = PurePath(output_path_of(spec, values)).parent
    while "#" in str(folder) or "{" in str(folder):
        folder = folder.parent
    return folder.as_posix() if folder.is_absolute() else ""


def about_output_folder(
    spec: JobTypeSpec, values: Mapping[str, Any], files: int, last_job: str, last_job_at: str
) -> Iterator[Finding]:
    """Yield findings about the folder of the frames, unless it is a new one for each job; see the two functions."""
    folder = output_folder_of(spec, values)
    if folder:
        new_folder, new_name = output_fixes(spec)
        yield from about_existing_output(folder, files, new_folder or new_name)
        yield from about_last_job(folder, last_job, last_job_at, new_name or new_folder)


def about_existing_output(folder: str, count: int, fix: str = "") -> Iterator[Finding]:
    """Yield a finding if the output folder contains files: workers skip frames that exist."""
    if count:
        yield warning(
            "existing",
            "{folder} holds {count} files already: frames that exist are kept, and not rendered again",
            folder,
            fix=fix,
            folder=folder,
            count=f"{count:,}" if count < MOST_COUNTED else say("{count} or more", count=f"{count:,}"),
        )


def about_last_job(folder: str, name: str, when: str, fix: str = "") -> Iterator[Finding]:
    """Yield a finding if another job of this user has the same output folder.

    Args:
        folder: The output folder.
        name: The last job's name, "" = there was none.
        when: When it was submitted.
        fix: Name of the fix.
    """
    if name:
        text = '{folder}: the job "{name}" was the last one to be submitted with this output folder, on {when}'
        yield warning("same-output", text, folder, fix=fix, folder=folder, name=name, when=when)


def output_fixes(spec: JobTypeSpec) -> tuple[str, str]:
    """Return the fixes that choose another folder and another name, each "" if it would not change the output path."""
    uses_name = any(setting.is_path and re.search(r"\bjobname\b", setting.eval) for setting in spec.settings)
    return ("new_folder" if next(output_roots(spec), None) else ""), ("new_name" if uses_name else "")


MOST_COUNTED: Final = 1000
"""Most files that are counted in an output folder."""


def about_project(root: str, *, too_wide: bool) -> Iterator[Finding]:
    """Yield an error if the project folder is a home folder or a drive."""
    if too_wide:
        text = "The project folder is {root}: save the file in a folder of its own project"
        yield warning("project", text, root, root=root)


def output_roots(spec: JobTypeSpec) -> Iterator[SettingSpec]:
    """Yield the folders that the user entered and that output paths contain."""
    used = {
        key
        for setting in spec.settings
        if setting.is_path and setting.expression is not None
        for key in setting.expression.settings
    }
    for setting in spec.settings:
        is_folder = setting.subtype == "dir_path" and setting.is_path
        if is_folder and setting.in_form and setting.editable and setting.key in used:
            yield setting
