"""The client's definition has exactly the Manager's API, and explains it.

``interface.json`` has the facts, without prose: taken from a Manager, never from ``openapi.yaml``. In it ``"Job"`` is
a reference or a bare type; everything with more than a type is an object.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.support.manager import definition

HERE = Path(__file__).parent

METHODS = ("get", "put", "post", "delete")
PROSE = {"description", "summary", "x-optional"}
SORTED = {"enum", "required"}
KEPT = {"type", "format", "default", "minimum", "maximum"}

Json = Any


def shape(schema: dict[str, Json]) -> Json:
    """Reduce a schema to its facts about values; an unknown keyword is an error."""
    facts: dict[str, Json] = {}
    for key, value in schema.items():
        if key in PROSE:
            continue
        if key == "$ref":
            facts["type"] = value.removeprefix("#/components/schemas/")
        elif key in KEPT:
            facts[key] = value
        elif key in SORTED:
            facts[key] = sorted(value)
        elif key == "properties":
            facts[key] = {name: shape(part) for name, part in value.items()}
        elif key == "items":
            facts[key] = shape(value)
        elif key == "additionalProperties":
            facts[key] = value if isinstance(value, bool) else shape(value)
        elif key == "allOf":
            facts[key] = [shape(part) for part in value]
        else:
            raise ValueError(f"no notation for {key!r}")
    return facts["type"] if facts.keys() == {"type"} else facts


def media(content: dict[str, Json]) -> dict[str, Json]:
    return {kind: shape(entry["schema"]) for kind, entry in content.items()}


def operation_facts(method: str, path: str, operation: dict[str, Json], shared: list[dict[str, Json]]) -> Json:
    known = PROSE | {"operationId", "tags", "parameters", "requestBody", "responses", "security"}
    if operation.keys() - known:
        raise ValueError(f"no notation for {operation.keys() - known}")
    body = operation.get("requestBody")
    return {
        "call": f"{method.upper()} {path}",
        "tags": operation["tags"],
        "security": operation.get("security", []),
        "parameters": {
            f"{part['in']} {part['name']}": {
                "required": part.get("required", False),
                "schema": shape(part["schema"]),
            }
            for part in [*shared, *operation.get("parameters", [])]
        },
        "body": body and {"required": body.get("required", False), "content": media(body["content"])},
        "answers": {status: media(answer.get("content", {})) for status, answer in operation["responses"].items()},
    }


def operations(definition: dict[str, Json]) -> Iterator[tuple[str, str, dict[str, Json], list[dict[str, Json]]]]:
    for path, item in definition["paths"].items():
        shared = item.get("parameters", [])
        for method in sorted(item.keys() - {"parameters"}):
            assert method in METHODS
            yield method, path, item[method], shared


def interface(definition: dict[str, Json]) -> dict[str, Json]:
    return {
        "operations": {
            operation["operationId"]: operation_facts(method, path, operation, shared)
            for method, path, operation, shared in operations(definition)
        },
        "schemas": {name: shape(schema) for name, schema in definition["components"]["schemas"].items()},
        "security": {
            name: {key: value for key, value in scheme.items() if key not in PROSE}
            for name, scheme in definition["components"]["securitySchemes"].items()
        },
    }


def properties(schema: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield all properties of a schema, including those of its parts and of nested objects."""
    for part in schema.get("allOf", []):
        yield from properties(part)
    for name, value in schema.get("properties", {}).items():
        yield name, value
        yield from properties(value)


FACTS: dict[str, Json] = json.loads((HERE / "interface.json").read_text(encoding="utf-8"))
SPEC: dict[str, Json] = definition.load().document
HAVE = interface(SPEC)
SCHEMAS: dict[str, Json] = SPEC["components"]["schemas"]


@pytest.mark.parametrize("group", ["operations", "schemas", "security"])
def test_nothing_missing_nothing_extra(group: str) -> None:
    """The definition has exactly the Manager's names."""
    assert HAVE[group].keys() == FACTS[group].keys()


def test_facts_are_complete() -> None:
    """The facts have 57 operations on distinct calls, and 85 schemas."""
    calls = {operation["call"] for operation in FACTS["operations"].values()}

    assert (len(calls), len(FACTS["operations"]), len(FACTS["schemas"])) == (57, 57, 85)


@pytest.mark.parametrize("name", sorted(FACTS["operations"]))
def test_operation_matches_the_manager(name: str) -> None:
    """Path, method, tag, parameters, body, statuses and authentication of an operation are the Manager's."""
    assert HAVE["operations"][name] == FACTS["operations"][name]


@pytest.mark.parametrize("name", sorted(FACTS["schemas"]))
def test_schema_matches_the_manager(name: str) -> None:
    """Types, enums, defaults, limits and required names of a schema are the Manager's."""
    assert HAVE["schemas"][name] == FACTS["schemas"][name]


