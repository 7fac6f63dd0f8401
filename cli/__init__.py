"""The command line: ``blender -b FILE -c flamenco_client check | files | submit``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

_handle: list[Any] = []


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says; returns the exit code. Loads what it needs now: starting Blender does not pay."""
    from .commands import run as run_command

    return run_command(arguments)


def register() -> None:
    """Give Blender the command."""
    register_command: Any = bpy.utils.register_cli_command  # its result, a handle, is not in the stubs
    _handle.append(register_command("flamenco_client", run))


def unregister() -> None:
    """Take it away again."""
    while _handle:
        bpy.utils.unregister_cli_command(_handle.pop())
