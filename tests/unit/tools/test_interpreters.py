"""The choice of Python and bpy."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from flamenco_client.tools import interpreters
from flamenco_client.tools.interpreters import Interpreter, NoInterpreter

PY39 = Interpreter("/py39", (3, 9))
PY311 = Interpreter("/py311", (3, 11))
PY313 = Interpreter("/py313", (3, 13))
PY314 = Interpreter("/py314", (3, 14))


@pytest.mark.parametrize(
    ("at_hand", "others", "path", "series"),
    [
        (PY311, [PY313], "/py311", "5.0"),
        (PY313, [PY311], "/py313", "5.3"),
        (PY39, [PY311], "/py311", "5.0"),
        (PY39, [PY311, PY313], "/py313", "5.3"),
        (PY314, [PY311, PY313], "/py313", "5.3"),
        (None, [PY311], "/py311", "5.0"),
    ],
)
def test_newest_bpy_of_the_running_interpreter_is_chosen(
    at_hand: Interpreter | None, others: list[Interpreter], path: str, series: str
) -> None:
    """The running Python is used if any bpy runs on it; otherwise another one, newest bpy first."""
    choice = interpreters.choose(None, at_hand, others)

    assert (choice.interpreter.path, choice.blender.series) == (path, series)


@pytest.mark.parametrize(
    ("series", "path"),
    [("4.2", "/py311"), ("4.5", "/py311"), ("5.0", "/py311"), ("5.1", "/py313"), ("5.2", "/py313"), ("5.3", "/py313")],
)
def test_requested_series_chooses_the_python(series: str, path: str) -> None:
    """--blender takes precedence over the running Python."""
    choice = interpreters.choose(series, PY39, [PY311, PY313])

    assert choice.interpreter.path == path
    assert choice.blender.bpy.startswith(f"{series}.")


def test_others_are_only_examined_when_needed() -> None:
    """Other Pythons are searched for and started only if the running one is not suitable."""

    def others() -> list[Interpreter]:
        raise AssertionError("looked")

    lazily = (interpreter for one in [others] for interpreter in one())

    assert interpreters.choose("4.5", PY311, lazily).interpreter is PY311


@pytest.mark.parametrize(("series", "names"), [(None, "3.13 or 3.11"), ("5.1", "3.13"), ("4.2", "3.11")])
def test_no_suitable_python_is_explained(series: str | None, names: str) -> None:
    """The message names the needed Python, the running one, and a way to install it."""
    with pytest.raises(NoInterpreter) as caught:
        interpreters.choose(series, PY39, [PY314])

    text = str(caught.value)
    assert f"a 64-bit Python {names} with venv" in text
    assert sys.executable in text
    assert f"pyenv install {names.partition(' ')[0]}" in text


def test_probe_runs_the_program() -> None:
    """The running Python gives its version and path."""
    found = interpreters.probe(sys.executable)

    assert found is not None
    assert found.version == sys.version_info[:2]
    assert os.path.samefile(found.path, sys.executable)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell script as program")
@pytest.mark.parametrize(
    "script",
    ["#!/bin/sh\nexit 127\n", "#!/bin/sh\necho hello\n", "#!/bin/sh\necho 3 11 4 /32bit\n", "not a program\n", ""],
)
def test_unusable_programs_are_no_interpreters(script: str, tmp_path: Path) -> None:
    """A pyenv shim without a version, a 32-bit Python and other programs called python are not used."""
    program = tmp_path / "python3.11"
    program.write_text(script)
    program.chmod(0o755)

    assert interpreters.probe(str(program)) is None
    assert interpreters.probe(str(tmp_path / "missing")) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links and bin folders are Unix")
def test_pyenv_is_searched_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions of pyenv that are not on the PATH are found, each once, newest first."""
    this = "{}.{}".format(*sys.version_info[:2])
    for name in (f"{this}.2", f"{this}.10", "3.9.1", "envs"):
        folder = tmp_path / "versions" / name / "bin"
        folder.mkdir(parents=True)
        (folder / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (folder / "python3").chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    asked: list[str] = []
    monkeypatch.setattr(interpreters, "probe", asked.append)

    assert list(interpreters.others()) == []
    wanted = [str(tmp_path / "versions" / f"{this}.{patch}" / "bin" / "python3") for patch in (10, 2)]
    fits = any(blender.python == sys.version_info[:2] for blender in interpreters.BLENDERS)
    assert asked == (wanted if fits else [])
