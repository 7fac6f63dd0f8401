"""Any operation of the client by its name, "MetaApi.get_version": asked for in Blender, called in the worker.

Between the two, models are the JSON that the Manager gets and gives, and files are paths.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args, get_origin

from ..farm.errors import Cancelled, FarmError
from ..farm.text import say
from ..submission.progress import Progress

if TYPE_CHECKING:
    # At run time it would bring threading into Blender's process, which decodes answers with this module.
    from ..farm.cancel import CancelToken
    from ..manager_client import Configuration

Operation = Callable[..., Any]
_TIMEOUT = "_request_timeout"


def prepare(operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as JSON values.

    Args:
        operation: API class and method.
        arguments: By parameter name: models, plain values, and for uploads the path of the file.

    Raises:
        ValueError: There is no such operation, or a time has no time zone.
        TypeError: An argument is missing or has no place, or a file is not given by its path.
    """
    import inspect

    from ..manager_client.model import encode

    function = _find(operation)
    inspect.signature(function).bind(None, **arguments)
    files = {name for name, hint in _hints(function).items() if hint is BinaryIO}
    return {
        name: os.path.abspath(os.fspath(value)) if name in files else encode(value) for name, value in arguments.items()
    }


def understand(operation: str, result: Mapping[str, Any]) -> Any:
    """The answer as the type that the operation returns.

    Raises:
        FarmError: The answer is something else.
    """
    from ..manager_client.decoding import DecodeError, decode

    hint = _hints(_find(operation))["return"]
    try:
        return None if hint is type(None) else decode(hint, result["value"]).value
    except (DecodeError, KeyError) as error:
        message = say("The answer to {operation} makes no sense: {reason}.", operation=operation, reason=str(error))
        raise FarmError(message, kind="bad-answer") from error


def call(arguments: Mapping[str, Any], cancel: CancelToken) -> Generator[Progress, None, dict[str, Any]]:
    """Call the ``operation`` of the Manager at ``url`` with ``arguments`` as ``prepare`` made them.

    The access to that Manager, if any, is read from ``state_folder``.

    Returns:
        ``value``: what the Manager answered, None when it answered nothing.

    Raises:
        FarmError: The Manager did not do it, or can't be asked for it.
        Cancelled: The call was ended; a change may have reached the Manager all the same.
    """
    from ..farm import access
    from ..farm.explain import explain

    url, operation = str(arguments["url"]), str(arguments["operation"])
    yield Progress("asking")
    configuration = access.configuration(url, str(arguments.get("state_folder", "")))
    try:
        return {"value": _ask(configuration, operation, arguments["arguments"], cancel)}
    except Exception as error:
        cancel.check()
        if isinstance(error, (Cancelled, FarmError)):
            raise
        given = access.is_given(configuration)
        raise explain(error, url, say("do {operation}", operation=operation), access_given=given) from error


def _ask(configuration: Configuration, operation: str, arguments: Mapping[str, Any], cancel: CancelToken) -> Any:
    from ..manager_client import ApiClient, with_http_info

    function = _find(operation)
    api = _api_class(operation)
    with ExitStack() as stack:
        values = _values(operation, _hints(function), arguments, stack)
        client = stack.enter_context(ApiClient(configuration))
        stack.callback(cancel.on_cancel(client.abort))
        response = with_http_info(getattr(api(client), function.__name__), **values)
    # As it came: nothing is lost that the models do not know.
    return response.data if response.data is None or isinstance(response.data, str) else response.json()


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
        say("{operation} was not sent: {name} is not what it needs: {why}.", operation=operation, name=name, why=why),
        kind="bad-arguments",
        hint="This is an error of the script that asked for it.",
    )


def _api_class(operation: str) -> type:
    from ..manager_client import apis

    name = operation.partition(".")[0]
    if name not in apis.__all__:
        raise ValueError(f"{operation!r} is no operation: the APIs are {', '.join(apis.__all__)}")
    api: type = getattr(apis, name)
    return api


def _find(operation: str) -> Operation:
    function = vars(_api_class(operation)).get(operation.partition(".")[2])
    if not callable(function) or function.__name__.startswith("_"):
        raise ValueError(f"{operation!r} is no operation of the client")
    found: Operation = function
    return found


def _hints(function: Operation) -> dict[str, Any]:
    """Types of parameters and answer; the API modules import some of the names for type checkers only."""
    import typing

    names = {"Any": Any, "BinaryIO": BinaryIO, "Literal": Literal, "Timeout": Any}
    return typing.get_type_hints(function, localns=names)
