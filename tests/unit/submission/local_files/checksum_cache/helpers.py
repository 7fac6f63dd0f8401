"""Functions that read and fill a checksum cache."""

from __future__ import annotations

import time
from pathlib import Path

from flamenco_client.core.user_files import Kind, UserFiles
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache

SHA = "ab" * 32
LATER = 3_600_000_000_000
"""Nanoseconds after which a file certainly counts as old."""


def database(state: Path) -> Path:
    return UserFiles(str(state)).directory(Kind.CHECKSUMS) / "checksums.sqlite"


def keep(state: Path, path: Path, sha: str = SHA) -> None:
    """Store a checksum as if the file had been read an hour from now."""
    with ChecksumCache(UserFiles(str(state))) as cache:
        cache.keep(str(path), path.stat(), sha, time.time_ns() + LATER)


def find(state: Path, path: Path) -> str | None:
    with ChecksumCache(UserFiles(str(state))) as cache:
        return cache.find(str(path), path.stat())
