"""The order of the upload queue."""

from __future__ import annotations

from flamenco_client.submission.local_files.checksums import Checksum
from flamenco_client.submission.packing.pack import PackFile
from flamenco_client.submission.packing.pack_entry import PackEntry
from flamenco_client.submission.transfer.upload_queue import FEW, LARGE, MANY, UploadQueue


def entry(sha: str, size: int = 1) -> PackEntry:
    return PackEntry(PackFile(sha, sha, size), Checksum(sha, size, 0))


def test_no_simultaneous_uploads_with_the_same_first_digits() -> None:
    """Only one of the files whose checksums share the first two digits is uploaded at a time."""
    queue = UploadQueue()
    for sha in ("aa1", "aa2", "bb1", "aa3"):
        assert queue.add(entry(sha))
    one, two = queue.next_due(0), queue.next_due(0)
    assert one is not None
    assert two is not None
    assert [one.checksum.sha, two.checksum.sha, queue.next_due(0)] == ["aa1", "bb1", None]
    queue.done(one)
    third = queue.next_due(0)
    assert third is not None
    assert third.checksum.sha == "aa2"
    assert (len(queue), queue.under_way) == (3, 2)


def test_same_content_is_queued_once() -> None:
    """A content that is queued or in progress is not added again; a finished one may be."""
    queue = UploadQueue()
    first = entry("aa1")
    assert queue.add(first)
    assert not queue.add(entry("aa1"))
    assert queue.next_due(0) is first
    assert not queue.add(entry("aa1"))
    queue.done(first)
    assert queue.add(entry("aa1"))
    assert queue.add(entry("aa1", 2))


def test_many_small_and_few_large() -> None:
    """Only a few large files are uploaded at once, and small ones do not wait for them."""
    queue = UploadQueue()
    for number in range(20):
        queue.add(entry(f"{number:02}", LARGE if number % 2 else 1))
    taken = [queue.next_due(0) for _ in range(MANY + 1)]
    sizes = [one.checksum.size for one in taken if one]
    assert len(sizes) == MANY
    assert sizes.count(LARGE) == FEW


def test_retried_file_waits() -> None:
    """A file to retry waits until it is due, while others are uploaded."""
    queue = UploadQueue()
    queue.add(entry("aa1"))
    failed = queue.next_due(0)
    assert failed is not None
    queue.retry_at(failed, due=5.0)
    queue.add(entry("aa2"))
    second = queue.next_due(1.0)
    assert second is not None
    assert second.checksum.sha == "aa2"
    assert queue.next_due(6.0) is None
    queue.done(second)
    assert queue.next_due(6.0) is failed


def test_limits_are_sane() -> None:
    """The limits are low, because simultaneous uploads collide in the Manager's folders."""
    assert 2 <= FEW < MANY <= 16
