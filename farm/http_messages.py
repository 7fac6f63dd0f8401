"""Answers that are errors, or not a Manager's, in words."""

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
"""What web servers say to plain http on a port for https."""
MEANINGS = {
    400: "it does not accept what was asked",
    404: "it does not know what was asked for",
    405: "it does not know how to do that",
    408: "it has waited too long for the request",
    409: "that is not possible now",
    417: "what arrived is not what was announced",
    500: "something went wrong in the Manager",
}


def explain_response(error: ApiException, url: str, *, access_given: bool = False) -> Words:
    """Kind, text and hint; ``access_given`` as in ``explain``."""
    from ..manager_client.exceptions import ApiDecodeError

    where, status, said = host_and_port(url), error.status, said_by(error)
    if isinstance(error, ApiDecodeError) or 200 <= status < 300:
        return _not_understood(error, where)
    if 300 <= status < 400:
        target = _line(_header(error, "Location")) or say("another place")
        what = say("{where} sends requests on to {target}.", where=where, target=target)
        return ErrorKind.REDIRECT, what, "If that is the Manager, use that address."
    if status in {401, 403, 407}:
        return _denied(status, where, said, access_given=access_given)
    special = _special(status, where, said) or _unavailable(error, where, said)
    if special:
        return special
    text = said or _line(error.reason) or fixed(MEANINGS.get(status, ""))
    return (
        ErrorKind.HTTP,
        say("{where} says: {said} (HTTP {status})", where=where, said=_sentence(text), status=status),
        "",
    )


def said_by(error: ApiException) -> str:
    """What the answer says beyond its status, in one line; empty when it says nothing."""
    return "" if error.message == error.reason else _line(error.message)


def _special(status: int, where: str, said: str) -> Words | None:
    if status == 412:
        return (
            ErrorKind.OUTDATED,
            "the job type has changed on the Manager.",
            "Refresh the Manager, look at the job's settings again, then submit.",
        )
    if status == 400 and HTTPS_WANTED.search(said):
        return ErrorKind.TLS, say("{where} speaks only https.", where=where), "Use https:// in the address."
    if status == 413:
        return (
            ErrorKind.TOO_LARGE,
            _quoting(say("{where} refuses what was sent as too large (HTTP 413).", where=where), said),
            "A Manager has no such limit: a proxy before it does. Have that raised, or use the Manager's own address.",
        )
    return None


def _denied(status: int, where: str, said: str, *, access_given: bool) -> Words:
    if access_given:
        what = say(
            "{where} refuses the user and password, or the header, given for it (HTTP {status}).",
            where=where,
            status=status,
        )
        hint = "Correct them in the preferences of Flamenco Client, under Access of this Manager."
        return ErrorKind.DENIED, _quoting(what, said), hint
    what = say("{where} wants to know who asks (HTTP {status}).", where=where, status=status)
    hint = (
        "A Manager asks for no password, a proxy before it does: give its user and password, or its header, "
        "in the preferences of Flamenco Client, under Access of this Manager."
    )
    return ErrorKind.DENIED, _quoting(what, said), hint


def _unavailable(error: ApiException, where: str, said: str) -> Words | None:
    status = error.status
    if status == 503 and "shaman" in said.lower():
        return (
            ErrorKind.SHAMAN_OFF,
            say(
                "the Manager at {where} takes no files: its Shaman is off, or its set-up is not finished.", where=where
            ),
            "Check the Manager again, so that its present way of storing files is used.",
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
    if isinstance(text, Text):  # our own words
        return text
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * LONGEST_MESSAGE]).split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[: LONGEST_MESSAGE - 3]}..."


def _sentence(text: str) -> str:
    text = text or say("it gives no reason")
    return text if text.endswith((".", "!", "?")) else say("{text}.", text=text)


def _quoting(sentence: str, said: str) -> str:
    """A sentence, and what the answer says itself, if anything."""
    return join(" ", (sentence, say("It says: {said}", said=_sentence(said)))) if said else sentence
