"""Uploading many files at once: collisions, other clients, outages, progress and cancelling."""

from __future__ import annotations

import hashlib
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.manager_api.manager import Manager, connect
from flamenco_client.submission.manager_api.retry import Backoff
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.transfer.shaman_delivery import ShamanDelivery
from flamenco_client.submission.transfer.upload_queue import MANY
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import run, sending_has_ended

Deliver = Callable[..., ShamanDelivery]
SHORT = Backoff(first=0.03, longest=0.3, tries=6, patience=20.0, grace=10.0)


def pack_of(folder: Path, contents: dict[str, bytes]) -> Pack:
    """Write files and return a pack of them."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    files = tuple(PackFile(str(folder / name), name, len(content)) for name, content in contents.items())
    return Pack(files, str(folder), next(iter(contents)))


def several(count: int, size: int) -> dict[str, bytes]:
    return {f"{number:03}.png": os.urandom(size) for number in range(count)}


@pytest.fixture
def farm(manager: ManagerServer, cancel: CancelToken) -> Iterator[Manager]:
    with connect(manager.url, cancel) as farm:
        yield farm


@pytest.fixture
def deliver(farm: Manager, cancel: CancelToken) -> Deliver:
    """Make deliveries of packs."""
    numbers = itertools.count()

    def make(pack: Pack) -> ShamanDelivery:
        return ShamanDelivery(
            pack, farm, FileSources(), fresh_path=lambda: f"shot-{next(numbers)}", cancel=cancel, backoff=SHORT
        )

    return make


def test_no_collisions(deliver: Deliver, manager: ManagerServer, tmp_path: Path) -> None:
    """Files with the same first digits are never uploaded at once, so that no upload collides (scenario 46)."""
    manager.faults.colliding_uploads()
    manager.faults.delay("shamanFileStore", 0.002, times=None)
    by_group: dict[str, list[bytes]] = {}
    while max(map(len, by_group.values()), default=0) < 6:
        content = os.urandom(50)
        by_group.setdefault(hashlib.sha256(content).hexdigest()[:2], []).append(content)
    contents = {f"{number}.png": content for number, content in enumerate(itertools.chain(*by_group.values()))}
    delivered = run(deliver(pack_of(tmp_path / "pack", contents)).run())
    assert delivered.files_sent == len(contents)
    assert {record.status for record in manager.requests_of("shamanFileStore")} == {200}
    assert len({record.connection for record in manager.requests_of("shamanFileStore")}) <= MANY


def test_simultaneous_uploads(deliver: Deliver, manager: ManagerServer, tmp_path: Path) -> None:
    """Several files are uploaded at once, over connections that stay open."""
    gate = manager.faults.hold("shamanFileStore")

    def watch(_: Progress) -> None:
        if len(manager.requests_of("shamanFileStore")) >= 4:  # all of them wait
            gate.open()

    run(deliver(pack_of(tmp_path / "pack", several(24, 100))).run(), watch)
    assert 4 <= len({record.connection for record in manager.requests_of("shamanFileStore")}) <= MANY


def test_two_clients_with_the_same_files(manager: ManagerServer, tmp_path: Path) -> None:
    """Two clients with the same files both get a correct checkout (scenarios 31, 44)."""
    contents = several(30, 20_000) | several(2, 700_000)
    manager.faults.slow_upload(2_000_000, times=20)
    failures: list[BaseException] = []
    checkouts: list[str] = []

    def submit(name: str) -> None:
        try:
            cancel = CancelToken()
            numbers = itertools.count()
            with connect(manager.url, cancel) as farm:
                delivery = ShamanDelivery(
                    pack_of(tmp_path / name, contents),
                    farm,
                    FileSources(),
                    fresh_path=lambda: f"{name}-{next(numbers)}",
                    cancel=cancel,
                    backoff=SHORT,
                )
                checkouts.append(run(delivery.run()).checkout)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=submit, args=[name]) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    for checkout in checkouts:
        assert {path.name: path.read_bytes() for path in (manager.checkouts / checkout).iterdir()} == contents
    assert len(checkouts) == 2


def test_other_client_uploads(deliver: Deliver, manager: ManagerServer, tmp_path: Path) -> None:
    """A file that another client is uploading is not uploaded, even if it is the only one (scenario 31)."""
    content = os.urandom(50_000)
    sha = hashlib.sha256(content).hexdigest()
    stale = manager.farm.shaman.leave_stale(sha, len(content))

    def watch(progress: Progress) -> None:
        if progress.text.startswith("Another computer") and stale.exists():
            manager.farm.shaman.put(content)
            stale.unlink()

    delivered = run(deliver(pack_of(tmp_path / "pack", {"a.png": content})).run(), watch)
    assert [record.status for record in manager.requests_of("shamanFileStore")] == [425]
    assert delivered.files_sent == 0
    assert (manager.checkouts / delivered.checkout / "a.png").read_bytes() == content
    assert not stale.exists()


def test_other_client_fails(deliver: Deliver, manager: ManagerServer, tmp_path: Path) -> None:
    """If the other client's upload fails, the file is uploaded at once."""
    content = os.urandom(50_000)
    stale = manager.farm.shaman.leave_stale(hashlib.sha256(content).hexdigest(), len(content))

    def watch(progress: Progress) -> None:
        if progress.text.startswith("Another computer"):
            stale.unlink(missing_ok=True)

    delivered = run(deliver(pack_of(tmp_path / "pack", {"a.png": content})).run(), watch)
    assert [record.status for record in manager.requests_of("shamanFileStore")] == [425, 200]
    assert delivered.files_sent == 1


