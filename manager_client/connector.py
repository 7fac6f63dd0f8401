"""Background threads that open connections: name lookup and TLS must not hold up the open ones."""

from __future__ import annotations

import contextlib
import queue
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .connection import Connection
    from .connection_pool import Pool
    from .upload_connection import Upload, UploadConnection

Then = Callable[["UploadConnection"], object]
"""Called with a connection once it is open."""

_AT_ONCE = 8
_CLOSING = 0.5
"""Seconds to wait for unfinished connections at the end; a name lookup cannot be interrupted."""


class Connector:
    """Connections being opened. Used by one thread, like ``Uploads``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._threads: ThreadPoolExecutor | None = None
        self._waiting: dict[Connection, tuple[Upload, Then]] = {}
        self._futures: set[Future[None]] = set()
        self._made: queue.SimpleQueue[tuple[Connection, Exception | None]] = queue.SimpleQueue()
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)

    @property
    def bell(self) -> socket.socket:
        """Socket that becomes readable when a connection was opened or has failed."""
        return self._bell

    @property
    def uploads(self) -> list[Upload]:
        """Uploads that wait for a connection; safe to read from another thread."""
        return [upload for upload, _ in list(self._waiting.values())]

    def __len__(self) -> int:
        """Return the number of connections being opened."""
        return len(self._waiting)

    def begin(self, connection: Connection, upload: Upload, then: Then) -> None:
        """Open a connection taken from the pool; ``ended`` yields it later."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="connect")
        self._waiting[connection] = upload, then
        future = self._threads.submit(self._connect, connection)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)

    def ended(self) -> Iterator[tuple[Upload, Connection, Then, Exception | None]]:
        """Yield each opened connection, or the error that prevented it."""
        with contextlib.suppress(BlockingIOError):
            while self._bell.recv(64):
                pass
        with contextlib.suppress(queue.Empty):
            while True:
                connection, error = self._made.get_nowait()
                upload, then = self._waiting.pop(connection)
                yield upload, connection, then, error

    def close(self) -> None:
        """Cancel the connections being opened."""
        for connection in list(self._waiting):
            connection.cut()
        stuck = wait(list(self._futures), timeout=_CLOSING).not_done
        if self._threads is not None:
            self._threads.shutdown(wait=not stuck, cancel_futures=True)
        for connection in self._waiting:
            self._pool.give_back(connection, reusable=False)
        self._waiting.clear()
        self._bell.close()
        self._rope.close()

    def _connect(self, connection: Connection) -> None:
        error: Exception | None = None
        try:
            connection.connect()
        except Exception as caught:  # noqa: BLE001 - ``ended`` yields it
            error = caught
        self._made.put((connection, error))
        with contextlib.suppress(OSError):  # rung already, or closed
            self._rope.send(b"!")
