"""One of several connections with uploads at the same time: sends and reads what is possible, and never waits."""

from __future__ import annotations

import contextlib
import http.client  # noqa: TID253 - loaded at the first call, with urllib3
import os
import selectors
import ssl  # noqa: TID253
import time
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from .connection import CONTINUE_WAIT, Connection
from .file_body import BLOCK, BodyUnreadableError
from .response_parser import RawAnswer, parse

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
LATE_ANSWER = 2.0
"""Seconds to wait for an answer after sending has failed: it has arrived already or never will."""
_AT_A_TIME = 1024 * 1024
"""Most bytes of one system call."""
_IN_A_TURN = 4 * _AT_A_TIME
"""Bytes that one connection sends before the others have their turn."""
FEW_BYTES = 16 * 1024
"""Bytes; up to this size a file is sent together with the head, a larger one by ``sendfile``."""
_ANSWER = 16 * 1024
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError, InterruptedError)
_has_sendfile = hasattr(os, "sendfile")


@dataclass(slots=True, eq=False)
class Upload:
    """A file to upload; compared by identity."""

    checksum: str
    """SHA-256 in lower-case hex."""
    size: int
    """Bytes from the file's current position to its end."""
    file: BinaryIO
    may_defer: bool = True
    """Whether the Manager may answer 425 while another client uploads the same file."""
    sent: int = 0
    """Bytes of the body that the socket has accepted, in the current or last attempt."""
    start: int = 0
    """Where the body begins in the file."""
    restarted: bool = False
    """Whether it was started again because an idle connection had ended."""
    redirects: int = 0


class UploadResult(NamedTuple):
    """Result of an upload."""

    upload: Upload
    status: int
    """Status of the answer: 200 and 204 = stored, 208 = stored before; 0 for an error."""
    error: Exception | None = None
    """``ApiException``, ``ApiConnectionError``, or an error of reading the file; ``EOFError`` if it is too short."""


