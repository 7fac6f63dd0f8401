"""Any operation of the client by its name, "MetaApi.get_version": its arguments and its answer as JSON.

Between the two, models are the JSON that the Manager gets and gives, and files are paths.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Literal

from ..core.errors import ErrorKind, FarmError
from ..core.text import say

Operation = Callable[..., Any]


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

    function = find(operation)
    inspect.signature(function).bind(None, **arguments)
    files = {name for name, hint in type_hints(function).items() if hint is BinaryIO}
    return {
        name: os.path.abspath(os.fspath(value)) if name in files else encode(value) for name, value in arguments.items()
    }


def understand(operation: str, result: Mapping[str, Any]) -> Any:
    """The answer as the type that the operation returns.

    Raises:
        FarmError: The answer is something else.
    """
    from ..manager_client.decoding import DecodeError, decode

    hint = type_hints(find(operation))["return"]
    try:
        return None if hint is type(None) else decode(hint, result["value"]).value
    except (DecodeError, KeyError) as error:
        message = say("The answer to {operation} makes no sense: {reason}.", operation=operation, reason=str(error))
        raise FarmError(message, kind=ErrorKind.BAD_ANSWER) from error


def api_class(operation: str) -> type:
    """Return the API class of an operation.

    Raises:
        ValueError: There is no such class.
    """
    from ..manager_client import apis

    name = operation.partition(".")[0]
    if name not in apis.__all__:
        raise ValueError(f"{operation!r} is no operation: the APIs are {', '.join(apis.__all__)}")
    api: type = getattr(apis, name)
    return api


def find(operation: str) -> Operation:
    """Return the method of an operation.

    Raises:
        ValueError: There is no such operation.
    """
    function = vars(api_class(operation)).get(operation.partition(".")[2])
    if not callable(function) or function.__name__.startswith("_"):
        raise ValueError(f"{operation!r} is no operation of the client")
    found: Operation = function
    return found


def type_hints(function: Operation) -> dict[str, Any]:
    """Types of parameters and answer; the API modules import some of the names for type checkers only."""
    import typing

    names = {"Any": Any, "BinaryIO": BinaryIO, "Literal": Literal, "Timeout": Any}
    return typing.get_type_hints(function, localns=names)
