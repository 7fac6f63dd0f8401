"""Mapping of the errors of sockets, http.client and urllib3 to ApiConnectionError, with a text for users."""

from __future__ import annotations

import http.client  # noqa: TID253 - loaded at the first call, with urllib3
import ssl  # noqa: TID253

from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError, SSLError  # noqa: TID253

from .base_error import ConnectionProblem
from .configuration import Configuration
from .connection_errors import ApiAbortedError, ApiConnectionError, ApiTimeoutError
from .proxy import proxy_of

WIRE = (HTTPError, http.client.HTTPException, OSError, ValueError)
"""Errors that a connection can raise; ValueError for a malformed head."""


_PLAIN_HTTP = ("WRONG_VERSION", "RECORD_LAYER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH")
"""In the reason of a TLS error: the other side answered in plain text."""

_MESSAGES = {
    ConnectionProblem.UNKNOWN_HOST: "There is no host named {host!r}. Check the spelling of the Manager's URL.",
    ConnectionProblem.REFUSED: "{address} refuses connections. Check that the Manager is running, and its port.",
    ConnectionProblem.UNREACHABLE: "{address} cannot be reached: {reason}. Check the network and the URL.",
    ConnectionProblem.CERTIFICATE: "The certificate of {address} is not trusted: {reason}. Set ca_file to trust it, "
    "or use the host name in the certificate.",
    ConnectionProblem.NOT_HTTPS: "{address} does not speak https ({reason}). The URL should begin with http://.",
    ConnectionProblem.TLS: "The TLS handshake with {address} failed: {reason}.",
    ConnectionProblem.TIMEOUT: "{address} did not accept a connection in time. Check that the Manager's machine is on, "
    "and that no firewall blocks the connection.",
    ConnectionProblem.RESET: "The connection to {address} broke: {reason}. Try again.",
    ConnectionProblem.NOT_HTTP: "The answer from {address} is not valid HTTP: {reason}. Check the Manager's URL.",
}
_LATE = "{address} accepted the connection, but did not answer in time. Try again later."


def connection_error(error: Exception, configuration: Configuration, *, sent: bool) -> ApiConnectionError:
    """Return the error for the caller: what happened, where, what to do."""
    cause = error if sent or isinstance(error, OSError) else error.__cause__ or error  # urllib3 wraps while connecting
    kind, reason = _after_sending(error) if sent else _before_sending(error, cause), _reason(cause)
    cls, message = ApiConnectionError, _MESSAGES[kind]
    if kind is ConnectionProblem.TIMEOUT:
        cls, message = ApiTimeoutError, _LATE if sent else message
    text = message.format(address=configuration.address, host=configuration.hostname, reason=reason)
    proxy = proxy_of(configuration)
    if proxy:
        text += f" The connection goes through the proxy {proxy.url}, which the environment names."
    result = cls(text, kind=kind, sent=sent, reason=reason, proxy=proxy.url if proxy else "")
    result.__cause__ = error
    return result


def aborted(end: Exception, *, sent: bool) -> ApiAbortedError:
    """Return the error of a call whose client was aborted or closed; ``end`` says which."""
    message = f"The call was cancelled because the client was {end}."
    return ApiAbortedError(message, kind=ConnectionProblem.ABORTED, sent=sent)


def _before_sending(error: Exception, cause: BaseException) -> ConnectionProblem:
    if isinstance(error, NameResolutionError):
        return ConnectionProblem.UNKNOWN_HOST
    if isinstance(cause, TimeoutError):
        return ConnectionProblem.TIMEOUT
    if isinstance(cause, ConnectionRefusedError):
        return ConnectionProblem.REFUSED
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ConnectionProblem.CERTIFICATE
    if isinstance(cause, ssl.SSLError) or isinstance(error, SSLError):
        plain = any(word in _reason(cause).upper().replace(" ", "_") for word in _PLAIN_HTTP)
        return ConnectionProblem.NOT_HTTPS if plain else ConnectionProblem.TLS
    return ConnectionProblem.UNREACHABLE


def _after_sending(error: Exception) -> ConnectionProblem:
    if isinstance(error, (TimeoutError, ReadTimeoutError)):
        return ConnectionProblem.TIMEOUT
    if isinstance(error, ValueError | http.client.HTTPException) and not isinstance(error, OSError):
        return ConnectionProblem.NOT_HTTP
    return ConnectionProblem.RESET


def _reason(error: BaseException) -> str:
    named = (getattr(error, name, None) for name in ("verify_message", "reason", "strerror"))
    text = next(filter(None, named), None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
