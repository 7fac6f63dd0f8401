"""Servers on loopback that misbehave below HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.farm.check_manager import check_manager
from flamenco_client.tests.support import ports
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import FOR_EVER

Serve = Callable[[Callable[[socket.socket], None]], int]
Check = Callable[..., dict[str, Any]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server on loopback that hands each connection to a function; returns its port."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(handle: Callable[[socket.socket], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(FOR_EVER)
                    handle(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        threads.append(thread)
        return int(listener.getsockname()[1])

    yield start
    for listener in listeners:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(6)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on loopback that refuses."""
    with ports.closed_port() as port:
        yield port


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ManagerServer]:
    """A test Manager with its storage in the test's folder."""
    with ManagerServer(tmp_path / "storage") as server:
        yield server


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Run a check to its end; the answers are kept in the test's folder."""

    def run(url: str, platform: str = "linux", cancel: CancelToken | None = None) -> dict[str, Any]:
        steps = check_manager(
            url, platform=platform, user_files=UserFiles(str(tmp_path / "state")), cancel=cancel or CancelToken()
        )
        while True:
            try:
                assert next(steps).phase == "checking"
            except StopIteration as end:
                info: dict[str, Any] = end.value
                return info

    return run
