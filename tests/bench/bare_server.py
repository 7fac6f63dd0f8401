"""The simplest file store of a Manager: accepts uploads and discards them; a program of its own.

``python bare_server.py [--latency MILLISECONDS]`` prints its port, then answers until it is stopped:

- ``POST /api/v3/shaman/files/...``: reads the body, answers 200; with a latency, after that time.
- ``POST .../checkout/requirements``: files that have not been uploaded yet. ``.../checkout/create``: the path.
- ``GET /forget``: forgets all uploads. ``GET /counts``: number of files and bytes received, JSON.
- ``GET .../busy``: seconds spent here on requirements and checkouts, JSON: not the client's time.

Needs only Python: neither the extension nor its libraries.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import threading
import time

SCRATCH_BYTES = 1 << 20
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Store:
    """Uploaded files, by the end of their path: checksum and size."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.have: set[str] = set()
        self.uploads = self.received = 0
        self.busy = 0.0

    def take(self, path: str, size: int) -> None:
        with self.lock:
            self.have.add(path)
            self.uploads += 1
            self.received += size

    def answer(self, path: str, body: bytes) -> bytes:
        """Return the JSON for any request but an upload."""
        begin = time.perf_counter()
        if path == "/forget":
            self.forget()
            return b"{}"
        if path == "/counts":
            return json.dumps({"uploads": self.uploads, "bytes": self.received, "busy": self.busy}).encode()
        asked = json.loads(body)
        if path.endswith("/create"):
            found: object = {"checkoutPath": asked["checkoutPath"]}
        else:
            wanted = {f"{file['sha']}/{file['size']}": file for file in asked["files"]}
            found = {"files": [{**file, "status": "unknown"} for key, file in wanted.items() if key not in self.have]}
        answer = json.dumps(found).encode()
        self.busy += time.perf_counter() - begin
        return answer


def serve(connection: socket.socket, store: Store) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    scratch = memoryview(bytearray(SCRATCH_BYTES))
    have = 0
    """Bytes of the next request at the beginning of the buffer."""
    while True:
        head_end = -1
        while head_end < 0:
            count = connection.recv_into(scratch[have:])
            if not count:
                return
            have += count
            head_end = bytes(scratch[: min(have, 8192)]).find(b"\r\n\r\n")
        head = bytes(scratch[:head_end]).decode("latin-1")
        method, path, _ = head.split(" ", 2)
        lower = head.lower()
        at = lower.find("content-length:")
        size = int(lower[at + 15 :].split("\r\n", 1)[0]) if at >= 0 else 0
        if "100-continue" in lower:
            connection.sendall(CONTINUE)
        left = size - (have - head_end - 4)
        if method == "POST" and "/files/" in path:
            while left > 0:
                left -= connection.recv_into(scratch, min(left, SCRATCH_BYTES)) or left
            store.take(path.split("/files/")[1], size)
            if store.latency:
                time.sleep(store.latency)
            connection.sendall(OK)
        else:
            body = bytearray(scratch[head_end + 4 : have])
            while left > 0:
                count = connection.recv_into(scratch, min(left, SCRATCH_BYTES))
                if not count:
                    return
                body += scratch[:count]
                left -= count
            answer = store.answer(path, bytes(body))
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
            )
            connection.sendall(answer)
        have = 0  # our clients do not send a second request before the answer to the first


def main() -> None:
    options = argparse.ArgumentParser(description="A bare server for benchmarks of uploads.")
    options.add_argument(
        "--latency", type=float, default=0.0, metavar="MS", help="delay before each answer to an upload"
    )
    store = Store(options.parse_args().latency / 1000)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)

    def run(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            serve(connection, store)

    while True:
        threading.Thread(target=run, args=(listener.accept()[0],), daemon=True).start()


if __name__ == "__main__":
    main()
