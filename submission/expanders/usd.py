"""USD files, and all that they refer to: layers, references, payloads, clips, textures; directly or not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, Final

from ...farm.text import say
from ..layout import normal
from ..names import printable
from ..sources import open_regular
from . import usd_crate, usd_text
from .found import Found, Lack, TooLongError
from .listing import Listings
from .numbered import is_tiled, tiles

if TYPE_CHECKING:
    from ...farm.cancel import CancelToken

LAYERS: Final = frozenset({".usd", ".usda", ".usdc"})
"""Files that refer to others; a .usdz holds all of its own."""
MOST_FILES: Final = 200_000
"""Files that one reference may lead to."""
_PACKAGE: Final = re.compile(r"(.*\.usdz)\[.*\]", re.IGNORECASE | re.DOTALL)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ARGUMENTS: Final = ":SDF_FORMAT_ARGS:"
_NUMBERS: Final = re.compile(r"(#+)")
"""In a template for clips: a number of at least as many digits."""
_LONGEST_PATH = 1024
_PATH_IN_TOKEN: Final = re.compile(
    r"[^\x00-\x1f]*\.(usd[acz]?|abc|vdb|mtlx|exr|hdr|png|jpe?g|tiff?|tx|tex|tga|bmp|dds|webp|jp2|dpx|cin|psd|ptx|rat|"
    r"pic|gif|ies|osl|oso|wav|mp3|m4a|flac|ogg|aiff?|mp4|mov)(\[.*\]|:SDF_FORMAT_ARGS:.*)?",
    re.IGNORECASE,
)
"""What a text of a binary file looks like that is the path of another file: the file does not tell them apart."""


class UsdFiles:
    """Follows USD files; each is read once."""

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
        waiting = [path]
        while waiting:
            self._cancel.check()
            layer = waiting.pop()
            if os.path.splitext(layer)[1].lower() not in LAYERS:
                continue
            if layer not in self._known:
                self._known[layer] = self._look_into(layer)
            own = self._known[layer]
            fresh = [each for each in dict.fromkeys(own.files) if each not in seen]
            seen.update(fresh)
            waiting += reversed(fresh)
            found.add(replace(own, files=fresh))
            if len(found.files) > MOST_FILES:
                found.notices.append(
                    say("{path} leads to more than {count} files: not all are sent.", path=path, count=MOST_FILES)
                )
                break
        return found

    def _look_into(self, layer: str) -> Found:
        """What a file refers to itself."""
        found = Found()
        try:
            with open_regular(layer) as file:
                for written, is_sure in _paths(file, self._cancel.check):
                    self._refer(layer, written, found, is_sure=is_sure)
        except OSError:
            pass  # whoever sends the file tells that it can't be read
        except TooLongError:
            found.notices.append(
                say(
                    "{file} is too long to be looked through: not all that it refers to is sent.", file=printable(layer)
                )
            )
        except ValueError:
            found.notices.append(
                say("{file} can't be read as USD: what it refers to is not sent.", file=printable(layer))
            )
        return found

    def _refer(self, layer: str, written: str, found: Found, *, is_sure: bool) -> None:
        """Take up one path that stands in a file."""
        path = written.split(_ARGUMENTS, maxsplit=1)[0]
        package = _PACKAGE.fullmatch(path)
        path = package[1] if package else path
        if not path or "\0" in path or len(path) > _LONGEST_PATH or _SCHEME.match(path):
            return
        is_absolute = PurePath(path).is_absolute()
        try:
            target = normal(os.path.join(os.path.dirname(layer), path))
        except ValueError:
            return
        files = self._stands_for(target)
        if not files:
            if is_sure or "/" in path:
                found.lacking.append(
                    Lack(target, say("not found; {file} refers to it", file=printable(os.path.basename(layer))))
                )
            return
        if is_absolute and self._is_shared(target):
            found.shared.append(target)
            return
        found.files += files
        if is_absolute:
            found.fixed.append((layer, target))
        elif os.path.dirname(target) != os.path.dirname(layer):
            found.together.append((os.path.dirname(layer), os.path.dirname(target)))

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


def _paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """The paths in a USD file, and whether each is one for certain.

    Raises:
        ValueError: It is no USD file, or broken.
        OSError: It can't be read.
    """
    start = file.read(len(usd_crate.MAGIC))
    file.seek(0)
    if start == usd_crate.MAGIC:
        for token in usd_crate.texts(file, _LONGEST_PATH, look):
            text = os.fsdecode(token)
            if _PATH_IN_TOKEN.fullmatch(text):
                yield text, False
    elif start.startswith(usd_text.MAGICS):
        for asset in usd_text.assets(file, look):
            yield os.fsdecode(asset), True
    elif start and not start.startswith(b"PK"):
        raise ValueError("it does not begin as one")
