"""Shaman: missing files, uploads and checkouts."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

from .. import checkout
from ..farm import Farm
from ..shaman import STORED, UPLOADING, AlreadyStoredError, CollisionError, MismatchError
from ..wire import Answer, Request
from .common import Handler, RefusedError

_TRUE = {"1", "t", "T", "TRUE", "true", "True"}
_FALSE = {"0", "f", "F", "FALSE", "false", "False"}


def _require_shaman(farm: Farm) -> None:
    if not farm.has_shaman:
        raise RefusedError(Answer.error(503, "shaman server not active"))


def requirements(farm: Farm, request: Request) -> Answer:
    """List the missing files; of several paths with one content only the first."""
    _require_shaman(farm)
    needed: dict[tuple[str, int], dict[str, Any]] = {}
    seen: set[tuple[str, int]] = set()
    for file in request.json["files"]:
        key = (file["sha"], file["size"])
        if key in seen:
            continue
        seen.add(key)
        if (status := farm.shaman.status(*key)) != STORED:
            needed[key] = {"sha": file["sha"], "size": file["size"], "path": file["path"], "status": status}
    return Answer.of_json({"files": list(needed.values())})


def create_checkout(farm: Farm, request: Request) -> Answer:
    _require_shaman(farm)
    try:
        path = checkout.create(farm.shaman, request.json["checkoutPath"], request.json["files"])
    except checkout.CheckoutError as error:
        return Answer.error(500, f"unexpected error: {error}")
    return Answer.of_json({"checkoutPath": path})


def _parameter_error(name: str, reason: str) -> RefusedError:
    return RefusedError(
        Answer.framework_error(400, f"Invalid format for parameter {name}: error binding string parameter: {reason}")
    )


def _size(request: Request) -> int:
    text = request.parameters["filesize"]
    if not re.fullmatch(r"[+-]?\d+", text):
        raise _parameter_error("filesize", f'strconv.ParseInt: parsing "{text}": invalid syntax')
    return int(text)


def _may_defer(request: Request) -> bool:
    name = "X-Shaman-Can-Defer-Upload"
    text = request.headers.get(name, "false")
    if text not in _TRUE | _FALSE:
        raise _parameter_error(name, f'strconv.ParseBool: parsing "{text}": invalid syntax')
    return text in _TRUE


def _check_name(request: Request) -> None:
    """Refuse a file name that is not an RFC 2047 word, although it is only for the log."""
    text = request.headers.get("X-Shaman-Original-Filename")
    try:
        str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError) as error:
        raise RefusedError(Answer.error(400, f"the original file name cannot be decoded: {error}")) from None


def file_status(farm: Farm, request: Request) -> Answer:
    _require_shaman(farm)
    return Answer.of_json({"status": farm.shaman.status(request.parameters["checksum"], _size(request))})


def store_file(farm: Farm, request: Request) -> Answer:
    """Stream an upload to disk. An unwanted file is answered before the body is read."""
    sha, size = request.parameters["checksum"], _size(request)
    may_defer = _may_defer(request)
    _require_shaman(farm)
    _check_name(request)
    status = farm.shaman.status(sha, size)
    if status == STORED:
        return Answer(208, content_type="text/plain; charset=UTF-8")
    if status == UPLOADING and may_defer:
        return Answer(425, content_type="text/plain; charset=UTF-8")
    try:
        farm.shaman.receive(sha, size, request.stream.blocks())
    except AlreadyStoredError:
        return Answer(208, content_type="text/plain; charset=UTF-8")
    except MismatchError as error:
        return Answer.error(417, str(error))
    except CollisionError as error:
        return Answer.error(500, f"unexpected error: {error}")
    return Answer(200)


HANDLERS: dict[str, Handler] = {
    "shamanCheckoutRequirements": requirements,
    "shamanCheckout": create_checkout,
    "shamanFileStoreCheck": file_status,
    "shamanFileStore": store_file,
}
