"""Generator of models.py: fields with their documentation."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from .definition import Definition, Node, base, properties, python_type, reference, required, snake
from .text import INDENT, docstring, sentence

RESERVED = {"from_dict", "to_dict", "problems", "unknown_properties"}
"""Names that a model cannot use, because the base class has them."""


def models_file(definition: Definition) -> str:
    """Return the text of models.py."""
    schemas = _bases_first(definition.schemas)
    lines = [definition.header("The Manager's schemas as typed objects.")]
    lines += [
        "from .model import Model, OpenEnum, field",
        "",
        "TYPE_CHECKING = False",
        "if TYPE_CHECKING:",
        "    from datetime import datetime",
        "    from typing import Any",
        "",
    ]
    for name, node in schemas.items():
        lines += ["", *_schema(name, node), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _bases_first(schemas: dict[str, Node]) -> dict[str, Node]:
    """Put bases, and the schemas that an alias refers to, first; keep the definition's order otherwise."""
    ordered: dict[str, Node] = {}

    def add(name: str) -> None:
        for needed in _needed_to_define(schemas[name]):
            if needed not in ordered:
                add(needed)
        ordered.setdefault(name, schemas[name])

    for name in schemas:
        add(name)
    return ordered


def _needed_to_define(node: Node) -> Iterator[str]:
    parts = [node, node.get("items", {}), node.get("additionalProperties", {}), *node.get("allOf", ())]
    yield from (reference(part) for part in parts if isinstance(part, dict) and "$ref" in part)


def _schema(name: str, node: Node) -> list[str]:
    if "enum" in node:
        return [
            f"class {name}(OpenEnum):",
            *_described(node, INDENT, ""),
            *(f'{INDENT}{_member(value)} = "{value}"' for value in node["enum"]),
        ]
    if "properties" not in node and "allOf" not in node:
        annotation = python_type(node).replace("Any", '"Any"')
        return [f"{name} = {annotation}", *docstring(sentence(node.get("description", name)), "")]
    lines = [f"class {name}({base(node) or 'Model'}):", *_described(node, INDENT, "")]
    needed = required(node)
    for key, item in properties(node).items():
        lines += _field(name, key, item, optional=key not in needed or "x-optional" in item)
    return lines


def _field(schema: str, key: str, node: Node, *, optional: bool) -> list[str]:
    name = snake(key)
    if name in RESERVED or keyword.iskeyword(name) or name.startswith("_"):
        raise ValueError(f"{schema}.{key} cannot be a field: rename it in definition.snake")
    annotation = python_type(node, inline=schema + key[0].upper() + key[1:])
    if optional and annotation != "Any":
        annotation += " | None"
    value = " = None" if optional else ""
    if name != key:
        value = f' = field("{key}", default=None)' if optional else f' = field("{key}")'
    note = f"May be missing or null: {sentence(node['x-optional'])}" if "x-optional" in node else ""
    return [f"{INDENT}{name}: {annotation}{value}", *_described(node, INDENT, note, after="")]


def _described(node: Node, indent: str, note: str, after: str | None = None) -> list[str]:
    """Return the docstring of a class or field, if it has a description."""
    texts = [sentence(text) for text in (node.get("description", ""), note) if text]
    if not texts:
        return [] if after is not None else [f'{indent}"""Not described."""', ""]
    return [*docstring(" ".join(texts), indent), ""] if after is None else docstring(" ".join(texts), indent)


def _member(value: str) -> str:
    name = snake(value).upper()
    return f"{name}_" if keyword.iskeyword(name) else name
