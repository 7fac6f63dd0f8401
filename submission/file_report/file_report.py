"""File report: the states of a job's files as plain data, for the panel, scripts and the command line."""

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
"""States of a file, the worst first:

- ``missing``: it does not exist; ``unreadable``: it exists, but can't be read;
- ``changed``: it changed while it was read, so a program may still be writing to it;
- ``elsewhere``: no files are uploaded, and it is not on the farm's storage;
- ``large``: larger than the size from which the user must confirm;
- ``outside``: it is outside of the project and is uploaded all the same;
- ``shared``: workers see it under the same path, it is not uploaded;
- ``excluded``: excluded by the user; ``extra``: added by the user, nothing refers to it;
- ``new``: the farm does not have it yet.
"""

NOT_SENT: Final = frozenset({"missing", "unreadable", "elsewhere", "shared", "excluded"})
"""States of files that are not uploaded."""

MOST_OF_A_STATE: Final = 200
"""Most entries of each state that are sent to Blender for the panel; the counts include all."""

MOST_USERS: Final = 10
"""Most users of each file that are sent to Blender for the panel."""


MOST_REMARKS: Final = 50
"""Most remarks in a report."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file, or one reference without a file."""

    path: str
    """Path on this machine; bytes that are not UTF-8 are escaped."""
    states: tuple[str, ...] = ()
    """Of ``STATES``, the worst first; () = uploaded, and nothing to report."""
    size: int = 0
    """Bytes; 0 if it is missing."""
    path_in_pack: str = ""
    """Path in the job's folder, with ``/`` between the parts; "" = not uploaded."""
    why: str = ""
    """The problem, as a text."""
    users: tuple[str, ...] = ()
    """The data-blocks that refer to it."""
    more_users: int = 0
    """Number of further users."""

    def as_message(self) -> dict[str, Any]:
        """Return the entry as JSON-able data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class FileReport:
    """All files of a job."""

    project: str
    """The project's folder."""
    entries: tuple[FileEntry, ...]
    """The worst first, the .blend first among those without a state."""
    new_is_known: bool = False
    """Whether the farm was asked which files are new to it."""
    remarks: tuple[Finding, ...] = ()
    """Other possible problems."""
    outside: tuple[str, ...] = ()
    """The folders outside of the project from which files are sent."""
    counts: Mapping[str, Mapping[str, int]] = field(init=False)
    """Files and bytes for each state; ``sent`` are all that are uploaded or already on the farm."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", _counts(self.entries))

    @property
    def files(self) -> int:
        """Number of the job's files on the farm."""
        return self.counts["sent"]["files"]

    @property
    def bytes(self) -> int:
        """Their size in bytes."""
        return self.counts["sent"]["bytes"]

    def of(self, *states: str) -> list[FileEntry]:
        """Return the entries with one of these states."""
        return [entry for entry in self.entries if not set(states).isdisjoint(entry.states)]

    def in_place(self, blend: str, elsewhere: Collection[str]) -> FileReport:
        """Return the report for a .blend that is rendered in place, without uploads.

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
        """Return the report with the files that are new to the farm or changed while they were read."""
        found = {"new": preview.places, "changed": preview.written_to}
        entries = []
        for entry in self.entries:
            more = [state for state, places in found.items() if entry.path_in_pack in places]
            entries.append(replace(entry, states=_ordered((*entry.states, *more))) if more else entry)
        return replace(self, entries=_sorted(entries), new_is_known=True)

    def as_message(self, most: int | None = None) -> dict[str, Any]:
        """Return the report as JSON-able data.

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
            "outside_folders": list(self.outside[:MOST_REMARKS]),
        }


def report_on(snapshot: JobSnapshot, pack: Pack) -> FileReport:
    """Return the report on a pack."""
    entries = [
        *_sent(snapshot, pack),
        *(_left(entry, "missing", entry.why) for entry in pack.missing),
        *(_left(entry, "unreadable", entry.why) for entry in pack.unreadable),
        *(_left(entry, "shared", entry.why) for entry in pack.shared),
        *(_left(entry, "excluded", entry.why) for entry in pack.excluded),
    ]
    found = (*snapshot.findings, *remarks(pack, platforms_of(snapshot)))
    folders = tuple(map(printable, pack.outside_folders))
    return FileReport(printable(pack.root), _sorted(entries), remarks=found, outside=folders)


def _sent(snapshot: JobSnapshot, pack: Pack) -> Iterator[FileEntry]:
    states = {
        "large": {file.source for file in pack.large},
        "outside": set(pack.outside),
        "extra": set(pack.extra),
    }
    named: dict[int, tuple[str, ...]] = {}
    """Descriptions of the users of files: a sequence has thousands of files and one user."""
    for number, file in enumerate(file for file in pack.files if not file.is_note):
        # The .blend may be a copy with the unsaved changes; the report shows the open file's path.
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
