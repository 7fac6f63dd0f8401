"""What a reverse proxy before a Manager wants to see: kept by the Manager's address, in one file for this user only.

Secrets are in that file and on the wire to that address, nowhere else: no message, log, cache or .blend holds one.
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
"""Headers that say what is sent, not who sends it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is sent along with every call to one Manager, and whom to trust there.

    Attributes:
        user: Name for HTTP basic authentication; empty for none.
        password: It goes with ``user``.
        header: Name of a header of its own, such as ``X-Api-Key``; empty for none.
        value: It goes with ``header``.
        ca_file: Certificates to trust in place of the system's, a PEM file; empty for the system's.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    header: str = ""
    value: str = field(default="", repr=False)
    ca_file: str = ""

    @property
    def objection(self) -> str:
        """Why it can't be sent, as one line that tells no secret; empty when it can."""
        if ":" in self.user or CONTROL.search(self.user + self.password):
            return "A user name has no colon, and neither it nor the password a control character"
        if self.password and not self.user:
            return "The password needs a user"
        if not self.header:
            return "The value needs the name of its header" if self.value else ""
        if not HEADER_NAME.fullmatch(self.header) or self.header.lower() in RESERVED:
            return say('"{header}" can\'t be the name of the header', header=self.header)
        if self.value and not HEADER_VALUE.fullmatch(self.value):
            return "The value of the header has only plain characters, and no space at its ends"
        if self.user and self.header.lower() == "authorization":
            return "User and password are the header Authorization: give one of the two"
        return ""

    def headers(self) -> dict[str, str]:
        """What is sent, by name."""
        sent = {self.header: self.value} if self.header else {}
        if self.user:
            secret = f"{self.user}:{self.password}".encode(errors="replace")
            sent["Authorization"] = f"Basic {base64.b64encode(secret).decode('ascii')}"
        return sent


def read(user_files: UserFiles, url: str) -> Credentials:
    """Return what was kept for the Manager at ``url``, an address in normal form; nothing if none can be read."""
    try:
        kept = _managers(user_files).get(url)
    except OSError:
        kept = None
    if not isinstance(kept, dict):
        return Credentials()
    names = {item.name for item in fields(Credentials)}
    return Credentials(**{name: value for name, value in kept.items() if name in names and isinstance(value, str)})


def write(user_files: UserFiles, url: str, credentials: Credentials) -> None:
    """Keep it; an empty one is forgotten.

    Raises:
        FarmError: it can't be kept; what was kept before still is.
    """
    kept = {name: value for name, value in asdict(credentials).items() if value}
    try:
        with user_files.lock():
            managers = _managers(user_files)
            if managers.pop(url, {}) == kept:
                return
            if kept:
                managers[url] = kept
            user_files.write_json(Kind.ACCESS, None, {"schema": SCHEMA, "managers": managers})
    except (OSError, ValueError) as error:
        path = str(user_files.path(Kind.ACCESS))
        reason = getattr(error, "strerror", None) or str(error)
        raise FarmError(
            say("The access to the Manager is not kept: {reason} ({path}).", reason=reason, path=path),
            kind=ErrorKind.ACCESS,
            hint="Make that file and its folder readable and writable for you.",
            details={"path": path},
        ) from error


def configuration(url: str, user_files: UserFiles, **options: Any) -> Configuration:
    """The client's configuration for a Manager, with what its proxy wants to see. Every use-case calls through this.

    Args:
        url: Address of the Manager.
        user_files: Where it is kept.
        options: Further arguments of ``Configuration``.

    Raises:
        FarmError: of kind ``access``: what was given for this Manager can't be used; nothing was sent.
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
    """Whether calls say who asks."""
    return bool(configuration.default_headers)


def _require_certificates(ca_file: str, url: str) -> None:
    import ssl

    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # an SSLError is one, too
        why = say("it holds no certificates") if isinstance(error, ssl.SSLError) else error.strerror or str(error)
        raise _unusable(url, say("The CA file {path} can't be used: {why}.", path=ca_file, why=why)) from error


def _unusable(url: str, why: str) -> FarmError:
    return FarmError(
        say("What is given as access to {where} can't be used. {why}", where=host_and_port(url), why=fixed(why)),
        kind=ErrorKind.ACCESS,
        hint="Correct it in the preferences of Flamenco Client, under Access.",
        details={"url": url},
    )


def _managers(user_files: UserFiles) -> dict[str, Any]:
    """Return what is kept, by address; nothing if it makes no sense, or is of another version.

    Raises:
        OSError: it can't be read.
    """
    try:
        kept = atomic_files.read_json(user_files.path(Kind.ACCESS), MAX_BYTES)
    except (FileNotFoundError, ValueError):
        return {}
    managers = kept.get("managers") if isinstance(kept, dict) and kept.get("schema") == SCHEMA else None
    return managers if isinstance(managers, dict) else {}
