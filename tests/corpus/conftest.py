"""Options and report of the comparison with Blender's own list, for the .blend files of any studio."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
USER_FOLDER = Path(tempfile.mkdtemp(prefix="flamenco-client-corpus-"))
atexit.register(shutil.rmtree, USER_FOLDER, ignore_errors=True)

# Before anything imports bpy: Blender reads this only once.
os.environ["BLENDER_USER_RESOURCES"] = str(USER_FOLDER)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the folder with the files."""
    parser.addoption("--corpus", metavar="DIR", help="compare every .blend below a folder with Blender's own list")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each .blend."""
    if "blend" in metafunc.fixturenames:
        folder = metafunc.config.getoption("corpus")
        blends = sorted(Path(folder).rglob("*.blend")) if folder else []
        metafunc.parametrize("blend", blends, ids=[str(path.relative_to(folder)) for path in blends])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the sums, and write what was found in each file to a text."""
    reports = [each for key in ("passed", "failed", "skipped") for each in terminalreporter.stats.get(key, ())]
    found = [dict(each.user_properties) for each in reports if getattr(each, "user_properties", ())]
    if not found:
        return
    path = ROOT / "build" / "reports" / f"corpus-{found[0]['blender']}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [line for each in sorted(found, key=lambda each: str(each["blend"])) for line in _lines(each)]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", errors="surrogateescape")
    sums = {key: sum(len(each[key]) for each in found) for key in ("sent", "missing", "missed", "false")}
    print(
        "\nBlender {blender}: {count} files; {sent} files would be sent, {missing} are missing; "
        "{missed} were missed, {false} are falsely missing. Details: {path}".format(
            blender=found[0]["blender"], count=len(found), path=path.relative_to(ROOT), **sums
        )
    )


def _lines(found: dict[str, Any]) -> list[str]:
    names = {"missing": "missing", "missed": "MISSED", "false": "FALSELY MISSING"}
    head = f"{found['blend']}: {len(found['sent'])} files, {found['listed']} in Blender's list"
    return [head, *(f"    {word}: {path}" for key, word in names.items() for path in found[key])]
