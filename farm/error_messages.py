"""Errors of the client, of the network and of this machine in words: what happened, where, what to do."""

from __future__ import annotations

import errno
from typing import Any

from ..core.errors import ErrorKind, FarmError
from ..core.text import capital, fixed, say
from . import connection_messages, http_messages
from .manager_url import host_and_port


def explain(error: BaseException, url: str, doing: str = "", *, access_given: bool = False) -> FarmError:
    """Say what an error means.

    Args:
        error: From the client, or an ``OSError`` of this machine. A ``FarmError`` is returned as it is.
        url: Address of the Manager that was asked.
        doing: What could not be done, as an infinitive: "ask which files the farm has".
        access_given: The call said who asks; see ``access``.
    """
    from ..manager_client.exceptions import ApiConnectionError, ApiException

    if isinstance(error, FarmError):
        return error
    details: dict[str, Any] = {"url": url}
    if isinstance(error, ApiException):
        kind, what, hint = http_messages.explain_response(error, url, access_given=access_given)
        details |= {"status": error.status, "said": http_messages.said_by(error)}
    elif isinstance(error, ApiConnectionError):
        kind, what, hint = connection_messages.explain_connection_error(error, url)
    else:
        kind, what, hint = _local(error) or _unexpected(error)
    if doing:
        message: str = say("Can't {doing}: {what}", doing=fixed(doing), what=fixed(what))
    else:
        # A sentence begins with a capital, a host name keeps its own.
        message = what if what.startswith(host_and_port(url)) else capital(what)
    return FarmError(message, kind=kind, hint=hint, details=details)


def _local(error: BaseException) -> tuple[ErrorKind, str, str] | None:
    if not isinstance(error, OSError):
        return None
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ErrorKind.DISK_FULL, _at("the disk is full", error), "Make room, then try again."
    if isinstance(error, PermissionError):
        return ErrorKind.PERMISSION, _at("this is not allowed to you", error), "Check who may read and write there."
    return ErrorKind.DISK, _at(error.strerror or str(error), error), "Check that the disk or network share is there."


def _at(what: str, error: OSError) -> str:
    return (
        say("{what} ({path}).", what=fixed(what), path=error.filename)
        if error.filename
        else say("{what}.", what=fixed(what))
    )


def _unexpected(error: BaseException) -> tuple[ErrorKind, str, str]:
    what = say("something unexpected happened ({kind}: {reason}).", kind=type(error).__name__, reason=str(error))
    return ErrorKind.INTERNAL, what, "Please report this."
