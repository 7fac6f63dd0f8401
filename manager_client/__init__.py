"""Client of a Flamenco Manager's API: one method per operation, importable in a few milliseconds.

>>> from manager_client import ApiClient, Configuration
>>> from manager_client.apis import MetaApi
>>> with ApiClient(Configuration(host="http://localhost:8080")) as api_client:
...     version = MetaApi(api_client).get_version()

A module is loaded when one of its names is first used, urllib3 at the first call.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .api_client import ApiClient
    from .configuration import Configuration
    from .decoding import DecodeError
    from .exceptions import (
        ApiAbortedError,
        ApiConnectionError,
        ApiDecodeError,
        ApiException,
        ApiTimeoutError,
        ConnectionProblem,
        ManagerError,
    )
    from .file_body import ProgressFile
    from .response import ApiResponse, with_http_info

_MODULES = {
    "ApiAbortedError": "exceptions",
    "ApiClient": "api_client",
    "ApiConnectionError": "exceptions",
    "ApiDecodeError": "exceptions",
    "ApiException": "exceptions",
    "ApiResponse": "response",
    "ApiTimeoutError": "exceptions",
    "Configuration": "configuration",
    "ConnectionProblem": "base_error",
    "DecodeError": "decoding",
    "ManagerError": "base_error",
    "ProgressFile": "file_body",
    "with_http_info": "response",
}

__all__ = [
    "ApiAbortedError",
    "ApiClient",
    "ApiConnectionError",
    "ApiDecodeError",
    "ApiException",
    "ApiResponse",
    "ApiTimeoutError",
    "Configuration",
    "ConnectionProblem",
    "DecodeError",
    "ManagerError",
    "ProgressFile",
    "with_http_info",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
