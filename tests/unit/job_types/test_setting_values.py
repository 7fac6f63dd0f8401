"""Values of a job's settings."""

from __future__ import annotations

import json
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_client.job_types.expressions import Scope, Unreadable
from flamenco_client.job_types.job_type import JobTypeSpec, parse
from flamenco_client.job_types.setting_defaults import merge
from flamenco_client.job_types.setting_values import Computed, compute, needed_chains, origins

BLEND = "/film/shots/010/anim.blend"

RENDER: list[dict[str, Any]] = [
    {
        "key": "frames",
        "type": "string",
        "required": True,
        "eval": "f'{C.scene.frame_start}-{C.scene.frame_end}'",
        "evalInfo": {"showLinkButton": True, "description": "Scene frame range"},
    },
    {"key": "chunk_size", "type": "int32", "default": 1, "visible": "submission"},
    {"key": "root", "type": "string", "subtype": "dir_path", "required": True, "visible": "submission"},
    {"key": "parts", "type": "int32", "default": 0, "required": True, "propargs": {"min": 0, "max": 32}},
    {
        "key": "output",
        "type": "string",
        "subtype": "file_path",
        "editable": False,
        "eval": "str(Path(abspath(settings.root), last_n_dir_parts(settings.parts), jobname, '{timestamp}', '######'))",
    },
    {"key": "blendfile", "type": "string", "required": True, "visible": "web"},
    {"key": "fps", "type": "float", "eval": "C.scene.render.fps / C.scene.render.fps_base", "visible": "hidden"},
    {"key": "previews", "type": "bool", "eval": "C.scene.render.use_preview", "visible": "hidden"},
    {"key": "scene", "type": "string", "required": True, "eval": "C.scene.name", "visible": "web"},
    {"key": "unset", "type": "float", "visible": "hidden"},
]

VALUES = {
    "C.scene.frame_start": 1,
    "C.scene.frame_end": 250,
    "C.scene.render.fps": 24,
    "C.scene.render.fps_base": 1.0,
    "C.scene.render.use_preview": False,
    "C.scene.name": "Scene",
}


def job_type(*raw: dict[str, Any]) -> JobTypeSpec:
    spec = parse({"name": "t", "label": "T", "etag": "", "settings": list(raw)})
    assert spec is not None
    return spec


def scope(blend: str = BLEND, /, **values: Any) -> Scope:
    return Scope(VALUES | values, "shot", blend_path=blend, flavour=PurePosixPath)


def computed(*raw: dict[str, Any], stored: dict[str, Any] | None = None, **auto: bool) -> Computed:
    return compute(job_type(*raw), stored or {}, auto, scope())


def single(stored: Any = None, **raw: Any) -> tuple[Any, str]:
    """Return the value and problem of a job type with one setting."""
    result = computed({"key": "k", "type": "string", **raw}, stored={} if stored is None else {"k": stored})
    return result.values["k"], result.problems.get("k", "")


def test_the_origin_of_each_value() -> None:
    """What is computed comes from the expression, also for a setting that has a value for later."""
    spec = job_type(*RENDER)
    project, held = {"chunk_size": 9, "frames": "1"}, {"root": "/out", "frames": "2", "scene": "ignored"}
    begin = merge(spec, held, {"frames": True}, project, {"parts": 3})
    found = origins(spec, begin, compute(spec, begin.values, begin.automatic, scope()))
    assert {key: found[key] for key in ("root", "chunk_size", "parts", "frames", "scene", "unset")} == {
        "root": "scene",
        "chunk_size": "project",
        "parts": "last-used",
        "frames": "expression",
        "scene": "expression",
        "unset": "job-type",
    }


def test_every_declared_setting_is_sent_with_its_type() -> None:
    """Order, keys and JSON types are the job type's; only the .blend's path is set by the submission."""
    result = computed(*RENDER, stored={"root": "/out", "parts": 2, "chunk_size": 5.0})
    assert json.dumps(result.values) == json.dumps(
        {
            "frames": "1-250",
            "chunk_size": 5,
            "root": "/out",
            "parts": 2,
            "output": "/out/shots/010/shot/{timestamp}/######",
            "fps": 24.0,
            "previews": False,
            "scene": "Scene",
            "unset": 0.0,
        }
    )
    assert result.problems == {}
    assert result.evaluated == {"frames", "output", "fps", "previews", "scene"}


def test_needed_chains_are_those_of_all_expressions() -> None:
    """The needed chains are all chains of all expressions, and no others."""
    assert needed_chains(job_type(*RENDER)) == VALUES.keys()
    assert needed_chains(job_type()) == frozenset()


