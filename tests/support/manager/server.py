"""The sockets: one thread per connection, keep-alive, early answers, and orderly or abrupt closing."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import threading

from ..ports import bindable, reserve
from .application import Application
from .exchange import DropConnectionError, Exchange, Record, set_reset_on_close
from .faults import Fault
from .switchboard import Switchboard
from .wire import DISCARD_LIMIT, Answer, ConnectionGoneError, Reader, Request, read_request

LINGER = 0.5
"""Seconds between an early answer and the closing of a connection on which the client is still sending."""


class Server:
    """Server on one port; it can stop and come back on the same port."""

    def __init__(
        self,
        application: Application,
        faults: Switchboard,
        host: str,
        port: int,
        *,
        prefix: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.application = application
        self.faults = faults
        self.records: list[Record] = []
        self.host = host
        self.port = port
        self.prefix = prefix
        self.tls = tls
        self._listener: socket.socket | None = None
        self._reserved: socket.socket | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._connections: dict[int, tuple[socket.socket, threading.Thread]] = {}
        self._numbers = itertools.count(1)
        self._acceptor: threading.Thread | None = None

    @property
    def is_listening(self) -> bool:
        return self._listener is not None

    @property
    def open_connections(self) -> int:
        with self._lock:
            return len(self._connections)

    def start(self) -> None:
        """Listen; if no port was given, the first time on any free one, later on the same."""
        if self._reserved is None:
            self._reserved = reserve(self.host, self.port)
            self.port = self._reserved.getsockname()[1]
        listener = bindable(self.host)
        try:
            listener.bind((self.host, self.port))
            listener.listen(128)
        except OSError:
            listener.close()
            self.stop()
            raise
        self._stopping.clear()
        self._listener = listener
        self._acceptor = threading.Thread(target=self._accept, args=[listener], name="test-manager", daemon=True)
        self._acceptor.start()

    def stop(self, *, reset: bool = False) -> None:
        """Close the port and all connections; ``reset``: abruptly, like a killed Manager that will come back."""
        self._stopping.set()
        if self._listener is not None:
            # Closing alone does not wake the accepting thread.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        if self._reserved is not None and not reset:
            self._reserved.close()
            self._reserved = None
        if self._acceptor is not None:
            self._acceptor.join(5)
        with self._lock:
            connections = list(self._connections.values())
        for sock, _ in connections:
            with contextlib.suppress(OSError):
                if reset:
                    set_reset_on_close(sock)
                sock.shutdown(socket.SHUT_RDWR)
        for _, thread in connections:
            thread.join(5)

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = next(self._numbers)
            thread = threading.Thread(target=self._serve, args=[number, sock], name=f"connection-{number}", daemon=True)
            with self._lock:
                self._connections[number] = sock, thread
            thread.start()

    def _encrypt(self, number: int, sock: socket.socket) -> socket.socket:
        if self.tls is None:
            return sock
        wrapped = self.tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._connections[number] = wrapped, threading.current_thread()
        return wrapped

    def _serve(self, number: int, sock: socket.socket) -> None:
        try:
            sock = self._encrypt(number, sock)
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            reader = Reader(sock)
            while not self._stopping.is_set() and self._exchange(number, sock, read_request(reader, sock)):
                pass
        except DropConnectionError as drop:
            if drop.reset:
                with contextlib.suppress(OSError):
                    set_reset_on_close(sock)
        except (ConnectionGoneError, OSError):
            pass
        finally:
            # The connection must be removed from the list before the client can notice its end.
            with self._lock:
                self._connections.pop(number, None)
            sock.close()

    def _exchange(self, number: int, sock: socket.socket, request: Request) -> bool:
        """Answer one request; return whether the connection can be kept."""
        if request.target.startswith(f"{self.prefix}/"):
            request.target = request.target.removeprefix(self.prefix)
            self.application.identify(request)
        else:
            request.target = "/outside-of-the-prefix"
        record = Record(
            request.method,
            request.path,
            request.operation,
            {name.lower(): value for name, value in request.headers.pairs},
            connection=number,
        )
        self.records.append(record)
        exchange = Exchange(sock, request, self.application.farm, self._stopping)
        faults = self.faults.take(request)
        record.faults = [type(fault).__name__ for fault in faults]
        try:
            answer = self._answer(exchange, faults)
        finally:
            record.body_size, record.json = request.stream.received, request.json
        keep = self._settle_body(request, answer)
        answer.close = answer.close or not keep
        record.status = answer.status
        if not any(fault.send(exchange, answer) for fault in faults):
            sock.sendall(answer.encode(without_body=request.method == "HEAD"))
        if request.stream.left != 0:
            self._let_go(sock)
        return keep

    def _answer(self, exchange: Exchange, faults: list[Fault]) -> Answer:
        for fault in faults:
            early = fault.on_head(exchange)
            if early is not None:
                return early
        exchange.request.intercept = lambda: self._intercept(exchange, faults)
        answer = self.application.handle(exchange.request)
        for fault in faults:
            answer = fault.on_answer(exchange, answer)
        return answer

    @staticmethod
    def _intercept(exchange: Exchange, faults: list[Fault]) -> Answer | None:
        for fault in faults:
            answer = fault.on_request(exchange)
            if answer is not None:
                return answer
        return None

    @staticmethod
    def _settle_body(request: Request, answer: Answer) -> bool:
        """Read a small rest of an unread body; return whether the connection can be kept after the answer."""
        wants_close = answer.close or request.headers.get("Connection").lower() == "close"
        stream = request.stream
        if stream.left == 0:
            return not wants_close
        if stream.must_send_continue or (stream.left or 0) > DISCARD_LIMIT:
            return False
        before = stream.received
        for _ in stream.blocks():
            if stream.received - before > DISCARD_LIMIT:
                return False
        return not wants_close

    def _let_go(self, sock: socket.socket) -> None:
        """Close a connection on which the client may still be sending, late enough for it to read the answer."""
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_WR)
        self._stopping.wait(LINGER)
