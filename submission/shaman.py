"""Delivery through Shaman, the Manager's store that takes each content once.

Requirements (what is still needed?), uploads, requirements again until nothing is needed, then the checkout.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

from ..farm.errors import FarmError
from ..farm.text import say
from ..manager_client import ManagerError
from .advice import about_sent
from .contents import Content, Contents, Entry
from .delivery import Delivered, Look
from .manager import FileSpec, retry_after, status_of
from .names import printable
from .progress import Progress
from .retry import Backoff, pause
from .upload import TRY_AGAIN, Uploads

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .manager import Manager
    from .pack import Pack
    from .sources import Sources

ROUNDS = 8
"""How often files are sent because the Manager still needs some: they changed, or another's upload failed."""
CHECKOUTS = 4
"""How often a checkout is tried, each time under another path."""


ASKING = Progress("asking", text="Asking which files the farm has")


class ShamanDelivery:
    """Sends a pack to the Manager's file store and has it checked out."""

    def __init__(
        self,
        pack: Pack,
        manager: Manager,
        sources: Sources,
        *,
        fresh_path: Callable[[], str],
        cancel: CancelToken,
        backoff: Backoff = Backoff(),  # noqa: B008 - a frozen value
    ) -> None:
        """``fresh_path`` gives a checkout path that no one has used, each time another."""
        self._pack = pack
        self._manager = manager
        self._fresh_path = fresh_path
        self._cancel = cancel
        self._backoff = backoff
        self._contents = Contents(sources, cancel)
        self._uploads = Uploads(manager, self._contents, cancel, backoff=backoff)
        self._planned = fresh_path()
        self._entries: list[Entry] | None = None
        self._new: list[Entry] = []
        """What the farm lacked when ``look`` asked, until that is sent."""
        self._asked: list[str] = []
        """Checkout paths that were asked for; whether they were made may be unknown."""

    @property
    def planned_blendfile(self) -> str:
        """Where the .blend will be, for the check before anything is sent."""
        return self._blendfile(self._planned)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the artist should know about the pack."""
        return tuple(about_sent(self._pack))

    def look(self) -> Generator[Progress, None, Look]:
        """Find out what is new to the farm, before anything is sent; ``run`` then reads nothing again.

        Raises:
            FarmError: A file can't be read, or the Manager can't be asked.
            Cancelled: The user said stop.
        """
        entries = yield from self._read()
        yield ASKING
        self._new = yield from self._wanted(entries)
        contents = {entry.content for entry in self._new}
        places = frozenset(entry.file.path_in_pack for entry in entries if entry.content in contents)
        return Look(len(self._new), sum(entry.checksum.size for entry in self._new), places)

    def run(self) -> Generator[Progress, None, Delivered]:
        """Deliver.

        Raises:
            FarmError: It can't be done.
            Cancelled: The user said stop.
        """
        entries = yield from self._read()
        path = self._planned
        for attempt in range(1, CHECKOUTS + 1):
            yield from self._store(entries)
            yield Progress("checkout", text="Making the files available to the workers")
            self._cancel.check()
            self._asked.append(path)
            try:
                found = self._manager.checkout([_spec(entry) for entry in entries], path)
            except ManagerError as error:
                # Never the same path again: what the Manager cleans up after a failure is the folder of this name.
                self._cancel.check()
                if status_of(error) is not None:
                    self._asked.pop()  # it failed for certain, and the Manager has cleaned up
                if attempt == CHECKOUTS:
                    raise self._manager.explain(error, "make the files available to the workers") from error
                path = self._fresh_path()
                yield from pause(self._backoff.delay(attempt), Progress("checkout", text="Trying again"), self._cancel)
            else:
                self._asked[-1] = _checked_path(found)
                break
        meter = self._uploads.meter
        return Delivered(self._blendfile(found), found, len(entries), meter.files_sent, meter.bytes_sent)

    def undo(self) -> str:
        """What is left behind, in words: the Manager has no way to remove a checkout without a job."""
        if not self._asked:
            return ""
        folders = ", ".join(printable(path) for path in self._asked)
        return say(
            "The files may remain on the farm's storage, without a job, in {folders}; that folder can be deleted.",
            folders=folders,
        )

    def _read(self) -> Generator[Progress, None, list[Entry]]:
        """Read every file, once; those that change later are noticed when they are sent."""
        if self._entries is None:
            self._entries = yield from self._contents.read(self._pack)
        return self._entries

    def _store(self, entries: Sequence[Entry]) -> Generator[Progress, None, None]:
        """Send until the Manager needs nothing any more."""
        for _ in range(ROUNDS):
            wanted, self._new = self._new, []
            if not wanted:
                yield ASKING
                wanted = yield from self._wanted(entries)
            if not wanted:
                return
            yield from self._uploads.send(wanted)
        raise FarmError(
            kind="storage",
            message=say("{url} still asks for files after all of them were sent several times.", url=self._manager.url),
            hint="Look at the Manager's log and at the free space of its storage, then submit again.",
        )

    def _wanted(self, entries: Sequence[Entry]) -> Generator[Progress, None, list[Entry]]:
        """Ask what is needed; those that someone else is sending come last.

        Raises:
            FarmError: The Manager can't be asked, or asks for something that was not offered.
        """
        offered = {(spec.sha, spec.size, spec.path): entry for entry in entries for spec in [_spec(entry)]}
        answer = yield from self._ask([_spec(entry) for entry in entries])
        wanted: dict[Content, Entry] = {}
        for spec in sorted(answer, key=lambda spec: spec.uploading):
            entry = offered.get((spec.sha, spec.size, spec.path))
            if entry is None:
                raise FarmError(
                    kind="bad-answer",
                    message=say(
                        "{url} asks for a file that was not offered: {path}.",
                        url=self._manager.url,
                        path=f"{spec.path!r:.200}",
                    ),
                    hint="Check that this is a Flamenco Manager that you trust; nothing more was sent.",
                )
            wanted.setdefault(entry.content, entry)
        return list(wanted.values())

    def _ask(self, specs: Sequence[FileSpec]) -> Generator[Progress, None, list[FileSpec]]:
        failures = 0
        while True:
            self._cancel.check()
            try:
                return self._manager.requirements(specs)
            except ManagerError as error:
                self._cancel.check()
                failures += 1
                status = status_of(error)
                if (status is not None and status not in TRY_AGAIN) or failures >= self._backoff.tries:
                    raise self._manager.explain(error, "ask which files the farm has") from error
                delay = self._backoff.delay(failures, retry_after(error))
                yield from pause(
                    delay, Progress("asking", text="The Manager does not answer, trying again"), self._cancel
                )

    def _blendfile(self, checkout: str) -> str:
        return f"{{jobs}}/{checkout}/{self._pack.blend_path_in_pack}"


def _spec(entry: Entry) -> FileSpec:
    return FileSpec(entry.checksum.sha, entry.checksum.size, entry.file.path_in_pack)


def _checked_path(path: str) -> str:
    """The path that a checkout was given, if it can be one: jobs and deletions will use it."""
    parts = path.split("/")
    if not path or path.startswith("/") or not all(part.strip(". ") for part in parts):
        raise FarmError(
            kind="bad-answer",
            message=say("The Manager put the files into a folder that can't be: {path}.", path=f"{path!r:.200}"),
            hint="Check that this is a Flamenco Manager that you trust; no job was made.",
        )
    return path