def test_the_toggle_decides_between_expression_and_typed_value() -> None:
    """With the toggle on the value is the scene's range, with the toggle off the typed value."""
    typed = {"frames": "7", "root": "/out"}
    assert computed(*RENDER, stored=typed).values["frames"] == "1-250"
    assert computed(*RENDER, stored=typed, frames=True).values["frames"] == "1-250"
    assert computed(*RENDER, stored=typed, frames=False).values["frames"] == "7"
    nothing = computed(*RENDER, stored={"root": "/out"}, frames=False)
    assert nothing.problems == {"frames": "a value is required"}


def test_a_visible_expression_without_toggle_gives_the_initial_value() -> None:
    """The expression gives the value until the artist types one; a typed zero is a value."""
    raw = {"eval": "C.scene.frame_end", "type": "int32"}
    assert single(**raw) == (250, "")
    assert single(0, **raw) == (0, "")
    assert single(9, **raw) == (9, "")
    assert single(**raw, default=3) == (3, "")
    assert single("", eval="C.scene.name") == ("Scene", "")


def test_read_only_settings_ignore_stored_values() -> None:
    """A value stored for an earlier definition of the job type is not sent unnoticed."""
    assert single("old", editable=False, default="new") == ("new", "")
    assert single("old", editable=False, eval="C.scene.name") == ("Scene", "")


def test_scripts_can_set_hidden_settings() -> None:
    """A hidden setting has the value that a script gave; without one, or after a reset, it is computed."""
    hidden: dict[str, Any] = {"key": "k", "type": "string", "visible": "hidden", "eval": "C.scene.name"}
    assert computed(hidden, stored={"k": "mine"}, k=False).values == {"k": "mine"}
    assert computed(hidden, stored={"k": "mine"}).values == {"k": "Scene"}
    assert computed(hidden, k=False).values == {"k": "Scene"}
    assert single("mine", visible="web") == ("mine", "")


def test_expressions_are_computed_in_the_order_of_dependencies() -> None:
    """An expression reads the computed values of other settings, in any order of declaration."""
    result = computed(
        {"key": "a", "type": "string", "editable": False, "eval": "settings.b + 'a'"},
        {"key": "b", "type": "string", "editable": False, "eval": "settings.c + 'b'"},
        {"key": "c", "type": "string", "default": "c"},
        stored={"c": "typed-"},
    )
    assert list(result.values.items()) == [("a", "typed-ba"), ("b", "typed-b"), ("c", "typed-")]


def test_circular_expressions_are_a_problem_of_their_settings() -> None:
    """Settings that depend on each other have a problem; the others are computed."""
    result = computed(
        {"key": "a", "type": "int32", "editable": False, "eval": "settings.b"},
        {"key": "b", "type": "int32", "editable": False, "eval": "settings.a + 1"},
        {"key": "me", "type": "int32", "editable": False, "eval": "settings.me"},
        {"key": "c", "type": "int32", "editable": False, "eval": "1 + 1"},
    )
    assert result.values == {"a": 0, "b": 0, "me": 0, "c": 2}
    assert result.problems.keys() == {"a", "b", "me"}
    assert "that of b depend on each other" in result.problems["a"]


def test_failed_expression_is_a_problem_of_all_settings_that_need_it() -> None:
    """The problem is reported at the setting and at those that depend on it; all others have their values."""
    spec = job_type(
        {"key": "bad", "type": "string", "visible": "hidden", "eval": "C.scene.gone"},
        {"key": "needs", "type": "string", "visible": "hidden", "eval": "settings.bad"},
        {"key": "text", "type": "int32", "visible": "hidden", "eval": "'text'"},
        {"key": "fine", "type": "string", "visible": "hidden", "eval": "C.scene.name"},
    )
    result = compute(spec, {}, {}, scope(**{"C.scene.gone": Unreadable("the scene has no gone")}))
    assert result.values == {"bad": "", "needs": "", "text": 0, "fine": "Scene"}
    assert result.problems == {
        "bad": "C.scene.gone: the scene has no gone",
        "needs": "settings.bad: C.scene.gone: the scene has no gone",
        "text": "'text' is not a number",
    }


@pytest.mark.parametrize(
    ("stored", "raw", "value", "problem"),
    [
        (None, {"required": True}, "", "a value is required"),
        ("  ", {"required": True}, "  ", "a value is required"),
        (None, {"required": True, "type": "int32"}, 0, ""),
        ("c", {"choices": ["a", "b"]}, "c", "'c' is not one of its choices"),
        ("b", {"choices": ["a", "b"]}, "b", ""),
        (None, {"choices": ["a", "b"]}, "a", ""),
        ("2", {"choices": ["1", "2"], "type": "int32"}, 2, ""),
        (33, {"type": "int32", "propargs": {"max": 32}}, 33, "33 is above the maximum, 32"),
        (-0.5, {"type": "float", "propargs": {"min": 0}}, -0.5, "-0.5 is below the minimum, 0.0"),
        ("abc", {"type": "int32", "default": 4}, 4, "'abc' is not a number"),
        (2**31, {"type": "int32"}, 0, "2147483648 is beyond the range"),
        (5, {"type": "vector", "default": [1]}, [1], ""),
        (None, {"type": "vector"}, "", ""),
        ("x" * 20_000, {}, "", "longer than"),
    ],
)
def test_values_are_checked_as_the_manager_does_not(stored: Any, raw: Any, value: Any, problem: str) -> None:
    """Required, choices, limits and types are checked; a value that cannot be sent is replaced by the initial one."""
    sent, reason = single(stored, **raw)
    assert sent == value
    assert problem in reason
    assert bool(problem) == bool(reason)


