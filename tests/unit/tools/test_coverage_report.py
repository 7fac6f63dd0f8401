"""What build.py test --coverage counts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_client.tools import coverage_report

MANIFEST = """
id = "flamenco_client"
version = "1.0.0"
wheels = []
[build]
paths_exclude_pattern = ["/tests/", "/build/"]
"""
STARTS_OTHERS = """
import subprocess, sys
for program in sys.argv[1:]:
    subprocess.run([sys.executable, "-I", program], check=True)
"""


@pytest.mark.slow
def test_all_processes_and_modules_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of a child process and of the installed zip count, and so do modules that never ran; tests do not."""
    root, installed = tmp_path / "checkout", tmp_path / "user_default" / "flamenco_client"
    for name, code in {
        "blender_manifest.toml": MANIFEST,
        "tests/test_it.py": STARTS_OTHERS,
        "helper.py": "import os\nif os.sep == '':\n    never = 1\nelse:\n    done = 1\n",
        "ui.py": "drawn = 1\n",
        "never.py": "one = 1\ntwo = 2\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(code, encoding="utf-8")
    installed.mkdir(parents=True)
    shutil.copy(root / "ui.py", installed)

    programs = map(str, (root / "tests/test_it.py", root / "helper.py", installed / "ui.py"))
    subprocess.run([sys.executable, *coverage_report.command(root), *programs], check=True)
    coverage_report.report(root)

    assert json.loads((root / "build/reports/coverage.json").read_text(encoding="utf-8")) == {
        "helper.py": {"lines": 4, "missing": 1},
        "never.py": {"lines": 2, "missing": 2},
        "ui.py": {"lines": 1, "missing": 0},
    }
    printed = capsys.readouterr().out.splitlines()
    assert "57.1 %" in printed[0]
    assert printed[1].split() == ["0.0", "%", "never.py"]
