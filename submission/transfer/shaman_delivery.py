"""Delivery through Shaman, the Manager's file store, which stores each content once.

It asks which files are required, uploads them, asks again until no file is required, then requests the checkout.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from functools import partial

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, warning
from ...core.progress import Phase, Progress
from ...core.safe_names import printable
from ...core.text import say
from ...core.user_files import NOWHERE, UserFiles
from ...manager_client import ManagerError
from ..local_files.checksum_cache import ChecksumCache
from ..local_files.file_sources import FileSources
from ..manager_api.manager import Manager, retry_after
from ..manager_api.retry import AWAY, HOPELESS, Backoff, OutageTimer, pause
from ..manager_api.wait_for_manager import answered, until_back
from ..packing.pack import Pack
from ..packing.pack_entry import PackEntry
from ..packing.pack_warnings import about_sent
from .delivery import Delivered, UploadPreview
from .pack_contents import PackContents
from .read_ahead import ReadAhead
from .shaman_requirements import ShamanRequirements
from .uploader import Uploader

ROUNDS = 8
"""Rounds of uploads, because files changed or another client's upload failed."""
FRESH = 10.0
"""Seconds for which the answer that no file is required is trusted: the artist may view the preview for long."""
CHECKOUTS = 4
"""Attempts at a checkout, each with another path."""
OTHERS_LOOK = 2.0
"""Most seconds between two checks whether another client has finished uploading."""
LEFT_BEHIND = "left-behind"
"""Id of the finding about checkouts that no job uses."""
_LEFT = "The files may remain on the farm's storage, without a job, in {folders}; that folder can be deleted."
CHECKOUT = Progress(Phase.CHECKOUT, text="Making the files available to the workers")


