"""Checksum cache: a small database of checksums, so that unchanged files are not read again.

A file counts as unchanged if its path, size, times, inode and device are the same. The cache is optional: if the
database is deleted, locked, damaged, read-only or the disk is full, the submission continues without it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TypeVar

from ...core.user_files import NOWHERE, Kind, UserFiles

if TYPE_CHECKING:
    import sqlite3

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

MOST = 200_000
"""Most files in the cache; the least recently used ones are deleted."""
RACY_NS = 2_000_000_000
"""A file changed less than this before reading is not cached: it may change again within the same clock tick."""
_SCHEMA = 1
_WAIT_SECONDS = 1.0
"""Longest wait for another Blender that is writing."""
_PAUSE_SECONDS = 0.01
_AT_A_TIME = 1000
"""Rows in one write."""
_DAY = 86400


class ChecksumCache:
    """Cache of checksums, safe for several threads and processes. No method raises an exception."""

    def __init__(self, user_files: UserFiles = NOWHERE) -> None:
        """Open the database, or continue without."""
        self._lock = threading.Lock()
        self._new: dict[bytes, tuple[bytes, bytes]] = {}
        self._used: set[bytes] = set()
        self._database: sqlite3.Connection | None = None
        self._grown = False
        if user_files.folder:
            self._path = user_files.directory(Kind.CHECKSUMS) / "checksums.sqlite"
            self._open()

    @property
    def works(self) -> bool:
        """Whether the database is available."""
        return self._database is not None

    def find(self, path: str, status: os.stat_result) -> str | None:
        """Return the SHA-256 of a file in hex if it is cached and ``status`` is the same as then."""
        if self._database is None:
            return None
        digest = _digest(path)
        with self._lock:
            row = self._row(digest)
            if row is None or row[0] != _state(status) or len(row[1]) != 32:
                return None
            if row[2] != _today():
                self._used.add(digest)
        return row[1].hex()

    def keep(self, path: str, status: os.stat_result, sha: str, read_at_ns: int) -> None:
        """Store the checksum of a file.

        Args:
            path: The file.
            status: Its status, the same before and after reading.
            sha: SHA-256 in hex.
            read_at_ns: ``time.time_ns`` at the start of reading.
        """
        if self._database is None or read_at_ns - max(status.st_mtime_ns, status.st_ctime_ns) < RACY_NS:
            return
        with self._lock:
            self._new[_digest(path)] = _state(status), bytes.fromhex(sha)
            if len(self._new) >= _AT_A_TIME:
                self._write()

    def save(self) -> None:
        """Write new checksums to the database."""
        with self._lock:
            self._write()

    def close(self) -> None:
        """Write new checksums, delete the least recently used ones if there are too many, and close the database."""
        with self._lock:
            self._write()
            self._forget_oldest()
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # -- the database; it is not used after an error ------------------------------------------------------------------

    def _open(self) -> None:
        try:
            import sqlite3
        except ImportError as error:  # some distributions leave it out
            _log.warning("files are read each time: %s", error)
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = _patiently(self._connect)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # the file is not a database: create a new one
                self._remove()
                self._database = _patiently(self._connect)
        except (sqlite3.Error, OSError, ValueError) as error:
            self._go_without(error)

    def _connect(self) -> sqlite3.Connection:
        import sqlite3

        database = sqlite3.connect(
            self._path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=16
        )
        try:
            if self._schema(database) != _SCHEMA:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("BEGIN IMMEDIATE")
                if self._schema(database) != _SCHEMA:  # no other Blender was faster
                    database.execute("DROP TABLE IF EXISTS files")
                    database.execute("CREATE TABLE files (path BLOB PRIMARY KEY, state BLOB, sha BLOB, used INTEGER)")
                    database.execute(f"PRAGMA user_version = {_SCHEMA}")
                database.execute("COMMIT")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("SELECT path, state, sha, used FROM files LIMIT 1").fetchall()
        except BaseException:
            database.close()
            raise
        return database

    @staticmethod
    def _schema(database: sqlite3.Connection) -> int:
        (schema,) = database.execute("PRAGMA user_version").fetchone()
        return int(schema)

    def _row(self, path: bytes) -> tuple[bytes, bytes, int] | None:
        if self._database is None:
            return None
        import sqlite3

        found: tuple[bytes, bytes, int] | None = None
        try:
            database, row = self._database, "SELECT state, sha, used FROM files WHERE path = ?"
            found = _patiently(lambda: database.execute(row, (path,)).fetchone())
        except sqlite3.Error as error:
            self._go_without(error)
        return found

    def _write(self) -> None:
        if self._database is None or not (self._new or self._used):
            return
        import sqlite3

        try:
            _patiently(functools.partial(self._write_all, self._database))
            self._grown = self._grown or bool(self._new)
        except sqlite3.Error as error:
            if _is_busy(error) and len(self._new) < _AT_A_TIME:
                return  # another Blender is writing: try later
            self._go_without(error)
        self._new.clear()
        self._used.clear()

    def _write_all(self, database: sqlite3.Connection) -> None:
        """Write all new rows, or none."""
        today = _today()
        database.execute("BEGIN IMMEDIATE")
        try:
            database.executemany(
                "INSERT OR REPLACE INTO files (path, state, sha, used) VALUES (?, ?, ?, ?)",
                [(path, *row, today) for path, row in self._new.items()],
            )
            database.executemany("UPDATE files SET used = ? WHERE path = ?", [(today, path) for path in self._used])
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:  # otherwise a retry could not begin a transaction
                database.execute("ROLLBACK")
            raise

    def _forget_oldest(self) -> None:
        if self._database is None or not self._grown:
            return
        import sqlite3

        try:
            (count,) = self._database.execute("SELECT count(*) FROM files").fetchone()
            if count > MOST:
                oldest = "SELECT rowid FROM files ORDER BY used, rowid LIMIT ?"
                self._database.execute(f"DELETE FROM files WHERE rowid IN ({oldest})", (count - MOST * 9 // 10,))  # noqa: S608
        except sqlite3.Error as error:
            self._go_without(error)

    def _go_without(self, error: Exception) -> None:
        import sqlite3

        _log.warning("the checksum cache is not used: %s", error)
        self._let_go()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._remove()  # damaged: the next submission creates a new one

    def _let_go(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            import sqlite3

            with contextlib.suppress(sqlite3.Error):
                database.close()

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                os.unlink(f"{self._path}{end}")


def _patiently(do: Callable[[], _Result]) -> _Result:
    """Retry for a while if another Blender locks the database.

    SQLite's own timeout does not cover all cases: opening fails at once while another process changes the journal mode
    or is the last one to close.
    """
    import sqlite3

    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return do()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= until:
                raise
        time.sleep(_PAUSE_SECONDS)


def _is_busy(error: sqlite3.Error) -> bool:
    """Return whether another process locks the database; the lower byte of SQLite's code is the kind of error."""
    import sqlite3

    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _digest(path: str) -> bytes:
    """Return a path as the database stores it: short, and without the user's names."""
    return hashlib.blake2b(os.fsencode(path), digest_size=16).digest()


def _state(status: os.stat_result) -> bytes:
    """Return a digest of all that changes with a file's content; ctime changes even if mtime is set back."""
    parts = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()


def _today() -> int:
    return int(time.time()) // _DAY
