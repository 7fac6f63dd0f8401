"""A layout that draws nothing, but minds what Blender's minds and keeps what was asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import bpy

ICONS = frozenset(bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys())


@dataclass
class Drawn:
    """What a draw function asked for, in order."""

    labels: list[str] = field(default_factory=list)
    properties: list[tuple[Any, str]] = field(default_factory=list)
    operators: list[tuple[str, SimpleNamespace]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    """Texts of labels and bars, and names of operators, one after the other."""
    alerts: list[str] = field(default_factory=list)
    """Names of the properties that are marked red."""
    disabled: list[str] = field(default_factory=list)
    """Names of the properties that can't be changed, and of the operators that can't be pressed."""
    placeholders: list[str] = field(default_factory=list)
    """Placeholders of empty fields."""
    buttons: list[str] = field(default_factory=list)
    """Texts of the operators' buttons; "" = their own label."""

    @property
    def text(self) -> str:
        """All labels, those of wrapped text joined."""
        return " ".join(self.labels)


class Layout:
    """Stands for a `UILayout` and everything below it. Attributes such as `scale_y` can be set."""

    def __init__(self, drawn: Drawn | None = None) -> None:
        self.drawn = drawn or Drawn()
        self.alert = False
        self.enabled = True

    def _child(self, **_arguments: Any) -> Layout:
        child = Layout(self.drawn)
        child.alert, child.enabled = self.alert, self.enabled
        return child

    row = column = box = split = _child

    def separator(self, **_arguments: Any) -> None:
        """Nothing to keep."""

    def panel(self, idname: str, *, default_closed: bool = False) -> tuple[Layout, Layout]:
        """Every panel is open."""
        return Layout(self.drawn), Layout(self.drawn)

    def label(self, *, text: str = "", icon: str = "NONE", translate: bool = True) -> None:
        _mind_text(text)
        assert icon in ICONS, icon
        self.drawn.labels.append(text)
        self.drawn.order.append(text)

    def prop(self, owner: Any, name: str, **arguments: Any) -> None:
        """Blender prints a warning for a property that is not there; here it is an error."""
        assert name in owner.bl_rna.properties, name
        getattr(owner, name)
        _mind_text(arguments.get("text") or "")
        assert arguments.get("icon", "NONE") in ICONS
        self.drawn.properties.append((owner, name))
        self.drawn.placeholders.append(arguments.get("placeholder", ""))
        if not self.enabled:
            self.drawn.disabled.append(name)
        if self.alert:
            self.drawn.alerts.append(name)

    def props_enum(self, owner: Any, name: str) -> None:
        """All items as buttons."""
        self.prop(owner, name)

    def template_icon(self, *, icon_value: int, scale: float) -> None:
        assert icon_value > 0
        assert scale > 0

    def prop_search(self, owner: Any, name: str, collection_owner: Any, collection: str, **_arguments: Any) -> None:
        assert name in owner.bl_rna.properties
        assert collection in collection_owner.bl_rna.properties

    def template_list(self, kind: str, _id: str, owner: Any, name: str, _: Any, active: str, **_rows: Any) -> None:
        """Every item is drawn, as in a list that is high enough."""
        assert {name, active} <= set(owner.bl_rna.properties.keys())
        for item in getattr(owner, name):
            getattr(bpy.types, kind).draw_item(None, bpy.context, self, owner, item, 0, owner, active)

    def operator_enum(self, name: str, items: str) -> None:
        """A button for each item."""
        self.operator(name)

    def operator(self, name: str, *, text: str = "", icon: str = "NONE", **_arguments: Any) -> SimpleNamespace:
        group, _, function = name.partition(".")
        assert function in dir(getattr(bpy.ops, group)), name
        assert icon in ICONS, icon
        _mind_text(text)
        properties = SimpleNamespace()
        self.drawn.operators.append((name, properties))
        self.drawn.order.append(name)
        self.drawn.buttons.append(text)
        if not self.enabled:
            self.drawn.disabled.append(name)
        return properties

    def menu(self, name: str, *, text: str = "", icon: str = "NONE", translate: bool = True) -> None:
        """A menu is a button with a text."""
        assert icon in ICONS, icon
        _mind_text(text)
        self.drawn.labels.append(text)
        if name.startswith("FLAMENCO_CLIENT_"):
            draw_in(self, getattr(bpy.types, name), bpy.context)

    def popover(self, *, panel: str, text: str = "", icon: str = "NONE", **_arguments: Any) -> None:
        """What a pop-over shows is drawn at its place."""
        assert icon in ICONS, icon
        draw_in(self, getattr(bpy.types, panel), bpy.context)

    def progress(self, *, factor: float = 0.0, text: str = "", translate: bool = True) -> None:
        assert 0.0 <= factor <= 1.0
        _mind_text(text)
        self.drawn.order.append(text)


def draw(panel: Any, context: Any) -> Drawn:
    """Draw a panel."""
    layout = Layout()
    draw_in(layout, panel, context)
    return layout.drawn


def draw_in(layout: Layout, panel: Any, context: Any) -> None:
    """Draw a panel or a menu in a layout."""
    panel.draw(SimpleNamespace(layout=layout), context)


def _mind_text(text: str) -> None:
    assert isinstance(text, str)
    assert len(text) < 2000
    text.encode()
