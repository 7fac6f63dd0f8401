"""What an artist should know about the files of a job, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...core.safe_names import printable
from ...core.text import Text, fixed, join, say

if TYPE_CHECKING:
    from .plan import Pack

_SHOWN = 5
"""How many names a line lists."""


def about_sent(pack: Pack) -> Iterator[str]:
    """What may go wrong on the farm with a pack that is sent, one line each."""
    yield from _about_missing(pack)
    yield from _about_unresolved(pack)
    yield from about_twins(pack)
    yield from pack.notices


def about_in_place(pack: Pack, elsewhere: Sequence[str], *, artists_own: bool) -> Iterator[str]:
    """What may go wrong with a .blend that is rendered where it lies.

    Args:
        pack: What would be sent.
        elsewhere: The files that do not lie on the farm's storage.
        artists_own: Whether it is the artist's own file that is rendered, not a copy beside it.
    """
    if artists_own:
        yield "The job renders this very file: what is saved to it later changes the job."
    yield from _about_missing(pack)
    if elsewhere:
        yield say(
            "{files} not on the farm's storage, so the farm may not find them: {names}.",
            files=_count(elsewhere),
            names=listed(elsewhere),
        )


def _about_missing(pack: Pack) -> Iterator[str]:
    if pack.lacking:
        told = [say("{path} ({why})", path=printable(entry.path), why=fixed(entry.why)) for entry in pack.lacking]
        yield say(
            "{files} can't be had: {names}. The render may be incomplete.", files=_count(told), names=listed(told)
        )


def _about_unresolved(pack: Pack) -> Iterator[str]:
    """What a second Blender did not change, for whatever reason; what it did change leads to its files."""
    paths = list(dict.fromkeys(placed.asset.path for placed in pack.unresolved))
    if paths:
        yield say(
            "{files} referred to by paths that lead nowhere on the farm: {names}. They are sent, but the render may "
            "lack them. Keep them in the project, and use File > External Data > Make Paths Relative.",
            files=_count(paths),
            names=listed(paths),
        )


def about_twins(pack: Pack) -> Iterator[str]:
    """Names that some file systems take for one."""
    for one, other in pack.twins:
        yield say(
            "{one} and {other} differ only in case: on Windows or macOS a worker sees one of them.",
            one=one,
            other=other,
        )


def _count(items: Sequence[str]) -> str:
    return say("1 file") if len(items) == 1 else say("{count} files", count=len(items))


def listed(items: Sequence[str]) -> str:
    """The first few of several names, and how many more there are."""
    shown = join(", ", [item if isinstance(item, Text) else printable(item) for item in items[:_SHOWN]])
    rest = len(items) - _SHOWN
    return say("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown
