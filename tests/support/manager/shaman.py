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
    """What came is not what was declared; the text says both."""


class AlreadyStoredError(Exception):
    """Another upload of the same file was faster."""


class CollisionError(Exception):
    """Uploads of different files made and removed the same folder under each other."""


class Shaman:
    """File store below ``storage/file-store``, checkouts below ``storage/jobs``.

    What is stored and what is being uploaded is read from the disk each time, so that it outlives restarts.
    """

    def __init__(self, storage: Path) -> None:
        self.checkouts = storage / "jobs"
        self.stored = storage / "file-store" / "stored"
        self.uploading = storage / "file-store" / "uploading"
        self.collide = False
        """Whether uploads collide whose checksums share the first two digits (else they never do)."""
        self._lock = threading.Lock()
        self._in_flight: list[str] = []
        for folder in (self.checkouts, self.stored, self.uploading):
            folder.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def _safe(sha: str) -> str:
        # Whatever comes as checksum, it names something below the store's folders.
        return re.sub(r"[^0-9A-Za-z]", "_", sha)

    def blob(self, sha: str, size: int) -> Path:
        """Path at which a stored file is."""
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
        """Leave what a Manager killed in the middle of an upload leaves: the file is "uploading" for ever."""
        # The real one makes folders as in the store; a flat folder is faster and tells a client no less.
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
        """Take note of an upload while it lasts.

        Raises:
            CollisionError: Collisions are switched on and another file with the same first digits is on its way.
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
        """Write an upload to disk as it arrives; one that ends early or does not fit leaves nothing.

        Raises:
            MismatchError: Size or checksum is another.
            AlreadyStoredError: The file was stored meanwhile, by a faster upload.
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
