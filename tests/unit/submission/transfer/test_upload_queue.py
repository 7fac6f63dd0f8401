"""Which file is sent next."""

from __future__ import annotations

from flamenco_client.submission.local_files.checksums import Checksum
from flamenco_client.submission.packing.pack_entry import PackEntry
from flamenco_client.submission.packing.plan import PackFile
from flamenco_client.submission.transfer.upload_queue import FEW, LARGE, MANY, UploadQueue


def entry(sha: str, size: int = 1) -> PackEntry:
    return PackEntry(PackFile(sha, sha, size), Checksum(sha, size, 0))


def test_none_that_gets_in_anothers_way() -> None:
    """Of files whose checksums share the first two digits, one is under way; the others have their turn."""
    waiting = UploadQueue()
    for sha in ("aa1", "aa2", "bb1", "aa3"):
        assert waiting.add(entry(sha))
    one, two = waiting.next_due(0), waiting.next_due(0)
    assert one is not None
    assert two is not None
    assert [one.checksum.sha, two.checksum.sha, waiting.next_due(0)] == ["aa1", "bb1", None]
    waiting.done(one)
    third = waiting.next_due(0)
    assert third is not None
    assert third.checksum.sha == "aa2"
    assert (len(waiting), waiting.under_way) == (3, 2)


def test_no_content_twice() -> None:
    """What waits or is under way is not taken up again; what is done may be."""
    waiting = UploadQueue()
    first = entry("aa1")
    assert waiting.add(first)
    assert not waiting.add(entry("aa1"))
    assert waiting.next_due(0) is first
    assert not waiting.add(entry("aa1"))
    waiting.done(first)
    assert waiting.add(entry("aa1"))
    assert waiting.add(entry("aa1", 2))


def test_many_small_and_few_large() -> None:
    """Large files do not take all the places, and small ones do not wait for them."""
    waiting = UploadQueue()
    for number in range(20):
        waiting.add(entry(f"{number:02}", LARGE if number % 2 else 1))
    taken = [waiting.next_due(0) for _ in range(MANY + 1)]
    sizes = [one.checksum.size for one in taken if one]
    assert len(sizes) == MANY
    assert sizes.count(LARGE) == FEW


def test_others_first() -> None:
    """What has to be sent again waits for its time, and is not forgotten."""
    waiting = UploadQueue()
    waiting.add(entry("aa1"))
    failed = waiting.next_due(0)
    assert failed is not None
    waiting.retry_at(failed, due=5.0)
    waiting.add(entry("aa2"))
    second = waiting.next_due(1.0)
    assert second is not None
    assert second.checksum.sha == "aa2"
    assert waiting.next_due(6.0) is None
    waiting.done(second)
    assert waiting.next_due(6.0) is failed


def test_limits_are_sane() -> None:
    """Few enough for a Manager, whose folders get in each other's way the more, the more files come at once."""
    assert 2 <= FEW < MANY <= 16
