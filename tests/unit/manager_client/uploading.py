"""Helpers of the tests of many uploads."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flamenco_client.manager_client import ApiClient
from flamenco_client.manager_client.uploads import Upload, UploadResult, Uploads
from flamenco_client.tests.support.waiting import FOR_EVER, until

from .conftest import Peer, header

SMALL = b"wood" * 1000
LARGE = bytes(range(256)) * 4096 * 4
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def upload_of(content: bytes, **options: Any) -> Upload:
    return Upload("ab", len(content), io.BytesIO(content), **options)


def finish(uploads: Uploads, count: int = 1) -> list[UploadResult]:
    """Run steps until this number of uploads has ended."""
    ended: list[UploadResult] = []
    until(lambda: len(ended) >= count, "nothing more ends", meanwhile=lambda: ended.extend(uploads.step(0.1)), pause=0)
    return ended


def send(client: ApiClient, *contents: bytes) -> list[UploadResult]:
    """Upload contents concurrently."""
    uploads = client.uploads()
    for content in contents:
        uploads.start(upload_of(content))
    ended = finish(uploads, len(contents))
    uploads.close()
    return ended


def take(bodies: list[bytes], answer: bytes = OK) -> Callable[[Peer], None]:
    """Accept uploads and record their bodies."""

    def script(peer: Peer) -> None:
        while True:
            head = peer.head()
            if header(head, "Expect"):
                peer.send(CONTINUE)
            bodies.append(peer.body(int(header(head, "Content-Length") or 0)))
            peer.send(answer)

    return script


def hang(peer: Peer) -> None:
    """Never answer."""
    peer.stopped.wait(FOR_EVER)
