"""What the generated API classes stand on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, TypeVar, Unpack

    from .request import Parts

    T = TypeVar("T")

    class Caller(Protocol):
        """An ApiClient, or what stands in for one; the answer is an ApiResponse."""

        def call(
            self, method: str, template: str, *, returns: Any = None, may_be_empty: bool = False, **parts: Unpack[Parts]
        ) -> Any: ...


class Api:
    """A group of operations of one Manager.

    Every operation takes ``_request_timeout`` in place of the configured timeouts, raises ApiException for an answer
    that is an error and ApiConnectionError, which is also a ``urllib3.exceptions.HTTPError``, when there is no answer.
    """

    def __init__(self, api_client: Caller) -> None:
        self.api_client = api_client

    def _fetch(self, returns: type[T], method: str, template: str, **parts: Unpack[Parts]) -> T:
        """Return the decoded answer."""
        data: T = self.api_client.call(method, template, returns=returns, **parts).data
        return data

    def _find(self, returns: type[T], method: str, template: str, **parts: Unpack[Parts]) -> T | None:
        """Return the decoded answer, None when the Manager says that there is none (204)."""
        data: T | None = self.api_client.call(method, template, returns=returns, may_be_empty=True, **parts).data
        return data

    def _do(self, method: str, template: str, **parts: Unpack[Parts]) -> None:
        """Have something done; whatever a success says is left unread."""
        self.api_client.call(method, template, **parts)
