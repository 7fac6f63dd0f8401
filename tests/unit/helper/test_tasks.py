"""What the tasks make of their arguments."""

from __future__ import annotations

from typing import Any

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.confirmation import UserConfirmation
from flamenco_client.helper import tasks
from flamenco_client.submission.snapshot import AssetReference, JobSnapshot
from flamenco_client.tests.support.snapshots import job_snapshot

SNAPSHOT = job_snapshot(assets=(AssetReference("/p/a.png", "//a.png", "image", 'Image "a"', "/p/shot.blend"),))


def test_references_are_kept_once() -> None:
    """While a job is sent, the message that it came with holds its many references no more; the rest of it stays."""
    message: dict[str, Any] = SNAPSHOT.as_message()

    tasks.submit({"snapshot": message}, CancelToken(), UserConfirmation()).close()

    assert message["assets"] == []
    assert JobSnapshot.from_message(message).submission_id == "1"
