"""Shaman's requirements: which files of a pack the Manager still needs, the only proof that all have arrived."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.progress import Phase, Progress
from ...core.text import say
from ...manager_client import ManagerError
from ...manager_client.models import ShamanFileSpecWithStatus
from ..manager_api.manager import Manager, retry_after
from ..manager_api.retry import AWAY, HOPELESS, TRY_AGAIN, Backoff, OutageTimer, pause
from ..manager_api.wait_for_manager import answered, until_back
from ..packing.pack_entry import Content, PackEntry

ASKING = Progress(Phase.ASKING, text="Asking which files the farm has")
AGAIN = Progress(Phase.ASKING, text="Trying again")


class ShamanRequirements:
    """Queries of the requirements, retried while the Manager is unreachable."""

    def __init__(self, manager: Manager, cancel: CancelToken, backoff: Backoff) -> None:
        self._manager = manager
        self._cancel = cancel
        self._backoff = backoff

    def wanted(self, entries: Sequence[PackEntry]) -> Generator[Progress, None, list[PackEntry]]:
        """Return the files to upload, each content once; those that another client is uploading come last.

        Raises:
            FarmError: The Manager is unreachable, or requires a file that was not offered.
            Cancelled: The user cancelled.
        """
        yield ASKING
        answer = yield from self._ask(entries)
        return self._understand(answer, entries) if answer else []

    def _ask(self, entries: Sequence[PackEntry]) -> Generator[Progress, None, Sequence[ShamanFileSpecWithStatus]]:
        outage = OutageTimer(self._backoff)
        failures = 0
        while True:
            self._cancel.check()
            try:
                return (yield from answered(self._manager, lambda: self._manager.requirements(entries), ASKING))
            except ManagerError as error:
                self._cancel.check()
                failures += 1
                status, explained = error.status, self._manager.explain(error, "check which files the farm has")
                if explained.kind in HOPELESS:
                    hopeless = True
                elif status is None or status in AWAY:
                    hopeless = not outage.lost(retry_after(error))
                else:
                    hopeless = status not in TRY_AGAIN or failures >= self._backoff.tries
                if hopeless:
                    raise explained from error
                if outage.away:
                    yield from until_back(self._manager, outage, AGAIN, self._cancel)
                else:
                    yield from pause(self._backoff.delay(failures, retry_after(error)), AGAIN, self._cancel)

    def _understand(self, answer: Iterable[ShamanFileSpecWithStatus], entries: Iterable[PackEntry]) -> list[PackEntry]:
        offered: dict[str, PackEntry] = {}
        twins: dict[tuple[str, str], PackEntry] = {}
        """Further files with the same checksum, by path."""
        for entry in entries:
            if offered.setdefault(entry.checksum.sha, entry) is not entry:
                twins[entry.checksum.sha, entry.file.path_in_pack] = entry
        soon: dict[Content, PackEntry] = {}
        later: dict[Content, PackEntry] = {}
        for spec in answer:
            found = offered.get(spec.sha)
            if found is not None and found.file.path_in_pack != spec.path:
                found = twins.get((spec.sha, spec.path))
            if found is None or found.checksum.size != spec.size:
                raise FarmError(
                    kind=ErrorKind.BAD_ANSWER,
                    message=say(
                        "{url} requires a file that was not offered: {path}.",
                        url=self._manager.url,
                        path=f"{spec.path!r:.200}",
                    ),
                    hint="Check that this is a Flamenco Manager that you trust; nothing more was sent.",
                )
            found.elsewhere = spec.status == "uploading"
            (later if found.elsewhere else soon).setdefault(found.content, found)
        return [*soon.values(), *later.values()]
