"""What there is to tell about the files of a job, as plain data: for the panel, for scripts, for the command line."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ...core.finding import Finding, messages
from ...core.safe_names import printable
from ..packing.pack import MissingFile, Pack, SkippedFile
from ..snapshot import JobSnapshot
from ..transfer.delivery import UploadPreview
from .pack_remarks import platforms_of, remarks

STATES: Final = (
    "missing",
    "unreadable",
    "changed",
    "elsewhere",
    "large",
    "outside",
    "shared",
    "excluded",
    "extra",
    "new",
)
"""What can be said of a file, the worst first:

- ``missing``: it is not there; ``unreadable``: something is there that can't be sent;
- ``changed``: it changed while it was read, so something may still be writing to it;
- ``elsewhere``: nothing is sent, and it is not on the farm's storage;
- ``large``: larger than the size from which the artist wants a word;
- ``outside``: it lies outside of the project and is copied to the farm all the same;
- ``shared``: the farm sees it at the same path, it is not sent;
- ``excluded``: the artist does not want it sent; ``extra``: added by the artist, nothing refers to it;
- ``new``: the farm does not have it yet.
"""

NOT_SENT: Final = frozenset({"missing", "unreadable", "elsewhere", "shared", "excluded"})
"""States of files that do not travel."""

MOST_OF_A_STATE: Final = 200
"""Entries of each state, and of those without any, that travel to Blender for the panel; the counts are of all."""

MOST_USERS: Final = 10
"""Users of each file that travel to Blender for the panel."""


MOST_REMARKS: Final = 50
"""Remarks that are told."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file, or one reference for which there is none."""

    path: str
    """On this machine; may hold escapes for what is no UTF-8."""
    states: tuple[str, ...] = ()
    """Of ``STATES``, the worst first; () = sent, and nothing to tell."""
    size: int = 0
    """Bytes; 0 when it is not there."""
    path_in_pack: str = ""
    """Where it will lie in the job's folder, ``/`` between the parts; "" = it is not sent."""
    why: str = ""
    """What is wrong, in words."""
    users: tuple[str, ...] = ()
    """The data-blocks that refer to it."""
    more_users: int = 0
    """Further ones that are left out."""

    def as_message(self) -> dict[str, Any]:
        """The entry as JSON-able data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class FileReport:
    """All files of a job."""

    project: str
    """The project's folder."""
    entries: tuple[FileEntry, ...]
    """The worst first, the .blend first among those with nothing to tell."""
    new_is_known: bool = False
    """Whether the farm was asked what is new to it."""
    remarks: tuple[Finding, ...] = ()
    """What else may go wrong."""
    counts: Mapping[str, Mapping[str, int]] = field(init=False)
    """For each state that occurs: files and bytes; ``sent`` is all that travels or is there already."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", _counts(self.entries))

    @property
    def files(self) -> int:
        """Files that the job will have on the farm."""
        return self.counts["sent"]["files"]

    @property
    def bytes(self) -> int:
        """Bytes of all of them."""
        return self.counts["sent"]["bytes"]

    def of(self, *states: str) -> list[FileEntry]:
        """The entries that have one of these states."""
        return [entry for entry in self.entries if not set(states).isdisjoint(entry.states)]

    def in_place(self, blend: str, elsewhere: Collection[str]) -> FileReport:
        """The report for a .blend that is rendered where it lies, with nothing else sent.

        Args:
            blend: Its path in the pack.
            elsewhere: Paths in the pack of what the farm can't see.
        """
        entries = []
        for entry in self.entries:
            if entry.path_in_pack not in {"", blend}:
                state = "elsewhere" if entry.path_in_pack in elsewhere else "shared"
                entries.append(replace(entry, states=(state,)))
            else:
                entries.append(replace(entry, states=tuple(state for state in entry.states if state in NOT_SENT)))
        return FileReport(self.project, _sorted(entries))

    def with_preview(self, preview: UploadPreview) -> FileReport:
        """The report with what is new to the farm, and with what changed while it was read."""
        found = {"new": preview.places, "changed": preview.written_to}
        entries = []
        for entry in self.entries:
            more = [state for state, places in found.items() if entry.path_in_pack in places]
            entries.append(replace(entry, states=_ordered((*entry.states, *more))) if more else entry)
        return replace(self, entries=_sorted(entries), new_is_known=True)

    def as_message(self, most: int | None = None) -> dict[str, Any]:
        """The report as JSON-able data.

        Args:
            most: Entries of each worst state to keep, with the first of their users; None = all.
        """
        kept = list(self.entries) if most is None else [_short(entry) for entry in _first(self.entries, most)]
        return {
            "project": self.project,
            "files": self.files,
            "bytes": self.bytes,
            "new_is_known": self.new_is_known,
            "remarks": messages(self.remarks[:MOST_REMARKS]),
            "counts": {state: dict(count) for state, count in self.counts.items()},
            "entries": [entry.as_message() for entry in kept],
            "left_out": len(self.entries) - len(kept),
        }


def report_on(snapshot: JobSnapshot, pack: Pack) -> FileReport:
    """What the plan of a job's files comes to."""
    entries = [
        *_sent(snapshot, pack),
        *(_left(entry, "missing", entry.why) for entry in pack.missing),
        *(_left(entry, "unreadable", entry.why) for entry in pack.unreadable),
        *(_left(entry, "shared", entry.why) for entry in pack.shared),
        *(_left(entry, "excluded", entry.why) for entry in pack.excluded),
    ]
    told = tuple(remarks(pack, platforms_of(snapshot)))
    return FileReport(printable(pack.root), _sorted(entries), remarks=told)


