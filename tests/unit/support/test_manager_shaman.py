"""The Shaman store over the wire: requirements, uploads and early answers."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import threading
from pathlib import Path

import pytest

from flamenco_client.tests.support.manager import ManagerServer

from .conftest import Caller


def sha_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def spec(content: bytes, path: str) -> dict[str, object]:
    return {"sha": sha_of(content), "size": len(content), "path": path}


def url_of(content: bytes) -> str:
    return f"/api/v3/shaman/files/{sha_of(content)}/{len(content)}"


def head_of(content: bytes, *fields: str) -> bytes:
    lines = [f"POST {url_of(content)} HTTP/1.1", "Host: x", f"Content-Length: {len(content)}", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def until_end(sock: socket.socket) -> bytes:
    """Read until the Manager closes or resets the connection."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while data := sock.recv(4096):
            found += data
    return found


def test_requirements_are_deduplicated(call: Caller) -> None:
    """Of two paths with one content only the first is missing, until it is stored."""
    files = [spec(b"one", "a"), spec(b"two", "b"), spec(b"one", "copy of a")]
    got = call("POST", "shaman/checkout/requirements", {"files": files}).json["files"]
    assert got == [{**files[0], "status": "unknown"}, {**files[1], "status": "unknown"}]
    call("POST", url_of(b"one"), b"one")
    got = call("POST", "shaman/checkout/requirements", {"files": files}).json["files"]
    assert [file["path"] for file in got] == ["b"]


def test_an_upload_is_stored(manager: ManagerServer, call: Caller) -> None:
    """An upload is answered 200 without a body and stored by its checksum; the next one is answered 208."""
    assert call("GET", url_of(b"text")).json == {"status": "unknown"}
    got = call("POST", url_of(b"text"), b"text", Content_Type="application/octet-stream")
    assert (got.status, got.body, got.headers["Content-Length"]) == (200, b"", "0")
    sha = sha_of(b"text")
    assert (manager.storage / "file-store" / "stored" / sha[:2] / sha[2:] / "4.blob").read_bytes() == b"text"
    assert manager.stored_files() == {sha: 4}
    assert call("GET", url_of(b"text")).json == {"status": "stored"}
    assert call("POST", url_of(b"text"), b"text").status == 208


def test_empty_files_and_any_content_type_are_accepted(manager: ManagerServer, call: Caller) -> None:
    """An empty file and any content type are accepted."""
    assert call("POST", url_of(b""), b"").status == 200
    assert call("POST", url_of(b"x"), b"x", Content_Type="text/html").status == 200
    assert len(manager.stored_files()) == 2


@pytest.mark.parametrize(
    ("sha", "size", "start"),
    [
        (sha_of(b"other"), 4, "file SHA256 mismatched, declared "),
        (sha_of(b"data"), 5, "file size mismatched, declared 5 but received 4 bytes"),
        (sha_of(b"data"), 3, "file size mismatched, declared 3 but received 4 bytes"),
        (sha_of(b"data"), -1, "file size mismatched, declared -1 but received 4 bytes"),
        (sha_of(b"data").upper(), 4, "file SHA256 mismatched, declared "),
        ("ab", 4, "file SHA256 mismatched, declared ab but received "),
        ("..", 4, "file SHA256 mismatched, declared .. but received "),
    ],
)
def test_mismatch_is_417(call: Caller, manager: ManagerServer, sha: str, size: int, start: str) -> None:
    """Another size or checksum is rejected with both values, and nothing is stored."""
    got = call("POST", f"/api/v3/shaman/files/{sha}/{size}", b"data")
    assert (got.status, got.json["code"]) == (417, 417)
    assert got.json["message"].startswith(start)
    assert manager.stored_files() == {}
    assert list((manager.storage / "file-store" / "uploading").iterdir()) == []


def test_malformed_parameters(call: Caller) -> None:
    """A malformed size and a malformed flag are rejected by the framework."""
    for got in (
        call("POST", f"/api/v3/shaman/files/{sha_of(b'x')}/many", b"x"),
        call("POST", url_of(b"x"), b"x", X_Shaman_Can_Defer_Upload="maybe"),
    ):
        assert (got.status, list(got.json)) == (400, ["message"])


def test_original_names(call: Caller) -> None:
    """The original name may be ASCII or one encoded word; an unknown encoding is answered 400."""
    for number, name in enumerate(("b.txt", "=?utf-8?q?na=C3=AFve=2Ebin?=")):
        content = str(number).encode()
        assert call("POST", url_of(content), content, X_Shaman_Original_Filename=name).status == 200
    assert call("POST", url_of(b"x"), b"x", X_Shaman_Original_Filename="=?klingon?q?a?=").status == 400


def test_stale_upload_is_only_replaced_without_deferring(manager: ManagerServer, call: Caller) -> None:
    """After an interrupted upload the answer is 425 if deferring is allowed; otherwise the upload is accepted."""
    manager.faults.stale_upload(sha_of(b"big"), 3)
    assert call("GET", url_of(b"big")).json == {"status": "uploading"}
    got = call("POST", "shaman/checkout/requirements", {"files": [spec(b"big", "x")]}).json["files"]
    assert got[0]["status"] == "uploading"
    assert call("POST", url_of(b"big"), b"big", X_Shaman_Can_Defer_Upload="true").status == 425
    assert call("POST", url_of(b"big"), b"big", X_Shaman_Can_Defer_Upload="false").status == 200
    assert call("GET", url_of(b"big")).json == {"status": "stored"}


