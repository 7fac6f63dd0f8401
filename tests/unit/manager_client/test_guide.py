"""What the guide to the client shows: it runs, and type checkers follow it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flamenco_client.tests.support.guide import ADDRESS, INSIDE, snippets
from flamenco_client.tests.support.manager import ManagerServer

ROOT = Path(__file__).resolve().parents[3]
SNIPPETS = {title: code for title, code in snippets("python_client.md").items() if INSIDE not in code}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program's folder with a link to the client, as the guide says, and nothing else of this project."""
    (tmp_path / "manager_client").symlink_to(ROOT / "manager_client")
    return tmp_path


@pytest.fixture
def python(project: Path) -> Run:
    """Run Python with arguments in that folder."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MYPY"))}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=project,
            env=others,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def test_guide_has_snippets() -> None:
    """Every subject of the guide has code."""
    subjects = {"Submit a job", "Status, headers and unknown properties", "Timeouts and retries", "Errors", "Uploads"}
    assert subjects | {"Use it in your own program", "Uploads 2", "Threads"} == set(SNIPPETS)


@pytest.mark.parametrize("title", SNIPPETS)
def test_snippets_run(project: Path, python: Run, title: str) -> None:
    """Each piece of code does what it is for, in a program that has only the client."""
    script = project / "script.py"
    with ManagerServer(project / "storage") as manager:
        script.write_text(SNIPPETS["Submit a job"].replace(ADDRESS, manager.url), encoding="utf-8")
        assert python(script).returncode == 0
        manager.forget_requests()
        script.write_text(SNIPPETS[title].replace(ADDRESS, manager.url), encoding="utf-8")
        done = python(script)
        assert (done.returncode, done.stderr) == (0, "")
        assert manager.requests
        if title != "Uploads 2":
            assert done.stdout
    if title == "Errors":
        assert done.stdout == "there is no such job\n"


@pytest.mark.slow
def test_type_checkers_follow(project: Path, python: Run) -> None:
    """All of the code passes a strict type check, which knows the client's types: it finds what is wrong."""
    for number, code in enumerate(SNIPPETS.values()):
        (project / f"snippet_{number}.py").write_text(code, encoding="utf-8")
    checked = ("-m", "mypy", "--strict", "--no-incremental", "--cache-dir", os.devnull)
    done = python(*checked, *(f"snippet_{number}.py" for number in range(len(SNIPPETS))))
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = SNIPPETS["Use it in your own program"].replace("job.status", "job.statsu").replace(".version)", ".versoin)")
    (project / "wrong.py").write_text(wrong, encoding="utf-8")
    done = python(*checked, "wrong.py")
    assert '"Job" has no attribute "statsu"' in done.stdout
    assert '"FlamencoVersion" has no attribute "versoin"' in done.stdout


def test_marker() -> None:
    """The client says that it has types, also where it is installed."""
    assert (ROOT / "manager_client" / "py.typed").is_file()
