"""The client of one Manager: turns an operation into requests, and what comes back into a value or an error."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, Self, Unpack

    from .configuration import Configuration
    from .connection import Connection
    from .request import Parts, Request
    from .response import Answer, ApiResponse
    from .uploads import Uploads


class ApiClient:
    """Connections to one Manager. Threads may share a client. Use it with ``with``, or call ``close``.

    Args:
        configuration: Where the Manager is; ``http://localhost:8080`` if left out.
    """

    def __init__(self, configuration: Configuration | None = None) -> None:
        from .configuration import Configuration
        from .connection_pool import Pool

        self.configuration = configuration or Configuration()
        self._pool = Pool(self._connector, self.configuration.pool_size)

    def _connector(self) -> Callable[[], Connection]:
        from .connection import connector

        return connector(self.configuration)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. Calls after this fail."""
        self._pool.end("closed")

    def drop_idle(self) -> None:
        """Have the next calls make connections of their own.

        For a call that must not be repeated: the other side may end a kept connection just when it is used again.
        """
        self._pool.drop_idle()

    def abort(self) -> None:
        """Make all calls that are waiting for the Manager fail at once with ApiAbortedError, and all later ones.

        Meant for another thread than the one that calls. Looking up a name cannot be cut short.
        """
        self._pool.end("aborted")

    def uploads(self) -> Uploads:
        """Return what runs many uploads at once, in one thread."""
        from .uploads import Uploads

        return Uploads(self.configuration, self._pool)

    def call(
        self, method: str, template: str, *, returns: Any = None, may_be_empty: bool = False, **parts: Unpack[Parts]
    ) -> ApiResponse[Any]:
        """Perform an operation; the generated API classes do this.

        Args:
            method: Of HTTP.
            template: The path, with ``{name}`` for each of the ``path`` parameters.
            returns: What the definition says comes back: a model, list or dict of models, ``str``; None for nothing.
            may_be_empty: Whether 204 stands for "there is none".
            parts: See ``request.Parts``.

        Raises:
            ApiException: The answer is an error, or not what the definition says.
            ApiConnectionError: There is no answer.
            TypeError, ValueError: The arguments cannot be sent.
        """
        import logging
        import time

        from .exceptions import ManagerError
        from .request import build
        from .response import understand

        log, began = logging.getLogger(__name__), time.monotonic()
        accept = "text/plain, application/json" if returns is str else "application/json"
        request = build(self.configuration, method, template, accept=accept, **parts)
        try:
            answer = understand(self._answer(request), returns, may_be_empty=may_be_empty)
        except ManagerError as error:
            log.info("%s %s: %.300s, after %.2f s", method, template, error, time.monotonic() - began)
            raise
        # Reading is what everybody does all the time; what was changed, and what went wrong, tells a story.
        level = logging.DEBUG if method == "GET" else logging.INFO
        log.log(level, "%s %s: %d in %.2f s", method, template, answer.status, time.monotonic() - began)
        return answer

    def _answer(self, request: Request) -> Answer:
        """Return the final answer, after attempts and redirects as far as they are allowed."""
        import time

        from . import retry
        from .connection_errors import ApiConnectionError
        from .transport import Transport

        transport = Transport(self.configuration, self._pool)
        deadline = time.monotonic() + request.total_timeout
        attempt = redirects = 0
        while True:
            try:
                answer = transport.exchange(request, deadline)
            except ApiConnectionError as error:
                pause = retry.pause_after_failure(request, error, attempt)
                if pause is None or not self._may_retry(attempt, pause, deadline):
                    raise
            else:
                if retry.answers_expectation(request, answer):
                    request = request.without("Expect")
                    continue
                further = retry.redirected(self.configuration, request, answer)
                if further is not None:
                    redirects += 1
                    if redirects > retry.MOST_REDIRECTS:
                        raise retry.too_many_redirects(answer)
                    request = further
                    continue
                pause = retry.pause_after_answer(self.configuration, request, answer, attempt)
                if pause is None or not self._may_retry(attempt, pause, deadline):
                    return answer
            attempt += 1
            transport.wait(pause)

    def _may_retry(self, attempt: int, pause: float, deadline: float) -> bool:
        import time

        return attempt < self.configuration.retries and time.monotonic() + pause < deadline