def _sent(snapshot: JobSnapshot, pack: Pack) -> Iterator[FileEntry]:
    states = {
        "large": {file.source for file in pack.large},
        "outside": set(pack.outside),
        "extra": set(pack.extra),
    }
    named: dict[int, tuple[str, ...]] = {}
    """Who uses files, in words: a sequence has thousands of files and one user."""
    for number, file in enumerate(pack.files):
        # The .blend may travel as a copy with the unsaved changes: to the artist it is the file that is open.
        path = snapshot.blend.path if snapshot.blend and number == 0 else file.source
        yield FileEntry(
            printable(path),
            tuple(state for state, sources in states.items() if file.source in sources),
            file.size,
            file.path_in_pack,
            users=named.get(id(file.users)) or named.setdefault(id(file.users), tuple(map(printable, file.used_by))),
        )


def _left(entry: MissingFile | SkippedFile, state: str, why: str = "") -> FileEntry:
    return FileEntry(printable(entry.path), (state,), why=why, users=tuple(map(printable, entry.used_by)))


@functools.cache
def _ordered(states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(states, key=STATES.index))


def _worst(entry: FileEntry) -> int:
    return STATES.index(entry.states[0]) if entry.states else len(STATES)


def _sorted(entries: list[FileEntry]) -> tuple[FileEntry, ...]:
    return tuple(sorted(entries, key=_worst))


def _first(entries: Iterable[FileEntry], most: int) -> Iterator[FileEntry]:
    seen: Counter[int] = Counter()
    for entry in entries:
        worst = _worst(entry)
        seen[worst] += 1
        if seen[worst] <= most:
            yield entry


def _short(entry: FileEntry) -> FileEntry:
    users = entry.users[:MOST_USERS]
    return replace(entry, users=users, more_users=len(entry.users) - len(users))


def _counts(entries: Iterable[FileEntry]) -> dict[str, dict[str, int]]:
    counts = {"sent": {"files": 0, "bytes": 0}}
    for entry in entries:
        sent = () if NOT_SENT.intersection(entry.states) else ("sent",)
        for state in (*sent, *entry.states):
            count = counts.setdefault(state, {"files": 0, "bytes": 0})
            count["files"] += 1
            count["bytes"] += entry.size
    return counts
