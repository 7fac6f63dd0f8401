"""Strings of nodes that are paths: joined, chosen by a switch, passed to node groups."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import bpy as any_bpy
import pytest

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on

Found = set[tuple[str, str, bool]]
"""Path as written, spread, and whether it is optional."""


@pytest.fixture
def tree() -> Any:
    """A node tree with a fake user."""
    made = bpy.data.node_groups.new("Tree", "GeometryNodeTree")
    made.use_fake_user = True
    return made


def importer(tree: Any) -> Any:
    """Return the input socket of a node that imports a file."""
    if not hasattr(bpy.types, "GeometryNodeImportVDB"):
        pytest.skip("this Blender has no nodes that import files")
    return tree.nodes.new("GeometryNodeImportVDB").inputs[0]


def text(tree: Any, value: str) -> Any:
    """Return the output of a node with a string."""
    node = tree.nodes.new("FunctionNodeInputString")
    node.string = value
    return node.outputs[0]


def joined(tree: Any, *parts: Any, delimiter: str = "") -> Any:
    """Return the output of a node that joins strings in order."""
    node = tree.nodes.new("GeometryNodeStringJoin")
    node.inputs[0].default_value = delimiter
    for part in reversed(parts):  # a new link goes first
        tree.links.new(part, node.inputs[1])
    return node.outputs[0]


def number(tree: Any) -> Any:
    """Return the output of a node that converts a number to a string."""
    return tree.nodes.new("FunctionNodeValueToString").outputs[0]


def found(trace: ModuleType, blend: str) -> Found:
    return {(each.written, each.spread, each.optional) for each in trace.references(blend)}


def test_joined_strings(trace: ModuleType, blend: str, tree: Any) -> None:
    """Strings are joined as in Blender, with a placeholder for computed parts."""
    path = joined(tree, text(tree, "//cache/fog_"), number(tree), text(tree, ".vdb"))
    tree.links.new(path, importer(tree))
    tree.links.new(joined(tree, text(tree, "//cache"), text(tree, "a.vdb"), delimiter="/"), importer(tree))
    assert found(trace, blend) == {("//cache/fog_{}.vdb", "computed", False), ("//cache/a.vdb", "file", False)}


def test_format_string(trace: ModuleType, blend: str, tree: Any) -> None:
    """A format string keeps its own placeholder for the number."""
    end = importer(tree)
    node = tree.nodes.new("FunctionNodeFormatString")
    node.inputs[0].default_value = "//cache/fog_{:04}.vdb"
    tree.links.new(node.outputs[0], end)
    assert found(trace, blend) == {("//cache/fog_{:04}.vdb", "computed", False)}


def test_switch(trace: ModuleType, blend: str, tree: Any) -> None:
    """All strings that a switch may choose are found."""
    node = tree.nodes.new("GeometryNodeSwitch")
    node.input_type = "STRING"
    node.inputs["False"].default_value = "//near.vdb"
    tree.links.new(text(tree, "//far.vdb"), node.inputs["True"])
    reroute = tree.nodes.new("NodeReroute")
    tree.links.new(node.outputs[0], reroute.inputs[0])
    tree.links.new(reroute.outputs[0], importer(tree))
    assert found(trace, blend) == {("//near.vdb", "file", False), ("//far.vdb", "file", False)}


def test_unknown_strings(trace: ModuleType, blend: str, tree: Any) -> None:
    """A path of which nothing is known is named; loops of nodes and strings without an importer are ignored."""
    tree.links.new(number(tree), importer(tree))
    first, second = tree.nodes.new("NodeReroute"), tree.nodes.new("NodeReroute")
    tree.links.new(first.outputs[0], second.inputs[0])
    tree.links.new(second.outputs[0], first.inputs[0])
    tree.links.new(second.outputs[0], importer(tree))
    text(tree, "//nobody.vdb")
    assert found(trace, blend) == {("{}", "unknown", False)}


def test_strings_that_grow(trace: ModuleType, blend: str, tree: Any) -> None:
    """Each node is looked at once, and a string that no path has is not known: a tower of joins takes no time."""
    part = text(tree, "//cache/" + "x" * 100)
    for _ in range(20):
        reroutes = [tree.nodes.new("NodeReroute") for _ in range(8)]  # Blender makes one link of equal ones
        for reroute in reroutes:
            tree.links.new(part, reroute.inputs[0])
        part = joined(tree, *(reroute.outputs[0] for reroute in reroutes))
    tree.links.new(part, importer(tree))
    assert found(trace, blend) == {("{}" * 8, "unknown", False)}


def test_groups_that_contain_each_other(trace: ModuleType, blend: str, tree: Any) -> None:
    """A string is followed into each group once, however many nodes of it there are."""
    tree.interface.new_socket("File", in_out="INPUT", socket_type="NodeSocketString")
    for level in range(4):
        outer = bpy.data.node_groups.new(f"Level {level}", "GeometryNodeTree")
        outer.interface.new_socket("File", in_out="INPUT", socket_type="NodeSocketString")
        begin = outer.nodes.new("NodeGroupInput")
        for _ in range(3):
            node = outer.nodes.new("GeometryNodeGroup")
            node.node_tree = tree
            outer.links.new(begin.outputs[0], node.inputs[0])
        tree = outer
    outer = bpy.data.node_groups.new("Outer", "GeometryNodeTree")
    outer.use_fake_user = True
    node = outer.nodes.new("GeometryNodeGroup")
    node.node_tree = tree
    node.inputs[0].default_value = "//gone.vdb"
    assert found(trace, blend) == {("//gone.vdb", "file", True)}


def test_computed_beginning(trace: ModuleType, blend: str, tree: Any) -> None:
    """A path whose beginning is computed is named, since its files cannot be found."""
    tree.links.new(joined(tree, number(tree), text(tree, "/fog.vdb")), importer(tree))
    assert found(trace, blend) == {("{}/fog.vdb", "unknown", False)}


def test_string_through_groups(trace: ModuleType, blend: str, tree: Any) -> None:
    """A string that reaches an importer through several groups and a reroute is required."""
    end = importer(tree)
    tree.interface.new_socket("File", in_out="INPUT", socket_type="NodeSocketString")
    reroute = tree.nodes.new("NodeReroute")
    tree.links.new(tree.nodes.new("NodeGroupInput").outputs[0], reroute.inputs[0])
    tree.links.new(reroute.outputs[0], end)
    middle, outer = (bpy.data.node_groups.new(name, "GeometryNodeTree") for name in ("Middle", "Outer"))
    middle.interface.new_socket("File", in_out="INPUT", socket_type="NodeSocketString")
    inner = middle.nodes.new("GeometryNodeGroup")
    inner.node_tree = tree
    middle.links.new(middle.nodes.new("NodeGroupInput").outputs[0], inner.inputs[0])
    outer.use_fake_user = middle.use_fake_user = True
    node = outer.nodes.new("GeometryNodeGroup")
    node.node_tree = middle
    node.inputs[0].default_value = "//gone.vdb"
    assert found(trace, blend) == {("//gone.vdb", "file", False)}


def test_paths_in_the_source_of_a_shader(trace: ModuleType, blend: str) -> None:
    """Absolute paths in a text that is used as a shader are found, once."""
    source = bpy.data.texts.new("noise.osl")
    source.from_string('shader s() { texture("/show/a.exr", u, v); texture("rel.exr", u, v); } // "/no/b.exr"')
    for name in "AB":
        material = bpy.data.materials.new(name)
        material.use_fake_user = True
        if material.node_tree is None:
            material.use_nodes = True
        material.node_tree.nodes.new("ShaderNodeScript").script = source
    assert found(trace, blend) == {("/show/a.exr", "constant", False)}


@pytest.mark.parametrize("value", ["", "a word", "//far.vdb"])
def test_string_of_a_modifier(trace: ModuleType, blend: str, tree: Any, value: str) -> None:
    """Any version reads the strings of a modifier; one that looks like a path is optional if no node imports it."""
    socket = tree.interface.new_socket("Word", in_out="INPUT", socket_type="NodeSocketString")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    thing = bpy.data.objects.new("Thing", bpy.data.meshes.new("Thing"))
    thing.use_fake_user = True
    modifier = thing.modifiers.new("Nodes", "NODES")
    modifier.node_group = tree
    _give(modifier, socket, value)

    assert found(trace, blend) == ({("//far.vdb", "file", True)} if value == "//far.vdb" else set())


@pytest.mark.parametrize("imports", [True, False])
def test_string_passed_to_a_group(trace: ModuleType, blend: str, tree: Any, *, imports: bool) -> None:
    """A string passed to a group counts as a path if it looks like one; it is required if the group imports it."""
    socket = tree.interface.new_socket("File", in_out="INPUT", socket_type="NodeSocketString")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    begin = tree.nodes.new("NodeGroupInput")
    path = begin.outputs[0] if imports else joined(tree, begin.outputs[0], text(tree, ".vdb"))
    tree.links.new(path, importer(tree))
    outer = bpy.data.node_groups.new("Outer", "GeometryNodeTree")
    outer.use_fake_user = True
    for value in ("//by_node.vdb", "words. And more words", "/no/extension"):
        node = outer.nodes.new("GeometryNodeGroup")
        node.node_tree = tree
        node.inputs[0].default_value = value
    thing = bpy.data.objects.new("Thing", bpy.data.meshes.new("Thing"))
    thing.use_fake_user = True
    modifier = thing.modifiers.new("Nodes", "NODES")
    modifier.node_group = tree
    _give(modifier, socket, "/far/by_modifier.vdb")

    assert found(trace, blend) == {
        ("//by_node.vdb", "file", not imports),
        ("/far/by_modifier.vdb", "file", not imports),
        *([] if imports else [("{}.vdb", "unknown", False)]),
    }


def _give(modifier: Any, socket: Any, value: str) -> None:
    """Pass a value to an input of a modifier's nodes."""
    if hasattr(modifier, "properties"):  # from 5.2
        getattr(modifier.properties.inputs, socket.identifier).value = value
    else:
        modifier[socket.identifier] = value
