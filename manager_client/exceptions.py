"""Exceptions of the client, as one tree.

::

    ManagerError
    ├─ ApiConnectionError             no answer, or none that is HTTP; also a urllib3.exceptions.HTTPError
    │  ├─ ApiTimeoutError             a timeout has passed; also a urllib3 TimeoutError
    │  └─ ApiAbortedError             the client was aborted or closed
    └─ ApiException                   an answer that is an error or not from this API
       ├─ BadRequestException         400
       ├─ UnauthorizedException       401
       ├─ ForbiddenException          403
       ├─ NotFoundException           404
       ├─ NotAcceptableException      406
       ├─ ConflictException           409
       ├─ LengthRequiredException     411
       ├─ PreconditionFailedException 412: the job type has changed
       ├─ ContentTooLargeException    413: often a proxy's limit
       ├─ UnsupportedMediaTypeException 415
       ├─ RangeNotSatisfiableException 416
       ├─ ExpectationFailedException  417: size or checksum of an upload is wrong
       ├─ UnprocessableEntityException 422
       ├─ LockedException             423
       ├─ FailedDependencyException   424
       ├─ TooEarlyException           425: another client is uploading this file
       ├─ TooManyRequestsException    429
       ├─ ServiceException            5xx
       └─ ApiDecodeError              an answer that does not match the definition; also a ValueError

The errors that derive from urllib3's are in ``connection_errors``, loaded on first use: importing urllib3 takes longer
than the rest of the client.
"""

from __future__ import annotations

from .base_error import ConnectionProblem, ManagerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .connection_errors import ApiAbortedError, ApiConnectionError, ApiTimeoutError
    from .models import Error

__all__ = [
    "ApiAbortedError",
    "ApiConnectionError",
    "ApiDecodeError",
    "ApiException",
    "ApiTimeoutError",
    "BadRequestException",
    "ConflictException",
    "ConnectionProblem",
    "ContentTooLargeException",
    "ExpectationFailedException",
    "FailedDependencyException",
    "ForbiddenException",
    "LengthRequiredException",
    "LockedException",
    "ManagerError",
    "NotAcceptableException",
    "NotFoundException",
    "PreconditionFailedException",
    "RangeNotSatisfiableException",
    "ServiceException",
    "TooEarlyException",
    "TooManyRequestsException",
    "UnauthorizedException",
    "UnprocessableEntityException",
    "UnsupportedMediaTypeException",
    "exception_for",
]


class ApiException(ManagerError):
    """The Manager, or a proxy before it, answered with an error or with something that is not from this API.

    Attributes:
        status: HTTP status.
        reason: The text beside the status.
        headers: Headers of the answer; names are case-insensitive.
        body: Body of the answer, decompressed.
        error: The decoded error body, if it was one of the Manager's.
        message: The most specific text: from the error body, the page or the status.
    """

    def __init__(
        self,
        status: int,
        reason: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        error: Error | None = None,
        message: str = "",
        where: str = "",
    ) -> None:
        super().__init__(status, reason)
        self.status: int = status
        self.reason = reason
        self.headers: Mapping[str, str] = headers if headers is not None else {}
        self.body = body
        self.error = error
        self.message = message or reason
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where} answered " if self.where else ""
        return f"{place}{self.status} {self.reason}".rstrip() + (
            f": {self.message}" if self.message != self.reason else ""
        )


class BadRequestException(ApiException):
    """400: the request does not match its schema, or the job script rejects it."""


class UnauthorizedException(ApiException):
    """401: a proxy before the Manager requires authentication."""


class ForbiddenException(ApiException):
    """403: wrong credentials, or not allowed."""


class NotFoundException(ApiException):
    """404: no such job, task, worker, tag or path."""


class NotAcceptableException(ApiException):
    """406: the worker tag of a job does not exist."""


class ConflictException(ApiException):
    """409: not possible in the current state."""


class LengthRequiredException(ApiException):
    """411: an upload without its length."""


class PreconditionFailedException(ApiException):
    """412: the job type has changed since its etag was read."""


class ContentTooLargeException(ApiException):
    """413: the body is larger than the Manager, or more often a proxy, accepts."""


class UnsupportedMediaTypeException(ApiException):
    """415: the content type is not accepted here."""


class RangeNotSatisfiableException(ApiException):
    """416: nothing matches the selection."""


class ExpectationFailedException(ApiException):
    """417: size or checksum of an upload is not the one declared."""


class UnprocessableEntityException(ApiException):
    """422: the change is not possible."""


class LockedException(ApiException):
    """423: the worker has to do something else first."""


class FailedDependencyException(ApiException):
    """424: files are missing."""


class TooEarlyException(ApiException):
    """425: another client is uploading this file, and the upload may be deferred."""


class TooManyRequestsException(ApiException):
    """429: the Manager accepts no more requests right now."""


class ServiceException(ApiException):
    """5xx: the Manager, or a proxy before it, failed."""


class ApiDecodeError(ApiException, ValueError):
    """The answer does not match the definition: other JSON, no JSON, too large, or not from a Manager at all."""


_BY_STATUS: dict[int, type[ApiException]] = {
    400: BadRequestException,
    401: UnauthorizedException,
    403: ForbiddenException,
    404: NotFoundException,
    406: NotAcceptableException,
    409: ConflictException,
    411: LengthRequiredException,
    412: PreconditionFailedException,
    413: ContentTooLargeException,
    415: UnsupportedMediaTypeException,
    416: RangeNotSatisfiableException,
    417: ExpectationFailedException,
    422: UnprocessableEntityException,
    423: LockedException,
    424: FailedDependencyException,
    425: TooEarlyException,
    429: TooManyRequestsException,
}


def exception_for(status: int) -> type[ApiException]:
    """Return the exception class of an HTTP status."""
    return _BY_STATUS.get(status, ServiceException if status >= 500 else ApiException)


def __getattr__(name: str) -> Any:
    if name in {"ApiConnectionError", "ApiTimeoutError", "ApiAbortedError"}:
        from . import connection_errors

        return getattr(connection_errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
