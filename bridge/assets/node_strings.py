"""Strings of nodes that are paths of imported files, whether constant, chosen by a switch or joined."""

from __future__ import annotations

import itertools
import ntpath
import re
from collections.abc import Iterator
from typing import Any

FILE_PATH = "NodeSocketStringFilePath"
"""Class of sockets with the path of a file."""
TEXT = "NodeSocketString"
"""Class of sockets with any string."""
UNKNOWN = "{}"
"""Placeholder for a part of a string that is computed during the render; format strings have their own."""

_FIELD = re.compile(r"\{[^{}]*\}")
_MOST = 32
"""Most strings of one socket, and the longest chain of nodes."""
_CHOOSING = frozenset({"GeometryNodeSwitch", "GeometryNodeIndexSwitch", "GeometryNodeMenuSwitch", "NodeReroute"})


def is_path(text: str) -> bool:
    """Return whether any string looks like the path of a file: it starts like one and has an extension."""
    starts = text.startswith(("/", "\\\\")) or text[1:3] in {":/", ":\\"}
    return starts and bool(ntpath.splitext(text)[1].strip("."))


def is_computed(text: str) -> bool:
    """Return whether a part of a string is computed."""
    return _FIELD.search(text) is not None


def values(socket: Any, depth: int = 0) -> list[str]:
    """Return the strings that an input may have, with ``{}`` for parts that are not known."""
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


def imports(tree: Any, identifier: str, depth: int = 0) -> bool:
    """Return whether a node group, or one inside it, imports the file whose path one of its inputs gets."""
    if tree is None or depth > _MOST:
        return False
    begin = [
        link
        for link in tree.links
        if type(link.from_node).__name__ == "NodeGroupInput" and link.from_socket.identifier == identifier
    ]
    return any(_ends_in_import(link, depth) for link in begin)


def _ends_in_import(link: Any, depth: int) -> bool:
    if type(link.to_socket).__name__ == FILE_PATH:
        return True
    node = link.to_node
    if depth > _MOST:
        return False
    if type(node).__name__ == "NodeReroute":
        return any(_ends_in_import(each, depth + 1) for each in node.outputs[0].links)
    return imports(getattr(node, "node_tree", None), link.to_socket.identifier, depth + 1)


def is_given(socket: Any, depth: int = 0) -> bool:
    """Return whether an input gets just what a user of the node group gives, who is asked instead."""
    nodes = [link.from_node for link in socket.links] if depth <= _MOST else []
    return bool(nodes) and all(
        type(node).__name__ == "NodeGroupInput"
        or (type(node).__name__ == "NodeReroute" and is_given(node.inputs[0], depth + 1))
        for node in nodes
    )
