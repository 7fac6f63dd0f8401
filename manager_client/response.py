"""Answers of a Manager, as received and decoded."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MethodType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from .api import Api
from .decoding import DecodeError, decode
from .exceptions import ApiDecodeError, ApiException, exception_for
from .json_text import parse
from .models import Error

if TYPE_CHECKING:
    from typing import Unpack

    from .api import Caller
    from .request import Parts

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_MESSAGE = 1000


@dataclass(frozen=True)
class ApiResponse(Generic[T]):
    """A successful answer, as received and decoded.

    Attributes:
        status: HTTP status; distinguishes 200, 204 and 208 of an upload.
        reason: The text beside the status.
        headers: Names are case-insensitive.
        body: The body as received, decompressed.
        data: The typed value that the operation returns.
        problems: Elements of lists that were left out, one line each.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    data: T
    problems: tuple[str, ...] = ()

    def json(self) -> Any:
        """Return the body as plain values, including properties that the models do not have.

        Raises:
            ValueError: It is not JSON; never after an operation that returns models.
        """
        return parse(self.body)


def with_http_info(operation: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
    """Call an operation and return status, headers and body beside the value.

    >>> response = with_http_info(shaman_api.shaman_file_store, checksum, size, file)
    >>> response.status
    208

    Raises:
        TypeError: Not an operation of an API object.
    """
    if not isinstance(operation, MethodType) or not isinstance(operation.__self__, Api):
        raise TypeError(f"{operation!r} is not an operation such as meta_api.get_version")
    recorder = _Recorder(operation.__self__.api_client)
    api = copy.copy(operation.__self__)
    api.api_client = recorder
    operation.__func__(api, *args, **kwargs)
    return recorder.responses[-1]


class _Recorder:
    """Substitute for the client during one call, which keeps the response."""

    def __init__(self, api_client: Caller) -> None:
        self._api_client = api_client
        self.responses: list[ApiResponse[Any]] = []

    def call(
        self, method: str, template: str, *, returns: Any = None, may_be_empty: bool = False, **parts: Unpack[Parts]
    ) -> ApiResponse[Any]:
        response: ApiResponse[Any] = self._api_client.call(
            method, template, returns=returns, may_be_empty=may_be_empty, **parts
        )
        self.responses.append(response)
        return response


@dataclass(frozen=True)
class Answer:
    """An answer as received, read to its end. ``where`` names request and Manager, for messages."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    where: str

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether its content type is JSON or missing."""
        kind = self.content_type
        return not kind or kind == "application/json" or kind.endswith("+json")

    def json(self) -> Any:
        """Parse the body.

        Raises:
            ValueError: It is not JSON, not UTF-8, or nested too deeply.
        """
        return parse(self.body)


def understand(answer: Answer, returns: Any, *, may_be_empty: bool) -> ApiResponse[Any]:
    """Return the decoded answer.

    Raises:
        ApiException: The answer is an error.
        ApiDecodeError: The answer does not match the definition.
    """
    if not 200 <= answer.status < 300:
        raise _error(answer)
    data: Any = None
    problems: tuple[str, ...] = ()
    if returns is not None and not (may_be_empty and _is_nothing(answer, returns)):
        data, problems = _decode(answer, returns)
    return ApiResponse(answer.status, answer.reason, answer.headers, answer.body, data, problems)


def _is_nothing(answer: Answer, returns: Any) -> bool:
    return answer.status == 204 or (not answer.body and returns is not str)


def _decode(answer: Answer, returns: Any) -> tuple[Any, tuple[str, ...]]:
    if returns is str:
        if answer.content_type == "text/html":
            raise undecodable(answer, f"expected text, but received a web page{quoted(answer)}")
        return answer.body.decode("utf-8", "replace"), ()
    if not answer.is_json:
        kind = "a web page" if answer.content_type == "text/html" else answer.content_type
        raise undecodable(answer, f"expected JSON, but received {kind}{quoted(answer)}; is this a Flamenco Manager?")
    if not answer.body:
        raise undecodable(answer, "expected JSON, but received nothing")
    try:
        return decode(returns, answer.json())
    except DecodeError as error:
        raise undecodable(answer, f"the JSON does not match the Manager's API: {error}") from error
    except ValueError as error:
        raise undecodable(answer, f"the answer is not JSON: {error}") from error


def undecodable(answer: Answer, message: str) -> ApiDecodeError:
    """Return the error for an answer that cannot be decoded."""
    return ApiDecodeError(
        answer.status, answer.reason, headers=answer.headers, body=answer.body, message=message, where=answer.where
    )


def _error(answer: Answer) -> ApiException:
    data = None
    if answer.is_json and answer.body:
        try:
            data = answer.json()
        except ValueError:
            data = None
    error = None
    if isinstance(data, dict):
        try:
            error = decode(Error, dict(data)).value
        except DecodeError:
            error = None
    location = answer.headers.get("Location", "")
    message = (
        (error.message.strip() if error else "")
        or _message_in(data)
        or (f"it redirects to {location}" if location and answer.status < 400 else "")
        or quoted(answer, "")
        or answer.reason
    )
    return exception_for(answer.status)(
        answer.status,
        answer.reason,
        headers=answer.headers,
        body=answer.body,
        error=error,
        message=_one_line(message),
        where=answer.where,
    )


def _message_in(data: Any) -> str:
    """Find the text in a JSON error that is not in the Manager's form."""
    if isinstance(data, str):
        return data
    texts = [data.get(key) for key in ("message", "error", "detail", "title")] if isinstance(data, dict) else []
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def quoted(answer: Answer, form: str = ' ("{}")') -> str:
    """Return the title of a page, or its text if it has no title."""
    if answer.is_json and answer.content_type:
        return ""
    text = answer.body[: 64 * 1024].decode("utf-8", "replace")
    if "<" in text:
        titles = re.search(r"<(title|h1)\b[^<>]*>([^<]+)</\1", text, re.IGNORECASE)
        text = titles[2] if titles else re.sub(r"<[^<>]*>", " ", text)
        text = html.unescape(text)
    text = _one_line(text)
    return (form.format(text[:200]) if form else text) if text else ""


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_MESSAGE]).split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}..."
