"""Messages for errors of the client, the network and this machine: what happened, where, what to do."""

from __future__ import annotations

import errno
from typing import Any

from ..core.errors import ErrorKind, FarmError
from ..core.text import capital, fixed, say
from . import connection_messages, http_messages
from .manager_url import host_and_port


def explain(error: BaseException, url: str, doing: str = "", *, access_given: bool = False) -> FarmError:
    """Return the ``FarmError`` for any error.

    Args:
        error: From the client, or an ``OSError`` of this machine. A ``FarmError`` is returned unchanged.
        url: Address of the Manager that was called.
        doing: The failed action as an infinitive: "upload the file".
        access_given: Whether the call carried credentials.
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
        # Capitalise the sentence, but not a host name at its start.
        message = what if what.startswith(host_and_port(url)) else capital(what)
    return FarmError(message, kind=kind, hint=hint, details=details)


def _local(error: BaseException) -> tuple[ErrorKind, str, str] | None:
    if not isinstance(error, OSError):
        return None
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ErrorKind.DISK_FULL, _at("the disk is full", error), "Free some space, then try again."
    if isinstance(error, PermissionError):
        return ErrorKind.PERMISSION, _at("permission denied", error), "Check the permissions of that file or folder."
    hint = "Check that the disk or network share is connected."
    return ErrorKind.DISK, _at(error.strerror or str(error), error), hint


def _at(what: str, error: OSError) -> str:
    pattern = "{what} ({path})." if error.filename else "{what}."
    return say(pattern, what=fixed(what), path=error.filename)


def _unexpected(error: BaseException) -> tuple[ErrorKind, str, str]:
    what = say("something unexpected happened ({kind}: {reason}).", kind=type(error).__name__, reason=str(error))
    return ErrorKind.INTERNAL, what, "Please report this."
