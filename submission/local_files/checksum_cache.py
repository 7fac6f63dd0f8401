"""Checksums that were computed before, in a small database of this user: what has not changed is not read again.

A file is taken for unchanged when path, size, times, inode and device are what they were. Nothing depends on it:
whatever is wrong with the database (deleted, locked, damaged, read-only, disk full), the submission goes on without.
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
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from ...core.user_files import NOWHERE, Kind, UserFiles

if TYPE_CHECKING:
    import sqlite3

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

MOST = 200_000
"""Files that are remembered; those that were not used for longest are forgotten."""
RACY_NS = 2_000_000_000
"""A file that was written so shortly before it was read may be written again within the same tick of its clock."""
_SCHEMA = 1
_WAIT_SECONDS = 1.0
"""For another Blender that is writing."""
_PAUSE_SECONDS = 0.01
_AT_A_TIME = 1000
"""Rows that are written together."""
_DAY = 86400


class ChecksumCache:
    """Remembers checksums. Threads may share one; so may processes, one each. No method raises anything."""

    def __init__(self, user_files: UserFiles = NOWHERE) -> None:
        """Open it, or go without."""
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
        """Whether anything is remembered."""
        return self._database is not None

    def find(self, path: str, status: os.stat_result) -> str | None:
        """The SHA-256 of a file in hex, if it is known and ``status`` is what it was then."""
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
        """Remember what a file holds.

        Args:
            path: Where it is.
            status: From before it was read; the same as after.
            sha: SHA-256 in hex.
            read_at_ns: ``time.time_ns`` of the moment when reading began.
        """
        if self._database is None or read_at_ns - max(status.st_mtime_ns, status.st_ctime_ns) < RACY_NS:
            return
        with self._lock:
            self._new[_digest(path)] = _state(status), bytes.fromhex(sha)
            if len(self._new) >= _AT_A_TIME:
                self._write()

    def save(self) -> None:
        """Write down what is new."""
        with self._lock:
            self._write()

    def close(self) -> None:
        """Write down what is new, forget the oldest if there are too many, and let go of the database."""
        with self._lock:
            self._write()
            self._forget_oldest()
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # -- the database; every error ends its use ------------------------------------------------------------------

    def _open(self) -> None:
        import sqlite3

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = _patiently(self._connect)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # what lies there is no database: begin anew
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
        import sqlite3

        if self._database is None:
            return None
        found: tuple[bytes, bytes, int] | None = None
        try:
            database, row = self._database, "SELECT state, sha, used FROM files WHERE path = ?"
            found = _patiently(lambda: database.execute(row, (path,)).fetchone())
        except sqlite3.Error as error:
            self._go_without(error)
        return found

    def _write(self) -> None:
        import sqlite3

        if self._database is None or not (self._new or self._used):
            return
        try:
            _patiently(functools.partial(self._write_all, self._database))
            self._grown = self._grown or bool(self._new)
        except sqlite3.Error as error:
            if _is_busy(error) and len(self._new) < _AT_A_TIME:
                return  # another Blender takes its time: later
            self._go_without(error)
        self._new.clear()
        self._used.clear()

    def _write_all(self, database: sqlite3.Connection) -> None:
        """Write all that is new, or nothing."""
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
            if database.in_transaction:  # else a second try could not begin one
                database.execute("ROLLBACK")
            raise

    def _forget_oldest(self) -> None:
        import sqlite3

        if self._database is None or not self._grown:
            return
        try:
            (count,) = self._database.execute("SELECT count(*) FROM files").fetchone()
            if count > MOST:
                oldest = "SELECT rowid FROM files ORDER BY used, rowid LIMIT ?"
                self._database.execute(f"DELETE FROM files WHERE rowid IN ({oldest})", (count - MOST * 9 // 10,))  # noqa: S608
        except sqlite3.Error as error:
            self._go_without(error)

    def _go_without(self, error: Exception) -> None:
        import sqlite3

        _log.warning("checksums are not remembered: %s", error)
        self._let_go()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._remove()  # damaged: the next one begins anew

    def _let_go(self) -> None:
        import sqlite3

        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database = None

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                os.unlink(f"{self._path}{end}")


def _patiently(do: Callable[[], _Result]) -> _Result:
    """Do what another Blender may be in the way of, again for a while.

    The database's own waiting does not cover it all: who opens it while another changes its mode, or lets go of it
    as the last one, is told at once that it is locked.
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
    """Whether another one has the database just now; the lower byte of SQLite's code is the kind of error."""
    import sqlite3

    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _digest(path: str) -> bytes:
    """A path as the database knows it: short, and no names of the user's."""
    return hashlib.blake2b(os.fsencode(path), digest_size=16).digest()


def _state(status: os.stat_result) -> bytes:
    """All that changes with a file's content; the time of the last change does so even when the other is set back."""
    parts = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()


def _today() -> int:
    return int(time.time()) // _DAY
