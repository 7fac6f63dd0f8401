"""Retries and redirects: when a request is sent again, and where to."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from .base_error import ConnectionProblem
from .configuration import Configuration
from .connection_errors import ApiConnectionError
from .exceptions import ApiException
from .file_body import UploadBody
from .request import Request
from .response import Answer

BUSY = frozenset({502, 503, 504})
FIRST_PAUSE = 0.3
"""Seconds before the second attempt; twice as long before each further one."""
MOST_REDIRECTS = 5


def pause_after_failure(request: Request, error: ApiConnectionError, attempt: int) -> float | None:
    """Return the seconds to wait before the next attempt, or None for no further attempt."""
    if error.kind.may_pass and (not error.sent or (request.repeatable and error.kind is ConnectionProblem.RESET)):
        return _back_off(attempt)
    return None


def pause_after_answer(configuration: Configuration, request: Request, answer: Answer, attempt: int) -> float | None:
    """Return the seconds to wait before the next attempt, or None if this answer is final."""
    if answer.status not in BUSY or not request.repeatable:
        return None
    asked = _retry_after(answer)
    if asked > configuration.longest_retry_after:
        return None
    return max(asked, _back_off(attempt))


def _back_off(attempt: int) -> float:
    """Return a random pause: all clients would retry at the same moment otherwise."""
    return FIRST_PAUSE * 2.0**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _retry_after(answer: Answer) -> float:
    """Return the seconds that ``Retry-After`` asks for, 0 if it is missing or malformed."""
    text = answer.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def redirected(configuration: Configuration, request: Request, answer: Answer) -> Request | None:
    """Return the request to the target of a redirect, or None if the answer is not a redirect.

    Redirects are followed within the same Manager only, so that no other host gets a file or a secret. Requests other
    than GET follow only 307 and 308, which keep method and body.

    Raises:
        ApiException: The target is on another host.
    """
    follow = {307, 308} if request.method != "GET" else {301, 302, 303, 307, 308}
    location = answer.headers.get("Location")
    if answer.status not in follow or not location:
        return None
    here = configuration.origin + request.target
    try:
        there = urlsplit(urljoin(here, location))
        origin = (there.scheme, there.hostname, there.port or {"https": 443, "http": 80}.get(there.scheme))
    except ValueError:
        origin = ("", None, None)
    if origin != (configuration.scheme, configuration.hostname, configuration.port):
        message = f"it redirects to {location[:200]!r}. If that is the Manager, use that address as the Manager's URL."
        raise _refused(answer, message)
    target = re.sub(r"[^!-~]", "", there.path + (f"?{there.query}" if there.query else "")) or "/"
    return request.to(target)


def too_many_redirects(answer: Answer) -> ApiException:
    """Return the error for too many redirects in a row."""
    return _refused(answer, f"it redirects more than {MOST_REDIRECTS} times. Check the proxy before the Manager.")


def _refused(answer: Answer, message: str) -> ApiException:
    return ApiException(
        answer.status, answer.reason, headers=answer.headers, body=answer.body, message=message, where=answer.where
    )


def answers_expectation(request: Request, answer: Answer) -> bool:
    """Return whether 417 is about ``Expect`` itself: no body was sent, so that it cannot be about the checksum."""
    unread = isinstance(request.body, UploadBody) and request.body.sent == 0
    return answer.status == 417 and unread and "Expect" in request.headers
