"""Addresses of Managers: their normal form, and the web pages below them."""

from __future__ import annotations

import functools
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..core.errors import ErrorKind, FarmError
from ..core.text import join, say

API = "/api/v3"
DEFAULT_PORTS = {"http": 80, "https": 443}
USUAL_PORT = 8080

EXAMPLE = "The address of a Manager looks like http://farm:8080."
NO_HOST = '"{text}" is not a valid host name.'
# Pages of the web interface; any other sub-path that begins with "app" is kept.
WEB_PAGES = {"", "jobs", "workers", "tags", "last-rendered", "settings", "setup-assistant", "index.html"}
CONCEALED = "\u2022" * 3
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
ZONE = re.compile(r"[A-Za-z0-9._~-]+")
PATH_SAFE = "%:@!$&'()*+,;=~"


class UrlError(FarmError):
    """The text is not an address of a Manager; the message gives the reason."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, kind=ErrorKind.URL, hint=hint)


@dataclass(frozen=True, slots=True)
class NormalUrl:
    """A normalised address, and the changes that normalising made.

    Attributes:
        url: ``scheme://host[:port][/sub/path]``, without a slash at the end.
        note: The changes as a text for the user; empty for none.
    """

    url: str
    note: str = ""


@functools.lru_cache(maxsize=64)  # called with every draw and every turn of the timer
def normalise(text: str) -> NormalUrl:
    """Normalise a typed or pasted address.

    Raises:
        UrlError: It can't be the address of a Manager; the message gives the reason.
    """
    notes: list[str] = []
    scheme, rest = _split_scheme(_clean(text), notes)
    cut = re.search(r"[?#]", rest)
    if cut:
        rest = rest[: cut.start()]
        notes.append(say("everything after {sign} was removed", sign=repr(cut.group())))
    authority, slash, path = rest.partition("/")
    host, port = _split_authority(authority, scheme)
    where = host if port in {None, DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    url = f"{scheme}://{where}{_root_path(slash + path, notes)}"
    return NormalUrl(url, join("; ", notes))


def is_loopback(url: str) -> bool:
    """Return whether an address is this machine: 127.0.0.0/8, ::1 or localhost; no name is resolved.

    False for an address that ``normalise`` rejects.
    """
    try:
        host = urlsplit(normalise(url).url).hostname or ""
    except UrlError:
        return False
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return False
        return (address.ipv4_mapped or address).is_loopback
    return address.is_loopback


def host_and_port(url: str) -> str:
    """Return ``host:port`` for messages, always with the port; a text that is not a URL is returned unchanged."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return url
    host = parts.netloc.rpartition("@")[2]
    return host if parts.port else f"{host}:{port}"


def names_port(url: str) -> bool:
    """Return whether the address has a port; the scheme's default port is seldom a Manager's."""
    try:
        return urlsplit(url).port is not None
    except ValueError:
        return False


def concealed(text: str) -> str:
    """Return a rejected address with a possible user name and password hidden; it is still rejected."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "", text
    _, at, after = rest.rpartition("@")
    return f"{scheme}{separator}{CONCEALED}@{after}" if at else text


def is_address(text: str) -> bool:
    """Return whether a text is a valid address of a Manager."""
    try:
        normalise(text)
    except UrlError:
        return False
    return True


def web_url(url: str, page: str = "") -> str:
    """Return the URL of a page of the web interface, for example ``jobs``; by default its first page."""
    return f"{url}/app/{quote(page.lstrip('/'))}"


def job_url(url: str, job_id: str) -> str:
    """Return the URL of a job's page in the web interface."""
    return web_url(url, f"jobs/{job_id}")


def api_explorer_url(url: str) -> str:
    """Return the URL of the Manager's page for trying out its API."""
    return f"{url}{API}/swagger-ui/"


def _clean(text: str) -> str:
    text = text.strip()
    if not text:
        raise UrlError("No address is given.", hint=EXAMPLE)
    if any(character.isspace() or not character.isprintable() for character in text):
        raise UrlError("The address contains a space or a control character.", hint=EXAMPLE)
    if "\\" in text:
        raise UrlError("The address contains a backslash: it needs forward slashes.", hint=EXAMPLE)
    return text


