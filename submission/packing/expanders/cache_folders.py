"""Folders of caches: everything in them, or the files of one simulation among others."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from ....core.text import say
from ...local_files.file_sources import NotAFileError
from ..project_root import is_too_wide
from .expansion import NOTHING_THERE, Found, Lack, lack
from .folder_listing import Listings, everything_below

if TYPE_CHECKING:
    from ....core.cancel import CancelToken

_POINT_CACHE: Final = re.compile(r"_(-[0-9]{5,}|[0-9]{6,})(_[0-9]{2,})?\.(bphys|ptcache)")
"""What follows the stem: the frame in six signs, the number of the cache unless it is an external one without."""


def folder(path: str, cancel: CancelToken) -> Found:
    """Everything below a folder."""
    try:
        if os.path.lexists(path) and not os.path.isdir(path):
            os.stat(path)  # a link to nowhere, or in a circle
            raise NotAFileError(path, say("is no folder"))
    except (OSError, ValueError) as error:
        return Found(lacking=[lack(path, error)])
    if is_too_wide(path):
        return Found(lacking=[Lack(path, say("is a whole drive, or a home folder"), absent=False)])
    found = everything_below(path, cancel)
    if not found.files and not found.lacking:
        found.lacking.append(Lack(path, say("is an empty folder")))
    return found


def point_cache(listings: Listings, path: str, stem: str) -> Found:
    """The files of a point cache in a folder, which other caches may share.

    Args:
        listings: Reads the folder.
        path: The folder.
        stem: How the names begin: the cache's name, or the object's in hexadecimal digits where the cache has none.
    """
    error = listings.error(path)
    if error is not None:
        return Found(lacking=[lack(path, error)])
    names = [name for name in listings.starting_with(path, stem) if _POINT_CACHE.fullmatch(name, len(stem))]
    if not names:
        return Found(lacking=[Lack(path, NOTHING_THERE)])
    return Found([os.path.join(path, name) for name in names])
