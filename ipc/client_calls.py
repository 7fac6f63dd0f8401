"""Operations of the client by name, such as "MetaApi.get_version", with arguments and answer as JSON.

On the way between Blender and the helper, models are the Manager's JSON and files are paths.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Literal

from ..core.errors import ErrorKind, FarmError
from ..core.text import say

Operation = Callable[..., Any]


def prepare(operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as JSON values.

    Args:
        operation: API class and method.
        arguments: By parameter name: models, plain values, and for uploads the path of the file.

    Raises:
        ValueError: The operation is unknown, or a time has no time zone.
        TypeError: An argument is missing or unknown, or a file is not given by its path.
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
    """Return the answer as the type that the operation returns.

    Raises:
        FarmError: The answer has another type.
    """
    from ..manager_client.decoding import DecodeError, decode

    hint = type_hints(find(operation))["return"]
    try:
        return None if hint is type(None) else decode(hint, result["value"]).value
    except (DecodeError, KeyError) as error:
        message = say("The answer to {operation} is invalid: {reason}.", operation=operation, reason=str(error))
        raise FarmError(message, kind=ErrorKind.BAD_ANSWER) from error


def api_class(operation: str) -> type:
    """Return the API class of an operation.

    Raises:
        ValueError: The class is unknown.
    """
    from ..manager_client import apis

    name = operation.partition(".")[0]
    if name not in apis.__all__:
        raise ValueError(f"{operation!r} is not an operation: the APIs are {', '.join(apis.__all__)}")
    api: type = getattr(apis, name)
    return api


def find(operation: str) -> Operation:
    """Return the method of an operation.

    Raises:
        ValueError: The operation is unknown.
    """
    function = vars(api_class(operation)).get(operation.partition(".")[2])
    if not callable(function) or function.__name__.startswith("_"):
        raise ValueError(f"{operation!r} is not an operation of the client")
    found: Operation = function
    return found


def type_hints(function: Operation) -> dict[str, Any]:
    """Return the types of parameters and answer; the API modules import some names for type checkers only."""
    import typing

    names = {"Any": Any, "BinaryIO": BinaryIO, "Literal": Literal, "Timeout": Any}
    return typing.get_type_hints(function, localns=names)
