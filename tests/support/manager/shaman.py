"""The Shaman file store on disk: files by checksum and size, uploads in progress."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

UNKNOWN, UPLOADING, STORED = "unknown", "uploading", "stored"


class MismatchError(Exception):
    """The content does not match the declaration; the text gives both."""


class AlreadyStoredError(Exception):
    """Another upload of the same file finished first."""


class CollisionError(Exception):
    """Concurrent uploads of different files created and removed the same folder."""


class Shaman:
    """File store below ``storage/file-store``, checkouts below ``storage/jobs``.

    The state of files is read from the disk each time, so that it survives restarts.
    """

    def __init__(self, storage: Path) -> None:
        self.checkouts = storage / "jobs"
        self.stored = storage / "file-store" / "stored"
        self.uploading = storage / "file-store" / "uploading"
        self.collide = False
        """Whether concurrent uploads collide if their checksums share the first two digits."""
        self._lock = threading.Lock()
        self._in_flight: list[str] = []
        for folder in (self.checkouts, self.stored, self.uploading):
            folder.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def _safe(sha: str) -> str:
        # Any checksum is a path below the store's folders.
        return re.sub(r"[^0-9A-Za-z]", "_", sha)

    def blob(self, sha: str, size: int) -> Path:
        """Return the path of a stored file."""
        safe = self._safe(sha)
        return self.stored / (safe[:2] or "_") / (safe[2:] or "_") / f"{size}.blob"

    def status(self, sha: str, size: int) -> str:
        if self.blob(sha, size).exists():
            return STORED
        start = f"{self._safe(sha)}-{size}-"
        with os.scandir(self.uploading) as entries:
            uploading = any(entry.name.startswith(start) for entry in entries)
        return UPLOADING if uploading else UNKNOWN

    def leave_stale(self, sha: str, size: int) -> Path:
        """Leave the rest of an interrupted upload: the file is "uploading" for ever."""
        # The real one creates folders as in the store; a flat folder is faster and makes no difference to clients.
        path = self.uploading / f"{self._safe(sha)}-{size}-{secrets.randbelow(10**9)}.tmp"
        path.touch()
        return path

    def put(self, content: bytes) -> tuple[str, int]:
        """Store a file directly and return its checksum and size."""
        sha = hashlib.sha256(content).hexdigest()
        self.receive(sha, len(content), [content])
        return sha, len(content)

    @contextlib.contextmanager
    def _flight(self, sha: str) -> Iterator[None]:
        """Register an upload in progress.

        Raises:
            CollisionError: Collisions are on, and another file with the same first digits is being uploaded.
        """
        with self._lock:
            if self.collide and any(other[:2] == sha[:2] and other != sha for other in self._in_flight):
                folder = self.uploading / sha[:2]
                raise CollisionError(f"mkdir {folder}: no such file or directory")
            self._in_flight.append(sha)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight.remove(sha)

    def receive(self, sha: str, size: int, blocks: Iterable[bytes]) -> None:
        """Write an upload to disk as it arrives; a truncated or wrong one leaves nothing.

        Raises:
            MismatchError: Size or checksum differs.
            AlreadyStoredError: A faster upload stored the file meanwhile.
            CollisionError: See ``collide``.
        """
        with self._flight(sha):
            temporary = self.leave_stale(sha, size)
            try:
                self._write(temporary, sha, size, blocks)
                final = self.blob(sha, size)
                final.parent.mkdir(parents=True, exist_ok=True)
                os.replace(temporary, final)
            finally:
                temporary.unlink(missing_ok=True)

    def _write(self, path: Path, sha: str, size: int, blocks: Iterable[bytes]) -> None:
        digest, received, blob = hashlib.sha256(), 0, self.blob(sha, size)
        with path.open("wb") as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
                received += len(block)
                if blob.exists():
                    raise AlreadyStoredError
        if received != size:
            raise MismatchError(f"file size mismatched, declared {size} but received {received} bytes")
        if digest.hexdigest() != sha:
            raise MismatchError(f"file SHA256 mismatched, declared {sha} but received {digest.hexdigest()}")
