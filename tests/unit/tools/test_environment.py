"""The environment: when it is created, and again after an interruption."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flamenco_client.tools import environment
from flamenco_client.tools.environment import EnvironmentFailed
from flamenco_client.tools.interpreters import BLENDERS, Choice, Interpreter


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Provide an empty root, with a pip that does nothing."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "FOLDER", tmp_path / "build" / "env")
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path / "dev.txt")
    (tmp_path / "dev.txt").write_text("pytest==9\n")
    return tmp_path


@pytest.fixture
def installed(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Record the arguments of pip."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "pip", lambda _python, *arguments: asked.append(arguments))
    return asked


def _choice(place: Path, code: int = 0) -> Choice:
    """Return an interpreter whose venv creates a folder with a Python and ends with ``code``."""
    program = place / "python"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\nmkdir -p "$last/bin"\n: > "$last/bin/python"\nexit {code}\n')
    program.chmod(0o755)
    return Choice(Interpreter(str(program), (3, 11)), BLENDERS[0])


pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="the interpreter is a shell script")


def test_environment_is_created_once(place: Path, installed: list[tuple[str, ...]]) -> None:
    """The second call does nothing; the environment is named after Python and bpy."""
    choice = _choice(place)

    python = environment.ensure(choice)
    assert environment.ensure(choice) == python

    assert python == place / "build" / "env" / f"py311-bpy{choice.blender.bpy}" / "bin" / "python"
    assert len(installed) == 1
    assert f"bpy=={choice.blender.bpy}" in installed[0]


def test_folder_of_environments_has_one_spelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environments are found under every spelling of the shared folder, and not created again."""
    folder = tmp_path / "shared"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    for named in ("shared", "link", "./shared/", f"{tmp_path}/link/../shared"):
        assert environment.place_of_environments(named) == folder.resolve()
    assert environment.place_of_environments(None) == environment.place_of_environments("")


def test_changed_requirements_create_it_again(place: Path, installed: list[tuple[str, ...]]) -> None:
    """After a change of requirements the environment is created again, without remains of the old one."""
    choice = _choice(place)
    python = environment.ensure(choice)
    (python.parent / "old").touch()
    (place / "dev.txt").write_text("pytest==10\n")

    environment.ensure(choice)

    assert len(installed) == 2
    assert not (python.parent / "old").exists()


def test_incomplete_environment_is_created_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment is used only if pip has finished."""
    choice = _choice(place)
    asked: list[tuple[str, ...]] = []

    def interrupted(_python: Path, *arguments: str) -> None:
        asked.append(arguments)
        if len(asked) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(environment, "pip", interrupted)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure(choice)
    (environment.folder(choice) / "half").touch()

    environment.ensure(choice)
    environment.ensure(choice)

    assert len(asked) == 2
    assert not (environment.folder(choice) / "half").exists()


def test_removed_python_is_noticed(place: Path, installed: list[tuple[str, ...]]) -> None:
    """After its Python was removed an environment is created again."""
    choice = _choice(place)
    environment.ensure(choice).unlink()

    assert environment.ensure(choice).exists()
    assert len(installed) == 2


def test_a_venv_that_fails_is_an_error(place: Path, installed: list[tuple[str, ...]]) -> None:
    """After a failure of venv pip is not run."""
    with pytest.raises(EnvironmentFailed, match="could not create an environment"):
        environment.ensure(_choice(place, code=3))

    assert installed == []


@pytest.mark.parametrize(("failures", "good"), [(0, True), (2, True), (3, False)])
def test_pip_is_retried(failures: int, good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two failures of pip are retried, the third one is reported."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n[ $(wc -l < {tmp_path}/calls) -gt {failures} ]\n')
    program.chmod(0o755)

    if good:
        environment.pip(program, "install", "something")
    else:
        with pytest.raises(EnvironmentFailed, match="package index"):
            environment.pip(program, "install", "something")

    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls == ["-m pip install --quiet --no-input something"] * min(failures + 1, 3)
    assert len(pauses) == len(calls) - 1
