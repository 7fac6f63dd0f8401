"""Messages for connection problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.errors import ErrorKind
from ..core.text import say
from ..manager_client.base_error import ConnectionProblem
from .manager_url import host_and_port, names_port

if TYPE_CHECKING:
    from ..manager_client.exceptions import ApiConnectionError

KINDS = {
    ConnectionProblem.CERTIFICATE: ErrorKind.TLS,
    ConnectionProblem.NOT_HTTPS: ErrorKind.TLS,
    ConnectionProblem.NOT_HTTP: ErrorKind.NOT_A_MANAGER,
}
"""The kinds that scripts see under a more general name; all others keep theirs."""


def explain_connection_error(error: ApiConnectionError, url: str) -> tuple[ErrorKind, str, str]:
    """Return kind, text and hint."""
    kind, what, hint = _explained(error, url)
    if error.proxy and not error.sent:
        hint = say(
            "The connection goes through the proxy {proxy}: check it, or add the Manager's host to NO_PROXY.",
            proxy=error.proxy,
        )
    return kind, what, hint


def _explained(error: ApiConnectionError, url: str) -> tuple[ErrorKind, str, str]:
    where, port = host_and_port(url), _missing_port(url)
    if error.kind is ConnectionProblem.TIMEOUT and not error.sent:
        what = say("timeout: no connection to {where} within the time allowed.", where=where)
        return ErrorKind.TIMEOUT, what, port or "Check the address, and that no firewall blocks the connection."
    what, hint = {
        ConnectionProblem.UNKNOWN_HOST: (
            say("the host {name} was not found ({where}).", name=where.rpartition(":")[0], where=where),
            "Check the name for typing errors, and that this machine is in the farm's network.",
        ),
        ConnectionProblem.REFUSED: (
            say("nothing answers at {where}: the connection was refused.", where=where),
            port or "Check that the Manager is running.",
        ),
        ConnectionProblem.UNREACHABLE: (
            say("{where} is unreachable from this machine.", where=where),
            "Check the network connection, and a VPN if the farm needs one.",
        ),
        ConnectionProblem.CERTIFICATE: (
            say("the certificate of {where} could not be verified: {reason}.", where=where, reason=error.reason),
            say(
                "If the studio signs its own certificates, enter its CA file in the preferences of Flamenco Client, "
                "under Access of this Manager; or use the Manager's http:// address."
            ),
        ),
        ConnectionProblem.NOT_HTTPS: (say("{where} does not speak https.", where=where), "Use http:// in the address."),
        ConnectionProblem.TLS: (
            say("the secure connection to {where} failed: {reason}.", where=where, reason=error.reason),
            "Ask the administrator of the farm.",
        ),
        ConnectionProblem.TIMEOUT: (
            say("timeout: {where} sent no complete answer within the time allowed.", where=where),
            "Try again; if that does not help, check the Manager's log.",
        ),
        ConnectionProblem.RESET: (
            say("{where} closed the connection unexpectedly.", where=where),
            "Check that the Manager is still running, and try again.",
        ),
        ConnectionProblem.NOT_HTTP: (
            say("the server at {where} does not speak http.", where=where),
            "Check the port, and whether the address must begin with https://.",
        ),
        ConnectionProblem.ABORTED: (say("the connection to {where} was cancelled.", where=where), ""),
    }[error.kind]
    return KINDS.get(error.kind) or ErrorKind(error.kind), what, hint


def _missing_port(url: str) -> str:
    if names_port(url):
        return ""
    return "The address has no port, and most Managers use 8080: did you mean :8080?"
