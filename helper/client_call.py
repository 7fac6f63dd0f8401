"""Calls of any operation of the client for ``Session.call``: the helper's half of ``ipc.client_calls``."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args, get_origin

from ..core.encoded_json import Encoded
from ..core.errors import Cancelled, ErrorKind, FarmError
from ..core.progress import Phase, Progress
from ..core.text import TEXT_KEYS, say
from ..core.user_files import UserFiles
from ..ipc.client_calls import api_class, find, type_hints
from ..manager_client.json_text import parse

if TYPE_CHECKING:
    from ..core.cancel import CancelToken
    from ..manager_client import Configuration

_TIMEOUT = "_request_timeout"


def call(arguments: Mapping[str, Any], cancel: CancelToken) -> Generator[Progress, None, dict[str, Any]]:
    """Call the ``operation`` of the Manager at ``url`` with ``arguments`` as ``prepare`` made them.

    The Manager's credentials are read from the user's files in ``user_folder``.

    Returns:
        ``value``: the Manager's answer; None if it is empty.

    Raises:
        FarmError: The Manager rejected the call, or it could not be made.
        Cancelled: The call was cancelled; a change may have reached the Manager all the same.
    """
    from ..farm import credentials
    from ..farm.error_messages import explain

    url, operation = str(arguments["url"]), str(arguments["operation"])
    yield Progress(Phase.ASKING)
    configuration = credentials.configuration(url, UserFiles(arguments["user_folder"]))
    try:
        return {"value": _ask(configuration, operation, arguments["arguments"], cancel)}
    except Exception as error:
        cancel.check()
        if isinstance(error, (Cancelled, FarmError)):
            raise
        given = credentials.is_given(configuration)
        raise explain(error, url, say("do {operation}", operation=operation), access_given=given) from error


def _ask(configuration: Configuration, operation: str, arguments: Mapping[str, Any], cancel: CancelToken) -> Any:
    from ..manager_client import ApiClient, with_http_info

    function = find(operation)
    api = api_class(operation)
    with ExitStack() as stack:
        values = _values(operation, type_hints(function), arguments, stack)
        client = stack.enter_context(ApiClient(configuration))
        stack.callback(cancel.on_cancel(client.abort))
        response = with_http_info(getattr(api(client), function.__name__), **values)
    if response.data is None or isinstance(response.data, str):
        return response.data
    # The raw JSON keeps fields that the models do not know. It is encoded at once, and the models are given up first:
    # a large answer takes much memory in each form.
    body = response.body
    del response
    value = parse(body)
    if all(f'"{key}"'.encode() in body for key in TEXT_KEYS):
        return value  # an object in it may look like a text of ours
    return Encoded(json.dumps(value, separators=(",", ":")))


def _values(operation: str, hints: Mapping[str, Any], arguments: Mapping[str, Any], stack: ExitStack) -> dict[str, Any]:
    from ..manager_client.decoding import DecodeError, decode

    values: dict[str, Any] = {}
    for name, value in arguments.items():
        if name == _TIMEOUT:
            values[name] = tuple(value) if isinstance(value, list) else value
        elif hints.get(name) is BinaryIO:
            values[name] = stack.enter_context(open(value, "rb"))  # noqa: SIM115 - the stack closes it
        elif get_origin(hints.get(name)) is Literal:
            if value not in get_args(hints[name]):
                raise _unfit(operation, name, say("one of {names} expected", names=", ".join(get_args(hints[name]))))
            values[name] = value
        else:
            try:
                decoded = decode(hints[name], value)
            except (DecodeError, KeyError) as error:
                raise _unfit(operation, name, str(error)) from error
            if decoded.problems:
                raise _unfit(operation, name, decoded.problems[0])
            values[name] = decoded.value
    return values


def _unfit(operation: str, name: str, why: str) -> FarmError:
    return FarmError(
        say(
            "{operation} was not sent: the argument {name} is invalid: {why}.", operation=operation, name=name, why=why
        ),
        kind=ErrorKind.BAD_ARGUMENTS,
        hint="This is an error in the calling script.",
    )