class UploadConnection:
    """A connection and its current upload, if any."""

    def __init__(self, connection: Connection) -> None:
        """Take over an open connection."""
        self.connection = connection
        sock: Any = connection.sock
        sock.limits = None  # this socket never waits
        self.sock = sock
        self.sock.setblocking(False)
        self.upload: Upload | None = None
        self.answer_ends = 0.0
        self.mask = READ
        """Events that the selector waits for."""
        self.asking = False
        """Whether the current request only asks whether the file is stored."""
        self.used = False
        """Whether an answer has arrived over this connection before."""
        self._direct = _has_sendfile and not isinstance(self.sock, ssl.SSLSocket)
        self._received = bytearray()
        self._pending = memoryview(b"")
        self._head_left = 0
        self._broken: Exception | None = None
        self._waits_until = 0.0
        self._active = 0.0

    @property
    def wanted(self) -> int:
        """Events to wait for now."""
        return READ | WRITE if self._has_to_send else READ

    @property
    def received_nothing(self) -> bool:
        """Whether no byte of the answer has arrived."""
        return not self._received

    def nothing_after(self, answer: RawAnswer) -> bool:
        """Return whether no bytes follow the answer: they would be taken for the next one."""
        return len(self._received) == answer.length

    @property
    def all_sent(self) -> bool:
        """Whether the whole request was sent."""
        upload = self.upload
        return not self._pending and (upload is None or self.asking or upload.sent == upload.size)

    @property
    def _has_to_send(self) -> bool:
        if self.upload is None or self._broken is not None:
            return False
        return bool(self._pending) or not (self._waits_until or self.all_sent)

    def begin(self, upload: Upload, head: bytes, *, expects: bool, asking: bool = False) -> None:
        """Prepare an upload; nothing is sent yet.

        Args:
            upload: What to send.
            head: The request's head.
            expects: Whether the Manager gets a moment to refuse the body.
            asking: Whether only the head is sent.

        Raises:
            BodyUnreadableError: The file can't be read.
        """
        self.upload = upload
        self.asking = asking
        upload.sent = 0
        del self._received[:]
        self._broken = None
        self._active = time.monotonic()
        self.answer_ends = 0.0
        self._head_left = len(head)
        self._waits_until = self._active + CONTINUE_WAIT if expects else 0.0
        if not expects and not asking and upload.size <= (FEW_BYTES if self._direct else BLOCK):
            head += self._block(upload.size)  # a small file is sent together with the head
        self._pending = memoryview(head)

    def serve(self, events: int) -> RawAnswer | None:
        """Send and read what is possible now; return the final answer once it is complete, even before all is sent.

        Raises:
            BodyUnreadableError: The file can't be read, or has become shorter.
            OSError, ValueError, http.client.HTTPException: The connection can no longer be used.
        """
        if events & READ or not self._direct:
            answer = self._read()
            if answer is not None:
                return answer
        if self._has_to_send:
            self._write()
        return None

    def check(self, now: float, pause: float, total: float) -> None:
        """Check the timeouts.

        Args:
            now: Of ``time.monotonic``.
            pause: Seconds that sending may pause.
            total: Seconds from the last byte sent to the end of the answer.

        Raises:
            TimeoutError: A timeout has passed.
            OSError: Sending has failed, and no answer followed.
        """
        if self._broken is not None:
            if now > self._active + LATE_ANSWER:
                raise self._broken
        elif self._waits_until:
            if now >= self._waits_until:
                self._waits_until = 0.0  # a server that ignores Expect gets the body
        elif self.all_sent:
            self.answer_ends = self.answer_ends or now + total
            if now > self.answer_ends:
                raise TimeoutError("no answer came")
        elif now > self._active + pause:
            raise TimeoutError("nothing could be sent")

    def _write(self) -> None:
        upload = self.upload
        assert upload is not None  # noqa: S101 - has_to_send
        turn = _IN_A_TURN
        try:
            while turn > 0 and self._has_to_send:
                if self._pending:
                    count = self.sock.send(self._pending)
                    self._pending = self._pending[count:]
                    of_head = min(count, self._head_left)
                    self._head_left -= of_head
                    upload.sent += count - of_head
                elif self._direct:
                    count = self._send_directly(upload)
                else:
                    self._pending = memoryview(self._block(min(BLOCK, upload.size - upload.sent)))
                    continue
                turn -= count
                self._active = time.monotonic()
        except _NOT_NOW:
            return
        except (ConnectionError, ssl.SSLError) as error:
            # An answer that explains the error may have arrived.
            self._broken = error
            self._active = time.monotonic()

    def _send_directly(self, upload: Upload) -> int:
        """Send a part of the file by ``sendfile``; return the number of bytes, 0 if it cannot send this file."""
        count = min(_AT_A_TIME, upload.size - upload.sent)
        try:
            sent = os.sendfile(self.sock.fileno(), upload.file.fileno(), upload.start + upload.sent, count)
        except (*_NOT_NOW, ConnectionError):
            raise
        except OSError:  # not for this kind of file or file system: read it instead
            self._direct = False
            return 0
        if not sent:
            raise BodyUnreadableError from _shorter(upload)
        upload.sent += sent
        return sent

    def _block(self, count: int) -> bytes:
        """Read the next part of the body."""
        upload = self.upload
        assert upload is not None  # noqa: S101
        try:
            upload.file.seek(upload.start + upload.sent)
            block = upload.file.read(count)
            while len(block) < count:
                more = upload.file.read(count - len(block))
                if not more:
                    raise _shorter(upload)
                block += more
        except (OSError, ValueError, EOFError) as error:
            raise BodyUnreadableError from error
        return block

    def _read(self) -> RawAnswer | None:
        """Read what has arrived; return the final answer once it is complete."""
        received = self._received
        ended = False
        while not ended:
            try:
                data = self.sock.recv(_ANSWER)
            except _NOT_NOW:
                break
            except (ConnectionError, ssl.SSLError) as error:
                raise self._broken or error from None
            ended = not data
            received += data
            if len(data) < _ANSWER and self._direct:
                break
        if self.upload is None:
            raise ConnectionError("the idle connection ended or received data")
        while received or ended:
            if ended and not received:
                raise self._broken or http.client.RemoteDisconnected("the connection ended without an answer")
            answer = parse(received, ended=ended)
            if answer is None or answer.status >= 200:
                return answer
            if answer.status == 101:
                raise ValueError("received status 101 in place of an answer")
            del received[: answer.length]
            self._waits_until = 0.0
        return None

    def close(self) -> None:
        """Close the connection and so cancel its upload."""
        with contextlib.suppress(OSError):
            self.sock.close()


def _shorter(upload: Upload) -> EOFError:
    return EOFError(f"the file has become shorter while it was sent: {upload.sent} of {upload.size} bytes")
