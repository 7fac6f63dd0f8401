"""Exceptions that end a use-case without a result: it failed, or the user cancelled it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .text import fixed, say


class ErrorKind(StrEnum):
    """Kind of an error, for code and scripts; docs/user_guide.md lists the values, which never change."""

    # No answer: the client's connection problems.
    UNKNOWN_HOST = "unknown-host"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    ABORTED = "aborted"
    # The answer is an error.
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
    # The farm or the job is not ready.
    SET_UP = "set-up"
    SETTINGS = "settings"
    TAG = "tag"
    MANAGER = "manager"
    PREFLIGHT = "preflight"
    WARNINGS = "warnings"
    NOT_READY = "not-ready"
    UNSEEN = "unseen"
    # Files of the job.
    MISSING_FILES = "files"
    OUTSIDE = "outside"
    FILE = "file"
    CHANGED = "changed"
    TRACE = "trace"
    COPY = "copy"
    SECOND_BLENDER = "second-blender"
    STORAGE = "storage"
    # The outcome of an earlier or a lost submission.
    NOT_KNOWN = "not-known"
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
    """An error with a message for the user.

    Attributes:
        message: What happened and where, in one or a few sentences; made by ``core.text.say`` if values are filled in.
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
        """What a failed submission could not clean up, as a text; "" for nothing."""
        return _text(self.details.get("left_behind", ""))

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        pattern = "{message} {hint}" if self.message.endswith((".", "!", "?", ":")) else "{message}. {hint}"
        return say(pattern, message=fixed(self.message), hint=fixed(self.hint))

    def as_message(self) -> dict[str, Any]:
        """Return the error as the helper sends it to Blender."""
        return {"kind": self.kind, "message": self.message, "hint": self.hint, "details": self.details}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> FarmError:
        """Return the error for a message; missing parts become empty, an unknown kind becomes ``internal``."""
        details = message.get("details")
        return FarmError(
            _text(message.get("message", "")),
            kind=next((kind for kind in ErrorKind if kind == message.get("kind")), ErrorKind.INTERNAL),
            hint=_text(message.get("hint", "")),
            details=details if isinstance(details, Mapping) else None,
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)  # keeps a core.text.Text


class Cancelled(Exception):
    """The user cancelled.

    Attributes:
        message: What is left behind, for example the path of a checkout that no job uses; "" for nothing.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message
