"""The generator's command: generates the files in memory, and writes them or compares them with those on disk."""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .definition import Definition
from .operations import api_files
from .schemas import models_file

CLIENT = Path(__file__).resolve().parents[2] / "manager_client"


def main(arguments: list[str]) -> int:
    """Generate or check; return the exit code: 1 when a check found a difference."""
    parser = argparse.ArgumentParser(
        prog="generate_client",
        description="Write manager_client/models.py and manager_client/apis/ from manager_client/openapi.yaml.",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show what would change, exit 1 if anything"
    )
    options = parser.parse_args(arguments)
    files = generate(Definition.read(CLIENT / "openapi.yaml"))
    changes = "".join(differences(files))
    if options.check:
        sys.stdout.write(changes or "manager_client matches its openapi.yaml.\n")
        return 1 if changes else 0
    for stale in _stale(files):
        stale.unlink()
    for name, text in files.items():
        path = CLIENT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"Wrote {len(files)} files of manager_client{'' if changes else ', all unchanged'}.")
    return 0


def generate(definition: Definition) -> dict[str, str]:
    """Return the text of every generated file, by its path below manager_client."""
    files = {"models.py": models_file(definition), **api_files(definition)}
    return {name: _formatted(text) for name, text in files.items()}


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "-"]
    return subprocess.run(command, cwd=CLIENT, input=text, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def differences(files: dict[str, str]) -> Iterator[str]:
    """Yield a unified diff from the files on disk to the generated ones."""
    expected = {CLIENT / name: text for name, text in files.items()} | dict.fromkeys(_stale(files), "")
    for path, text in expected.items():
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        name = path.relative_to(CLIENT).as_posix()
        yield from difflib.unified_diff(
            present.splitlines(keepends=True),
            text.splitlines(keepends=True),
            f"{name} (on disk)",
            f"{name} (definition)",
        )


def _stale(files: dict[str, str]) -> list[Path]:
    """Return the generated files of tags that the definition no longer has."""
    return [path for path in sorted((CLIENT / "apis").glob("*.py")) if f"apis/{path.name}" not in files]
