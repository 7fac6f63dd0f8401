"""Reader of blender_manifest.toml, the only place of the extension's identity and version."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

NAME = "blender_manifest.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    id: str
    version: str
    wheels: tuple[str, ...]
    """Paths below the root, with forward slashes and without "./"."""
    exclude: tuple[str, ...]
    """Patterns of `[build] paths_exclude_pattern`."""

    @property
    def archive_name(self) -> str:
        return f"{self.id}-{self.version}.zip"


def read(root: Path) -> Manifest:
    """Read the manifest in ``root``; its rules are checked by Blender's own validator, not here."""
    content = tomllib.loads((root / NAME).read_text(encoding="utf-8"))
    return Manifest(
        id=content["id"],
        version=content["version"],
        wheels=tuple(wheel.removeprefix("./") for wheel in content.get("wheels", [])),
        exclude=tuple(content.get("build", {}).get("paths_exclude_pattern", [])),
    )
