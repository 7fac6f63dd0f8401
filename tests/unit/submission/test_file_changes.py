"""Files that change between reading and uploading, a client that sleeps, and a slow name lookup."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.submission.manager_api.manager import METADATA_KEY
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.runs.client import PROGRAM, submit_until_known
from flamenco_client.tests.support.waiting import at_once, until
from flamenco_client.tests.unit.submission.helpers import everything_below, run


def _vanish(path: Path) -> None:
    path.unlink()


def _shrink(path: Path) -> None:
    os.truncate(path, 1000)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _secretly(path: Path) -> None:
    """Write other content of the same size and time."""
    times = path.stat()
    path.write_bytes(bytes(times.st_size))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


@pytest.fixture
def wood(project: Path) -> Path:
    path = project / "tex" / "wood.png"
    path.write_bytes(os.urandom(900_000))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["shamanCheckoutRequirements", "shamanFileStore"])
@pytest.mark.parametrize("change", [_shrink, _empty, _grow, _secretly])
def test_file_changes(
    snapshot: JobSnapshot,
    manager: ManagerServer,
    project: Path,
    wood: Path,
    change: Callable[[Path], None],
    operation: str,
) -> None:
    """A file that changes after reading, before or during its upload, is uploaded as it is in the end.

    A file that grows during its upload may be uploaded as it was before.
    """
    before = wood.read_bytes()
    gate = manager.faults.hold(operation)
    if operation == "shamanFileStore":
        manager.faults.slow_upload(3_000_000)
    changed: list[bool] = []

    def watch(_progress: object) -> None:
        if manager.requests_of(operation) and not changed:
            changed.append(True)
            change(wood)
            gate.open()

    result = run(submit(snapshot, cancel=CancelToken()), watch)
    assert changed
    assert [job.id for job in manager.jobs] == [result["job_id"]]
    checkout = everything_below(manager.checkouts / result["checkout"])
    sources = everything_below(project)
    if change is _grow and operation == "shamanFileStore":
        assert checkout.pop("tex/wood.png") in {before, wood.read_bytes()}
    else:
        assert "tex/wood.png" in checkout
    assert checkout == {path: sources[path] for path in checkout}


@pytest.mark.skipif(os.name != "posix", reason="needs pipes among files")
@pytest.mark.parametrize("change", [_vanish, _pipe, _folder, _loop])
def test_file_is_deleted_or_replaced(
    snapshot: JobSnapshot, manager: ManagerServer, wood: Path, change: Callable[[Path], None]
) -> None:
    """A file that is deleted, or replaced by a special file, ends the submission at once with its name and no job."""
    gate = manager.faults.hold("shamanCheckoutRequirements")
    changed: list[bool] = []

    def watch(_progress: object) -> None:
        if manager.requests_of("shamanCheckoutRequirements") and not changed:
            changed.append(True)
            change(wood)
            gate.open()

    with at_once(), pytest.raises(FarmError, match=r"wood\.png") as caught:
        run(submit(snapshot, cancel=CancelToken()), watch)
    assert caught.value.kind == "file"
    assert manager.jobs == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "operation",
    ["getVersion", "submitJobCheck", "shamanCheckoutRequirements", "shamanFileStore", "shamanCheckout", "submitJob"],
)
def test_client_sleeps(snapshot: JobSnapshot, manager: ManagerServer, project: Path, operation: str) -> None:
    """A client that sleeps through all timeouts, as in a closed laptop, ends with a correct job or a clear error."""
    gate = manager.faults.hold(operation)
    client = subprocess.Popen([sys.executable, "-I", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(json.dumps(snapshot.as_message()).encode() + b"\n")
        client.stdin.close()
        until(lambda: manager.requests_of(operation))
        client.send_signal(signal.SIGSTOP)
        gate.open()
        manager.restart(0.2)  # a client that sleeps for an hour loses all connections
        time.sleep(2.5)  # longer than any timeout of ``project.SHORT``
        until(lambda: manager.is_listening)
        client.send_signal(signal.SIGCONT)
        output = client.stdout.read().splitlines()[-1]
    finally:
        client.kill()  # waiting for a sleeping client would never end
        client.wait()
        if client.stdout is not None:
            client.stdout.close()
    end = json.loads(output)
    jobs = [job for job in manager.jobs if (job.metadata or {}).get(METADATA_KEY) == snapshot.submission_id]
    if "result" in end:
        assert [job.id for job in jobs] == [end["result"]["job_id"]]
    else:
        error = FarmError.from_message(end["error"])
        assert error.kind not in {"internal", "not-known"}
        assert jobs == []
        again = submit_until_known(replace(snapshot, submission_id="again"))
        assert again.how == "done"
        assert len(manager.jobs) == 1


@pytest.mark.slow
def test_cancel_during_a_name_lookup(
    snapshot: JobSnapshot, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelling does not wait for a name lookup, which cannot be aborted."""
    over, asked = threading.Event(), threading.Event()
    found = socket.getaddrinfo

    def look_up(*arguments: object) -> object:
        asked.set()
        over.wait(60)
        return found(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    cancel = CancelToken()

    def stop(_progress: object) -> None:
        if asked.is_set():
            cancel.cancel()

    with at_once(), pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel), stop)
    over.set()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("transfer")])
