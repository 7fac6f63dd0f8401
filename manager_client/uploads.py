"""Many uploads at once over reused connections in one thread, for packs of thousands of small files."""

from __future__ import annotations

import functools
import selectors
import ssl  # noqa: TID253 - loaded at the first call, with urllib3
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import retry
from .configuration import Configuration
from .connection_pool import Pool, PoolEnded
from .connector import Connector
from .error_mapping import WIRE, aborted, connection_error
from .exceptions import ManagerError
from .file_body import BodyUnreadableError
from .request import EXPECT_ABOVE, Request
from .response import Answer, understand
from .response_parser import RawAnswer
from .upload_connection import Upload, UploadConnection, UploadResult
from .upload_headers import RequestHeadCache

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["Upload", "UploadResult", "Uploads"]

_LOOK_AT_CLOCK = 0.2
"""Seconds between two checks of the timeouts."""
_STORED = 208


class Uploads:
    """Concurrent uploads. Not to be shared by threads; ``ApiClient.abort`` ends them from any thread.

    Failed uploads are not retried: ``step`` returns them with their error.
    """

    def __init__(self, configuration: Configuration, pool: Pool) -> None:
        """Prepare; called by ``ApiClient.uploads``."""
        self._configuration = configuration
        self._pool = pool
        self._selector = selectors.DefaultSelector()
        self._connector = Connector(pool)
        self._selector.register(self._connector.bell, selectors.EVENT_READ, None)
        self._idle: list[UploadConnection] = []
        self._sending: set[UploadConnection] = set()
        """Connections with an upload in progress."""
        self._ended: list[UploadResult] = []
        self._next_look = 0.0
        self._heads = RequestHeadCache(configuration)

    def __len__(self) -> int:
        """Return the number of uploads in progress."""
        return len(self._sending) + len(self._connector)

    @property
    def under_way(self) -> list[Upload]:
        """The uploads that have not ended; safe to read from another thread."""
        sending = [uplink.upload for uplink in list(self._sending) if uplink.upload is not None]
        return sending + self._connector.uploads

    def start(self, upload: Upload) -> None:
        """Start an upload; a later ``step`` returns its result.

        Raises:
            ValueError: The checksum is malformed.
        """
        if not upload.checksum.isalnum() or not upload.checksum.isascii():
            raise ValueError(f"{upload.checksum[:70]!r} is not a checksum")
        upload.restarted, upload.redirects = False, 0
        try:
            upload.start = upload.file.tell()
        except (OSError, ValueError) as error:
            self._ended.append(UploadResult(upload, 0, error))
            return
        self._begin(upload)

    def step(self, seconds: float) -> list[UploadResult]:
        """Send and read what is possible, waiting ``seconds`` at most; return the results of the ended uploads."""
        if self._ended or not len(self):
            seconds = 0.0 if self._ended else min(seconds, 0.02)
        for key, events in self._selector.select(seconds):
            if key.data is not None:
                self._serve(key.data, events)
            else:
                for made in self._connector.ended():
                    self._opened(*made)
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _LOOK_AT_CLOCK
            for uplink in list(self._sending):
                self._look_at_clock(uplink, now)
        ended, self._ended = self._ended, []
        return ended

    def close(self) -> None:
        """Cancel the uploads in progress and close all connections."""
        self._connector.close()
        for uplink in [*self._sending, *self._idle]:
            self._let_go(uplink)
        self._sending.clear()
        self._idle.clear()
        self._selector.close()

    # -- one upload ----------------------------------------------------------------------------------------------

    def _begin(self, upload: Upload, *, target: str = "", expects: bool | None = None, known: bool = False) -> None:
        """Start an upload on an idle connection, or on a new one."""
        begin = functools.partial(self._begin_on, upload=upload, target=target, expects=expects, known=known)
        if self._idle and not upload.restarted:
            begin(self._idle.pop())
            return
        try:
            connection = self._pool.take()
        except PoolEnded as error:
            self._finish(upload, None, error=aborted(error, sent=False))
            return
        except (ManagerError, *WIRE) as error:  # unreadable certificates
            self._finish(upload, None, error=self._in_words(error, sent=False))
            return
        connection.timeout = self._configuration.connect_timeout
        connection.limits.pause = self._configuration.read_timeout
        connection.limits.deadline = time.monotonic() + self._configuration.total_timeout
        if connection.is_closed:
            self._connector.begin(connection, upload, begin)
        else:
            self._opened(upload, connection, begin, None)

    def _opened(
        self,
        upload: Upload,
        connection: Connection,
        begin: Callable[[UploadConnection], object],
        error: Exception | None,
    ) -> None:
        """Start the upload on its new connection, or end it if the connection failed."""
        try:
            self._pool.check()
            if error is not None:
                raise error
            uplink = UploadConnection(connection)
            self._selector.register(uplink.sock, uplink.mask, uplink)
        except PoolEnded as end:
            failure: Exception = aborted(end, sent=False)
        except (ManagerError, *WIRE) as caught:
            failure = self._in_words(caught, sent=False)
        else:
            begin(uplink)
            return
        self._pool.give_back(connection, reusable=False)
        self._ended.append(UploadResult(upload, 0, failure))

    def _begin_on(
        self, uplink: UploadConnection, upload: Upload, target: str, *, expects: bool | None, known: bool
    ) -> None:
        large = upload.size > EXPECT_ABOVE
        is_http = self._configuration.scheme == "http"
        asking = large and not is_http and not known
        expects = large and is_http if expects is None else expects
        heads = self._heads
        head = heads.asking(upload, target) if asking else heads.sending(upload, target, expects=expects)
        self._sending.add(uplink)
        try:
            uplink.begin(upload, head, expects=expects, asking=asking)
        except BodyUnreadableError as error:
            self._finish(upload, uplink, error=_cause(error))
        else:
            self._serve(uplink, selectors.EVENT_WRITE)

    def _serve(self, uplink: UploadConnection, events: int) -> None:
        upload = uplink.upload
        try:
            answer = uplink.serve(events)
            if answer is None:
                self._look_for(uplink)
                return
        except BodyUnreadableError as error:
            self._finish(upload, uplink, error=_cause(error))
        except WIRE as error:
            self._failed(upload, uplink, error)
        else:
            assert upload is not None  # noqa: S101 - an idle lane has no answer
            self._answered(upload, uplink, answer)

    def _look_for(self, uplink: UploadConnection) -> None:
        if uplink.mask != uplink.wanted:
            uplink.mask = uplink.wanted
            self._selector.modify(uplink.sock, uplink.mask, uplink)

    def _look_at_clock(self, uplink: UploadConnection, now: float) -> None:
        try:
            uplink.check(now, self._configuration.read_timeout, self._configuration.total_timeout)
        except WIRE as error:
            self._failed(uplink.upload, uplink, error)
        else:
            self._look_for(uplink)

    def _failed(self, upload: Upload | None, uplink: UploadConnection, error: Exception) -> None:
        """End the upload of a failed connection, or start it again if the connection was only stale."""
        stale = uplink.used and uplink.received_nothing and isinstance(error, (ConnectionError, ssl.SSLError))
        if upload is not None and stale and not upload.restarted:
            # The Manager had closed it while it was idle. Sending the same content twice is harmless.
            upload.restarted = True
            self._discard(uplink)
            self._begin(upload)
            return
        try:
            self._pool.check()
        except PoolEnded as end:
            self._finish(upload, uplink, error=aborted(end, sent=True))
        else:
            self._finish(upload, uplink, error=self._in_words(error, sent=True))

    def _answered(self, upload: Upload, uplink: UploadConnection, raw: RawAnswer) -> None:
        complete, asked = uplink.all_sent, uplink.asking
        self._release(uplink, keeps=raw.keeps and complete and uplink.nothing_after(raw))
        if raw.status in {200, 204, _STORED} and not asked:
            self._ended.append(UploadResult(upload, raw.status))
            return
        target = self._heads.target(upload)
        where = f"POST {self._configuration.origin}{target}"
        answer = Answer(raw.status, raw.reason, raw.headers, raw.body, where)
        if asked:
            if _says_stored(answer):
                self._ended.append(UploadResult(upload, _STORED))
            else:
                self._begin(upload, known=True)
            return
        if raw.status == 417 and upload.sent == 0 and upload.size > EXPECT_ABOVE and not upload.restarted:
            upload.restarted = True  # this rejects Expect: no body was sent
            self._begin(upload, expects=False)
            return
        try:
            self._redirect(upload, answer, target)
        except ManagerError as error:
            self._ended.append(UploadResult(upload, 0, error))

    def _redirect(self, upload: Upload, answer: Answer, target: str) -> None:
        """Follow a redirect within the same Manager; end the upload at any other answer.

        Raises:
            ManagerError: The answer is an error, or redirects to another host.
        """
        request = Request("POST", target, {}, None, 0, 0, 0)
        further = retry.redirected(self._configuration, request, answer)
        if further is None:
            understand(answer, None, may_be_empty=True)
            self._ended.append(UploadResult(upload, answer.status))
            return
        upload.redirects += 1
        if upload.redirects > retry.MOST_REDIRECTS:
            raise retry.too_many_redirects(answer)
        self._begin(upload, target=further.target)

    # -- connections ---------------------------------------------------------------------------------------------

    def _release(self, uplink: UploadConnection, *, keeps: bool) -> None:
        if not keeps:
            self._discard(uplink)
            return
        uplink.upload = None
        uplink.used = True
        self._sending.discard(uplink)
        self._look_for(uplink)
        self._idle.append(uplink)

    def _finish(self, upload: Upload | None, uplink: UploadConnection | None, *, error: Exception) -> None:
        if uplink is not None:
            self._discard(uplink)
        if upload is not None:
            self._ended.append(UploadResult(upload, 0, error))

    def _discard(self, uplink: UploadConnection) -> None:
        self._sending.discard(uplink)
        if uplink in self._idle:
            self._idle.remove(uplink)
        self._let_go(uplink)

    def _let_go(self, uplink: UploadConnection) -> None:
        self._selector.unregister(uplink.sock)
        uplink.close()
        self._pool.give_back(uplink.connection, reusable=False)

    def _in_words(self, error: Exception, *, sent: bool) -> ManagerError:
        if isinstance(error, ManagerError):
            return error
        return connection_error(error, self._configuration, sent=sent)


def _cause(error: BodyUnreadableError) -> Exception:
    cause = error.__cause__
    return cause if isinstance(cause, Exception) else error


def _says_stored(answer: Answer) -> bool:
    try:
        found = answer.json()
    except ValueError:
        return False
    return answer.status == 200 and isinstance(found, dict) and found.get("status") == "stored"
