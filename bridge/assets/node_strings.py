"""Texts in node trees that are paths: those that a node imports from, whether given, chosen or put together."""

from __future__ import annotations

import itertools
import ntpath
import re
from collections.abc import Iterator
from typing import Any

FILE_PATH = "NodeSocketStringFilePath"
"""Class of sockets that hold the path of a file."""
TEXT = "NodeSocketString"
"""Class of sockets that hold any text."""
UNKNOWN = "{}"
"""What stands in a text for a part that is computed when the scene is; text that is formatted has its own such."""

_FIELD = re.compile(r"\{[^{}]*\}")
_MOST = 32
"""Texts that one socket may come to, and the longest chain of nodes."""
_CHOOSING = frozenset({"GeometryNodeSwitch", "GeometryNodeIndexSwitch", "GeometryNodeMenuSwitch", "NodeReroute"})


def is_path(text: str) -> bool:
    """Whether a text that may be anything is the path of a file: it starts as one and has an extension."""
    starts = text.startswith(("/", "\\\\")) or text[1:3] in {":/", ":\\"}
    return starts and bool(ntpath.splitext(text)[1].strip("."))


def is_computed(text: str) -> bool:
    """Whether a part of a text is computed."""
    return _FIELD.search(text) is not None


def values(socket: Any, depth: int = 0) -> list[str]:
    """Return the texts that an input may have; what can't be known of them is ``{}``."""
    if not socket.is_linked:
        return [socket.default_value] if hasattr(socket, "default_value") else []
    links = sorted(socket.links, key=lambda link: -link.multi_input_sort_id)
    return [text for link in links[:_MOST] for text in _from(link.from_node, depth)][:_MOST]


def _from(node: Any, depth: int) -> list[str]:
    kind = type(node).__name__
    if depth > _MOST:
        return [UNKNOWN]
    if kind == "FunctionNodeInputString":
        return [node.string]
    if kind in _CHOOSING:
        inputs = [each for each in node.inputs if type(each).__name__ == TEXT or kind == "NodeReroute"]
        return [text for each in inputs for text in values(each, depth + 1)][:_MOST]
    if kind == "FunctionNodeFormatString":
        return values(node.inputs[0], depth + 1)
    if kind == "GeometryNodeStringJoin":
        return list(itertools.islice(_joined(node, depth), _MOST))
    return [UNKNOWN]


def _joined(node: Any, depth: int) -> Iterator[str]:
    delimiter, strings = node.inputs
    links = sorted(strings.links, key=lambda link: -link.multi_input_sort_id)
    parts = [_from(link.from_node, depth + 1) for link in links[:_MOST]]
    for between in values(delimiter, depth + 1):
        yield from (between.join(chosen) for chosen in itertools.product(*parts))


def imports(tree: Any, identifier: str) -> bool:
    """Whether a group takes the path of a file by one of its inputs, and imports that as it is."""
    return any(
        type(link.from_node).__name__ == "NodeGroupInput"
        and link.from_socket.identifier == identifier
        and type(link.to_socket).__name__ == FILE_PATH
        for link in tree.links
    )
