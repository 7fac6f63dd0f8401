"""Preview of the files that are new to the farm, before the upload."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.progress import Progress
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.manager_api.manager import connect
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.transfer import shaman_delivery
from flamenco_client.submission.transfer.delivery import UploadPreview
from flamenco_client.submission.transfer.shaman_delivery import ShamanDelivery
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import run

CONTENTS = {"shot.blend": b"BLENDER", "a.png": b"wood" * 1000, "b.png": b"wood" * 1000, "c.png": b""}


@pytest.fixture
def deliver(manager: ManagerServer, tmp_path: Path, cancel: CancelToken) -> Iterator[Callable[[], ShamanDelivery]]:
    """Make deliveries of four files, two of which have the same content."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    files = tuple(PackFile(str(folder / name), name, len(content)) for name, content in CONTENTS.items())
    numbers = itertools.count()
    with connect(manager.url, cancel) as farm:
        yield lambda: ShamanDelivery(
            Pack(files, str(folder), "shot.blend"),
            farm,
            FileSources(),
            fresh_path=lambda: f"shot-{next(numbers)}",
            cancel=cancel,
        )


def test_new_files(deliver: Callable[[], ShamanDelivery], manager: ManagerServer) -> None:
    """Each new content counts once, and nothing is uploaded."""
    manager.farm.shaman.put(CONTENTS["shot.blend"])
    look = run(deliver().preview())
    assert (look.files_new, look.bytes_new) == (2, 4000)
    assert look.places == {"a.png", "b.png", "c.png"}
    assert manager.requests_of("shamanFileStore") == []


def test_files_are_not_read_again(deliver: Callable[[], ShamanDelivery], manager: ManagerServer) -> None:
    """After a preview no file is read again, and the Manager is asked again only after uploads."""
    delivery = deliver()
    run(delivery.preview())
    reports: list[Progress] = []
    delivered = run(delivery.run(), reports.append)
    assert "hashing" not in {progress.phase for progress in reports}
    assert (delivered.files, delivered.files_sent, delivered.bytes_sent) == (4, 3, 4007)
    assert len(manager.requests_of("shamanCheckoutRequirements")) == 2


def test_recent_preview_without_new_files_is_trusted(
    deliver: Callable[[], ShamanDelivery], manager: ManagerServer
) -> None:
    """If the preview has just shown that the farm has all files, it is not asked again."""
    run(deliver().run())
    manager.forget_requests()
    delivery = deliver()
    run(delivery.preview())
    run(delivery.run())
    assert len(manager.requests_of("shamanCheckoutRequirements")) == 1


def test_old_preview_is_not_trusted(
    deliver: Callable[[], ShamanDelivery], manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files may be gone since an old preview, so the Manager is asked again before the checkout."""
    monkeypatch.setattr(shaman_delivery, "FRESH", 0.0)
    run(deliver().run())
    delivery = deliver()
    assert run(delivery.preview()) == UploadPreview(0, 0)
    for blob in manager.farm.shaman.stored.rglob("*.blob"):
        blob.unlink()
    assert run(delivery.run()).files_sent == 3


def test_file_changes_after_the_preview(
    deliver: Callable[[], ShamanDelivery], manager: ManagerServer, tmp_path: Path
) -> None:
    """A file that changes after the preview is uploaded as it is then."""
    delivery = deliver()
    run(delivery.preview())
    (tmp_path / "pack" / "a.png").write_bytes(b"another")
    delivered = run(delivery.run())
    assert (manager.checkouts / delivered.checkout / "a.png").read_bytes() == b"another"
