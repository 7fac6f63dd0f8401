"""Mapping of the errors of sockets, http.client and urllib3 to ApiConnectionError, with a text for users."""

from __future__ import annotations

import http.client  # noqa: TID253 - loaded at the first call, with urllib3
import ssl  # noqa: TID253

from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError, SSLError  # noqa: TID253

from .configuration import Configuration
from .connection_errors import ApiAbortedError, ApiConnectionError, ApiTimeoutError

WIRE = (HTTPError, http.client.HTTPException, OSError, ValueError)
"""Errors that a connection can raise; ValueError for a malformed head."""


def connection_error(error: Exception, configuration: Configuration, *, sent: bool) -> ApiConnectionError:
    """Return the error for the caller: what happened, where, what to do."""
    kind, text = _before_sending(error, configuration) if not sent else _after_sending(error, configuration)
    cls = ApiTimeoutError if kind == "timeout" else ApiConnectionError
    result = cls(text, kind=kind, sent=sent)
    result.__cause__ = error
    return result


def aborted(end: Exception, *, sent: bool) -> ApiAbortedError:
    """Return the error of a call whose client was aborted or closed; ``end`` says which."""
    return ApiAbortedError(f"The call was cancelled because the client was {end}.", kind="aborted", sent=sent)


def _before_sending(error: Exception, configuration: Configuration) -> tuple[str, str]:
    address = configuration.address
    if isinstance(error, NameResolutionError):
        return "name", f"There is no host named {configuration.hostname!r}. Check the spelling of the Manager's URL."
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, TimeoutError):
        return "timeout", (
            f"{address} did not accept a connection in time. Check that the Manager's machine is on, "
            "and that no firewall blocks the connection."
        )
    if isinstance(cause, ConnectionRefusedError):
        return "refused", f"{address} refuses connections. Check that the Manager is running, and its port."
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "tls", (
            f"The certificate of {address} is not trusted: {cause.verify_message}. Set ca_file to trust it, "
            "or use the host name in the certificate."
        )
    if isinstance(cause, ssl.SSLError) or isinstance(error, SSLError):
        return "tls", (
            f"The TLS handshake with {address} failed: {cause or error}. "
            "Check whether the URL should begin with http://."
        )
    return "unreachable", f"{address} cannot be reached: {_reason(cause or error)}. Check the network and the URL."


def _after_sending(error: Exception, configuration: Configuration) -> tuple[str, str]:
    address = configuration.address
    if isinstance(error, (TimeoutError, ReadTimeoutError)):
        return "timeout", f"{address} accepted the connection, but did not answer in time. Try again later."
    if isinstance(error, http.client.RemoteDisconnected):
        return "broken", f"{address} closed the connection without an answer. Try again."
    if isinstance(error, (http.client.HTTPException, ValueError)):
        return "protocol", (f"The answer from {address} is not valid HTTP: {_reason(error)}. Check the Manager's URL.")
    return "broken", f"The connection to {address} broke: {_reason(error)}. Try again."


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
