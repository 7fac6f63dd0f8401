"""What the guide to the client shows for scripts inside Blender."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.guide import ADDRESS, INSIDE, snippets
from flamenco_client.tests.support.manager import ManagerServer

pytestmark = pytest.mark.slow


def test_a_call_through_the_helper(extension: Extension, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without a window the script waits, and gets the jobs in the types of the client; errors come as data."""
    code = snippets("python_client.md")["Inside Blender"]
    assert INSIDE in code
    script = tmp_path / "script.py"
    with ManagerServer(tmp_path / "storage") as manager:
        script.write_text(code.replace(INSIDE, extension.key).replace(ADDRESS, manager.url), encoding="utf-8")
        runpy.run_path(str(script))
        assert [record.operation for record in manager.requests] == ["fetchJobs"]
    assert capsys.readouterr().out.splitlines()[-1] == "[]"
    runpy.run_path(str(script))
    assert capsys.readouterr().out.splitlines()[-1].startswith("refused ")
