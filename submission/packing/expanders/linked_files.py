"""Linked files: USD layers, MaterialX documents and shaders refer to other files, which are followed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO, Final

from ....core.cancel import CancelToken
from ....core.finding import Finding, listed, remark, warning
from ....core.safe_names import printable
from ....core.text import say
from ...local_files.file_sources import open_regular
from ..pack_layout import normal
from . import materialx, ocio, osl, usd
from .expansion import Expansion, MissingPath, TooLongError
from .folder_listing import Listings
from .sequences import is_tiled, tiles

Reader = Callable[[BinaryIO, Callable[[], object]], Iterator[tuple[str, bool]]]
"""Yields the strings in a file that may be paths, and whether each certainly is one."""

READERS: Final[dict[str, Reader]] = {
    **dict.fromkeys(usd.LAYERS, usd.paths),
    ".mtlx": materialx.paths,
    ".osl": osl.paths,
    ".ocio": ocio.paths,
}
"""The reader of each kind of file, by extension."""
MOST_FILES: Final = 200_000
"""Most files that one reference is followed to."""
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_EXPRESSION: Final = "`"
"""Prefix of a path that a USD file computes."""
COLOUR_TABLES: Final = "colour-tables"
"""Id of the finding about tables that a colour configuration names."""
ALTERNATIVES: Final = "\n"
"""Between paths of which one is enough, as in the folders of a search path."""
_NUMBERS: Final = re.compile(r"(#+)")
"""In a template of clips, a number of at least as many digits."""


def reader_of(path: str) -> Reader | None:
    """Return the reader for a file; None = this kind of file refers to no others."""
    return READERS.get(os.path.splitext(path)[1].lower())


class References:
    """Follower of files that refer to others; reads each file once."""

    def __init__(
        self, listings: Listings, cancel: CancelToken, is_shared: Callable[[str], bool] = lambda _: False
    ) -> None:
        """``is_shared`` returns whether workers see a path as this machine does."""
        self._listings = listings
        self.is_shared = is_shared
        self._cancel = cancel
        self._known: dict[str, Expansion] = {}
        """For each file, only what it refers to directly."""

    def follow(self, path: str) -> Expansion:
        """Return a file and all files that it refers to, directly or not.

        A broken file causes a warning. Paths are resolved from the folder of the file that contains them; search paths
        are ignored, because they depend on the environment and workers have another one.

        Raises:
            Cancelled: The user cancelled.
        """
        found = Expansion([path])
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
            # A file that a shader includes is a shader, whatever its extension.
            waiting += [(each, osl.paths if read is osl.paths else reader_of(each)) for each in reversed(fresh)]
            found.add(replace(own, files=fresh))
            if len(found.files) > MOST_FILES:
                text = "{path} refers to more than {count} files: not all are uploaded."
                found.notices.append(warning("too-many-files", text, path, path=path, count=MOST_FILES))
                break
        return found

    def _look_into(self, file: str, read: Reader) -> Expansion:
        """Return the files that a file refers to directly."""
        found = Expansion()
        try:
            with open_regular(file) as opened:
                absent = [
                    written
                    for written, is_sure in read(opened, self._cancel.check)
                    if not self._refer(file, written, found, is_sure=is_sure)
                ]
            found.notices += _about_absent(file, read, absent)
        except OSError:
            pass  # reported when the file itself is added
        except TooLongError:
            text = "{file} is too large to scan: not all files that it refers to are uploaded."
            found.notices.append(warning("unreadable-links", text, printable(file), file=printable(file)))
        except ValueError:
            text = "{file} is not valid USD: files that it refers to are not uploaded."
            found.notices.append(warning("unreadable-links", text, printable(file), file=printable(file)))
        return found

    def _refer(self, file: str, written: str, found: Expansion, *, is_sure: bool) -> bool:
        """Add the files of one path in a file, or of all alternatives; return False if they do not exist."""
        exists = [self._take(file, path, found, is_sure=is_sure) for path in written.split(ALTERNATIVES)]
        return any(exists)

    def _take(self, file: str, path: str, found: Expansion, *, is_sure: bool) -> bool:
        if not path or "\0" in path or len(path) > usd.LONGEST_PATH or _SCHEME.match(path):
            return True
        if path.startswith(_EXPRESSION):
            found.notices.append(
                warning(
                    "computed-path",
                    "{file} computes the path {path}: these files are uploaded only if you add them.",
                    printable(file),
                    file=printable(file),
                    path=printable(path.strip(_EXPRESSION)),
                )
            )
            return True
        is_absolute = PurePath(path).is_absolute()
        try:
            target = normal(os.path.join(os.path.dirname(file), path))
        except ValueError:
            return True
        files = self._stands_for(target)
        if not files:
            if is_sure:
                found.missing.append(
                    MissingPath(target, say("not found; referenced by {file}", file=printable(os.path.basename(file))))
                )
            return False
        if is_absolute and self.is_shared(target):
            found.shared.append(target)
            return True
        found.files += files
        if is_absolute:
            found.fixed.append((file, target))
        elif os.path.dirname(target) != os.path.dirname(file):
            found.together.append((os.path.dirname(file), os.path.dirname(target)))
        return True

    def _stands_for(self, path: str) -> list[str]:
        """Return the existing files of a path."""
        if is_tiled(path):
            return tiles(self._listings, path, ()).files
        if os.path.lexists(path):
            return [path]
        folder, name = os.path.split(path)
        if "#" not in name:
            return []
        parts = _NUMBERS.split(name)
        pattern = re.compile(
            "".join(f"[0-9]{{{len(part)},}}+" if part.startswith("#") else re.escape(part) for part in parts)
        )
        names = self._listings.starting_with(folder, parts[0])
        return [os.path.join(folder, each) for each in names if pattern.fullmatch(each)]


def _about_absent(file: str, read: Reader, absent: list[str]) -> Iterator[Finding]:
    """Yield a finding about the paths in a file that are perhaps needed and do not exist."""
    shown = printable(file)
    tables = [each.partition(ALTERNATIVES)[0] for each in absent if read is ocio.paths and ocio.is_table(each)]
    if tables:
        text = "{file} names colour tables that do not exist: {names}. Colours may be wrong."
        yield warning("colour-tables", text, shown, file=shown, names=listed(list(dict.fromkeys(tables))))
    textures = [each for each in absent if read is osl.paths and PurePath(each).is_absolute()]
    if textures:
        text = "The shader {file} contains paths that do not exist here: {names}."
        yield remark("shader-paths", text, shown, file=shown, names=listed(list(dict.fromkeys(textures))))
