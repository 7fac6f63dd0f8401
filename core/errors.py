"""The two ways a use-case ends without a result: it could not do its job, or it was told to stop."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .text import fixed, say


class ErrorKind(StrEnum):
    """What went wrong, for code and for scripts; docs/user_guide.md lists the values, which stay as they are."""

    # There was no answer: the problems of a connection that the client knows.
    UNKNOWN_HOST = "unknown-host"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    ABORTED = "aborted"
    # There was one, and it is an error.
    NOT_A_MANAGER = "not-a-manager"
    REDIRECT = "redirect"
    DENIED = "denied"
    TOO_LARGE = "too-large"
    OUTDATED = "outdated"
    SHAMAN_OFF = "shaman-off"
    BUSY = "busy"
    PROXY = "proxy"
    HTTP = "http"
    BAD_ANSWER = "bad-answer"
    # The farm or the job is not ready to be submitted.
    SET_UP = "set-up"
    SETTINGS = "settings"
    TAG = "tag"
    PREFLIGHT = "preflight"
    NOT_READY = "not-ready"
    UNSEEN = "unseen"
    # Files of the job.
    MISSING_FILES = "files"
    FILE = "file"
    CHANGED = "changed"
    TRACE = "trace"
    COPY = "copy"
    SECOND_BLENDER = "second-blender"
    STORAGE = "storage"
    # What became of a job.
    NOT_KNOWN = "not-known"
    ARRIVED = "arrived"
    # This machine and its preferences.
    OFFLINE = "offline"
    URL = "url"
    ACCESS = "access"
    CACHE = "cache"
    DISK = "disk"
    DISK_FULL = "disk-full"
    PERMISSION = "permission"
    # Flamenco Client itself.
    HELPER_CANNOT_START = "helper-cannot-start"
    HELPER_DIED = "helper-died"
    BAD_ARGUMENTS = "bad-arguments"
    INTERNAL = "internal"


class FarmError(Exception):
    """What went wrong, in words for the artist.

    Attributes:
        message: What happened and where: one sentence, or a few; by ``core.text.say`` where something is filled in.
        kind: For code; never shown.
        hint: What to do about it; may be empty.
        details: Further facts, JSON-able: ``url``, ``status``, paths.
    """

    def __init__(
        self, message: str, *, kind: ErrorKind, hint: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.hint = hint
        self.details = dict(details or {})

    @property
    def left_behind(self) -> str:
        """What a submission that failed could not take away again, in words; "" when that is nothing."""
        return _text(self.details.get("left_behind", ""))

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        pattern = "{message} {hint}" if self.message.endswith((".", "!", "?", ":")) else "{message}. {hint}"
        return say(pattern, message=fixed(self.message), hint=fixed(self.hint))

    def as_message(self) -> dict[str, Any]:
        """The error as the helper sends it to Blender."""
        return {"kind": self.kind, "message": self.message, "hint": self.hint, "details": self.details}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> FarmError:
        """The error that ``as_message`` was made from; what is missing is left empty, a kind unknown here internal."""
        details = message.get("details")
        return FarmError(
            _text(message.get("message", "")),
            kind=next((kind for kind in ErrorKind if kind == message.get("kind")), ErrorKind.INTERNAL),
            hint=_text(message.get("hint", "")),
            details=details if isinstance(details, Mapping) else None,
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)  # a farm.text.Text stays one


class Cancelled(Exception):
    """The user said stop.

    Attributes:
        message: What is left behind, for example the path of a checkout that no job uses; empty when nothing is.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message
