"""Makes connections in threads beside, so that those that stand are served: names and TLS take time."""

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
    from .upload_connection import Lane, Upload

Then = Callable[["Lane"], object]
"""What is done with a connection when it stands."""

_AT_ONCE = 8
_CLOSING = 0.5
"""Seconds that connections in the making have to end; one that looks up a name can't."""


class Opening:
    """Connections in the making. Used by one thread, like ``Uploads``."""

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
        """Can be read when something has ended."""
        return self._bell

    @property
    def uploads(self) -> list[Upload]:
        """What waits for a connection; may be asked for from another thread."""
        return [upload for upload, _ in list(self._waiting.values())]

    def __len__(self) -> int:
        """Return how many are in the making."""
        return len(self._waiting)

    def begin(self, connection: Connection, upload: Upload, then: Then) -> None:
        """Connect a connection taken from the pool; ``ended`` tells of it."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="connect")
        self._waiting[connection] = upload, then
        future = self._threads.submit(self._connect, connection)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)

    def ended(self) -> Iterator[tuple[Upload, Connection, Then, Exception | None]]:
        """Take over what has been made, or why it was not."""
        with contextlib.suppress(BlockingIOError):
            while self._bell.recv(64):
                pass
        with contextlib.suppress(queue.Empty):
            while True:
                connection, error = self._made.get_nowait()
                upload, then = self._waiting.pop(connection)
                yield upload, connection, then, error

    def close(self) -> None:
        """Give up what is in the making."""
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
        except Exception as caught:  # noqa: BLE001 - told to whoever waits
            error = caught
        self._made.put((connection, error))
        with contextlib.suppress(OSError):  # rung already, or nobody waits any more
            self._rope.send(b"!")
