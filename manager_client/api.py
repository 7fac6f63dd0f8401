"""Base of the generated API classes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, TypeVar, Unpack

    from .request import Parts

    T = TypeVar("T")

    class Caller(Protocol):
        """An ApiClient or a substitute for one; ``call`` returns an ApiResponse."""

        def call(
            self, method: str, template: str, *, returns: Any = None, may_be_empty: bool = False, **parts: Unpack[Parts]
        ) -> Any: ...


class Api:
    """A group of operations of one Manager.

    Every operation takes ``_request_timeout``, which replaces the configured timeouts. It raises ApiException when
    the answer is an error, and ApiConnectionError, also a ``urllib3.exceptions.HTTPError``, when there is no answer.
    """

    def __init__(self, api_client: Caller) -> None:
        self.api_client = api_client

    def _fetch(self, returns: type[T], method: str, template: str, **parts: Unpack[Parts]) -> T:
        """Return the decoded answer."""
        data: T = self.api_client.call(method, template, returns=returns, **parts).data
        return data

    def _find(self, returns: type[T], method: str, template: str, **parts: Unpack[Parts]) -> T | None:
        """Return the decoded answer, or None for 204 (No Content)."""
        data: T | None = self.api_client.call(method, template, returns=returns, may_be_empty=True, **parts).data
        return data

    def _do(self, method: str, template: str, **parts: Unpack[Parts]) -> None:
        """Perform an operation and ignore the body of a successful answer."""
        self.api_client.call(method, template, **parts)
