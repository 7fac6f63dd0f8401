"""Findings about output paths that workers, or the Manager's job scripts, do not take as they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from ...core.finding import Finding, error, warning
from ...core.text import say
from ...job_types.job_type import JobTypeSpec
from ...job_types.setting_spec import SettingSpec

TIMESTAMP: Final = "{timestamp}"
"""Job scripts replace it by the time of the submission: each job gets a folder of its own."""

LONGEST: Final = 255
"""Bytes of a folder's or file's name that file systems allow."""

PREVIEW_JOB: Final = "simple-blender-render"
"""The Manager's own job type: it names a preview video after the file and the frames."""

_BRACES: Final = re.compile(r"\{[^{}]*\}|[{}]")
_REPLACED: Final = re.compile(r"\{([^}]+)\}")
"""What the Manager's job script takes for a field."""
_COMPONENTS: Final = re.compile(r"\blast_n_dir_parts\(\s*settings\.(\w+)")
_JOB_NAME: Final = re.compile(r"\bjobname\b")
_LENGTH_OF_TIME: Final = len("2026-12-31_235959")
_LONGEST_EXTENSION: Final = 5
_SHOWN: Final = 40


def output_paths(spec: JobTypeSpec, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the computed paths that frames are written to, by key."""
    found = {setting.key: path for setting, path in _paths(spec, values) if setting.expression is not None}
    return {key: path for key, path in found.items() if TIMESTAMP in path or "#" in path}


def odd_braces(text: str, variables: Collection[str] | None) -> list[str]:
    """Return the braces of a path that stay in it: all but those of variables of the Manager and of the timestamp.

    Args:
        text: A path or a part of one.
        variables: Names of the Manager's variables; None = not known: any field at the beginning may be one.
    """
    found = _BRACES.findall(text)
    if variables is None:
        return [each for each in found if each != TIMESTAMP][text.startswith("{") and len(found[0]) > 1 :]
    known = {TIMESTAMP, "{jobs}", *(f"{{{name}}}" for name in variables)}
    return [each for each in found if each not in known]


def keeps_timestamp(path: str) -> bool:
    """Return whether a job script would fail to replace the timestamp, because of other braces before it."""
    left = _REPLACED.sub(lambda field: "" if field[0] == TIMESTAMP else field[0], path)
    return TIMESTAMP in left


def about_braces(
    spec: JobTypeSpec, values: Mapping[str, Any], name: str, variables: Collection[str] | None
) -> Iterator[Finding]:
    """Yield a warning for each origin of braces in output paths: the job's name, a folder, the place of the file.

    Args:
        spec: The job type.
        values: Key to value of its settings.
        name: The job's name.
        variables: Names of the Manager's variables, which it replaces; None = not known.
    """
    found: dict[str, tuple[str, str]] = {}
    for made, path in _paths(spec, values):
        odd = odd_braces(path, variables)
        if odd:
            about, fix = _origin(spec, values, made, name, lambda part: bool(odd_braces(part, variables)))
            found.setdefault(about, (fix, " ".join(odd)))
    for about, (fix, braces) in found.items():
        setting = spec.setting(about)
        text = (
            "{where}: the output path has braces, {braces}. Blender 5 and newer read them as fields of a path template "
            "and refuse unknown ones, so the job would fail"
        )
        where = setting.label if setting is not None else say("Job Name")
        yield warning("braces", text, about, fix=fix, where=where, braces=braces)


def about_long_names(spec: JobTypeSpec, values: Mapping[str, Any], name: str) -> Iterator[Finding]:
    """Yield an error for each name in output paths that file systems do not allow: the first frame would fail."""
    found: dict[str, SettingSpec] = {}
    for setting, path in _paths(spec, values):
        for part in re.split(r"[/\\]", path):
            if _bytes_of(part) > LONGEST:
                found.setdefault(part, setting)
    for part, setting in found.items():
        is_job = len(name) > 1 and name in part and _uses_job_name(setting)
        yield error(
            "long-name",
            "{label}: the path has a name of {size} bytes, and file systems allow {most}: {name}",
            "job_name" if is_job else setting.key,
            fix="job_name" if is_job else "",
            label=setting.label,
            size=_bytes_of(part),
            most=LONGEST,
            name=f"{part[:_SHOWN]}...",
        )


def about_preview_name(spec: JobTypeSpec, values: Mapping[str, Any], stem: str) -> Iterator[Finding]:
    """Yield a warning if the Manager's own job type would give the preview video a name that is too long.

    Args:
        spec: The job type.
        values: Key to value of its settings.
        stem: Name of the .blend without suffix.
    """
    frames = spec.setting("frames")
    if spec.name != PREVIEW_JOB or frames is None:
        return
    size = len(f"{stem}-{values.get(frames.key)}.mp4".encode(errors="surrogatepass"))
    if size > LONGEST:
        text = (
            "{label}: the Manager names the preview video after the frames. The name would have {size} bytes, so its "
            "task would fail after the frames are rendered"
        )
        yield warning("preview-name", text, frames.key, label=frames.label, size=size)


def _paths(spec: JobTypeSpec, values: Mapping[str, Any]) -> Iterator[tuple[SettingSpec, str]]:
    for setting in spec.settings:
        path = values.get(setting.key)
        if setting.is_path and not setting.is_blendfile and isinstance(path, str) and path:
            yield setting, path


def _origin(
    spec: JobTypeSpec, values: Mapping[str, Any], setting: SettingSpec, name: str, is_odd: Callable[[str], bool]
) -> tuple[str, str]:
    """Return what the odd part of a path belongs to, and the name of the fix."""
    if setting.expression is None:
        return setting.key, "storage_folder" if setting.subtype == "dir_path" else ""
    if _uses_job_name(setting) and is_odd(name):
        return "job_name", "job_name"
    for key, path in ((other.key, path) for other, path in _paths(spec, values) if other.expression is None):
        if key in setting.expression.settings and is_odd(path):
            return key, "storage_folder"
    components = _COMPONENTS.search(setting.eval)
    if components and isinstance(values.get(components[1]), int) and values[components[1]] > 0:
        return components[1], "no_folders"
    return setting.key, ""


def _uses_job_name(setting: SettingSpec) -> bool:
    return bool(_JOB_NAME.search(setting.eval))


def _bytes_of(part: str) -> int:
    """Return the size of a name as workers write it: with the time, and with an extension after the frame."""
    size = len(part.encode(errors="surrogatepass")) - part.count(TIMESTAMP) * (len(TIMESTAMP) - _LENGTH_OF_TIME)
    return size + _LONGEST_EXTENSION if "#" in part else size