def _split_scheme(text: str, notes: list[str]) -> tuple[str, str]:
    scheme, separator, rest = text.partition("://")
    if separator and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        scheme = scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise UrlError(
                say("A Manager can't be reached by {scheme}://, only by http:// or https://.", scheme=scheme)
            )
        return scheme, rest
    # "http:/farm", "https:farm" and "http//farm" are typing errors; "http:8080" is a host named http.
    if slip := re.match(r"(https?)(:/*|/+)(?!\d+(/|$))", text, re.IGNORECASE):
        message = say("After {scheme} there must be :// in the address.", scheme=slip.group(1).lower())
        raise UrlError(message, hint=EXAMPLE)
    notes.append(say("http:// was added"))
    return "http", text.removeprefix("//")


def _split_authority(authority: str, scheme: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise UrlError(
            "The address contains a user name or password. A Manager has none, and addresses are shown and stored.",
            hint="Remove everything up to the @.",
        )
    if authority.startswith("["):
        literal, bracket, port = authority[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            message = '"{address}" is not an IPv6 address in brackets, with or without a port after it.'
            raise UrlError(say(message, address=authority))
        return _ipv6(literal), _port(port[1:])
    if authority.count(":") > 1:
        raise UrlError(
            say('"{address}" is ambiguous: an IPv6 address needs brackets.', address=authority),
            hint=say("For example {scheme}://[fe80::1]:8080.", scheme=scheme),
        )
    host, _colon, port = authority.partition(":")
    return _host(host), _port(port)


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= 65535):
        raise UrlError(say('"{text}" is not a port: a port is a number from 1 to 65535.', text=text), hint=EXAMPLE)
    return int(text)


def _ipv6(literal: str) -> str:
    text, percent, zone = literal.partition("%")
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise UrlError(say('"{text}" is not an IPv6 address.', text=literal)) from None
    _refuse_unspecified(address)
    if not percent:
        return f"[{address.compressed}]"
    # RFC 6874 escapes the percent sign as %25; systems print it unescaped, and the resolver accepts only that.
    zone = zone.removeprefix("25") if len(zone) > 2 else zone
    if not ZONE.fullmatch(zone):
        raise UrlError(say('"{text}" has no valid zone after the percent sign.', text=literal))
    return f"[{address.compressed}%{zone}]"


def _host(text: str) -> str:
    if not text:
        raise UrlError("The address has no host.", hint=EXAMPLE)
    try:
        host = text.lower() if text.isascii() else text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise UrlError(say(NO_HOST, text=text), hint=EXAMPLE) from None
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise UrlError(say(NO_HOST, text=text), hint=EXAMPLE)
    # Systems interpret 127.1, 0x7f.1 and 2130706433 as addresses too, but differently.
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        try:
            address = ipaddress.IPv4Address(host)
        except ValueError:
            message = say('"{text}" is not a complete IPv4 address: four numbers from 0 to 255.', text=text)
            raise UrlError(message) from None
        _refuse_unspecified(address)
    return host


def _refuse_unspecified(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if address.is_unspecified:
        raise UrlError(
            say("{address} stands for all addresses of a machine; enter a single one.", address=str(address)),
            hint="Use 127.0.0.1 for a Manager on this machine, or the name of its machine.",
        )


def _root_path(path: str, notes: list[str]) -> str:
    """Return the Manager's base path: remove the path of a page of the web interface or API."""
    segments = [segment for segment in path.split("/") if segment]
    if {".", ".."} & set(segments):
        raise UrlError("The address contains . or .. as a folder.", hint="Remove that folder from the address.")
    for index, segment in enumerate(segments):
        following = segments[index + 1] if index + 1 < len(segments) else ""
        if (segment == "app" and following in WEB_PAGES) or (segment == "api" and following in {"", "v3"}):
            notes.append(say("/{path} was removed", path="/".join(segments[index : index + 2])))
            segments = segments[:index]
            break
    return "".join(f"/{quote(segment, safe=PATH_SAFE)}" for segment in segments)
