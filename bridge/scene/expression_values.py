"""Values for expressions: reads attribute chains of Blender as plain data, and nothing else."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Iterable, Sequence
from typing import Any, Final

import bpy
import mathutils

from ...job_types.expressions import APP, CONTEXT, Elements, Plain, Reference, Unreadable
from ...job_types.expressions.chains import Get, Item, Many, Step, steps_of

MOST: Final = 1000
"""Values of elements of collections that are read for one job type in one go; takes about two milliseconds."""
NAMES: Final = 10
"""Names that Blender lists in the time of reading one value."""

_PLAIN: Final = (str, int, float, bool)
_OWN_ADDONS: Final = os.path.normpath(os.path.join(bpy.utils.__file__, "../../../../addons_core")) + os.sep


class _Refused(LookupError):
    """A value that must not be read; the message says why."""


def read(chains: Iterable[str], context: bpy.types.Context) -> dict[str, Plain]:
    """Return the value of each chain, such as ``C.scene.frame_start`` or ``bpy.data.scenes[...].name``.

    Only declared properties of Blender and of the add-ons that come with it are read, and custom properties that are
    plain: no function, no Python attribute, nothing that other add-ons keep, and no array whose length only its content
    tells, as the pixels of an image.
    """
    reader = _Reader(context)
    return {chain: reader.read(chain) for chain in chains}


class _Reader:
    def __init__(self, context: bpy.types.Context) -> None:
        self._context = context
        self._left = MOST
        self._may_read: dict[tuple[type, str], bool] = {}
        """By type of its owner and name: whether a property may be read. Looking at its declaration is slow."""

    def read(self, chain: str) -> Plain:
        root, *steps = steps_of(chain)
        if root == "C":
            return self._value(self._context, steps)
        if steps[:1] == ["data"]:
            return self._value(bpy.data, steps[1:])
        if len(steps) > 1 and steps[0] == "app" and steps[1] in APP:
            return self._value(getattr(bpy.app, str(steps[1])), steps[2:])
        return Unreadable("this must not be read")

    def _value(self, start: Any, steps: Sequence[Step]) -> Plain:
        """Return what lies a number of steps from a value; each element of a collection has its own result."""
        value = start
        try:
            for number, step in enumerate(steps):
                if step is Many.EACH:
                    return self._each(value, steps[number + 1 :])
                value = self._next(value, step)
            return _plain(value)
        except _Refused as error:
            return Unreadable(str(error))
        # ValueError: a string that is not UTF-8
        except (AttributeError, LookupError, ReferenceError, TypeError, ValueError):
            return Unreadable("Blender has no such value")

    def _next(self, owner: Any, step: Step) -> Any:
        match step:
            case str():
                return self._attribute(owner, step)
            case Many.KEYS:
                return tuple(self._keys(owner))
            case Item(key):
                return owner[key] if not isinstance(owner, bpy.types.bpy_struct) else _custom(owner, key)
            case Get(key):
                try:
                    return owner[key] if not isinstance(owner, bpy.types.bpy_struct) else _custom(owner, key)
                except KeyError:
                    return None
        raise LookupError(step)

    def _attribute(self, owner: Any, name: str) -> Any:
        if isinstance(owner, bpy.types.Context):
            if name not in CONTEXT:
                raise LookupError(name)
            return getattr(owner, name)
        if not isinstance(owner, bpy.types.bpy_struct):
            raise TypeError(name)
        known = type(owner), name
        if known not in self._may_read:
            self._may_read[known] = _may_read(owner, name)
        if not self._may_read[known]:
            raise _Refused("it belongs to another add-on")
        return getattr(owner, name)

    def _each(self, collection: Any, steps: Sequence[Step]) -> tuple[Plain, ...]:
        if not isinstance(collection, bpy.types.bpy_prop_collection):
            raise TypeError(collection)
        if list(steps) == ["name"] and len(collection) and _is_found_by_name(collection[0]):
            return tuple(self._keys(collection))
        self._spend(len(collection) * max(len(steps), 1))
        return tuple([self._value(element, steps) for element in collection])

    def _spend(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise _Refused("too many elements to read them all")

    def _keys(self, owner: Any) -> Iterable[str]:
        if isinstance(owner, bpy.types.bpy_struct):
            keys: Any = owner.keys()
            return [key for key in keys if _is_custom(owner, key)]
        if not isinstance(owner, bpy.types.bpy_prop_collection):
            raise TypeError(owner)
        self._spend(len(owner) // NAMES)
        names: Iterable[str] = owner.keys()
        return names


def _is_found_by_name(element: Any) -> bool:
    """Return whether the keys of a collection are the names of its elements."""
    declared = element.bl_rna.name_property
    return declared is not None and declared.identifier == "name"


def _plain(value: Any) -> Plain:
    if type(value) in _PLAIN and value == value:  # noqa: PLR0124 - not NaN
        found: Plain = value
        return found
    if isinstance(value, mathutils.Vector | mathutils.Euler | mathutils.Color | bpy.types.bpy_prop_array):
        value = tuple(value[:])
    if value != value or (isinstance(value, tuple) and any(item != item for item in value)):  # noqa: PLR0124 - NaN
        return Unreadable("the value is not a number")  # never equal, so settings would be computed again and again
    if value is None or isinstance(value, (*_PLAIN, tuple)):
        return value
    if isinstance(value, bpy.types.bpy_struct):
        declared: Any = value.bl_rna
        return Reference(declared.identifier, value.as_pointer())
    if isinstance(value, bpy.types.bpy_prop_collection):
        return Elements("collection", len(value))
    return frozenset(value) if isinstance(value, set) else Unreadable("the value is not plain data")


def _may_read(owner: bpy.types.bpy_struct, name: str) -> bool:
    """Return whether Blender itself, or an add-on that comes with it, declares a property.

    Raises:
        LookupError: There is none, or it is an array whose length only its content tells.
    """
    declared = owner.bl_rna.properties[name]
    if getattr(declared, "is_array", False) and not getattr(declared, "array_length", 0):
        raise LookupError(name)
    if not declared.is_runtime or _is_shipped(type(owner)):
        return True
    group: Any = getattr(declared, "fixed_type", None)
    return group is not None and _is_shipped(bpy.types.PropertyGroup.bl_rna_get_subclass_py(group.identifier))


def _is_shipped(kind: type | None) -> bool:
    """Return whether a class is of an add-on in Blender's own folder, such as Cycles."""
    if kind is None:
        return False
    with contextlib.suppress(ValueError):  # the class of a script
        package = importlib.util.find_spec(kind.__module__.partition(".")[0])
        return package is not None and os.path.normpath(package.origin or "").startswith(_OWN_ADDONS)
    return False


def _custom(owner: bpy.types.bpy_struct, key: object) -> Any:
    """Return a custom property that is a plain number, text or truth value.

    Raises:
        KeyError: There is none.
    """
    if not isinstance(key, str):
        raise TypeError(key)
    value = owner[key]
    if not _is_custom(owner, key):
        raise _Refused("only plain custom properties are read")
    return value


def _is_custom(owner: bpy.types.bpy_struct, key: str) -> bool:
    """Return whether a key holds a plain value; before 5.0 values of add-ons lie among the custom properties, too."""
    return key not in owner.bl_rna.properties and type(owner[key]) in _PLAIN
