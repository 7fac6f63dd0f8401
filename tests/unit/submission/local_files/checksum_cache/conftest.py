"""Fixtures: a file, and a folder for the database."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"wood")
    return path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"
