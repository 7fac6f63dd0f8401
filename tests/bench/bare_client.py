"""Floors of transfers: computing checksums, and sending files over bare sockets by ``sendfile``."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SERVER = Path(__file__).with_name("bare_server.py")
BLOCK = 1 << 20
HEAD = "POST /api/v3/shaman/files/{sha}/{size} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n"


class Known(NamedTuple):
    """A file with its checksum and size."""

    path: Path
    size: int
    sha: str


@contextlib.contextmanager
def bare_server(latency_ms: float = 0) -> Iterator[int]:
    """Run the bare server in a process of its own; yield its port."""
    command = [sys.executable, "-I", str(SERVER), "--latency", str(latency_ms)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def ask(port: int, path: str) -> dict[str, float]:
    """Send a request to the bare server: ``/forget``, ``/counts``."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        found: dict[str, float] = json.load(answer)
        return found


def make_files(folder: Path, count: int, size: int) -> list[Path]:
    """Write files with different random content."""
    folder.mkdir()
    paths = [folder / f"a.{number:06}.bin" for number in range(count)]
    for path in paths:
        with path.open("wb") as file:
            for start in range(0, size, 4 * BLOCK):
                file.write(os.urandom(min(4 * BLOCK, size - start)))
    return paths


def hash_all(paths: Sequence[Path]) -> tuple[float, list[Known]]:
    """Compute the checksums of all files, one after the other in large blocks; return the seconds as well."""
    block = memoryview(bytearray(BLOCK))
    known = []
    begin = time.perf_counter()
    for path in paths:
        digest, size = hashlib.sha256(), 0
        with path.open("rb", buffering=0) as file:
            while count := file.readinto(block):
                digest.update(block[:count])
                size += count
        known.append(Known(path, size, digest.hexdigest()))
    return time.perf_counter() - begin, known


def send_all(port: int, files: Sequence[Known], connections: int = 4) -> float:
    """Send all files over several connections, each with a thread; return the seconds."""
    waiting = iter(files)
    lock = threading.Lock()
    failed: list[bytes] = []

    def send() -> None:
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                with lock:
                    known = next(waiting, None)
                if known is None:
                    return
                with known.path.open("rb", buffering=0) as file:
                    sock.sendall(HEAD.format(sha=known.sha, size=known.size).encode())
                    sock.sendfile(file)
                answer = sock.recv(4096)
                if b" 200 " not in answer:
                    failed.append(answer)
                    return

    threads = [threading.Thread(target=send) for _ in range(connections)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(failed[0])
    return time.perf_counter() - begin
