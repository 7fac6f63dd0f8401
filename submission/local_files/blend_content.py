"""Content of a .blend, decompressed."""

from __future__ import annotations

import contextlib
import gzip
import importlib
import zlib
from typing import Any, BinaryIO, Final

_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
_GZIP: Final = b"\x1f\x8b"


def plain_reader(source: BinaryIO) -> tuple[Any, type[Exception]]:
    """Return a reader of the uncompressed content of a .blend, and the error that it raises for a damaged file."""
    start = source.read(4)
    source.seek(0)
    if start == _ZSTANDARD:
        return _decompressing(source)
    if start.startswith(_GZIP):
        return gzip.GzipFile(fileobj=source), zlib.error
    return source, ValueError


def is_readable(source: BinaryIO) -> bool:
    """Return whether this Python can decompress a .blend."""
    return source.read(4) != _ZSTANDARD or _zstandard() is not None


def _decompressing(source: BinaryIO) -> tuple[Any, type[Exception]]:
    module = _zstandard()
    if module is None:
        raise ValueError("this Python can't decompress it")
    if hasattr(module, "ZstdFile"):
        return module.ZstdFile(source), module.ZstdError
    return module.ZstdDecompressor().stream_reader(source, read_across_frames=True), module.ZstdError


def _zstandard() -> Any:
    """Return a module for Zstandard: official Blenders have one, and Python from 3.14; ``None`` = there is none."""
    for name in ("compression.zstd", "zstandard"):
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return None
