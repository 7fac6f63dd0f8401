"""Job types as Managers might send them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flamenco_client.job_types.job_type import MAX_SETTINGS, JobTypeSpec, SettingSpec, parse, parse_all


def job_type(*raw: Any, **more: Any) -> JobTypeSpec:
    spec = parse({"name": "t", "label": "T", "etag": "e", "settings": list(raw), **more})
    assert spec is not None
    return spec


def setting(**raw: Any) -> SettingSpec:
    (spec,) = job_type({"key": "k", "type": "string", **raw}).settings
    return spec


def test_usual_setting_has_no_notice() -> None:
    """A setting of Flamenco's own job types is parsed unchanged."""
    spec = setting(
        key="frames",
        required=True,
        description="Which frames",
        eval="f'{C.scene.frame_start}-{C.scene.frame_end}'",
        evalInfo={"showLinkButton": True, "description": "Scene frame range"},
    )
    assert (spec.key, spec.type, spec.label, spec.required, spec.editable) == ("frames", "string", "Frames", True, True)
    assert (spec.visible, spec.in_form, spec.has_auto_toggle, spec.notice) == ("visible", True, True, "")
    assert spec.eval_description == "Scene frame range"
    assert spec.expression is not None
    assert spec.expression.chains == {"C.scene.frame_start", "C.scene.frame_end"}


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ({"key": "chunk_size"}, "Chunk Size"),
        ({"key": "fps"}, "Fps"),
        ({"key": "my-key"}, "My Key"),
        ({"key": ""}, "Unnamed"),
        ({"key": "x", "label": 7}, "7"),
        ({"key": "x", "label": "  two\n lines\x00 "}, "two lines"),
        ({"key": "x_y", "label": ["no"]}, "X Y"),
        ({"key": "x_y", "label": ""}, "X Y"),
    ],
)
def test_the_label_is_one_line(raw: dict[str, Any], label: str) -> None:
    """A missing label is made from the key; numbers and line breaks are converted to one line."""
    assert setting(**raw).label == label


@pytest.mark.parametrize("key", ["name", "bl_rna", "class", "my-key", "with space", "", "k" * 200, "ключ", "{}", "a.b"])
def test_any_key_is_kept(key: str) -> None:
    """The key is never changed, because the value is sent under it."""
    assert setting(key=key).key == key
    assert setting(key=key).notice == ""


def test_long_texts_are_shortened() -> None:
    """A description of ten kilobytes is shortened, because it would fill the screen as a tooltip."""
    spec = setting(label="l" * 5000, description="long " * 2000)
    assert len(spec.label) == 120
    assert len(spec.description) <= 1000
    assert spec.description.endswith("...")


@pytest.mark.parametrize(
    ("visible", "kept", "in_form", "notice"),
    [
        (None, "visible", True, ""),
        ("submission", "submission", True, ""),
        ("web", "web", False, ""),
        ("hidden", "hidden", False, ""),
        ("false", "hidden", False, "hidden"),
        (False, "hidden", False, "hidden"),
        ("sometimes", "visible", True, "the unknown visibility 'sometimes'"),
        (5, "visible", True, "the unknown visibility '5'"),
    ],
)
def test_visibility(visible: Any, kept: str, in_form: bool, notice: str) -> None:
    """A setting with an unknown visibility is shown, with a notice; ``false`` in a script means hidden."""
    spec = setting(visible=visible)
    assert (spec.visible, spec.in_form) == (kept, in_form)
    assert notice in spec.notice
    assert bool(notice) == bool(spec.notice)


