"""Uploading files while others are still being read."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Phase, Progress
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.manager_api.manager import connect
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.transfer import read_ahead
from flamenco_client.submission.transfer.delivery import UploadPreview
from flamenco_client.submission.transfer.shaman_delivery import ShamanDelivery
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.exchange import Exchange
from flamenco_client.tests.support.manager.faults import Fault
from flamenco_client.tests.support.manager.wire import Answer
from flamenco_client.tests.support.waiting import at_once, until
from flamenco_client.tests.unit.submission.helpers import run, sending_has_ended

COUNT = 30
ALL = range(COUNT + 5)
FIRST = 12
"""Number of files that the slow disk delivers at once."""


class SlowDisk(FileSources):
    """A disk that delivers the first files at once, and the others after an event."""

    def __init__(self, go_on: Callable[[], object]) -> None:
        super().__init__()
        self.go_on = go_on

    def open(self, source: str) -> BinaryIO:
        if int(Path(source).stem) >= FIRST:
            until(self.go_on)
        return super().open(source)


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the Manager after every kilobyte."""
    monkeypatch.setattr(read_ahead, "BYTES", 1000)
    monkeypatch.setattr(read_ahead, "SECONDS", 0.0)


@pytest.fixture
def contents() -> dict[str, bytes]:
    """Files, of which the last five have the same content as the first five."""
    different = [os.urandom(1000) for _ in range(COUNT)]
    return {f"{number:02}.png": content for number, content in enumerate([*different, *different[:5]])}


@pytest.fixture
def disk(manager: ManagerServer) -> SlowDisk:
    """A disk that waits until the Manager has stored a file."""
    return SlowDisk(manager.stored_files)


