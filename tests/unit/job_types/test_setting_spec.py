"""Values that a setting accepts."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest

from flamenco_client.job_types.expressions import parse
from flamenco_client.job_types.setting_spec import INT32_MAX, INT32_MIN, SettingSpec, SettingValueError


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("string", PurePosixPath("/a/b"), "/a/b"),
        ("string", PureWindowsPath("S:/a"), "S:\\a"),
        ("string", 7, "7"),
        ("string", True, "True"),
        ("int32", INT32_MAX, INT32_MAX),
        ("int32", INT32_MIN, INT32_MIN),
        ("int32", 24.0, 24),
        ("int32", "12", 12),
        ("float", 24, 24.0),
        ("float", "0.5", 0.5),
        ("bool", 0, False),
        ("bool", 1.0, True),
        ("bool", "False", False),
        ("vector", (1, 2), [1, 2]),
        ("vector", {"x": None}, {"x": None}),
        ("vector", PurePosixPath("a"), "a"),
    ],
)
def test_values_become_json_of_the_settings_type(kind: str, value: Any, sent: Any) -> None:
    """A value is converted if nothing is lost; for an unknown type every JSON value is accepted unchanged."""
    result = SettingSpec("k", kind).coerce(value)
    assert (result, type(result)) == (sent, type(sent))


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("string", None, "not text"),
        ("string", ["a"], "not text"),
        ("string", "\udcff", "cannot be sent"),
        ("string", "a\0b", "cannot be sent"),
        ("string", "x" * 20_000, "longer"),
        ("int32", INT32_MAX + 1, "beyond the range"),
        ("int32", INT32_MIN - 1, "beyond the range"),
        ("int32", 1.5, "not a whole number"),
        ("int32", float("inf"), "not a whole number"),
        ("int32", False, "not a number"),
        ("int32", "", "not a number"),
        ("int32", "9" * 5000, "not a number"),
        ("float", float("nan"), "not a finite number"),
        ("float", 10**400, "not a finite number"),
        ("float", "inf", "not a finite number"),
        ("bool", 2, "neither true nor false"),
        ("bool", "on", "neither true nor false"),
        ("bool", None, "neither true nor false"),
        ("vector", {1, 2}, "cannot be sent"),
        ("vector", {1: 2}, "cannot be sent"),
        ("vector", [float("nan")], "cannot be sent"),
    ],
)
def test_values_that_do_not_suit_are_refused_with_a_reason(kind: str, value: Any, reason: str) -> None:
    """The message is one short line for any value."""
    with pytest.raises(SettingValueError, match=reason) as caught:
        SettingSpec("k", kind).coerce(value)
    assert len(str(caught.value)) < 150
    assert str(caught.value).isprintable()


def test_a_deeply_nested_value_is_refused() -> None:
    """A deeply nested value is refused, because it would exceed Python's recursion limit elsewhere."""
    value: list[Any] = []
    for _ in range(500):
        value = [value]
    with pytest.raises(SettingValueError, match="cannot be sent"):
        SettingSpec("k", "vector").coerce(value)


@pytest.mark.parametrize(
    ("more", "auto", "computed"),
    [
        ({}, True, False),
        ({"has_auto_toggle": True}, True, True),
        ({"has_auto_toggle": True}, False, False),
        ({"editable": False}, False, True),
        ({"visible": "web"}, True, True),
        ({"visible": "hidden"}, True, True),
        ({"visible": "hidden"}, False, False),
        ({"visible": "submission"}, True, False),
        ({"visible": "hidden", "expression": None}, True, False),
        ({"visible": "web", "key": "blendfile"}, True, False),
    ],
)
def test_when_the_expression_gives_the_value(more: dict[str, Any], auto: bool, computed: bool) -> None:
    """The expression gives the value of a read-only setting, or if the toggle is on; never the path of the .blend.

    A setting that is not shown is computed until a script sets its value.
    """
    spec = SettingSpec(**{"key": "k", "type": "string", "expression": parse("jobname"), **more})
    assert spec.computed_when(auto) is computed


def test_objections_name_the_limit() -> None:
    """The message names the limit and its value."""
    spec = SettingSpec("k", "int32", propargs={"min": 1, "max": 5})
    assert [spec.objection(value) for value in (1, 5)] == ["", ""]
    assert spec.objection(0) == "0 is below the minimum, 1"
    assert spec.objection(6) == "6 is above the maximum, 5"
    assert SettingSpec("k", "int32", choices=("1", "2")).objection(3) == "3 is not one of its choices"