def test_security_scheme() -> None:
    """Workers use HTTP basic authentication."""
    assert HAVE["security"] == FACTS["security"]


CHANGES: dict[str, Callable[[Json], object]] = {
    "type": lambda spec: spec["components"]["schemas"]["SubmittedJob"]["properties"]["priority"].update(type="number"),
    "format": lambda spec: spec["components"]["schemas"]["Task"]["properties"]["updated"].pop("format"),
    "enum": lambda spec: spec["components"]["schemas"]["JobStatus"]["enum"].remove("paused"),
    "default": lambda spec: spec["components"]["schemas"]["SubmittedJob"]["properties"]["priority"].update(default=51),
    "limit": lambda spec: spec["components"]["schemas"]["JobPriorityChange"]["properties"]["priority"].pop("maximum"),
    "required": lambda spec: spec["components"]["schemas"]["Error"]["required"].remove("code"),
    "reference": lambda spec: spec["components"]["schemas"]["Job"]["allOf"][1]["properties"]["status"].update(
        {"$ref": "TaskStatus"}
    ),
    "property": lambda spec: spec["components"]["schemas"]["WorkerTag"]["properties"].update(colour={"type": "string"}),
    "nested property": lambda spec: spec["components"]["schemas"]["AvailableJobSetting"]["properties"]["evalInfo"][
        "properties"
    ].popitem(),
    "status": lambda spec: spec["paths"]["/api/v3/jobs"]["post"]["responses"].pop("412"),
    "body": lambda spec: spec["paths"]["/api/v3/jobs"]["post"].pop("requestBody"),
    "header": lambda spec: spec["paths"]["/api/v3/shaman/files/{checksum}/{filesize}"]["post"]["parameters"].pop(),
    "shared parameter": lambda spec: spec["paths"]["/api/v3/worker-mgt/tag/{tag_id}"].pop("parameters"),
    "authentication": lambda spec: spec["paths"]["/api/v3/worker/task"]["post"].pop("security"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(change: str) -> None:
    """The comparison finds every kind of difference, however deep."""
    altered = copy.deepcopy(SPEC)
    CHANGES[change](altered)

    assert interface(altered) != FACTS


def test_unknown_keyword_is_refused() -> None:
    """A keyword without a notation is an error, so that no difference is hidden."""
    with pytest.raises(ValueError, match="nullable"):
        shape({"type": "string", "nullable": True})


def substantial(text: str, name: str = "", *, words: int = 2) -> bool:
    """Return whether a text ends like a sentence and says more than the name."""
    own = {word.lower() for word in re.findall(r"[A-Za-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name))}
    said = [word for word in re.findall(r"[\w`']+", text.lower()) if word not in own | {"the", "a", "an", "of", "its"}]
    return len(said) >= words and text[-1] in ".)"


def test_substantial_accepts_only_texts_that_say_more() -> None:
    """A repeated name and a fragment are refused; a short fact passes."""
    assert not substantial("The checkout path.", "checkoutPath")
    assert not substantial("UUID", "id")
    assert substantial("Size in bytes.", "size")


@pytest.mark.parametrize(
    ("method", "path", "operation", "shared"),
    [pytest.param(*parts, id=parts[2]["operationId"]) for parts in operations(SPEC)],
)
def test_operation_is_explained(method: str, path: str, operation: Json, shared: list[Json]) -> None:
    """An operation has a summary of one line and a description; so has each parameter, body and status."""
    assert 10 < len(operation["summary"]) <= 80
    assert not operation["summary"].endswith(".")
    assert substantial(operation["description"], operation["operationId"], words=8)
    for parameter in [*shared, *operation.get("parameters", [])]:
        assert substantial(parameter["description"], parameter["name"], words=5), parameter["name"]
    if "requestBody" in operation:
        assert substantial(operation["requestBody"]["description"])
    for status, answer in operation["responses"].items():
        assert answer["description"].endswith("."), status


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schema_is_explained(name: str) -> None:
    """A schema and each of its properties has a description that says more than the name."""
    assert substantial(SCHEMAS[name]["description"], name)
    for key, schema in properties(SCHEMAS[name]):
        assert substantial(schema["description"], key), key


def test_tags_are_explained() -> None:
    """Each tag in use is listed once, with a description."""
    listed = [tag["name"] for tag in SPEC["tags"] if substantial(tag["description"], words=8)]
    used = {tag for operation in FACTS["operations"].values() for tag in operation["tags"]}

    assert sorted(listed) == sorted(used)


def test_info_names_licence_and_status() -> None:
    """The document names its licence and says that it is unofficial."""
    assert SPEC["info"]["license"]["name"] == "GPL-3.0-or-later"
    assert "unofficial" in SPEC["info"]["description"]
