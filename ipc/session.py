"""Session: the one connection of this Blender process to its helper.

Everything here runs on the caller's thread. Nothing waits, except ``Session.run`` and, half a second at most,
``Session.stop``. In Blender a timer calls ``pump`` regularly; see ``bridge/runtime/timer.py``.
"""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..core.errors import Cancelled, FarmError
from ..core.text import say
from . import client_calls, messages
from .helper_process import HelperProcess, helper_command, helper_died
from .request import OnCancelled, OnError, OnProgress, OnResult, Request, call_back

__all__ = ["Request", "Session", "get", "reset"]

_log = logging.getLogger(__name__)

PUMP_FOR: Final = 0.003
"""Seconds of work in one call of ``pump``."""
_LOOK_EVERY: Final = 0.5
"""Maximum seconds for which ``run`` blocks at a time; short, so that Ctrl-C works on every system."""
_CANCEL_WITHIN: Final = 2.0
"""Seconds for the helper to stop the request of an interrupted ``run``."""
HEARD_WITHIN: Final = 5.0
"""Seconds for the helper to read that a request is cancelled; after that it is ended."""
STARTED_WITHIN: Final = 20.0
"""The same for a helper that has not said anything yet."""
STOPPED_WITHIN: Final = 60.0
"""Seconds for it to stop the request: a Manager that does not answer is waited for."""
DEAF: Final = "The helper process did not answer and was ended. The next click starts a fresh one."