@pytest.mark.slow
def test_outage_longer_than_all_attempts_of_a_file(deliver: Deliver, manager: ManagerServer, tmp_path: Path) -> None:
    """During an outage no file uses up its attempts; only one file at a time is tried (scenario 58)."""
    gate = manager.faults.hold("shamanFileStore", skip=10)
    down: list[bool] = []

    def watch(progress: Progress) -> None:
        if progress.phase == "sending" and progress.files_done == 10 and not down:
            down.append(True)
            manager.restart(down_for=3.0)
            gate.open()

    contents = several(60, 1000)
    delivered = run(deliver(pack_of(tmp_path / "pack", contents)).run(), watch)
    assert down
    assert sum(SHORT.first * 2**number for number in range(SHORT.tries - 1)) < 3.0
    assert {path.name: path.read_bytes() for path in (manager.checkouts / delivered.checkout).iterdir()} == contents
    assert delivered.files_sent <= 60 + MANY


@pytest.mark.slow
def test_permanent_outage(
    deliver: Deliver, manager: ManagerServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A permanent outage ends the upload with a message, after a limited time."""
    delivery = deliver(pack_of(tmp_path / "pack", several(20, 1000)))
    monkeypatch.setattr(delivery._uploader._outage, "_backoff", Backoff(first=0.03, longest=0.2, patience=1.0))
    manager.faults.delay("shamanFileStore", 0.05, times=None)

    def watch(progress: Progress) -> None:
        if progress.phase == "sending":
            manager.go_down()

    with pytest.raises(FarmError, match="upload ") as caught:
        run(delivery.run(), watch)
    assert caught.value.kind == "refused"


@pytest.mark.slow
def test_permanent_503_for_one_file(
    deliver: Deliver, manager: ManagerServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A permanent status 503 for one file ends the upload with its name; the others arrive."""
    contents = several(10, 1000) | {"bad.png": bytes(777)}
    manager.faults.busy(
        "shamanFileStore", times=None, retry_after="0", when=lambda request: request.path.endswith("/777")
    )
    delivery = deliver(pack_of(tmp_path / "pack", contents))
    monkeypatch.setattr(delivery._uploader._outage, "_backoff", Backoff(first=0.03, longest=0.2, patience=3.0))
    with pytest.raises(FarmError, match=r"bad\.png"):
        run(delivery.run())
    assert len(manager.stored_files()) == 10


@pytest.mark.slow
def test_progress(deliver: Deliver, manager: ManagerServer, tmp_path: Path) -> None:
    """Bytes and files never decrease and end at their totals, with a rate and the remaining time (scenario 14)."""
    manager.faults.slow_upload(3_000_000, times=None)
    manager.faults.reset("shamanFileStore", "upload", after=200_000, skip=2, times=2)
    reports: list[tuple[float, Progress]] = []
    contents = several(6, 1_500_000)
    run(
        deliver(pack_of(tmp_path / "pack", contents)).run(),
        lambda progress: reports.append((time.monotonic(), progress)),
    )
    sending = [(moment, progress) for moment, progress in reports if progress.phase == "sending"]
    last = sending[-1][1]
    for counts in ([one.bytes_done for _, one in sending], [one.files_done for _, one in sending]):
        assert counts == sorted(counts)
    assert (last.bytes_done, last.files_done) == (last.bytes_total, last.files_total) == (9_000_000, 6)
    rates = [one.rate for _, one in sending if one.rate]
    assert rates
    assert all(one.seconds_left is not None and one.seconds_left >= 0 for _, one in sending if one.rate)
    length = sending[-1][0] - sending[0][0]
    assert len(sending) <= length * 10 + 5


@pytest.mark.parametrize("stop_at", ["hashing", "sending"])
def test_cancel_and_submit_again(manager: ManagerServer, tmp_path: Path, stop_at: str) -> None:
    """After cancelling no thread is left; files that arrived are not uploaded again (scenarios 14, 15)."""
    pack = pack_of(tmp_path / "pack", several(40, 60_000))
    manager.faults.hold("shamanFileStore", skip=10)
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.phase == stop_at and (stop_at == "hashing" or progress.files_done == 10):
            cancel.cancel()

    with connect(manager.url, cancel) as farm, pytest.raises(Cancelled):
        run(ShamanDelivery(pack, farm, FileSources(), fresh_path=lambda: "a", cancel=cancel).run(), stop)
    assert sending_has_ended()
    stored = len(manager.stored_files())
    assert stored >= (10 if stop_at == "sending" else 0)
    assert manager.requests_of("shamanCheckout") == []
    manager.faults.clear()
    cancel = CancelToken()
    with connect(manager.url, cancel) as farm:
        again = run(ShamanDelivery(pack, farm, FileSources(), fresh_path=lambda: "b", cancel=cancel).run())
    assert again.files_sent <= 40 - stored  # a completely sent file may still arrive after cancelling


def test_closed_generator(manager: ManagerServer, tmp_path: Path) -> None:
    """Closing the generator at any step closes files, connections and threads."""
    pack = pack_of(tmp_path / "pack", several(12, 300_000))
    manager.faults.slow_upload(2_000_000, times=None)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for steps in range(1, 12):
        cancel = CancelToken()
        with connect(manager.url, cancel) as farm:
            running = ShamanDelivery(pack, farm, FileSources(), fresh_path=lambda: "a", cancel=cancel).run()
            for _ in itertools.islice(running, steps):
                pass
            running.close()
        assert sending_has_ended()
    manager.stop()
    if before:
        assert len(os.listdir("/proc/self/fd")) <= before + 2