def test_small_unwanted_bodies_keep_the_connection(manager: ManagerServer, call: Caller) -> None:
    """After a 208 for a body of at most 256 KiB the connection is kept."""
    content = b"x" * 200_000
    manager.farm.shaman.put(content)
    assert [call("POST", url_of(content), content).status for _ in range(2)] == [208, 208]
    assert {record.connection for record in manager.requests} == {1}


def test_large_unwanted_bodies_end_the_connection(manager: ManagerServer, raw: socket.socket) -> None:
    """A 208 for a longer body is sent at once, and the connection is closed while the client is still sending."""
    content = b"x" * 30_000_000
    manager.farm.shaman.put(content)
    raw.sendall(head_of(content))
    answer = raw.recv(4096)
    assert answer.startswith(b"HTTP/1.1 208 ")
    assert b"Connection: close" in answer
    with pytest.raises(ConnectionError):
        for start in range(0, len(content), 65536):
            raw.sendall(content[start : start + 65536])
    assert manager.requests[-1].body_size == 0


def test_the_final_answer_comes_instead_of_continue(manager: ManagerServer, raw: socket.socket) -> None:
    """A client that expects 100 Continue gets the 208 before it sends anything, and the connection is closed."""
    manager.farm.shaman.put(b"known")
    raw.sendall(head_of(b"known", "Expect: 100-continue"))
    assert until_end(raw).startswith(b"HTTP/1.1 208 ")


def test_continue_is_sent_when_the_body_is_wanted(raw: socket.socket) -> None:
    """A client that expects 100 Continue gets it for an unknown file, and the final answer after the body."""
    raw.sendall(head_of(b"fresh", "Expect: 100-continue"))
    assert raw.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
    raw.sendall(b"fresh")
    assert raw.recv(4096).startswith(b"HTTP/1.1 200 ")


def test_a_broken_upload_leaves_nothing(manager: ManagerServer, call: Caller) -> None:
    """After a connection ends during an upload the file is unknown again."""
    with socket.create_connection((manager.host, manager.port), timeout=5) as sock:
        sock.sendall(head_of(b"0123456789") + b"01234")
    for _ in range(100):
        if call("GET", url_of(b"0123456789")).json == {"status": "unknown"} and manager.open_connections == 1:
            break
    assert list((manager.storage / "file-store" / "uploading").iterdir()) == []
    assert manager.stored_files() == {}


def test_the_slower_of_two_uploads_gets_208(manager: ManagerServer, raw: socket.socket, call: Caller) -> None:
    """Two uploads of the same file may run at once; the first to end is stored, the other one is answered 208."""
    content = b"0123456789"
    raw.sendall(head_of(content, "Expect: 100-continue"))
    assert b" 100 " in raw.recv(4096)
    raw.sendall(content[:5])
    assert call("POST", url_of(content), content).status == 200
    raw.sendall(content[5:])
    assert raw.recv(4096).startswith(b"HTTP/1.1 208 ")
    assert manager.stored_files() == {sha_of(content): 10}


def test_uploads_with_equal_digits_can_collide(manager: ManagerServer, raw: socket.socket, call: Caller) -> None:
    """With the switch on, concurrent uploads whose checksums begin alike fail with 500; retries succeed."""
    first = b"0"
    second = next(
        content
        for content in (str(number).encode() for number in range(1, 100_000))
        if sha_of(content)[:2] == sha_of(first)[:2]
    )
    manager.faults.colliding_uploads()
    raw.sendall(head_of(first, "Expect: 100-continue"))
    assert b" 100 " in raw.recv(4096)
    got = call("POST", url_of(second), second)
    assert (got.status, got.json["code"]) == (500, 500)
    assert call("POST", url_of(b"elsewhere"), b"elsewhere").status == 200
    raw.sendall(first)
    assert raw.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert call("POST", url_of(second), second).status == 200


def test_many_uploads_at_once_do_not_disturb_each_other(manager: ManagerServer) -> None:
    """Without that switch all concurrent uploads succeed."""
    statuses: list[int] = []

    def send(number: int) -> None:
        with contextlib.closing(Caller(manager)) as call:
            for part in range(10):
                content = f"{number} {part}".encode()
                statuses.append(call("POST", url_of(content), content).status)

    threads = [threading.Thread(target=send, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert statuses == [200] * 60
    assert len(manager.stored_files()) == 60


def test_without_shaman_everything_is_503(storage: Path) -> None:
    """All four operations answer 503 without Shaman."""
    with ManagerServer(storage, shaman=False) as manager, contextlib.closing(Caller(manager)) as call:
        for got in (
            call("POST", "shaman/checkout/requirements", {"files": []}),
            call("POST", "shaman/checkout/create", {"files": [], "checkoutPath": "x"}),
            call("GET", url_of(b"x")),
            call("POST", url_of(b"x"), b"x"),
        ):
            assert (got.status, got.json["code"]) == (503, 503)
    assert os.listdir(storage / "jobs") == []
