"""The order in which a setting's value is looked for, and what is remembered for the next job."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.job_types.expressions import Scope
from flamenco_client.job_types.job_type import JobTypeSpec, parse
from flamenco_client.job_types.setting_defaults import InitialValues, ValueOrigin, merge, worth_remembering
from flamenco_client.job_types.setting_values import compute

SETTINGS: list[dict[str, Any]] = [
    {"key": "frames", "type": "string", "eval": "f'{C.scene.frame_start}'", "evalInfo": {"showLinkButton": True}},
    {"key": "chunk_size", "type": "int32", "default": 1, "propargs": {"min": 1, "max": 100}},
    {"key": "root", "type": "string", "subtype": "dir_path", "required": True, "visible": "submission"},
    {"key": "engine", "type": "string", "choices": ["CPU", "GPU"], "default": "CPU"},
    {"key": "once", "type": "int32", "eval": "C.scene.frame_start"},
    {"key": "output", "type": "string", "editable": False, "eval": "settings.root"},
    {"key": "hidden", "type": "int32", "default": 3, "visible": "hidden"},
    {"key": "web", "type": "int32", "default": 3, "visible": "web"},
    {"key": "blendfile", "type": "string", "required": True},
]


@pytest.fixture(scope="module")
def spec() -> JobTypeSpec:
    parsed = parse({"name": "render", "label": "Render", "settings": SETTINGS})
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("known", list(itertools.product([True, False], repeat=3)))
def test_the_order(spec: JobTypeSpec, known: tuple[bool, bool, bool]) -> None:
    """The artist's value, else the project's, else the one used last, else the job type's: in all eight cases."""
    artist, project, last = known
    merged = merge(
        spec,
        {"chunk_size": 2} if artist else {},
        {},
        {"chunk_size": 3} if project else {},
        {"chunk_size": 4} if last else {},
    )
    expected = (
        (2, ValueOrigin.ARTIST) if artist else (3, ValueOrigin.PROJECT) if project else (4, ValueOrigin.LAST_USED)
    )
    if any(known):
        assert (merged.values["chunk_size"], merged.origins["chunk_size"]) == expected
    else:
        assert merged == InitialValues()
    computed = compute(spec, merged.values, merged.automatic, Scope(values={}))
    assert computed.values["chunk_size"] == (expected[0] if any(known) else 1)


def test_a_projects_value_turns_computing_off(spec: JobTypeSpec) -> None:
    """As typing one does; unless the artist has said that it is computed."""
    assert merge(spec, {}, {}, {"frames": "1-10"}, {}).automatic == {"frames": False}
    assert merge(spec, {}, {"frames": True}, {"frames": "1-10"}, {}).automatic == {"frames": True}
    assert merge(spec, {"frames": "5"}, {"frames": False}, {"frames": "1-10"}, {}).values == {"frames": "5"}


def test_off_without_a_value(spec: JobTypeSpec) -> None:
    """An artist who turns computing off and types nothing begins with the project's value."""
    merged = merge(spec, {}, {"frames": False}, {"frames": "1-10"}, {})
    assert merged.values == {"frames": "1-10"}
    assert merged.automatic == {"frames": False}


def test_last_used_never_replaces_what_is_computed(spec: JobTypeSpec) -> None:
    """Another scene's frames are not this one's."""
    assert merge(spec, {}, {}, {}, {"frames": "1-10", "once": 7, "output": "/x"}) == InitialValues()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("chunk_size", "many"),
        ("chunk_size", 1000),
        ("chunk_size", 2**40),
        ("engine", "TPU"),
        ("root", "a\0b"),
        ("hidden", 5),
        ("web", 5),
        ("output", "/x"),
        ("blendfile", "/evil.blend"),
        ("nothing", 1),
    ],
)
def test_what_does_not_suit_is_told(spec: JobTypeSpec, key: str, value: Any) -> None:
    """The project is told of by key, the next in order holds; what was used last is passed over in silence."""
    merged = merge(spec, {}, {}, {key: value}, {"chunk_size": 4})
    (reason,) = merged.unsuitable
    assert reason.startswith(f"{key}: ")
    assert merged.values == {"chunk_size": 4}
    assert merge(spec, {}, {}, {}, {key: value}) == InitialValues()


def test_the_artists_values_are_left_alone(spec: JobTypeSpec) -> None:
    """Also those that the job type does not know or take: what is wrong with them is told elsewhere."""
    values = {"chunk_size": "many", "gone": 1, "root": ""}
    assert merge(spec, values, {}, {"root": "/p"}, {"root": "/l"}).values == values


def test_what_is_remembered(spec: JobTypeSpec) -> None:
    """What an artist sees and can change, as it was given, when it is not the job type's default anyway."""
    values = {
        "frames": "1-10",
        "chunk_size": 10.0,
        "root": "//render",
        "engine": "CPU",
        "once": 7,
        "output": "/x",
        "hidden": 5,
        "web": 5,
        "blendfile": "/a.blend",
        "gone": 1,
    }
    kept = worth_remembering(spec, values)
    assert kept == {"chunk_size": 10, "root": "//render"}
    assert type(kept["chunk_size"]) is int
    assert merge(spec, {}, {}, {}, kept).values == kept


_plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())
_values = st.dictionaries(st.sampled_from([str(setting["key"]) for setting in SETTINGS] + ["gone"]), _plain)


@given(_values, _values, _values)
def test_never_raises(values: dict[str, Any], project: dict[str, Any], last: dict[str, Any]) -> None:
    """Whatever is stored, suggested or remembered; only values of the setting's type come of the last two."""
    spec = parse({"name": "render", "label": "Render", "settings": SETTINGS})
    assert spec is not None
    merged = merge(spec, values, {}, project, last)
    for key, origin in merged.origins.items():
        setting = spec.setting(key)
        if origin is not ValueOrigin.ARTIST:
            assert setting is not None
            assert setting.coerce(merged.values[key]) == merged.values[key]
    worth_remembering(spec, values)
