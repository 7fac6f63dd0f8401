"""Default values of settings: their order, and the values kept for the next job."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.core.finding import Severity
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
def test_order_of_sources(spec: JobTypeSpec, known: tuple[bool, bool, bool]) -> None:
    """A setting has the user's value, else the project's, else the last used one, else the job type's."""
    artist, project, last = known
    merged = merge(
        spec,
        {"chunk_size": 2} if artist else {},
        {},
        {"chunk_size": 3} if project else {},
        {"chunk_size": 4} if last else {},
    )
    expected = (2, ValueOrigin.SCENE) if artist else (3, ValueOrigin.PROJECT) if project else (4, ValueOrigin.LAST_USED)
    if any(known):
        assert (merged.values["chunk_size"], merged.origins["chunk_size"]) == expected
    else:
        assert merged == InitialValues()
    computed = compute(spec, merged.values, merged.automatic, Scope(values={}))
    assert computed.values["chunk_size"] == (expected[0] if any(known) else 1)


def test_a_projects_value_turns_computing_off(spec: JobTypeSpec) -> None:
    """A project's value turns computing off, as typing one does, unless the artist has chosen computing."""
    assert merge(spec, {}, {}, {"frames": "1-10"}, {}).automatic == {"frames": False}
    assert merge(spec, {}, {"frames": True}, {"frames": "1-10"}, {}).automatic == {"frames": True}
    assert merge(spec, {"frames": "5"}, {"frames": False}, {"frames": "1-10"}, {}).values == {"frames": "5"}


def test_projects_value_is_used_when_computing_is_off(spec: JobTypeSpec) -> None:
    """A setting whose computing the artist turns off has the project's value until the artist types one."""
    merged = merge(spec, {}, {"frames": False}, {"frames": "1-10"}, {})
    assert merged.values == {"frames": "1-10"}
    assert merged.automatic == {"frames": False}


def test_last_used_never_replaces_a_computed_value(spec: JobTypeSpec) -> None:
    """The frames of the last job's scene do not replace the computed ones."""
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
def test_unsuitable_values_are_reported(spec: JobTypeSpec, key: str, value: Any) -> None:
    """An unsuitable value of the project is reported by key; one used last is ignored. The next source is used."""
    merged = merge(spec, {}, {}, {key: value}, {"chunk_size": 4})
    (found,) = merged.unsuitable
    assert f" {key}: " in found.text
    assert (found.about, found.severity) == (key, Severity.WARNING)
    assert merged.values == {"chunk_size": 4}
    assert merge(spec, {}, {}, {}, {key: value}) == InitialValues()


def test_artists_values_are_not_changed(spec: JobTypeSpec) -> None:
    """Unknown and unsuitable values of the artist are kept: their problems are reported elsewhere."""
    values = {"chunk_size": "many", "gone": 1, "root": ""}
    assert merge(spec, values, {}, {"root": "/p"}, {"root": "/l"}).values == values


def test_values_kept_for_the_next_job(spec: JobTypeSpec) -> None:
    """Values that an artist can see and change are kept as given, except the job type's default."""
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


@pytest.mark.slow
@given(_values, _values, _values)
def test_never_raises(values: dict[str, Any], project: dict[str, Any], last: dict[str, Any]) -> None:
    """No stored, suggested or last used value raises an error; the last two are used only with the right type."""
    spec = parse({"name": "render", "label": "Render", "settings": SETTINGS})
    assert spec is not None
    merged = merge(spec, values, {}, project, last)
    for key, origin in merged.origins.items():
        setting = spec.setting(key)
        if origin is not ValueOrigin.SCENE:
            assert setting is not None
            assert setting.coerce(merged.values[key]) == merged.values[key]
    worth_remembering(spec, values)
