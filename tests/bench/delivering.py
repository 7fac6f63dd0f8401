"""A delivery of files by the product, for the benchmarks of transfers."""

from __future__ import annotations

import itertools
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import NOWHERE, UserFiles
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.manager_api.manager import connect
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.transfer.shaman_delivery import ShamanDelivery

T = TypeVar("T")
_numbers = itertools.count()


class Took(NamedTuple):
    """Seconds."""

    reading: float
    """Until the new files were known: hashing all files, and asking the Manager."""
    sending: float
    """From there until the checkout was created."""

    @property
    def all(self) -> float:
        return self.reading + self.sending


def pack_of(paths: Sequence[Path]) -> Pack:
    """Return a pack of all files of one folder."""
    files = tuple(PackFile(str(path), path.name, path.stat().st_size) for path in paths)
    return Pack(files, str(paths[0].parent), paths[0].name)


def deliver(port: int, pack: Pack, user_files: UserFiles = NOWHERE, *, look: bool = True) -> Took:
    """Deliver a pack to a Manager; without ``look`` hashing and sending overlap."""
    cancel = CancelToken()
    with connect(f"http://127.0.0.1:{port}", cancel) as manager:
        delivery = ShamanDelivery(
            pack,
            manager,
            FileSources(),
            fresh_path=lambda: f"bench-{next(_numbers)}",
            cancel=cancel,
            user_files=user_files,
        )
        begin = time.perf_counter()
        if look:
            to_its_end(delivery.preview())
        looked = time.perf_counter()
        to_its_end(delivery.run())
        return Took(looked - begin, time.perf_counter() - looked)


def to_its_end(steps: Generator[object, None, T]) -> T:
    """Run a use-case and return its result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
