"""What an artist should know about the files of a job, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from .names import printable

if TYPE_CHECKING:
    from .pack import Pack

_SHOWN = 5
"""How many names a line lists."""


def about_sent(pack: Pack) -> Iterator[str]:
    """What may go wrong on the farm with a pack that is sent, one line each."""
    yield from _about_missing(pack)
    if pack.outside:
        yield (
            f"{_count(pack.outside)} outside the project folder {printable(pack.root)}: {_listed(pack.outside)}. "
            "They are sent, but the .blend looks for them at their old place, so the farm may not find them. "
            "Put them into the project, or choose a project folder that holds them."
        )
    if pack.absolute:
        yield (
            f"{_count(pack.absolute)} referred to by absolute path: {_listed(pack.absolute)}. "
            "They are sent, but the farm may not find them. Use File > External Data > Make Paths Relative."
        )
    yield from _about_twins(pack)


def about_in_place(pack: Pack, on_storage: Callable[[str], bool], *, artists_own: bool) -> Iterator[str]:
    """What may go wrong with a .blend that is rendered where it lies.

    Args:
        pack: What would be sent.
        on_storage: Whether a file lies on the farm's storage.
        artists_own: Whether it is the artist's own file that is rendered, not a copy beside it.
    """
    if artists_own:
        yield "The job renders this very file: what is saved to it later changes the job."
    yield from _about_missing(pack)
    elsewhere = [file.source for file in pack.files[1:] if not on_storage(file.source)]
    if elsewhere:
        yield f"{_count(elsewhere)} not on the farm's storage, so the farm may not find them: {_listed(elsewhere)}."


def _about_missing(pack: Pack) -> Iterator[str]:
    if pack.missing:
        told = [f"{entry.path} ({entry.why})" for entry in pack.missing]
        yield f"{_count(told)} can't be had: {_listed(told)}. The render may lack them."


def _about_twins(pack: Pack) -> Iterator[str]:
    """Names that some file systems take for one."""
    seen: dict[str, str] = {}
    for file in pack.files:
        twin = seen.setdefault(file.path_in_pack.casefold(), file.path_in_pack)
        if twin != file.path_in_pack:
            both = f"{twin} and {file.path_in_pack}"
            yield f"{both} differ only in case: on Windows or macOS a worker sees one of them."


def _count(items: Sequence[str]) -> str:
    return f"{len(items)} file" if len(items) == 1 else f"{len(items)} files"


def _listed(items: Sequence[str]) -> str:
    rest = len(items) - _SHOWN
    return ", ".join(printable(item) for item in items[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