@pytest.mark.parametrize(
    ("kind", "default", "kept", "notice"),
    [
        ("string", "x", "x", ""),
        ("string", 12, "12", "converted to '12'"),
        ("string", [1], None, "not text"),
        ("int32", 5, 5, ""),
        ("int32", 5.0, 5, ""),
        ("int32", 2**40, None, "beyond the range"),
        ("int32", 10**400, None, "beyond the range"),
        ("int32", "abc", None, "not a number"),
        ("int32", 1.5, None, "not a whole number"),
        ("int32", True, None, "not a number"),
        ("float", 24, 24.0, ""),
        ("float", float("nan"), None, "finite"),
        ("float", 10**400, None, "finite"),
        ("bool", True, True, ""),
        ("bool", 1, True, "converted to True"),
        ("bool", "yes", None, "neither true nor false"),
        ("vector", [1, 2], [1, 2], "does not know the type 'vector'"),
        ("", None, None, "does not know the type ''"),
    ],
)
def test_defaults_suit_the_type(kind: str, default: Any, kept: Any, notice: str) -> None:
    """A default of another type is converted if nothing is lost, otherwise dropped; both are reported."""
    spec = setting(type=kind, default=default)
    assert spec.default == kept
    assert type(spec.default) is type(kept)
    assert notice in spec.notice
    assert bool(notice) == bool(spec.notice)


def test_a_default_out_of_range_is_moved_into_it() -> None:
    """A default outside of the script's own minimum and maximum is moved into the range."""
    spec = setting(type="int32", default=99, propargs={"min": 0, "max": 32})
    assert spec.default == 32
    assert "changed to 32" in spec.notice


def test_without_default_the_first_allowed_value_is_the_initial_one() -> None:
    """Without a default the initial value is the first choice, or the allowed value nearest zero."""
    assert setting(type="int32", propargs={"min": 3}).initial == 3
    assert setting(type="float", propargs={"max": -1.5}).initial == -1.5
    assert setting(choices=["a", "b"], default="zebra").initial == "a"
    assert setting(type="int32", choices=["4", "2"]).initial == 4
    assert [setting(type=kind).initial for kind in ("string", "int32", "float", "bool")] == ["", 0, 0.0, False]


@pytest.mark.parametrize(
    ("kind", "choices", "kept", "notice"),
    [
        ("string", ["a", "b"], ("a", "b"), ""),
        ("string", [], (), "no usable choices"),
        ("string", ["a", "a", ""], ("a", ""), "left out"),
        ("string", "abc", (), "not a list"),
        ("string", [None, {}, "a"], ("a",), "left out"),
        ("string", [1, 2], ("1", "2"), ""),
        ("int32", ["1", "2"], ("1", "2"), ""),
        ("int32", ["1", "01", "x"], ("1",), "left out"),
    ],
)
def test_choices(kind: str, choices: Any, kept: tuple[str, ...], notice: str) -> None:
    """Choices are unique texts that suit the setting."""
    spec = setting(type=kind, choices=choices)
    assert spec.choices == kept
    assert notice in spec.notice
    assert bool(notice) == bool(spec.notice)


def test_numbers_may_be_choices() -> None:
    """A default that equals one of the choices is kept, however the choice is written."""
    spec = setting(type="int32", choices=["1", "2"], default=2)
    assert (spec.default, spec.notice) == (2, "")


@pytest.mark.parametrize(
    ("expression", "in_form"), [("__import__('os')", True), ("f'{C.scene.name}'", False), ("", False), ("  ", False)]
)
def test_a_refused_expression_leaves_the_value_to_the_artist(expression: str, in_form: bool) -> None:
    """The setting is shown and editable, even a hidden or read-only one, and its notice gives the reason."""
    spec = setting(eval=expression, editable=False, visible="hidden", evalInfo={"showLinkButton": True})
    assert spec.in_form is in_form
    assert spec.editable is in_form
    assert ("__import__" in spec.notice) is in_form
    assert spec.has_auto_toggle is bool(spec.expression)
    assert spec.computed_when(True) is bool(spec.expression)


def test_duplicate_key_is_used_once() -> None:
    """Of two settings with the same key the first is used, and the other is reported."""
    spec = job_type({"key": "a", "type": "string", "default": "x"}, {"key": "a", "type": "int32"})
    assert [(s.key, s.type) for s in spec.settings] == [("a", "string")]
    (notice,) = spec.notices
    assert (notice.text, notice.about) == ("A: declared twice; only the first declaration is used", "a")


