"""The command of the command line, called as Blender calls it; the bpy module has no command line itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flamenco_client.tests.blender.extension import Extension

ROOT = ["--set", "render_output_root=/render"]


class Command:
    """Runs the command, and has what it said."""

    def __init__(self, extension: Extension, capsys: pytest.CaptureFixture[str]) -> None:
        self._run = extension.module("cli").run
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        self._capsys.readouterr()
        code: int = self._run(list(arguments))
        self.out, self.err = self._capsys.readouterr()
        return code

    @property
    def json(self) -> Any:
        """The one line of JSON among what Blender itself prints."""
        (line,) = [line for line in self.out.splitlines() if line.startswith("{")]
        return json.loads(line)
