"""What there is to say of a job's files that is no property of a single one: sentences, before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...core.safe_names import DEVICES
from ...core.text import say
from ...farm import manager_cache
from ...farm.storage_paths import from_info
from ..packing.pack_warnings import about_case_collisions, listed

if TYPE_CHECKING:
    from ..packing.plan import Pack
    from ..snapshot import JobSnapshot

WINDOWS: Final = "windows"
CASELESS: Final = frozenset({WINDOWS, "darwin"})
"""Platforms on which names that differ only in case are one."""
LONGEST_ON_WINDOWS: Final = 200
"""Letters of a place in the pack: Windows takes 260 of a whole path, with the farm's own folders before it."""

_FORBIDDEN: Final = re.compile(rf'[<>:"|?*\\\x00-\x1f]|[. ](?:/|$)|(?:^|/){DEVICES}(?:\.|/|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PackRemark:
    """One sentence."""

    text: str
    is_certain: bool
    """Something will be wrong on this farm, as far as is known of it: worth the artist's word, once."""


def remarks(pack: Pack, platforms: Collection[str]) -> Iterator[PackRemark]:
    """What may go wrong on the farm with the files of a pack, the certain first.

    Args:
        pack: What is to be sent.
        platforms: What the farm's workers run on, in the Manager's words; empty = not known.
    """
    yield from (PackRemark(text, True) for text in pack.notices)
    if not platforms or CASELESS.intersection(platforms):
        yield from (PackRemark(text, bool(platforms)) for text in about_case_collisions(pack))
    if not platforms or WINDOWS in platforms:
        yield from (PackRemark(text, bool(platforms)) for text in _about_windows(pack))


def platforms_of(snapshot: JobSnapshot) -> frozenset[str]:
    """What the workers of the job's Manager run on, by its last check; empty = not known. Never raises."""
    info = manager_cache.read(snapshot.user_files, snapshot.manager_url)
    return from_info(info).worker_platforms if info else frozenset()


def suits_windows(place: str) -> bool:
    """Whether Windows can have a file at a place in the pack; how long it is does not matter."""
    return _FORBIDDEN.search(place) is None


def _about_windows(pack: Pack) -> Iterator[str]:
    places = [file.path_in_pack for file in pack.files]
    odd = [place for place in places if not suits_windows(place)]
    if odd:
        yield say("Workers on Windows can't have files of these names: {names}. Rename them.", names=listed(odd))
    long = [place for place in places if len(place) > LONGEST_ON_WINDOWS]
    if long:
        yield say(
            "Workers on Windows may not find files that lie so deep, or have such long names: {names}.",
            names=listed(long),
        )
