"""Copying of one file to the shared storage, and its errors."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Generator
from typing import BinaryIO

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.safe_names import printable
from ...core.text import fixed, say
from ..local_files.file_sources import FileSources
from ..packing.pack import PackFile
from .pack_contents import CHANGES, keeps_changing, unreadable
from .shared_access import SharedAccess

_BLOCK_BYTES = 1 << 20


def copy_file(
    sources: FileSources, file: PackFile, target: str, cancel: CancelToken, access: SharedAccess
) -> Generator[int, None, str]:
    """Copy one file in blocks; yield the number of bytes copied so far, and return the SHA-256.

    Raises:
        FarmError: The source cannot be read, or keeps changing.
        OSError: The target exists, or cannot be written.
        Cancelled: The user cancelled.
    """
    try:
        source = sources.open(file.source)
    except OSError as error:
        raise unreadable(file, error) from error
    reported = 0
    with source, open(target, "xb", buffering=0) as copy:
        access.grant(target, copy.fileno())
        for _ in range(CHANGES):
            before = os.fstat(source.fileno())
            done, digest = 0, hashlib.sha256()
            # Stop at the old size: a file that grows as fast as it is read would never end.
            while done <= before.st_size and (block := _read(source, file)):
                cancel.check()
                digest.update(block)
                view = memoryview(block)
                while view:
                    view = view[copy.write(view) :]
                done += len(block)
                reported = max(reported, done)
                yield reported
            after = os.fstat(source.fileno())
            if done == after.st_size == before.st_size and after.st_mtime_ns == before.st_mtime_ns:
                _flush(copy.fileno())
                return digest.hexdigest()
            for each in (source, copy):
                each.seek(0)
            copy.truncate()
    raise keeps_changing(file)


def _read(source: BinaryIO, file: PackFile) -> bytes:
    try:
        return source.read(_BLOCK_BYTES)
    except OSError as error:
        raise unreadable(file, error) from error


def _flush(handle: int) -> None:
    """Flush to the disk, so that a full disk is noticed here; some network file systems do not support it."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
            raise


def storage_error(path: str, error: OSError) -> FarmError:
    """Return the error for a failed write to the shared storage."""
    full = error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
    denied = isinstance(error, PermissionError) or error.errno == errno.EROFS
    if full:
        reason, hint = "the disk is full", "Make room on the farm's storage, then submit again."
    elif denied:
        reason, hint = "writing is not allowed", "Ask for permission to write to the farm's storage."
    else:
        reason, hint = error.strerror or str(error), "Check that the farm's storage is connected, then submit again."
    message = say("The files can't be copied to {path}: {reason}.", path=printable(path), reason=fixed(reason))
    return FarmError(kind=ErrorKind.STORAGE, message=message, hint=hint)


def removed(path: str) -> bool:
    """Remove a file or folder if it exists; return whether it is gone."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)
    return not os.path.lexists(path)
