"""Proxies: the one that the environment names for a Manager, as other programs take it.

Imported at the first call, because it imports urllib.
"""

from __future__ import annotations

import ipaddress
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from .base_error import ConnectionProblem
from .configuration import Configuration
from .connection_errors import ApiConnectionError


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy."""

    hostname: str
    port: int
    authorization: str = ""
    """Value of ``Proxy-Authorization``, "" = none."""

    @property
    def url(self) -> str:
        """Its address, without user and password."""
        host = f"[{self.hostname}]" if ":" in self.hostname else self.hostname
        return f"http://{host}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """What every request to it carries."""
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}


def proxy_of(configuration: Configuration) -> Proxy | None:
    """Return the proxy for a Manager: that of ``HTTP_PROXY`` or ``HTTPS_PROXY``, unless ``NO_PROXY`` names the host.

    A Manager on this machine never has one.

    Raises:
        ApiConnectionError: The variable does not name an HTTP proxy.
    """
    if not configuration.use_proxy or is_loopback(configuration.hostname):
        return None
    environment: Any = urllib.request  # the stubs do not have both functions
    written = str(environment.getproxies_environment().get(configuration.scheme, ""))
    if not written or environment.proxy_bypass_environment(configuration.address):
        return None
    try:
        parts = urlsplit(written if "://" in written else f"http://{written}")
        hostname, port = parts.hostname, parts.port or 80
    except ValueError:
        hostname, port = None, 0
    if not hostname or parts.scheme != "http":
        variable = f"{configuration.scheme.upper()}_PROXY"
        message = (
            f"{variable} is set, but does not name a proxy of the form http://host:port. Correct it, or add "
            f"{configuration.hostname} to NO_PROXY."
        )
        raise ApiConnectionError(message, kind=ConnectionProblem.UNREACHABLE, sent=False, reason=variable)
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return Proxy(hostname, port, f"Basic {b64encode(user.encode()).decode()}" if parts.username else "")


def is_loopback(hostname: str) -> bool:
    """Return whether a host name or address is this machine."""
    name = hostname.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False
