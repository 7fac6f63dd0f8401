"""Heads of the requests that upload a file, or ask whether it is stored."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from .proxy import proxy_of
from .request import build

if TYPE_CHECKING:
    from .configuration import Configuration
    from .upload_connection import Upload

_PATH = "/api/v3/shaman/files/"
"""Path of ``shamanFileStore`` and ``shamanFileStoreCheck``, without checksum and size."""
_EXPECT = "Expect: 100-continue\r\n"


class RequestHeadCache:
    """Request heads for one Manager; most of a head is the same for every file."""

    def __init__(self, configuration: Configuration) -> None:
        request = build(configuration, "POST", _PATH, file=io.BytesIO(), content_type="application/octet-stream")
        default = {"http": 80, "https": 443}[configuration.scheme]
        host = configuration.address if configuration.port != default else configuration.address.rpartition(":")[0]
        del request.headers["Content-Length"]
        proxy = proxy_of(configuration) if configuration.scheme == "http" else None
        fields = {"Host": host, **request.headers, **(proxy.headers if proxy else {})}
        self._prefix = configuration.origin if proxy else ""
        self._base = request.target
        self._fields = "".join(f"{name}: {value}\r\n" for name, value in fields.items())

    def target(self, upload: Upload) -> str:
        """Return the path of a file at the Manager."""
        return f"{self._base}{upload.checksum}/{upload.size}"

    def asking(self, upload: Upload, target: str = "") -> bytes:
        """Return the head that asks whether the file is stored."""
        return f"GET {self._prefix}{target or self.target(upload)} HTTP/1.1\r\n{self._fields}\r\n".encode("latin-1")

    def sending(self, upload: Upload, target: str = "", *, expects: bool) -> bytes:
        """Return the head that uploads it; with ``expects`` the Manager first says whether it wants the body."""
        return (
            f"POST {self._prefix}{target or self.target(upload)} HTTP/1.1\r\n"
            f"{self._fields}Content-Length: {upload.size}\r\n"
            f"X-Shaman-Can-Defer-Upload: {'true' if upload.may_defer else 'false'}\r\n"
            f"{_EXPECT if expects else ''}\r\n"
        ).encode("latin-1")
