"""The extension's version, from the manifest."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

MANIFEST = Path(__file__).resolve().parents[2] / "blender_manifest.toml"


@functools.cache
def extension_version() -> str:
    """Return the extension's version, for example "0.1.0"."""
    return str(tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["version"])
