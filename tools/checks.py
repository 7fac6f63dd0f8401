"""build.py check: all checks of the code that do not run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from . import archive, environment
from .console import fail, step
from .validator import Invalid
from .wheels import WheelsUnfit

ROOT = environment.ROOT
_MYPY = ROOT / "build" / "mypy"
_PACKAGE = "flamenco_client"


def run() -> int:
    """Run all checks, also after one has failed; return 0 only if all pass."""
    link_package()
    mypy = ["mypy", "--no-incremental"]  # its cache has missed new modules
    layers = ["tests/unit/test_layers.py", "tests/unit/test_import_graph.py"]
    good = [
        _check("format", ["ruff", "format", "--check", "."]),
        _check("lint", ["ruff", "check", "."]),
        _check("types of the package and its tests", [*mypy, "--package", _PACKAGE], folder=_MYPY),
        _check("types of build.py and tools", [*mypy, "--explicit-package-bases", "build.py", "tools"]),
        _check("layers", ["pytest", "--quiet", *layers]),
        _check("generated client", ["tools.generate_client", "--check"]),
        _check_archive(),
    ]
    for line in gaps_in_translation():
        step(f"remark, not an error: {line}")
    if not all(good):
        fail(f"{good.count(False)} of {len(good)} checks failed")
        return 1
    step(f"all {len(good)} checks passed")
    return 0


def gaps_in_translation() -> list[str]:
    """Return a line for each text without German, and each German without a text. Only a release must have none."""
    command = [sys.executable, str(ROOT / "tests" / "support" / "untranslated.py")]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return answer.stdout.splitlines()


def link_package() -> None:
    """Link the checkout under the package's name for mypy: its folder may have any name."""
    link = _MYPY / _PACKAGE
    _MYPY.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(Path("..", ".."), target_is_directory=True)


def _check(title: str, module: list[str], folder: Path = ROOT) -> bool:
    step(f"check: {title}")
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, cwd=folder, check=False).returncode == 0


def _check_archive() -> bool:
    step("check: manifest and zip")
    try:
        made = archive.build(ROOT, ROOT / "build" / "check")
    except (Invalid, WheelsUnfit, environment.EnvironmentFailed) as error:
        fail(str(error))
        return False
    first = archive.checksum(made)
    return first == archive.checksum(archive.build(ROOT, ROOT / "build" / "check"))
