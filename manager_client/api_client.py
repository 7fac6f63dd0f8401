"""The client of one Manager: turns an operation into requests, and the answer into a value or an error."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self, Unpack

    from .configuration import Configuration
    from .connection import Connection
    from .request import Parts, Request
    from .response import Answer, ApiResponse
    from .uploads import Uploads


class ApiClient:
    """Connections to one Manager. Threads may share a client. Use it with ``with``, or call ``close``.

    Args:
        configuration: The Manager's address and the client's limits; by default ``http://localhost:8080``.
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

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. Calls after this fail."""
        self._pool.end("closed")

    def drop_idle(self) -> None:
        """Close the idle connections, so that the next calls open new ones.

        For a call that must not be repeated: the Manager may close an idle connection just when it is reused.
        """
        self._pool.drop_idle()

    def abort(self) -> None:
        """Make all waiting and later calls fail at once with ApiAbortedError.

        To be called from another thread. A name lookup in progress cannot be interrupted.
        """
        self._pool.end("aborted")

    def uploads(self) -> Uploads:
        """Return an object that runs many uploads at once in one thread."""
        from .uploads import Uploads

        return Uploads(self.configuration, self._pool)

    def call(
        self, method: str, template: str, *, returns: Any = None, may_be_empty: bool = False, **parts: Unpack[Parts]
    ) -> ApiResponse[Any]:
        """Perform an operation; the generated API classes do this.

        Args:
            method: HTTP method.
            template: The path, with ``{name}`` for each of the ``path`` parameters.
            returns: Type of the answer: a model, a list or dict of models, ``str``, or None for no content.
            may_be_empty: Whether the Manager may answer 204 in place of a value.
            parts: See ``request.Parts``.

        Raises:
            ApiException: The answer is an error, or does not match the definition.
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
        # GET is frequent and changes nothing: only changes and errors are logged at INFO.
        level = logging.DEBUG if method == "GET" else logging.INFO
        log.log(level, "%s %s: %d in %.2f s", method, template, answer.status, time.monotonic() - began)
        return answer

    def _answer(self, request: Request) -> Answer:
        """Return the final answer, after the retries and redirects that are allowed."""
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
