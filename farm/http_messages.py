"""Messages for answers that are errors, or not a Manager's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.errors import ErrorKind
from ..core.text import Text, fixed, join, say
from .manager_url import host_and_port

if TYPE_CHECKING:
    from ..manager_client.exceptions import ApiException

LONGEST_MESSAGE = 500
Words = tuple[ErrorKind, str, str]

HTTPS_WANTED = re.compile(r"HTTP request.{0,20}HTTPS", re.IGNORECASE)
"""The answer of web servers to plain http on a port for https."""
STORAGE_TROUBLE = (
    (re.compile(r"no space left|not enough space|disk is full|quota exceeded", re.IGNORECASE), "the disk is full"),
    (re.compile(r"read-only file system|write[- ]protected", re.IGNORECASE), "it is read-only"),
    (re.compile(r"permission denied", re.IGNORECASE), "the Manager may not write there"),
)
"""Words of operating systems, which a Manager passes on when it can't write, and what they mean.

"Access is denied" is not among them: on Windows it may be over in a moment.
"""
MEANINGS = {
    400: "bad request",
    404: "unknown path or id",
    405: "method not allowed",
    408: "timeout while waiting for the request",
    409: "conflict with the current state",
    417: "the checksum or the size does not match",
    500: "internal error in the Manager",
}


def explain_response(error: ApiException, url: str, *, access_given: bool = False) -> Words:
    """Return kind, text and hint; ``access_given`` as in ``explain``."""
    from ..manager_client.exceptions import ApiDecodeError

    where, status, said = host_and_port(url), error.status, said_by(error)
    if isinstance(error, ApiDecodeError) or 200 <= status < 300:
        return _not_understood(error, where)
    if 300 <= status < 400:
        target = _line(_header(error, "Location")) or say("another address")
        what = say("{where} redirects to {target}.", where=where, target=target)
        return ErrorKind.REDIRECT, what, "If that is the Manager, use that address."
    if status in {401, 403, 407}:
        return _denied(status, where, said, access_given=access_given)
    special = _special(status, where, said) or _storage(status, where, said) or _unavailable(error, where, said)
    if special:
        return special
    text = said or _line(error.reason) or fixed(MEANINGS.get(status, ""))
    return (
        ErrorKind.HTTP,
        say("{where} answered: {said} (HTTP {status})", where=where, said=_sentence(text), status=status),
        "",
    )


def said_by(error: ApiException) -> str:
    """Return the answer's own message as one line; "" if it has none."""
    return "" if error.message == error.reason else _line(error.message)


def _special(status: int, where: str, said: str) -> Words | None:
    if status == 412:
        return (
            ErrorKind.OUTDATED,
            "the job type has changed on the Manager.",
            "Check the Manager, review the job's settings, then submit again.",
        )
    if status == 400 and HTTPS_WANTED.search(said):
        return ErrorKind.TLS, say("{where} speaks only https.", where=where), "Use https:// in the address."
    if status == 413:
        return (
            ErrorKind.TOO_LARGE,
            _quoting(say("{where} rejected the request as too large (HTTP 413).", where=where), said),
            "A proxy in front of the Manager has a size limit. Have it raised, or use the Manager's own address.",
        )
    return None


def _storage(status: int, where: str, said: str) -> Words | None:
    """Return the words for a Manager whose storage takes no files; trying again does not change that."""
    reason = next((reason for pattern, reason in STORAGE_TROUBLE if pattern.search(said)), "") if status == 500 else ""
    if not reason:
        return None
    what = say("the storage of the Manager at {where} can't be written: {reason}.", where=where, reason=fixed(reason))
    if reason == STORAGE_TROUBLE[0][1]:
        return ErrorKind.STORAGE, what, "Make room on the farm's storage, then submit again."
    return ErrorKind.STORAGE, what, "Have the Manager allowed to write to the farm's storage, then submit again."


def _denied(status: int, where: str, said: str, *, access_given: bool) -> Words:
    if access_given:
        what = say(
            "{where} rejected the given user and password, or the header (HTTP {status}).", where=where, status=status
        )
        hint = "Correct them in the preferences of Flamenco Client, under Access of this Manager."
        return ErrorKind.DENIED, _quoting(what, said), hint
    what = say("{where} requires authentication (HTTP {status}).", where=where, status=status)
    hint = (
        "A proxy in front of the Manager asks for a password: enter its user and password, or its header, "
        "in the preferences of Flamenco Client, under Access of this Manager."
    )
    return ErrorKind.DENIED, _quoting(what, said), hint


def _unavailable(error: ApiException, where: str, said: str) -> Words | None:
    status = error.status
    if status == 503 and "shaman" in said.lower():
        return (
            ErrorKind.SHAMAN_OFF,
            say(
                "the Manager at {where} accepts no files: its Shaman is off, or its set-up is not finished.",
                where=where,
            ),
            "Check the Manager again, then submit again.",
        )
    if status == 503 and error.error is not None:
        what = say("the Manager at {where} is busy: {said}", where=where, said=_sentence(said))
        return ErrorKind.BUSY, what, "Try again in a moment."
    if status in {502, 503, 504}:
        what = say("the Manager behind {where} does not answer (HTTP {status}).", where=where, status=status)
        return ErrorKind.PROXY, _quoting(what, said), "Check that the Manager is running behind its proxy."
    return None


def _not_understood(error: ApiException, where: str) -> Words:
    return (
        ErrorKind.NOT_A_MANAGER,
        say(
            "{where} does not answer like a Flamenco Manager: {problem}",
            where=where,
            problem=_sentence(_line(error.message)),
        ),
        "Check host and port: a Manager answers under the same address as its web interface.",
    )


def _header(error: ApiException, name: str) -> str:
    return next((value for key, value in error.headers.items() if key.lower() == name.lower()), "")


def _line(text: str) -> str:
    if isinstance(text, Text):  # from this client
        return text
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * LONGEST_MESSAGE]).split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[: LONGEST_MESSAGE - 3]}..."


def _sentence(text: str) -> str:
    text = text or say("no reason given")
    return text if text.endswith((".", "!", "?")) else say("{text}.", text=text)


def _quoting(sentence: str, said: str) -> str:
    """Return a sentence, followed by the answer's own message if it has one."""
    return join(" ", (sentence, say("The answer: {said}", said=_sentence(said)))) if said else sentence
