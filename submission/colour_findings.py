"""Findings about the colour configuration and the settings of a project of Blender 5.3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..core.finding import Finding, remark, warning
from ..core.safe_names import printable
from ..core.text import say

OF_PROJECT: Final = "project"
OF_USER: Final = "user"
"""Sources of a configuration, besides the name of an environment variable with its ``$``."""

COLOURS: Final = "colours"
"""Identifier of the findings about a configuration."""


@dataclass(frozen=True, slots=True)
class ColourConfiguration:
    """An OpenColorIO configuration."""

    path: str = ""
    """Its file, or a name such as ``ocio://default``; "" = Blender's own."""
    source: str = ""
    """Who names it."""


BLENDERS_OWN: Final = ColourConfiguration()


def about_colours(colours: ColourConfiguration) -> Iterator[Finding]:
    """Yield a finding if the colours do not come from Blender's own configuration."""
    if not colours.path:
        return
    path = printable(colours.path)
    if colours.source == OF_PROJECT:
        text = "The project's colour configuration, {path}, is used; workers need Blender 5.3 or newer for it"
        yield remark(COLOURS, text, path, path=path)
        return
    source = say("the folder of Blender's user files") if colours.source == OF_USER else colours.source
    yield warning(
        COLOURS,
        "The colour configuration {path} is used, from {source}. It is not uploaded: if workers have another one, "
        "frames have other colours",
        path,
        path=path,
        source=source,
    )


def about_project_settings(name: str, *, changed: bool) -> Iterator[Finding]:
    """Yield a warning if the settings of a project of Blender 5.3 are not saved: workers read them from its file."""
    if changed:
        yield warning(
            "project-settings",
            'The settings of the project "{name}" have unsaved changes: the farm gets the saved settings',
            "blendfile",
            name=name,
        )
