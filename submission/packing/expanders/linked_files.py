"""Files that name other files: followed from one to the next, whatever kind each of them is."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, Final

from ....core.safe_names import printable
from ....core.text import say
from ...local_files.file_sources import open_regular
from ..pack_layout import normal
from . import materialx, osl, usd
from .expansion import Found, Lack, TooLongError
from .folder_listing import Listings
from .sequences import is_tiled, tiles

if TYPE_CHECKING:
    from ....core.cancel import CancelToken

Reader = Callable[[BinaryIO, Callable[[], object]], Iterator[tuple[str, bool]]]
"""Gives the paths in a file, and whether each is one for certain."""

READERS: Final[dict[str, Reader]] = {
    **dict.fromkeys(usd.LAYERS, usd.paths),
    ".mtlx": materialx.paths,
    ".osl": osl.paths,
}
"""What reads which kind of file, by the end of its name."""
MOST_FILES: Final = 200_000
"""Files that one reference may lead to."""
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_EXPRESSION: Final = "`"
"""How a path begins that a USD file computes."""
_NUMBERS: Final = re.compile(r"(#+)")
"""In a template for clips: a number of at least as many digits."""


def reader_of(path: str) -> Reader | None:
    """What reads a file to find what it refers to; None = it is of no such kind."""
    return READERS.get(os.path.splitext(path)[1].lower())


class References:
    """Follows files that name others; each is read once."""

    def __init__(
        self, listings: Listings, cancel: CancelToken, is_shared: Callable[[str], bool] = lambda _: False
    ) -> None:
        """``is_shared`` says of a path whether the farm sees it as this machine does."""
        self._listings = listings
        self._is_shared = is_shared
        self._cancel = cancel
        self._known: dict[str, Found] = {}
        """For each file what it refers to itself, not what that refers to in turn."""

    def follow(self, path: str) -> Found:
        """A file and all that it refers to, directly or not.

        Whatever is broken is a notice. Paths are taken from the folder of the file that they stand in; search paths are
        a matter of someone's environment, and a farm has another one.

        Raises:
            Cancelled: The user said stop.
        """
        found = Found([path])
        seen = {path}
        waiting = [(path, reader_of(path))]
        while waiting:
            self._cancel.check()
            file, read = waiting.pop()
            if read is None:
                continue
            if file not in self._known:
                self._known[file] = self._look_into(file, read)
            own = self._known[file]
            fresh = [each for each in dict.fromkeys(own.files) if each not in seen]
            seen.update(fresh)
            # What a shader includes is a shader, whatever its name.
            waiting += [(each, osl.paths if read is osl.paths else reader_of(each)) for each in reversed(fresh)]
            found.add(replace(own, files=fresh))
            if len(found.files) > MOST_FILES:
                found.notices.append(
                    say("{path} leads to more than {count} files: not all are sent.", path=path, count=MOST_FILES)
                )
                break
        return found

    def _look_into(self, file: str, read: Reader) -> Found:
        """What a file refers to itself."""
        found = Found()
        try:
            with open_regular(file) as opened:
                for written, is_sure in read(opened, self._cancel.check):
                    self._refer(file, written, found, is_sure=is_sure)
        except OSError:
            pass  # whoever sends the file tells that it can't be read
        except TooLongError:
            found.notices.append(
                say("{file} is too long to be looked through: not all that it refers to is sent.", file=printable(file))
            )
        except ValueError:
            found.notices.append(
                say("{file} can't be read as USD: what it refers to is not sent.", file=printable(file))
            )
        return found

    def _refer(self, file: str, path: str, found: Found, *, is_sure: bool) -> None:
        """Take up one path that stands in a file."""
        if not path or "\0" in path or len(path) > usd.LONGEST_PATH or _SCHEME.match(path):
            return
        if path.startswith(_EXPRESSION):
            found.notices.append(
                say(
                    "{file} computes a path, {path}: what that leads to is not sent unless you add it.",
                    file=printable(file),
                    path=printable(path.strip(_EXPRESSION)),
                )
            )
            return
        is_absolute = PurePath(path).is_absolute()
        try:
            target = normal(os.path.join(os.path.dirname(file), path))
        except ValueError:
            return
        files = self._stands_for(target)
        if not files:
            if is_sure:
                found.lacking.append(
                    Lack(target, say("not found; {file} refers to it", file=printable(os.path.basename(file))))
                )
            return
        if is_absolute and self._is_shared(target):
            found.shared.append(target)
            return
        found.files += files
        if is_absolute:
            found.fixed.append((file, target))
        elif os.path.dirname(target) != os.path.dirname(file):
            found.together.append((os.path.dirname(file), os.path.dirname(target)))

    def _stands_for(self, path: str) -> list[str]:
        """The files of a path that are there."""
        if is_tiled(path):
            return tiles(self._listings, path, ()).files
        if os.path.lexists(path):
            return [path]
        folder, name = os.path.split(path)
        if "#" not in name:
            return []
        parts = _NUMBERS.split(name)
        pattern = re.compile(
            "".join(f"[0-9]{{{len(part)},}}" if part.startswith("#") else re.escape(part) for part in parts)
        )
        names = self._listings.starting_with(folder, parts[0])
        return [os.path.join(folder, each) for each in names if pattern.fullmatch(each)]
