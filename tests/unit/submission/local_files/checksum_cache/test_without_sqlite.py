"""A Python without SQLite, as some distributions have it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache


def test_files_are_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fails; no checksum is remembered."""
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with ChecksumCache(UserFiles(str(tmp_path))) as cache:
        assert not cache.works
        (tmp_path / "a").write_bytes(b"a")
        assert cache.find(str(tmp_path / "a"), (tmp_path / "a").stat()) is None
