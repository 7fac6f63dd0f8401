"""The API definition: the operation of a request, and validators for its bodies."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

DEFINITION = Path(__file__).resolve().parents[3] / "manager_client" / "openapi.yaml"

_ROOT = "urn:flamenco"


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    id: str
    method: str
    path: str
    pattern: re.Pattern[str]
    tag: str
    needs_worker: bool
    body_required: bool
    body_types: tuple[str, ...]
    body_schema: str
    """Name of the schema of a JSON body, "" if it has none of its own."""
    responses: dict[str, dict[str, OAS30Validator]] = field(hash=False)
    """Validators by status ("200", "default") and content type."""

    @property
    def validated(self) -> bool:
        """Whether the Manager's middleware validates requests.

        It does not for paths with two adjacent parameters: any body, audience or content type is accepted there.
        """
        return "}/{" not in self.path


class Definition:
    """All operations, found by method and path."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._registry: Registry[Any] = Registry().with_resource(_ROOT, DRAFT4.create_resource(document))
        self._bodies: dict[str, OAS30Validator] = {}
        self._fixed: dict[str, dict[str, Operation]] = {}
        self._templates: list[tuple[re.Pattern[str], dict[str, Operation]]] = []
        self.operations: dict[str, Operation] = {}
        for path, entry in document["paths"].items():
            by_method = {
                method.upper(): self._operation(path, method.upper(), facts)
                for method, facts in entry.items()
                if method in {"get", "put", "post", "delete"}
            }
            self.operations |= {operation.id: operation for operation in by_method.values()}
            if "{" in path:
                self._templates.append((next(iter(by_method.values())).pattern, by_method))
            else:
                self._fixed[path] = by_method

    def _operation(self, path: str, method: str, facts: dict[str, Any]) -> Operation:
        body = facts.get("requestBody", {})
        content = body.get("content", {})
        json_schema = content.get("application/json", {}).get("schema", {})
        pattern = re.compile("".join(_segment(part) for part in re.split(r"(\{\w+\})", path)))
        return Operation(
            id=facts["operationId"],
            method=method,
            path=path,
            pattern=pattern,
            tag=facts["tags"][0],
            needs_worker=bool(facts.get("security")),
            body_required=bool(body.get("required")),
            body_types=tuple(content),
            body_schema=str(json_schema.get("$ref", "")).rpartition("/")[2],
            responses={
                str(status): {kind: self._validator(media.get("schema", {})) for kind, media in _content(answer)}
                for status, answer in facts["responses"].items()
            },
        )

    def _validator(self, schema: dict[str, Any]) -> OAS30Validator:
        local = _absolute(schema)
        return OAS30Validator(local, registry=self._registry, format_checker=oas30_format_checker)

    def body_validator(self, schema: str) -> OAS30Validator:
        """Return the validator for a named schema, compiled once."""
        if schema not in self._bodies:
            self._bodies[schema] = self._validator({"$ref": f"#/components/schemas/{schema}"})
        return self._bodies[schema]

    def methods(self, path: str) -> dict[str, Operation]:
        """Return the operations of a path by method; empty for an unknown path."""
        if path in self._fixed:
            return self._fixed[path]
        for pattern, by_method in self._templates:
            if pattern.fullmatch(path):
                return by_method
        return {}


def _segment(part: str) -> str:
    return f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)


def _content(answer: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(answer.get("content", {}).items())


def _absolute(schema: Any) -> Any:
    """Return a schema whose references are absolute, so that it can be used outside of the document."""
    if isinstance(schema, dict):
        return {
            key: _ROOT + value if key == "$ref" and str(value).startswith("#") else _absolute(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_absolute(value) for value in schema]
    return schema


@functools.cache
def load(path: Path = DEFINITION) -> Definition:
    """Read the definition, once per process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Definition(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
