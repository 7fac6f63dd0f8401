"""A scripted server, for answers that a real Manager would not give."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flamenco_client.manager_client import ApiClient, Configuration, connection, upload_connection
from flamenco_client.tests.support.waiting import FOR_EVER

VERSION = b'{"version":"3.9 (0123abcd)","shortversion":"3.9","name":"Studio Farm","git":"0123abcd"}'


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, stopped: threading.Event) -> None:
        self.sock = sock
        self.stopped = stopped
        self._buffer = bytearray()

    def head(self) -> bytes:
        """Read the head of one request, and keep the bytes after it."""
        while b"\r\n\r\n" not in self._buffer:
            self._fill()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return bytes(head)

    def body(self, length: int) -> bytes:
        while len(self._buffer) < length:
            self._fill()
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def request(self) -> tuple[bytes, bytes]:
        """Read one request with its body."""
        head = self.head()
        return head, self.body(int(header(head, "Content-Length") or 0))

    def _fill(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the client has disconnected")
        self._buffer += data

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self, status: str = "200 OK", body: bytes = VERSION, **headers: str) -> None:
        fields = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        self.send(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body)

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """Send the data byte by byte, again and again, until the client disconnects."""
        while True:
            for byte in data:
                self.send(bytes([byte]))
                if self.stopped.wait(pause):
                    return

    def reset(self) -> None:
        """Close the connection with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.sock.close()


def header(head: bytes, name: str) -> str | None:
    """Return a header of a request's head."""
    for line in head.decode("latin-1").split("\r\n")[1:]:
        key, _, value = line.partition(": ")
        if key.lower() == name.lower():
            return value
    return None


Script = Callable[[Peer], None]


class Server:
    """Server on loopback; each connection follows the next script, all later ones the last script."""

    def __init__(self, scripts: tuple[Script, ...], wrap: Callable[[socket.socket], socket.socket]) -> None:
        self._scripts = scripts
        self._wrap = wrap
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._peers: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.ended = 0
        """Number of connections whose script has ended and which are closed."""
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._peers.append(sock)
                script = self._scripts[min(self.connections, len(self._scripts) - 1)]
                self.connections += 1
                threading.Thread(target=self._follow, args=(sock, script), daemon=True).start()

    def _follow(self, sock: socket.socket, script: Script) -> None:
        with contextlib.suppress(OSError):
            wrapped = self._wrap(sock)
            self._peers.append(wrapped)
            try:
                with wrapped:
                    script(Peer(wrapped, self._stopped))
            finally:
                with self._lock:
                    self.ended += 1

    def stop(self) -> None:
        self._stopped.set()
        for sock in (self._listener, *self._peers):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


Connect = Callable[..., ApiClient]
"""``connect(script, ..., **configuration)``: a client of a server that follows the scripts; ``connect.server``."""


class Connector:
    """Maker of servers and of clients for them; closes all of them at the end."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self.server: Server

    def listen(self, *scripts: Script, wrap: Callable[[socket.socket], socket.socket] = lambda sock: sock) -> Server:
        self.server = Server(scripts, wrap)
        self._stack.callback(self.server.stop)
        return self.server

    def __call__(self, *scripts: Script, **configuration: Any) -> ApiClient:
        server = self.listen(*scripts)
        return self.client(f"http://127.0.0.1:{server.port}", **configuration)

    def client(self, url: str, **configuration: Any) -> ApiClient:
        return self._stack.enter_context(ApiClient(Configuration(host=url, **configuration)))

    def close(self) -> None:
        self._stack.close()


@pytest.fixture
def connect() -> Iterator[Connector]:
    """Provide a maker of scripted servers and of clients for them."""
    connector = Connector()
    yield connector
    connector.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make clients wait for the answer to ``Expect`` without a limit of one second."""
    for module in (connection, upload_connection):
        monkeypatch.setattr(module, "CONTINUE_WAIT", FOR_EVER)


def always(answer: Script) -> Script:
    """Read requests and give the same answer to each, on one connection."""

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            answer(peer)

    return script
