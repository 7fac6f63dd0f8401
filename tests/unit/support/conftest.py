"""A test Manager for each test, and a plain caller that does not use the client."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


@dataclass
class Got:
    """An answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Caller:
    """Caller of a Manager over one kept-alive connection."""

    def __init__(self, manager: ManagerServer) -> None:
        self._connection = http.client.HTTPConnection(manager.host, manager.port, timeout=PATIENCE)
        self.authorization = ""

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Got:
        """Send a request; bytes as ``body`` are sent unchanged, other values as JSON; a path may omit the prefix."""
        if not path.startswith("/"):
            path = f"/api/v3/{path}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.authorization:
            sent["Authorization"] = self.authorization
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        return Got(answer.status, answer.headers, answer.read())

    def sign_in(self, worker_id: str, secret: str) -> None:
        self.authorization = "Basic " + base64.b64encode(f"{worker_id}:{secret}".encode()).decode()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    return (tmp_path / "storage").resolve()


@pytest.fixture
def manager(storage: Path) -> Iterator[ManagerServer]:
    with ManagerServer(storage, deletion_delay=0.0) as server:
        yield server


@pytest.fixture
def call(manager: ManagerServer) -> Iterator[Caller]:
    with contextlib.closing(Caller(manager)) as caller:
        yield caller


@pytest.fixture
def raw(manager: ManagerServer) -> Iterator[socket.socket]:
    """Provide a bare connection to the Manager."""
    with socket.create_connection((manager.host, manager.port), timeout=PATIENCE) as sock:
        yield sock


def render_job(**settings: Any) -> dict[str, Any]:
    """Return a job of the shipped render type as a client on Linux submits it."""
    return {
        "name": "sc020_0040",
        "type": "simple-blender-render",
        "priority": 50,
        "submitter_platform": "linux",
        "metadata": {"user.name": "someone"},
        "settings": {
            "frames": "1-8",
            "chunk_size": 3,
            "render_output_root": "/out",
            "add_path_components": 0,
            "render_output_path": "/out/{timestamp}/######",
            "blendfile": "{jobs}/sc020_0040/film.blend",
            "fps": 25.0,
            "format": "PNG",
            "image_file_extension": ".png",
            "has_previews": False,
            "scene": "Main",
            **settings,
        },
    }


def echo_job(**fields: Any) -> dict[str, Any]:
    """Return a job that needs no file."""
    return {
        "name": "echo",
        "type": "echo-sleep-test",
        "priority": 50,
        "submitter_platform": "linux",
        "settings": {"message": "hello", "sleep_duration_seconds": 1, "sleep_repeats": 2},
        **fields,
    }
