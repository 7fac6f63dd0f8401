"""Credentials for a reverse proxy in front of a Manager, stored by the Manager's address in a file for this user only.

Secrets are in that file and in requests to that address, nowhere else: not in messages, logs, caches or .blend files.
"""

from __future__ import annotations

import base64
import re
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ..core import atomic_files
from ..core.errors import ErrorKind, FarmError
from ..core.text import fixed, say
from ..core.user_files import MAX_BYTES, Kind, UserFiles
from .manager_url import host_and_port, normalise

if TYPE_CHECKING:
    from ..manager_client import Configuration

SCHEMA = 1
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
RESERVED = {
    *("accept", "connection", "content-length", "content-type", "expect", "host"),
    *("te", "trailer", "transfer-encoding", "upgrade"),
}
"""Headers of the transfer itself, which can't carry credentials."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The authentication that is sent with every call to one Manager, and the certificates to trust.

    Attributes:
        user: Name for HTTP basic authentication; empty for none.
        password: The password of ``user``.
        header: Name of an additional header, such as ``X-Api-Key``; empty for none.
        value: The value of ``header``.
        ca_file: PEM file with the certificates to trust instead of the system's; empty for the system's.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    header: str = ""
    value: str = field(default="", repr=False)
    ca_file: str = ""

    @property
    def objection(self) -> str:
        """Why the credentials can't be used, as one line without secrets; empty if they can."""
        if ":" in self.user or CONTROL.search(self.user + self.password):
            return "The user name contains a colon, or it or the password contains a control character"
        if self.password and not self.user:
            return "The user name is missing"
        if not self.header:
            return "The name of the header is missing" if self.value else ""
        if not HEADER_NAME.fullmatch(self.header) or self.header.lower() in RESERVED:
            return say('"{header}" can\'t be used as a header name', header=self.header)
        if self.value and not HEADER_VALUE.fullmatch(self.value):
            return "The header value must be plain ASCII without spaces at its ends"
        if self.user and self.header.lower() == "authorization":
            return "User and password already set the header Authorization: enter only one of the two"
        return ""

    def headers(self) -> dict[str, str]:
        """Return the headers to send, by name."""
        sent = {self.header: self.value} if self.header else {}
        if self.user:
            secret = f"{self.user}:{self.password}".encode(errors="replace")
            sent["Authorization"] = f"Basic {base64.b64encode(secret).decode('ascii')}"
        return sent


def read(user_files: UserFiles, url: str) -> Credentials:
    """Return the credentials stored for the Manager at ``url``, a normalised address; empty if none can be read."""
    try:
        kept = _managers(user_files).get(url)
    except OSError:
        kept = None
    if not isinstance(kept, dict):
        return Credentials()
    names = {item.name for item in fields(Credentials)}
    return Credentials(**{name: value for name, value in kept.items() if name in names and isinstance(value, str)})


def write(user_files: UserFiles, url: str, credentials: Credentials) -> None:
    """Store credentials; empty ones are deleted.

    Raises:
        FarmError: They can't be stored; the earlier ones are unchanged.
    """
    kept = {name: value for name, value in asdict(credentials).items() if value}
    try:
        with user_files.lock():
            managers = _managers(user_files, for_writing=True)
            if managers.pop(url, {}) == kept:
                return
            if kept:
                managers[url] = kept
            user_files.write_json(Kind.ACCESS, None, {"schema": SCHEMA, "managers": managers})
    except (OSError, ValueError) as error:
        path = str(user_files.path(Kind.ACCESS))
        reason = getattr(error, "strerror", None) or str(error)
        raise FarmError(
            say("The access to the Manager could not be saved: {reason} ({path}).", reason=reason, path=path),
            kind=ErrorKind.ACCESS,
            hint="Make that file and its folder readable and writable for you.",
            details={"path": path},
        ) from error


def configuration(url: str, user_files: UserFiles, **options: Any) -> Configuration:
    """Return the client's configuration for a Manager, with its credentials; all use-cases call through it.

    Args:
        url: Address of the Manager.
        user_files: Where the credentials are stored.
        options: Further arguments of ``Configuration``.

    Raises:
        FarmError: of kind ``access``: the stored credentials can't be used; nothing was sent.
    """
    from ..manager_client import Configuration

    url = normalise(url).url
    credentials = read(user_files, url)
    if credentials.objection:
        raise _unusable(url, say("{objection}.", objection=fixed(credentials.objection)))
    if credentials.ca_file and url.startswith("https:"):
        _require_certificates(credentials.ca_file, url)
    return Configuration(
        host=url, default_headers=credentials.headers(), ca_file=credentials.ca_file or None, **options
    )


def is_given(configuration: Configuration) -> bool:
    """Return whether calls carry credentials."""
    return bool(configuration.default_headers)


def _require_certificates(ca_file: str, url: str) -> None:
    import ssl

    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # includes SSLError
        why = say("it contains no certificates") if isinstance(error, ssl.SSLError) else error.strerror or str(error)
        raise _unusable(url, say("The CA file {path} can't be used: {why}.", path=ca_file, why=why)) from error


def _unusable(url: str, why: str) -> FarmError:
    return FarmError(
        say("The access to {where} can't be used. {why}", where=host_and_port(url), why=fixed(why)),
        kind=ErrorKind.ACCESS,
        hint="Correct it in the preferences of Flamenco Client, under Access.",
        details={"url": url},
    )


def _managers(user_files: UserFiles, *, for_writing: bool = False) -> dict[str, Any]:
    """Return the stored credentials by address; empty if the file is invalid or of another version.

    Raises:
        OSError: The file can't be read.
        ValueError: A newer version wrote it, and writing would lose what is in it.
    """
    try:
        kept = atomic_files.read_json(user_files.path(Kind.ACCESS), MAX_BYTES)
    except (FileNotFoundError, ValueError):
        return {}
    schema = kept.get("schema") if isinstance(kept, dict) else None
    if for_writing and isinstance(schema, int) and schema > SCHEMA:
        raise ValueError(say("a newer version of Flamenco Client wrote it"))
    managers = kept.get("managers") if isinstance(kept, dict) and kept.get("schema") == SCHEMA else None
    return managers if isinstance(managers, dict) else {}
