"""Findings about a job's name, which expressions insert unchanged into output paths."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath
from typing import Final

from ...core.finding import Finding, error, remark, warning
from ...job_types.job_type import JobTypeSpec

_JOB_NAME: Final = re.compile(r"\bjobname\b")
_NOT_ON_WINDOWS: Final = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$')
_MAX_BYTES: Final = 200
"""Size of a plain name: it leaves room for what expressions add to it, such as frame numbers."""
_NATIVE: Final = type(PurePath())

ABOUT: Final = "job_name"


def about_name(
    spec: JobTypeSpec, name: str, platforms: Collection[str], flavour: type[PurePath] = _NATIVE
) -> Iterator[Finding]:
    """Yield findings if the job's name would change the output path.

    Args:
        spec: The job type.
        name: The job's name.
        platforms: Known platforms of the farm's workers.
        flavour: Path rules of this platform.
    """
    if not any(setting.is_path and _JOB_NAME.search(setting.eval) for setting in spec.settings):
        return
    path = flavour(name)
    if path.anchor or ".." in path.parts:
        text = 'With the name "{name}" frames would be written outside of the output folder'
        yield error("job-name", text, ABOUT, fix=ABOUT, name=name)
    elif len(path.parts) > 1:
        text = 'Frames are written to folders within folders, as the name "{name}" has slashes'
        yield remark("job-name", text, ABOUT, name=name)
    elif "windows" in platforms and _NOT_ON_WINDOWS.search(name):
        text = 'Workers on Windows can\'t make a folder called "{name}"'
        yield warning("job-name", text, ABOUT, fix=ABOUT, name=name)


def numbered(name: str) -> str:
    """Return a name with the next number at its end: ``shot_2``, ``shot_3``; the version of ``shot_v010`` is kept."""
    found = re.fullmatch(r"(.+)_([1-9]\d{0,2})", name, re.DOTALL)
    return f"{found[1]}_{int(found[2]) + 1}" if found else f"{name}_2"


def plain_name(name: str) -> str:
    """Return a similar name that is a valid folder name on every system; "" if nothing is left."""
    parts = [part for part in re.split(r"[/\\]+", name) if part not in {"", ".", ".."}]
    plain = _NOT_ON_WINDOWS.sub("_", re.sub(r"[{}]", "_", "_".join(parts)))
    return plain.encode()[:_MAX_BYTES].decode(errors="ignore").strip(". ")
