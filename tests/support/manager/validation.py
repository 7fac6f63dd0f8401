"""Validation of requests, with the errors of the Manager's middleware, and of the Manager's own answers."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from .definition import Definition, Operation
from .deviations import Deviation, explained
from .wire import Answer, Request

_TYPE_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "object": "an object",
    "array": "an array",
}


def parse_number(text: str) -> float | int:
    """Parse a number as Go does: 24.0 becomes 24."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def refuse(definition: Definition, operation: Operation, request: Request, *, schemas: bool = True) -> Answer | None:
    """Validate a request's body against the definition and store its JSON in the request.

    Args:
        schemas: Whether to validate the JSON.

    Returns:
        The 400 of the middleware, or None for a valid request.
    """
    kind = request.headers.get("Content-Type").partition(";")[0].strip().lower()
    if not operation.body_types:
        return None
    if not request.body:
        return _refusal("value is required but missing") if operation.body_required else None
    if kind not in operation.body_types:
        unexpected = json.dumps(request.headers.get("Content-Type"))
        return _refusal(f"header Content-Type has unexpected value {unexpected}")
    if kind != "application/json":
        return None
    try:
        request.json = json.loads(request.body, parse_float=parse_number)
    except ValueError as error:
        return _refusal(f"failed to decode request body: {_decoding_error(error)}")
    if not schemas:
        return None
    if not operation.body_schema:
        if isinstance(request.json, dict):
            return None
        return _refusal("doesn't match schema: value must be an object")
    errors = sorted(definition.body_validator(operation.body_schema).iter_errors(request.json), key=_severity)
    if not errors:
        return None
    where, what = _describe(errors[0])
    place = f'Error at "{where}": ' if where else ""
    return _refusal(f"doesn't match schema #/components/schemas/{operation.body_schema}: {place}{what}")


def _refusal(text: str) -> Answer:
    return Answer.framework_error(400, f"request body has an error: {text}")


def _decoding_error(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError) and error.pos >= len(error.doc.rstrip()):
        return "unexpected EOF"
    return "invalid JSON"


def _severity(error: ValidationError) -> tuple[int, list[str]]:
    """Order errors as the middleware finds them: allowed values before types, deeper positions later."""
    order = {"enum": 0, "type": 1, "required": 2}
    return order.get(str(error.validator), 3), [str(part) for part in error.absolute_path]


def _describe(error: ValidationError) -> tuple[str, str]:
    parts = [str(part) for part in error.absolute_path]
    kind, rule = str(error.validator), cast("Any", error.validator_value)
    if kind == "required" and isinstance(error.instance, dict):
        missing = next(name for name in rule if name not in error.instance)
        return "/" + "/".join([*parts, missing]), f'property "{missing}" is missing'
    where = "/" + "/".join(parts) if parts else ""
    if kind == "enum":
        return where, f"value is not one of the allowed values {json.dumps(rule, separators=(',', ':'))}"
    if error.instance is None:
        return where, "Value is not nullable"
    if kind == "type":
        return where, f"value must be {_TYPE_NAMES.get(str(rule), str(rule))}"
    if kind == "minimum":
        return where, f"number must be at least {rule}"
    if kind == "maximum":
        return where, f"number must be at most {rule}"
    return where, error.message


def credentials(request: Request) -> tuple[str, str] | None:
    """Return user name and password of basic authentication, or None without such a header."""
    scheme, _, text = request.headers.get("Authorization").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def deviations_of(operation: Operation, answer: Answer, *, old: bool) -> list[Deviation]:
    """List the unknown deviations of an answer from the definition.

    Args:
        old: The Manager imitates one before 3.8, which leaves required properties out.
    """
    found = [Deviation(operation.id, answer.status, where, rule) for where, rule in _differences(operation, answer)]
    return [deviation for deviation in found if not explained(deviation, old=old)]


def _differences(operation: Operation, answer: Answer) -> list[tuple[str, str]]:
    responses = operation.responses
    content = responses.get(str(answer.status), responses.get("default"))
    if content is None:
        return [("", "status")]
    kind = answer.content_type.partition(";")[0]
    if not content:
        return [("", "body")] if answer.body else []
    validator = content.get(kind)
    if validator is None:
        return [("", "content type")]
    value = answer.json if kind == "application/json" else answer.body.decode()
    return [_difference(error) for error in validator.iter_errors(value)]


def _difference(error: ValidationError) -> tuple[str, str]:
    """Return the position of an error, with ``*`` for list indices, and the broken rule."""
    parts = ["*" if isinstance(part, int) else str(part) for part in error.absolute_path]
    if error.validator == "required" and isinstance(error.instance, dict):
        missing = [name for name in cast("Any", error.validator_value) if name not in error.instance]
        # jsonschema reports each missing property by an error of its own, named in the message.
        name = next((name for name in missing if repr(name) in error.message), missing[0])
        return "/".join([*parts, name]), "required"
    return "/".join(parts), str(error.validator)
