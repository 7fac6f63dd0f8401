"""Comparison of two folders by the content of their files."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Comparison:
    """Result of a comparison; paths are relative, with forward slashes."""

    equal: tuple[str, ...]
    different: tuple[str, ...]
    missing: tuple[str, ...]
    """In the source, but not in the copy."""
    surplus: tuple[str, ...]
    """In the copy, but not in the source."""

    @property
    def problems(self) -> list[str]:
        """One line for each file that differs, is missing or is surplus."""
        return [
            *(f"{path} has different content" for path in self.different),
            *(f"{path} is missing" for path in self.missing),
            *(f"{path} was not in the project" for path in self.surplus),
        ]


NOTE = "flamenco-client.json"
"""The file that each pack has besides the project's."""


def compare(source: Path, copy: Path) -> Comparison:
    """Compare all files of both folders by SHA-256. Links are followed, because a Shaman checkout consists of them."""
    wanted, there = _checksums(source), _checksums(copy)
    common = sorted(wanted.keys() & there.keys())
    return Comparison(
        equal=tuple(path for path in common if wanted[path] == there[path]),
        different=tuple(path for path in common if wanted[path] != there[path]),
        missing=tuple(sorted(wanted.keys() - there.keys())),
        surplus=tuple(sorted(there.keys() - wanted.keys() - {NOTE})),
    )


def _checksums(folder: Path) -> dict[str, str]:
    """Return the checksums of all files; a broken link counts as a file without content."""
    found = {}
    for place, _folders, files in os.walk(folder):
        for name in files:
            path = Path(place) / name
            with_content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            found[path.relative_to(folder).as_posix()] = with_content
    return found
