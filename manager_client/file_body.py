"""Files as bodies of requests: read in blocks, rewound to be sent again."""

from __future__ import annotations

import io

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    class _BinaryFile(io.BufferedIOBase, BinaryIO):
        """A binary file: what an upload takes."""

else:
    _BinaryFile = io.BufferedIOBase

BLOCK = 256 * 1024


class ProgressFile(_BinaryFile):
    """A seekable binary file that reports how much of it has been read.

    Args:
        file: The file to read from; the caller closes it.
        on_bytes: Called with the number of bytes of each block read, with a negative number when a block has to be
            read again. An exception from it ends the upload and reaches the caller.
    """

    def __init__(self, file: BinaryIO, on_bytes: Callable[[int], None]) -> None:
        super().__init__()
        self._file = file
        self._on_bytes = on_bytes
        self._position = self._reported = file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def read(self, size: int | None = -1) -> bytes:
        block = self._file.read(-1 if size is None else size)
        self._position += len(block)
        if block:
            moved, self._reported = self._position - self._reported, self._position
            self._on_bytes(moved)
        return block

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = self._file.seek(offset, whence)
        return self._position


class UploadBody:
    """A file as the body of a request, from its current position to its end.

    Raises:
        TypeError: Not a seekable binary file. A generator cannot be sent again, and a text file has no bytes.
    """

    def __init__(self, file: BinaryIO) -> None:
        if not (hasattr(file, "read") and hasattr(file, "seek") and hasattr(file, "tell")):
            raise TypeError(f"an upload needs a binary file that can seek, not {type(file).__name__}")
        if isinstance(file, io.TextIOBase):
            raise TypeError("an upload needs a file opened in binary mode ('rb')")
        if hasattr(file, "seekable") and not file.seekable():
            raise TypeError("an upload needs a file that can seek, to be able to send it again")
        self._file = file
        self._start = file.tell()
        self.length = file.seek(0, io.SEEK_END) - self._start
        file.seek(self._start)
        self.sent = 0

    @property
    def complete(self) -> bool:
        """Whether the last attempt read the file to its end."""
        return self.sent == self.length

    def blocks(self) -> Iterator[bytes]:
        """Read from the beginning, never more than ``length`` bytes.

        Raises:
            BodyUnreadableError: The file cannot be read, or has become shorter.
        """
        self.sent = 0
        try:
            self._file.seek(self._start)
            while self.sent < self.length:
                block = self._file.read(min(BLOCK, self.length - self.sent))
                if not block:
                    raise EOFError(f"the file has become shorter while it was sent: {self.sent} of {self.length} bytes")
                yield block
                self.sent += len(block)
        except (OSError, ValueError, EOFError) as error:
            raise BodyUnreadableError from error


class BodyUnreadableError(Exception):
    """An error of the file, not of the connection; the caller gets its ``__cause__``."""
