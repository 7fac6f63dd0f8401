"""build.py before its environment exists, started by any Python."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = ["zip", "demo", "test", "check", "format", "generate", "bench", "manager", "env"]
BEFORE_THE_ENVIRONMENT = ["build.py", "tools/__init__.py", "tools/console.py", "tools/environment.py"]
BEFORE_THE_ENVIRONMENT += ["tools/interpreters.py"]


def _build(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run build.py isolated, with the standard library only."""
    command = [sys.executable, "-S", str(ROOT / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_help_lists_every_command() -> None:
    """The help needs no environment, and describes each command."""
    answer = _build("--help")

    assert answer.returncode == 0, answer.stderr
    assert [name for name in COMMANDS if f"\n    {name} " not in answer.stdout] == []


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """The help of a command lists its options."""
    answer = _build(command, "--help")

    assert answer.returncode == 0, answer.stderr
    assert "--blender" in answer.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["no-such-command"], ["test", "--blender", "3.6"], ["zip", "--no-such-option"]]
)
def test_wrong_arguments_are_reported(arguments: list[str]) -> None:
    """Wrong arguments end with exit code 2 and the usage, before anything is started."""
    answer = _build(*arguments)

    assert answer.returncode == 2
    assert "usage: build.py" in answer.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs a PATH")
def test_several_blenders(tmp_path: Path) -> None:
    """The command runs once for each; what fails for one of them fails the whole."""
    surroundings = {"PATH": str(tmp_path), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    series = ("5.2", "5.3") if sys.version_info < (3, 13) else ("4.2", "4.5")
    answer = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "env", "--blender", series[0], f"--blender={series[1]}", "--", "more"],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 1
    for each in series:
        assert f"Blender {each} as a Python module" in answer.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs a PATH")
def test_without_a_suitable_python_it_says_what_to_install(tmp_path: Path) -> None:
    """On a machine with only an unsuitable Python the error says what to install."""
    series = "5.2" if sys.version_info < (3, 13) else "4.2"
    surroundings = {"PATH": str(tmp_path), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "zip", "--blender", series],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 1
    assert "Install one" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("name", BEFORE_THE_ENVIRONMENT)
def test_start_up_code_runs_on_old_pythons(name: str) -> None:
    """Python 3.9 can parse the modules that run first, and they import only its standard library."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 9))
    at_once = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {alias.name for node in at_once if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in at_once if isinstance(node, ast.ImportFrom) and not node.level}

    assert [one for one in modules if one.partition(".")[0] not in {*sys.stdlib_module_names, "tools"}] == []
    assert "tomllib" not in modules


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
def test_ci_runs_the_readmes_test_command() -> None:
    """CI runs the same test command as the README gives, and its script is executable."""
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "python3 build.py test" in script.read_text()
    assert "python3 build.py test" in (ROOT / "README.md").read_text()