@pytest.fixture
def delivery(
    manager: ManagerServer, tmp_path: Path, cancel: CancelToken, contents: dict[str, bytes], disk: SlowDisk
) -> Iterator[ShamanDelivery]:
    """A delivery from a slow disk."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    files = tuple(PackFile(str(folder / name), name, len(content)) for name, content in contents.items())
    numbers = itertools.count()
    with connect(manager.url, cancel) as farm:
        yield ShamanDelivery(
            Pack(files, str(folder), "00.png"),
            farm,
            disk,
            fresh_path=lambda: f"shot-{next(numbers)}",
            cancel=cancel,
        )


def while_reading(disk: SlowDisk, action: Callable[[], object]) -> Callable[[Progress], None]:
    """Return a watcher that acts once while some files are uploading and others are not read yet."""
    done = threading.Event()
    disk.go_on = done.is_set

    def watch(progress: Progress) -> None:
        if progress.phase == "hashing" and progress.files_done == FIRST and not done.is_set():
            action()
            done.set()

    return watch


def test_files_arrive_while_others_are_read(
    delivery: ShamanDelivery, manager: ManagerServer, contents: dict[str, bytes]
) -> None:
    """The Manager stores the first files before the last are read; none is uploaded twice; all are checked out."""
    delivered = run(delivery.run())  # the disk waits for the first upload
    assert len(manager.requests_of("shamanFileStore")) == delivered.files_sent == COUNT
    assert {path.name: path.read_bytes() for path in (manager.checkouts / delivered.checkout).iterdir()} == contents
    assert sending_has_ended()


def test_last_request_lists_all_files(delivery: ShamanDelivery, manager: ManagerServer) -> None:
    """Before the checkout the Manager is asked about every file, whatever was asked during reading."""
    run(delivery.run())
    asked = [len(record.json["files"]) for record in manager.requests_of("shamanCheckoutRequirements")]
    assert sum(asked[:-1]) == asked[-1] == COUNT + 5
    assert len(asked) > 2


def test_same_content_is_read_later(delivery: ShamanDelivery, manager: ManagerServer) -> None:
    """A content that is already uploading is not uploaded again because of an outdated answer."""

    class Late(Fault):
        def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
            asked = exchange.request.json["files"]
            twins = [file | {"status": "unknown"} for file in asked if int(file["path"][:2]) >= COUNT]
            missing = [file for file in answer.json["files"] if file["path"] not in {file["path"] for file in twins}]
            return Answer.of_json({"files": [*missing, *twins]}) if len(asked) < len(ALL) else answer

    manager.faults.add("shamanCheckoutRequirements", Late(), times=None)
    assert run(delivery.run()).files_sent == len(manager.requests_of("shamanFileStore")) == COUNT


def test_new_files_are_reported(delivery: ShamanDelivery, manager: ManagerServer, contents: dict[str, bytes]) -> None:
    """Once all files are read, the new ones are reported: each content once, with all its paths."""
    manager.farm.shaman.put(contents["07.png"])
    looks: list[UploadPreview] = []

    def tell(look: UploadPreview) -> Generator[Progress, None, None]:
        looks.append(look)
        yield Progress(Phase.REVIEW)

    delivery.on_preview(tell)
    reports: list[Progress] = []
    run(delivery.run(), reports.append)
    assert looks == [UploadPreview(COUNT - 1, (COUNT - 1) * 1000, frozenset(contents) - {"07.png"})]
    assert "review" in {progress.phase for progress in reports}


def test_progress_never_decreases(delivery: ShamanDelivery) -> None:
    """The progress of uploading starts with the files uploaded during reading, and ends with all."""
    reports: list[Progress] = []
    run(delivery.run(), reports.append)
    sending = [progress.bytes_done for progress in reports if progress.phase == "sending"]
    assert sending == sorted(sending)
    assert sending[0] > 0
    assert sending[-1] == COUNT * 1000


def test_cancel(delivery: ShamanDelivery, manager: ManagerServer, cancel: CancelToken, disk: SlowDisk) -> None:
    """Cancelling ends reading and uploading at once."""
    manager.faults.hang("shamanFileStore", times=None)
    with at_once(), pytest.raises(Cancelled):
        run(delivery.run(), while_reading(disk, cancel.cancel))
    assert sending_has_ended()
    assert manager.requests_of("shamanCheckout") == []


def test_closed_generator(delivery: ShamanDelivery, disk: SlowDisk) -> None:
    """Closing the generator ends reading and uploading, too."""
    closed = threading.Event()
    disk.go_on = closed.is_set
    steps = delivery.run()
    for progress in steps:
        if progress.phase == "hashing" and progress.files_done == FIRST:
            break
    steps.close()
    closed.set()
    assert sending_has_ended()


@pytest.mark.slow
def test_rejected_file_ends_the_reading(delivery: ShamanDelivery, manager: ManagerServer, disk: SlowDisk) -> None:
    """A file that the Manager rejects is reported at once, not after all files are read."""
    reported = threading.Event()
    disk.go_on = reported.is_set
    manager.faults.early_upload_answer(413, times=None)
    last: list[Progress] = []
    with pytest.raises(FarmError, match="upload "):
        run(delivery.run(), last.append)
    reported.set()
    assert last[-1].files_done < COUNT
    assert sending_has_ended()


def test_manager_requires_an_unknown_file(delivery: ShamanDelivery, manager: ManagerServer) -> None:
    """If the Manager requires a file that was not offered, the upload ends (scenario 51)."""
    manager.faults.uninvited_file(skip=1)
    with pytest.raises(FarmError, match="not offered"):
        run(delivery.run())
    assert sending_has_ended()
    until(lambda: not manager.open_connections)
    assert len(manager.requests_of("shamanFileStore")) <= FIRST


def test_unreadable_file(delivery: ShamanDelivery, manager: ManagerServer, tmp_path: Path) -> None:
    """An unreadable file ends the reading and the uploading, and no job is created."""
    (tmp_path / "pack" / f"{COUNT - 1}.png").unlink()
    with pytest.raises(FarmError, match="can't be read"):
        run(delivery.run())
    assert sending_has_ended()
    assert manager.jobs == []


def test_file_changes_before_its_upload(delivery: ShamanDelivery, manager: ManagerServer, tmp_path: Path) -> None:
    """A file that changes between reading and uploading is read again and uploaded as it is then (scenario 45)."""
    asked = manager.faults.hold("shamanCheckoutRequirements")
    changed: list[bool] = []

    def change(progress: Progress) -> None:
        if progress.phase == "asking" and not changed:
            changed.append(True)
            (tmp_path / "pack" / "00.png").write_bytes(b"changed " * 125)
            asked.open()

    delivered = run(delivery.run(), change)
    assert changed
    assert (manager.checkouts / delivered.checkout / "00.png").read_bytes() == b"changed " * 125
    assert {record.status for record in manager.requests_of("shamanFileStore")} == {
        200
    }  # the client noticed the change