@pytest.mark.parametrize(
    ("stored", "value", "problem"),
    [
        ("/out", "/out", ""),
        ("//../render", "/film/shots/render", ""),
        ("//", "/film/shots/010", ""),
        ("{jobs}/out", "{jobs}/out", ""),
        ("out/x", "out/x", "not an absolute path"),
        ("", "", "required"),
    ],
)
def test_required_paths_must_be_absolute(stored: str, value: str, problem: str) -> None:
    """The farm does not know ``//`` or this machine's current folder."""
    sent, reason = single(stored, subtype="dir_path", required=True)
    assert sent == value
    assert problem in reason
    assert bool(problem) == bool(reason)


def test_optional_path_may_be_relative() -> None:
    """Only required and computed paths must be absolute."""
    assert single("notes.txt", subtype="file_path") == ("notes.txt", "")
    assert single("notes.txt", subtype="file_name", required=True) == ("notes.txt", "")
    assert "not an absolute path" in single(subtype="file_path", editable=False, eval="'a/b'")[1]


def test_missing_root_is_reported_once() -> None:
    """The output path that depends on it is not reported as a second problem."""
    assert computed(*RENDER).problems == {"root": "a value is required"}


def test_a_relative_root_of_an_unsaved_file_says_to_save_it() -> None:
    """``//`` has no meaning before the first save, and the problem says so."""
    result = compute(job_type(*RENDER), {"root": "//render"}, {}, scope(""))
    assert result.problems == {"root": "// stands for the folder of the .blend: save the file first"}


def test_absolute_paths_follow_the_platform() -> None:
    """On Windows an absolute path has a drive, and a slash alone is not enough."""
    spec = job_type({"key": "k", "type": "string", "subtype": "dir_path", "required": True})
    windows = Scope(blend_path="S:\\a\\b.blend", flavour=PureWindowsPath)
    assert compute(spec, {"k": "T:\\out"}, {}, windows).problems == {}
    assert compute(spec, {"k": "//out/../x"}, {}, windows).values == {"k": "S:\\a\\x"}
    assert compute(spec, {"k": "/out"}, {}, windows).problems.keys() == {"k"}


def test_expressions_cannot_read_the_path_of_the_blend_on_the_farm() -> None:
    """The path is only known at submission. A setting of that name that is not text is an ordinary one."""
    result = computed(
        {"key": "blendfile", "type": "string"}, {"key": "k", "type": "string", "eval": "settings.blendfile"}
    )
    assert result.values == {"k": ""}
    assert "only known at submission" in result.problems["k"]
    assert computed({"key": "blendfile", "type": "bool", "default": True}).values == {"blendfile": True}


TYPES = st.sampled_from(["string", "int32", "float", "bool", "vector"])
STORED = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers())
EVALS = st.sampled_from(
    ["", "settings.a", "settings.b", "settings.c + 1", "C.scene.name", "C.gone", "1/0", "Path('x')"]
)
SETTING = st.fixed_dictionaries(
    {"key": st.sampled_from(["a", "b", "c", "blendfile"]), "type": TYPES, "eval": EVALS},
    optional={
        "visible": st.sampled_from(["web", "hidden"]),
        "editable": st.booleans(),
        "required": st.booleans(),
        "subtype": st.sampled_from(["dir_path", "file_name"]),
        "choices": st.lists(st.sampled_from(["1", "x", "//y"])),
        "evalInfo": st.just({"showLinkButton": True}),
        "default": STORED,
    },
)


@pytest.mark.slow
@given(
    st.lists(SETTING, max_size=6),
    st.dictionaries(st.sampled_from("abc"), STORED),
    st.dictionaries(st.sampled_from("abc"), st.booleans()),
)
@settings(max_examples=300, deadline=None)
def test_nothing_raises_and_every_setting_has_a_value(raw: Any, stored: Any, auto: Any) -> None:
    """Any job type and stored values give JSON values of the right types, or a problem."""
    spec = job_type(*raw)
    result = compute(spec, stored, auto, scope())
    assert list(result.values) == [setting.key for setting in spec.settings if not setting.is_blendfile]
    assert result.problems.keys() <= result.values.keys()
    json.dumps(result.values, allow_nan=False)
    types = {"string": str, "int32": int, "float": float, "bool": bool}
    for setting in spec.settings:
        if setting.is_known_type and not setting.is_blendfile:
            assert type(result.values[setting.key]) is types[setting.type]
