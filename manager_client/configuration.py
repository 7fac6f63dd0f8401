"""Address, timeouts and limits of a client: an immutable value."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn, Self

MIB = 1024 * 1024


class Configuration:
    """Settings of an ApiClient; two with the same values are equal.

    Args:
        host: URL of the Manager, ``http://`` or ``https://``. A path in it precedes the path of every call.
        username: For the worker operations: the worker's UUID.
        password: For the worker operations: the worker's secret.
        connect_timeout: Seconds to connect to one address, TLS handshake included.
        read_timeout: Seconds without a single byte before a call fails.
        total_timeout: Seconds for a whole call with its retries. Uploads are exempt until their last byte is sent.
        retries: Attempts after the first. Any call is retried when nothing was sent; GET also when the connection
            broke, and after 502, 503 and 504.
        longest_retry_after: Seconds; when ``Retry-After`` asks for a longer pause, the call is not retried.
        max_answer_size: Most bytes of a decompressed answer; of those that list no jobs or tasks 16 MiB at most.
        verify_ssl: Whether the certificate of an ``https`` Manager is checked.
        ca_file: PEM file with the certificates to trust in place of the system's.
        use_proxy: Whether the proxy is used that ``HTTP_PROXY`` or ``HTTPS_PROXY`` names, except for the hosts in
            ``NO_PROXY`` and this machine.
        default_headers: Sent with every call.
        pool_size: Idle connections to keep; more may be in use.

    Raises:
        ValueError: The host is not such a URL, or a timeout is not above 0.
    """

    __slots__ = (
        "base_path",
        "ca_file",
        "connect_timeout",
        "default_headers",
        "host",
        "hostname",
        "longest_retry_after",
        "max_answer_size",
        "password",
        "pool_size",
        "port",
        "read_timeout",
        "retries",
        "scheme",
        "total_timeout",
        "use_proxy",
        "username",
        "verify_ssl",
    )
    host: str
    scheme: str
    hostname: str
    port: int
    base_path: str
    username: str | None
    password: str | None
    connect_timeout: float
    read_timeout: float
    total_timeout: float
    retries: int
    longest_retry_after: float
    max_answer_size: int
    verify_ssl: bool
    ca_file: str | None
    use_proxy: bool
    default_headers: Mapping[str, str]
    pool_size: int

    def __init__(
        self,
        host: str = "http://localhost:8080",
        *,
        username: str | None = None,
        password: str | None = None,
        connect_timeout: float = 3.0,
        read_timeout: float = 30.0,
        total_timeout: float = 60.0,
        retries: int = 2,
        longest_retry_after: float = 10.0,
        max_answer_size: int = 64 * MIB,
        verify_ssl: bool = True,
        ca_file: str | None = None,
        use_proxy: bool = True,
        default_headers: Mapping[str, str] | None = None,
        pool_size: int = 8,
    ) -> None:
        values: dict[str, Any] = {
            "host": host.rstrip("/"),
            "username": username,
            "password": password,
            "connect_timeout": _positive("connect_timeout", connect_timeout),
            "read_timeout": _positive("read_timeout", read_timeout),
            "total_timeout": _positive("total_timeout", total_timeout),
            "retries": retries,
            "longest_retry_after": longest_retry_after,
            "max_answer_size": max_answer_size,
            "verify_ssl": verify_ssl,
            "ca_file": ca_file,
            "use_proxy": use_proxy,
            "default_headers": dict(default_headers or {}),
            "pool_size": pool_size,
            **_parts(host),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in ``http://localhost:8080``."""
        return f"{self.scheme}://{self.address}"

    @property
    def address(self) -> str:
        """Host and port, for messages."""
        return f"[{self.hostname}]:{self.port}" if ":" in self.hostname else f"{self.hostname}:{self.port}"

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values for some arguments."""
        return type(self)(**{**self._arguments(), **changes})

    def _arguments(self) -> dict[str, Any]:
        derived = {"scheme", "hostname", "port", "base_path"}
        return {name: getattr(self, name) for name in self.__slots__ if name not in derived}

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Configuration is immutable: use replace({name}=...)")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Configuration is immutable: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Configuration) and self._arguments() == other._arguments()

    def __hash__(self) -> int:
        return hash((self.host, self.username))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self._arguments())

    def __repr__(self) -> str:
        secrets = {"password", "default_headers"}
        shown = (f"{name}={value!r}" for name, value in self._arguments().items() if name not in secrets)
        return f"Configuration({', '.join(shown)})"


def _restore(cls: type[Configuration], arguments: dict[str, Any]) -> Configuration:
    return cls(**arguments)


def _positive(name: str, seconds: float) -> float:
    if not 0 < seconds < float("inf"):
        raise ValueError(f"{name} must be a finite number of seconds above 0, not {seconds!r}")
    return seconds


def _parts(host: str) -> dict[str, Any]:
    from urllib.parse import quote, urlsplit

    try:
        url = urlsplit(host)
        port = url.port
    except ValueError as error:
        raise ValueError(f"{host!r} is not the URL of a Manager: {error}") from None
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError(f"{host!r} is not the URL of a Manager: it needs the form http://host:port")
    if url.username is not None or url.query or url.fragment:
        raise ValueError("the URL of a Manager cannot contain a user name, password, query or fragment")
    return {
        "scheme": url.scheme,
        "hostname": url.hostname,
        "port": port or (443 if url.scheme == "https" else 80),
        "base_path": quote(url.path.rstrip("/"), safe="/%:@!$&'()*+,;=~"),
    }
