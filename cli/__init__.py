"""The command line: ``blender -b FILE -c flamenco_client check | files | submit``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

_handle: list[Any] = []


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return the exit code; modules are loaded here, so that Blender's start stays fast."""
    from .commands import run as run_command

    return run_command(arguments)


def register() -> None:
    """Register the command with Blender."""
    register_command: Any = bpy.utils.register_cli_command  # its result, a handle, is not in the stubs
    _handle.append(register_command("flamenco_client", run))


def unregister() -> None:
    """Unregister the command."""
    while _handle:
        bpy.utils.unregister_cli_command(_handle.pop())