@pytest.mark.parametrize("raw", [None, 1, "x", [], {}, {"key": None}, {"key": 5}, {"key": "\ud800"}, {"key": "a\0b"}])
def test_a_setting_without_usable_key_is_left_out(raw: Any) -> None:
    """A setting without a usable key is left out; the others stay."""
    spec = job_type(raw, {"key": "b", "type": "bool"})
    assert [s.key for s in spec.settings] == ["b"]
    assert [notice.text for notice in spec.notices] == ["Setting 1 has no usable key and is left out"]


def test_flags_of_another_type_keep_their_default() -> None:
    """An absent or invalid ``editable`` is true, an absent or invalid ``required`` is false."""
    spec = setting(editable="maybe", required=[])
    assert (spec.editable, spec.required) == (True, False)
    assert "editable" in spec.notice
    assert "required" in spec.notice


def test_a_job_type_without_settings_works() -> None:
    """``settings`` may be null or of another type."""
    assert parse({"name": "a_b", "label": "", "settings": None}) == JobTypeSpec("a_b", "A B", "", "", ())
    odd = parse({"name": "a", "settings": "none", "etag": 5})
    assert odd is not None
    assert (odd.settings, odd.etag) == ((), "")
    assert odd.notices


def test_number_of_settings_is_limited() -> None:
    """Parsing stays fast, and the limit is reported."""
    spec = job_type(*({"key": str(number), "type": "bool"} for number in range(MAX_SETTINGS + 5)))
    assert len(spec.settings) == MAX_SETTINGS
    assert "first" in spec.notices[0].text


def test_bad_job_types_do_not_hide_the_others() -> None:
    """A nameless, malformed or duplicate job type is reported; the others can be used."""
    specs, notices = parse_all([{"name": "a", "label": "A"}, {"label": "x"}, 5, {"name": ""}, {"name": "a"}])
    assert [spec.name for spec in specs] == ["a"]
    assert len(notices) == 4
    assert parse_all(None) == ((), ())
    assert parse_all({"job_types": []})[0] == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(10**400), 10**400) | st.floats() | st.text(max_size=20)
    | st.characters(categories=["Cs", "Cc"]),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children, max_size=4),
    max_leaves=8,
)  # fmt: skip
PROPARGS = st.dictionaries(st.sampled_from(["min", "max", "soft_min", "step", "precision", "subtype", "get"]), JSON)
SETTING = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["a", "", "b"]) | JSON,
        "type": st.sampled_from(["string", "int32", "float", "bool"]) | JSON,
    },
    optional={
        "choices": st.lists(st.text(max_size=2) | JSON, max_size=4) | JSON,
        "propargs": PROPARGS | JSON,
        "evalInfo": st.fixed_dictionaries({}, optional={"showLinkButton": JSON, "description": JSON}) | JSON,
        "eval": st.sampled_from(["C.scene.name", "exec('')", "settings.a"]) | JSON,
        **dict.fromkeys(["subtype", "label", "description", "default", "required", "editable", "visible"], JSON),
    },
)


@given(JSON | st.lists(st.fixed_dictionaries({"name": JSON | st.just("t"), "settings": st.lists(SETTING) | JSON})))
@settings(max_examples=300, deadline=None)
@pytest.mark.slow
def test_nothing_that_a_manager_sends_raises(raw: Any) -> None:
    """Any JSON value gives usable job types, whose values obey their own rules."""
    specs, notices = parse_all(raw)
    assert all(isinstance(notice.text, str) for notice in notices)
    for spec in specs:
        for item in spec.settings:
            assert item.label
            assert item.label.isprintable()
            assert item.coerce(item.initial) == item.initial
            assert item.objection(item.initial) == ""
            json.dumps(item.initial, allow_nan=False)
            for text in (item.label, item.description, item.notice, spec.label):
                text.encode()


def test_number_of_notices_is_limited() -> None:
    """A job type full of problems fills only a part of the panel; the number of further problems is shown."""
    odd = [{"key": f"k{number}", "type": "int32", "default": "x"} for number in range(200)]
    spec = parse({"name": "a", "settings": odd})
    assert spec is not None
    assert len(spec.settings) == 200
    assert len(spec.notices) == 31
    assert spec.notices[-1].text == "170 more problems"
    assert len(parse_all([{"label": "no name"}] * 100)[1]) == 31
