"""Generator of apis/: one module per tag, one short method per operation."""

from __future__ import annotations

import importlib
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

from .definition import Definition, Node, Operation, pascal, python_type, snake
from .text import INDENT, docstring, paragraphs, says_more, section, sentence

BODY = INDENT * 2


def api_files(definition: Definition) -> dict[str, str]:
    """Return the text of every file of apis/, by its path below manager_client."""
    modules = {snake(tag): f"{pascal(tag)}Api" for tag in definition.tags}
    init = [
        definition.header("API classes: one per tag of the definition, with one method per operation."),
        *sorted(f"from .{module} import {name}" for module, name in modules.items()),
        "",
        "__all__ = [",
        *(f'    "{name}",' for name in sorted(modules.values())),
        "]",
    ]
    files = {"apis/__init__.py": "\n".join(init) + "\n"}
    for tag, text in definition.tags.items():
        files[f"apis/{snake(tag)}.py"] = _api_file(definition, tag, text)
    return files


def _api_file(definition: Definition, tag: str, description: str) -> str:
    operations = [operation for operation in definition.operations if operation.tag == tag]
    shared = _shared_parameters(operations)
    methods = [_Method(operation, shared) for operation in operations]
    names = sorted(
        {name for method in methods for name in method.type_names if name in definition.schemas}, key=str.lower
    )
    typing_names = sorted({name for method in methods for name in method.type_names if name in TYPING})
    typing_import = [f"    from typing import {', '.join(typing_names)}", ""] if typing_names else []
    lines = [
        definition.header(f"Operations tagged {tag}."),
        "from ..api import Api",
        *_import(names),
        "",
        "TYPE_CHECKING = False",
        "if TYPE_CHECKING:",
        *typing_import,
        "    from ..request import Timeout",
        "",
        "",
        f"class {pascal(tag)}Api(Api):",
        *docstring("\n\n".join([description or f"Operations tagged {tag}.", *_described(shared)]), INDENT),
    ]
    for method in methods:
        lines += ["", *method.lines()]
    return "\n".join(lines) + "\n"


TYPING = {"Any", "BinaryIO", "Literal"}
SHARED = 3
"""Operations of one tag from which on a parameter that is the same in all of them is described once for all."""


def _shared_parameters(operations: list[Operation]) -> dict[str, str]:
    """Return name and description of the parameters that many operations share."""
    told = Counter((p["name"], p.get("description", "")) for each in operations for p in each.parameters)
    return {name: text for (name, text), count in told.items() if count >= SHARED and text}


def _described(shared: dict[str, str]) -> list[str]:
    return ["\n".join(f"- `{snake(name)}`: {sentence(text)}" for name, text in shared.items())] if shared else []


def _import(names: list[str]) -> list[str]:
    line = f"from ..models import {', '.join(names)}"
    return [line] if len(line) <= 120 else ["from ..models import (", *(f"    {name}," for name in names), ")"]


