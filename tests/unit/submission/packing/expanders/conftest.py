"""Fixtures for expanders on a folder of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.expanders import Expander, Expansion
from flamenco_client.tests.unit.submission.helpers import asset

Write = Callable[..., Path]
Expand = Callable[..., Expansion]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the test's folder."""

    def make(name: str, content: bytes | str = b"x") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def expand() -> Expand:
    """Expand references one by one with one expander, as the plan does."""
    expander = Expander(CancelToken())
    return lambda path, **more: expander.expand(asset(path, **more), str(path))
