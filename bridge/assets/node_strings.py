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
_LONGEST = 4096
"""Characters of the longest string."""
_CHOOSING = frozenset({"GeometryNodeSwitch", "GeometryNodeIndexSwitch", "GeometryNodeMenuSwitch", "NodeReroute"})


def is_path(text: str) -> bool:
    """Return whether any string looks like the path of a file: it starts like one and has an extension."""
    starts = text.startswith(("/", "\\\\")) or text[1:3] in {":/", ":\\"}
    return starts and bool(ntpath.splitext(text)[1].strip("."))


def is_computed(text: str) -> bool:
    """Return whether a part of a string is computed."""
    return _FIELD.search(text) is not None


def values(socket: Any) -> list[str]:
    """Return the strings that an input may have, with ``{}`` for parts that are not known."""
    return _Strings().of(socket)


class _Strings:
    """The strings that sockets may have; each node is looked at once, however many links lead to it."""

    def __init__(self) -> None:
        self._known: dict[int, list[str]] = {}

    def of(self, socket: Any, depth: int = 0) -> list[str]:
        if not socket.is_linked:
            return [socket.default_value] if hasattr(socket, "default_value") else []
        links = sorted(socket.links, key=lambda link: -link.multi_input_sort_id)
        return [text for link in links[:_MOST] for text in self._from(link.from_node, depth)][:_MOST]

    def _from(self, node: Any, depth: int) -> list[str]:
        key = node.as_pointer()
        if key not in self._known:
            self._known[key] = [UNKNOWN]  # in a loop of nodes
            self._known[key] = self._read(node, depth) if depth <= _MOST else [UNKNOWN]
        return self._known[key]

    def _read(self, node: Any, depth: int) -> list[str]:
        kind = type(node).__name__
        if kind == "FunctionNodeInputString":
            return [node.string]
        if kind in _CHOOSING:
            inputs = [each for each in node.inputs if type(each).__name__ == TEXT or kind == "NodeReroute"]
            return [text for each in inputs for text in self.of(each, depth + 1)][:_MOST]
        if kind == "FunctionNodeFormatString":
            return self.of(node.inputs[0], depth + 1)
        if kind == "GeometryNodeStringJoin":
            return list(itertools.islice(self._joined(node, depth), _MOST))
        return [UNKNOWN]

    def _joined(self, node: Any, depth: int) -> Iterator[str]:
        delimiter, strings = node.inputs
        links = sorted(strings.links, key=lambda link: -link.multi_input_sort_id)
        parts = [self._from(link.from_node, depth + 1) for link in links[:_MOST]]
        for between in self.of(delimiter, depth + 1):
            for chosen in itertools.product(*parts):
                is_long = sum(map(len, chosen)) + len(between) * len(chosen) > _LONGEST
                yield UNKNOWN if is_long else between.join(chosen)


def imports(tree: Any, identifier: str) -> bool:
    """Return whether a node group, or one inside it, imports the file whose path one of its inputs gets."""
    waiting, seen = [(tree, identifier)], set[tuple[int, str]]()
    while waiting:
        group, name = waiting.pop()
        key = (group.as_pointer(), name)
        if key in seen:
            continue
        seen.add(key)
        for link in group.links:
            if type(link.from_node).__name__ == "NodeGroupInput" and link.from_socket.identifier == name:
                for end in _ends(link):
                    if type(end).__name__ == FILE_PATH:
                        return True
                    inner = getattr(end.node, "node_tree", None)
                    if inner is not None:
                        waiting.append((inner, end.identifier))
    return False


def _ends(link: Any) -> Iterator[Any]:
    """Yield the inputs that a link leads to, over reroutes."""
    waiting, seen = [link], set[int]()
    while waiting:
        each = waiting.pop()
        node = each.to_node
        if type(node).__name__ != "NodeReroute":
            yield each.to_socket
        elif node.as_pointer() not in seen:
            seen.add(node.as_pointer())
            waiting += node.outputs[0].links


def is_given(socket: Any, depth: int = 0) -> bool:
    """Return whether an input gets just what a user of the node group gives, who is asked instead."""
    nodes = [link.from_node for link in socket.links] if depth <= _MOST else []
    return bool(nodes) and all(
        type(node).__name__ == "NodeGroupInput"
        or (type(node).__name__ == "NodeReroute" and is_given(node.inputs[0], depth + 1))
        for node in nodes
    )