class _Method:
    """One operation as a method: signature, docstring, one call."""

    def __init__(self, operation: Operation, shared: dict[str, str]) -> None:
        self.operation = operation
        self._shared = shared
        self.body: Node = operation.node.get("requestBody", {})
        success = {s: n for s, n in operation.node["responses"].items() if str(s).startswith("2")}
        self.contents = [n for n in success.values() if n.get("content")]
        self.maybe_nothing = bool(self.contents) and len(self.contents) < len(success)
        self.returns = _content_type(self.contents[0]["content"]) if self.contents else "None"

    @property
    def type_names(self) -> set[str]:
        """Names in the signature, to import."""
        text = " ".join([*self._parameters(), self.returns])
        for mark in "[]|,:=*()":
            text = text.replace(mark, " ")
        return set(text.split())

    def lines(self) -> list[str]:
        returns = f"{self.returns} | None" if self.maybe_nothing else self.returns
        parameters = ", ".join(["self", *self._parameters()])
        return [f"{INDENT}def {self.operation.name}({parameters}) -> {returns}:", *self._docstring(), self._call()]

    def _parameters(self) -> list[str]:
        needed = [f"{snake(p['name'])}: {python_type(p['schema'])}" for p in self._in("path")]
        optional = [f"{snake(p['name'])}: {python_type(p['schema'])} | None = None" for p in self._in("header")]
        options = ["_request_timeout: Timeout = None"]
        if self.body:
            name, annotation = self._body_name_and_type()
            if self.body.get("required"):
                needed.append(f"{name}: {annotation}")
            else:
                optional.insert(0, f"{name}: {annotation} | None = None")
            kinds = list(self.body["content"])
            if len(kinds) > 1:
                literal = ", ".join(f'"{kind}"' for kind in kinds)
                options.insert(0, f'_content_type: Literal[{literal}] = "{kinds[0]}"')
        return [*needed, *optional, "*", *options]

    def _in(self, place: str) -> list[Node]:
        return [parameter for parameter in self.operation.parameters if parameter["in"] == place]

    def _body_name_and_type(self) -> tuple[str, str]:
        schema = next(iter(self.body["content"].values()))["schema"]
        if schema.get("format") == "binary":
            return "body", "BinaryIO"
        annotation = python_type(schema)
        return (snake(annotation) if "$ref" in schema else "body"), annotation

    def _docstring(self) -> list[str]:
        node = self.operation.node
        args: dict[str, str] = {
            snake(p["name"]): p.get("description", "")
            for p in (*self._in("path"), *self._in("header"))
            if self._shared.get(p["name"]) != p.get("description", "")
        }
        if self.body:
            args[self._body_name_and_type()[0]] = self.body.get("description", "")
        summary = sentence(str(node.get("summary") or node["operationId"]))
        returned: dict[str, str] = {}
        raised: dict[str, str] = {}
        for status, response in node["responses"].items():
            text = sentence(response.get("description", "") or f"Status {status}")
            is_known = not says_more(text, f"{summary} {self.operation.name} {snake(self.returns)}")
            if status == "default":
                raised |= {} if is_known else {"ApiException": text}
            elif not str(status).startswith("2"):
                raised[EXCEPTION_OF[int(status)]] = f"{status}: {text}"
            elif is_known:
                continue
            elif response.get("content"):
                returned[""] = text
            elif self.contents:
                returned["None"] = text
            else:
                returned[str(status)] = text
        results = {"": " ".join(f"{name}: {text}" if name else text for name, text in returned.items())}
        lines = paragraphs(summary, BODY, first=3)
        if node.get("description"):
            lines += ["", *paragraphs(node["description"], BODY)]
        lines += section("Args", {name: sentence(text) for name, text in args.items() if text}, BODY)
        lines += section("Returns" if self.contents else "Status", results if returned else {}, BODY)
        lines += section("Raises", raised, BODY)
        lines = [line.replace("\\", "\\\\") for line in lines]
        return [f'{BODY}"""{lines[0].strip()}', *lines[1:], f'{BODY}"""']

    def _call(self) -> str:
        arguments = [f'"{self.operation.method}"', f'"{self.operation.path}"']
        if self.contents:
            arguments.insert(0, self.returns.replace("Any", '"Any"'))
        if self._in("path"):
            pairs = (f'"{p["name"]}": {snake(p["name"])}' for p in self._in("path"))
            arguments.append(f"path={{{', '.join(pairs)}}}")
        if self._in("header"):
            pairs = (f'"{p["name"]}": {snake(p["name"])}' for p in self._in("header"))
            arguments.append(f"headers={{{', '.join(pairs)}}}")
        if self.body:
            name, annotation = self._body_name_and_type()
            if annotation == "BinaryIO":
                kinds = list(self.body["content"])
                arguments.append(f"file={name}")
                arguments.append("content_type=" + ("_content_type" if len(kinds) > 1 else f'"{kinds[0]}"'))
            else:
                arguments.append(f"json={name}")
        if self.operation.node.get("security"):
            arguments.append("basic_auth=True")
        arguments.append("timeout=_request_timeout")
        before = (
            "self._do" if not self.contents else "return self._find" if self.maybe_nothing else "return self._fetch"
        )
        return f"{BODY}{before}({', '.join(arguments)})"


def _content_type(content: dict[str, Any]) -> str:
    """Return the annotation of an answer; JSON is preferred."""
    node = content.get("application/json") or next(iter(content.values()))
    return python_type(node["schema"])


def _exceptions() -> dict[int, str]:
    """Return the client's exception for each status."""
    root = Path(__file__).resolve().parents[2]
    package = runpy.run_path(str(root / "standalone.py"))["mount"]().__name__
    module = importlib.import_module(f"{package}.manager_client.exceptions")
    return {status: module.exception_for(status).__name__ for status in range(400, 600)}


EXCEPTION_OF = _exceptions()
