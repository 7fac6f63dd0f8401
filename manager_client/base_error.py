"""The base of the client's errors and what all of them say, with and without urllib3; see ``exceptions``."""

from __future__ import annotations

from enum import StrEnum


class ConnectionProblem(StrEnum):
    """Why there was no answer."""

    UNKNOWN_HOST = "unknown-host"
    """No address is known for the name."""
    REFUSED = "refused"
    """Nothing listens at the address."""
    UNREACHABLE = "unreachable"
    """There is no way to the machine."""
    CERTIFICATE = "certificate"
    """The other side's certificate is not trusted."""
    NOT_HTTPS = "not-https"
    """The URL begins with https, but the other side speaks http."""
    TLS = "tls"
    """There is no secure connection for another reason."""
    TIMEOUT = "timeout"
    """Nothing came in time."""
    RESET = "reset"
    """The connection ended too early."""
    NOT_HTTP = "not-http"
    """What came is not HTTP."""
    ABORTED = "aborted"
    """The client was aborted or closed."""

    @property
    def may_pass(self) -> bool:
        """Whether it may work later; a name may be unknown while a network is coming back."""
        own = ConnectionProblem
        return self in {own.UNKNOWN_HOST, own.REFUSED, own.UNREACHABLE, own.TIMEOUT, own.RESET}


class ManagerError(Exception):
    """Base of everything that a call can raise, apart from wrong arguments (TypeError, ValueError).

    Attributes:
        status: HTTP status of the answer; None = there was no answer.
        kind: Why there was no answer; None = there was one.
        sent: False when certainly nothing of the request was sent, so that it is safe to send it again.
    """

    status: int | None = None
    kind: ConnectionProblem | None = None
    sent: bool = True
