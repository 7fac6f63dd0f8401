"""The plan of a pack, for tests that do not look at its progress."""

from __future__ import annotations

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.plan import planned
from flamenco_client.submission.packing.project_root import ProjectRoot
from flamenco_client.submission.snapshot import BlendSource, JobSnapshot


def plan(snapshot: JobSnapshot, blend: BlendSource, root: ProjectRoot, *, cancel: CancelToken) -> Pack:
    """Plan without progress; see ``planned``."""
    steps = planned(snapshot, blend, root, cancel=cancel)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            pack: Pack = end.value
            return pack
