"""Errors of calls without an answer, derived from those of urllib3. Reached through ``exceptions``."""

from __future__ import annotations

from typing import Any

from urllib3.exceptions import HTTPError, TimeoutError  # noqa: A004, TID253 - loaded on first use, see exceptions

from .base_error import ConnectionProblem, ManagerError


class ApiConnectionError(ManagerError, HTTPError):
    """No answer arrived, or none that is HTTP. The urllib3 or socket error is the ``__cause__``.

    Attributes:
        kind: What happened.
        sent: False when certainly nothing of the request was sent, so that it is safe to send it again.
        reason: What the system, or the TLS library, says about it.
        proxy: Address of the proxy between; "" = none.
    """

    def __init__(self, message: str, *, kind: ConnectionProblem, sent: bool, reason: str = "", proxy: str = "") -> None:
        super().__init__(message)
        self.kind: ConnectionProblem = kind
        self.sent = sent
        self.reason = reason
        self.proxy = proxy

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), str(self), self._facts())

    def _facts(self) -> dict[str, Any]:
        return {"kind": self.kind, "sent": self.sent, "reason": self.reason, "proxy": self.proxy}


class ApiTimeoutError(ApiConnectionError, TimeoutError):
    """A timeout has passed; if ``sent``, the Manager may have carried out the request."""


class ApiAbortedError(ApiConnectionError):
    """The client was aborted or closed during the call."""


def _restore(cls: type[ApiConnectionError], message: str, facts: dict[str, Any]) -> ApiConnectionError:
    return cls(message, **facts)
