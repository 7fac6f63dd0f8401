"""Warnings for the artist about the files of a job; a warning about several files belongs to the first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from ...core.finding import Finding, Severity, listed, warning
from ...core.safe_names import printable
from ...core.text import fixed, say
from ..colour_findings import COLOURS
from .pack import Pack


def about_sent(pack: Pack) -> Iterator[Finding]:
    """Yield the warnings about a pack that is uploaded."""
    yield from _about_missing(pack)
    yield from _about_unresolved(pack)
    yield from about_case_collisions(pack)
    yield from pack.notices


def about_in_place(pack: Pack, elsewhere: Sequence[str], *, artists_own: bool) -> Iterator[Finding]:
    """Yield the warnings about a .blend that is rendered from the farm's storage without an upload.

    Args:
        pack: What would be uploaded.
        elsewhere: The files outside of the farm's storage.
        artists_own: Whether workers render the artist's own file, not a copy beside it.
    """
    if artists_own:
        text = "The job renders this file itself: saving it later changes the job."
        yield warning("in-place", text, printable(pack.files[0].source))
    yield from _about_missing(pack)
    yield from (notice for notice in pack.notices if notice.id == COLOURS)
    if elsewhere:
        text = "{files} outside the farm's storage; workers may not find them: {names}."
        yield warning("elsewhere", text, printable(elsewhere[0]), files=_count(elsewhere), names=listed(elsewhere))


def _about_missing(pack: Pack) -> Iterator[Finding]:
    if pack.unavailable:
        lines = [say("{path} ({why})", path=printable(entry.path), why=fixed(entry.why)) for entry in pack.unavailable]
        text = "{files} missing or unreadable: {names}. The render may be incomplete."
        yield warning("missing", text, printable(pack.unavailable[0].path), files=_count(lines), names=listed(lines))


def _about_unresolved(pack: Pack) -> Iterator[Finding]:
    """Warn of the paths that the second Blender did not rewrite."""
    paths = list(dict.fromkeys(placed.asset.path for placed in pack.unresolved))
    if paths:
        yield warning(
            "unresolved",
            "{files} with paths that do not resolve on the farm: {names}. They are uploaded, but workers may not "
            "find them. Keep them in the project, and use File > External Data > Make Paths Relative.",
            printable(paths[0]),
            files=_count(paths),
            names=listed(paths),
        )


def about_case_collisions(pack: Pack, severity: Severity = Severity.WARNING) -> Iterator[Finding]:
    """Yield a finding for each pair of paths that some file systems do not distinguish."""
    for one, other in pack.case_collisions:
        if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
            text = "{one} and {other} differ only in how accents are stored: a worker on macOS sees only one of them."
        else:
            text = "{one} and {other} differ only in case: a worker on Windows or macOS sees only one of them."
        yield Finding("case-collision", severity, say(text, one=one, other=other), one)


def _count(items: Sequence[str]) -> str:
    return say("1 file") if len(items) == 1 else say("{count} files", count=len(items))
