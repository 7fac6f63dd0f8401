"""The Manager's variables, with different values for each platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

JOBS = "jobs"
"""The variable that always exists: the folder of the files of jobs."""


@dataclass(frozen=True)
class Variable:
    """Values by platform; ``two_way``: at submission such paths are replaced by the variable."""

    values: Mapping[str, str]
    two_way: bool = False
    users: Mapping[str, str] | None = None
    """Values for users, if they differ from those for workers."""

    def value(self, audience: str, platform: str) -> str | None:
        values = self.users if audience == "users" and self.users is not None else self.values
        return values.get(platform)


def default_variables(storage: str, server_platform: str) -> dict[str, Variable]:
    """Return variables as studios have them: the path of Blender, and the storage on other platforms."""
    paths = {"windows": "S:\\farm", "darwin": "/Volumes/farm", "linux": "/mnt/farm"}
    return {
        "blender": Variable({"linux": "blender", "windows": "blender.exe", "darwin": "blender"}),
        "blenderArgs": Variable(dict.fromkeys(paths, "-b -y")),
        "storage": Variable(paths | {server_platform: storage}, two_way=True),
    }


def expand(value: Any, variables: Mapping[str, str]) -> Any:
    """Replace ``{variables}`` in all texts of a JSON value."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: variables.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {key: expand(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [expand(inner, variables) for inner in value]
    return value


def collapse(text: str, two_way: Mapping[str, str]) -> str:
    """Replace a value at the beginning of a text by its ``{variable}``; case and kind of slash do not matter."""
    plain = text.lower().replace("\\", "/")
    for name, value in sorted(two_way.items(), key=lambda item: -len(item[1])):
        start = value.lower().replace("\\", "/").rstrip("/")
        if start and (plain == start or plain.startswith(start + "/")):
            return f"{{{name}}}{text[len(start) :]}"
    return text


def translate(path: str, sources: Mapping[str, str], targets: Mapping[str, str], platform: str) -> str:
    """Translate a path of the server to another platform, with its slashes; unchanged if no variable covers it."""
    found = expand(collapse(path, sources), targets)
    if found == path:
        return path
    return str(found.replace("/", "\\") if platform == "windows" else found)
