"""The errors that urllib3 has a part in: there was no answer. Reached through ``exceptions``."""

from __future__ import annotations

from urllib3.exceptions import HTTPError, TimeoutError  # noqa: A004, TID253 - loaded on first use, see exceptions

from .base_error import ManagerError


class ApiConnectionError(ManagerError, HTTPError):
    """No answer came, or none that HTTP allows. The urllib3 or socket error is the ``__cause__``.

    Attributes:
        kind: What happened: ``name`` (unknown host), ``refused``, ``unreachable``, ``tls``, ``timeout``, ``broken``
            (the connection ended too early), ``protocol`` (what came is not HTTP), ``aborted``.
        sent: False when it is certain that nothing of the request was sent, so that sending it again does no harm.
    """

    def __init__(self, message: str, *, kind: str, sent: bool) -> None:
        super().__init__(message)
        self.kind = kind
        self.sent = sent

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), str(self), self.kind, self.sent)


class ApiTimeoutError(ApiConnectionError, TimeoutError):
    """Nothing came within the time allowed; ``sent`` tells whether the request may have been carried out."""


class ApiAbortedError(ApiConnectionError):
    """The client was aborted or closed, by whoever owns it."""


def _restore(cls: type[ApiConnectionError], message: str, kind: str, sent: bool) -> ApiConnectionError:
    return cls(message, kind=kind, sent=sent)
