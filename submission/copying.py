"""Copies one file to the shared storage, and says what went wrong there."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Generator
from typing import TYPE_CHECKING

from ..farm.errors import FarmError
from ..farm.text import fixed, say
from .contents import unreadable
from .names import printable

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .pack import PackFile
    from .sources import Sources

_BLOCK_BYTES = 1 << 20


def copy_file(sources: Sources, file: PackFile, target: str, cancel: CancelToken) -> Generator[int, None, None]:
    """Copy one file in blocks; yields the bytes copied so far.

    Raises:
        FarmError: The source can't be read.
        OSError: The target can't be written, or exists.
        Cancelled: The user said stop.
    """
    try:
        source = sources.open(file.source)
    except OSError as error:
        raise unreadable(file, error) from error
    done = 0
    with source, open(target, "xb", buffering=0) as copy:
        while True:
            cancel.check()
            try:
                block = source.read(_BLOCK_BYTES)
            except OSError as error:
                raise unreadable(file, error) from error
            if not block:
                break
            view = memoryview(block)
            while view:
                view = view[copy.write(view) :]
            done += len(block)
            yield done
        _flush(copy.fileno())


def _flush(handle: int) -> None:
    """Have the disk say now that it is full; some network file systems can't be asked."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
            raise


def storage_error(path: str, error: OSError) -> FarmError:
    """What went wrong while writing to the shared storage, and what to do."""
    full = error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
    denied = isinstance(error, PermissionError) or error.errno == errno.EROFS
    if full:
        reason, hint = "the disk is full", "Make room on the farm's storage, then submit again."
    elif denied:
        reason, hint = "writing is not allowed", "Ask for permission to write to the farm's storage."
    else:
        reason, hint = error.strerror or str(error), "Check that the farm's storage is connected, then submit again."
    message = say("The files can't be copied to {path}: {reason}.", path=printable(path), reason=fixed(reason))
    return FarmError(kind="storage", message=message, hint=hint)


def removed(path: str) -> bool:
    """Remove a file or folder, if it is there; whether it is gone."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)
    return not os.path.lexists(path)