class ShamanDelivery:
    """Upload of a pack to Shaman, and its checkout."""

    elsewhere = None

    def __init__(
        self,
        pack: Pack,
        manager: Manager,
        sources: FileSources,
        *,
        fresh_path: Callable[[], str],
        cancel: CancelToken,
        user_files: UserFiles = NOWHERE,
        backoff: Backoff = Backoff(),  # noqa: B008 - a frozen value
    ) -> None:
        """Prepare.

        Args:
            pack: The files to upload.
            manager: The Manager.
            sources: Opens the files.
            fresh_path: Returns a new, unused checkout path.
            cancel: Set when the user cancels.
            user_files: The checksum cache is there.
            backoff: How long to wait before trying again.
        """
        self._pack = pack
        self._manager = manager
        self._fresh_path = fresh_path
        self._cancel = cancel
        self._backoff = backoff
        self._user_files = user_files
        self._contents = PackContents(sources, cancel)
        self._requirements = ShamanRequirements(manager, cancel, backoff)
        self._uploader = Uploader(manager, self._contents, cancel, backoff=backoff)
        self._planned = fresh_path()
        self._paths = [self._planned]
        """Fresh paths that were not requested yet."""
        self._entries: list[PackEntry] | None = None
        self._complete_at = float("-inf")
        """When the Manager answered that it requires no file, by the monotonic clock."""
        self._new: list[PackEntry] = []
        """The files required when ``preview`` asked, until they are uploaded."""
        self._show_preview: Callable[[UploadPreview], Generator[Progress, None, None]] | None = None
        self._asked: list[str] = []
        """Requested checkout paths; they may exist or not."""

    @property
    def planned_blendfile(self) -> str:
        """The future path of the .blend, for the check before the upload."""
        return self._blendfile(self._planned)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Warnings about the pack, and about checkouts whose answer was lost before another one succeeded."""
        lost = self._asked[:-1]
        left = [warning(LEFT_BEHIND, _LEFT, "blendfile", folders=_named(lost))] if lost else []
        return (*about_sent(self._pack), *left)

    def preview(self) -> Generator[Progress, None, UploadPreview]:
        """Find out which files are new to the farm, before the upload; ``run`` does not read them again.

        Raises:
            FarmError: A file cannot be read, or the Manager cannot be asked.
            Cancelled: The user cancelled.
        """
        entries = yield from self._read()
        self._new = yield from self._requirements.wanted(entries)
        return self._preview_of(entries, self._new)

    def on_preview(self, show: Callable[[UploadPreview], Generator[Progress, None, None]]) -> None:
        """Have ``run`` call ``show`` with the new files once all are known; it uploads before and meanwhile."""
        self._show_preview = show

    def run(self) -> Generator[Progress, None, Delivered]:
        """Deliver the files.

        Raises:
            FarmError: The delivery failed.
            Cancelled: The user cancelled.
        """
        entries = yield from self._uploader.send_during(self._read_ahead())
        found = yield from self._check_out(entries)
        meter = self._uploader.meter
        files = sum(not entry.file.is_note for entry in entries)
        checksums = {entry.file.path_in_pack: entry.checksum.sha for entry in entries}
        return Delivered(
            self._blendfile(found),
            found,
            files,
            meter.files_sent,
            meter.bytes_sent,
            made=found,
            checksums=checksums,
        )

    def undo(self) -> str:
        """Return a message about files left behind: a Manager cannot remove a checkout without a job."""
        if not self._asked:
            return ""
        return say(_LEFT, folders=_named(self._asked))

    def _read(self) -> Generator[Progress, None, list[PackEntry]]:
        """Read every file once; later changes are noticed during the upload."""
        if self._entries is None:
            with ChecksumCache(self._user_files) as cache:
                self._contents.cache = cache
                self._entries = yield from self._contents.read(self._pack)
        return self._entries

    def _read_ahead(self) -> Generator[Progress, None, list[PackEntry]]:
        """Read every file, unless ``preview`` has read them, and upload new ones meanwhile."""
        if self._entries is None:
            ahead = ReadAhead(self._contents, self._requirements, self._uploader)
            with ChecksumCache(self._user_files) as cache:
                self._contents.cache = cache
                self._entries = yield from ahead.read(self._pack)
            preview = self._preview_of(self._entries, list(ahead.new.values()))
            if self._show_preview is not None:
                yield from self._show_preview(preview)
        return self._entries

    def _preview_of(self, entries: Sequence[PackEntry], new: Sequence[PackEntry]) -> UploadPreview:
        if not new:
            self._complete_at = time.monotonic()
        contents = {entry.content for entry in new}
        places = frozenset(entry.file.path_in_pack for entry in entries if entry.content in contents)
        written_to = frozenset(entry.file.path_in_pack for entry in entries if entry.was_written_to)
        sizes = [entry.checksum.size for entry in new if not entry.file.is_note]
        return UploadPreview(len(sizes), sum(sizes), places, written_to)

    def _store(self, entries: Sequence[PackEntry]) -> Generator[Progress, None, None]:
        """Upload until the Manager requires no file."""
        for _ in range(ROUNDS):
            wanted, self._new = self._new, []
            fresh = time.monotonic() - self._complete_at < FRESH
            self._complete_at = float("-inf")
            if not wanted and not fresh:
                wanted = yield from self._requirements.wanted(entries)
            if not wanted:
                return
            ours = [entry for entry in wanted if not entry.is_others]
            if ours or (yield from self._left_to_others(wanted)):
                yield from self._uploader.send(ours or wanted)
        raise FarmError(
            kind=ErrorKind.STORAGE,
            message=say("{url} still requires files after all were uploaded several times.", url=self._manager.url),
            hint="Check the Manager's log and the free space of its storage, then submit again.",
        )

    def _left_to_others(self, wanted: Sequence[PackEntry]) -> Generator[Progress, None, bool]:
        """Wait while another client uploads these files, as long as it makes progress.

        Returns:
            False if they need no upload; True if the other client seems to have crashed: the Manager lists its files as
            uploading for ever.
        """
        until, looks = 0.0, 0
        left = list(wanted)
        before = len(left) + 1
        while left and all(entry.is_others for entry in left):
            if len(left) < before:
                until, looks = time.monotonic() + self._backoff.for_others(sum(e.checksum.size for e in left)), 0
            if time.monotonic() >= until:
                return True
            before, looks = len(left), looks + 1
            waited = self._uploader.meter.progress("Another computer is uploading the same files: waiting for it")
            rest = min(self._backoff.delay(looks), OTHERS_LOOK, until - time.monotonic())
            yield from pause(rest, waited, self._cancel)
            left = yield from self._requirements.wanted(left)
        return False

    def _check_out(self, entries: Sequence[PackEntry]) -> Generator[Progress, None, str]:
        """Check out all files into a folder and return its path.

        Each attempt uses a new path, because the Manager deletes the folder of a failed checkout by its name.
        """
        outage = OutageTimer(self._backoff)
        refused = 0
        while True:
            yield from self._store(entries)
            yield CHECKOUT
            self._cancel.check()
            path = self._paths.pop() if self._paths else self._fresh_path()
            self._asked.append(path)
            try:
                found = yield from answered(self._manager, partial(self._manager.checkout, entries, path), CHECKOUT)
                self._asked[-1] = _checked_path(found)
            except ManagerError as error:
                self._cancel.check()
                status = error.status
                if status is not None or not error.sent:
                    self._asked.pop()  # it certainly failed, and the Manager has cleaned up
                away = status is None or status in AWAY
                refused += not away
                explained = self._manager.explain(error, "make the files available to the workers")
                hopeless = explained.kind in HOPELESS or refused == CHECKOUTS
                if hopeless or (away and not outage.lost(retry_after(error))):
                    raise explained from error
                again = Progress(Phase.CHECKOUT, text="Trying again")
                if away:
                    yield from until_back(self._manager, outage, again, self._cancel)
                else:
                    yield from pause(self._backoff.delay(refused, retry_after(error)), again, self._cancel)
            else:
                return self._asked[-1]

    def _blendfile(self, checkout: str) -> str:
        return f"{{jobs}}/{checkout}/{self._pack.blend_path_in_pack}"


def _named(paths: Sequence[str]) -> str:
    return ", ".join(printable(path) for path in paths)


def _checked_path(path: str) -> str:
    """Return the path of a checkout if it is valid: jobs and deletions will use it."""
    parts = path.split("/")
    if not path or path.startswith("/") or not all(part.strip(". ") for part in parts):
        raise FarmError(
            kind=ErrorKind.BAD_ANSWER,
            message=say("The Manager answered with an invalid folder for the files: {path}.", path=f"{path!r:.200}"),
            hint="Check that this is a Flamenco Manager that you trust; no job was made.",
        )
    return path
