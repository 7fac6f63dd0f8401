"""Blender's human interface guidelines, for everything that the extension registers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension

SMALL = {"a", "and", "as", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
"""Words that Title Case leaves small inside of a label."""


def operators() -> Iterator[Any]:
    return (getattr(bpy.ops.flamenco_client, name).get_rna_type() for name in dir(bpy.ops.flamenco_client))


def own_properties(extension: Extension) -> Iterator[tuple[str, Any]]:
    """Properties of operators, of the scene, of the window and of the preferences, with those of nested groups."""
    preferences = bpy.context.preferences.addons[extension.key].preferences
    groups = [bpy.context.scene.flamenco_client, bpy.context.window_manager.flamenco_client, preferences]
    waiting = [*operators(), *(group.bl_rna for group in groups)]
    seen: set[str] = set()
    while waiting:
        rna = waiting.pop()
        if rna.identifier in seen or rna.identifier.endswith("PG_form"):  # whose words are the Manager's
            continue
        seen.add(rna.identifier)
        for prop in rna.properties:
            if prop.identifier in {"rna_type", "bl_idname", "name"} or prop.is_hidden:
                continue
            nested = getattr(prop, "fixed_type", None)
            if nested is not None and nested.identifier.startswith("FLAMENCO_CLIENT_"):
                waiting.append(nested)
            if prop.type not in {"COLLECTION", "POINTER"}:  # nobody sees those: what is in them is drawn
                yield f"{rna.identifier}.{prop.identifier}", prop


def is_title(label: str) -> bool:
    words = re.findall(r"[^\s/]+", label)
    return all(word[:1].isupper() or not word[:1].isalpha() or (at and word in SMALL) for at, word in enumerate(words))


def test_labels_are_in_title_case(extension: Extension) -> None:
    """Buttons, panels and fields."""
    labels = {rna.identifier: rna.name for rna in operators()}
    labels |= {name: prop.name for name, prop in own_properties(extension)}
    labels |= {cls.__name__: cls.bl_label for cls in bpy.types.Panel.__subclasses__() if _is_ours(cls)}
    assert {name: label for name, label in labels.items() if not label or not is_title(label)} == {}
    assert len(labels) > 25


def test_tool_tips_are_one_sentence_without_a_full_stop(extension: Extension) -> None:
    """Every button and every field has one; Blender adds the stop where it wants it."""
    tips = {rna.identifier: rna.description for rna in operators()}
    tips |= {name: prop.description for name, prop in own_properties(extension)}
    assert {name: tip for name, tip in tips.items() if not tip or tip.endswith(".") or ". " in tip} == {}


@pytest.mark.parametrize("label", ["Submit to Farm", "CA File", "Compute from Scene", "3D View"])
def test_what_title_case_is(label: str) -> None:
    """As Blender has it: small words stay small, but for the first."""
    assert is_title(label)
    assert not is_title("submit to Farm")
    assert not is_title("Submit to farm")


def _is_ours(cls: type) -> bool:
    return cls.__name__.startswith("FLAMENCO_CLIENT_PT_") and hasattr(bpy.types, cls.__name__)