class Session:
    """Requests to the helper process, and their results."""

    def __init__(
        self, command: Callable[[str], list[str]] = helper_command, require: Callable[[str], object] = lambda _url: None
    ) -> None:
        """Prepare; the helper starts with the first request.

        Args:
            command: Returns program and arguments of the helper, given the user's folder.
            require: Called with an address before each ``call``; raises a FarmError if online access is denied.
        """
        self.user_folder = ""
        """Folder where a helper started later keeps records, large arguments, log and libraries; "" = none."""
        self._require = require
        self._command = command
        self._helper = HelperProcess(lambda: self._command(self.user_folder), lambda: self.user_folder)
        self._requests: dict[int, Request] = {}
        self._last_id = 0
        self._failed: list[tuple[Request, FarmError]] = []

    @property
    def outstanding(self) -> tuple[Request, ...]:
        """The requests that have not ended, oldest first."""
        return tuple(self._requests.values())

    @property
    def keeps(self) -> bool:
        """Whether the helper continues a request after the session is stopped."""
        return any(request.keep for request in self.outstanding)

    @property
    def helper_pid(self) -> int | None:
        """The process id of the helper; None if none runs."""
        return self._helper.pid

    def request(
        self,
        do: str,
        arguments: Mapping[str, Any],
        *,
        on_progress: OnProgress | None = None,
        on_result: OnResult | None = None,
        on_error: OnError | None = None,
        on_cancelled: OnCancelled | None = None,
        keep: bool = False,
    ) -> Request:
        """Start a task and return at once. Later ``pump`` or ``run`` calls exactly one of the last three callbacks.

        Args:
            do: A name of ``helper.tasks``.
            arguments: JSON-able arguments of the task; ``user_folder`` is added.
            on_progress: Called with ``Progress``, about ten times a second at most.
            on_result: Called with the result, a dict.
            on_error: Called with the FarmError; without it the error is logged.
            on_cancelled: Called with ``Cancelled``, whose message names what is left behind.
            keep: The helper continues it after the session is stopped, without further callbacks.

        Raises:
            TypeError: The arguments contain something that JSON can't represent.
        """
        if not self._requests:
            self._helper.drop_dead()
        self._last_id += 1
        request = Request(
            self._last_id,
            do,
            on_progress,
            on_result,
            on_error,
            on_cancelled,
            keep=keep,
            _cancel=lambda request: self._helper.send(messages.Cancel(request.id)),
            _keep=lambda request: self._helper.send(messages.Keep(request.id, request.keep)),
            _answer=lambda request, answer: self._helper.send(messages.Answer(request.id, answer)),
        )
        self._requests[request.id] = request
        try:
            self._helper.send(messages.Start(request.id, do, {**arguments, "user_folder": self.user_folder}, keep))
        except FarmError as error:
            self._failed.append((request, error))
        except BaseException:
            del self._requests[request.id]
            raise
        return request

    def run(self, do: str, arguments: Mapping[str, Any], *, on_progress: OnProgress | None = None) -> dict[str, Any]:
        """Run a task and wait for its end; callbacks of other requests are called meanwhile.

        Raises:
            FarmError: The task failed.
            Cancelled: The task was cancelled, or the session was stopped.
            KeyboardInterrupt: Ctrl-C; the request has been cancelled.
            TypeError: The arguments contain something that JSON can't represent.
        """
        ends: list[dict[str, Any] | FarmError | Cancelled] = []
        end_by = ends.append
        request = self.request(
            do, arguments, on_progress=on_progress, on_result=end_by, on_error=end_by, on_cancelled=end_by
        )
        self.wait_for(request)
        end = ends[0] if ends else Cancelled("")
        if isinstance(end, Exception):
            raise end
        return end

    def wait_for(self, request: Request) -> None:
        """Wait until a request has ended; callbacks of other requests are called meanwhile.

        Raises:
            KeyboardInterrupt: Ctrl-C; the request has been cancelled.
        """
        try:
            self._wait_for(request)
        except BaseException:
            request.cancel()
            self._wait_for(request, _CANCEL_WITHIN)
            raise

    def call(
        self,
        operation: str,
        arguments: Mapping[str, Any],
        on_result: OnResult,
        on_error: OnError,
        *,
        url: str,
        on_cancelled: OnCancelled | None = None,
    ) -> Request:
        """Call any operation of the client in the helper; return at once.

        Args:
            operation: API class and method, "MetaApi.get_version".
            arguments: By parameter name; models unchanged, a file to upload by its path.
            on_result: Called with the result, in the type that the operation returns.
            on_error: Called with the FarmError if the call failed.
            url: Address of the Manager.
            on_cancelled: Called with ``Cancelled``; a change may have reached the Manager all the same.

        Raises:
            FarmError: Blender may not go online.
            ValueError: The operation is unknown.
            TypeError: The arguments do not match the operation.
        """
        self._require(url)
        message = {
            "url": url,
            "operation": operation,
            "arguments": client_calls.prepare(operation, arguments),
        }

        def understand(result: dict[str, Any]) -> object:
            try:
                value = client_calls.understand(operation, result)
            except FarmError as error:
                return on_error(error)
            return on_result(value)

        return self.request("call", message, on_result=understand, on_error=on_error, on_cancelled=on_cancelled)

    def pump(self) -> bool:
        """Read arrived messages and call the callbacks, for about 3 ms; return True if anything happened."""
        until = time.monotonic() + PUMP_FOR
        happened = False
        self._helper.flush()
        while self._step():
            happened = True
            if time.monotonic() >= until:
                break
        return happened

    def stop(self, *, keep: bool = True) -> None:
        """End the helper and drop all requests without calling their callbacks; wait half a second at most.

        A later request starts a new helper. A helper with a request to ``keep`` exits when that has ended.

        Args:
            keep: Continue the requests to be kept; otherwise cancel them.
        """
        if not keep:
            for request in self.outstanding:
                request.cancel()
        elif self.keeps:
            self._helper.let_go()
        for request in self.outstanding:
            self._end(request)
        self._failed.clear()
        self._helper.close()

    def _wait_for(self, request: Request, timeout: float | None = None) -> None:
        until = None if timeout is None else time.monotonic() + timeout
        while not request.done and (until is None or time.monotonic() < until):
            if not self.pump():
                self._helper.wait(_LOOK_EVERY)

    def _step(self) -> bool:
        """Handle one message or event; return False if there was none."""
        if self._failed:
            self._fail(*self._failed.pop(0))
            return True
        line = self._helper.next_line()
        if line is not None:
            self._handle(line)
            return True
        if any(map(self._is_deaf, self.outstanding)):
            self._end_deaf()
            return True
        death = self._helper.death()
        if death is not None:
            self._failed.extend((request, helper_died(death)) for request in self.outstanding)
        return death is not None

    def _is_deaf(self, request: Request) -> bool:
        if request.cancelled_at is None:
            return False
        wait = STOPPED_WITHIN if request.stopping else HEARD_WITHIN if self._helper.has_spoken else STARTED_WITHIN
        return time.monotonic() - request.cancelled_at > wait

    def _end_deaf(self) -> None:
        """End a helper that ignores a cancellation, and with it all requests."""
        _log.warning("the helper ignores a cancellation and is ended")
        self._helper.close(within=0)
        for request in self.outstanding:
            if request.cancelled_at is None:
                self._failed.append((request, helper_died(say("it stopped answering"))))
            else:
                self._end(request)
                call_back(request.on_cancelled, Cancelled(DEAF))

    def _handle(self, line: bytes) -> None:
        try:
            event = messages.read_event(line)
        except messages.BadMessageError as bad:
            _log.warning("invalid message from the helper: %s", bad)
            return
        request = self._requests.get(event.id)
        if request is None:
            return
        match event:
            case messages.ProgressEvent(_, progress):
                call_back(request.on_progress, progress)
            case messages.Part(_, name, elements):
                request.parts.setdefault(name, []).extend(elements)
            case messages.Stopping():
                request.stopping = True
            case messages.Finished(_, result):
                self._end(request)
                call_back(request.on_result, {**result, **request.parts})
            case messages.Failed(_, error):
                self._fail(request, error)
            case messages.CancelledEvent(_, message):
                self._end(request)
                call_back(request.on_cancelled, Cancelled(message))

    def _fail(self, request: Request, error: FarmError) -> None:
        self._end(request)
        if request.on_error is None:
            _log.error("%s: %s", request.do, error)
        call_back(request.on_error, error)

    def _end(self, request: Request) -> None:
        request.done = True
        self._requests.pop(request.id, None)
        self._helper.forget(request.id)


_session: Session | None = None
_rules: list[Callable[[str], object]] = []


def hold_to(require: Callable[[str], object]) -> None:
    """Make ``call`` of later sessions check each address with ``require``, which raises if online access is denied."""
    _rules[:] = [require]


def get() -> Session:
    """Return the session of this Blender process, creating it if needed; its helper ends with the process."""
    global _session  # noqa: PLW0603 - the only place that stores it
    if _session is None:
        _session = Session(helper_command, *_rules)
        atexit.register(reset)
    return _session


def reset(*, keep: bool = True) -> None:
    """End the session and its helper, if they exist; ``keep`` as in ``Session.stop``."""
    global _session
    session, _session = _session, None
    if session is not None:
        atexit.unregister(reset)
        session.stop(keep=keep)
