"""The helper as it is started in a Blender: ``helper/__main__.py`` of an installed extension, by its path."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("core", "farm", "helper", "ipc", "job_types", "manager_client", "submission")


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    """An installed extension: the helper's part of it, with wheels of unique versions."""
    root = tmp_path / "user default" / "flamenco_client"
    for part in PARTS:
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "standalone.py", root)
    (root / "wheels").mkdir()
    for name in ("urllib3", "dateutil"):
        with zipfile.ZipFile(root / "wheels" / f"{name}-0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}/__init__.py", "__version__ = '0.of.the.extension'\n")
    manifest = 'wheels = ["./wheels/urllib3-0-py3-none-any.whl", "./wheels/dateutil-0-py3-none-any.whl"]\n'
    (root / "blender_manifest.toml").write_text(manifest, encoding="utf-8")
    return root


def ask(root: Path, *arguments: str, do: str = "ping", **options: Any) -> dict[str, Any]:
    """Start the helper, ask one thing, and read the answer; the helper has ended well then."""
    command = [sys.executable, "-I", "-X", "utf8", str(root / "helper" / "__main__.py"), *arguments]
    order = json.dumps({"id": 1, "do": do, "arguments": {}}) + "\n"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options) as helper:
        assert helper.stdin is not None
        assert helper.stdout is not None
        helper.stdin.write(order)
        helper.stdin.flush()
        events = [json.loads(helper.stdout.readline())]
        while events[-1]["event"] == "progress":
            events.append(json.loads(helper.stdout.readline()))
        rest, _ = helper.communicate(timeout=10)
    assert (helper.returncode, rest) == (0, "")
    return dict(events[-1])


def test_the_extensions_libraries_win(extension: Path, tmp_path: Path) -> None:
    """Another version in the environment, as in every bpy module and in Blender itself, is not imported."""
    importlib.metadata.version("urllib3")  # the environment does have one
    importlib.metadata.version("python-dateutil")

    libraries = ask(extension, str(tmp_path / "state"))["result"]["libraries"]

    homes = {name: Path(origin).parents[1] for name, origin in libraries.items()}
    assert set(homes.values()) == {next((tmp_path / "state").glob("wheels-*"))}


def test_without_a_user_folder_the_wheels_themselves_are_first(extension: Path) -> None:
    """Nothing is unpacked where there is no place for it."""
    libraries = ask(extension)["result"]["libraries"]

    assert {Path(origin).parents[1].parent for origin in libraries.values()} == {extension / "wheels"}


def test_neither_environment_nor_folder_decide_what_is_imported(extension: Path, tmp_path: Path) -> None:
    """A stray module with a name of the project or of Python is not run."""
    trap = "raise SystemExit('trapped')\n"
    for name in ("json", "standalone", "urllib3", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(trap, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONSTARTUP": str(tmp_path / "json.py")}

    assert ask(extension, cwd=tmp_path, env=environment)["event"] == "result"


def test_a_user_folder_that_cannot_be_made_does_not_stop_the_helper(extension: Path, tmp_path: Path) -> None:
    """No log, no unpacked wheels, but answers."""
    (tmp_path / "state").touch()

    assert ask(extension, str(tmp_path / "state"), stderr=subprocess.DEVNULL)["event"] == "result"


def test_a_blender_without_console_has_a_helper_all_the_same(extension: Path) -> None:
    """Started from a desktop there may be no stderr at all."""
    assert ask(extension, preexec_fn=lambda: os.close(2))["event"] == "result"


def test_starting_the_helper_loads_nothing_slow(extension: Path) -> None:
    """The first answer comes quickly: libraries and use-cases are imported by the tasks that need them."""
    script = str(extension / "helper" / "__main__.py")
    ended = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", script], input="", capture_output=True, text=True, check=True
    )

    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "flamenco_client.helper.dispatcher" in loaded
    assert (
        loaded & {"urllib3", "ssl", "http.client", "dateutil", "subprocess", "flamenco_client.submission.submit"}
        == set()
    )
