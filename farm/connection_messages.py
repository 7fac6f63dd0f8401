"""Why there was no answer, in words."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from typing import Any

from ..core.errors import ErrorKind
from ..core.text import say
from .manager_url import host_and_port, names_port

Words = tuple[ErrorKind, str, str]

LONGEST_CHAIN = 20
CLIENT_KINDS = {"name": ErrorKind.UNKNOWN_HOST, "broken": ErrorKind.RESET, "protocol": ErrorKind.NOT_A_MANAGER}
"""What the client calls otherwise."""
UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
PLAIN_HTTP = ("WRONG_VERSION", "RECORD_LAYER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH")
"""In the name of a TLS error: the other side has answered in clear text."""


def explain_connection_error(error: BaseException, url: str) -> Words | None:
    """Kind, text and hint; None when the error has nothing to do with a connection."""
    chain = list(_chain(error))
    kind = _kind(chain)
    if kind is ErrorKind.TLS:
        return _tls(chain, host_and_port(url))
    if kind is ErrorKind.TIMEOUT:
        return _timeout(chain, url)
    return _plain(kind, url) if kind else None


def _kind(chain: list[BaseException]) -> ErrorKind | None:
    from http.client import HTTPException, IncompleteRead, RemoteDisconnected
    from ssl import SSLError

    from urllib3 import exceptions as urllib3_errors

    from ..manager_client.exceptions import ApiConnectionError

    if own := _find(chain, ApiConnectionError):
        kind: str = own.kind
        return CLIENT_KINDS.get(kind) or ErrorKind(kind)
    if any(isinstance(error, OSError) and error.errno in UNREACHABLE for error in chain):
        return ErrorKind.UNREACHABLE
    # In this order: the more special is mostly wrapped in the more general.
    kinds: tuple[tuple[ErrorKind, tuple[type[BaseException], ...]], ...] = (
        (ErrorKind.UNKNOWN_HOST, (socket.gaierror,)),
        (ErrorKind.TLS, (SSLError, urllib3_errors.SSLError)),
        (ErrorKind.REFUSED, (ConnectionRefusedError,)),
        (ErrorKind.TIMEOUT, (TimeoutError, urllib3_errors.TimeoutError)),
        (ErrorKind.RESET, (ConnectionError, IncompleteRead, RemoteDisconnected)),
        (ErrorKind.NOT_A_MANAGER, (HTTPException,)),
        (ErrorKind.RESET, (urllib3_errors.HTTPError,)),
    )
    return next((kind for kind, types in kinds if _find(chain, *types)), None)


def _plain(kind: ErrorKind, url: str) -> Words:
    where = host_and_port(url)
    table = {
        ErrorKind.UNKNOWN_HOST: (
            say(
                "no machine called {name} is known in this network ({where}).",
                name=where.rpartition(":")[0],
                where=where,
            ),
            "Check the name for typing errors, and that this machine is in the farm's network.",
        ),
        ErrorKind.REFUSED: (
            say("nothing answers at {where}: the connection was refused.", where=where),
            _missing_port(url) or "Check that the Manager is running.",
        ),
        ErrorKind.UNREACHABLE: (
            say("there is no way to {where} from this machine.", where=where),
            "Check the network connection, and a VPN if the farm needs one.",
        ),
        ErrorKind.NOT_A_MANAGER: (
            say("what answers at {where} does not speak http.", where=where),
            "Check the port, and whether the address has to begin with https://.",
        ),
        ErrorKind.ABORTED: (say("the connection to {where} was ended by this side.", where=where), ""),
    }
    broken = (
        say("{where} has broken off the connection.", where=where),
        "Check that the Manager is still running, and try again.",
    )
    return (kind, *table.get(kind, broken))


def _tls(chain: list[BaseException], where: str) -> Words:
    from ssl import SSLCertVerificationError, SSLError

    if error := _find(chain, SSLCertVerificationError):
        hint = (
            "If the studio signs its own certificates, give its CA file in the preferences of Flamenco Client, under "
            "Access of this Manager; or use the Manager's http:// address."
        )
        reason = error.verify_message or say("its certificate is not valid")
        return ErrorKind.TLS, say("{where} can't prove who it is: {reason}.", where=where, reason=reason), hint
    error = _find(chain, SSLError) or chain[-1]
    reason = str(getattr(error, "reason", "") or error)
    if any(word in reason.upper().replace(" ", "_") for word in PLAIN_HTTP):
        return ErrorKind.TLS, say("{where} does not speak https.", where=where), "Use http:// in the address."
    what = say("there is no secure connection to {where}: {reason}.", where=where, reason=reason)
    return ErrorKind.TLS, what, "Ask whoever runs the farm."


def _timeout(chain: list[BaseException], url: str) -> Words:
    from urllib3.exceptions import ConnectTimeoutError

    from ..manager_client.exceptions import ApiTimeoutError

    where = host_and_port(url)
    own = _find(chain, ApiTimeoutError)
    if _find(chain, ConnectTimeoutError) or (own and not own.sent):
        hint = _missing_port(url) or "Check the address, and that no firewall is between."
        return (
            ErrorKind.TIMEOUT,
            say("{where} does not answer: no connection within the time allowed.", where=where),
            hint,
        )
    return (
        ErrorKind.TIMEOUT,
        say("{where} takes too long: no complete answer within the time allowed.", where=where),
        "Try again; if that does not help, look at what the Manager is doing.",
    )


def _missing_port(url: str) -> str:
    if names_port(url):
        return ""
    return "The address names no port, and a Manager mostly listens on 8080: did you mean :8080?"


def _find(chain: list[BaseException], *kinds: type[BaseException]) -> Any:
    return next((error for error in chain if isinstance(error, kinds)), None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and whatever it wraps: urllib3 keeps causes in ``reason`` and among the arguments."""
    waiting, seen = [error], list[BaseException]()
    while waiting and len(seen) < LONGEST_CHAIN:
        error = waiting.pop(0)
        if any(error is known for known in seen):
            continue
        seen.append(error)
        yield error
        wrapped = (getattr(error, "reason", None), *error.args, error.__cause__, error.__context__)
        waiting += [inner for inner in wrapped if isinstance(inner, BaseException)]
