"""One connection of several on which uploads run at once: sends and reads what is possible now, and never waits."""

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
"""Seconds that an answer may take after sending has failed: it is there already or it never comes."""
_AT_A_TIME = 1024 * 1024
"""Bytes that one call hands to the system."""
_IN_A_TURN = 4 * _AT_A_TIME
"""Bytes that one lane sends before others have their turn."""
FEW_BYTES = 16 * 1024
"""Of a file that is read and sent together with its head; a larger one the system sends from its own memory."""
_ANSWER = 16 * 1024
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError, InterruptedError)
_has_sendfile = hasattr(os, "sendfile")


@dataclass(slots=True, eq=False)
class Upload:
    """A file to upload; compared by identity."""

    checksum: str
    """SHA-256 in lower-case hex."""
    size: int
    """Bytes from where the file stands to its end, as its checksum says."""
    file: BinaryIO
    may_defer: bool = True
    """Whether 425 may be answered when someone else is uploading the same file."""
    sent: int = 0
    """Bytes of the body that the socket has accepted, in the attempt under way or last."""
    start: int = 0
    """Where the body begins in the file."""
    restarted: bool = False
    """Whether it was begun anew because a kept connection had ended."""
    redirects: int = 0


class Ended(NamedTuple):
    """How an upload came to its end."""

    upload: Upload
    status: int
    """Of the answer: 200 and 204 = stored, 208 = was there; 0 when there is an error."""
    error: Exception | None = None
    """``ApiException``, ``ApiConnectionError``; or what reading the file raised, ``EOFError`` when it is too short."""


class Lane:
    """A connection and the upload that is under way on it, if any."""

    def __init__(self, connection: Connection) -> None:
        """Take a connection that is connected."""
        self.connection = connection
        sock: Any = connection.sock
        sock.limits = None  # this one never waits
        self.sock = sock
        self.sock.setblocking(False)
        self.upload: Upload | None = None
        self.answer_ends = 0.0
        self.mask = READ
        """What the selector was told to look for."""
        self.asking = False
        """Whether what is under way is only the question whether the file is there."""
        self.used = False
        """Whether an answer has come over this connection before."""
        self._direct = _has_sendfile and not isinstance(self.sock, ssl.SSLSocket)
        self._received = bytearray()
        self._pending = memoryview(b"")
        self._head_left = 0
        self._broken: Exception | None = None
        self._waits_until = 0.0
        self._active = 0.0

    @property
    def wanted(self) -> int:
        """What to look for now."""
        return READ | WRITE if self._has_to_send else READ

    @property
    def received_nothing(self) -> bool:
        """Whether no byte of the answer has come."""
        return not self._received

    def nothing_after(self, answer: RawAnswer) -> bool:
        """Whether nothing came after an answer: it would be taken for the next one."""
        return len(self._received) == answer.length

    @property
    def all_sent(self) -> bool:
        """Whether the whole request has left."""
        upload = self.upload
        return not self._pending and (upload is None or self.asking or upload.sent == upload.size)

    @property
    def _has_to_send(self) -> bool:
        if self.upload is None or self._broken is not None:
            return False
        return bool(self._pending) or not (self._waits_until or self.all_sent)

    def begin(self, upload: Upload, head: bytes, *, expects: bool, asking: bool = False) -> None:
        """Take up an upload; nothing is sent yet.

        Args:
            upload: What to send.
            head: The request's head.
            expects: Whether the Manager gets a moment to say that it does not want the body.
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
            head += self._block(upload.size)  # a small file leaves together with its head
        self._pending = memoryview(head)

    def serve(self, events: int) -> RawAnswer | None:
        """Do what is possible now; returns the final answer when it has come, be it before all was sent.

        Raises:
            BodyUnreadableError: The file can't be read, or has become shorter.
            OSError, ValueError, http.client.HTTPException: The connection is of no use any more.
        """
        if events & READ or not self._direct:
            answer = self._read()
            if answer is not None:
                return answer
        if self._has_to_send:
            self._write()
        return None

    def check(self, now: float, pause: float, total: float) -> None:
        """Look at the clock.

        Args:
            now: Of ``time.monotonic``.
            pause: Seconds that sending may stand still.
            total: Seconds from the last byte sent to the end of the answer.

        Raises:
            TimeoutError: It took too long.
            OSError: Sending has failed, and no answer came after that.
        """
        if self._broken is not None:
            if now > self._active + LATE_ANSWER:
                raise self._broken
        elif self._waits_until:
            if now >= self._waits_until:
                self._waits_until = 0.0  # whoever does not know Expect gets the body
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
            # The answer that explains it may be waiting.
            self._broken = error
            self._active = time.monotonic()

    def _send_directly(self, upload: Upload) -> int:
        """Have the system send a part of the file; returns the number of bytes, 0 when it can't for this file."""
        count = min(_AT_A_TIME, upload.size - upload.sent)
        try:
            sent = os.sendfile(self.sock.fileno(), upload.file.fileno(), upload.start + upload.sent, count)
        except (*_NOT_NOW, ConnectionError):
            raise
        except OSError:  # no file of this kind, or of this file system: reading it will tell
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
        """Take in what has come; returns the final answer when it is there."""
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
            raise ConnectionError("it is not needed any more")  # an idle connection that says something
        while received or ended:
            if ended and not received:
                raise self._broken or http.client.RemoteDisconnected("the connection ended without an answer")
            answer = parse(received, ended=ended)
            if answer is None or answer.status >= 200:
                return answer
            if answer.status == 101:
                raise ValueError("status 101 came in place of an answer")
            del received[: answer.length]
            self._waits_until = 0.0
        return None

    def close(self) -> None:
        """Give up what is under way."""
        with contextlib.suppress(OSError):
            self.sock.close()


def _shorter(upload: Upload) -> EOFError:
    return EOFError(f"the file has become shorter while it was sent: {upload.sent} of {upload.size} bytes")
