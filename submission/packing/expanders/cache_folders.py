"""Cache folders: all their files, or the files of one simulation."""

from __future__ import annotations

import os
import re
from typing import Final

from ....core.cancel import CancelToken
from ....core.text import say
from ...local_files.file_sources import NotAFileError
from ..project_root import is_too_wide
from .expansion import NOTHING_THERE, Expansion, MissingPath, missing_path
from .folder_listing import Listings, everything_below

_POINT_CACHE: Final = re.compile(r"_(-[0-9]{5,}|[0-9]{6,})(_[0-9]{2,})?\.(bphys|ptcache)")
"""The end of a file name after the stem: the frame in six characters, then the index of the cache, if it has one."""


def folder(path: str, cancel: CancelToken) -> Expansion:
    """Return all files below a folder."""
    try:
        if os.path.lexists(path) and not os.path.isdir(path):
            os.stat(path)  # raises for a broken link or a loop of links
            raise NotAFileError(path, say("is not a folder"))
    except (OSError, ValueError) as error:
        return Expansion(missing=[missing_path(path, error)])
    if is_too_wide(path):
        return Expansion(missing=[MissingPath(path, say("is a drive or a home folder"), absent=False)])
    found = everything_below(path, cancel)
    if not found.files and not found.missing:
        found.missing.append(MissingPath(path, say("is an empty folder")))
    return found


def point_cache(listings: Listings, path: str, stem: str) -> Expansion:
    """Return the files of one point cache in a folder that other caches may share.

    Args:
        listings: Lists the folder.
        path: The folder.
        stem: The start of the file names: the cache's name, or the object's name in hexadecimal digits if it has none.
    """
    error = listings.error(path)
    if error is not None:
        return Expansion(missing=[missing_path(path, error)])
    names = [name for name in listings.starting_with(path, stem) if _POINT_CACHE.fullmatch(name, len(stem))]
    if not names:
        return Expansion(missing=[MissingPath(path, NOTHING_THERE)])
    return Expansion([os.path.join(path, name) for name in names])
